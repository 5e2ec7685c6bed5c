"""How much time is left before a day, in working days; past it, how many have gone by."""

from __future__ import annotations

from datetime import date

from backoffice.domain.calendars import Calendar


def days_left(calendar: Calendar, today: date, day: date) -> int:
    """Working days after `today` until `day` included; minus those after `day` until `today` when it is past.

    A day that is past always counts for one at least, so that what is late never shows as due today. The
    calendar's own closures aren't looked at.
    """
    if day >= today:
        return _working_days(calendar, today, day)
    return -max(_working_days(calendar, day, today), 1)


def _working_days(calendar: Calendar, after: date, until: date) -> int:
    """By whole weeks and not day by day: this stands before the first paint."""
    weekdays = _weekdays_to(until) - _weekdays_to(after)
    years = range(after.year, until.year + 1)
    off = (day for year in years for day in calendar.holidays(year) if after < day <= until)
    return weekdays - sum(1 for day in off if day.weekday() < 5)


def _weekdays_to(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar, a Monday, to `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return 5 * weeks + min(rest, 5)
