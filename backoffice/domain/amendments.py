"""What a signed agreement says against what the dossier says now: aims, dates, price and headcount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Matter(StrEnum):
    """What an amendment may change; anything else is an adaptation."""

    AIMS = "aims"
    DATES = "dates"
    HEADCOUNT = "headcount"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A date that was agreed: of which module, when (None while it isn't dated), local hours HH:MM, where."""

    module: str
    day: date | None
    start: str = ""
    finish: str = ""
    minutes: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between the parties: aims, dates, fewest and most people, cents without and with VAT."""

    aims: tuple[str, ...]
    sittings: tuple[Sitting, ...]
    least: int | None
    most: int | None
    net_cents: int
    vat_cents: int

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents


def differing(signed: Standing, now: Standing) -> tuple[Matter, ...]:
    """What of a signed agreement is no longer so; empty when no amendment is needed."""
    return tuple(_differing(signed, now))


def _differing(signed: Standing, now: Standing) -> Iterator[Matter]:
    if signed.aims != now.aims:
        yield Matter.AIMS
    if _when(signed) != _when(now):
        yield Matter.DATES
    if (signed.least, signed.most) != (now.least, now.most):
        yield Matter.HEADCOUNT
    if (signed.net_cents, signed.vat_cents) != (now.net_cents, now.vat_cents):
        yield Matter.PRICE


def _when(standing: Standing) -> list[tuple[object, ...]]:
    """The dates whatever their order; what was left undated and still is changes nothing."""
    told = ((s.module, s.day, s.start, s.finish, s.minutes, s.place) for s in standing.sittings)
    return sorted(told, key=repr)


def moved(signed: Standing, now: Standing) -> tuple[tuple[Sitting, ...], tuple[Sitting, ...]]:
    """The sittings that are left, and those that come in their place."""
    left = [one for one in signed.sittings if one not in now.sittings]
    come = [one for one in now.sittings if one not in signed.sittings]
    return tuple(left), tuple(come)
