"""Days at a length from another, checked day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.calendars import Calendar
from backoffice.domain.lengths import about_days, day_after, first_within, last_before
from backoffice.domain.programme import Length, Unit

FRANCE = Calendar("FR")
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
lengths = st.builds(Length, st.integers(0, 20), st.sampled_from(list(Unit)))


@given(day=days, length=lengths)
def test_the_last_day_from_which_a_length_stays_within_and_the_first_that_reaches(
    day: date, length: Length
) -> None:
    one = timedelta(days=1)
    last, first = last_before(day, length, FRANCE), first_within(day, length, FRANCE)
    assert day_after(last, length, FRANCE) <= day < day_after(last + one, length, FRANCE)
    assert day_after(first - one, length, FRANCE) < day <= day_after(first, length, FRANCE)


def test_months_end_on_the_last_day_and_working_days_skip_the_others() -> None:
    assert day_after(date(2026, 1, 31), Length(1, Unit.MONTHS), FRANCE) == date(2026, 2, 28)
    assert day_after(date(2026, 5, 13), Length(1, Unit.WORKING_DAYS), FRANCE) == date(2026, 5, 15)
    assert day_after(date(2026, 5, 13), Length(2, Unit.WEEKS), FRANCE) == date(2026, 5, 27)
    assert [about_days(Length(2, unit)) for unit in Unit] == [2, 2, 14, 60]
