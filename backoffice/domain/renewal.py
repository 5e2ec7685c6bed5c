"""The same training a year later: which week a slot falls in, what a price becomes."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.domain.money import half_away

# The same day of the week, a year later: 52 weeks.
_YEAR = timedelta(weeks=52)
_EURO = 1_000_000


def renewed_week(day: date, today: date) -> tuple[date, date]:
    """Monday and Sunday of the week where a slot of `day` falls again: the first to begin after `today`."""
    later = day + _YEAR
    while later - timedelta(days=later.weekday()) <= today:
        later += _YEAR
    monday = later - timedelta(days=later.weekday())
    return monday, monday + timedelta(days=6)


def renewed_price(unit_micro: int, change_bp: int) -> int:
    """A unit price (millionths of a euro) raised or lowered; one in whole euros stays in whole euros.

    Rounded half away from zero, to the euro or to the cent.
    """
    step = _EURO if unit_micro % _EURO == 0 else _EURO // 100
    return half_away(unit_micro * (10_000 + change_bp), 10_000 * step) * step if change_bp else unit_micro
