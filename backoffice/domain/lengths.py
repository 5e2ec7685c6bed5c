"""Days at a length of time from another: days, working days, weeks and months, forward and backward."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.domain.calendars import Calendar
from backoffice.domain.months import months_after
from backoffice.domain.programme import Length, Unit


def day_after(day: date, length: Length, calendar: Calendar) -> date:
    """The day that is `length` after `day`: months keep the day number, or end on the month's last day."""
    match length.unit:
        case Unit.DAYS:
            return day + timedelta(days=length.n)
        case Unit.WEEKS:
            return day + timedelta(weeks=length.n)
        case Unit.MONTHS:
            return months_after(day, length.n)
        case Unit.WORKING_DAYS:
            return calendar.working_day_after(day, length.n)


def last_before(day: date, length: Length, calendar: Calendar) -> date:
    """The last day from which `length` doesn't lead beyond `day`."""
    found = _about(day, length)
    while day_after(found, length, calendar) > day:
        found -= timedelta(days=1)
    return found


def first_within(day: date, length: Length, calendar: Calendar) -> date:
    """The first day from which `length` leads to `day` or beyond."""
    found = _about(day, length) - timedelta(days=40 + length.n)
    while day_after(found, length, calendar) < day:
        found += timedelta(days=1)
    return found


def about_days(length: Length) -> int:
    """A length in days, where a rule only needs its size: a month is 30, a working week 7."""
    sizes = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30}
    if length.unit is Unit.WORKING_DAYS:
        return length.n * 7 // 5
    return length.n * sizes[length.unit]


def surely_longer(one: Length, other: Length) -> bool:
    """Whether `one` is longer than `other` from whatever day one counts."""
    if one.unit == other.unit:
        return one.n > other.n
    most = _days(other)[1]
    return most is not None and _days(one)[0] > most


def _days(length: Length) -> tuple[int, int | None]:
    """The fewest and the most calendar days of a length; None is unbounded."""
    n = length.n
    match length.unit:
        case Unit.MONTHS:
            return max(0, 30 * n - 2), 31 * n
        case Unit.WORKING_DAYS:
            return n + 2 * (max(n - 1, 0) // 5), None if n else 0
        case Unit.WEEKS:
            return 7 * n, 7 * n
        case Unit.DAYS:
            return n, n


def _about(day: date, length: Length) -> date:
    """A day that is surely not before the one looked for: months are at most 31 days apart."""
    shortest = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.WORKING_DAYS: 1}
    return day - timedelta(days=length.n * shortest[length.unit])
