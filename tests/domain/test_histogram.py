"""A distribution that people can read: few bins, of lengths that they use, and nothing left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.histogram import histogram

HOUR, DAY = 60, 24 * 60


def test_times_of_some_days_are_counted_by_day() -> None:
    found = histogram([0, 10, DAY, DAY + 5, 9 * DAY, 15 * DAY])
    assert (found.width, found.counts) == (DAY, (2, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1))


def test_short_times_are_counted_by_the_hour() -> None:
    found = histogram([5, 59, 60, 3 * HOUR])
    assert (found.width, found.counts) == (HOUR, (2, 1, 0, 1))
    assert found.span(1) == (60, 120)


def test_nothing_is_one_empty_bin() -> None:
    assert histogram([]).counts == (0,)


@given(st.lists(st.integers(-100, 10**8), max_size=60), st.integers(1, 30))
def test_every_time_is_in_one_bin_and_there_are_never_too_many(minutes: list[int], most: int) -> None:
    found = histogram(minutes, most)
    assert sum(found.counts) == len(minutes)
    assert len(found.counts) <= most
    for n, count in enumerate(found.counts[:-1]):
        low, high = found.span(n)
        assert count == sum(1 for one in minutes if low <= max(one, 0) < high)
