"""A clock that stands still: pauses taken out of the count, against a count made day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import (
    Pause,
    Question,
    Roll,
    Start,
    parse_length,
    reckon,
    reckon_paused,
)

PARIS = ZoneInfo("Europe/Paris")
FRANCE = Calendar("FR")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """A local time in Paris, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def asked(start: str, length: str, roll: Roll = Roll.NONE) -> Question:
    return Question(Start.at(at(start)), parse_length(length), FRANCE, roll=roll)


def due(start: str, length: str, *pauses: tuple[str, str], roll: Roll = Roll.NONE) -> str:
    found = reckon_paused(asked(start, length, roll), [Pause(at(a), at(b)) for a, b in pauses])
    return found.nominal_date.isoformat() if roll is Roll.NONE else found.due_date.isoformat()


TABLE = [
    # Monday 2 November 2026; the 11th is a holiday, a Wednesday.
    ("10 days", (), "2026-11-12"),
    ("10 days", (("2026-11-04T10:00", "2026-11-06T09:00"),), "2026-11-14"),
    # A pause within one day takes no day out.
    ("10 days", (("2026-11-04T10:00", "2026-11-04T18:00"),), "2026-11-12"),
    # The first day of a pause counts, its last doesn't: from the last day of the count on, nothing moves.
    ("10 days", (("2026-11-12T08:00", "2026-11-20T08:00"),), "2026-11-12"),
    ("10 days", (("2026-11-11T08:00", "2026-11-20T08:00"),), "2026-11-21"),
    # Begun before the start, a pause takes out only what comes after it.
    ("10 days", (("2026-10-20T08:00", "2026-11-03T08:00"),), "2026-11-13"),
    # Of working days, those that the pause holds: Thursday, Friday, and not the week-end.
    ("10 working days", (), "2026-11-17"),
    ("10 working days", (("2026-11-04T10:00", "2026-11-08T10:00"),), "2026-11-19"),
    ("10 ouvrables", (("2026-11-04T10:00", "2026-11-08T10:00"),), "2026-11-18"),
    ("10 clear days", (("2026-11-04T10:00", "2026-11-06T10:00"),), "2026-11-15"),
    ("2 weeks", (("2026-11-04T10:00", "2026-11-06T10:00"),), "2026-11-18"),
    # Months: the days are added after the nominal date.
    ("1 month", (), "2026-12-02"),
    ("1 month", (("2026-11-04T10:00", "2026-11-14T10:00"),), "2026-12-12"),
    ("1 month 5 days", (("2026-11-04T10:00", "2026-11-14T10:00"),), "2026-12-17"),
    ("1 month", (("2026-12-02T10:00", "2026-12-20T10:00"),), "2026-12-02"),
    # Two pauses, one after the other; the second begins only because of the first.
    (
        "10 days",
        (("2026-11-04T10:00", "2026-11-06T10:00"), ("2026-11-13T10:00", "2026-11-15T10:00")),
        "2026-11-16",
    ),
]


@pytest.mark.parametrize(("length", "pauses", "nominal"), TABLE)
def test_a_pause_takes_days_out_of_the_count(
    length: str, pauses: tuple[tuple[str, str], ...], nominal: str
) -> None:
    assert due("2026-11-02T10:15", length, *pauses) == nominal


def test_the_day_reached_rolls_as_any_other() -> None:
    pause = ("2026-11-04T10:00", "2026-11-06T09:00")
    assert due("2026-11-02T10:15", "10 days", pause, roll=Roll.NEXT) == "2026-11-16"
    assert due("2026-11-02T10:15", "10 days", pause, roll=Roll.PREVIOUS) == "2026-11-13"


@pytest.mark.parametrize(
    ("length", "pauses", "expected"),
    [
        ("48 hours", (("2026-11-03T08:00", "2026-11-03T20:00"),), "2026-11-04T22:15"),
        ("48 hours", (("2026-11-04T10:15", "2026-11-05T10:15"),), "2026-11-04T10:15"),
        ("90 minutes", (("2026-11-02T11:00", "2026-11-02T11:30"),), "2026-11-02T12:15"),
        # Of working hours, the open ones: 10:15-12:30 and 14:00-15:45 before the pause would be 4 hours.
        ("4 working hours", (), "2026-11-02T15:45"),
        ("4 working hours", (("2026-11-02T11:15", "2026-11-03T09:30"),), "2026-11-03T12:30"),
        ("4 working hours", (("2026-11-02T20:00", "2026-11-03T09:30"),), "2026-11-02T15:45"),
    ],
)
def test_in_hours_a_pause_takes_out_the_minutes_between(
    length: str, pauses: tuple[tuple[str, str], ...], expected: str
) -> None:
    found = reckon_paused(asked("2026-11-02T10:15", length), [Pause(at(a), at(b)) for a, b in pauses])
    assert found.due_at == at(expected)


def slowly(start: date, count: int, unit: str, out: set[date]) -> date:
    """The day on which `count` days of a unit have counted, one after the other."""
    counts = {
        "days": lambda day: True,
        "working days": FRANCE.is_working_day,
        "ouvrables": FRANCE.is_ouvrable,
    }[unit]
    day = start
    while count:
        day += DAY
        if counts(day) and day not in out:
            count -= 1
    return day


moments = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 20))  # noqa: DTZ001  local times


@given(
    start=moments,
    count=st.integers(1, 60),
    unit=st.sampled_from(["days", "working days", "ouvrables"]),
    cuts=st.lists(moments, max_size=8),
)
def test_the_count_is_that_made_day_by_day(
    start: datetime, count: int, unit: str, cuts: list[datetime]
) -> None:
    cuts = sorted(set(cuts))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    begun = start.replace(tzinfo=PARIS).astimezone(UTC)
    pauses = [
        Pause(max(a.replace(tzinfo=PARIS).astimezone(UTC), begun), b.replace(tzinfo=PARIS).astimezone(UTC))
        for a, b in pairs
        if b > start
    ]
    out = {
        first + n * DAY
        for first, last in (
            (p.start.astimezone(PARIS).date(), p.end.astimezone(PARIS).date()) for p in pauses
        )
        for n in range(1, (last - first).days + 1)
    }
    question = Question(Start.at(begun), parse_length(f"{count} {unit}"), FRANCE, roll=Roll.NONE)
    found = reckon_paused(question, pauses)
    assert found.nominal_date == slowly(question.start.day, count, unit, out)
    assert found.nominal_date >= reckon(question).nominal_date
    assert found.due_at == datetime.combine(found.due_date + DAY, time(), PARIS).astimezone(UTC)
