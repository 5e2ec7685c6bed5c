"""What is wished of a dossier's calendar and what is proposed, as values that screens and files take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

BUDGET_MS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot (``INT-2026-0001/S3``) would take place: hours are local to its site; trainers are
    (reference, role), the lead first; `cells` are (block, half-day) of its module that it takes."""

    slot: str
    day: date
    start: time
    finish: time
    trainers: tuple[tuple[str, str], ...] = ()
    venue: str | None = None
    module: str = ""
    group: str = ""
    cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A share of a proposal's cost, and what it stands for in words."""

    name: str
    cost: int
    text: str
    amount: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class GapBetween:
    """The days from the last day of the module `first` to the first day of the module `then` (codes)."""

    first: str
    then: str
    days: int
    text: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A whole calendar of what was to plan, its cost and why it has it; `moved` slots had another date."""

    places: tuple[Place, ...]
    cost: int
    terms: tuple[Term, ...] = ()
    gaps: tuple[GapBetween, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: one group (its reference or rank) or all; between which days; how many calendars.

    `kept` slots stay where they are; `repair` moves as little as possible of what is dated. `venues` are
    all as good; `school` is never, avoid or ignore, the dossier's own wish when empty. Nothing is put on the
    days to `avoid` (first and last, both included), nor is anybody of `without` (trainers) asked.
    """

    group: str | None = None
    start: date | None = None
    finish: date | None = None
    want: int = 3
    kept: tuple[str, ...] = ()
    budget_ms: int = BUDGET_MS
    venues: tuple[str, ...] = ()
    school: str = ""
    repair: bool = False
    avoid: tuple[tuple[date, date], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change that makes a calendar possible, in words, and the dates that it gives.

    `rule` is what changes; `field` (min, max) becomes `to` (a number and a unit), or the rule is left out.
    """

    text: str
    dates: tuple[Place, ...] = ()
    rule: str = ""
    field: str | None = None
    to: tuple[int, str] | None = None
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is optimal, fewer_exist, stopped or impossible; `reasons` are rules that can't hold together.

    `rules` are their identifiers, in the same order; `names` what people call references. `notes` are what
    one should know of it all: days whose school holidays aren't published, say.
    """

    status: str
    proposed: tuple[Proposed, ...] = ()
    reasons: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
