"""Deadlines as the law and the contract count them, each against a date written by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.deadlines import Deadline, Question, Roll, Start, parse_length, read_start, reckon
from backoffice.domain.deadlines.explain import explain
from backoffice.domain.deadlines.working_time import read_hours
from backoffice.i18n import speaking

d = date.fromisoformat


def due(start: str, length: str, territory: str = "FR", **more) -> Deadline:
    zone = more.get("zone", "Europe/Paris")
    calendar = more.pop("calendar", Calendar(territory))
    return reckon(Question(read_start(start, zone), parse_length(length), calendar, **more))


def dates(found: Deadline) -> tuple[str, str]:
    return found.nominal_date.isoformat(), found.due_date.isoformat()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "length", "nominal", "due_date"),
    [
        ("2026-11-02", "10 days", "2026-11-12", "2026-11-12"),
        ("2026-11-02", "10 working days", "2026-11-17", "2026-11-17"),
        ("2026-11-02", "10 ouvrables", "2026-11-14", "2026-11-16"),
        ("2026-11-02", "10 clear days", "2026-11-13", "2026-11-13"),
        ("2027-01-31", "1 month", "2027-02-28", "2027-03-01"),
        ("2026-11-01", "2 months", "2027-01-01", "2027-01-04"),
        ("2026-12-15", "30 days", "2027-01-14", "2027-01-14"),
        ("2026-08-31", "6 months", "2027-02-28", "2027-03-01"),
        # Sunday and All Saints' Day at once
        ("2026-10-31", "1 day", "2026-11-01", "2026-11-02"),
        ("2026-11-02", "1 week", "2026-11-09", "2026-11-09"),
        ("2028-02-29", "1 year", "2029-02-28", "2029-02-28"),
        ("2028-01-31", "1 month", "2028-02-29", "2028-02-29"),
    ],
)
def test_the_vectors_of_the_law(start, length, nominal, due_date):
    assert dates(due(start, length)) == (nominal, due_date)


def test_a_notice_of_fifteen_clear_days_before_a_session_is_given_on_the_saturday_or_safely_on_the_friday():
    assert dates(due("2026-12-07", "15 clear days", backward=True)) == ("2026-11-21", "2026-11-20")
    assert due("2026-12-07", "15 clear days", backward=True, roll=Roll.NONE).due_date == d("2026-11-21")


def test_a_deadline_falling_on_a_holiday_moves_to_the_next_working_day():
    found = due("2026-11-01", "10 days")
    assert dates(found) == ("2026-11-11", "2026-11-12")
    assert found.rolled


def test_a_deadline_counted_back_moves_to_the_working_day_before():
    assert dates(due("2026-11-21", "10 days", backward=True)) == ("2026-11-11", "2026-11-10")


@pytest.mark.parametrize("backward", [False, True])
def test_a_roll_that_is_asked_for_is_followed_in_either_direction(backward):
    start = "2026-11-21" if backward else "2026-11-01"
    days = {roll: due(start, "10 days", backward=backward, roll=roll).due_date for roll in Roll}
    assert days[Roll.NEXT] == d("2026-11-12")
    assert days[Roll.PREVIOUS] == d("2026-11-10")
    assert days[Roll.NONE] == d("2026-11-11")


def test_days_count_from_the_day_after_the_local_date_of_the_start():
    for start in ("2026-11-02", "2026-11-02T23:59", "2026-11-02T00:00", "2026-11-02T22:59:59Z"):
        assert due(start, "1 day").due_date == d("2026-11-03")
    # In Paris it is already the third.
    assert due("2026-11-02T23:00Z", "1 day").due_date == d("2026-11-04")
    # In Martinique it is still the first.
    assert due("2026-11-02T03:59Z", "1 day", zone="America/Martinique").due_date == d("2026-11-02")


@pytest.mark.parametrize(
    ("start", "length", "nominal"),
    [
        # Months first, then days: from the last of February, not from the fifth of the month.
        ("2027-01-31", "1 month 5 days", "2027-03-05"),
        ("2027-01-31", "1 month 1 week 1 day", "2027-03-08"),
        ("2028-02-29", "1 year 1 month", "2029-03-29"),
        ("2026-11-02", "1 year 2 months 1 week 3 days", "2028-01-12"),
    ],
)
def test_a_sum_counts_its_months_then_its_days(start, length, nominal):
    assert due(start, length).nominal_date == d(nominal)


def test_a_sum_counted_back_takes_its_months_first_too():
    assert due("2027-03-31", "1 month 5 days", backward=True).nominal_date == d("2027-02-23")


def test_the_deadline_is_missed_from_the_midnight_after_the_due_day_of_the_zone():
    assert due("2026-11-02", "1 day").due_at == instant("2026-11-03T23:00:00Z")
    assert due("2026-07-01", "1 day").due_at == instant("2026-07-02T22:00:00Z")
    assert due("2026-11-02", "1 day", "RE", zone="Indian/Reunion").due_at == instant("2026-11-03T20:00:00Z")
    # The day on which the clocks change has its own end.
    assert due("2026-03-26", "2 days", roll=Roll.NONE).due_at == instant("2026-03-28T23:00:00Z")
    assert due("2026-03-26", "3 days", roll=Roll.NONE).due_at == instant("2026-03-29T22:00:00Z")


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        # Midnight is passed over: the day ends at the change.
        ("2018-11-03", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),
        ("2026-04-23", "Africa/Cairo", "2026-04-23T22:00:00Z"),
        # Midnight comes twice within the same new day: its first one ends the old day.
        ("2026-10-31", "America/Havana", "2026-11-01T04:00:00Z"),
        # The clocks go back over midnight: the old day comes back for a while.
        ("2010-11-06", "America/St_Johns", "2010-11-07T03:30:00Z"),
        # A whole day was left out.
        ("2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00Z"),
    ],
)
def test_a_day_ends_when_its_last_minute_has_passed_whatever_the_clocks_do_at_midnight(day, zone, end):
    start = Start.on(d(day))
    found = reckon(Question(start, parse_length("1 week"), zone=zone, roll=Roll.NONE, backward=True))
    again = Question(Start.on(found.due_date), parse_length("1 week"), zone=zone, roll=Roll.NONE)
    assert reckon(again).due_at == instant(end)


@pytest.mark.parametrize(
    ("start", "length", "backward", "due_at"),
    [
        ("2026-11-02T10:15", "90 minutes", False, "2026-11-02T10:45:00Z"),
        ("2026-11-02T10:15", "1 hour", True, "2026-11-02T08:15:00Z"),
        # 24 hours of real time across the night of 29 March, which has no 2:30, and of 25 October.
        ("2026-03-28T12:00", "24 hours", False, "2026-03-29T11:00:00Z"),
        ("2026-10-24T12:00", "24 hours", False, "2026-10-25T10:00:00Z"),
        ("2026-10-25T02:30+02:00", "1 hour", False, "2026-10-25T01:30:00Z"),
        ("2026-10-25T02:30+01:00", "1 hour", False, "2026-10-25T02:30:00Z"),
        ("2026-10-25T12:00", "600 minutes", True, "2026-10-25T01:00:00Z"),
    ],
)
def test_minutes_and_hours_are_real_time_even_when_the_clocks_change(start, length, backward, due_at):
    assert due(start, length, backward=backward).due_at == instant(due_at)


def test_minutes_and_hours_never_move_off_a_day_off():
    for roll in Roll:
        found = due("2026-11-06T18:00", "24 hours", roll=roll)  # a Saturday
        assert dates(found) == ("2026-11-07", "2026-11-07")
        assert not found.rolled


def test_an_hour_deadline_is_dated_by_its_own_instant_in_the_zone():
    found = due("2026-11-02T23:30", "30 minutes")
    assert found.due_at == instant("2026-11-02T23:00:00Z")
    assert dates(found) == ("2026-11-03", "2026-11-03")


@pytest.mark.parametrize(
    ("start", "hours", "due_at"),
    [
        ("2026-11-02T10:15", 1, "2026-11-02T10:15:00Z"),
        # The last minute of the morning ends at 12:30, not at 14:00.
        ("2026-11-02T11:30", 1, "2026-11-02T11:30:00Z"),
        ("2026-11-02T12:30", 1, "2026-11-02T14:00:00Z"),
        ("2026-11-02T13:00", 1, "2026-11-02T14:00:00Z"),
        ("2026-11-02T09:00", 7, "2026-11-02T16:30:00Z"),
        ("2026-11-02T17:30", 1, "2026-11-03T09:00:00Z"),
        ("2026-11-02T06:00", 8, "2026-11-03T09:00:00Z"),
        # Friday evening, then Monday; Armistice Day is passed over.
        ("2026-11-06T17:00", 1, "2026-11-09T08:30:00Z"),
        ("2026-11-10T17:00", 1, "2026-11-12T08:30:00Z"),
        ("2026-11-08T10:00", 14, "2026-11-10T16:30:00Z"),
    ],
)
def test_working_hours_run_while_the_house_is_open(start, hours, due_at):
    assert due(start, f"{hours} working hours").due_at == instant(due_at)


def test_working_hours_follow_the_houses_own_hours_and_closures():
    hours = read_hours([["13:00", "17:00"], ["08:00", "12:00"]])
    assert due("2026-11-02T11:00", "2 working hours", hours=hours).due_at == instant("2026-11-02T13:00:00Z")
    closed = Calendar(closures=(Closure(d("2026-11-03"), d("2026-11-06")),))
    found = due("2026-11-02T17:00", "1 working hour", calendar=closed)
    assert found.due_at == instant("2026-11-09T08:30:00Z")


@pytest.mark.parametrize(
    ("start", "hours", "due_at"),
    [
        ("2026-04-22T08:00", 8, "2026-04-23T06:00:00Z"),
        # In Cairo the clocks go from 0:00 to 1:00 on Friday 24 April 2026: seven hours are open.
        ("2026-04-23T08:00", 7, "2026-04-24T05:00:00Z"),
        ("2026-04-23T08:00", 15, "2026-04-27T05:00:00Z"),
        # On Friday 30 October they go back from 0:00 to 23:00 of the Thursday.
        ("2026-10-29T08:00", 8, "2026-10-30T06:00:00Z"),
    ],
)
def test_working_hours_are_real_hours_for_a_house_that_is_open_while_the_clocks_change(start, hours, due_at):
    night = read_hours([["00:00", "08:00"]])
    found = due(start, f"{hours} working hours", zone="Africa/Cairo", hours=night)
    assert found.due_at == instant(due_at)


def test_an_opening_that_the_clocks_pass_over_gives_no_time():
    # In Cairo, Friday 24 April 2026 has no half hour after midnight.
    hours = read_hours([["00:00", "00:30"]])
    found = due("2026-04-22T12:00", "2 working hours", zone="Africa/Cairo", hours=hours)
    assert found.due_at == instant("2026-04-28T21:30:00Z")


def test_own_closures_count_as_days_off():
    closed = Calendar(closures=(Closure(d("2026-12-24"), d("2027-01-03")),))
    assert due("2026-12-21", "3 working days", calendar=closed).due_date == d("2027-01-04")
    assert dates(due("2026-12-20", "5 days", calendar=closed)) == ("2026-12-25", "2027-01-04")
    assert due("2027-01-05", "2 ouvrables", calendar=closed, backward=True).due_date == d("2026-12-23")


@pytest.mark.parametrize(
    ("territory", "start", "good_friday", "due_date"),
    [
        ("FR", "2025-12-25", False, "2025-12-26"),
        ("FR-57", "2025-12-25", False, "2025-12-29"),
        ("FR-67", "2026-04-02", False, "2026-04-03"),
        ("FR-67", "2026-04-02", True, "2026-04-07"),
        ("FR", "2026-04-02", True, "2026-04-03"),
        ("YT", "2026-04-26", False, "2026-04-28"),
        ("MQ", "2026-05-21", False, "2026-05-26"),
        ("GP", "2026-05-26", False, "2026-05-28"),
        ("MF", "2026-05-27", False, "2026-05-29"),
        ("GF", "2026-06-09", False, "2026-06-11"),
        ("BL", "2026-10-08", False, "2026-10-12"),
        ("RE", "2027-12-19", False, "2027-12-21"),
        ("PM", "2026-05-26", False, "2026-05-27"),
    ],
)
def test_each_territory_has_its_own_days_off(territory, start, good_friday, due_date):
    calendar = Calendar(territory, good_friday=good_friday)
    assert due(start, "1 working day", calendar=calendar).due_date == d(due_date)
    assert due(start, "1 day", calendar=calendar).due_date == d(due_date)


def explained(start: str, length: str, **more) -> list[tuple[str, bool, str | None]]:
    question = Question(read_start(start), parse_length(length), **more)
    with speaking("en"):
        return [
            (day.date.isoformat()[5:], day.counts, day.why) for day in explain(question, reckon(question))
        ]


def test_the_count_is_explained_day_by_day_to_where_it_moved():
    assert explained("2026-11-06", "4 ouvrables", roll=Roll.NEXT) == [
        ("11-07", True, None),
        ("11-08", False, "Sunday"),
        ("11-09", True, None),
        ("11-10", True, None),
        ("11-11", False, "Armistice Day"),
        ("11-12", True, None),
    ]
    assert explained("2026-11-05", "2 days") == [
        ("11-06", True, None),
        ("11-07", True, None),
        ("11-08", False, "Sunday"),
        ("11-09", False, "next working day"),
    ]


def test_the_count_is_explained_backward_in_the_order_of_the_count():
    assert explained("2026-11-10", "1 clear day", backward=True) == [
        ("11-09", True, None),
        ("11-08", False, "the last day of clear days doesn't count"),
        ("11-07", False, "Saturday"),
        ("11-06", False, "previous working day"),
    ]


def test_working_hours_are_explained_by_the_days_on_which_they_run():
    assert explained("2026-11-06T17:30", "2 working hours") == [
        ("11-06", False, "outside the opening hours"),
        ("11-07", False, "Saturday"),
        ("11-08", False, "Sunday"),
        ("11-09", True, None),
    ]


def test_a_closure_says_its_own_name():
    named, other = (d("2026-11-03"), d("2026-11-03")), (d("2026-11-04"), d("2026-11-04"))
    closed = Calendar(closures=(Closure(*named, "inventory"), Closure(*other)))
    assert explained("2026-11-02", "1 working day", calendar=closed)[:2] == [
        ("11-03", False, "inventory"),
        ("11-04", False, "closed"),
    ]
