"""A dossier and everything booked around it, read from the database as values to plan from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from backoffice.clock import local_date
from backoffice.content.programme import module_of
from backoffice.content.settings import Hours
from backoffice.domain.calendar_problem import Absence
from backoffice.domain.calendars import Closure
from backoffice.domain.conflicts import OCCUPYING
from backoffice.domain.enrolments import SEATED
from backoffice.domain.hours import programme_hours
from backoffice.domain.programme import Module
from backoffice.domain.slots import SlotState
from backoffice.services.access import access_delays
from backoffice.services.acts import Doing
from backoffice.services.availability import Away, away_of, client_closures
from backoffice.services.days import school_calendar, school_wish, school_zone_of
from backoffice.services.kinds import ref_of
from backoffice.services.options.holds import held_between
from backoffice.services.planning.facts import Dossier, Group, Room, Sat, Taken, Teacher
from backoffice.services.planning.rooms import all_rooms_for
from backoffice.services.planning.values import Wish
from backoffice.services.slots import needs_date, slots_of
from backoffice.services.taking_up import SHARED_KINDS, town_of
from backoffice.services.teams import called
from backoffice.store.driver import fetch
from backoffice.store.records import (
    Enrolment,
    Request,
    Slot,
    SlotTrainer,
    Trainer,
    TrainingGroup,
    Venue,
)
from backoffice.store.types import instant_text

# Held to be in the evening by anybody, where the house doesn't say when its evenings are.
_EVENING = (time(18), time(21))
# Weeks and runs of days go beyond the edges.
BEYOND = timedelta(days=40)
_GONE = (SlotState.CANCELLED, SlotState.MOVED)
# A dossier is read again for each proposal: all that its slots need comes at once.
_STAFFED = (
    selectinload(Slot.team).joinedload(SlotTrainer.trainer),
    joinedload(Slot.venue),
    joinedload(Slot.group),
)


def read_dossier(doing: Doing, request: Request, until: date, venues: tuple[str, ...] = ()) -> Dossier:
    """What bears on the calendar of `request` until the day `until`, in `venues` if any are asked for.

    Raises NotFound for a venue that isn't there.
    """
    zone = doing.settings.organisation.zone
    modules = tuple(module_of(one.body) for one in request.modules if one.alternative == 1)
    slots = [
        slot
        for slot in slots_of(doing, request, *_STAFFED)
        if needs_date(slot) and slot.state not in _GONE and slot.alternative == 1
    ]
    by_code = {module.code: module for module in modules}
    hours, teachers = doing.settings.hours, _teachers(doing)
    wanted = {code for one in modules for code in (one.code, *(role.role for role in one.team))}
    able = tuple(one.ref for one in teachers if one.skills & wanted)
    alone = Dossier(
        ref=request.ref,
        kind=request.kind,
        today=doing.today,
        received_on=local_date(request.received_at, zone),
        zone=request.zone,
        territory=request.client.territory if request.client else request.territory,
        school_zone=school_zone_of(request.client),
        school=school_wish(doing, request),
        modules=modules,
        groups=tuple(
            _group(doing, one, doing.today, until)
            for one in request.training_groups
            if one.decision != "merged"
        ),
        slots=tuple(_sat(slot, by_code[slot.module.code]) for slot in slots),
        teachers=teachers,
        rooms=_rooms(doing, request),
        taken=(),
        closures=(*_ours(hours), *client_closures(request.client)),
        delays=access_delays(doing, request),
        halves=_halves(hours),
        planning=doing.settings.planning,
        schools=school_calendar(doing.settings),
        places=str(request.details.get("places") or ""),
    )
    rooms = _rooms_asked(alone, venues)
    booked = _booked(doing, request, doing.today, until, able, rooms)
    return replace(alone, taken=(*booked, *_optioned(doing, request, doing.today, until)))


def _rooms_asked(dossier: Dossier, venues: tuple[str, ...]) -> tuple[str, ...]:
    """Every venue that a module could be held in."""
    found: dict[str, None] = {}
    for module in dossier.modules:
        sats = tuple(sat for sat in dossier.slots if sat.module == module.code)
        found |= dict.fromkeys(all_rooms_for(dossier, module.code, sats, Wish(venues=venues)))
        found |= dict.fromkeys(sat.venue for sat in sats if sat.venue)
    return tuple(found)


def _sat(slot: Slot, module: Module) -> Sat:
    sittings = module.sittings
    inside = 0 < slot.position <= len(sittings)
    return Sat(
        ref=ref_of(slot),
        module=module.code,
        group=slot.group.ref if slot.group else "",
        position=slot.position,
        copy=slot.copy,
        block=sittings[slot.position - 1][0].block if inside else len(sittings),
        minutes=slot.minutes,
        mode=slot.mode,
        teaches=slot.supervision == "live_trainer",
        with_whom=slot.with_whom,
        hours=programme_hours(module, slot.position),
        state=slot.state,
        told=slot.state in OCCUPYING or slot.client_answer in ("asked", "yes"),
        day=slot.day,
        start=time.fromisoformat(slot.start) if slot.start else None,
        finish=time.fromisoformat(slot.finish) if slot.finish else None,
        trainers=tuple(one.trainer.ref for one in slot.team),
        venue=slot.venue.ref if slot.venue else None,
        window_from=slot.window_from,
        window_to=slot.window_to,
    )


def _halves(hours: Hours) -> tuple[tuple[str, time, time], ...]:
    evening = (hours.evening.start, hours.evening.finish) if hours.evening else _EVENING
    return (
        ("am", hours.morning.start, hours.morning.finish),
        ("pm", hours.afternoon.start, hours.afternoon.finish),
        ("eve", *evening),
    )


def _ours(hours: Hours) -> Iterable[Closure]:
    return (Closure(one.first, one.last, one.name) for one in hours.closures)


def _teachers(doing: Doing) -> tuple[Teacher, ...]:
    # Columns, not records: there may be hundreds of them.
    rows = doing.unit.session.execute(
        select(
            Trainer.ref,
            Trainer.first_name,
            Trainer.name,
            Trainer.kind,
            Trainer.skills,
            Trainer.town,
            Trainer.max_days_week,
            Trainer.max_days_row,
            Trainer.unavailability,
        ).order_by(Trainer.ref)
    )
    halves = _halves(doing.settings.hours)
    return tuple(
        Teacher(
            ref=ref,
            name=called(first_name, name),
            skills=frozenset(skills),
            rank=1 if kind == "employee" else 2,
            town=town,
            max_days_week=week,
            max_days_row=row,
            away=tuple(
                absence
                for rank, entry in enumerate(map(away_of, unavailability), 1)
                for absence in _absence(ref, rank, entry, halves)
            ),
        )
        for ref, first_name, name, kind, skills, town, week, row, unavailability in rows
    )


def _absence(
    ref: str, rank: int, entry: Away, halves: tuple[tuple[str, time, time], ...]
) -> Iterable[Absence]:
    """One for each half-day that an absence takes up."""
    taken = entry.halves(halves)
    for half in taken:
        name = f"away:{ref}:{rank}" if len(taken) == 1 else f"away:{ref}:{rank}:{half}"
        yield Absence(name, entry.first, entry.last, entry.rrule, half)


def _rooms(doing: Doing, request: Request) -> tuple[Room, ...]:
    rows = doing.unit.session.scalars(select(Venue).order_by(Venue.ref))
    return tuple(
        Room(
            ref=one.ref,
            name=one.name,
            kind=one.kind,
            town=town_of(one),
            capacity=one.capacity,
            shared=one.kind in SHARED_KINDS,
            of_client=one.client_id is not None and one.client_id == request.client_id,
        )
        for one in rows
    )


# Thousands of slots are booked around a dossier, and each key press asks anew: rows, not records, by who and
# where. A plain OR on states would have SQLite look at all that is booked in these months instead.
_BOOKED = """
SELECT s.id, r.ref, s.sequence, s.day, s.start, s.finish, s.state, v.ref, v.kind, coalesce(v.town, v.city),
    g.ref, t.ref
FROM slots s
JOIN requests r ON r.id = s.request_id
LEFT JOIN venues v ON v.id = s.venue_id
LEFT JOIN groups g ON g.id = s.group_id
LEFT JOIN slot_trainers st ON st.slot_id = s.id
LEFT JOIN trainers t ON t.id = st.trainer_id
WHERE s.id IN (
    SELECT x.slot_id FROM slot_trainers x JOIN trainers y ON y.id = x.trainer_id WHERE y.ref IN ({people})
    UNION SELECT x.id FROM slots x JOIN venues y ON y.id = x.venue_id WHERE y.ref IN ({rooms})
    UNION SELECT x.id FROM slots x WHERE x.request_id = ?
) AND s.day >= ? AND s.day <= ? AND CASE s.state
    WHEN 'held' THEN s.hold_until IS NULL OR s.hold_until > ?
    WHEN 'proposed' THEN s.request_id = ?
    ELSE s.state IN ('confirmed', 'done')
END
ORDER BY s.day, s.start, s.id, st.position
"""


def _booked(
    doing: Doing, request: Request, first: date, last: date, able: Sequence[str], rooms: Sequence[str]
) -> Iterator[Taken]:
    """Every slot that takes up one of `rooms` or of the trainers `able` around these days, and those of the
    dossier that are only dated: whoever else is booked is in nobody's way."""
    edges = (first - BEYOND).isoformat(), (last + BEYOND).isoformat()
    query = _BOOKED.format(rooms=_marks(rooms), people=_marks(able))
    given = (*able, *rooms, request.id, *edges, instant_text(doing.now), request.id)
    rows = fetch(doing.unit.driver, query, given)
    for _slot, group in groupby(rows, key=itemgetter(0)):
        found = list(group)
        yield _taken(found[0], tuple(one[-1] for one in found if one[-1] is not None))


def _marks(given: Sequence[str]) -> str:
    return ", ".join("?" * len(given)) or "NULL"


# The same days and hours come again and again.
_day = lru_cache(4_096)(date.fromisoformat)
_time = lru_cache(512)(time.fromisoformat)


def _taken(row: Sequence[Any], trainers: tuple[str, ...]) -> Taken:
    _slot, ref, rank, day, start, finish, state, venue, kind, town, group, _trainer = row
    return Taken(
        label=f"{ref}/S{rank}",
        day=_day(day),
        start=_time(start),
        finish=_time(finish),
        held=state == SlotState.HELD,
        trainers=trainers,
        venue=None if kind in SHARED_KINDS else venue,
        town=None if kind == "remote" else town,
        group=group,
    )


def _optioned(doing: Doing, request: Request, first: date, last: date) -> Iterator[Taken]:
    """What the options of other dossiers hold around these days."""
    for slot in held_between(doing, request.id, first - BEYOND, last + BEYOND):
        assert slot.day is not None
        shared = slot.venue is not None and slot.venue.kind in SHARED_KINDS
        yield Taken(
            label=ref_of(slot),
            day=slot.day,
            start=time.fromisoformat(slot.start or "00:00"),
            finish=time.fromisoformat(slot.finish or "00:00"),
            held=True,
            trainers=tuple(one.trainer.ref for one in slot.team),
            venue=slot.venue.ref if slot.venue and not shared else None,
            town=town_of(slot.venue),
            group=slot.group.ref if slot.group else None,
        )


def _group(doing: Doing, group: TrainingGroup, first: date, last: date) -> Group:
    seated = [one.participant_id for one in group.enrolments if one.state in SEATED]
    size = len(seated) or group.headcount_included or group.request.headcount_max
    busy = _elsewhere(doing, group, seated, first, last) if seated else {}
    return Group(group.ref, group.name, group.position, size, tuple(sorted(busy.items())))


def _elsewhere(
    doing: Doing, group: TrainingGroup, people: list[int], first: date, last: date
) -> Mapping[date, str]:
    """The days on which somebody of the group is in a session of another one, and which."""
    others = doing.unit.session.scalars(
        select(Enrolment.group_id)
        .where(
            Enrolment.participant_id.in_(people),
            Enrolment.state.in_([str(one) for one in SEATED]),
            Enrolment.group_id != group.id,
        )
        .distinct()
    ).all()
    if not others:
        return {}
    query = (
        select(Slot.day, Request.ref, Slot.sequence)
        .join(Request, Request.id == Slot.request_id)
        .where(
            Slot.group_id.in_(others),
            Slot.state.in_([str(state) for state in OCCUPYING]),
            or_(Slot.state != SlotState.HELD, Slot.hold_until.is_(None), Slot.hold_until > doing.now),
            Slot.day >= first,
            Slot.day <= last,
        )
    )
    return {day: f"{ref}/S{rank}" for day, ref, rank in doing.unit.session.execute(query) if day is not None}
