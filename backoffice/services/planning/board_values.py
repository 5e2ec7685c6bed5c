"""What the planner's screen shows, as values: rows, what stands in their half-days, what each day is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

TRAINER, VENUE, DOSSIER = "trainer", "venue", "dossier"
HALVES = ("am", "pm")


@dataclass(frozen=True, slots=True)
class DayMark:
    """What a day is: the names of a public holiday and of school holidays (message ids), of a closure (our
    words); `unknown` when the school holidays of the zone aren't published."""

    holiday: str = ""
    closure: str = ""
    school: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Off:
    """Why a half-day is taken otherwise: in our words, or read from a calendar that is kept elsewhere."""

    label: str = ""
    read: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A slot, or a place of a held option (`option`: its rank), where it stands; hours are local to its site.

    `halves` are the half-days that it is drawn in; `topic` is whom it is for.
    """

    ref: str
    dossier: str
    module: str
    topic: str
    state: str
    day: date
    start: time
    finish: time
    minutes: int
    halves: tuple[str, ...]
    trainers: tuple[str, ...] = ()
    venue: str | None = None
    option: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ToPlan:
    """A module's minutes that wait for a date."""

    module: str
    title: str
    minutes: int
    slots: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A trainer, a venue or a dossier; `days` names what its days are (`Board.days`), `away` its half-days
    that are taken otherwise, and why."""

    ref: str
    name: str
    note: str
    days: str
    zone: str | None
    sittings: tuple[Sitting, ...]
    away: Mapping[tuple[date, str], Off] = field(default_factory=dict)
    to_plan: tuple[ToPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """The half-days of some weeks, from the Monday `first`. `names` are what people call references; `halves`
    when the morning and the afternoon are; `weekdays` (0 is Monday) those on which the house plans."""

    by: str
    first: date
    weeks: int
    today: date
    rows: tuple[BoardRow, ...]
    days: Mapping[str, tuple[DayMark, ...]]
    names: Mapping[str, str]
    halves: tuple[tuple[time, time], ...] = ((time(9), time(12, 30)), (time(14), time(17, 30)))
    weekdays: frozenset[int] = frozenset(range(5))

    @property
    def last(self) -> date:
        return self.first + timedelta(days=7 * self.weeks - 1)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A trainer's minutes and days by month, in the order of `Load.months`."""

    ref: str
    name: str
    minutes: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Who teaches how much, by month (the first day of each): held, confirmed and done slots."""

    months: tuple[date, ...]
    rows: tuple[LoadRow, ...]
    available: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """A slot where somebody would move it; `was` is where it stood when they took it up."""

    slot: str
    day: date
    start: time
    finish: time
    was: tuple[date, time, time] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a staged slot can't stand there: the rule's name, in words, and what would free it.

    `hard` ones are never broken; `stops` says that the slot takes something up, so that it would be refused;
    `wished` is only what the programme would rather have.
    """

    slot: str
    rule: str
    text: str
    remedy: str
    hard: bool
    stops: bool
    wished: bool = False
