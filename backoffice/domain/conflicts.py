"""Is this slot possible? One answer, by the minute: which slot, which rule, what would free it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.domain.slots import Interval, SlotState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext

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
    """A slot as conflicts see it: who and what it takes up, and when. `label` is how people name it."""

    uid: str
    label: str
    when: Interval
    state: SlotState
    trainers: tuple[str, ...] = ()
    venue: str | None = None
    groups: tuple[Attending, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """How people call the trainers, venues and groups that conflicts speak of, by identifier."""

    of: dict[str, str]

    def __getitem__(self, uid: str) -> str:
        return self.of.get(uid, uid)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two slots that can't both be: the rule broken (``trainer``, ``venue``, ``group``) and by whom."""

    rule: str
    who: str
    slot: str
    other: str
    text: str
    remedy: str


_TEXTS = {
    "trainer": N_("{who} already teaches: {other}."),
    "venue": N_("{who} is already taken: {other}."),
    "group": N_("{who} is already in training: {other}."),
}
_REMEDIES = {
    "trainer": N_("Choose another trainer or another time, or move {other}."),
    "venue": N_("Choose another venue or another time, or move {other}."),
    "group": N_("Choose another time, or move {other}."),
}


def conflicts(slot: Booked, others: Iterable[Booked], names: Names) -> tuple[Conflict, ...]:
    """Every reason why `slot` can't stand beside `others`.

    Half-open and by minute; a slot never conflicts with itself, with a cancelled one, or with one that
    takes up nothing yet (to plan, proposed).
    """
    return tuple(
        _conflict(rule, who, slot, other, names)
        for other in others
        if other.uid != slot.uid and other.state in OCCUPYING and slot.when.overlaps(other.when)
        for rule, who in _shared(slot, other)
    )


def _shared(slot: Booked, other: Booked) -> tuple[tuple[str, str], ...]:
    venue = (("venue", slot.venue),) if slot.venue is not None and slot.venue == other.venue else ()
    return (
        *(("trainer", who) for who in slot.trainers if who in other.trainers),
        *venue,
        *(("group", one.group) for one in slot.groups if any(one.meets(there) for there in other.groups)),
    )


def _conflict(rule: str, who: str, slot: Booked, other: Booked, names: Names) -> Conflict:
    return Conflict(
        rule=rule,
        who=who,
        slot=slot.uid,
        other=other.uid,
        text=_(_TEXTS[rule]).format(who=names[who], other=other.label),
        remedy=_(_REMEDIES[rule]).format(other=other.label),
    )


class SlotConflict(BackofficeError):
    """A slot that can't be held or confirmed because of others."""

    code = "slot_conflict"

    def __init__(self, found: tuple[Conflict, ...]) -> None:
        self.found = found
        head = ngettext("{n} conflict:", "{n} conflicts:", len(found)).format(n=len(found))
        super().__init__(
            " ".join([head, *(conflict.text for conflict in found)]),
            remedy=" ".join(dict.fromkeys(conflict.remedy for conflict in found)),
        )
