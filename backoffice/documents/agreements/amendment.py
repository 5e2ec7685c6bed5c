"""The articles of an amendment: what changes, before and after, and that the rest stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backoffice.documents.kit.design import ACCENT_TINT, BODY, CAPTION, FAINT, SMALL, STRONG
from backoffice.documents.kit.strips import (
    Cell,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    facts,
    heading,
    paragraph,
    row_strips,
    space,
    tinted,
)
from backoffice.documents.quotes.action import calendar_strips
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.sheets.agreement import AmendmentSheet
from backoffice.documents.sheets.quote import CalendarLine
from backoffice.i18n import _
from backoffice.i18n.formats import duration, listed, long_date, money, time_span, weekday_date


def amendment_strips(sheet: AmendmentSheet) -> list[Strip]:
    """Why, then one article for each thing that changes, the calendar that holds, and the rest."""
    made: list[Strip] = []
    for number, (title, strips) in enumerate(_articles(sheet), 1):
        named = _("Article {n} – {title}").format(n=number, title=title)
        made += [*heading(LEFT, WIDTH, named, above=12), *strips]
    return made


def _articles(sheet: AmendmentSheet) -> Iterator[tuple[str, list[Strip]]]:
    yield _("Subject"), [*facts(LEFT, WIDTH, LABELS, _subject(sheet))]
    if sheet.aims_after or sheet.aims_before:
        yield _("Objectives"), _both(bullets(sheet.aims_before), bullets(sheet.aims_after))
    if sheet.dates_before or sheet.dates_after:
        yield _("Dates"), _dates(sheet)
    if sheet.headcount_after or sheet.headcount_before:
        before, after = _people(sheet.headcount_before), _people(sheet.headcount_after)
        yield _("Headcount"), _both((Para(before),), (Para(after),))
    if "price" in sheet.matters:
        yield _("Price"), _price(sheet)
    yield _("Other provisions"), paragraph(LEFT, WIDTH, Para(sheet.rest_stays, BODY))


def _subject(sheet: AmendmentSheet) -> Iterator[tuple[str, Cell]]:
    agreement = sheet.parent_kind == "agreement"
    day = long_date(sheet.parent_on) if sheet.parent_on else ""
    number = _("{number}, signed on {day}").format(number=sheet.parent_number, day=day) if day else ""
    yield _("Agreement") if agreement else _("Contract"), (Para(number or sheet.parent_number, STRONG),)
    yield _("Already amended by"), (Para(listed(sheet.former) if sheet.former else ""),)
    yield _("Reason"), (Para(sheet.why),)


def _both(before: Cell, after: Cell) -> list[Strip]:
    """What was agreed and what is agreed instead, side by side."""
    cols = columns(LEFT + 8, WIDTH / 2 - 22, WIDTH / 2 - 22, gap=28)
    top = Row(
        ((Para(_("Until now"), CAPTION),), (Para(_("From now on"), CAPTION),)),
        0,
        4,
        rule=FAINT,
        weight=0.7,
        glue=True,
    )
    row = Row((before or (Para("–"),), after or (Para("–"),)), 4, 4, rule=None, whole=8)
    return [*row_strips(cols, top), *row_strips(cols, row)]


def _dates(sheet: AmendmentSheet) -> list[Strip]:
    before = bullets(_line(one) for one in sheet.dates_before)
    after = bullets(_line(one) for one in sheet.dates_after)
    made = _both(before, after)
    if sheet.calendar:
        cols = columns(LEFT, WIDTH)
        said = Para(_("The calendar from now on:"), STRONG)
        made += [space(4), *row_strips(cols, Row(((said,),), 2, 3, rule=None, glue=True))]
        made += calendar_strips(sheet.calendar)
    return made


def _line(one: CalendarLine) -> str:
    day = weekday_date(one.day) if one.day else _("to be agreed")
    hours = time_span(one.start, one.end) if one.start and one.end else ""
    told = (day, hours, duration(one.minutes), one.venue)
    return f"{one.module} : {', '.join(part for part in told if part)}"


def _people(headcount: Sequence[int]) -> str:
    least, most = (*headcount, 0, 0)[:2]
    if least and most and least != most:
        return _("{low} to {high}").format(low=least, high=most)
    if most:
        return str(most) if least else _("{high} at most").format(high=most)
    return _("{low} at least").format(low=least) if least else "–"


def _price(sheet: AmendmentSheet) -> list[Strip]:
    cols = columns(LEFT + 8, WIDTH - 16 - 118, 110, gap=8, align=("left", "right"))
    difference = sheet.net_after_cents - sheet.net_before_cents
    label = sheet.price_label or _("Change of the price")
    rows = [
        (_("Price until now"), money(sheet.net_before_cents), BODY),
        (label, ("+" if difference > 0 else "") + money(difference), BODY),
    ]
    if sheet.taxed:
        rows.append((_("New price excl. VAT"), money(sheet.net_after_cents), BODY))
        rows.append((_("VAT"), money(sheet.vat_after_cents), BODY))
    made = [
        strip
        for name, text, style in rows
        for strip in row_strips(cols, Row(((Para(name, style),), (Para(text, style),)), 3, 3))
    ]
    final = _("New price incl. VAT") if sheet.taxed else _("New price net of tax")
    last = Row(
        ((Para(final, STRONG),), (Para(money(sheet.total_after_cents), STRONG),)),
        4,
        4,
        rule=None,
        decor=tinted(cols, ACCENT_TINT, 8),
    )
    made += row_strips(cols, last)
    mention = sheet.vat_mention.rstrip(".")
    return [*made, *([space(3), *paragraph(LEFT, WIDTH, Para(mention + ".", SMALL))] if mention else [])]
