"""Recurring days against dateutil, and in a time that the range bounds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from backoffice.domain.recurrence import BadRecurrence, parse

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _some(low: int, high: int) -> st.SearchStrategy[str]:
    numbers = st.integers(low, high).filter(bool)
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(lambda ns: ",".join(map(str, ns)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that have days: dateutil looks for those of a rule without any until the year 9999."""
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={freq}"]
    months = draw(st.integers(0, 3)) == 0
    if draw(st.booleans()) and not months:
        parts.append(f"INTERVAL={draw(st.integers(1, 4))}")
    by_day = draw(st.booleans())
    if by_day:
        # dateutil takes "MO,2WE" for days that are both, the standard for either: one kind only.
        some = ("1", "2", "-1") if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()) else ("",)
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
        parts.append("BYDAY=" + ",".join(draw(st.sampled_from(some)) + day for day in days))
    elif draw(st.booleans()) and freq != "WEEKLY":
        parts.append(f"BYMONTHDAY={draw(_some(-28, 28))}")
    if months:
        parts.append(f"BYMONTH={draw(_some(1, 12))}")
    if draw(st.integers(0, 3)) == 0 and by_day:
        parts.append(f"BYSETPOS={draw(st.sampled_from((1, -1)))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    end = draw(st.sampled_from(("", "", "COUNT=5", "UNTIL=20270630")))
    return ";".join([*parts, end] if end else parts)


@settings(max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rules(), st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_the_days_of_a_rule_are_those_that_dateutil_gives(text: str, start: date) -> None:
    last = start + timedelta(days=400)
    at, end = (datetime.combine(day, time()) for day in (start, last))
    wanted = [one.date() for one in rrulestr(text, dtstart=at).between(at, end, inc=True)]
    assert list(parse(text).days(start, last)) == wanted


@settings(max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rules(), st.dates(date(1996, 1, 1), date(2027, 6, 1)), st.integers(-30, 900))
def test_a_rule_that_began_long_ago_has_the_same_days_when_only_the_last_are_asked_for(
    text: str, start: date, later: int
) -> None:
    since, last = start + timedelta(days=later), start + timedelta(days=1_000)
    wanted = [day for day in parse(text).days(start, last) if day >= since]
    assert list(parse(text).days(start, last, since)) == wanted


def test_the_first_monday_of_each_month() -> None:
    found = list(parse("FREQ=MONTHLY;BYDAY=1MO").days(date(2027, 1, 1), date(2027, 3, 31)))
    assert found == [date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=99999999",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=3",
        "rubbish",
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(text: str) -> None:
    with pytest.raises(BadRecurrence) as wrong:
        parse(text)
    assert wrong.value.code == "bad_rrule"


def test_a_rule_without_any_day_ends_with_its_range() -> None:
    # dateutil would look for 30 February until the year 9999.
    assert list(parse("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30").days(date(2027, 1, 1), date(2036, 12, 31))) == []
