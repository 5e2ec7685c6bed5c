"""What happened earlier is recorded as such: never in the future, never before what it depends on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from backoffice.errors import BackofficeError, Invalid
from backoffice.services.intake import ReceivedAfter
from backoffice.services.timing import TooEarly
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.errors import DateGoesBack, InTheFuture
from backoffice.store.records import Quote, Request
from tests.services.conftest import LINE, MORNING, Trade, dump, journal
from tests.store.postgres import NOW

DAY = timedelta(days=1)


def received(trade: Trade, ref: str) -> datetime:
    with trade.database.reading() as unit:
        return unit.find(Request, ref).received_at


def test_an_act_said_to_be_earlier_than_the_request_is_refused(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - 2 * DAY)
    before = dump(trade.database)
    with pytest.raises(TooEarly) as raised:
        trade.act("acknowledge", ref, occurred_at=NOW - 3 * DAY)
    assert ref in raised.value.message
    assert raised.value.place.path == "occurred_at"
    assert dump(trade.database) == before
    trade.act("acknowledge", ref, occurred_at=NOW - 2 * DAY)


def test_seconds_dont_make_an_act_too_early(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - DAY + timedelta(seconds=40))
    trade.act("acknowledge", ref, occurred_at=NOW - DAY)


def test_nothing_happened_in_the_future_and_the_form_is_told_where(trade: Trade) -> None:
    ref = trade.received()
    with pytest.raises(InTheFuture) as raised:
        trade.act("acknowledge", ref, occurred_at=NOW + timedelta(minutes=1))
    assert raised.value.place.path == "occurred_at"


def test_stages_come_one_after_the_other_in_time(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - 5 * DAY)
    trade.act("acknowledge", ref, occurred_at=NOW - 2 * DAY)
    with pytest.raises(TooEarly, match="Acknowledge receipt"):
        trade.act("start-analysis", ref, occurred_at=NOW - 3 * DAY)
    trade.act("start-analysis", ref, occurred_at=NOW - 2 * DAY)


def test_a_stage_that_was_undone_holds_no_other_back(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - 5 * DAY)
    trade.act("acknowledge", ref, occurred_at=NOW - DAY)
    trade.undo()
    trade.act("acknowledge", ref, occurred_at=NOW - 3 * DAY)
    trade.act("start-analysis", ref, occurred_at=NOW - 2 * DAY)


def test_a_slot_is_confirmed_after_it_was_dated(trade: Trade) -> None:
    trade.at(NOW - 5 * DAY)
    ref = trade.drafted()
    trainer = trade.trainer()
    trade.at(NOW)
    trade.act(
        "date-slot",
        f"{ref}/S1",
        {"day": "2026-09-15", **MORNING, "trainers": [trainer]},
        occurred_at=NOW - DAY,
    )
    with pytest.raises(TooEarly, match="Date the slot"):
        trade.act("confirm-slot", f"{ref}/S1", occurred_at=NOW - 2 * DAY)
    trade.act("confirm-slot", f"{ref}/S1", occurred_at=NOW - DAY)


def test_a_quote_isnt_answered_before_it_was_issued(trade: Trade) -> None:
    trade.at(NOW - 5 * DAY)
    ref = trade.drafted()
    trade.at(NOW)
    quote = trade.act("issue-quote", f"{ref}/V1", occurred_at=NOW - 2 * DAY).ref
    for act, values, reason in (
        ("accept-quote", {"name": "N", "on": "2026-05-30"}, ""),
        ("refuse-quote", {"cause": "price"}, ""),
        ("withdraw-quote", None, "prix faux"),
        ("extend-validity", {"until": "2026-09-01"}, ""),
    ):
        with pytest.raises(TooEarly, match=quote):
            trade.act(act, quote, values, reason=reason, occurred_at=NOW - 3 * DAY)
    trade.act("accept-quote", quote, {"name": "N", "on": "2026-05-31"}, occurred_at=NOW - DAY)


def test_a_quote_isnt_signed_after_the_day_on_which_it_was_accepted(trade: Trade) -> None:
    trade.at(NOW - 5 * DAY)
    _ref, quote = trade.offered()
    trade.at(NOW)
    with pytest.raises(Invalid) as raised:
        trade.act("accept-quote", quote, {"name": "N", "on": "2026-06-01"}, occurred_at=NOW - DAY)
    assert raised.value.place.path == "on"


def test_a_quote_issued_earlier_is_dated_earlier_and_never_before_the_one_with_the_number_before(
    trade: Trade,
) -> None:
    trade.at(NOW - 9 * DAY)
    first, second, third = trade.drafted(), trade.drafted(), trade.drafted()
    trade.at(NOW)
    trade.act("issue-quote", f"{first}/V1", occurred_at=NOW - 4 * DAY)
    before = dump(trade.database)
    with pytest.raises(DateGoesBack):
        trade.act("issue-quote", f"{second}/V1", occurred_at=NOW - 5 * DAY)
    assert dump(trade.database) == before
    trade.act("issue-quote", f"{second}/V1", occurred_at=NOW - 3 * DAY)
    trade.act("issue-quote", f"{third}/V1")
    with trade.database.reading() as unit:
        dates = [unit.find(Quote, f"DEV-2026-000{n}-1").issued_on for n in (1, 2, 3)]
        assert dates == [date(2026, 5, 28), date(2026, 5, 29), date(2026, 6, 1)]
        assert unit.find(Quote, "DEV-2026-0001-1").valid_until == date(2026, 7, 12)
    assert examine_database(trade.database) == ()


def test_a_request_is_dated_by_its_receipt_in_the_journal_too(trade: Trade) -> None:
    trade.received(received_at=NOW - 6 * DAY)
    assert journal(trade.database)[-1][3:] == ("2026-05-26T07:00:00Z", "2026-06-01T07:00:00Z")


def test_a_wrong_receipt_is_corrected_and_the_journal_keeps_what_it_was(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - 2 * DAY)
    before = dump(trade.database)
    trade.act("correct-received", ref, {"received_at": "2026-05-20T08:00:00Z"}, reason="cachet de la poste")
    assert received(trade, ref).isoformat() == "2026-05-20T08:00:00+00:00"
    with trade.database.reading() as unit:
        [(payload,)] = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'correct-received'")
    for text in ("2026-05-30T07:00:00Z", "2026-05-20T08:00:00Z", "cachet de la poste"):
        assert text in payload
    trade.undo()
    assert dump(trade.database) == before


def test_editing_a_request_corrects_its_receipt_with_the_same_trace_and_leaves_it_when_not_said(
    trade: Trade,
) -> None:
    ref = trade.received(received_at=NOW - 2 * DAY)
    wish: dict[str, Any] = {"topic": "Autre", "client": "CLI-0001"}
    trade.act("edit-request", ref, wish)
    assert received(trade, ref) == NOW - 2 * DAY
    trade.act("edit-request", ref, wish | {"received_at": "2026-05-20T08:00:00Z"})
    with trade.database.reading() as unit:
        payloads = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'edit-request' ORDER BY seq")
    assert ["2026-05-30T07:00:00Z" in payload for (payload,) in payloads] == [False, True]


@pytest.mark.parametrize(
    ("act", "values"),
    [("correct-received", {}), ("edit-request", {"topic": "T", "client": "CLI-0001"})],
)
def test_a_receipt_isnt_moved_after_what_followed_it_nor_into_the_future(
    trade: Trade, act: str, values: dict[str, str]
) -> None:
    ref = trade.received(received_at=NOW - 5 * DAY)
    trade.act("acknowledge", ref, occurred_at=NOW - 3 * DAY)
    before = dump(trade.database)
    for instant, error in ((NOW - 2 * DAY, ReceivedAfter), (NOW + DAY, Invalid)):
        with pytest.raises(error) as raised:
            trade.act(act, ref, values | {"received_at": instant.isoformat()})
        assert isinstance(raised.value, BackofficeError)
        assert raised.value.place.path == "received_at"
    assert dump(trade.database) == before


def test_orders_done_together_each_keep_their_own_time(trade: Trade) -> None:
    from backoffice.services.dispatcher import Order, do

    client = trade.client()
    orders = [
        Order("receive-request", "", {"topic": "T", "client": client, "received_at": NOW - 3 * DAY}),
        Order("new-trainer", "", {"name": "Kerbrat"}),
    ]
    do(trade.database, orders, user="er")
    assert [row[3] for row in journal(trade.database)[-2:]] == [
        "2026-05-29T07:00:00Z",
        "2026-06-01T07:00:00Z",
    ]


def test_a_line_of_a_quote_belongs_to_its_dossier_in_time_too(trade: Trade) -> None:
    ref = trade.drafted()
    with pytest.raises(TooEarly):
        trade.act("edit-line", f"{ref}/V1/L1", LINE, occurred_at=NOW - DAY)


def test_a_promise_counts_from_the_corrected_receipt(trade: Trade) -> None:
    ref = trade.received(received_at=NOW - DAY)

    def due() -> list[str]:
        with trade.database.reading() as unit:
            return [str(day) for (day,) in fetch(unit.driver, "SELECT due_on FROM commitments ORDER BY n")]

    before = due()
    trade.act("correct-received", ref, {"received_at": (NOW - 4 * DAY).isoformat()})
    assert len(before) == len(due()) > 0
    assert all(now < then for now, then in zip(due(), before, strict=True))
    trade.undo()
    assert due() == before
