"""The n-th day that counts after or before a day, found year by year."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from backoffice.domain.calendars import Calendar

WORKING, OUVRABLE = 5, 6


@lru_cache(maxsize=1024)
def _days_of(calendar: Calendar, weekdays: int, year: int) -> array[int]:
    """The ordinals of a year's days that count, in order; ValueError outside the years 1 to 9999."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    off = {day.toordinal() for day in calendar.holidays(year)}
    for closure in calendar.closures:
        off.update(range(max(first, closure.first.toordinal()), min(last, closure.last.toordinal()) + 1))
    # Ordinal 1 is a Monday.
    return array("l", (n for n in range(first, last + 1) if (n - 1) % 7 < weekdays and n not in off))


def nth_after(calendar: Calendar, weekdays: int, start: date, count: int) -> date:
    """The `count`-th day after `start` among the first `weekdays` of the week and not off.

    OverflowError or ValueError when it comes after the year 9999.
    """
    _within(count, (date.max - start).days)
    year, passed = start.year, bisect_right(_days_of(calendar, weekdays, start.year), start.toordinal())
    while count > len(_days_of(calendar, weekdays, year)) - passed:
        count -= len(_days_of(calendar, weekdays, year)) - passed
        year, passed = year + 1, 0
    return date.fromordinal(_days_of(calendar, weekdays, year)[passed + count - 1])


def nth_before(calendar: Calendar, weekdays: int, start: date, count: int) -> date:
    """The `count`-th such day before `start`; OverflowError or ValueError when before the year 1."""
    _within(count, (start - date.min).days)
    year, left = start.year, bisect_left(_days_of(calendar, weekdays, start.year), start.toordinal())
    while count > left:
        count -= left
        year -= 1
        left = len(_days_of(calendar, weekdays, year))
    return date.fromordinal(_days_of(calendar, weekdays, year)[left - count])


def _within(count: int, days: int) -> None:
    # Otherwise an absurd number would walk through every year first.
    if count > days:
        raise OverflowError(count)


def working_days_from(calendar: Calendar, start: date) -> Iterator[date]:
    """Working days from `start` itself on; ValueError after the year 9999."""
    year, at = start.year, bisect_left(_days_of(calendar, WORKING, start.year), start.toordinal())
    while True:
        for ordinal in _days_of(calendar, WORKING, year)[at:]:
            yield date.fromordinal(ordinal)
        year, at = year + 1, 0
