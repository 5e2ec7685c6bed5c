"""Why a deadline falls where it does: each day on the way, counted or not, and for what reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines.length import Unit
from backoffice.domain.deadlines.reckon import Deadline, Question
from backoffice.domain.deadlines.working_time import open_spans
from backoffice.domain.deadlines.zones import zone_of
from backoffice.i18n import _, formats

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Counted:
    """A day on the way; when it doesn't count, `why` says so in the language in force."""

    date: date
    counts: bool
    why: str | None = None


def days_to_explain(question: Question, found: Deadline) -> int:
    """How many days `explain` gives at most."""
    farthest = max(question.start.day, found.nominal_date, found.due_date)
    return (farthest - min(question.start.day, found.nominal_date, found.due_date)).days + 1


def explain(question: Question, found: Deadline) -> Iterator[Counted]:
    """Each day in the order of the count, to the day where it ends and on to the day where it moved.

    Day units begin with the day next to the start; minutes and hours with the start's own day. A deadline
    that moved back over days already counted adds none.
    """
    step = -1 if question.backward else 1
    reached, end = found.nominal_date, found.due_date
    first = question.start.day + timedelta(days=0 if question.length.by_the_clock else step)
    for day in _days(first, reached, step):
        why = _why_not(question, found, day)
        yield Counted(day, why is None, why)
    if (end - reached).days * step > 0:
        for day in _days(reached + timedelta(days=step), end, step):
            yield Counted(day, False, _moved_over(question, day, end))


def _days(first: date, last: date, step: int) -> Iterator[date]:
    for ahead in range(0, (last - first).days + step, step):
        yield first + timedelta(days=ahead)


def _moved_over(question: Question, day: date, end: date) -> str | None:
    if day != end:
        return day_off(question.calendar, day)
    return _("previous working day") if question.backward else _("next working day")


def _why_not(question: Question, found: Deadline, day: date) -> str | None:
    unit = question.length.unit
    if unit is Unit.WORKING_DAYS:
        return day_off(question.calendar, day)
    if unit is Unit.OUVRABLES:
        return day_off(question.calendar, day, saturday=False)
    if unit is Unit.CLEAR_DAYS and day == found.nominal_date:
        return _("the last day of clear days doesn't count")
    if unit is Unit.WORKING_HOURS:
        return day_off(question.calendar, day) or _closed(question, found, day)
    return None


def _closed(question: Question, found: Deadline, day: date) -> str | None:
    assert question.start.instant is not None
    for opening, closing in open_spans(day, question.hours, zone_of(question.zone)):
        if max(opening, question.start.instant) < min(closing, found.due_at):
            return None
    return _("outside the opening hours")


def day_off(calendar: Calendar, day: date, *, saturday: bool = True) -> str | None:
    """Why `day` is off, in the language in force, or None; with `saturday` false, Saturdays are worked."""
    if day.weekday() == _SUNDAY or (saturday and day.weekday() == _SATURDAY):
        return formats.weekday(day)
    if name := calendar.holiday(day):
        return _(name)
    if closure := calendar.closure(day):
        return closure.label or _("closed")
    return None
