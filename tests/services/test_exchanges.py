"""Calls, mails and meetings: logged with whose turn it is, corrected and removed with a trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from backoffice.errors import Invalid
from backoffice.services.acts import Doing, acts
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.dispatcher import settings_of
from backoffice.services.exchanges import ExchangeRemoved
from backoffice.services.kinds import resolve
from backoffice.services.showing import shown
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.records import Request
from tests.services.conftest import Trade, dump, journal
from tests.store.postgres import NOW

CALL: dict[str, Any] = {"summary": "Rappelle après son comité"}
DAY = timedelta(days=1)


def item(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))


def opening(trade: Trade, ref: str, user: str = "er") -> dict[str, Any]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = acts()["log-exchange"].opening
        assert found is not None
        return dict(found(doing, resolve(unit, ref).record))


def with_contact(trade: Trade) -> str:
    client = trade.client()
    contact = trade.act("new-contact", "", {"client": client, "name": "Chambraud", "phone": "05 55 00 00 00"})
    return trade.received(client=client, contact=contact.ref)


def test_a_call_is_logged_with_nothing_but_what_came_of_it(trade: Trade) -> None:
    ref = with_contact(trade)
    assert trade.act("log-exchange", ref, opening(trade, ref) | CALL).ref == f"{ref}/X1"
    found = item(trade, f"{ref}/X1")
    assert (found["kind"], found["direction"], found["occurred_at"]) == (
        "call",
        "out",
        "2026-06-01T07:00:00Z",
    )
    assert found["who"] == {"kind": "contact", "ref": "CON-0001", "name": "Chambraud"}
    assert found["logged_by"] == "er"


def test_without_a_contact_one_talks_to_the_client_and_with_neither_to_nobody_yet(trade: Trade) -> None:
    assert opening(trade, trade.received())["who"] == "CLI-0001"
    assert opening(trade, trade.received(kind="own_session"))["who"] == ""


def test_whose_turn_it_is_and_the_next_chase_are_set_in_the_same_act(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL | {"waiting_for": "client", "chase_on": "2026-06-08"})
    found = item(trade, ref)
    assert (found["waiting_for"], found["chase_on"]) == ("client", "2026-06-08")
    trade.act("log-exchange", ref, CALL | {"direction": "in", "chase_on": "2026-06-09"})
    found = item(trade, ref)
    assert (found["waiting_for"], found["chase_on"]) == (None, None)


def test_the_chase_ahead_stays_and_one_that_is_due_is_put_off_to_a_working_day(trade: Trade) -> None:
    ref = trade.received()
    trade.act("wait-for", ref, {"whom": "client", "chase_on": "2026-06-03"})
    assert opening(trade, ref)["chase_on"] == date(2026, 6, 3)
    trade.act("wait-for", ref, {"whom": "client", "chase_on": "2026-06-01"})
    assert opening(trade, ref)["chase_on"] == date(2026, 6, 8)
    # A week after Sunday 7 June is a Sunday too.
    trade.at(NOW + 6 * DAY)
    assert opening(trade, ref)["chase_on"] == date(2026, 6, 15)
    trade.act("wait-for", ref, {"whom": ""})
    assert opening(trade, ref)["chase_on"] is None


def test_what_took_place_earlier_is_dated_so_and_the_newest_comes_first(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL | {"summary": "aujourd’hui"})
    trade.act("log-exchange", ref, CALL | {"summary": "avant", "at": "2026-05-28T08:00:00Z", "kind": "visit"})
    assert journal(trade.database)[-1][3:] == ("2026-05-28T08:00:00Z", "2026-06-01T07:00:00Z")
    assert [one["summary"] for one in item(trade, ref)["exchanges"]] == ["aujourd’hui", "avant"]


def test_the_time_beside_the_form_counts_when_the_form_gives_none(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL, occurred_at=NOW - DAY)
    assert item(trade, f"{ref}/X1")["occurred_at"] == "2026-05-31T07:00:00Z"


def test_nothing_is_said_in_the_future(trade: Trade) -> None:
    ref = trade.received()
    before = dump(trade.database)
    with pytest.raises(Invalid) as raised:
        trade.act("log-exchange", ref, CALL | {"at": "2026-06-01T07:01:00Z"})
    assert raised.value.place.path == "at"
    assert dump(trade.database) == before


def test_a_meeting_has_no_direction(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL | {"kind": "meeting", "direction": ""})
    assert item(trade, f"{ref}/X1")["direction"] is None


def test_a_correction_says_what_changed_and_when_it_was_said_to_be(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL)
    trade.act("edit-exchange", f"{ref}/X1", CALL | {"summary": "Ne rappelle pas"})
    trade.act(
        "edit-exchange", f"{ref}/X1", CALL | {"summary": "Ne rappelle pas", "at": "2026-05-29T07:00:00Z"}
    )
    with trade.database.reading() as unit:
        payloads = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'edit-exchange' ORDER BY seq")
    assert "rappelle" not in repr(payloads)
    assert ["2026-06-01T07:00:00Z" in payload for (payload,) in payloads] == [False, True]


def test_a_removed_exchange_leaves_that_it_was_and_why_and_nothing_of_what_was_said(trade: Trade) -> None:
    ref = with_contact(trade)
    trade.act("log-exchange", ref, opening(trade, ref) | CALL | {"body": "Confidences"})
    with pytest.raises(Invalid):
        trade.act("remove-exchange", f"{ref}/X1")
    before = dump(trade.database)
    trade.act("remove-exchange", f"{ref}/X1", reason="autre dossier")
    found = item(trade, f"{ref}/X1")
    assert (found["summary"], found["body"], found["who"]) == (None, None, None)
    assert found["removed"] == {"at": "2026-06-01T07:00:00Z", "by": "er", "reason": "autre dossier"}
    for act, values in (("edit-exchange", CALL), ("remove-exchange", None)):
        with pytest.raises(ExchangeRemoved):
            trade.act(act, f"{ref}/X1", values, reason="encore")
    trade.undo()
    assert dump(trade.database) == before


def test_the_number_of_a_removed_exchange_isnt_given_again(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL)
    trade.act("remove-exchange", f"{ref}/X1", reason="double")
    assert trade.act("log-exchange", ref, CALL).ref == f"{ref}/X2"


def test_it_can_be_logged_from_the_quote_that_one_chases(trade: Trade) -> None:
    ref, quote = trade.offered()
    assert trade.act("log-exchange", quote, CALL).ref == f"{ref}/X1"


def test_chases_due_and_late_stand_in_today_and_lead_to_the_exchanges(trade: Trade) -> None:
    late, due = trade.received(), trade.received()
    trade.act("log-exchange", late, CALL | {"waiting_for": "client", "chase_on": "2026-05-29"})
    trade.act("log-exchange", due, CALL | {"waiting_for": "funder", "chase_on": "2026-06-01"})
    with trade.database.reading() as unit:
        agenda = agenda_of(unit.driver, Here(NOW))
    chases = next(group for group in agenda.groups if group.name == "chase")
    assert [(one.ref, one.state, one.tab) for one in chases.lines] == [
        (late, "late", "exchanges"),
        (due, "due_soon", "exchanges"),
    ]


def test_nobody_is_waited_for_once_a_dossier_has_ended(trade: Trade) -> None:
    ref = trade.received()
    trade.act("log-exchange", ref, CALL | {"waiting_for": "client", "chase_on": "2026-06-08"})
    before = dump(trade.database)
    trade.act("withdraw", ref, reason="pas de formateur")
    with trade.database.reading() as unit:
        request = unit.find(Request, ref)
        assert (request.waiting_for, request.chase_on) == (None, None)
    trade.undo()
    assert dump(trade.database) == before


def test_each_act_on_an_exchange_goes_back(trade: Trade) -> None:
    ref = trade.received()
    states = [dump(trade.database)]
    waiting = {"waiting_for": "client", "chase_on": "2026-06-08"}
    for act, at, values in (
        ("log-exchange", ref, CALL | waiting),
        ("edit-exchange", f"{ref}/X1", CALL | {"who": "CLI-0001", "kind": "mail"}),
        ("remove-exchange", f"{ref}/X1", None),
    ):
        trade.act(act, at, values, reason="x")
        states.append(dump(trade.database))
    assert examine_database(trade.database) == ()
    for before in reversed(states[:-1]):
        trade.undo()
        assert dump(trade.database) == before
