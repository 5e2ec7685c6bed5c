"""Slots brought in: their place and team by the rules of their acts, what they take up free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.programme import module_of
from backoffice.domain import conflicts as rules
from backoffice.domain.hours import OtherHours, check_hours, programme_hours
from backoffice.domain.programme import Module
from backoffice.domain.slots import SlotState, check_minutes, interval
from backoffice.errors import Invalid, NotFound
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.importing import carried
from backoffice.services.importing.batch import ACT, Batch, OnlyNew, Twice
from backoffice.services.importing.report import differences
from backoffice.services.importing.rows import Row
from backoffice.services.importing.taking import COVERED, Taken, carried_in, found_there, put, request_of
from backoffice.services.kinds import next_rank, ref_of
from backoffice.services.slots import hours_of, seat
from backoffice.services.taking_up import check_not_twice
from backoffice.store.records import (
    Request,
    RequestModule,
    Slot,
    SlotPast,
    SlotTrainer,
    TrainingGroup,
)


def slot(batch: Batch, row: Row, values: Any) -> Taken:
    request = request_of(batch, values.request)
    module = _module_of(request, values.module)
    group = batch.lookups.record("group", values.group) if values.group else None
    there = found_there(batch, row, Slot, None) or _slot_there(batch, row, request, module, group, values)
    if there is not None:
        if str(there.uid) in {key[2] for key in batch.seen if key[:2] == ("slots", "record")}:
            raise Twice(ref_of(there), ref_of(there))
        batch.once(row, "record", there.uid)
        return _slot_again(batch, row, there, values)
    more = carried_in(batch, row, Slot, values.more, "slots")
    slot = _new_slot(batch, row, request, module, group, values, more)
    _place_slot(batch, row, slot, values, more)
    return slot, (), True, "add-slot"


def _module_of(request: Request, wanted: str) -> RequestModule:
    for module in request.modules:
        if wanted in (module.code, str(module.position), ref_of(module)):
            return module
    raise NotFound(_("module"), f"{request.ref} {wanted}")


def _slot_there(
    batch: Batch, row: Row, request: Request, module: RequestModule, group: TrainingGroup | None, values: Any
) -> Slot | None:
    """By its reference, else the only slot of that module and group at that day and hour."""
    session = batch.doing.unit.session
    query = select(Slot).where(Slot.request_id == request.id)
    if row.key("ref") and not row.key("uid"):
        found = batch.lookups.record("slot", row.key("ref"))
        return found if isinstance(found, Slot) else None
    if row.key("uid") or row.key("external_ref") or values.day is None or values.start is None:
        return None
    query = query.where(
        Slot.module_id == module.id, Slot.day == values.day, Slot.start == f"{values.start:%H:%M}"
    )
    if group is not None:
        query = query.where(Slot.group_id == group.id)
    those = session.scalars(query).all()
    return those[0] if len(those) == 1 else None


def _slot_again(batch: Batch, row: Row, slot: Slot, values: Any) -> Taken:
    """A slot that is there: its note and references follow the file; its place changes by its acts only."""
    doing = batch.doing
    plain = {
        "day": slot.day.isoformat() if slot.day else None,
        "start": slot.start,
        "finish": slot.finish,
        "minutes": slot.minutes,
        "mode": slot.mode,
        "counts": slot.counts,
        "venue": slot.venue.ref if slot.venue else None,
        "trainers": [one.trainer.ref for one in slot.team],
        "state": slot.state,
    }
    wanted = {
        "day": values.day.isoformat() if values.day else None,
        "start": f"{values.start:%H:%M}" if values.start else None,
        "finish": f"{values.finish:%H:%M}" if values.finish else None,
        "minutes": values.minutes if values.minutes is not None else slot.minutes,
        "mode": values.mode,
        "counts": values.counts,
        "venue": values.venue or None,
        "trainers": list(values.trainers),
        "state": values.state or slot.state,
    }
    placed = differences(plain, wanted, [name for name in plain if name in row.given])
    if placed:
        raise OnlyNew(placed[0].field, ref_of(slot)).at(row.at(placed[0].field))
    columns = {"note": values.note or None, "external_ref": values.external_ref or None}
    changes = put(row, slot, columns, {"note": "note", "external_ref": "external_ref"})
    doing.unit.session.flush()
    return slot, changes, False, ACT


def _new_slot(
    batch: Batch,
    row: Row,
    request: Request,
    module: RequestModule,
    group: TrainingGroup | None,
    values: Any,
    more: dict[str, Any],
) -> Slot:
    doing = batch.doing
    rank = more.pop("sequence", None)
    taken = (
        rank is not None
        and doing.unit.session.scalars(
            select(Slot.id).where(Slot.request_id == request.id, Slot.sequence == rank)
        ).first()
    )
    if rank is None or taken:
        rank = next_rank(doing, request, "S")
    else:
        doing.unit.number_reached(f"{request.ref}/S", doing.today, rank)
    if group is None and "group" not in row.given:
        group = next(iter(request.training_groups), None)
    minutes = values.minutes
    if minutes is None:
        if values.start is None or values.finish is None:
            raise Invalid(
                _("How long the slot is isn't said."), remedy=_("Give its minutes, or its start and end.")
            )
        minutes = _minutes_between(values)
    beside = {"zone": request.zone} | more
    if "position" not in beside:
        beside["position"] = _sitting(doing, module, group, values, minutes) or _beyond(module, rank)
    return Slot(
        uid=row.key("uid") or None,
        request=request,
        module=module,
        group=group,
        sequence=rank,
        minutes=minutes,
        counts=values.counts,
        mode=values.mode,
        note=values.note or None,
        external_ref=values.external_ref or None,
        **beside,
    )


def _minutes_between(values: Any) -> int:
    start, finish = values.start, values.finish
    return max(0, int((finish.hour - start.hour) * 60 + finish.minute - start.minute))


def _place_slot(batch: Batch, row: Row, slot: Slot, values: Any, more: Mapping[str, Any]) -> None:
    """Its day, hours, venue, team and state; what it takes up must be free."""
    doing, session = batch.doing, batch.doing.unit.session
    venue = batch.lookups.record("venue", values.venue) if values.venue else None
    slot.venue = venue
    if venue is not None and "zone" not in more:
        slot.zone = venue.zone
    if values.day is not None and values.start is not None and values.finish is not None:
        when = interval(values.day, values.start, values.finish, slot.zone)
        check_minutes(slot.minutes, when)
        _check_programme(batch, row, slot, values, when.ends_at <= doing.now)
        slot.starts_at, slot.ends_at = when.starts_at, when.ends_at
    elif values.day is not None:
        raise Invalid(_("A day goes with its hours."), remedy=_("Give the start and the end too."))
    slot.day = values.day
    slot.start = f"{values.start:%H:%M}" if values.start and values.day else None
    slot.finish = f"{values.finish:%H:%M}" if values.finish and values.day else None
    slot.state = values.state or (SlotState.PROPOSED if slot.day else SlotState.TO_PLAN)
    if slot.state not in (SlotState.TO_PLAN, SlotState.CANCELLED) and slot.day is None:
        raise Invalid(_("A slot in this state has a day."), remedy=_("Give its day and hours."))
    session.add(slot)
    session.flush()
    if values.team is not None:
        _team(batch, row, slot, values.team)
    elif values.trainers:
        seat(doing, slot, values.trainers)
    for index, past in enumerate(values.past):
        beside = carried.read(
            SlotPast, past.more, COVERED["past"], batch.lookups, row.at(f"past[{index}].more")
        )
        where = batch.lookups.get("venue", past.venue).id if past.venue else None
        slot.past.append(SlotPast(position=index + 1, venue_id=where, **beside))
    session.flush()
    # An option that has run out takes nothing up any more.
    over = slot.state == SlotState.HELD and slot.hold_until is not None and slot.hold_until <= doing.now
    if slot.state in rules.OCCUPYING and not over:
        # History is brought in as it was; what it breaks beside is said.
        broken = check_not_twice(doing, slot)
        if broken:
            batch.report.warn(row.error(rules.SlotConflict(broken)))


def _sitting(
    doing: Doing, module: RequestModule, group: TrainingGroup | None, values: Any, minutes: int
) -> int | None:
    """The rank of the sitting of `module` that a new slot is: the first one still without a slot that allows
    its hours, else the first one without a slot; None when all have theirs."""
    query = select(Slot.position).where(Slot.module_id == module.id, Slot.state != SlotState.CANCELLED)
    query = query.where(Slot.group_id == group.id if group is not None else Slot.group_id.is_(None))
    taken, its = set(doing.unit.session.scalars(query)), module_of(module.body)
    free = [rank for rank in range(1, len(its.sittings) + 1) if rank not in taken]
    return next((rank for rank in free if _allows(its, rank, values, minutes)), free[0] if free else None)


def _allows(module: Module, rank: int, values: Any, minutes: int) -> bool:
    wanted = programme_hours(module, rank)
    if wanted is None or values.start is None or values.finish is None:
        return wanted is not None and wanted.least <= minutes <= wanted.most
    try:
        check_hours(wanted, values.start, values.finish, minutes)
    except OtherHours:
        return False
    return True


def _beyond(module: RequestModule, rank: int) -> int:
    """The rank of a slot that the programme doesn't ask for."""
    return max(rank, len(module_of(module.body).sittings) + 1)


def _check_programme(batch: Batch, row: Row, slot: Slot, values: Any, over: bool) -> None:
    """Raises OtherHours as the act that dates a slot does.

    An export's slot comes in as it stood, and what is over as it was: that is only said.
    """
    wanted = hours_of(slot)
    if wanted is None or row.key("uid"):
        return
    try:
        check_hours(wanted, values.start, values.finish, slot.minutes)
    except OtherHours as wrong:
        wrong.remedy = _("Give the programme's hours; others are agreed by moving the slot, which asks why.")
        if not over:
            raise
        batch.report.warn(row.error(wrong))


def _team(batch: Batch, row: Row, slot: Slot, team: Sequence[Any]) -> None:
    for index, one in enumerate(team):
        beside = carried.read(
            SlotTrainer, one.more, COVERED["team"], batch.lookups, row.at(f"team[{index}].more")
        )
        trainer = batch.lookups.record("trainer", one.trainer)
        slot.team.append(SlotTrainer(trainer=trainer, role=one.role, **{"position": index + 1} | beside))
