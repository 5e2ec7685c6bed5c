"""The rule of deadlines: what is asked, and the days and the instant that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines.counting import (
    OUVRABLE,
    WORKING,
    nth_after,
    nth_before,
    working_day_from,
    working_day_until,
)
from backoffice.domain.deadlines.errors import FORWARD_ONLY, NEEDS_TIME, TOO_FAR, BadLength, BadStart
from backoffice.domain.deadlines.length import Length, Unit
from backoffice.domain.deadlines.start import Start
from backoffice.domain.deadlines.working_time import OPENING, Hours, after_open_time
from backoffice.domain.deadlines.zones import PARIS, end_of_day, zone_of
from backoffice.domain.months import months_after

MAINLAND = Calendar()


class Roll(StrEnum):
    """Where a day unit's deadline goes when it falls on a day that isn't worked.

    `USUAL` is next forward (CPC 642) and previous backward: a notice given a day early is still in time.
    """

    USUAL = "usual"
    NEXT = "next"
    PREVIOUS = "previous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a deadline depends on; `calendar` holds the territory and the own closures.

    `hours` matter to working hours alone, `roll` to day units alone.
    """

    start: Start
    length: Length
    calendar: Calendar = MAINLAND
    zone: str = PARIS
    backward: bool = False
    roll: Roll = Roll.USUAL
    hours: Hours = OPENING


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day where the count ends, the day when it is due, and the instant (UTC) when it is too late."""

    nominal_date: date
    due_date: date
    due_at: datetime

    @property
    def rolled(self) -> bool:
        return self.due_date != self.nominal_date


def reckon(question: Question) -> Deadline:
    """When `question` is due. Days count from the day after the start (CPC 641, règlement 1182/71 art. 3).

    Raises `BadStart` (hours without a local time), `BadLength` (working hours backward; outside the years
    1 to 9999, closures that never end included), `BadZone`.
    """
    try:
        return _by_the_clock(question) if question.length.by_the_clock else _by_days(question)
    except (OverflowError, ValueError):
        raise BadLength(str(question.length), TOO_FAR) from None


def _by_the_clock(question: Question) -> Deadline:
    due_at = _elapsed(question)
    day = due_at.astimezone(zone_of(question.zone)).date()
    return Deadline(day, day, due_at)


def _elapsed(question: Question) -> datetime:
    (term,) = question.length.terms
    start = question.start.instant
    if start is None:
        raise BadStart(question.start.day.isoformat(), NEEDS_TIME)
    if term.unit is Unit.WORKING_HOURS:
        if question.backward:
            raise BadLength(str(question.length), FORWARD_ONLY)
        open_time = timedelta(hours=term.count)
        return after_open_time(start, open_time, question.calendar, zone_of(question.zone), question.hours)
    passed = timedelta(hours=term.count) if term.unit is Unit.HOURS else timedelta(minutes=term.count)
    return start - passed if question.backward else start + passed


def _by_days(question: Question) -> Deadline:
    return settled(question, _nominal(question))


def settled(question: Question, nominal: date) -> Deadline:
    """The deadline of a day unit whose count ends on `nominal`, moved as the question's roll says.

    OverflowError or ValueError outside the years 1 to 9999.
    """
    due = _rolled(question, nominal)
    return Deadline(nominal, due, end_of_day(due, zone_of(question.zone)))


def _nominal(question: Question) -> date:
    start, term, calendar = question.start.day, question.length.terms[0], question.calendar
    nth = nth_before if question.backward else nth_after
    if term.unit is Unit.WORKING_DAYS:
        return nth(calendar, WORKING, start, term.count)
    if term.unit is Unit.OUVRABLES:
        return nth(calendar, OUVRABLE, start, term.count)
    sign = -1 if question.backward else 1
    if term.unit is Unit.CLEAR_DAYS:
        return start + timedelta(days=sign * (term.count + 1))
    return _calendar_sum(start, question.length, sign)


def _calendar_sum(start: date, length: Length, sign: int) -> date:
    """Years and months as one number of months, which decides the day number (CPC 641), then the days."""
    counts = {term.unit: term.count for term in length.terms}
    months = 12 * counts.get(Unit.YEARS, 0) + counts.get(Unit.MONTHS, 0)
    days = 7 * counts.get(Unit.WEEKS, 0) + counts.get(Unit.DAYS, 0)
    return months_after(start, sign * months) + timedelta(days=sign * days)


def _rolled(question: Question, nominal: date) -> date:
    roll = question.roll
    if roll is Roll.USUAL:
        roll = Roll.PREVIOUS if question.backward else Roll.NEXT
    if roll is Roll.NEXT:
        return working_day_from(question.calendar, nominal)
    if roll is Roll.PREVIOUS:
        return working_day_until(question.calendar, nominal)
    return nominal
