"""A deadline whose clock stood still for a while: what the pauses take out of the count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from backoffice.domain.deadlines.counting import OUVRABLE, WORKING, count_between
from backoffice.domain.deadlines.errors import TOO_FAR, BadLength
from backoffice.domain.deadlines.length import Length, Term, Unit
from backoffice.domain.deadlines.reckon import Deadline, Question, Roll, reckon, settled
from backoffice.domain.deadlines.working_time import after_open_time, open_between
from backoffice.domain.deadlines.zones import zone_of


class Pause(NamedTuple):
    """A time (UTC) during which the clock stood still."""

    start: datetime
    end: datetime


def reckon_paused(question: Question, pauses: Sequence[Pause]) -> Deadline:
    """When a forward `question` is due, its clock having stood still during `pauses` (in order, apart).

    A pause from a to b takes out the local days d with date(a) < d <= date(b); in hour units the minutes
    between; for months and years those days are added after the nominal date. A pause that begins once the
    count has ended takes nothing out. Raises as `reckon`.
    """
    if not pauses:
        return reckon(question)
    try:
        if question.length.by_the_clock:
            return _by_the_clock(question, pauses)
        return settled(question, _nominal(question, _days_out(question, pauses)))
    except (OverflowError, ValueError):
        raise BadLength(str(question.length), TOO_FAR) from None


# By the clock


def _by_the_clock(question: Question, pauses: Sequence[Pause]) -> Deadline:
    first = reckon(question)
    start = question.start.instant
    assert start is not None
    if question.length.unit is Unit.WORKING_HOURS:
        due_at = _working_hours(question, start, pauses)
    else:
        due_at = _elapsed(first.due_at, start, pauses)
    day = due_at.astimezone(zone_of(question.zone)).date()
    return Deadline(day, day, due_at)


def _elapsed(due_at: datetime, start: datetime, pauses: Sequence[Pause]) -> datetime:
    for pause in pauses:
        if pause.start < due_at:
            due_at += max(pause.end - max(pause.start, start), timedelta())
    return due_at


def _working_hours(question: Question, start: datetime, pauses: Sequence[Pause]) -> datetime:
    zone, calendar, hours = zone_of(question.zone), question.calendar, question.hours
    left, at = timedelta(hours=question.length.terms[0].count), start
    for pause in pauses:
        if pause.end <= at:
            continue
        passed = open_between(at, pause.start, calendar, zone, hours)
        if passed >= left:
            break
        left, at = left - passed, pause.end
    return after_open_time(at, left, calendar, zone, hours)


# By days


def _days_out(question: Question, pauses: Sequence[Pause]) -> tuple[tuple[date, date], ...]:
    """The local days that the pauses take out, each stretch as (the day before its first, its last)."""
    zone, begun = zone_of(question.zone), question.start.day
    found: list[tuple[date, date]] = []
    for pause in pauses:
        after = max(pause.start.astimezone(zone).date(), begun, found[-1][1] if found else begun)
        until = pause.end.astimezone(zone).date()
        if until > after:
            found.append((after, until))
    return tuple(found)


def _nominal(question: Question, out: Sequence[tuple[date, date]]) -> date:
    units = {term.unit for term in question.length.terms}
    if units & {Unit.MONTHS, Unit.YEARS}:
        return _after_months(question, out)
    weekdays = {Unit.WORKING_DAYS: WORKING, Unit.OUVRABLES: OUVRABLE}.get(question.length.unit)
    if weekdays is None:
        return _counted(question, out, _plain_days(question.length), _plain, Unit.DAYS)

    def between(after: date, until: date) -> int:
        return count_between(question.calendar, weekdays, after, until)

    return _counted(question, out, question.length.terms[0].count, between, question.length.unit)


def _after_months(question: Question, out: Sequence[tuple[date, date]]) -> date:
    nominal = reckon(replace(question, roll=Roll.NONE)).nominal_date
    for after, until in out:
        if after < nominal:
            nominal += until - after
    return nominal


def _counted(
    question: Question,
    out: Sequence[tuple[date, date]],
    count: int,
    between: Callable[[date, date], int],
    unit: Unit,
) -> date:
    """The day on which `count` days have counted, those taken out apart."""
    longer = count
    while True:
        asked = replace(question, length=Length((Term(longer, unit),)), roll=Roll.NONE)
        reached = reckon(asked).nominal_date
        taken = sum(between(after, min(until, reached)) for after, until in out if after < reached)
        if longer == count + taken:
            return reached
        longer = count + taken


def _plain(after: date, until: date) -> int:
    return (until - after).days


def _plain_days(length: Length) -> int:
    counts = {term.unit: term.count for term in length.terms}
    if Unit.CLEAR_DAYS in counts:
        return counts[Unit.CLEAR_DAYS] + 1
    return 7 * counts.get(Unit.WEEKS, 0) + counts.get(Unit.DAYS, 0)
