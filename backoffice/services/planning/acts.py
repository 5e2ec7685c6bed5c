"""Several slots placed at once, all or none: a calendar that was proposed, or moves staged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from backoffice.content.calendars import PlaceOf, Places, RuleBreak, TwoPlaces, place_of
from backoffice.content.records import SlotDate
from backoffice.domain.conflicts import OCCUPYING, Conflict, SlotConflict, unbroken
from backoffice.domain.slots import SLOT_MOVES, SlotState, check_slot_move
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.planning.telling import Before, told
from backoffice.services.slots import forget_answers, hours_of, place, remember, slots_of
from backoffice.services.taking_up import clashes_with, forget_unused, lock, warn_softly
from backoffice.store.records import Request, Slot


class CalendarChanged(BackofficeError):
    """A calendar that was proposed and can't be taken any more."""

    code = "calendar_changed"

    def __init__(self, ref: str, wrong: BackofficeError) -> None:
        super().__init__(
            _("This calendar of {ref} no longer holds: {why}").format(ref=ref, why=wrong.message),
            remedy=_("Ask for calendars again (backoffice plan {ref}), then take one.").format(ref=ref),
        )


@act(
    "break-rule",
    N_("Break a rule for this slot"),
    on="slot",
    model=RuleBreak,
    opening=lambda _d, s: {"broken": tuple(s.broken)},
)
def break_rule(doing: Doing, slot: Slot, values: RuleBreak) -> Done:
    """Lets a slot break rules, by name and for a reason; a rule that it doesn't break when it moves is kept
    again from then on."""
    doing.reason = doing.reason or values.why
    slot.broken = list(values.broken)
    return Done(slot, ref_of(slot), {"broken": list(values.broken)})


@act("take-calendar", N_("Take a calendar"), on="request", model=Places)
def take_calendar(doing: Doing, request: Request, values: Places) -> Done:
    """Gives the slots to plan the dates of a calendar that was proposed, all or none; they are then proposed.

    What was booked or changed since is looked at again, by the minute. Slots that had a date move.
    """
    try:
        moved = _place_all(doing, request, values, held=True)
    except (SlotConflict, NotFound) as wrong:
        raise CalendarChanged(request.ref, wrong) from None
    return _done(request, moved)


def _present(doing: Doing, request: Request) -> Mapping[str, Any]:
    """Where the slots are, a line each, to be changed."""
    return {"places": tuple(_line(slot) for slot in slots_of(doing, request) if _movable(slot))}


def _movable(slot: Slot) -> bool:
    return slot.day is not None and slot.state in SLOT_MOVES["move-slot"]


def _line(slot: Slot) -> str:
    assert slot.day is not None
    return PlaceOf(
        slot=f"S{slot.sequence}",
        day=slot.day,
        start=time.fromisoformat(slot.start or ""),
        finish=time.fromisoformat(slot.finish or ""),
        venue=slot.venue.ref if slot.venue else None,
        trainers=tuple(one.trainer.ref for one in slot.team),
    ).line()


@act("move-slots", N_("Move several slots"), on="request", model=Places, opening=_present)
def move_slots(doing: Doing, request: Request, values: Places) -> Done:
    """Moves several slots together or not at all, as each would alone: two may change places, be they of two
    dossiers (a line then names its slot whole: INT-2026-0002/S3).

    Lines that change nothing are left aside.
    """
    moved = _place_all(doing, request, values, held=False)
    return _done(request, moved)


def _place_all(doing: Doing, request: Request, values: Places, *, held: bool) -> list[Before]:
    """Places every slot, then looks whether they all can be; `held`: even what takes nothing up yet must."""
    doing.reason = doing.reason or values.why
    wanted = _wanted(doing, request, values, own=held)
    before = [Before.of(doing, slot) for slot, _where in wanted]
    for slot, where in wanted:
        _place_one(doing, slot, where, values.broken)
    doing.unit.session.flush()
    slots = [slot for slot, _where in wanted]
    lock(doing, slots)
    _check(doing, request, slots, held=held)
    for slot in slots:
        forget_unused(doing, slot)
    return before


def _wanted(doing: Doing, request: Request, values: Places, *, own: bool) -> list[tuple[Slot, PlaceOf]]:
    """The slots that change, the dossier's first; raises NotFound for one that there isn't, or that isn't the
    dossier's where only its `own` are placed, TwoPlaces for one that is named twice."""
    known = {slot.sequence: slot for slot in slots_of(doing, request)}
    found: dict[int, tuple[Slot, PlaceOf]] = {}
    for one in map(place_of, values.places):
        slot = known.get(_rank(request, one)) or _of_another(doing, request, one, own=own)
        if slot.id in found:
            raise TwoPlaces(one.slot)
        found[slot.id] = slot, one
    changed = [(slot, where) for slot, where in found.values() if _changes(slot, where)]
    if not changed:
        raise Invalid(
            _("These are the dates that the slots have already."), remedy=_("Change one of them at least.")
        )
    return sorted(
        changed, key=lambda pair: (pair[0].request is not request, pair[0].request_id, pair[0].sequence)
    )


def _of_another(doing: Doing, request: Request, one: PlaceOf, *, own: bool) -> Slot:
    whole = one.slot.rpartition("/")[0]
    if own or whole in ("", request.ref):
        raise NotFound(_("slot"), one.slot)
    slot = resolve(doing.unit, one.slot, "slot").record
    assert isinstance(slot, Slot)
    return slot


def _changes(slot: Slot, where: PlaceOf) -> bool:
    now = (slot.day, slot.start, slot.finish, slot.venue.ref if slot.venue else None)
    people = tuple(one.trainer.ref for one in slot.team)
    wanted = (where.day, f"{where.start:%H:%M}", f"{where.finish:%H:%M}", where.venue)
    return (now, people) != (wanted, where.trainers)


def _rank(request: Request, one: PlaceOf) -> int:
    """The rank of a slot of the dossier; 0 for anything else."""
    whole, _slash, part = one.slot.rpartition("/")
    ours = whole in ("", request.ref) and part.startswith("S") and part[1:].isdigit()
    return int(part[1:]) if ours else 0


def _place_one(doing: Doing, slot: Slot, where: PlaceOf, broken: Sequence[str]) -> None:
    dated = slot.state != SlotState.TO_PLAN
    check_slot_move("move-slot" if dated else "date-slot", SlotState(slot.state))
    if dated:
        remember(doing, slot)
    place(doing, slot, _date_of(slot, where))
    slot.broken = list(dict.fromkeys((*slot.broken, *broken)))
    if not dated:
        slot.state = SlotState.PROPOSED
        return
    if slot.state == SlotState.CONFIRMED:
        slot.state = SlotState.HELD
    forget_answers(slot)


def _date_of(slot: Slot, where: PlaceOf) -> SlotDate:
    wanted = hours_of(slot)
    # The minutes of a part that may change follow its hours; those of any other stay.
    minutes = None if wanted is not None and wanted.adjustable else slot.minutes
    given: Mapping[str, Any] = {
        "day": where.day, "start": where.start, "finish": where.finish, "minutes": minutes,
        "venue": where.venue, "trainers": where.trainers,
    }  # fmt: skip
    return SlotDate(**given)


def _check(doing: Doing, request: Request, slots: Sequence[Slot], *, held: bool) -> None:
    """Raises SlotConflict with all that stands in the way of all of them."""
    ours = [one for one in slots_of(doing, request) if one.state == SlotState.PROPOSED and one.day]
    found: list[Conflict] = []
    for slot in slots:
        if held or slot.state in OCCUPYING:
            found += unbroken(clashes_with(doing, slot, ours if held else ()), slot.broken)
        else:
            for one in unbroken(clashes_with(doing, slot, ()), slot.broken):
                doing.warnings.append(f"{ref_of(slot)}: {one.text}")
        warn_softly(doing, slot)
    if found:
        # Two slots of the calendar that meet are told once.
        once = {frozenset((one.slot, one.other, one.who, one.rule)): one for one in found}
        raise SlotConflict(tuple(once.values()))


def _done(request: Request, before: Sequence[Before]) -> Done:
    moved = [one for one in before if one.day is not None and one.has_moved]
    people, says = told(before)
    others = tuple(_one(one) for one in before)
    payload = {
        "placed": _named(request, before),
        "moved": _named(request, moved),
        **people,
    }
    return Done(request, request.ref, payload, says, others)


def _named(request: Request, slots: Sequence[Before]) -> list[int | str]:
    """The dossier's slots by their rank, those of others whole."""
    return [one.slot.sequence if one.slot.request is request else ref_of(one.slot) for one in slots]


def _one(one: Before) -> Done:
    slot = one.slot
    when = {"day": slot.day.isoformat(), "start": slot.start, "finish": slot.finish} if slot.day else {}
    return Done(slot, ref_of(slot), {"state": slot.state, "minutes": slot.minutes, **when})
