"""The same training a year later."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.renewal import renewed_price, renewed_week

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def test_a_slot_comes_again_in_the_week_of_the_same_weekday_a_year_later() -> None:
    assert renewed_week(date(2026, 9, 15), date(2027, 3, 1)) == (date(2027, 9, 13), date(2027, 9, 19))


def test_a_slot_of_long_ago_comes_again_in_the_first_such_week_ahead() -> None:
    assert renewed_week(date(2022, 9, 13), date(2026, 6, 1)) == (date(2026, 9, 7), date(2026, 9, 13))


@given(DAYS, DAYS)
def test_the_week_begins_after_today_on_a_monday_and_holds_the_same_weekday(day: date, today: date) -> None:
    monday, sunday = renewed_week(day, today)
    assert monday.weekday() == 0
    assert sunday - monday == timedelta(days=6)
    assert monday > today
    assert (monday + timedelta(days=day.weekday()) - day).days % 364 == 0


def test_a_price_in_whole_euros_stays_in_whole_euros() -> None:
    assert renewed_price(1_450_000_000, 200) == 1_479_000_000
    assert renewed_price(612_400_000, 200) == 624_650_000
    assert renewed_price(1_450_000_000, 0) == 1_450_000_000
    assert renewed_price(1_450_000_000, -150) == 1_428_000_000


@given(st.integers(0, 10**12), st.integers(-9_000, 10_000))
def test_a_price_is_rounded_once_by_half_a_step_at_most(unit: int, bp: int) -> None:
    step = 1_000_000 if unit % 1_000_000 == 0 else 10_000
    wanted = Fraction(unit * (10_000 + bp), 10_000)
    found = renewed_price(unit, bp)
    if bp == 0:
        assert found == unit
    else:
        assert found % step == 0
        assert abs(found - wanted) <= Fraction(step, 2)
