"""The periods that figures are asked for, by name."""

from __future__ import annotations

from datetime import date, timedelta

PERIODS = ("year", "twelve_months", "quarter", "month", "last_year", "all")


def period_days(name: str, today: date) -> tuple[date | None, date | None]:
    """The first and last day of a period, both in it; None is without bound. Raises KeyError.

    A year, quarter or month is the one of `today`, whole: what is due later in it counts as open.
    """
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    year = month.replace(month=1)
    known: dict[str, tuple[date | None, date | None]] = {
        "year": (year, _next(year, 12)),
        "twelve_months": (_next_month(month, -11), _next(month, 1)),
        "quarter": (quarter, _next(quarter, 3)),
        "month": (month, _next(month, 1)),
        "last_year": (_next_month(year, -12), year - timedelta(days=1)),
        "all": (None, None),
    }
    return known[name]


def _next(first: date, months: int) -> date:
    """The last day of `months` months that begin on `first`, the first of one."""
    return _next_month(first, months) - timedelta(days=1)


def _next_month(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
