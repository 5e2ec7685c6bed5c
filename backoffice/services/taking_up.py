"""What a slot takes up (people, a venue, days), and whether it is free: looked at under lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from backoffice.domain import conflicts as rules
from backoffice.domain.conflicts import Around, Conflict, Off, RuleName
from backoffice.domain.enrolments import SEATED
from backoffice.domain.recurrence import parse
from backoffice.domain.school import Known
from backoffice.domain.slots import Interval, SlotState
from backoffice.i18n import _
from backoffice.i18n.formats import clock_time, moment, period, short_date
from backoffice.services.acts import Doing
from backoffice.services.availability import Away, absences_of, client_closures
from backoffice.services.days import public_holiday, school_calendar, school_wish, school_zone_of
from backoffice.services.kinds import ref_of
from backoffice.services.links_kept import gap_conflicts, soft_gaps
from backoffice.services.options.holds import held_between, held_during
from backoffice.services.teams import full_name
from backoffice.store.records import (
    Enrolment,
    Participant,
    Slot,
    SlotTrainer,
    Trainer,
    TrainingGroup,
    Venue,
)

# Venues where several sessions can be at once: a link, a town until its room is named.
SHARED_KINDS = ("remote", "town")


def check_free(doing: Doing, slot: Slot) -> None:
    """Raises SlotConflict when `slot` breaks a rule that it wasn't allowed to by name.

    What it takes up is locked first, so that of two planners who take the same trainer at once, one wins.
    """
    found = rules.unbroken(clashes(doing, slot), slot.broken)
    if found:
        raise rules.SlotConflict(found)
    warn_softly(doing, slot)


def check_not_twice(doing: Doing, slot: Slot) -> tuple[Conflict, ...]:
    """Raises SlotConflict when somebody or a venue would be at two places; gives the other rules broken."""
    found = clashes(doing, slot)
    twice = tuple(one for one in found if one.rule in rules.UNBREAKABLE)
    if twice:
        raise rules.SlotConflict(twice)
    return rules.unbroken(found, slot.broken)


def warn(doing: Doing, slot: Slot) -> None:
    """Says what a slot that takes nothing up yet couldn't be held for."""
    for one in rules.unbroken(_clashes(doing, slot), slot.broken):
        doing.warnings.append(f"{ref_of(slot)}: {one.text}")
    warn_softly(doing, slot)


def warn_softly(doing: Doing, slot: Slot) -> None:
    """Says once what the programme would rather have between modules, which binds nobody."""
    doing.warnings += [text for text in soft_gaps(doing, slot) if text not in doing.warnings]


def forget_unused(doing: Doing, slot: Slot) -> None:
    """A rule that the slot no longer breaks is no longer allowed to be broken."""
    if slot.broken:
        still = {one.rule for one in _clashes(doing, slot)}
        slot.broken = [rule for rule in slot.broken if rule in still]


def clashes(doing: Doing, slot: Slot) -> tuple[Conflict, ...]:
    """Every rule that `slot` would break if it took up what it names, looked at under lock."""
    doing.unit.session.flush()
    lock(doing, (slot,))
    return _clashes(doing, slot)


def lock(doing: Doing, slots: Sequence[Slot]) -> None:
    """Keeps others off what `slots` take up, always in one order: two planners never wait for each other."""
    session = doing.unit.session
    taken = (
        (Trainer, {one.trainer_id for slot in slots for one in slot.team}),
        (Venue, {slot.venue_id for slot in slots if slot.venue_id is not None}),
        (TrainingGroup, {slot.group_id for slot in slots if slot.group_id is not None}),
        (Participant, {one.participant_id for slot in slots for one in _seated(slot.group)}),
    )
    for kind, ids in taken:
        if ids:
            query = select(kind).where(kind.id.in_(sorted(ids))).order_by(kind.id).with_for_update()
            session.scalars(query.execution_options(populate_existing=True)).all()


def clashes_with(doing: Doing, slot: Slot, also: Sequence[Slot]) -> tuple[Conflict, ...]:
    """The same beside other slots too, as if they took up what they name; all is locked already."""
    return _clashes(doing, slot, also)


def _clashes(doing: Doing, slot: Slot, also: Sequence[Slot] = ()) -> tuple[Conflict, ...]:
    if slot.starts_at is None or slot.ends_at is None:
        return ()
    near = [*_near(doing, slot), *_optioned(doing, slot), *(one for one in also if one is not slot)]
    people = _people(doing, slot, near)
    others = [_as_taken(booked(other, people.get(other.id, frozenset()))) for other in near]
    here = booked(slot, people.get(slot.id, frozenset()))
    found = rules.conflicts(here, others, _names(doing, slot, here, others), _around(doing, slot))
    return (*found, *gap_conflicts(doing, slot))


def _optioned(doing: Doing, slot: Slot) -> Sequence[Slot]:
    """What options of other dossiers hold meanwhile or around, where the house counts holds as bookings."""
    if doing.settings.planning.holds != "booked":
        return ()
    if not slot.team or not doing.settings.planning.travel_half_days:
        return held_during(doing, slot)
    assert slot.day is not None
    days = timedelta(days=_days_around(doing))
    return held_between(doing, slot.request_id, slot.day - days, slot.day + days)


def _as_taken(one: rules.Booked) -> rules.Booked:
    return one if one.state in rules.OCCUPYING else replace(one, state=SlotState.HELD)


def _near(doing: Doing, slot: Slot) -> Sequence[Slot]:
    """The slots that take something up while `slot` does, and its trainers' own on the days around it."""
    assert slot.day is not None
    days = timedelta(days=_days_around(doing))
    theirs = select(SlotTrainer.slot_id).where(
        SlotTrainer.trainer_id.in_([one.trainer_id for one in slot.team])
    )
    near = (Slot.day >= slot.day - days) & (Slot.day <= slot.day + days) & Slot.id.in_(theirs)
    during = (Slot.starts_at < slot.ends_at) & (Slot.ends_at > slot.starts_at)
    query = (
        select(Slot)
        .where(
            Slot.id != slot.id,
            Slot.state.in_(_occupying(doing)),
            # An option that has run out holds nothing any more; nothing is written for it to end.
            or_(Slot.state != SlotState.HELD, Slot.hold_until.is_(None), Slot.hold_until > doing.now),
            or_(during, near) if slot.team and doing.settings.planning.travel_half_days else during,
        )
        .options(selectinload(Slot.team))
    )
    return doing.unit.session.scalars(query).all()


def _occupying(doing: Doing) -> list[str]:
    soft = doing.settings.planning.holds == "free"
    return [str(state) for state in rules.OCCUPYING if not (soft and state is SlotState.HELD)]


def _days_around(doing: Doing) -> int:
    return doing.settings.planning.travel_half_days // 2 + 1


def _people(doing: Doing, slot: Slot, others: Sequence[Slot]) -> dict[int, frozenset[str]]:
    """Who follows each of these slots, where another group's is among them."""
    near = [other for other in others if other.group_id not in (None, slot.group_id)]
    if slot.group_id is None or not near:
        return {}
    ids = {slot.group_id, *(other.group_id for other in near)}
    query = select(Enrolment).where(Enrolment.group_id.in_(ids)).order_by(Enrolment.id)
    seated = [one for one in doing.unit.session.scalars(query) if one.state in SEATED]
    return {
        one.id: frozenset(
            there.participant.uid
            for there in seated
            if there.group_id == one.group_id and follows(there, one)
        )
        for one in (slot, *near)
    }


def follows(enrolment: Enrolment, slot: Slot) -> bool:
    """Whether somebody seated in a group comes to one of its slots: some follow a part of it only."""
    parts = enrolment.details.get("parts")
    return (
        (not parts or slot.module.code in parts)
        and (enrolment.since is None or slot.day is None or enrolment.since <= slot.day)
        and (enrolment.until is None or slot.day is None or slot.day <= enrolment.until)
    )


def _seated(group: TrainingGroup | None) -> Iterable[Enrolment]:
    return (one for one in (group.enrolments if group else ()) if one.state in SEATED)


def booked(slot: Slot, people: frozenset[str] = frozenset()) -> rules.Booked:
    """A dated slot as conflicts see it."""
    assert slot.starts_at is not None
    assert slot.ends_at is not None
    copy = None if slot.with_whom == "group" else slot.copy
    shared = slot.venue is not None and slot.venue.kind in SHARED_KINDS
    return rules.Booked(
        uid=slot.uid,
        label=label(slot),
        when=Interval(slot.starts_at, slot.ends_at),
        state=SlotState(slot.state),
        trainers=tuple(one.trainer.uid for one in slot.team),
        venue=slot.venue.uid if slot.venue is not None and not shared else None,
        groups=(rules.Attending(slot.group.uid, copy),) if slot.group else (),
        people=people,
        town=town_of(slot.venue),
        option=_option(slot) if slot.state == SlotState.HELD else "",
    )


def _option(slot: Slot) -> str:
    """That a slot is only held, for whom, and until when."""
    client = slot.request.client
    whose = client.name if client else slot.request.ref
    if slot.hold_until is None:
        return _("It is only an option of {client}, without an end.").format(client=whose)
    until = slot.hold_until.astimezone(ZoneInfo(slot.zone))
    return _("It is only an option of {client}, until {when}.").format(client=whose, when=moment(until))


def town_of(venue: Venue | None) -> str | None:
    """Where people travel to for a venue; a link is nowhere."""
    if venue is None or venue.kind == "remote":
        return None
    return venue.town or venue.city


def label(slot: Slot) -> str:
    """How people name a slot: dossier, module, day and hours."""
    if slot.day is None or slot.start is None or slot.finish is None:
        return f"{ref_of(slot)} {slot.module.label}"
    hours = f"{clock_time(time.fromisoformat(slot.start))}-{clock_time(time.fromisoformat(slot.finish))}"
    return f"{slot.request.ref}, {slot.module.label}, {short_date(slot.day)} {hours}"


def _names(doing: Doing, slot: Slot, here: rules.Booked, others: Iterable[rules.Booked]) -> rules.Names:
    people = {one.trainer.uid: full_name(one.trainer) for one in slot.team}
    venue = {slot.venue.uid: slot.venue.name} if slot.venue else {}
    group = {slot.group.uid: slot.group.name} if slot.group else {}
    twice = {uid for other in others for uid in here.people & other.people}
    query = select(Participant).where(Participant.uid.in_(twice))
    both = {one.uid: _called(one) for one in doing.unit.session.scalars(query)} if twice else {}
    return rules.Names(people | venue | group | both)


def _called(one: Participant) -> str:
    return f"{one.first_name or ''} {one.name}".strip()


# What surrounds a slot beside other slots


def _around(doing: Doing, slot: Slot) -> Around:
    venue = slot.venue
    rooms = venue is not None and venue.kind not in SHARED_KINDS and slot.with_whom == "group"
    return Around(
        off=(*_days_off(doing, slot), *_away(doing, slot)),
        headcount=headcount(slot) if rooms else None,
        capacity=venue.capacity if rooms and venue is not None else None,
        halves=_halves(doing, slot),
        travel=doing.settings.planning.travel_half_days,
    )


def headcount(slot: Slot) -> int | None:
    """How many people a room must hold: those who have a seat, else those who are expected."""
    there = sum(1 for one in _seated(slot.group) if follows(one, slot))
    return there or (slot.group.headcount_included if slot.group else None) or slot.request.headcount_max


def _days_off(doing: Doing, slot: Slot) -> Iterable[Off]:
    assert slot.day is not None
    whole = _between(slot, slot.day, time(0), None)
    another = _("Choose another day.")
    for one in doing.settings.hours.closures:
        if one.first <= slot.day <= one.last:
            text = _("We are closed {period} ({name}).")
            yield Off(
                RuleName.CLOSURE,
                whole,
                text.format(period=period(one.first, one.last), name=one.name),
                another,
            )
    for there in client_closures(slot.request.client):
        if there.first <= slot.day <= there.last:
            text = _("The client is closed {period}.").format(period=period(there.first, there.last))
            yield Off(RuleName.CLIENT_CLOSURE, whole, text, another)
    holiday = public_holiday(slot)
    if holiday:
        text = _("{day} is a public holiday ({name}).").format(day=short_date(slot.day), name=holiday)
        yield Off(RuleName.HOLIDAY, whole, text, another)
    yield from _school(doing, slot, whole, another)


def _school(doing: Doing, slot: Slot, whole: Interval, another: str) -> Iterable[Off]:
    """School holidays bind only where the dossier, or else the house, never plans in them."""
    zone = school_zone_of(slot.request.client)
    if school_wish(doing, slot.request) != "never" or zone is None or slot.day is None:
        return
    answer = school_calendar(doing.settings).on(zone, slot.day)
    if isinstance(answer, Known) and answer.name:
        text = _("{day} is in the school holidays of zone {zone} ({name}).")
        told = text.format(day=short_date(slot.day), zone=zone, name=_(answer.name))
        yield Off(RuleName.SCHOOL, whole, told, another)


def _away(doing: Doing, slot: Slot) -> Iterable[Off]:
    assert slot.day is not None
    for seat in slot.team:
        name = full_name(seat.trainer)
        for one in absences_of(seat.trainer):
            if is_away(one, slot.day):
                text = _("{trainer} is away on {day}.").format(trainer=name, day=short_date(slot.day))
                remedy = _("Choose another trainer or another day.")
                when = _absent(doing, slot, slot.day, one)
                yield Off(RuleName.AWAY, when, text, remedy, seat.trainer.uid)


def is_away(one: Away, day: date) -> bool:
    """Whether an absence bears on `day`: on all its days, or on those of its recurring rule."""
    if not one.first <= day <= one.last:
        return False
    return one.rrule is None or day in parse(one.rrule).days(one.first, day, day)


def _absent(doing: Doing, slot: Slot, day: date, one: Away) -> Interval:
    if one.start is None and one.finish is None:
        return _half(doing, slot, day, one.half)
    return _between(slot, day, one.start or time(0), one.finish)


def _half(doing: Doing, slot: Slot, day: date, half: str | None) -> Interval:
    """A half-day as a stretch of time: the morning begins the day, the evening ends it."""
    hours = doing.settings.hours
    if half == "am":
        return _between(slot, day, time(0), hours.morning.finish)
    if half == "pm":
        return _between(slot, day, hours.afternoon.start, hours.afternoon.finish)
    if half == "eve":
        return _between(slot, day, hours.afternoon.finish, None)
    return _between(slot, day, time(0), None)


def _halves(doing: Doing, slot: Slot) -> tuple[Interval, ...]:
    """The mornings and afternoons of the days around a slot."""
    assert slot.day is not None
    hours, around = doing.settings.hours, _days_around(doing)
    days = (slot.day + timedelta(days=n) for n in range(-around, around + 1))
    return tuple(
        _between(slot, day, half.start, half.finish)
        for day in days
        for half in (hours.morning, hours.afternoon)
    )


def _between(slot: Slot, day: date, start: time, finish: time | None) -> Interval:
    """From one local time of the slot's site to another (None: the end of the day)."""
    zone = ZoneInfo(slot.zone)
    last = datetime.combine(day, finish) if finish else datetime.combine(day + timedelta(days=1), time(0))
    return Interval(
        datetime.combine(day, start, zone).astimezone(UTC), last.replace(tzinfo=zone).astimezone(UTC)
    )
