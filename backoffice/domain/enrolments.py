"""Enrolments in a group: their states, the seats they hold, when they close, what they must prove."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import Length, Question, Start, end_of_day, reckon
from backoffice.domain.lifecycle import ReasonMissing
from backoffice.domain.programme import Requirement
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


class EnrolmentState(StrEnum):
    """Where the enrolment of a person in a group stands; reached by acts, never set by hand."""

    CANDIDATE = "candidate"
    ADMITTED = "admitted"
    WAITING = "waiting"
    REFUSED = "refused"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


ENROLMENT_LABELS = {
    EnrolmentState.CANDIDATE: N_("a candidate"),
    EnrolmentState.ADMITTED: N_("admitted"),
    EnrolmentState.WAITING: N_("on the waiting list"),
    EnrolmentState.REFUSED: N_("refused"),
    EnrolmentState.ENROLLED: N_("enrolled"),
    EnrolmentState.WITHDRAWN: N_("withdrawn"),
    EnrolmentState.REPLACED: N_("replaced"),
}
# Somebody admitted was told yes: the seat is theirs, though they aren't enrolled yet.
SEATED = (EnrolmentState.ADMITTED, EnrolmentState.ENROLLED)
OPEN = (
    EnrolmentState.CANDIDATE,
    EnrolmentState.ADMITTED,
    EnrolmentState.WAITING,
    EnrolmentState.ENROLLED,
)


@dataclass(frozen=True, slots=True)
class EnrolmentMove:
    """An act on an enrolment: from which states, to which; an `explained` one takes a reason."""

    act: str
    sources: tuple[EnrolmentState, ...]
    target: EnrolmentState
    explained: bool = False


_S = EnrolmentState
ENROLMENT_MOVES = (
    EnrolmentMove("admit", (_S.CANDIDATE, _S.WAITING), _S.ADMITTED),
    EnrolmentMove("put-on-waiting-list", (_S.CANDIDATE, _S.ADMITTED), _S.WAITING),
    EnrolmentMove("refuse-enrolment", (_S.CANDIDATE, _S.ADMITTED, _S.WAITING), _S.REFUSED, explained=True),
    EnrolmentMove("confirm-enrolment", (_S.ADMITTED, _S.WAITING), _S.ENROLLED),
    EnrolmentMove("withdraw-enrolment", OPEN, _S.WITHDRAWN),
    EnrolmentMove("replace-participant", SEATED, _S.REPLACED),
    EnrolmentMove("reconsider-enrolment", (_S.REFUSED, _S.WITHDRAWN), _S.CANDIDATE, explained=True),
)
_BY_ACT = {move.act: move for move in ENROLMENT_MOVES}


class EnrolmentMoveRefused(BackofficeError):
    """An act that the state of the enrolment doesn't allow."""

    code = "enrolment_move_refused"

    def __init__(self, act: str, state: EnrolmentState) -> None:
        possible = ", ".join(moves_from(state))
        super().__init__(
            _("An enrolment that is {state} can't take the act {act}.").format(
                state=_(ENROLMENT_LABELS[state]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=possible)
            if possible
            else _("Enrol somebody else, or leave it as it is."),
        )


def moves_from(state: EnrolmentState) -> tuple[str, ...]:
    """The acts that an enrolment in `state` allows, in the order of the trade."""
    return tuple(move.act for move in ENROLMENT_MOVES if state in move.sources)


def moved(state: EnrolmentState, act: str, *, reason: str = "") -> EnrolmentState:
    """The state that `act` leads to from `state`; raises EnrolmentMoveRefused or ReasonMissing."""
    move = _BY_ACT[act]
    if state not in move.sources:
        raise EnrolmentMoveRefused(act, state)
    if move.explained and not reason.strip():
        raise ReasonMissing(act)
    return move.target


# Seats --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seats:
    """The people of a group by state, and its teaching maximum (None: no limit)."""

    maximum: int | None = None
    enrolled: int = 0
    admitted: int = 0
    waiting: int = 0
    candidates: int = 0

    @classmethod
    def of(cls, states: Iterable[str], maximum: int | None) -> Seats:
        known = list(states)
        return cls(
            maximum,
            known.count(_S.ENROLLED),
            known.count(_S.ADMITTED),
            known.count(_S.WAITING),
            known.count(_S.CANDIDATE),
        )

    @property
    def taken(self) -> int:
        return self.enrolled + self.admitted

    @property
    def left(self) -> int | None:
        """Seats that are still free, never below 0; None without a maximum."""
        return None if self.maximum is None else max(self.maximum - self.taken, 0)

    @property
    def over(self) -> int:
        """How many hold a seat beyond the maximum."""
        return 0 if self.maximum is None else max(self.taken - self.maximum, 0)

    def room_for(self, more: int) -> bool:
        return self.left is None or more <= self.left


class GroupFull(BackofficeError):
    """More people than a group may hold for good teaching."""

    code = "group_full"

    def __init__(self, group: str, maximum: int, left: int) -> None:
        super().__init__(
            _("{group} holds {maximum} people at most; seats left: {left}.").format(
                group=group, maximum=maximum, left=left
            ),
            remedy=_("Refuse, put on the waiting list, or split into a second group; or raise the maximum."),
        )


def check_room(group: str, seats: Seats, more: int) -> None:
    """Raises GroupFull when `more` people don't fit."""
    if not seats.room_for(more):
        raise GroupFull(group, seats.maximum or 0, seats.left or 0)


# Closing ------------------------------------------------------------------------------------------------


class AfterClosing(StrEnum):
    """What becomes of who comes after the closing: enrolled for a reason, made to wait, or refused."""

    REASON = "reason"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Closing:
    """When enrolments close: at an instant, before a day, on a day at the latest, or so long before the first
    slot at the latest; one of them at most."""

    at: datetime | None = None
    before: date | None = None
    on: date | None = None
    length: Length | None = None

    def last_day(self, first_slot: date | None, calendar: Calendar) -> date | None:
        """The last day to enrol; None without one, or while the first slot that it counts from has no date.

        Counted back from the first slot, a day off moves to the working day before.
        """
        if self.before is not None:
            return self.before - timedelta(days=1)
        if self.length is None or first_slot is None:
            return self.on
        return reckon(Question(Start.on(first_slot), self.length, calendar, backward=True)).due_date

    def end(self, first_slot: date | None, calendar: Calendar, zone: str) -> datetime | None:
        """The instant from which enrolling is late: the end of the last day in the local `zone`."""
        if self.at is not None:
            return self.at
        day = self.last_day(first_slot, calendar)
        return None if day is None else end_of_day(day, ZoneInfo(zone))


class EnrolmentsClosed(BackofficeError):
    """Somebody who comes after the closing date, without a reason."""

    code = "enrolments_closed"

    def __init__(self, group: str, closed: str, after: AfterClosing = AfterClosing.REASON) -> None:
        self.wants_reason = after is not AfterClosing.REFUSED
        super().__init__(
            _("Enrolments in {group} have been closed since {when}.").format(group=group, when=closed),
            remedy=_("Give a reason (--reason) to enrol somebody all the same.")
            if after is not AfterClosing.REFUSED
            else _("Nobody comes in any more; edit the group if it closes later than it says."),
        )


# Requirements -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Membership:
    """That a client is a member, from one day to another, both included; no `last`: until further notice."""

    label: str
    first: date
    last: date | None = None

    def on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def member_on(memberships: Iterable[Membership], day: date) -> bool:
    """Whether one of `memberships` is valid on `day`."""
    return any(one.on(day) for one in memberships)


@dataclass(frozen=True, slots=True)
class Lack:
    """A requirement whose proof isn't there: its rank in the programme (from 1)."""

    rank: int
    requirement: Requirement


def lacking(
    requirements: Iterable[Requirement], proofs: Collection[int], *, member: bool
) -> tuple[Lack, ...]:
    """The requirements without proof; `proofs` holds the ranks of those proved by hand.

    A membership is proved by the client's own record on the day of the training.
    """
    return tuple(
        Lack(rank, one)
        for rank, one in enumerate(requirements, start=1)
        if rank not in proofs and not (one.kind == "membership" and member)
    )


class ProofMissing(BackofficeError):
    """Somebody who lacks what a programme asks for, without a reason to enrol them all the same."""

    code = "proof_missing"
    wants_reason = True

    def __init__(self, name: str, lacks: Iterable[Lack]) -> None:
        super().__init__(
            _("{name} lacks: {what}.").format(
                name=name, what="; ".join(one.requirement.text for one in lacks)
            ),
            remedy=_("Record the proof (record-proof), or give a reason (--reason)."),
        )


# The decision on a group ---------------------------------------------------------------------------------

DECISIONS: Mapping[str, str] = {
    "confirmed": N_("confirmed"),
    "postponed": N_("postponed"),
    "merged": N_("merged into another"),
    "repriced": N_("repriced"),
}


class BelowMinimum(BackofficeError):
    """A group confirmed with fewer people than it takes, without a reason."""

    code = "below_minimum"
    wants_reason = True

    def __init__(self, group: str, enrolled: int, minimum: int) -> None:
        super().__init__(
            _("{group} has {enrolled} people; it takes {minimum} to confirm it.").format(
                group=group, enrolled=enrolled, minimum=minimum
            ),
            remedy=_("Postpone, merge or reprice it, or give a reason (--reason) to confirm it."),
        )


class GroupDecided(BackofficeError):
    """A decision on a group that was already taken otherwise."""

    code = "group_decided"

    def __init__(self, group: str, decision: str) -> None:
        super().__init__(
            _("{group} is {decision}.").format(group=group, decision=_(DECISIONS[decision])),
            remedy=_("Undo that decision, or work with the group that took its people."),
        )
