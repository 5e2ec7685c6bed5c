"""A policy: to whom what is promised, from which event, how long; and which of several is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from itertools import combinations

from backoffice.domain.commitments.events import AGAIN, AHEAD, DONE_AGAIN, EXCHANGE, Event, Step, leading
from backoffice.domain.deadlines import Length, Roll, Term, Unit
from backoffice.domain.text import fold

_SOON = Length((Term(2, Unit.WORKING_DAYS),))


class Way(StrEnum):
    """How a deadline is found: counted after its events, back from them, or set by the procedure itself."""

    AFTER = "after"
    BEFORE = "before"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as policies look at it; texts are folded."""

    kind: str
    client_kind: str = ""
    channel: str = ""
    our_role: str = "own"
    programmes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    funding: str = ""


@dataclass(frozen=True, slots=True)
class Whom:
    """Criteria, each a list of which one must fit; an empty one asks nothing.

    `funding` fits when what is noted of the funding holds one of its words.
    """

    kind: tuple[str, ...] = ()
    client_kind: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    our_role: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()

    def given(self) -> tuple[str, ...]:
        """The names of the criteria that ask something."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def unmet(self, asked: Asked) -> tuple[str, ...]:
        """The names of the criteria that `asked` doesn't meet."""
        return tuple(name for name in self.given() if not self._fits(name, asked))

    def _fits(self, name: str, asked: Asked) -> bool:
        wanted: tuple[str, ...] = getattr(self, name)
        match name:
            case "programme":
                return bool(asked.programmes & set(wanted))
            case "tag":
                return bool(asked.tags & {fold(one) for one in wanted})
            case "funding":
                return any(fold(one) in asked.funding for one in wanted)
            case _:
                return getattr(asked, name) in wanted


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings promise. `sources` are the events it counts from, the latest of several; of a fixed
    one, the procedure's own instant. `label` tells apart several promises of one step."""

    id: str
    step: Step
    sources: tuple[Event, ...]
    way: Way = Way.AFTER
    length: Length | None = None
    owed_by: str = "us"
    whom: Whom = Whom()
    label: str = ""
    internal: bool = False
    roll: Roll = Roll.USUAL
    paused_by: frozenset[str] = frozenset()
    kept_by: frozenset[str] = frozenset()
    due_soon: Length = _SOON
    own_closures: bool = False
    good_friday: bool = False
    client_calendar: bool = False
    past: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    # What its events say once for all: of which each makes a promise, and whether one may lie ahead.
    head: Event | None = field(init=False, repr=False, compare=False)
    ahead: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", leading(self.sources))
        object.__setattr__(self, "ahead", bool(AHEAD.intersection(self.sources)))

    @property
    def again(self) -> bool:
        """Whether it counts from what can come again."""
        return self.head in AGAIN

    @property
    def anew(self) -> bool:
        """Whether only what comes after its event keeps it: what is done again keeps each of its promises
        anew, and so does an answer to what is said again; any other act that was done stays done."""
        return self.head in DONE_AGAIN or (self.head in AGAIN and EXCHANGE in self.kept_by)

    @property
    def group(self) -> tuple[str, str, str]:
        """What at most one policy answers for: the step, who owes it, its label."""
        return str(self.step), self.owed_by, self.label

    @property
    def rank(self) -> tuple[int, date]:
        """The most specific wins, then the latest valid."""
        return len(self.whom.given()), self.valid_from or date.min

    def valid_on(self, day: date) -> bool:
        """Whether promises that begin on `day` are made by it."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


def winner(policies: Sequence[Policy], asked: Asked, day: date) -> Policy | None:
    """Of policies of one group, the one that promises to `asked` something that begins on `day`."""
    fitting = [one for one in policies if one.valid_on(day) and not one.whom.unmet(asked)]
    return max(fitting, key=lambda one: one.rank, default=None)


def ties(policies: Sequence[Policy]) -> Iterator[tuple[Policy, Policy]]:
    """Pairs of which neither wins over the other for some request; the settings must tell them apart."""
    for one, other in combinations(policies, 2):
        if one.group == other.group and one.rank == other.rank and _meet(one, other):
            yield one, other


def _meet(one: Policy, other: Policy) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_until or date.max, other.valid_until or date.max)
    return first <= last and not any(_apart(name, one.whom, other.whom) for name in _SINGLE)


# Criteria of which a request has one value: two lists without a common one never fit the same request. A
# request has several tags, programmes and funders.
_SINGLE = ("kind", "client_kind", "channel", "our_role")


def _apart(name: str, one: Whom, other: Whom) -> bool:
    wanted, too = set(getattr(one, name)), set(getattr(other, name))
    return bool(wanted and too and not wanted & too)
