"""A calendar problem and the calendars that answer it, as frozen values (``calendar-problem/1``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Unit(StrEnum):
    """What a gap or a link is counted in; a working day is Monday to Friday and no public holiday."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    WORKING_DAYS = "working_days"


class Anchor(StrEnum):
    """The day of the earlier module from which a link counts: its first or its last."""

    START = "start"
    END = "end"


class Span(StrEnum):
    """The days over which a block runs without a hole."""

    DAYS = "days"
    WORKING_DAYS = "working_days"


class Level(StrEnum):
    """How firmly a module stands: free, published (moving it has a price), pinned (it stays)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Length:
    n: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last day of what comes before to the first day of what follows.

    No minimum means at least the next day; a minimum of 0 allows the same day, in a later cell.
    """

    min: Length | None = None
    max: Length | None = None
    target_days: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Bounds beyond the chain, from a day of the module `source` to the first day of the module `to`."""

    id: str
    source: str
    anchor: Anchor
    to: str
    min: Length | None = None
    max: Length | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """`half_days` cells in a row among `cells` (names of half-days, in the order of the day)."""

    half_days: int
    gap: Gap | None = None
    any_start: bool = False
    span: Span = Span.DAYS
    cells: tuple[str, ...] = ("am", "pm")


@dataclass(frozen=True, slots=True)
class Role:
    role: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class At:
    """Where a published or pinned module starts; None is free. Trainers are in the order of the roles."""

    date: date
    half: str
    trainers: tuple[str, ...] | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Both days are inside."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Module:
    id: str
    blocks: tuple[Block, ...]
    gap: Gap | None = None
    team: tuple[Role, ...] = ()
    venues: tuple[str, ...] = ()
    window: Window | None = None
    level: Level = Level.DRAFT
    at: At | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    date: date
    half: str
    town: str | None = None
    state: str = "confirmed"


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from `first` to `last` (inclusive), on every day or those of `rrule`; no half is the whole day."""

    id: str
    first: date
    last: date
    rrule: str | None = None
    half: str | None = None


@dataclass(frozen=True, slots=True)
class Trainer:
    id: str
    rank: int = 1
    town: str | None = None
    max_days_week: int | None = None
    max_days_row: int | None = None
    booked: tuple[Booking, ...] = ()
    away: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    id: str
    capacity: int | None = None
    town: str | None = None
    booked: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekdaysRule:
    """Allows the ISO weekdays `allow` (1 = Monday); several hard ones allow what all of them allow."""

    id: str
    allow: tuple[int, ...]
    hard: bool = True


@dataclass(frozen=True, slots=True)
class SchoolRule:
    """Keeps clear of the school holidays of a zone (A, B or C)."""

    id: str
    zone: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class ClosureRule:
    """Keeps clear of the days from `first` to `last`, inclusive."""

    id: str
    first: date
    last: date
    hard: bool = True


@dataclass(frozen=True, slots=True)
class CellsRule:
    """Keeps clear of a half-day of the week; None is any."""

    id: str
    weekday: int | None = None
    half: str | None = None
    hard: bool = True


@dataclass(frozen=True, slots=True)
class NotBefore:
    id: str
    date: date


@dataclass(frozen=True, slots=True)
class NotAfter:
    id: str
    date: date


Rule = WeekdaysRule | SchoolRule | ClosureRule | CellsRule | NotBefore | NotAfter


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A cell of the day, with its local hours."""

    id: str
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of each term of the cost weighs; whole numbers, 0 when not given."""

    earliness: int = 0
    evenness: int = 0
    rank: int = 0
    continuity: int = 0
    school: int = 0
    closure: int = 0
    weekday: int = 0
    cells: int = 0
    travel: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Diversity:
    """Far enough: at least `share_bp` of the modules start `days` or more away from where they did."""

    share_bp: int = 5_000
    days: int = 7


@dataclass(frozen=True, slots=True)
class Problem:
    """Modules to place in order between `first` and `last`, inclusive; half-days are in the day's order."""

    first: date
    last: date
    modules: tuple[Module, ...]
    half_days: tuple[HalfDay, ...]
    trainers: tuple[Trainer, ...] = ()
    venues: tuple[Venue, ...] = ()
    rules: tuple[Rule, ...] = ()
    links: tuple[Link, ...] = ()
    weights: Weights = Weights()
    diversity: Diversity = Diversity()
    alternatives: int = 3
    zone: str = "Europe/Paris"
    territory: str = "FR"
    good_friday: bool = False
    group_size: int | None = None
    travel_cells: int = 0


@dataclass(frozen=True, slots=True)
class Taught:
    """Who fills which role."""

    id: str
    role: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One half-day of a block of a module, as a calendar places it."""

    module: str
    block: int
    date: date
    half: str
    trainers: tuple[Taught, ...] = ()
    venue: str | None = None
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A whole proposal: every half-day of every module."""

    slots: tuple[Slot, ...]
