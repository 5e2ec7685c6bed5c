"""When a task is due: counted from its event, on the days of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import Length, Question, Roll, Start, reckon
from backoffice.domain.tasks.events import Event
from backoffice.domain.tasks.lines import Line


@dataclass(frozen=True, slots=True)
class Due:
    """The day where the count ends, and the day when the task is due."""

    nominal: date
    due: date


def due_on(line: Line, day: date, calendar: Calendar) -> Due:
    """When `line` is due for an event that falls on `day`.

    On the event's own day nothing moves: it takes place then, day off or not. Raises `BadLength` beyond the
    years 1 to 9999.
    """
    if line.event is Event.UNDATED:
        raise ValueError(line.code)
    if line.before is not None:
        return _counted(day, line.before, calendar, line.roll, backward=True)
    nominal = day
    for length in (line.after, line.lasts):
        if length is not None:
            nominal = _counted(nominal, length, calendar, Roll.NONE).nominal
    if nominal == day and line.roll is Roll.USUAL:
        return Due(day, day)
    return Due(nominal, _rolled(nominal, calendar, line.roll))


def _counted(day: date, length: Length, calendar: Calendar, roll: Roll, *, backward: bool = False) -> Due:
    found = reckon(Question(Start.on(day), length, calendar, backward=backward, roll=roll))
    return Due(found.nominal_date, found.due_date)


def _rolled(day: date, calendar: Calendar, roll: Roll) -> date:
    if roll is Roll.NONE:
        return day
    return calendar.previous_working_day(day) if roll is Roll.PREVIOUS else calendar.next_working_day(day)
