"""The price schedule on paper: whose it is, how long it lasts, and each lot's prices."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import (
    A4,
    ACCENT,
    ACCENT_TINT,
    BODY,
    CAPTION,
    FAINT,
    REGULAR,
    SMALL,
    SUBHEADING,
    TITLE,
    Style,
)
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines, letterhead, place, reach
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.names import addressee
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Para,
    Row,
    Strip,
    columns,
    heading,
    labelled,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
)
from backoffice.documents.quotes.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.frameworks import PriceScheduleSheet, ScheduleLot, SchedulePrice
from backoffice.i18n import _
from backoffice.i18n.formats import long_date, money, unit_price

_NAME = Style(REGULAR, 19, 22, ACCENT)


def schedule_title(sheet: PriceScheduleSheet) -> str:
    """``Price schedule ACC-2026``."""
    return f"{_('Price schedule')} {sheet.code}"


def schedule_pages(sheet: PriceScheduleSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.title}"
    frame = Frame(A4, LEFT, running, sheet.code, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(104, 56, frame.foot - 12)
    flow.add(_head(sheet))
    for lot in sheet.lots:
        flow.add(_lot(lot))
    flow.add(_foot(sheet))
    return leaves(frame, flow.pages, lambda paper: _title_block(paper, sheet, logo))


def _title_block(paper: Paper, sheet: PriceScheduleSheet, logo: Picture | None) -> None:
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 170, [text for text in (place(who), reach(who)) if text])
    paper.right(RIGHT, 53, _("Price schedule"), _NAME)
    paper.right(
        RIGHT, 68, _("{code}, version {version}").format(code=sheet.code, version=sheet.version), SUBHEADING
    )
    paper.right(RIGHT, 79.2, _("Prices on {day}").format(day=long_date(sheet.on)), SMALL)


def _head(sheet: PriceScheduleSheet) -> list[Strip]:
    cols = columns(LEFT, WIDTH - 246, 222, gap=12)
    box = tinted((Column(cols[1].x, 222),), ACCENT_TINT, 12)
    both = Row((_references(sheet), addressee(sheet.client)), 9, 9, rule=None, decor=box, whole=24)
    named = paragraph(LEFT, WIDTH, Para(_("Framework"), CAPTION), Para(sheet.title, TITLE))
    return [*row_strips(cols, both), space(18, glue=True), *named, space(6)]


def _references(sheet: PriceScheduleSheet) -> Cell:
    told = [
        (_("Our reference"), sheet.code),
        (_("Market number"), sheet.market),
        (_("Length"), sheet.length),
        (_("Other buyers"), "\n".join(sheet.buyers)),
    ]
    return labelled(told)


def _lot(lot: ScheduleLot) -> list[Strip]:
    name = " – ".join(
        text for text in (lot.code and _("Lot {code}").format(code=lot.code), lot.label) if text
    )
    made = heading(LEFT, WIDTH, name or _("Prices"))
    amounts = " · ".join(_amounts(lot))
    if amounts:
        made += paragraph(LEFT, WIDTH, Para(amounts, SMALL), glue=True)
        made.append(space(5, glue=True))
    if not lot.prices:
        return [*made, *paragraph(LEFT, WIDTH, Para(_("No price yet."), BODY))]
    revised = any(one.first_micro is not None for one in lot.prices)
    heads = [_("Code"), _("Description"), _("Unit"), _("VAT")]
    heads += [_("First price"), _("Revised price")] if revised else [_("Unit price excl. VAT")]
    widths = [76.0, 66.0, 52.0, *([62.0, 66.0] if revised else [80.0])]
    first = WIDTH - sum(widths) - 8 * len(widths)
    sides = ["left", "left", "left", "left", *["right"] * (2 if revised else 1)]
    cols = columns(LEFT, widths[0], first, *widths[1:], gap=8, align=sides)
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return [*made, *table(cols, [top], (_row(one, revised) for one in lot.prices))]


def _amounts(lot: ScheduleLot) -> Iterator[str]:
    if lot.minimum_cents is not None:
        yield _("minimum {amount} excl. VAT").format(amount=money(lot.minimum_cents))
    if lot.maximum_cents is not None:
        yield _("maximum {amount} excl. VAT").format(amount=money(lot.maximum_cents))


def _row(one: SchedulePrice, revised: bool) -> Row:
    cells = [one.code, one.label, one.unit, one.vat]
    if revised:
        first = one.unit_price_micro if one.first_micro is None else one.first_micro
        cells.append(unit_price(first))
    return Row([(Para(text, BODY),) for text in (*cells, unit_price(one.unit_price_micro))], 3.6, 3.6)


def _foot(sheet: PriceScheduleSheet) -> list[Strip]:
    if not sheet.revision:
        return []
    return [*heading(LEFT, WIDTH, _("Revision of prices")), *paragraph(LEFT, WIDTH, Para(sheet.revision))]
