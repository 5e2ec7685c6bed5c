"""The periods that figures are asked for: whole years, quarters and months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.periods import PERIODS, period_days

DAYS = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        ("quarter", date(2026, 4, 1), date(2026, 6, 30)),
        ("month", date(2026, 6, 1), date(2026, 6, 30)),
        ("twelve_months", date(2025, 7, 1), date(2026, 6, 30)),
        ("all", None, None),
    ],
)
def test_a_period_is_whole(name: str, first: date, last: date) -> None:
    assert period_days(name, date(2026, 6, 1)) == (first, last)


def test_february_ends_when_it_does() -> None:
    assert period_days("month", date(2028, 2, 10))[1] == date(2028, 2, 29)
    assert period_days("month", date(2027, 2, 10))[1] == date(2027, 2, 28)


@given(DAYS, st.sampled_from([name for name in PERIODS if name not in ("all", "last_year")]))
def test_a_period_holds_the_day_it_is_asked_on_and_begins_with_a_month(today: date, name: str) -> None:
    first, last = period_days(name, today)
    assert first is not None
    assert last is not None
    assert first <= today <= last
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)


@given(DAYS)
def test_last_year_ends_on_the_eve_of_this_one(today: date) -> None:
    this, last = period_days("year", today)[0], period_days("last_year", today)[1]
    assert this is not None
    assert last == this - timedelta(days=1)
