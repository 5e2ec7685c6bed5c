"""Is this slot possible? One answer, by the minute: which slot, which rule, what would free it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from backoffice.domain.slots import Interval, SlotState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext


class RuleName(StrEnum):
    """What a slot can break. Nobody is at two places at once: the first three can't be broken, the others
    only by name, with a reason."""

    TRAINER = "trainer"
    VENUE = "venue"
    GROUP = "group"
    PARTICIPANT = "participant"
    CAPACITY = "capacity"
    CLOSURE = "closure"
    CLIENT_CLOSURE = "client_closure"
    HOLIDAY = "holiday"
    SCHOOL = "school"
    AWAY = "away"
    TRAVEL = "travel"
    GAP = "gap"


UNBREAKABLE = frozenset({RuleName.TRAINER, RuleName.VENUE, RuleName.GROUP})
BREAKABLE = tuple(rule for rule in RuleName if rule not in UNBREAKABLE)
RULE_LABELS = {
    RuleName.TRAINER: N_("trainer taken"),
    RuleName.VENUE: N_("venue taken"),
    RuleName.GROUP: N_("group in training"),
    RuleName.PARTICIPANT: N_("participant in training elsewhere"),
    RuleName.CAPACITY: N_("venue too small"),
    RuleName.CLOSURE: N_("our closure"),
    RuleName.CLIENT_CLOSURE: N_("the client's closure"),
    RuleName.HOLIDAY: N_("public holiday"),
    RuleName.SCHOOL: N_("school holidays"),
    RuleName.AWAY: N_("trainer away"),
    RuleName.TRAVEL: N_("no time to travel"),
    RuleName.GAP: N_("time between modules"),
}

# States in which a slot takes up its trainers, its venue and its group.
OCCUPYING = frozenset({SlotState.HELD, SlotState.CONFIRMED, SlotState.DONE})


@dataclass(frozen=True, slots=True)
class Attending:
    """Who attends: a whole group, or one `copy` of it (a sub-group, a person) beside the others."""

    group: str
    copy: int | None = None

    def meets(self, other: Attending) -> bool:
        return self.group == other.group and (None in (self.copy, other.copy) or self.copy == other.copy)


@dataclass(frozen=True, slots=True)
class Booked:
    """A slot as conflicts see it: who and what it takes up, and when. `label` is how people name it.

    `people` are the participants; `town` is where its trainers have to be, None when that isn't known.
    `option` says whose option it only is and until when, in a sentence; "" when it is more than that.
    """

    uid: str
    label: str
    when: Interval
    state: SlotState
    trainers: tuple[str, ...] = ()
    venue: str | None = None
    groups: tuple[Attending, ...] = ()
    people: frozenset[str] = frozenset()
    town: str | None = None
    option: str = ""


@dataclass(frozen=True, slots=True)
class Off:
    """A stretch of time that a rule forbids: which rule, whose (a trainer, or ""), and why in words."""

    rule: RuleName
    when: Interval
    text: str
    remedy: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a slot beside other slots.

    `off` are stretches of time that rules forbid; `headcount` is over `capacity` when the venue is too small;
    `halves` are the half-days around it, in order, of which a trainer needs `travel` wholly free between two
    towns.
    """

    off: tuple[Off, ...] = ()
    headcount: int | None = None
    capacity: int | None = None
    halves: tuple[Interval, ...] = ()
    travel: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """How people call the trainers, venues, groups and people that conflicts speak of, by identifier."""

    of: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, uid: str) -> str:
        return self.of.get(uid, uid)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A rule that a slot breaks, and by whom; `other` is the slot that it can't stand beside, or ""."""

    rule: str
    who: str
    slot: str
    other: str
    text: str
    remedy: str


_TEXTS: dict[str, str] = {
    "trainer": N_("{who} already teaches: {other}."),
    "venue": N_("{who} is already taken: {other}."),
    "group": N_("{who} is already in training: {other}."),
    "participant": N_("{who} is already in training: {other}."),
    "travel": N_("{who} has no time to travel from or to {other}."),
}
_REMEDIES: dict[str, str] = {
    "trainer": N_("Choose another trainer or another time, or move {other}."),
    "venue": N_("Choose another venue or another time, or move {other}."),
    "group": N_("Choose another time, or move {other}."),
    "participant": N_("Choose another time, or move {other}."),
    "travel": N_("Choose another trainer or another day, or move {other}."),
}


_NOTHING = Around()


def conflicts(
    slot: Booked, others: Iterable[Booked], names: Names, around: Around = _NOTHING
) -> tuple[Conflict, ...]:
    """Every reason why `slot` can't stand beside `others` and in what is `around` it.

    Half-open and by minute; a slot never conflicts with itself, with a cancelled one, or with one that
    takes up nothing yet (to plan, proposed).
    """
    beside = [one for one in others if one.uid != slot.uid and one.state in OCCUPYING]
    pairs = (
        _conflict(rule, who, slot, other, names)
        for other in beside
        for rule, who in (*_shared(slot, other), *_travel(slot, other, around))
    )
    return (*pairs, *_off(slot, around), *_too_small(slot, around, names))


def _shared(slot: Booked, other: Booked) -> tuple[tuple[str, str], ...]:
    if not slot.when.overlaps(other.when):
        return ()
    groups = [one.group for one in slot.groups if any(one.meets(there) for there in other.groups)]
    # Who is in one group is in it with all of it: said once.
    known = {one.group for one in slot.groups}.intersection(one.group for one in other.groups)
    people = () if known else sorted(slot.people & other.people)
    venue = ((RuleName.VENUE, slot.venue),) if slot.venue is not None and slot.venue == other.venue else ()
    return (
        *((RuleName.TRAINER, who) for who in slot.trainers if who in other.trainers),
        *venue,
        *((RuleName.GROUP, group) for group in groups),
        *((RuleName.PARTICIPANT, who) for who in people),
    )


def _travel(slot: Booked, other: Booked, around: Around) -> tuple[tuple[str, str], ...]:
    """The trainers of both who would have too few free half-days between two towns."""
    if not around.travel or slot.town is None or other.town is None or slot.town == other.town:
        return ()
    if slot.when.overlaps(other.when):
        return ()
    first, last = sorted((slot.when, other.when), key=lambda one: one.starts_at)
    free = sum(1 for one in around.halves if first.ends_at <= one.starts_at and one.ends_at <= last.starts_at)
    if free >= around.travel:
        return ()
    return tuple((RuleName.TRAVEL, who) for who in slot.trainers if who in other.trainers)


def _off(slot: Booked, around: Around) -> Iterable[Conflict]:
    for one in around.off:
        if slot.when.overlaps(one.when) and (not one.who or one.who in slot.trainers):
            yield Conflict(one.rule, one.who, slot.uid, "", one.text, one.remedy)


def _too_small(slot: Booked, around: Around, names: Names) -> Iterable[Conflict]:
    if around.capacity is None or around.headcount is None or slot.venue is None:
        return
    if around.headcount > around.capacity:
        text = _("{venue} holds {capacity}, and there are {n}.")
        yield Conflict(
            RuleName.CAPACITY,
            slot.venue,
            slot.uid,
            "",
            text.format(venue=names[slot.venue], capacity=around.capacity, n=around.headcount),
            _("Choose a larger venue, or split the group."),
        )


def unbroken(found: Iterable[Conflict], broken: Iterable[str]) -> tuple[Conflict, ...]:
    """The conflicts that stand once the rules named in `broken` are left aside."""
    left = frozenset(broken) - UNBREAKABLE
    return tuple(one for one in found if one.rule not in left)


def _conflict(rule: str, who: str, slot: Booked, other: Booked, names: Names) -> Conflict:
    return Conflict(
        rule=str(rule),
        who=who,
        slot=slot.uid,
        other=other.uid,
        text=" ".join(
            filter(None, (_(_TEXTS[rule]).format(who=names[who], other=other.label), other.option))
        ),
        remedy=_(_REMEDIES[rule]).format(other=other.label),
    )


class SlotConflict(BackofficeError):
    """A slot that can't be held or confirmed because of others."""

    code = "slot_conflict"

    def __init__(self, found: tuple[Conflict, ...]) -> None:
        self.found = found
        head = ngettext("{n} conflict:", "{n} conflicts:", len(found)).format(n=len(found))
        remedies = [*dict.fromkeys(conflict.remedy for conflict in found)]
        breakable = sorted({one.rule for one in found} - UNBREAKABLE)
        if breakable and not {one.rule for one in found} & UNBREAKABLE:
            remedies.append(
                _("Or break the rule by name, with a reason (the act break-rule): {rules}.").format(
                    rules=", ".join(breakable)
                )
            )
        super().__init__(" ".join([head, *(one.text for one in found)]), remedy=" ".join(remedies))
