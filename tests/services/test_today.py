"""Today: what was promised and is late, due today or in the week, read over the driver alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backoffice.domain.calendars import Calendar
from backoffice.domain.commitments.left import days_left
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.opening import AgendaLine
from tests.services.conftest import Trade
from tests.store.postgres import NOW

DAY = timedelta(days=1)


def blocks(trade: Trade) -> dict[str, list[AgendaLine]]:
    with trade.database.reading() as unit:
        agenda = agenda_of(unit.driver, Here(trade.database.clock.now()))
    return {group.name: list(group.lines) for group in agenda.groups}


def test_a_promise_goes_from_the_week_to_today_to_late(trade: Trade) -> None:
    ref = trade.received()
    week = blocks(trade)
    assert [(one.ref, one.step, one.state, one.left) for one in week["week"]] == [
        (ref, "acknowledge", "running", 2)
    ]
    trade.at(NOW + 2 * DAY)
    found = blocks(trade)
    assert [(one.step, one.state, one.left) for one in found["today"]] == [("acknowledge", "due_soon", 0)]
    assert "late" not in found
    trade.at(NOW + 3 * DAY)
    found = blocks(trade)
    assert [(one.step, one.state, one.left, one.day) for one in found["late"]] == [
        ("acknowledge", "late", -1, date(2026, 6, 3))
    ]
    assert "today" not in found


def test_over_a_day_off_what_should_be_done_already_shows_as_due_today(trade: Trade) -> None:
    # Fifteen days from Saturday 23 May: Sunday 7 June, promised for Monday, worked to on Friday.
    ref = trade.received(received_at="2026-05-23T08:00:00Z")
    trade.act("acknowledge", ref)
    trade.at(NOW + 6 * DAY)
    [line] = blocks(trade)["today"]
    assert (line.step, line.day, line.state) == ("first_answer", date(2026, 6, 5), "due_soon")


def test_what_stands_still_isnt_pressing_and_what_others_owe_says_so(trade: Trade) -> None:
    ref = trade.received()
    trade.act("acknowledge", ref)
    trade.act("wait-for", ref, {"whom": "client"})
    assert "needs" not in {one.step for lines in blocks(trade).values() for one in lines}
    other, _quote = trade.offered(client="CLI-0001")
    trade.at(NOW + 31 * DAY)
    late = {(one.ref, one.step): one.owed_by for one in blocks(trade)["late"]}
    assert late[other, "quote"] == "client"
    assert late[ref, "first_answer"] == "us"


def test_our_turn_is_what_was_said_to_wait_for_us_and_what_waits_for_nobody(trade: Trade) -> None:
    offered, _quote = trade.offered()
    ours, theirs, nobodys = (trade.received(client="CLI-0001") for _n in range(3))
    trade.act("wait-for", ours, {"whom": "us"})
    trade.act("wait-for", theirs, {"whom": "client"})
    assert [one.ref for one in blocks(trade)["to_do"]] == [ours, nobodys]
    asked = {"summary": "a question", "kind": "mail", "direction": "in", "waiting_for": "us"}
    trade.act("log-exchange", offered, asked)
    assert [(one.ref, one.state) for one in blocks(trade)["to_do"]] == [
        (offered, "offered"),
        (ours, "received"),
        (nobodys, "received"),
    ]


def test_a_long_list_says_how_many_more_there_are(trade: Trade) -> None:
    for _n in range(14):
        trade.received(client=trade.client() if _n == 0 else "CLI-0001")
    trade.at(NOW + 3 * DAY)
    with trade.database.reading() as unit:
        late = agenda_of(unit.driver, Here(trade.database.clock.now())).groups[0]
    assert (late.name, len(late.lines), late.more) == ("late", 12, 2)


@pytest.mark.parametrize(
    ("today", "day", "left"),
    [
        ("2026-06-01", "2026-06-01", 0),
        ("2026-06-01", "2026-06-05", 4),
        ("2026-06-01", "2026-06-08", 5),
        ("2026-05-22", "2026-05-26", 1),  # Whit Monday between
        ("2026-06-05", "2026-06-06", 0),
        ("2026-06-08", "2026-06-05", -1),
        ("2026-06-07", "2026-06-06", -1),  # never "due today" once past
        ("2026-12-24", "2027-01-04", 5),  # Christmas and New Year's Day
    ],
)
def test_the_time_left_is_counted_in_working_days(today: str, day: str, left: int) -> None:
    assert days_left(Calendar("FR"), date.fromisoformat(today), date.fromisoformat(day)) == left


def test_the_time_left_is_that_counted_day_by_day() -> None:
    calendar, today = Calendar("FR-67"), date(2026, 11, 2)
    counted = 0
    for n in range(1, 800):
        counted += calendar.is_working_day(today + n * DAY)
        assert days_left(calendar, today, today + n * DAY) == counted
