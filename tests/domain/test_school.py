"""School holidays by zone: what was published, what is class, and what nobody has said yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.data.zones import DEPARTMENTS, NAMES
from backoffice.domain.school import (
    SHIPPED,
    UNKNOWN,
    BadSchoolYear,
    Known,
    SchoolHoliday,
    SchoolYear,
    Unknown,
    department_of,
    school_holiday,
    school_year,
    zone_of,
)
from backoffice.i18n import speaking

DAY = timedelta(days=1)
CLASS = Known(None)


def d(text: str) -> date:
    return date.fromisoformat(text)


# (zones, name, first day, day of return), as the arrêtés publish them.
PUBLISHED = [
    ("ABC", "Autumn holidays", "2025-10-18", "2025-11-03"),
    ("ABC", "Christmas holidays", "2025-12-20", "2026-01-05"),
    ("A", "Winter holidays", "2026-02-07", "2026-02-23"),
    ("B", "Winter holidays", "2026-02-14", "2026-03-02"),
    ("C", "Winter holidays", "2026-02-21", "2026-03-09"),
    ("A", "Spring holidays", "2026-04-04", "2026-04-20"),
    ("B", "Spring holidays", "2026-04-11", "2026-04-27"),
    ("C", "Spring holidays", "2026-04-18", "2026-05-04"),
    ("ABC", "Ascension bridge", "2026-05-15", "2026-05-17"),
    ("ABC", "Summer holidays", "2026-07-04", "2026-09-01"),
    ("ABC", "Autumn holidays", "2026-10-17", "2026-11-02"),
    ("ABC", "Christmas holidays", "2026-12-19", "2027-01-04"),
    ("A", "Winter holidays", "2027-02-13", "2027-03-01"),
    ("B", "Winter holidays", "2027-02-20", "2027-03-08"),
    ("C", "Winter holidays", "2027-02-06", "2027-02-22"),
    ("A", "Spring holidays", "2027-04-10", "2027-04-26"),
    ("B", "Spring holidays", "2027-04-17", "2027-05-03"),
    ("C", "Spring holidays", "2027-04-03", "2027-04-19"),
    ("ABC", "Ascension bridge", "2027-05-07", "2027-05-09"),
]


@pytest.mark.parametrize(("zones", "name", "first", "back"), PUBLISHED)
def test_a_holiday_goes_from_its_saturday_to_the_day_before_the_return(zones, name, first, back):
    for zone in zones:
        assert school_holiday(zone, d(first) - DAY) == CLASS
        assert school_holiday(zone, d(first)) == Known(name)
        assert school_holiday(zone, d(back) - DAY) == Known(name)
        assert school_holiday(zone, d(back)) == CLASS


def test_every_holiday_starts_on_a_saturday_and_class_resumes_on_a_monday():
    for year in SHIPPED.years:
        for one in year.holidays:
            if one.name not in ("Ascension bridge", "Summer holidays"):
                assert (one.first.weekday(), (one.last + DAY).weekday()) == (5, 0)


def test_a_summer_whose_return_is_not_published_ends_on_31_august():
    assert school_holiday("A", d("2027-07-02")) == CLASS
    assert school_holiday("A", d("2027-07-03")) == Known("Summer holidays")
    assert school_holiday("A", d("2027-08-31")) == Known("Summer holidays")


@pytest.mark.parametrize("day", ["2017-04-12", "2025-08-31", "2027-09-01", "2027-12-25"])
def test_beyond_the_published_years_nothing_is_said(day):
    assert school_holiday("C", d(day)) == UNKNOWN


def test_a_zone_without_a_published_calendar_is_unknown_and_not_without_holidays():
    assert isinstance(school_holiday("RE", d("2026-12-25")), Unknown)


REUNION = school_year(
    "RE",
    d("2026-08-17"),
    d("2027-07-31"),
    [
        ("Spring holidays", d("2026-10-10"), d("2026-10-26")),
        ("Summer holidays", d("2026-12-19"), d("2027-02-01")),
    ],
)


def test_an_imported_year_is_known_and_leaves_the_shipped_calendar_as_it_was():
    calendar = SHIPPED.with_years([REUNION])
    assert school_holiday("RE", d("2027-01-31"), calendar) == Known("Summer holidays")
    assert school_holiday("RE", d("2027-02-01"), calendar) == CLASS
    assert school_holiday("RE", d("2027-08-01"), calendar) == UNKNOWN
    assert school_holiday("A", d("2027-02-13"), calendar) == Known("Winter holidays")
    assert school_holiday("RE", d("2027-01-31")) == UNKNOWN
    assert calendar.zones == ("A", "B", "C", "RE")


def test_a_return_after_1_september_lengthens_the_summer_once_it_is_published():
    calendar = SHIPPED.with_years([school_year("A", d("2027-09-02"), d("2028-07-07"), [])])
    assert school_holiday("A", d("2027-09-01"), calendar) == Known("Summer holidays")
    assert school_holiday("A", d("2027-09-02"), calendar) == CLASS


def test_a_corrected_year_is_believed_before_the_shipped_one():
    corrected = SchoolYear("A", d("2027-02-01"), d("2027-03-31"), ())
    calendar = SHIPPED.with_years([corrected])
    assert school_holiday("A", d("2027-02-13"), calendar) == CLASS
    assert school_holiday("A", d("2026-12-25"), calendar) == Known("Christmas holidays")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("x", d("2027-11-01"), d("2027-11-01"))], "before it starts"),
        ([("x", d("2027-10-01"), d("2027-11-02")), ("y", d("2027-11-01"), d("2027-11-08"))], "too early"),
        ([("x", d("2027-08-01"), d("2027-08-02"))], "too early"),
        ([("x", d("2028-07-01"), d("2028-08-02"))], "after the year"),
    ],
)
def test_an_imported_year_that_contradicts_itself_is_refused(rows, why):
    with speaking("en"), pytest.raises(BadSchoolYear, match=why):
        school_year("A", d("2027-09-01"), d("2028-07-07"), rows)


@given(
    st.sampled_from(["A", "B", "C", "RE"]),
    st.dates(d("2025-06-01"), d("2027-12-31")),
    st.integers(-5, 300),
)
def test_holidays_and_unpublished_runs_agree_with_each_single_day(zone, first, days):
    calendar = SHIPPED.with_years([REUNION, SchoolYear("A", d("2027-02-01"), d("2027-03-31"), ())])
    last = first + days * DAY
    said = {}
    for one in calendar.holidays(zone, first, last):
        said |= {one.first + n * DAY: Known(one.name) for n in range((one.last - one.first).days + 1)}
    for start, end in calendar.unpublished(zone, first, last):
        said |= {start + n * DAY: UNKNOWN for n in range((end - start).days + 1)}
    for day in (first + n * DAY for n in range(days + 1)):
        assert said.pop(day, CLASS) == calendar.on(zone, day)
    assert not said


def test_a_holiday_is_cut_to_what_is_asked():
    assert SHIPPED.holidays("A", d("2026-12-25"), d("2027-01-01")) == (
        SchoolHoliday("Christmas holidays", d("2026-12-25"), d("2027-01-01")),
    )


def test_every_department_is_in_one_zone():
    numbers = [number for row in DEPARTMENTS.values() for number in row.split()]
    mainland = {f"{n:02d}" for n in range(1, 96)} - {"20"} | {"2A", "2B"}
    assert len(numbers) == len(set(numbers))
    assert mainland <= set(numbers)
    assert set(NAMES) == set(DEPARTMENTS)


@pytest.mark.parametrize(
    ("postcode", "department", "zone"),
    [
        ("23000", "23", "A"),
        ("69700", "69", "A"),
        ("67000", "67", "B"),
        ("75011", "75", "C"),
        ("20090", "2A", "2A-2B"),
        ("20200", "2B", "2A-2B"),
        ("97400", "974", "RE"),
        ("97150", "978", "MF"),
        ("98800", "988", None),
    ],
)
def test_a_post_code_leads_to_a_department_and_its_zone(postcode, department, zone):
    assert department_of(postcode) == department
    assert zone_of(department) == zone
