"""The annexes of an agreement: the programme, the price, the calendar, the participants."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import CAPTION, FAINT, SMALL_INK
from backoffice.documents.kit.strips import Para, Row, Strip, columns, heading, table
from backoffice.documents.quotes.action import calendar_strips, module_strips
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.quotes.price import priced_strips
from backoffice.documents.sheets.agreement import AgreementSheet
from backoffice.i18n import _
from backoffice.i18n.formats import person


def annexes_of(sheet: AgreementSheet) -> tuple[str, ...]:
    """The names of the annexes that follow the signatures, numbered as they come."""
    return tuple(_named(number, title) for number, (title, _strips) in enumerate(_annexes(sheet), 1))


def annex_strips(sheet: AgreementSheet) -> list[Strip]:
    """The annexes, one after the other."""
    made: list[Strip] = []
    for number, (title, strips) in enumerate(_annexes(sheet), 1):
        made += [*heading(LEFT, WIDTH, _named(number, title)), *strips]
    return made


def _named(number: int, title: str) -> str:
    return _("Annex {n} – {title}").format(n=number, title=title)


def _annexes(sheet: AgreementSheet) -> Iterator[tuple[str, list[Strip]]]:
    if sheet.action.modules:
        yield _("Programme"), [strip for one in sheet.action.modules for strip in module_strips(one)]
    if sheet.lines:
        yield _("Price in detail"), priced_strips(sheet)
    if sheet.action.calendar:
        yield _("Calendar"), calendar_strips(sheet.action.calendar)
    if sheet.participants:
        yield _("Participants"), _participants(sheet)


def _participants(sheet: AgreementSheet) -> list[Strip]:
    cols = columns(LEFT, 24, WIDTH - 24 - 200 - 20, 200, gap=10, align=("right", "left", "left"))
    heads = (_("No."), _("Name"), _("Function"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    rows = []
    for number, one in enumerate(sheet.participants, 1):
        at = " – ".join(part for part in (one.function, one.employer) if part)
        texts = (str(number), person(one.first_name, one.last_name), at)
        rows.append(Row([(Para(text, SMALL_INK),) for text in texts], 2.4, 2.4))
    return table(cols, [top], rows)
