"""Amounts of a quote: one rounding a line, discounts in a fixed order, VAT on sums, all in whole cents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Protocol

from backoffice.domain.vat import LineNature, VatTreatment
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

WHOLE_BP = 10_000
# Ten thousand billion euros: far beyond any quote, and far within the integer columns of both databases.
_MOST_CENTS = 10**15
# (micro-euro) x (ten-thousandth) x (basis point), in cents.
_LINE_SCALE = 1_000_000 * 10_000 * WHOLE_BP // 100


class BadDiscount(BackofficeError):
    code = "bad_discount"

    def __init__(self, label: str, why: str) -> None:
        super().__init__(
            _("Discount “{label}”: {why}").format(label=label, why=why),
            remedy=_("Give a percentage from 0 to 100, or an amount no larger than what it is taken from."),
        )


class AmountTooLarge(BackofficeError):
    code = "amount_too_large"

    def __init__(self) -> None:
        super().__init__(
            _("An amount is too large to be kept."),
            remedy=_("Check the quantities and the unit prices."),
        )


class Priced(Protocol):
    """What a line must say to be counted; any line of a quote will do."""

    @property
    def unit_micro(self) -> int: ...
    @property
    def quantity_e4(self) -> int: ...
    @property
    def discount_bp(self) -> int: ...
    @property
    def nature(self) -> LineNature: ...
    @property
    def vat(self) -> VatTreatment: ...
    @property
    def optional(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A unit price in millionths of a euro, a quantity in ten-thousandths, a discount in basis points."""

    unit_micro: int
    quantity_e4: int
    vat: VatTreatment
    discount_bp: int = 0
    nature: LineNature = LineNature.TRAINING
    optional: bool = False


class DiscountKind(StrEnum):
    """Degressive ones (by days, by groups) are taken first, then those on the whole."""

    DEGRESSIVE = "degressive"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Discount:
    """A share in basis points of what is left, or fixed cents; `natures` limits what it is taken from."""

    kind: DiscountKind
    label: str
    share_bp: int | None = None
    fixed_cents: int | None = None
    natures: frozenset[LineNature] | None = None


@dataclass(frozen=True, slots=True)
class AppliedDiscount:
    """A discount with the sum that it was taken from and the cents that it takes away (not negative)."""

    discount: Discount
    base_cents: int
    cents: int


@dataclass(frozen=True, slots=True)
class VatGroup:
    """All that bears one treatment: the lines' nets, the discounts' part, and the VAT on what is left."""

    vat: VatTreatment
    lines_cents: int
    discount_cents: int
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class NatureAmount:
    """What one nature comes to under one treatment, once discounts are taken: cents without VAT, and VAT."""

    vat: VatTreatment
    nature: LineNature
    net_cents: int
    vat_cents: int

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents


@dataclass(frozen=True, slots=True)
class Totals:
    """`line_nets` has every line's net, options too; all other amounts leave options out."""

    line_nets: tuple[int, ...]
    lines_cents: int
    discounts: tuple[AppliedDiscount, ...]
    groups: tuple[VatGroup, ...]
    net_cents: int
    vat_cents: int
    total_cents: int


def half_away(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction, halves away from zero; `denominator` is positive."""
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -nearest if numerator < 0 else nearest


def share(cents: int, bp: int) -> int:
    """`bp` basis points of `cents`, rounded half away from zero."""
    return half_away(cents * bp, WHOLE_BP)


def line_net(unit_micro: int, quantity_e4: int, discount_bp: int = 0) -> int:
    """Cents of a line: price x quantity less its discount, rounded once, half away from zero."""
    return half_away(unit_micro * quantity_e4 * (WHOLE_BP - discount_bp), _LINE_SCALE)


def spread(cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`cents` in proportion to `weights`, to the cent, by largest remainder; the first wins a tie.

    The sum of the parts is `cents`; each is its exact share rounded down or up. A negative weight (a
    rebate's) gets a part of the other sign. Nothing can be spread on weights whose sum is zero.
    """
    if not cents:
        return (0,) * len(weights)
    whole = sum(weights)
    sign = -1 if whole < 0 else 1
    parts = [cents * weight // whole for weight in weights]
    lost = [cents * weight * sign % abs(whole) for weight in weights]
    for index in sorted(range(len(parts)), key=lambda i: (-lost[i], i))[: cents - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def totals(lines: Iterable[Priced], discounts: Iterable[Discount] = ()) -> Totals:
    """The amounts of a quote (EN 16931's rounding: a line once, VAT once a group on the summed net).

    Order: unit price, quantity, line discount; degressive discounts, then those on the whole, each in the
    order given and each on what is left; then VAT. A discount is rounded once, and spread over the VAT groups
    that it is taken from in proportion to their nets. Raises `BadDiscount`, `AmountTooLarge`.
    """
    nets, ledger, applied = _counted(tuple(lines), discounts)
    groups = ledger.groups()
    net, vat = sum(group.net_cents for group in groups), sum(group.vat_cents for group in groups)
    lines_cents = sum(group.lines_cents for group in groups)
    if abs(lines_cents) > _MOST_CENTS:
        raise AmountTooLarge
    return Totals(nets, lines_cents, applied, groups, net, vat, net + vat)


def by_nature(lines: Iterable[Priced], discounts: Iterable[Discount] = ()) -> tuple[NatureAmount, ...]:
    """The amounts of `totals` by treatment and nature: the VAT of a treatment is spread over its natures in
    proportion to their nets, so that all parts add up to the totals. Raises what `totals` raises."""
    _nets, ledger, _applied = _counted(tuple(lines), discounts)
    found: list[NatureAmount] = []
    for group in ledger.groups():
        rows = [row for row in ledger.rows if row.vat == group.vat]
        nets = [row.left_cents for row in rows]
        vats = spread(group.vat_cents, nets) if sum(nets) else (0,) * len(nets)
        found += [
            NatureAmount(row.vat, row.nature, row.left_cents, vat)
            for row, vat in zip(rows, vats, strict=True)
        ]
    return tuple(found)


def _counted(
    lines: tuple[Priced, ...], discounts: Iterable[Discount]
) -> tuple[tuple[int, ...], _Ledger, tuple[AppliedDiscount, ...]]:
    """Every line's net, what is left by treatment and nature once the discounts are taken, and these."""
    nets = tuple(_net_of(line, Place(path=f"lines[{index}]")) for index, line in enumerate(lines))
    ledger = _Ledger.of(zip(lines, nets, strict=True))
    applied = []
    for discount in sorted(discounts, key=lambda one: one.kind is DiscountKind.WHOLE):
        ledger, taken = ledger.less(discount)
        applied.append(taken)
    return nets, ledger, tuple(applied)


def _net_of(line: Priced, place: Place) -> int:
    if not 0 <= line.discount_bp <= WHOLE_BP:
        raise BadDiscount(_("on the line"), _("it isn't between 0 and 100 %.")).at(place)
    net = line_net(line.unit_micro, line.quantity_e4, line.discount_bp)
    if abs(net) > _MOST_CENTS:
        raise AmountTooLarge().at(place)
    return net


@dataclass(frozen=True, slots=True)
class _Row:
    """What is left of the lines that share a treatment and a nature."""

    vat: VatTreatment
    nature: LineNature
    lines_cents: int
    left_cents: int


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Rows by treatment: taxed ones first, the highest rate first."""

    rows: tuple[_Row, ...]

    @classmethod
    def of(cls, lines: Iterable[tuple[Priced, int]]) -> _Ledger:
        sums: dict[tuple[VatTreatment, LineNature], int] = {}
        for line, net in lines:
            if not line.optional:
                key = (line.vat, line.nature)
                sums[key] = sums.get(key, 0) + net
        rows = (_Row(vat, nature, net, net) for (vat, nature), net in sums.items())
        return cls(tuple(sorted(rows, key=lambda row: (_order(row.vat), row.nature))))

    def less(self, discount: Discount) -> tuple[_Ledger, AppliedDiscount]:
        """The ledger once `discount` is taken, and what it took."""
        bases = tuple(0 if _spared(row, discount) else row.left_cents for row in self.rows)
        taken = _taken(discount, sum(bases))
        parts = self._parts(taken, bases)
        rows = tuple(
            replace(row, left_cents=row.left_cents - part) for row, part in zip(self.rows, parts, strict=True)
        )
        return _Ledger(rows), AppliedDiscount(discount, sum(bases), taken)

    def _parts(self, taken: int, bases: tuple[int, ...]) -> Iterator[int]:
        """`taken` spread over the treatments, then inside each over its natures: the rows' order."""
        by_vat: dict[VatTreatment, list[int]] = {}
        for row, base in zip(self.rows, bases, strict=True):
            by_vat.setdefault(row.vat, []).append(base)
        of_groups = spread(taken, [sum(inside) for inside in by_vat.values()])
        for part, inside in zip(of_groups, by_vat.values(), strict=True):
            yield from spread(part, inside)

    def groups(self) -> tuple[VatGroup, ...]:
        return tuple(_group(vat, tuple(rows)) for vat, rows in groupby(self.rows, key=lambda row: row.vat))


def _spared(row: _Row, discount: Discount) -> bool:
    return discount.natures is not None and row.nature not in discount.natures


def _order(vat: VatTreatment) -> tuple[bool, int, str, str, str]:
    return (not vat.taxed, -vat.rate_bp, vat.category, vat.code or "", vat.reason or "")


def _group(vat: VatTreatment, rows: tuple[_Row, ...]) -> VatGroup:
    lines, net = sum(row.lines_cents for row in rows), sum(row.left_cents for row in rows)
    return VatGroup(vat, lines, lines - net, net, share(net, vat.rate_bp) if vat.taxed else 0)


def _taken(discount: Discount, base: int) -> int:
    """The cents of `discount` on `base`; raises `BadDiscount`."""
    if (discount.share_bp is None) == (discount.fixed_cents is None):
        raise BadDiscount(discount.label, _("it is either a percentage or an amount."))
    if discount.share_bp is not None and not 0 <= discount.share_bp <= WHOLE_BP:
        raise BadDiscount(discount.label, _("it isn't between 0 and 100 %."))
    taken = share(base, discount.share_bp) if discount.share_bp is not None else discount.fixed_cents or 0
    if not 0 <= taken <= max(base, 0):
        raise BadDiscount(discount.label, _("it is larger than what it is taken from, or negative."))
    return taken


def price_per_trainee_hour(net_cents: int, trainee_minutes: int) -> int:
    """Cents of one hour of one trainee (headcount x minutes), as funders compare it; half away from zero."""
    return half_away(net_cents * 60, trainee_minutes)
