"""What a deadline's question may say, and how everything else is refused: its code, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.deadlines import (
    UNITS,
    AmbiguousTime,
    BadHours,
    BadLength,
    BadStart,
    BadZone,
    Length,
    NonexistentTime,
    Question,
    Start,
    Term,
    Unit,
    UnknownUnit,
    parse_length,
    read_hours,
    read_start,
    reckon,
    zone_of,
)
from backoffice.errors import BackofficeError


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("1 minute", 1, Unit.MINUTES),
        ("90 minutes", 90, Unit.MINUTES),
        ("1 hour", 1, Unit.HOURS),
        ("1 working hour", 1, Unit.WORKING_HOURS),
        ("8 working hours", 8, Unit.WORKING_HOURS),
        ("1 day", 1, Unit.DAYS),
        ("2 day", 2, Unit.DAYS),
        ("10 working days", 10, Unit.WORKING_DAYS),
        ("1 ouvrable", 1, Unit.OUVRABLES),
        ("10 ouvrables", 10, Unit.OUVRABLES),
        ("1 clear day", 1, Unit.CLEAR_DAYS),
        ("1 week", 1, Unit.WEEKS),
        ("1 month", 1, Unit.MONTHS),
        ("1 year", 1, Unit.YEARS),
        (" 010  Working   Days ", 10, Unit.WORKING_DAYS),
    ],
)
def test_each_unit_is_read_in_the_singular_and_the_plural(text, count, unit):
    assert parse_length(text) == Length((Term(count, unit),))


def test_years_months_weeks_and_days_add_up_in_that_order():
    found = parse_length("1 year 2 months 3 weeks 4 days")
    assert [term.count for term in found.terms] == [1, 2, 3, 4]
    assert str(parse_length("1 month 5 days")) == "1 month 5 days"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "days", "ten days", "10", "10 20 days", "1 month 5"),
        *(
            "0 days",
            "-1 days",
            "+1 days",
            "1.5 days",
            ".5 days",
            "1,5 days",
            "1e3 days",
            "10days",
            "0 fortnights",
        ),
        *(
            "5 days 1 month",
            "1 month 1 month",
            "1 month 5 working days",
            "1 hour 30 minutes",
            "2 ouvrables 1 day",
        ),
        *("١٠ days", "99999999999 days", "9" * 5_000 + " days", "1 month 0 days"),
    ],
)
def test_a_length_that_cannot_be_counted_is_refused(text):
    with pytest.raises(BadLength) as caught:
        parse_length(text)
    assert caught.value.code == "bad_length"
    assert caught.value.place.path == "length"


@pytest.mark.parametrize(
    "text", ["10 fortnights", "3 jours", "1 month 5 fortnights", "2 business days", "1 d"]
)
def test_an_unknown_unit_is_refused_with_those_that_are_known(text):
    with pytest.raises(UnknownUnit) as caught:
        parse_length(text)
    assert caught.value.code == "unknown_unit"
    assert caught.value.allowed == UNITS
    assert (
        *("minutes", "hours", "working hours", "days", "working days", "ouvrables", "clear days"),
        *("weeks", "months", "years"),
    ) == UNITS


def test_a_length_made_by_hand_obeys_the_same_rules():
    for terms in ((), (Term(0, Unit.DAYS),), (Term(1, Unit.DAYS), Term(1, Unit.MONTHS))):
        with pytest.raises(BadLength):
            Length(terms)


@pytest.mark.parametrize(
    ("text", "zone", "day", "instant"),
    [
        ("2026-11-02", "Europe/Paris", "2026-11-02", None),
        ("2026-11-02T10:15", "Europe/Paris", "2026-11-02", "2026-11-02T09:15:00Z"),
        ("2026-11-02T10:15:30", "Europe/Paris", "2026-11-02", "2026-11-02T09:15:30Z"),
        ("2026-11-02T10:15", "Indian/Reunion", "2026-11-02", "2026-11-02T06:15:00Z"),
        ("2026-11-02T23:30Z", "Europe/Paris", "2026-11-03", "2026-11-02T23:30:00Z"),
        # An offset that isn't the zone's is still an instant, dated in the zone.
        ("2026-11-02T02:00+05:00", "Europe/Paris", "2026-11-01", "2026-11-01T21:00:00Z"),
        ("2026-11-02T02:00-00:00", "Europe/Paris", "2026-11-02", "2026-11-02T02:00:00Z"),
        # With its offset, an hour that comes twice or that the clocks skip is an instant.
        ("2026-10-25T02:30+02:00", "Europe/Paris", "2026-10-25", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30+01:00", "Europe/Paris", "2026-10-25", "2026-10-25T01:30:00Z"),
        ("2026-03-29T02:30+01:00", "Europe/Paris", "2026-03-29", "2026-03-29T01:30:00Z"),
    ],
)
def test_a_start_is_a_day_or_an_instant_dated_in_the_zone(text, zone, day, instant):
    found = read_start(text, zone)
    assert found.day == date.fromisoformat(day)
    assert found.instant == (instant and datetime.fromisoformat(instant))


@pytest.mark.parametrize(
    "text",
    [
        *("", "tomorrow", "02/11/2026", "2026-11-2", "20261102", "2026-W45-1", "2026-02-29", "2026-13-01"),
        *("0000-01-01", "2026-11-02 10:15", "2026-11-02T", "2026-11-02T24:00", "2026-11-02T10:60"),
        *("2026-11-02T10", "2026-11-02T10:15:30.5", "2026-11-02T10:15+25:00", "2026-11-02T10:15+0100"),
        *("2026-11-02Z", "2026-11-02t10:15", "２０２６-11-02", "2026-11-02\n", "9999-12-31T23:59-12:00"),
        "0001-01-01T00:00+12:00",
    ],
)
def test_what_is_no_start_is_refused(text):
    with pytest.raises(BadStart) as caught:
        read_start(text)
    assert (caught.value.code, caught.value.place.path) == ("bad_start", "start")


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(NonexistentTime) as caught:
        read_start("2026-03-29T02:30")
    assert caught.value.code == "nonexistent_time"
    read_start("2026-03-29T01:59")
    read_start("2026-03-29T03:00")
    read_start("2026-03-29T02:30", "UTC")


def test_an_hour_that_comes_twice_is_refused_with_both_ways_to_say_it():
    with pytest.raises(AmbiguousTime) as caught:
        read_start("2026-10-25T02:00")
    assert caught.value.code == "ambiguous_time"
    assert caught.value.allowed == ("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00")
    first, second = (read_start(text).instant for text in caught.value.allowed)
    assert first is not None
    assert second is not None
    assert (second - first).total_seconds() == 3600
    read_start("2026-10-25T01:59")
    read_start("2026-10-25T03:00")


def test_old_local_times_have_offsets_in_seconds_that_can_be_given_too():
    # On 11 March 1911 the clocks of Paris went back by 9 min 21 s, at midnight.
    with pytest.raises(AmbiguousTime) as caught:
        read_start("1911-03-10T23:55")
    assert caught.value.allowed is not None
    assert [read_start(text or "").day for text in caught.value.allowed] == [date(1911, 3, 10)] * 2


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "Paris",
            "Europe",
            "Europe/Nowhere",
            "../Europe/Paris",
            "/etc/passwd",
            "localtime",
            "right/Europe/Paris",
        ),
        *("posix/Europe/Paris", "a\0b", "x" * 5_000, "\ud800", "Europe/Paris ", "+01:00", "tzdata.zi"),
    ],
)
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(BadZone) as caught:
        zone_of(name)
    assert (caught.value.code, caught.value.place.path) == ("bad_zone", "zone")


@pytest.mark.parametrize(
    "value",
    [
        *(
            None,
            "09:00-12:30",
            [],
            [[]],
            [["09:00"]],
            [["09:00", "12:30", "14:00"]],
            [["09:00", 12]],
            ["09:00"],
        ),
        *([["12:30", "09:00"]], [["09:00", "09:00"]], [["9:00", "12:30"]], [["09:00", "24:00"]]),
        [["09:00", "12:30"], ["12:00", "17:00"]],
    ],
)
def test_opening_hours_that_cannot_be_are_refused(value):
    with pytest.raises(BadHours):
        read_hours(value)


def test_opening_hours_are_put_in_order_and_may_touch():
    assert read_hours([["12:30", "17:00"], ["09:00", "12:30"]]) == (
        (time(9), time(12, 30)),
        (time(12, 30), time(17)),
    )


@pytest.mark.parametrize("unit", ["minutes", "hours", "working hours"])
def test_hours_need_a_start_with_a_local_time(unit):
    with pytest.raises(BadStart):
        reckon(Question(Start.on(date(2026, 11, 2)), parse_length(f"1 {unit}")))


def test_working_hours_only_go_forward():
    asked = Question(read_start("2026-11-02T10:15"), parse_length("1 working hour"), backward=True)
    with pytest.raises(BadLength):
        reckon(asked)


@pytest.mark.parametrize(
    ("start", "length", "backward"),
    [
        ("9999-12-30", "1 day", False),  # its end is in the year 10000
        ("9999-12-31", "1 day", False),
        ("9999-12-01", "1 month", False),
        ("9990-01-01", "10 years", False),
        ("9999-12-01", "40 working days", False),
        ("9999-12-01", "40 ouvrables", False),
        ("9999-12-31T12:00", "12 hours", False),
        ("9999-12-31T12:00", "9999999999 minutes", False),
        ("9999-12-31T12:00", "7 working hours", False),
        ("0001-01-01", "1 day", True),
        ("0001-01-01", "1 clear day", True),
        ("0001-01-15", "1 month", True),
        ("0001-01-15", "30 working days", True),
        ("0001-01-06", "5 days", True),  # rolls to before the first year
    ],
)
def test_a_deadline_outside_the_calendar_is_refused(start, length, backward):
    with pytest.raises(BadLength):
        reckon(Question(read_start(start), parse_length(length), Calendar(), backward=backward))


def test_the_last_days_of_the_calendar_can_be_reached():
    found = reckon(Question(Start.on(date(9999, 12, 28)), parse_length("1 working day")))
    assert found.due_at == datetime(9999, 12, 29, 23, tzinfo=UTC)


def test_a_house_that_never_opens_again_has_no_deadline():
    for length in ("1 working day", "1 ouvrable", "1 day", "1 working hour"):
        asked = Question(
            read_start("2026-11-02T10:15"),
            parse_length(length),
            Calendar(closures=(Closure(date.min, date.max),)),
        )
        with pytest.raises(BadLength):
            reckon(asked)


def code_of(read: Callable[[str], object], text: str) -> str:
    """The code with which `text` is refused; none when it is read."""
    try:
        read(text)
    except BackofficeError as wrong:
        return wrong.code
    return ""


WORDS = st.sampled_from([*UNITS, "1", "0", "12", "-3", "1.5", "month", "and", "9" * 12, "é", "\ud800"])


@given(st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=30))
def test_any_length_is_read_or_refused(text):
    assert code_of(parse_length, text) in ("", "bad_length", "unknown_unit")


@given(
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{4,8}([+-][0-9:]{4,8}|Z)?)?") | st.text(max_size=30)
)
def test_any_start_is_read_or_refused(text):
    assert code_of(read_start, text) in ("", "bad_start", "nonexistent_time", "ambiguous_time")
