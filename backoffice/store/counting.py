"""What a quote's kept lines and discounts add up to: one answer for its acts and for doctor."""

from __future__ import annotations

from collections.abc import Collection

from backoffice.domain import money
from backoffice.domain.vat import LineNature, VatTreatment
from backoffice.store.records import Quote, QuoteLine


def totals_of(quote: Quote, taken: Collection[int] = ()) -> money.Totals:
    """The amounts of `quote` counted again, with the options of the ranks `taken`; raises BadDiscount and
    AmountTooLarge."""
    return money.totals([_priced(line, taken) for line in quote.lines], _discounts(quote))


def natures_of(quote: Quote, taken: Collection[int] = ()) -> tuple[money.NatureAmount, ...]:
    """The amounts of `quote` by VAT treatment and nature, with the options of the ranks `taken`."""
    return money.by_nature([_priced(line, taken) for line in quote.lines], _discounts(quote))


def _priced(line: QuoteLine, taken: Collection[int]) -> money.Line:
    return money.Line(
        unit_micro=line.unit_micro,
        quantity_e4=line.quantity_e4,
        vat=VatTreatment(**line.vat),
        discount_bp=line.discount_bp,
        nature=LineNature(line.nature),
        optional=line.optional and line.position not in taken,
    )


def _discounts(quote: Quote) -> tuple[money.Discount, ...]:
    return tuple(
        money.Discount(money.DiscountKind(one["kind"]), one["label"], one["share_bp"], one["fixed_cents"])
        for one in quote.body.get("discounts", ())
    )
