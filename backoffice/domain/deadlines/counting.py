"""The n-th day that counts after or before a day, found year by year."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from backoffice.domain.calendars import Calendar

WORKING, OUVRABLE = 5, 6


# Half a kilobyte a year, so that even a count through all of the calendar is made once.
@lru_cache(maxsize=16_384)
def _days_of(calendar: Calendar, weekdays: int, year: int) -> array[int]:
    """The days of a year that count, from 1 to 366, in order; ValueError outside the years 1 to 9999."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    off = {day.toordinal() for day in calendar.holidays(year)}
    for closure in calendar.closures:
        off.update(range(max(first, closure.first.toordinal()), min(last, closure.last.toordinal()) + 1))
    # Ordinal 1 is a Monday.
    found = (n - first + 1 for n in range(first, last + 1) if (n - 1) % 7 < weekdays and n not in off)
    return array("H", found)


def _day_number(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _day(year: int, number: int) -> date:
    return date.fromordinal(date(year, 1, 1).toordinal() + number - 1)


def nth_after(calendar: Calendar, weekdays: int, start: date, count: int) -> date:
    """The `count`-th day after `start` among the first `weekdays` of the week and not off.

    OverflowError or ValueError when it comes after the year 9999.
    """
    _within(count, (date.max - start).days)
    year, days = start.year, _days_of(calendar, weekdays, start.year)
    wanted = bisect_right(days, _day_number(start)) + count
    while wanted > len(days):
        wanted -= len(days)
        year += 1
        days = _days_of(calendar, weekdays, year)
    return _day(year, days[wanted - 1])


def nth_before(calendar: Calendar, weekdays: int, start: date, count: int) -> date:
    """The `count`-th such day before `start`; OverflowError or ValueError when before the year 1."""
    _within(count, (start - date.min).days)
    year, days = start.year, _days_of(calendar, weekdays, start.year)
    wanted = bisect_left(days, _day_number(start)) - count
    while wanted < 0:
        year -= 1
        days = _days_of(calendar, weekdays, year)
        wanted += len(days)
    return _day(year, days[wanted])


def count_between(calendar: Calendar, weekdays: int, after: date, until: date) -> int:
    """How many such days come after `after` and not after `until`; 0 when `until` isn't after `after`."""
    if until <= after:
        return 0
    total = -bisect_right(_days_of(calendar, weekdays, after.year), _day_number(after))
    for year in range(after.year, until.year):
        total += len(_days_of(calendar, weekdays, year))
    return total + bisect_right(_days_of(calendar, weekdays, until.year), _day_number(until))


def _within(count: int, days: int) -> None:
    # Otherwise an absurd number would walk through every year first.
    if count > days:
        raise OverflowError(count)


def working_day_from(calendar: Calendar, day: date) -> date:
    """`day` itself or the first working day after it; ValueError after the year 9999."""
    return next(working_days_from(calendar, day))


def working_day_until(calendar: Calendar, day: date) -> date:
    """`day` itself or the last working day before it; ValueError before the year 1."""
    year, days = day.year, _days_of(calendar, WORKING, day.year)
    at = bisect_right(days, _day_number(day))
    while not at:
        year -= 1
        days = _days_of(calendar, WORKING, year)
        at = len(days)
    return _day(year, days[at - 1])


def working_days_from(calendar: Calendar, start: date) -> Iterator[date]:
    """Working days from `start` itself on; ValueError after the year 9999."""
    year, days = start.year, _days_of(calendar, WORKING, start.year)
    at = bisect_left(days, _day_number(start))
    while True:
        for number in days[at:]:
            yield _day(year, number)
        year, at = year + 1, 0
        days = _days_of(calendar, WORKING, year)
