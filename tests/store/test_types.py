"""What is kept comes back the same, and only in one form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.store.types import instant_text, read_instant

FIRST, LAST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001  the zone is drawn beside them
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(FIRST, LAST, timezones=ZONES))
def test_an_instant_comes_back_to_the_second_whatever_its_zone(moment: datetime) -> None:
    text = instant_text(moment)
    assert read_instant(text) == moment.astimezone(UTC).replace(microsecond=0)
    assert read_instant(text).tzinfo is UTC
    assert len(text) == 20


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_kept_instants_sort_as_they_follow_each_other(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert (instant_text(one) < instant_text(other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-06-01", "2026-06-01T07:00:00", "2026-06-01 07:00:00Z", "2026-02-30T07:00:00Z"),
        *("2026-06-01T07:00:00+00:00", "2026-06-01T25:00:00Z", "20260601T070000.0000"),
    ],
)
def test_an_instant_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever Python says of it
        read_instant(text)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        instant_text(datetime(2026, 6, 1))  # noqa: DTZ001  the mistake under test
