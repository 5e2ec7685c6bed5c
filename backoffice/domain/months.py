"""Months and quarters as values, and the arithmetic of months (same day number, or the month's last day)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month (`months` is 1) or a quarter (3) of a year; `rank` counts from 1."""

    year: int
    rank: int
    months: int


def month_of(day: date) -> Period:
    """The month that `day` is in."""
    return Period(day.year, day.month, 1)


def quarter_of(day: date) -> Period:
    """The quarter of the calendar year that `day` is in."""
    return Period(day.year, (day.month + 2) // 3, 3)


def last_day(period: Period) -> date:
    """The last day of a month or quarter."""
    month = period.rank * period.months
    return date(period.year, month, monthrange(period.year, month)[1])


def months_after(start: date, months: int) -> date:
    """`start` moved by `months` (any sign): same day number, or the last day of a shorter month."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))
