"""The price of a quote: lines by section, options apart, discounts, VAT or its exemption, instalments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from backoffice.documents.kit.design import (
    ACCENT,
    BODY,
    CAPTION,
    FAINT,
    LABEL,
    SMALL,
    STRONG,
    SUBHEADING,
    TINT,
    TOTAL,
)
from backoffice.documents.kit.strips import (
    Column,
    Decor,
    Para,
    Row,
    Strip,
    columns,
    heading,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
    together,
)
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.quote import Discount, InstalmentLine, PriceLine, QuoteSheet, VatGroup
from backoffice.i18n import _, pgettext
from backoffice.i18n.formats import amount, long_date, money, quantity, rate, unit_price


class Priced(Protocol):
    """What a price table and its totals are drawn from: a quote, an agreement."""

    @property
    def lines(self) -> tuple[PriceLine, ...]: ...
    @property
    def vat_groups(self) -> tuple[VatGroup, ...]: ...
    @property
    def discounts(self) -> tuple[Discount, ...]: ...
    @property
    def net_cents(self) -> int: ...
    @property
    def vat_cents(self) -> int: ...
    @property
    def total_cents(self) -> int: ...


def price_strips(sheet: QuoteSheet) -> list[Strip]:
    """The price table, its totals and its schedule."""
    made = [*heading(LEFT, WIDTH, price_title(sheet)), *priced_strips(sheet, sheet.options)]
    if sheet.options:
        made += heading(LEFT, WIDTH, _("Options, not included in the total"))
        made += _lines(sheet, sheet.options)
    if sheet.instalments:
        made += heading(LEFT, WIDTH, _("Payment schedule"))
        made += schedule_strips(sheet.instalments)
    return made


def price_title(sheet: Priced) -> str:
    """``Price``, or ``Price (net of tax)`` where no VAT is due."""
    return _("Price") if sheet.vat_cents or _taxed(sheet) else _("Price (net of tax)")


def priced_strips(sheet: Priced, options: Sequence[PriceLine] = ()) -> list[Strip]:
    """The table of what is sold, then its totals; `options` are named where they are exempt too."""
    made = _lines(sheet, sheet.lines)
    # A total is never alone on its page.
    made[-1].glue = True
    return made + _totals(sheet, (*sheet.lines, *options))


def _taxed(sheet: Priced) -> bool:
    return any(group.rate_bp is not None for group in sheet.vat_groups)


def _lines(sheet: Priced, lines: Sequence[PriceLine]) -> list[Strip]:
    """The table of `lines`; columns without use (discount, VAT) aren't there."""
    reduced, taxed = any(line.discount_bp for line in lines), _taxed(sheet)
    heads = [pgettext("price line", "Description"), _("Quantity"), _("Unit price")]
    widths = [66.0, 66.0]
    if reduced:
        heads, widths = [*heads, _("Discount")], [*widths, 42.0]
    if taxed:
        heads, widths = [*heads, _("VAT")], [*widths, 42.0]
    heads, widths = [*heads, _("Amount excl. VAT") if taxed else _("Amount")], [*widths, 68.0]
    first = WIDTH - sum(widths) - 8 * len(widths)
    cols = columns(LEFT, first, *widths, gap=8, align=("left", *("right" for _w in widths)))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    rates = {group.code: group for group in sheet.vat_groups}
    return table(cols, [top], _rows(lines, cols, rates, reduced, taxed))


def _rows(
    lines: Sequence[PriceLine], cols: Sequence[Column], rates: dict[str, VatGroup], reduced: bool, taxed: bool
) -> Iterator[Row]:
    sections = [(name, tuple(same)) for name, same in groupby(lines, key=lambda line: line.section)]
    for name, same in sections:
        if name:
            yield _section(name, same, len(cols), tinted(cols, TINT, 0), alone=len(sections) == 1)
        for line in same:
            cells = [_service(line), (Para(_count(line)),), (Para(unit_price(line.unit_price_micro)),)]
            if reduced:
                cells.append((Para(rate(line.discount_bp) if line.discount_bp else "–"),))
            if taxed:
                cells.append((Para(_tax(rates.get(line.vat))),))
            yield Row([*cells, (Para(amount(line.net_cents)),)], 4.2, 4.2)


def _section(name: str, lines: Sequence[PriceLine], width: int, decor: Decor, alone: bool) -> Row:
    total = "" if alone else amount(sum(line.net_cents for line in lines))
    blank: list[tuple[Para, ...]] = [() for _column in range(width - 2)]
    cells = [(Para(name, SUBHEADING),), *blank, (Para(total, SUBHEADING),)]
    return Row(cells, 4, 3, decor=decor, glue=True)


def _service(line: PriceLine) -> tuple[Para, ...]:
    named = Para(line.label, BODY)
    return (named, Para(line.detail, SMALL)) if line.detail else (named,)


def _count(line: PriceLine) -> str:
    return f"{quantity(line.quantity_e4)} {line.unit}".strip()


def _tax(group: VatGroup | None) -> str:
    if group is None or group.rate_bp is None:
        return _("exempt")
    return rate(group.rate_bp)


def _totals(sheet: Priced, all_lines: Sequence[PriceLine]) -> list[Strip]:
    """The totals on the right, and why no VAT is due; on one page."""
    cols = columns(LEFT + WIDTH - 260, 164, 88, gap=8, align=("left", "right"))
    rows = [Row(((Para(label, LABEL),), (Para(text, BODY),)), 3, 3) for label, text in sums(sheet)]
    last = Row(
        ((Para(final(sheet), STRONG),), (Para(money(sheet.total_cents), TOTAL),)),
        6,
        6,
        rule=ACCENT,
        weight=0.8,
        middle=True,
    )
    made = [space(4), *(strip for row in [*rows, last] for strip in row_strips(cols, row))]
    mentions = [Para(text, SMALL) for text in exemptions(sheet, all_lines)]
    return together([*made, space(5), *(paragraph(LEFT, WIDTH, *mentions) if mentions else [])])


def sums(sheet: Priced) -> Iterator[tuple[str, str]]:
    """What leads to the total: what each is, and its amount."""
    if sheet.discounts:
        before = sheet.net_cents + sum(one.amount_cents for one in sheet.discounts)
        yield _("Subtotal"), money(before)
        for one in sheet.discounts:
            named = one.label if one.rate_bp is None else f"{one.label} ({rate(one.rate_bp)})"
            yield named, money(-one.amount_cents)
    if not _taxed(sheet):
        return
    yield _("Total excl. VAT"), money(sheet.net_cents)
    for group in sheet.vat_groups:
        if group.rate_bp is None:
            yield _("Exempt from VAT"), money(group.base_cents)
        else:
            told = _("VAT {rate} on {base}").format(rate=rate(group.rate_bp), base=money(group.base_cents))
            yield told, money(group.vat_cents)


def final(sheet: Priced) -> str:
    """How the total is called."""
    return _("Total incl. VAT") if _taxed(sheet) else _("Total net of tax")


def exemptions(sheet: Priced, all_lines: Sequence[PriceLine]) -> list[str]:
    """The legal reason of each group without VAT; it names its lines when others are taxed."""
    told = []
    for group in sheet.vat_groups:
        if not group.mention:
            continue
        if _taxed(sheet) and group.rate_bp is None:
            exempt = (line.label for line in all_lines if line.vat == group.code)
            named = ", ".join(dict.fromkeys(exempt))
            told.append(_("{mention}: {lines}.").format(mention=group.mention, lines=named))
        else:
            told.append(group.mention.rstrip(".") + ".")
    return told


def schedule_strips(instalments: Sequence[InstalmentLine]) -> list[Strip]:
    """What falls due, when, and from whom where several pay."""
    payers = any(one.payer for one in instalments)
    heads = [_("Instalment"), _("Due date"), *([_("Payer")] if payers else []), _("Share"), _("Amount")]
    widths = [112.0, *([110.0] if payers else []), 50.0, 80.0]
    sides = ["left", "left", *(["left"] if payers else []), "right", "right"]
    first = WIDTH - sum(widths) - 8 * len(widths)
    cols = columns(LEFT, first, *widths, gap=8, align=sides)
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return table(cols, [top], [Row(_payment(one, payers), 3.6, 3.6) for one in instalments])


def _payment(one: InstalmentLine, payers: bool) -> list[tuple[Para, ...]]:
    due = long_date(one.due) if one.due else "–"
    share = rate(one.share_bp) if one.share_bp is not None else "–"
    texts = [one.label, due, *([one.payer] if payers else []), share, money(one.amount_cents)]
    return [(Para(text),) for text in texts]
