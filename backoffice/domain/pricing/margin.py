"""The margin of a version: what it brings, less what its trainers and the rest cost; never printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backoffice.domain.money import WHOLE_BP, half_away
from backoffice.domain.pricing.case import HALF_DAY_MOST


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place in a slot: its minutes, and what a day of theirs costs (None when it isn't known)."""

    minutes: int
    day_cost_cents: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one part of a version costs; `unknown` counts what couldn't be valued."""

    cents: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Margin:
    """Net of VAT less costs, and its share of the net in basis points (None without any net).

    A margin with something `unknown` is the most that it can be.
    """

    net_cents: int
    trainers_cents: int
    others: tuple[tuple[str, int], ...]
    unknown: int

    @property
    def cost_cents(self) -> int:
        return self.trainers_cents + sum(cents for _service, cents in self.others)

    @property
    def cents(self) -> int:
        return self.net_cents - self.cost_cents

    @property
    def bp(self) -> int | None:
        return half_away(self.cents * WHOLE_BP, self.net_cents) if self.net_cents > 0 else None


def trainers_cost(seats: Sequence[Seat]) -> Cost:
    """What trainers cost: half a day's cost for each session up to five hours, a whole one beyond.

    Two halves of one day make its whole cost; a cent that doesn't halve is counted once, at the end.
    """
    halves = sum(
        seat.day_cost_cents * _halves(seat.minutes) for seat in seats if seat.day_cost_cents is not None
    )
    unknown = sum(1 for seat in seats if seat.day_cost_cents is None)
    return Cost(half_away(halves, 2), unknown)


def _halves(minutes: int) -> int:
    return 0 if minutes <= 0 else 1 if minutes <= HALF_DAY_MOST else 2


def still_to_staff(minutes: int, day_cost_cents: int | None, day_minutes: int) -> Cost:
    """What minutes taught by nobody named yet cost, at a usual day's cost and length."""
    if minutes <= 0:
        return Cost()
    if day_cost_cents is None:
        return Cost(unknown=1)
    return Cost(half_away(minutes * day_cost_cents, day_minutes))


def margin(net_cents: int, trainers: Sequence[Cost], others: Mapping[str, Cost]) -> Margin:
    """The margin of a version; `others` are costs by service."""
    costs = (*trainers, *others.values())
    return Margin(
        net_cents,
        sum(one.cents for one in trainers),
        tuple((service, cost.cents) for service, cost in sorted(others.items()) if cost.cents),
        sum(one.unknown for one in costs),
    )
