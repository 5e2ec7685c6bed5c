"""Public holidays and working days, territory by territory, against dates that were published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.data.holidays import TERRITORIES
from backoffice.domain.calendars import Calendar, Closure, NoWorkingDay, UnknownTerritory, territory_of
from backoffice.i18n import speaking


def d(text: str) -> date:
    return date.fromisoformat(text)


# The movable days that were published: Easter Monday, Ascension, Whit Monday, Good Friday.
MOVABLE = {
    2026: ("2026-04-06", "2026-05-14", "2026-05-25", "2026-04-03"),
    2027: ("2027-03-29", "2027-05-06", "2027-05-17", "2027-03-26"),
    2028: ("2028-04-17", "2028-05-25", "2028-06-05", "2028-04-14"),
}
FIXED = ("01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25")
LOCAL = {
    "YT": "04-27",
    "MQ": "05-22",
    "GP": "05-27",
    "MF": "05-28",
    "GF": "06-10",
    "BL": "10-09",
    "RE": "12-20",
    "FR-57": "12-26",
    "FR-67": "12-26",
    "FR-68": "12-26",
}


def national(year: int) -> set[date]:
    return {d(f"{year}-{day}") for day in FIXED} | {d(day) for day in MOVABLE[year][:3]}


@pytest.mark.parametrize("year", MOVABLE)
@pytest.mark.parametrize("territory", TERRITORIES)
def test_each_territory_has_the_eleven_days_of_the_code_and_its_own(territory, year):
    own = {d(f"{year}-{LOCAL[territory]}")} if territory in LOCAL else set()
    assert set(Calendar(territory).holidays(year)) == national(year) | own


def test_holidays_have_names_and_other_days_have_none():
    assert Calendar().holiday(d("2026-05-14")) == "Ascension Day"
    assert Calendar().holiday(d("2026-05-15")) is None
    assert Calendar("RE").holiday(d("2026-12-20")) == "Abolition of slavery"


@pytest.mark.parametrize("year", MOVABLE)
@pytest.mark.parametrize("territory", TERRITORIES)
def test_good_friday_is_off_in_alsace_and_moselle_only_and_only_when_a_site_asks(territory, year):
    day = d(MOVABLE[year][3])
    assert Calendar(territory).holiday(day) is None
    asked = Calendar(territory, good_friday=True).holiday(day)
    assert (asked == "Good Friday") == (territory in ("FR-57", "FR-67", "FR-68"))


def test_saint_martin_keeps_28_may_unless_the_codes_letter_is_followed():
    assert Calendar("MF").holiday(d("2026-05-28"))
    assert not Calendar("MF").holiday(d("2026-05-27"))
    letter = Calendar("MF", mf_27_may=True)
    assert letter.holiday(d("2026-05-27"))
    assert not letter.holiday(d("2026-05-28"))


@pytest.mark.parametrize(
    ("territory", "year", "day"),
    [
        ("MF", 2007, "05-27"),
        ("MF", 2008, None),
        ("MF", 2012, "05-27"),
        ("MF", 2017, "05-27"),
        ("MF", 2018, "05-28"),
        ("BL", 2007, "05-27"),
        ("BL", 2011, None),
        ("BL", 2012, "10-09"),
        ("RE", 1982, None),
        ("RE", 1983, "12-20"),
        ("YT", 1983, None),
        ("YT", 1984, "04-27"),
    ],
)
def test_the_day_of_the_abolition_follows_the_decrees_of_its_time(territory, year, day):
    own = set(Calendar(territory).holidays(year)) - set(Calendar("FR").holidays(year))
    assert own == ({d(f"{year}-{day}")} if day else set())


def test_customary_days_of_the_antilles_are_off_when_asked():
    days = ("2026-03-12", "2026-04-03", "2026-07-21")  # mid-Lent, Good Friday, Schœlcher
    assert [bool(Calendar("GP").holiday(d(day))) for day in days] == [False] * 3
    assert [bool(Calendar("GP", customary=True).holiday(d(day))) for day in days] == [True] * 3
    assert [bool(Calendar("MQ", customary=True).holiday(d(day))) for day in days] == [False, True, True]
    assert not Calendar("RE", customary=True).holiday(d("2026-07-21"))


def test_a_holiday_is_dated():
    assert not Calendar().holiday(d("1981-05-08"))
    assert Calendar().holiday(d("1982-05-08"))


def test_two_holidays_on_one_day_are_one_day_off():
    assert Calendar().holiday(d("2008-05-01")) == "Labour Day"  # and Ascension
    assert len(Calendar().holidays(2008)) == 10


def test_a_working_day_is_monday_to_friday_and_an_ouvrable_day_goes_to_saturday():
    calendar = Calendar()
    week = [d("2026-11-09") + timedelta(days=n) for n in range(7)]  # Wednesday 11 is the Armistice
    assert [calendar.is_working_day(day) for day in week] == [True, True, False, True, True, False, False]
    assert [calendar.is_ouvrable(day) for day in week] == [True, True, False, True, True, True, False]


def test_the_territory_decides_whether_a_day_is_worked():
    assert Calendar("RE").is_working_day(d("2026-12-21"))
    assert not Calendar("MQ").is_working_day(d("2026-05-22"))
    assert Calendar("FR").is_working_day(d("2026-05-22"))


@pytest.mark.parametrize(
    ("start", "count", "reached"),
    [
        ("2026-11-02", 10, "2026-11-17"),
        ("2026-11-02", 0, "2026-11-02"),
        ("2026-11-07", 1, "2026-11-09"),
        ("2026-11-17", -10, "2026-11-02"),
        ("2026-12-24", 1, "2026-12-28"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, count, reached):
    assert Calendar().working_day_after(d(start), count) == d(reached)


def test_a_day_off_moves_to_the_working_day_after_or_before():
    assert Calendar().next_working_day(d("2026-11-01")) == d("2026-11-02")
    assert Calendar().next_working_day(d("2026-11-02")) == d("2026-11-02")
    assert Calendar().previous_working_day(d("2026-11-01")) == d("2026-10-30")
    assert Calendar("FR-67").next_working_day(d("2025-12-25")) == d("2025-12-29")


def test_own_closures_count_as_days_off_with_both_their_ends():
    closed = Calendar(closures=(Closure(d("2026-07-13"), d("2026-08-16"), "summer"),))
    assert closed.next_working_day(d("2026-07-13")) == d("2026-08-17")
    assert closed.previous_working_day(d("2026-08-16")) == d("2026-07-10")
    assert not closed.is_ouvrable(d("2026-08-01"))
    found = closed.closure(d("2026-08-16"))
    assert found is not None
    assert found.label == "summer"
    assert closed.closure(d("2026-08-17")) is None


def test_a_house_that_never_opens_again_is_said_to_be_so_at_once():
    closed = Calendar(closures=(Closure(d("2026-07-13"), date.max),))
    with speaking("en"), pytest.raises(NoWorkingDay):
        closed.next_working_day(d("2026-08-01"))


def test_an_unknown_territory_is_refused_with_those_that_are_known():
    with speaking("en"), pytest.raises(UnknownTerritory, match="“FR-2A”") as caught:
        Calendar("FR-2A")
    assert caught.value.allowed == TERRITORIES
    assert "FR-57" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("postcode", "territory"),
    [
        ("23000", "FR"),
        ("20200", "FR"),
        ("57000", "FR-57"),
        ("67 000", "FR-67"),
        ("97110", "GP"),
        ("97150", "MF"),
        ("97133", "BL"),
        ("97400", "RE"),
        ("97600", "YT"),
        ("97500", "PM"),
        ("", "FR"),
    ],
)
def test_a_post_code_suggests_a_territory(postcode, territory):
    assert territory_of(postcode) == territory


@given(st.sampled_from(TERRITORIES), st.dates(date(2, 1, 1), date(9998, 12, 31)), st.integers(-60, 60))
def test_counting_working_days_passes_exactly_that_many(territory, start, count):
    calendar = Calendar(territory, good_friday=True)
    reached = calendar.working_day_after(start, count)
    low, high = (start, reached) if count > 0 else (reached - timedelta(days=1), start - timedelta(days=1))
    passed = [low + timedelta(days=n) for n in range(1, (high - low).days + 1)] if count else []
    assert sum(map(calendar.is_working_day, passed)) == abs(count)
    assert not count or calendar.is_working_day(reached)
