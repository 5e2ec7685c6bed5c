"""Slots dated, moved, held, confirmed and cancelled by hand; nothing that is taken is taken twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.base import ExecutableOption

from backoffice.content.acts import Hold, NewSlot
from backoffice.content.programme import module_of
from backoffice.content.records import SlotDate
from backoffice.domain import conflicts as rules
from backoffice.domain.hours import ProgrammeHours, check_hours, programme_hours
from backoffice.domain.programme import Role
from backoffice.domain.slots import SlotState, check_minutes, check_slot_move, interval
from backoffice.errors import Invalid, NotFound
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.cancellation import bands_in_words
from backoffice.services.kinds import next_rank, ref_of, resolve
from backoffice.services.planning.telling import Before, told
from backoffice.services.taking_up import check_free, forget_unused, label, lock, warn
from backoffice.services.teams import roles_of
from backoffice.store.records import (
    Request,
    RequestModule,
    Slot,
    SlotPast,
    SlotTrainer,
    Trainer,
    Venue,
)

__all__ = ["check_free", "hours_of", "label", "needs_date", "seat", "slots_of"]


def _where(_doing: Doing, slot: Slot) -> Mapping[str, Any]:
    wanted = hours_of(slot)
    # Left open, the minutes of an adjustable part follow the hours that are typed.
    follow = wanted is not None and wanted.adjustable and slot.minutes == wanted.planned
    return {
        "day": slot.day,
        "start": time.fromisoformat(slot.start) if slot.start else None,
        "finish": time.fromisoformat(slot.finish) if slot.finish else None,
        "minutes": None if follow else slot.minutes,
        "venue": slot.venue.ref if slot.venue else None,
        "trainers": tuple(one.trainer.ref for one in slot.team),
    }


def _first_date(doing: Doing, slot: Slot) -> Mapping[str, Any]:
    """A slot to date opens on the programme's hours, else on the half-day after its dossier's last slot, and
    on that slot's venue and team."""
    start = dict(_where(doing, slot))
    former = doing.unit.session.scalars(
        select(Slot)
        .where(Slot.request_id == slot.request_id, Slot.day.is_not(None))
        .order_by(Slot.day.desc(), Slot.start.desc())
    ).first()
    half = doing.settings.hours.morning
    if former is not None:
        start["venue"] = former.venue.ref if former.venue else None
        start["trainers"] = tuple(one.trainer.ref for one in former.team)
        start["day"] = former.day
        if former.start is not None and time.fromisoformat(former.start) < time(12):
            half = doing.settings.hours.afternoon
    wanted = hours_of(slot)
    if wanted is not None and wanted.start is not None and wanted.finish is not None:
        return start | {"start": wanted.start, "finish": wanted.finish}
    return start | {"start": start["start"] or half.start, "finish": start["finish"] or half.finish}


def hours_of(slot: Slot) -> ProgrammeHours | None:
    """The hours that the dossier's programme gives to a slot; None for one that was added by hand."""
    return programme_hours(module_of(slot.module.body), slot.position)


def needs_date(slot: Slot) -> bool:
    """Whether a slot is to have a date: time at one's own pace or without anybody has none."""
    return slot.time == "live" and slot.supervision != "none"


@act("date-slot", N_("Date the slot"), on="slot", model=SlotDate, opening=_first_date, key="d")
def date_slot(doing: Doing, slot: Slot, values: SlotDate) -> Done:
    """Gives a slot its day, hours, venue and team; it is then proposed, and takes nothing up yet.

    Hours that the programme doesn't allow are refused, unless it is said why.
    """
    check_slot_move("date-slot", SlotState(slot.state))
    place(doing, slot, values)
    slot.state = SlotState.PROPOSED
    doing.unit.session.flush()
    warn(doing, slot)
    return _done(doing, slot)


def _given_up(doing: Doing, slot: Slot, values: SlotDate) -> Sequence[str]:
    """What giving up the day of a slot costs, where it goes to another day or other hours."""
    now = (slot.day, slot.start, slot.finish)
    stays = now == (values.day, f"{values.start:%H:%M}", f"{values.finish:%H:%M}")
    return () if stays else bands_in_words(doing, slot)


@act(
    "move-slot",
    N_("Move the slot"),
    on="slot",
    model=SlotDate,
    opening=_where,
    key="m",
    preview=_given_up,
    quiet=True,
)
def move_slot(doing: Doing, slot: Slot, values: SlotDate) -> Done:
    """Moves a slot: it stays the same slot, and where it was stays in its history.

    A held or confirmed slot is held there, and refused where something is already taken; everyone who had
    said yes is to be asked again. A proposed one takes nothing up yet.
    """
    check_slot_move("move-slot", SlotState(slot.state))
    before = Before.of(doing, slot)
    remember(doing, slot)
    place(doing, slot, values)
    if slot.state == SlotState.CONFIRMED:
        slot.state = SlotState.HELD
    forget_answers(slot)
    if slot.state in rules.OCCUPYING:
        check_free(doing, slot)
    else:
        doing.unit.session.flush()
        warn(doing, slot)
    forget_unused(doing, slot)
    return _done(doing, slot, before)


def _until(_doing: Doing, slot: Slot) -> Mapping[str, Any]:
    return {"until": slot.hold_until} if slot.hold_until else {}


@act("hold-slot", N_("Hold the slot"), on="slot", model=Hold, opening=_until)
def hold_slot(doing: Doing, slot: Slot, values: Hold) -> Done:
    """Keeps a proposed slot until an instant: trainers, venue and group are taken up meanwhile."""
    check_slot_move("hold-slot", SlotState(slot.state))
    if values.until <= doing.now:
        raise Invalid(_("An option can't end in the past."), remedy=_("Give a later date."))
    slot.state = SlotState.HELD
    slot.hold_until = values.until
    check_free(doing, slot)
    return _done(doing, slot)


@act("confirm-slot", N_("Confirm the slot"), on="slot", key="c")
def confirm_slot(doing: Doing, slot: Slot, _values: None) -> Done:
    """Records that client, trainers and venue have all said yes."""
    check_slot_move("confirm-slot", SlotState(slot.state))
    _check_complete(slot)
    slot.state = SlotState.CONFIRMED
    slot.hold_until = None
    slot.client_answer = "yes"
    slot.venue_answer = "yes" if slot.venue_id else "not_asked"
    for one in slot.team:
        one.answer = "yes"
    check_free(doing, slot)
    return _done(doing, slot)


@act("confirm-slots", N_("Confirm all the slots"), on="request")
def confirm_slots(doing: Doing, request: Request, _values: None) -> Done:
    """Confirms every dated slot of a dossier that isn't yet, all or none."""
    waiting = [s for s in slots_of(doing, request) if s.state in (SlotState.PROPOSED, SlotState.HELD)]
    if not waiting:
        raise Invalid(
            _("No slot of {ref} waits to be confirmed.").format(ref=request.ref),
            remedy=_("Date its slots first."),
        )
    lock(doing, waiting)
    for slot in waiting:
        confirm_slot(doing, slot, None)
    return Done(request, request.ref, {"confirmed": [slot.sequence for slot in waiting]})


@act("undate-slot", N_("Take the date away"), on="slot")
def undate_slot(doing: Doing, slot: Slot, _values: None) -> Done:
    """Takes a slot back among those to plan; where it was stays in its history."""
    check_slot_move("undate-slot", SlotState(slot.state))
    before = Before.of(doing, slot)
    remember(doing, slot)
    slot.day = slot.start = slot.finish = slot.starts_at = slot.ends_at = slot.hold_until = None
    slot.state = SlotState.TO_PLAN
    forget_answers(slot)
    return _done(doing, slot, before)


@act("cancel-slot", N_("Cancel the slot"), on="slot")
def cancel_slot(doing: Doing, slot: Slot, _values: None) -> Done:
    """Cancels a slot, for a reason; it no longer counts and takes nothing up."""
    check_slot_move("cancel-slot", SlotState(slot.state))
    if not doing.reason:
        raise Invalid(_("A cancelled slot needs a reason."), remedy=_("Say why in a few words."))
    before = Before.of(doing, slot)
    slot.state = SlotState.CANCELLED
    slot.hold_until = None
    return _done(doing, slot, before)


@act("add-slot", N_("Add a slot"), on="request", model=NewSlot)
def add_slot(doing: Doing, request: Request, values: NewSlot) -> Done:
    """A slot beyond those the programme asked for; it is then to be dated."""
    module = _module(request, values.module)
    group = resolve(doing.unit, values.group, "group").record if values.group else None
    if group is None:
        group = next(iter(request.training_groups), None)
    # The rank in the dossier is beyond that of every sitting of its modules, and serves for both.
    sequence = next_rank(doing, request, "S")
    slot = doing.unit.add(
        Slot(
            request_id=request.id,
            module_id=module.id,
            group_id=group.id if group else None,
            sequence=sequence,
            position=sequence,
            zone=request.zone,
            minutes=values.minutes,
            counts=values.counts,
            mode=values.mode,
        )
    )
    return _done(doing, slot)


def _module(request: Request, wanted: str) -> RequestModule:
    for module in request.modules:
        if wanted in (module.code, str(module.position)):
            return module
    raise NotFound("module", wanted)


def slots_of(doing: Doing, request: Request, *loads: ExecutableOption) -> Sequence[Slot]:
    """Every slot of a dossier, in the order of its modules, with what `loads` says read at once."""
    query = select(Slot).where(Slot.request_id == request.id).order_by(Slot.sequence).options(*loads)
    return doing.unit.session.scalars(query).all()


def place(doing: Doing, slot: Slot, values: SlotDate) -> None:
    """Gives a slot its day, hours, minutes, venue and team; whether it is free is looked at elsewhere."""
    venue = resolve(doing.unit, values.venue, "venue").record if values.venue else None
    zone = venue.zone if isinstance(venue, Venue) else slot.request.zone
    when = interval(values.day, values.start, values.finish, zone)
    wanted = hours_of(slot)
    minutes = values.minutes or _usual_minutes(slot, values, wanted)
    check_minutes(minutes, when)
    _check_hours(doing, slot, values, wanted, minutes)
    slot.day, slot.zone, slot.minutes = values.day, zone, minutes
    slot.start, slot.finish = f"{values.start:%H:%M}", f"{values.finish:%H:%M}"
    slot.starts_at, slot.ends_at = when.starts_at, when.ends_at
    slot.venue = venue
    seat(doing, slot, values.trainers)


def _usual_minutes(slot: Slot, values: SlotDate, wanted: ProgrammeHours | None) -> int:
    if wanted is not None and wanted.adjustable and wanted.start is not None:
        return wanted.minutes_between(values.start, values.finish)
    return slot.minutes


def _check_hours(
    doing: Doing, slot: Slot, values: SlotDate, wanted: ProgrammeHours | None, minutes: int
) -> None:
    """Raises OtherHours for hours that the programme doesn't allow, unless it is said why or they stay."""
    if values.other_hours:
        doing.reason = doing.reason or values.other_hours
    elif wanted is not None and (slot.start, slot.finish, slot.minutes) != (
        f"{values.start:%H:%M}",
        f"{values.finish:%H:%M}",
        minutes,
    ):
        check_hours(wanted, values.start, values.finish, minutes)


def seat(doing: Doing, slot: Slot, refs: Sequence[str]) -> None:
    """The team in the roles that the module asks for, the lead first; one more than asked is a co-trainer."""
    trainers = [resolve(doing.unit, ref, "trainer").record for ref in refs]
    if len(set(refs)) < len(refs):
        raise Invalid(_("A trainer is named twice."), remedy=_("Name each trainer once."))
    if [one.trainer_id for one in slot.team] == [trainer.id for trainer in trainers]:
        return
    slot.team.clear()
    doing.unit.session.flush()
    asked = roles_of(slot.module)
    for index, trainer in enumerate(trainers):
        role = asked[index] if index < len(asked) else Role("co-trainer")
        slot.team.append(_seated(trainer, role, index + 1))


def _seated(trainer: Trainer, role: Role, position: int) -> SlotTrainer:
    return SlotTrainer(
        trainer_id=trainer.id,
        role=role.role,
        position=position,
        teaches=role.teaches,
        signs=role.signs,
        costs=role.costs,
    )


def remember(doing: Doing, slot: Slot) -> None:
    """Keeps where a slot was, before it moves."""
    slot.past.append(
        SlotPast(
            position=len(slot.past) + 1,
            day=slot.day,
            start=slot.start,
            finish=slot.finish,
            zone=slot.zone,
            venue_id=slot.venue_id,
            trainers=[one.trainer.ref for one in slot.team],
            state=slot.state,
            left_at=doing.occurred_at,
            reason=doing.reason or None,
        )
    )


def forget_answers(slot: Slot) -> None:
    """Everyone who had said yes to a date is to be asked again of another."""
    slot.client_answer = slot.venue_answer = "not_asked"
    for one in slot.team:
        one.answer = "not_asked"


def _check_complete(slot: Slot) -> None:
    asked = [role for role in roles_of(slot.module) if role.teaches]
    if slot.supervision == "live_trainer" and not slot.team:
        raise Invalid(
            _("{slot} has no trainer.").format(slot=ref_of(slot)),
            remedy=_("Name who teaches: {roles}.").format(roles=", ".join(role.role for role in asked)),
        )


def _done(doing: Doing, slot: Slot, before: Before | None = None) -> Done:
    """What is kept of an act on a slot; of one that takes its date away, also who must be told."""
    doing.unit.session.flush()
    when = {"day": slot.day.isoformat(), "start": slot.start, "finish": slot.finish} if slot.day else {}
    people, says = told((before,)) if before is not None else ({}, "")
    if not people.get("to_tell") and "band_bp" not in people:
        people = {}
    return Done(slot, ref_of(slot), {"state": slot.state, "minutes": slot.minutes, **when, **people}, says)
