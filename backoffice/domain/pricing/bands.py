"""Bands: the price that a number reaches, for everything (threshold) or for what lies in it (progressive)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from backoffice.domain.pricing.card import Band, Basis, Mode, Rate
from backoffice.domain.pricing.case import E4, Case
from backoffice.domain.pricing.counting import Counted, MissingFact
from backoffice.domain.pricing.said import Step, step
from backoffice.domain.pricing.units import Per
from backoffice.i18n import N_

_COUNTED = {
    Basis.GROUP_SIZE: N_("people in the group: {n}"),
    Basis.DAYS: N_("days in all: {n_e4}"),
    Basis.GROUPS: N_("groups: {n}"),
    Basis.PROGRAMMES: N_("programmes together: {n}"),
}
_FROM = {
    Basis.GROUP_SIZE: N_("from {at} people on"),
    Basis.DAYS: N_("from day {at} on"),
    Basis.GROUPS: N_("from group {at} on"),
    Basis.PROGRAMMES: N_("from {at} programmes on"),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """A quantity at one price; `said` names its band."""

    quantity_e4: int
    unit_micro: int
    discount_bp: int
    said: Step
    why: tuple[Step, ...]


def slices(rate: Rate, case: Case, entries: Sequence[Counted]) -> list[Slice]:
    """The quantities of a rate by price, in the order of its bands; those at the same price are together.

    Raises MissingFact when its bands look at people whose number isn't known.
    """
    progressive = rate.bands and rate.mode is Mode.PROGRESSIVE
    parts = _progressive(rate, entries) if progressive else _thresholds(rate, case, entries)
    together: dict[tuple[int, int], Slice] = {}
    for part in parts:
        if part.quantity_e4:
            key = (part.unit_micro, part.discount_bp)
            known = together.get(key)
            together[key] = part if known is None else _joined(known, part)
    return list(together.values())


def _joined(one: Slice, other: Slice) -> Slice:
    new = tuple(step for step in other.why if step not in one.why)
    return replace(one, quantity_e4=one.quantity_e4 + other.quantity_e4, why=(*one.why, *new))


def _at(rate: Rate, band: Band | None, quantity_e4: int, *why: Step) -> Slice:
    price, discount = rate.price_micro or 0, 0
    if band is not None and band.price_micro is not None:
        price = band.price_micro
    if band is not None and band.discount_bp is not None:
        discount = band.discount_bp
    said = step(_FROM[rate.basis], at=band.at if band else 1)
    if band is not None:
        why = (*why, said)
    return Slice(quantity_e4, price, discount, said, why)


# For everything ------------------------------------------------------------------------------------------


def _thresholds(rate: Rate, case: Case, entries: Sequence[Counted]) -> Iterator[Slice]:
    for entry in entries:
        if not rate.bands:
            yield _at(rate, None, entry.quantity_e4, entry.why)
            continue
        reached = _reached_e4(rate, case, entry)
        band = next((band for band in reversed(rate.bands) if band.at * E4 <= reached), None)
        number = {"n_e4": reached} if rate.basis is Basis.DAYS else {"n": reached // E4}
        yield _at(rate, band, entry.quantity_e4, entry.why, step(_COUNTED[rate.basis], **number))


def _reached_e4(rate: Rate, case: Case, entry: Counted) -> int:
    if rate.basis is Basis.DAYS:
        return case.days_e4
    if rate.basis is Basis.GROUP_SIZE:
        return _people(rate, case, entry) * E4
    return (len(case.groups) if rate.basis is Basis.GROUPS else case.bundled) * E4


def _people(rate: Rate, case: Case, entry: Counted) -> int:
    """The people of the entry's group; where the price is for no group, of the largest one."""
    counts = [group.headcount for group in case.groups]
    if None in counts:
        raise MissingFact(step(N_("how many people isn't known")))
    if rate.per in (Per.PERSON, Per.GROUP):
        return entry.people
    return max((count or 0 for count in counts), default=0)


# For what lies in each -----------------------------------------------------------------------------------


def _progressive(rate: Rate, entries: Sequence[Counted]) -> Iterator[Slice]:
    if rate.basis is Basis.GROUPS:
        yield from _by_rank(rate, entries)
        return
    before = 0
    for entry in entries:
        # People are counted in each group anew; days go on from one group to the next.
        size = 2 * entry.people if rate.basis is Basis.GROUP_SIZE else entry.half_days
        start = 0 if rate.basis is Basis.GROUP_SIZE else before
        for band, length in _cut(rate.bands, start, size):
            yield _at(rate, band, entry.quantity_e4 * length // size, entry.why)
        before += entry.half_days


def _cut(bands: Sequence[Band], start: int, size: int) -> Iterator[tuple[Band | None, int]]:
    """The halves from `start` on, by band: a band begins with its own whole (the 5th day from 4 on)."""
    edges = [0, *(2 * (band.at - 1) for band in bands)]
    for rank, low in enumerate(edges):
        high = edges[rank + 1] if rank + 1 < len(edges) else start + size
        length = min(high, start + size) - max(low, start)
        if length > 0:
            yield (bands[rank - 1] if rank else None), length


def _by_rank(rate: Rate, entries: Sequence[Counted]) -> Iterator[Slice]:
    for rank, entry in enumerate(entries, start=1):
        band = next((band for band in reversed(rate.bands) if band.at <= rank), None)
        yield _at(rate, band, entry.quantity_e4, entry.why)
