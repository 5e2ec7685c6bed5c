"""What a price is asked for: people, time taught, journeys, the client's kind and membership."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from backoffice.domain.money import half_away
from backoffice.domain.pricing.units import By

E4 = 10_000


@dataclass(frozen=True, slots=True)
class Time:
    """Time taught: half-days, minutes, sessions, modules; a part of it may fall on weekends."""

    half_days: int = 0
    minutes: int = 0
    sessions: int = 0
    modules: int = 0
    nights: int = 0
    weekend_half_days: int = 0
    weekend_minutes: int = 0
    weekend_sessions: int = 0

    def amount_e4(self, by: By) -> int:
        """How much of it there is, in ten-thousandths of the unit."""
        whole = {By.HALF_DAY: self.half_days, By.SESSION: self.sessions, By.MODULE: self.modules}
        if by is By.DAY:
            return self.half_days * E4 // 2
        if by is By.HOUR:
            return half_away(self.minutes * E4, 60)
        return (self.nights if by is By.NIGHT else whole.get(by, 1)) * E4

    def weekend_e4(self, by: By) -> int:
        """The part of it that falls on Saturdays and Sundays."""
        if by is By.DAY:
            return self.weekend_half_days * E4 // 2
        if by is By.HOUR:
            return half_away(self.weekend_minutes * E4, 60)
        return {By.HALF_DAY: self.weekend_half_days, By.SESSION: self.weekend_sessions}.get(by, 0) * E4


@dataclass(frozen=True, slots=True)
class Taught:
    """A group: its people (None while nobody knows how many) and the time that it is taught."""

    time: Time
    headcount: int | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """A trainer: the time that they teach, the journeys that they make, the nights that they spend away."""

    time: Time
    trips: int = 0
    nights: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as prices see it. `km` is a trip there and back; `vehicle_trips` counts those who travel
    together once; `costs` are what things cost us, in cents, by the code of their rate; `expired_on` is the
    last day of a membership that is over; `asked` the rates that are wished beyond the usual
    ones; `agreed` the prices agreed with this client (millionths of a euro a unit), which no band changes."""

    groups: tuple[Taught, ...]
    trainers: tuple[Teaching, ...] = ()
    on: date = date(2026, 1, 1)
    kind: str = "intra"
    payer: str = "company"
    programmes: tuple[str, ...] = ()
    bundled: int = 1
    member: bool = False
    expired_on: date | None = None
    zone: str = ""
    months: int = 1
    km: int | None = None
    vehicle_trips: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    agreed: Mapping[str, int] = field(default_factory=dict)

    @property
    def persons(self) -> int | None:
        """Everybody, when every group's number is known."""
        counts = [group.headcount for group in self.groups]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def days_e4(self) -> int:
        """The days of all groups together."""
        return sum(group.time.amount_e4(By.DAY) for group in self.groups)

    @property
    def longest(self) -> Time:
        """The time of the group that has most: what the file as a whole lasts."""
        return max(
            (group.time for group in self.groups),
            key=lambda time: (time.half_days, time.minutes),
            default=Time(),
        )


# A session may fill more than a half-day: beyond so many minutes it counts for two.
HALF_DAY_MOST = 300


def half_days_of(minutes: int) -> int:
    """The half-days that a session of so many minutes takes: one up to five hours, two beyond."""
    return 1 if minutes <= HALF_DAY_MOST else 2


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Days without a gap between them, as (first, last): each is one journey."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def nights_of(stays: Iterable[tuple[date, date]]) -> int:
    """The nights between the days of each stay."""
    return sum((last - first).days for first, last in stays)
