"""Deadlines against an oracle that walks day by day, and the rules that hold for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backoffice.data.holidays import TERRITORIES
from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import (
    UNITS,
    BadLength,
    Length,
    Question,
    Roll,
    Start,
    Term,
    Unit,
    explain,
    parse_length,
    read_hours,
    reckon,
)
from tests.domain import slow_deadlines as slow

DAY_UNITS = ("days", "working days", "ouvrables", "clear days", "weeks", "months", "years")
SUMMED = ("years", "months", "weeks", "days")
ZONES = (
    *("Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "Indian/Mayotte", "UTC"),
    *("America/Havana", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"),
)
HOURS = (
    (("09:00", "12:30"), ("14:00", "17:30")),
    (("08:00", "20:00"),),
    (("10:07", "10:31"), ("10:31", "11:00"), ("16:00", "23:59")),
    (("00:00", "06:00"), ("22:00", "23:30")),
)

days = st.dates(date(2020, 1, 1), date(2070, 12, 31))
territories = st.sampled_from(TERRITORIES)
zones = st.sampled_from(ZONES)
counts = st.integers(1, 60)
rolls = st.sampled_from([Roll.USUAL, Roll.NEXT, Roll.PREVIOUS, Roll.NONE])
instants = st.datetimes(datetime(2020, 1, 1), datetime(2070, 12, 31)).map(  # noqa: DTZ001  made aware here
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


def length(count: int, unit: str) -> Length:
    return Length((Term(count, Unit(unit)),))


@given(days, counts, st.sampled_from(DAY_UNITS), territories, st.booleans(), st.booleans(), rolls, zones)
@settings(max_examples=400)
def test_every_day_unit_falls_where_a_day_by_day_count_ends(
    start, count, unit, territory, good_friday, backward, roll, zone
):
    step = -1 if backward else 1
    calendar = Calendar(territory, good_friday=good_friday)
    found = reckon(Question(Start.on(start), length(count, unit), calendar, zone, backward, roll))
    if unit in ("months", "years"):
        nominal = slow.months_on(start, count * (12 if unit == "years" else 1), step)
    else:
        in_days = (count * 7, "days") if unit == "weeks" else (count, unit)
        nominal = slow.counted(start, *in_days, territory, good_friday, step)
    assert found.nominal_date == nominal
    towards = {Roll.NEXT: 1, Roll.PREVIOUS: -1, Roll.USUAL: step}.get(roll)
    due = nominal if towards is None else slow.moved(nominal, territory, good_friday, towards)
    assert found.due_date == due
    assert found.due_at == slow.end_of(due, zone)
    assert found.rolled == (due != nominal)


@given(days, st.lists(st.integers(0, 15), min_size=4, max_size=4), territories, st.booleans())
def test_a_sum_is_its_months_then_its_days(start, numbers, territory, backward):
    assume(any(numbers))
    terms = tuple(Term(n, Unit(unit)) for n, unit in zip(numbers, SUMMED, strict=True) if n)
    step = -1 if backward else 1
    question = Question(
        Start.on(start), Length(terms), Calendar(territory), backward=backward, roll=Roll.NONE
    )
    years, months, weeks, ends = numbers
    expected = slow.months_on(start, 12 * years + months, step)
    for _ in range(7 * weeks + ends):
        expected += step * slow.DAY
    assert reckon(question).due_date == expected


@given(instants, counts, st.sampled_from(["minutes", "hours"]), zones, st.booleans(), rolls)
def test_minutes_and_hours_are_elapsed_time_dated_in_the_zone(start, count, unit, zone, backward, roll):
    asked = Question(Start.at(start, zone), length(count, unit), zone=zone, backward=backward, roll=roll)
    found = reckon(asked)
    seconds = count * (60 if unit == "minutes" else 3600)
    assert found.due_at.timestamp() - start.timestamp() == (-seconds if backward else seconds)
    assert found.due_date == found.nominal_date == found.due_at.astimezone(ZoneInfo(zone)).date()


@given(instants, st.integers(1, 12), zones, territories, st.sampled_from(HOURS))
@settings(max_examples=40)
def test_working_hours_end_with_the_last_minute_of_a_minute_by_minute_count(
    start, count, zone, territory, hours
):
    asked = Question(
        Start.at(start, zone),
        length(count, "working hours"),
        Calendar(territory),
        zone,
        hours=read_hours(hours),
    )
    minutes = islice(slow.open_minutes(start, zone, territory, hours), count * 60 - 1, None)
    assert reckon(asked).due_at == next(minutes) + slow.MINUTE


@given(days, counts, st.sampled_from(DAY_UNITS), territories, st.booleans(), rolls, zones)
def test_a_longer_time_never_ends_sooner(start, count, unit, territory, backward, roll, zone):
    asked = [
        Question(Start.on(start), length(n, unit), Calendar(territory), zone, backward, roll)
        for n in (count, count + 1)
    ]
    short, long = map(reckon, asked)
    if backward:
        short, long = long, short
    assert short.nominal_date < long.nominal_date
    assert short.due_date <= long.due_date
    assert short.due_at <= long.due_at


@given(instants, counts, st.sampled_from(["minutes", "hours", "working hours"]), zones)
def test_a_longer_time_of_the_clock_ends_later(start, count, unit, zone):
    short, long = (
        reckon(Question(Start.at(start, zone), length(n, unit), zone=zone)) for n in (count, count + 1)
    )
    assert start < short.due_at < long.due_at


@given(days, counts, territories, st.booleans(), rolls)
def test_a_working_day_deadline_never_falls_on_a_day_off(start, count, territory, backward, roll):
    asked = Question(
        Start.on(start), length(count, "working days"), Calendar(territory), "UTC", backward, roll
    )
    found = reckon(asked)
    assert slow.is_worked(found.due_date, territory)
    assert not found.rolled


@given(days, counts, st.sampled_from(DAY_UNITS), territories, st.booleans())
def test_a_day_deadline_that_rolls_never_falls_on_a_day_off(start, count, unit, territory, backward):
    asked = Question(Start.on(start), length(count, unit), Calendar(territory), backward=backward)
    assert slow.is_worked(reckon(asked).due_date, territory)


@given(days, counts, st.sampled_from(["days", "weeks", "working days", "clear days"]), territories)
def test_without_roll_counting_back_undoes_counting_forward(start, count, unit, territory):
    calendar = Calendar(territory)
    start = calendar.next_working_day(start)
    there = reckon(Question(Start.on(start), length(count, unit), calendar, roll=Roll.NONE))
    asked = Question(Start.on(there.due_date), length(count, unit), calendar, backward=True, roll=Roll.NONE)
    assert reckon(asked).due_date == start


@given(days, counts, st.sampled_from(DAY_UNITS), territories, st.booleans(), rolls)
def test_an_explanation_counts_each_day_once_and_leads_to_the_due_day(
    start, count, unit, territory, backward, roll
):
    asked = Question(
        Start.on(start), length(count % 12 + 1, unit), Calendar(territory), "UTC", backward, roll
    )
    found = reckon(asked)
    rows = list(explain(asked, found))
    step = timedelta(days=-1 if backward else 1)
    assert [row.date for row in rows] == [start + (n + 1) * step for n in range(len(rows))]
    last = (
        max(found.nominal_date, found.due_date) if step.days > 0 else min(found.nominal_date, found.due_date)
    )
    assert rows[-1].date == last
    assert all(row.counts == (row.why is None) for row in rows)
    if unit in ("working days", "ouvrables", "clear days", "days"):
        assert sum(row.counts for row in rows) == count % 12 + 1


near_the_ends = st.one_of(
    st.dates(date(1, 1, 2), date(9, 12, 31)),
    st.dates(date(9990, 1, 1), date(9999, 12, 30)),
    st.sampled_from([date(1, 1, 2), date(9999, 12, 30)]),
)
absurd = st.one_of(counts, st.integers(1, 9_999_999_999))


@pytest.mark.parametrize("unit", UNITS)
@given(near_the_ends, absurd, zones, st.booleans())
@settings(max_examples=60)
def test_a_count_that_leaves_the_calendar_is_refused_and_never_crashes(unit, day, count, zone, backward):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    asked = Question(Start.at(noon, zone), length(count, unit), zone=zone, backward=backward)
    try:
        found = reckon(asked)
    except BadLength:
        return
    ends_before = found.due_at < noon
    assert ends_before == backward or found.due_at - noon < timedelta(days=5)


@given(st.sampled_from(DAY_UNITS), counts)
def test_a_length_reads_back_as_it_is_written(unit, count):
    assert parse_length(str(length(count, unit))) == length(count, unit)
