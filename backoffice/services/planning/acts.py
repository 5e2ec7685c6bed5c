"""Several slots placed at once, all or none: a calendar that was proposed, or moves staged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from backoffice.content.calendars import PlaceOf, Places, RuleBreak, place_of
from backoffice.content.records import SlotDate
from backoffice.domain.conflicts import OCCUPYING, Conflict, SlotConflict, unbroken
from backoffice.domain.slots import SLOT_MOVES, SlotState, check_slot_move
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.cancellation import bands_in_words
from backoffice.services.kinds import ref_of
from backoffice.services.planning.telling import Before, band_reached, whom_to_tell
from backoffice.services.slots import forget_answers, hours_of, place, remember, slots_of
from backoffice.services.taking_up import clashes_with, forget_unused, lock
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


def _costs(doing: Doing, request: Request, values: Places) -> Sequence[str]:
    """The band of the cancellation terms that each slot reaches that leaves its day or its hours."""
    leaving = [
        slot
        for slot, where in _wanted(doing, request, values)
        if (slot.day, slot.start, slot.finish) != (where.day, f"{where.start:%H:%M}", f"{where.finish:%H:%M}")
    ]
    return tuple(text for slot in leaving for text in bands_in_words(doing, slot))


@act(
    "move-slots",
    N_("Move several slots"),
    on="request",
    model=Places,
    opening=_present,
    preview=_costs,
    quiet=True,
)
def move_slots(doing: Doing, request: Request, values: Places) -> Done:
    """Moves several slots of a dossier together or not at all, as each would alone: two may change places.

    Lines that change nothing are left aside.
    """
    moved = _place_all(doing, request, values, held=False)
    return _done(request, moved)


def _place_all(doing: Doing, request: Request, values: Places, *, held: bool) -> list[Before]:
    """Places every slot, then looks whether they all can be; `held`: even what takes nothing up yet must."""
    doing.reason = doing.reason or values.why
    wanted = _wanted(doing, request, values)
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


def _wanted(doing: Doing, request: Request, values: Places) -> list[tuple[Slot, PlaceOf]]:
    """The slots that change, in the dossier's order; raises NotFound for one that isn't its own."""
    places = {_rank(request, one): one for one in map(place_of, values.places)}
    known = {slot.sequence: slot for slot in slots_of(doing, request)}
    for rank, one in places.items():
        if rank not in known:
            raise NotFound(_("slot"), one.slot)
    found = [(known[rank], places[rank]) for rank in sorted(places)]
    changed = [(slot, where) for slot, where in found if _changes(slot, where)]
    if not changed:
        raise Invalid(
            _("These are the dates that the slots have already."), remedy=_("Change one of them at least.")
        )
    return changed


def _changes(slot: Slot, where: PlaceOf) -> bool:
    now = (slot.day, slot.start, slot.finish, slot.venue.ref if slot.venue else None)
    people = tuple(one.trainer.ref for one in slot.team)
    wanted = (where.day, f"{where.start:%H:%M}", f"{where.finish:%H:%M}", where.venue)
    return (now, people) != (wanted, where.trainers)


def _rank(request: Request, one: PlaceOf) -> int:
    whole, _slash, part = one.slot.rpartition("/")
    if (whole and whole != request.ref) or not part.startswith("S") or not part[1:].isdigit():
        raise NotFound(_("slot"), one.slot)
    return int(part[1:])


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
    if found:
        # Two slots of the calendar that meet are told once.
        once = {frozenset((one.slot, one.other, one.who, one.rule)): one for one in found}
        raise SlotConflict(tuple(once.values()))


def _done(request: Request, before: Sequence[Before]) -> Done:
    moved = [one for one in before if one.day is not None and one.has_moved]
    told = whom_to_tell(before)
    band = band_reached(before)
    others = tuple(_one(one) for one in before)
    payload = {
        "placed": [one.slot.sequence for one in before],
        "moved": [one.slot.sequence for one in moved],
        "to_tell": [one.ref for one in told],
    }
    if band is not None:
        payload |= {"band_days": band.days, "band_bp": band.share_bp}
    says = " ".join(text for text in (_says_told(told), band.text if band else "") if text)
    return Done(request, request.ref, payload, says, others)


def _says_told(told: Sequence[Any]) -> str:
    if not told:
        return ""
    return _("To be told: {people}.").format(people=" ; ".join(one.text for one in told))


def _one(one: Before) -> Done:
    slot = one.slot
    when = {"day": slot.day.isoformat(), "start": slot.start, "finish": slot.finish} if slot.day else {}
    return Done(slot, ref_of(slot), {"state": slot.state, "minutes": slot.minutes, **when})
