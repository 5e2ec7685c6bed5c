"""The half-day slot: when, where, who teaches, how long; the one source of every figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from backoffice.domain.programme import Module, Nature, Pace, Part, Supervision, Where, With
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


class SlotState(StrEnum):
    """Where a slot stands; `moved` is the state of a past place of it."""

    TO_PLAN = "to_plan"
    PROPOSED = "proposed"
    HELD = "held"
    CONFIRMED = "confirmed"
    DONE = "done"
    CANCELLED = "cancelled"
    MOVED = "moved"


SLOT_LABELS = {
    SlotState.TO_PLAN: N_("to plan"),
    SlotState.PROPOSED: N_("proposed"),
    SlotState.HELD: N_("held"),
    SlotState.CONFIRMED: N_("confirmed"),
    SlotState.DONE: N_("done"),
    SlotState.CANCELLED: N_("cancelled"),
    SlotState.MOVED: N_("moved"),
}

# What can be done to a slot by hand, and from which states.
SLOT_MOVES: dict[str, frozenset[SlotState]] = {
    "date-slot": frozenset({SlotState.TO_PLAN}),
    "move-slot": frozenset({SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED}),
    "hold-slot": frozenset({SlotState.PROPOSED}),
    "confirm-slot": frozenset({SlotState.PROPOSED, SlotState.HELD}),
    "undate-slot": frozenset({SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED}),
    "cancel-slot": frozenset({SlotState.TO_PLAN, SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED}),
}


class SlotError(BackofficeError):
    """A slot whose hours can't be."""

    code = "bad_slot"


class NonexistentTime(BackofficeError):
    """A local time that the change to summer time skips."""

    code = "nonexistent_time"

    def __init__(self, local: datetime, zone: str) -> None:
        super().__init__(
            _("{time} on {day} doesn't exist in {zone}: clocks skip it.").format(
                time=f"{local:%H:%M}", day=local.date().isoformat(), zone=zone
            ),
            remedy=_("Choose a time before or after the change of hour."),
        )


class AmbiguousTime(BackofficeError):
    """A local time that occurs twice when clocks go back."""

    code = "ambiguous_time"

    def __init__(self, local: datetime, zone: str) -> None:
        super().__init__(
            _("{time} on {day} occurs twice in {zone}.").format(
                time=f"{local:%H:%M}", day=local.date().isoformat(), zone=zone
            ),
            remedy=_("Choose another time, or give the offset from UTC."),
        )


class SlotMoveRefused(BackofficeError):
    """An act that the state of the slot doesn't allow."""

    code = "slot_move_refused"

    def __init__(self, act: str, state: SlotState) -> None:
        possible = ", ".join(name for name, states in SLOT_MOVES.items() if state in states)
        super().__init__(
            _("A slot that is {state} can't take the act {act}.").format(
                state=_(SLOT_LABELS[state]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=possible or _("nothing more")),
        )


def check_slot_move(act: str, state: SlotState) -> None:
    """Raises SlotMoveRefused when a slot in `state` doesn't allow `act`."""
    if state not in SLOT_MOVES[act]:
        raise SlotMoveRefused(act, state)


def to_utc(day: date, at: time, zone: str) -> datetime:
    """The instant of a local time in `zone`; NonexistentTime or AmbiguousTime at the change of hour."""
    local = datetime.combine(day, at)
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise NonexistentTime(local, zone)
    raise AmbiguousTime(local, zone)


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Interval) -> bool:
        """Back to back isn't an overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def minutes(self) -> int:
        """Elapsed minutes, breaks included."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def interval(day: date, start: time, finish: time, zone: str) -> Interval:
    """When a slot takes place; its hours are those of its site's `zone`, on one local day."""
    if finish <= start:
        raise SlotError(
            _("A slot can't end at {finish} when it starts at {start}.").format(
                start=f"{start:%H:%M}", finish=f"{finish:%H:%M}"
            ),
            remedy=_("Give an end after the start, on the same day."),
        )
    return Interval(to_utc(day, start, zone), to_utc(day, finish, zone))


def check_minutes(minutes: int, when: Interval) -> None:
    """Raises SlotError when a slot is to count more minutes than it lasts."""
    if minutes > when.minutes:
        raise SlotError(
            _("{minutes} minutes don't fit in a slot of {length} minutes.").format(
                minutes=minutes, length=when.minutes
            ),
            remedy=_("Give a later end, or fewer minutes that count."),
        )


@dataclass(frozen=True, slots=True)
class Sitting:
    """A slot to plan, as a programme asks for it: one or more parts sat through in one go.

    `position` is its rank in the module; parallel copies (sub-groups, persons) share it and have their own
    `copy`, from 1.
    """

    module: str
    position: int
    copy: int
    minutes: int
    counts: bool
    where: Where
    pace: Pace
    with_whom: With
    supervision: Supervision
    nature: Nature


def slots_to_plan(module: Module, *, headcount: int = 1, subgroups: int = 1) -> tuple[Sitting, ...]:
    """The slots that one group needs for `module`: they exist before any date does."""
    copies = {With.GROUP: 1, With.SUBGROUP: max(subgroups, 1), With.PERSON: max(headcount, 1)}
    return tuple(
        _sitting(module.code, position, copy, parts)
        for position, parts in enumerate(module.sittings, start=1)
        for copy in range(1, copies[parts[0].with_whom] + 1)
    )


def _sitting(module: str, position: int, copy: int, parts: tuple[Part, ...]) -> Sitting:
    first = parts[0]
    return Sitting(
        module=module,
        position=position,
        copy=copy,
        minutes=sum(part.minutes.planned for part in parts),
        counts=first.is_training,
        where=first.where,
        pace=first.pace,
        with_whom=first.with_whom,
        supervision=first.supervision,
        nature=first.nature,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What progress needs of a slot: the stretch of the module it serves, its state, its minutes."""

    module: str
    position: int
    state: SlotState
    minutes: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """One learner's minutes inside the training hours, by how far their planning is."""

    total: int
    to_plan: int
    proposed: int
    held: int
    confirmed: int
    done: int


_BEHIND_FIRST = (SlotState.TO_PLAN, SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED, SlotState.DONE)


def progress(slots: Iterable[Counted]) -> Progress:
    """Minutes by state, never stored. Parallel copies of one stretch count once, as far as the last of
    them is, so that nobody's missing date disappears behind another's; cancelled slots don't count."""
    furthest_behind: dict[tuple[str, int], Counted] = {}
    for slot in slots:
        if not slot.counts or slot.state not in _BEHIND_FIRST:
            continue
        key = (slot.module, slot.position)
        known = furthest_behind.get(key)
        if known is None or _BEHIND_FIRST.index(slot.state) < _BEHIND_FIRST.index(known.state):
            furthest_behind[key] = slot
    by_state = dict.fromkeys(_BEHIND_FIRST, 0)
    for slot in furthest_behind.values():
        by_state[slot.state] += slot.minutes
    return Progress(sum(by_state.values()), *by_state.values())
