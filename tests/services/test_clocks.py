"""Clocks are opened and closed by acts alone, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backoffice.errors import BackofficeError
from backoffice.services.lifting import CommitmentClosed
from backoffice.store.driver import fetch, run
from tests.services.clock_kit import changed_settings, promises, request_row, sound, states
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.services.rewriting import rewrite_journal
from tests.store.postgres import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_dossiers_clocks_open_and_close_with_its_acts(trade: Trade) -> None:
    ref = trade.received()
    assert states(trade, ref) == {"acknowledge": "running", "first-answer-intra": "running"}
    assert promises(trade, ref)["first-answer-intra"]["due_date"] == "2026-06-16"
    trade.act("acknowledge", ref)
    assert states(trade, ref) == {
        "acknowledge": "kept",
        "first-answer-intra": "running",
        "needs": "running",
    }
    trade.act("skip-needs", ref, reason="known client")
    assert states(trade, ref)["needs"] == "lifted"
    assert promises(trade, ref)["needs"]["reason"] == "known client"
    trade.act("draft-offer", ref, {"programme": "COOP"})
    trade.act("add-line", f"{ref}/V1", {"label": "Animation", "unit_micro": 10**9})
    trade.act("issue-quote", f"{ref}/V1")
    after = states(trade, ref)
    assert (after["first-answer-intra"], after["quote"], after["quote-answer"]) == ("kept", "kept", "running")
    assert sound(trade)


def test_the_dossiers_row_says_what_we_owe_first(trade: Trade) -> None:
    ref = trade.received()
    assert request_row(trade, ref)["due_date"] == "2026-06-03"
    assert request_row(trade, ref)["due_state"] == "running"
    trade.at(NOW + DAY)
    assert request_row(trade, ref)["due_state"] == "due_soon"
    trade.act("acknowledge", ref)
    assert request_row(trade, ref)["target_date"] == "2026-06-09"
    trade.at(NOW + 9 * DAY)
    assert request_row(trade, ref)["due_state"] == "late"
    trade.act("decline", ref, {"cause": "price"})
    row = request_row(trade, ref)
    assert (row["target_date"], row["due_date"], row["due_state"]) == (None, None, None)
    assert sound(trade)


def test_what_others_owe_us_isnt_the_dossiers_due_date(trade: Trade) -> None:
    ref, _quote = trade.offered()
    assert promises(trade, ref)["quote-answer"]["owed_by"] == "client"
    assert request_row(trade, ref)["due_date"] is None


def test_a_version_of_the_dossier_isnt_used_up_by_its_clocks(trade: Trade) -> None:
    ref = trade.drafted()
    with trade.database.reading() as unit:
        [(before,)] = fetch(unit.driver, "SELECT version FROM requests WHERE ref = ?", (ref,))
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trade.trainer()])
    trade.act("confirm-slot", f"{ref}/S1")
    with trade.database.reading() as unit:
        [(after,)] = fetch(unit.driver, "SELECT version FROM requests WHERE ref = ?", (ref,))
    assert "documents" in promises(trade, ref)
    assert after == before


@pytest.mark.parametrize("late", [False, True])
def test_an_act_counts_from_when_it_happened(trade: Trade, late: bool) -> None:
    ref = trade.received(received_at="2026-05-20T08:00:00Z")
    assert states(trade, ref)["acknowledge"] == "late"
    when = datetime(2026, 5, 22, 22 if late else 21, tzinfo=UTC)
    trade.act("acknowledge", ref, occurred_at=when)
    item = promises(trade, ref)["acknowledge"]
    assert (item["state"], item["closed_at"]) == ("broken" if late else "kept", f"{when:%Y-%m-%dT%H:%M:%SZ}")
    assert sound(trade)


def test_a_corrected_reception_moves_what_was_promised(trade: Trade) -> None:
    ref = trade.received(received_at="2026-05-20T08:00:00Z")
    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP", "headcount_max": 12}
    trade.act("edit-request", ref, wish | {"received_at": "2026-05-28T08:00:00Z"})
    found = promises(trade, ref)
    assert found["first-answer-intra"]["due_date"] == "2026-06-12"
    assert found["first-answer-intra"]["opened_at"] == "2026-05-28T08:00:00Z"
    trade.undo()
    assert promises(trade, ref)["first-answer-intra"]["due_date"] == "2026-06-04"
    assert sound(trade)


def test_undoing_an_act_takes_back_what_it_meant_and_nothing_else(trade: Trade) -> None:
    ref = trade.received()
    before = dump(trade.database)
    trade.act("acknowledge", ref)
    trade.undo()
    assert dump(trade.database) == before
    trade.act("acknowledge", ref)
    # The rank that was taken back isn't given again: nobody confounds two promises.
    assert promises(trade, ref)["needs"]["id"] == f"{ref}/C4"
    assert sound(trade)


def test_undoing_a_reception_takes_its_promises_with_it(trade: Trade) -> None:
    trade.received()
    trade.undo()
    with trade.database.reading() as unit:
        assert fetch(unit.driver, "SELECT count(*) FROM commitments") == [(0,)]
    assert sound(trade)


def test_waiting_for_the_client_stops_only_the_clocks_that_say_so(trade: Trade) -> None:
    ref = trade.received(received_at="2026-05-20T08:00:00Z")
    trade.act("acknowledge", ref, occurred_at=datetime(2026, 5, 21, 8, tzinfo=UTC))
    trade.act("wait-for", ref, {"whom": "client"}, occurred_at=datetime(2026, 5, 22, 8, tzinfo=UTC))
    assert states(trade, ref) == {
        "acknowledge": "kept",
        "first-answer-intra": "due_soon",
        "needs": "suspended",
    }
    trade.act("wait-for", ref, {"whom": ""}, occurred_at=datetime(2026, 5, 28, 8, tzinfo=UTC))
    needs = promises(trade, ref)["needs"]
    # From the 21st, without 25 May: Friday 22, then from Friday 29 on.
    assert (needs["due_date"], needs["state"]) == ("2026-06-03", "due_soon")
    assert needs["gross_minutes"] - needs["net_minutes"] == 6 * 24 * 60
    assert sound(trade)


def test_a_decline_lifts_and_a_reopening_lets_the_clocks_go_on(trade: Trade) -> None:
    ref = trade.received()
    trade.act("decline", ref, {"cause": "budget", "detail": "no money"})
    assert set(states(trade, ref).values()) == {"lifted"}
    assert promises(trade, ref)["acknowledge"]["reason"] == "no money"
    trade.at(NOW + 10 * DAY)
    trade.act("reopen", ref, reason="money found")
    found = promises(trade, ref)
    assert found["first-answer-intra"]["state"] == "running"
    assert found["first-answer-intra"]["due_date"] == "2026-06-26"
    assert sound(trade)


def test_withdrawing_is_an_answer_and_keeps_the_first_one(trade: Trade) -> None:
    ref = trade.received()
    trade.act("withdraw", ref, reason="no trainer")
    assert states(trade, ref) == {"acknowledge": "lifted", "first-answer-intra": "kept"}


def test_dates_are_given_once_all_are_confirmed(trade: Trade) -> None:
    ref, _quote = trade.accepted()
    trainer = trade.trainer()
    for n, (day, half) in enumerate(
        (("2026-09-15", MORNING), ("2026-09-15", AFTERNOON), ("2026-10-13", MORNING)), 1
    ):
        trade.dated(f"{ref}/S{n}", day, half, trainers=[trainer])
    trade.act("confirm-slot", f"{ref}/S1")
    assert states(trade, ref)["dates"] == "running"
    assert promises(trade, ref)["documents"]["due_date"] == "2026-09-01"
    assert "certificates" not in promises(trade, ref)
    trade.act("confirm-slots", ref)
    found = promises(trade, ref)
    assert (found["dates"]["state"], found["certificates"]["due_date"]) == ("kept", "2026-10-20")
    # The first slot moves earlier: held again, and once confirmed the same promise has its new day.
    trade.act(
        "move-slot", f"{ref}/S1", {"day": "2026-09-08", **MORNING, "trainers": [trainer]}, reason="room"
    )
    assert promises(trade, ref)["documents"]["due_date"] == "2026-09-01"
    trade.act("confirm-slot", f"{ref}/S1")
    moved = promises(trade, ref)["documents"]
    assert (moved["id"], moved["due_date"]) == (found["documents"]["id"], "2026-08-25")
    assert sound(trade)


def test_an_acceptance_counts_from_its_signature_and_goes_when_it_is_taken_back(trade: Trade) -> None:
    ref, quote = trade.offered()
    trade.at(NOW + 8 * DAY)
    trade.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-05"})
    found = promises(trade, ref)
    assert found["quote-answer"]["closed_at"] == "2026-06-05T21:59:59Z"
    assert found["dates"]["due_date"] == "2026-06-19"
    trade.act("reverse-acceptance", quote, reason="wrong quote")
    found = promises(trade, ref)
    assert "dates" not in found
    trade.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-08"})
    assert promises(trade, ref)["dates"]["due_date"] == "2026-06-22"
    assert sound(trade)


def test_a_changed_policy_leaves_the_promises_that_were_made(trade: Trade) -> None:
    old = trade.received()
    changed_settings(trade, {"id": "first-answer-intra", "length": "5 days"}, drop="needs")
    new = trade.received(client="CLI-0001")
    trade.act("acknowledge", old)
    trade.act("acknowledge", new)
    assert promises(trade, old)["first-answer-intra"]["due_date"] == "2026-06-16"
    assert promises(trade, new)["first-answer-intra"]["due_date"] == "2026-06-08"
    # What happens from then on is promised as the settings now say.
    assert "needs" not in promises(trade, old)
    with trade.database.reading() as unit:
        terms = {
            text
            for (text,) in fetch(unit.driver, "SELECT terms FROM commitments WHERE step = 'first_answer'")
        }
    assert sorted(word in text for text in terms for word in ('"15 days"',)) == [False, True]
    assert sound(trade)


def test_a_dossier_older_than_promises_opens_none_for_its_past(trade: Trade) -> None:
    ref = trade.received()
    with trade.database.rebuilding() as connection:
        run(connection, "DELETE FROM commitments")
        run(connection, "DELETE FROM journal_dossiers")
    # As an older program left it: nothing noted for the clocks.
    _forget_clocks(trade)
    trade.act("acknowledge", ref)
    assert states(trade, ref) == {"needs": "running"}
    trade.undo()
    assert states(trade, ref) == {}
    assert sound(trade)


def _forget_clocks(trade: Trade) -> None:
    def without(_act: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in payload.items() if name != "clock"}

    rewrite_journal(trade.database, without)


def test_a_policy_can_ask_to_look_back(trade: Trade) -> None:
    ref = trade.received()
    extra = {
        "id": "visit",
        "step": "dates",
        "label": "visite",
        "after": ["received"],
        "length": "20 days",
        "kept_by": ["confirm-slots"],
    }
    changed_settings(trade, extra)
    trade.act("acknowledge", ref)
    assert "visit" not in promises(trade, ref)
    changed_settings(trade, extra | {"past": True})
    trade.act("start-analysis", ref)
    assert promises(trade, ref)["visit"]["due_date"] == "2026-06-22"
    assert sound(trade)


def test_a_corrected_tag_has_the_open_promise_chosen_again(trade: Trade) -> None:
    changed_settings(
        trade,
        {
            "id": "urgent",
            "step": "first_answer",
            "whom": {"kind": ["intra"], "tag": ["urgent"]},
            "after": ["received"],
            "length": "3 working days",
            "kept_by": ["issue-quote"],
        },
    )
    ref = trade.received()
    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP", "headcount_max": 12}
    trade.act("edit-request", ref, wish | {"tags": "Urgent", "received_at": "2026-06-01T07:00:00Z"})
    found = promises(trade, ref)
    assert "first-answer-intra" not in found
    assert (found["urgent"]["due_date"], found["urgent"]["id"]) == ("2026-06-04", f"{ref}/C3")
    trade.undo()
    assert "first-answer-intra" in promises(trade, ref)
    assert "urgent" not in promises(trade, ref)
    assert sound(trade)


def test_a_commitment_is_lifted_with_a_reason_and_only_while_it_is_open(trade: Trade) -> None:
    ref = trade.received()
    with pytest.raises(BackofficeError, match="reason"):
        trade.act("lift-commitment", f"{ref}/C2")
    trade.act("lift-commitment", f"{ref}/C2", reason="the client gave us a month")
    item = promises(trade, ref)["first-answer-intra"]
    assert (item["state"], item["reason"]) == ("lifted", "the client gave us a month")
    with pytest.raises(CommitmentClosed):
        trade.act("lift-commitment", f"{ref}/C2", reason="again")
    trade.undo()
    assert states(trade, ref)["first-answer-intra"] == "running"
    assert sound(trade)


def test_what_the_client_writes_and_says_starts_clocks_and_its_correction_moves_them(trade: Trade) -> None:
    reply = {"id": "reply", "step": "first_answer", "label": "réponse", "after": ["client_answered"]}
    met = {"id": "met", "step": "proposal", "label": "après entretien", "after": ["interview_held"]}
    rest = {"length": "3 working days"}
    changed_settings(
        trade, reply | rest | {"kept_by": ["log-exchange"]}, met | rest | {"kept_by": ["issue-quote"]}
    )
    ref = trade.received(received_at="2026-05-20T08:00:00Z")
    came_in = {"summary": "a question", "kind": "mail", "direction": "in", "at": "2026-05-28T08:00:00Z"}
    mail = trade.act("log-exchange", ref, came_in).ref
    # From Thursday 28: Friday, Monday, Tuesday. What comes in keeps nothing.
    assert (promises(trade, ref)["reply"]["due_date"], states(trade, ref)["reply"]) == (
        "2026-06-02",
        "due_soon",
    )
    assert "met" not in promises(trade, ref)
    trade.act("edit-exchange", mail, came_in | {"at": "2026-05-26T08:00:00Z"})
    assert promises(trade, ref)["reply"]["due_date"] == "2026-05-29"
    trade.undo()
    aside = {"summary": "is it for you?", "kind": "mail", "direction": "out", "who": trade.trainer()}
    trade.act("log-exchange", ref, aside)
    assert states(trade, ref)["reply"] == "due_soon", "nobody answered the client yet"
    trade.act("log-exchange", ref, {"summary": "the answer", "kind": "mail", "direction": "out"})
    assert states(trade, ref)["reply"] == "kept"
    trade.act("log-exchange", ref, {"summary": "we met", "kind": "meeting", "direction": ""})
    assert "met" in promises(trade, ref)
    trade.act("remove-exchange", mail, reason="wrong dossier")
    assert "reply" not in promises(trade, ref)
    assert sound(trade)


def test_each_complaint_is_answered_in_its_own_time(trade: Trade) -> None:
    ref = trade.received()
    trade.act("record-complaint", ref, {"about": "the room was cold", "by": "client"})
    trade.at(NOW + DAY).act("record-complaint", ref, {"about": "the trainer was late"})
    trade.act("answer-complaint", ref, {"rank": 2, "answer": "we are sorry"})
    with trade.database.reading() as unit:
        rows = fetch(
            unit.driver, "SELECT scope, outcome, due_on FROM commitments WHERE step = 'complaint' ORDER BY n"
        )
    assert rows == [("1", None, "2026-06-15"), ("2", "kept", "2026-06-16")]
    with pytest.raises(BackofficeError):
        trade.act("answer-complaint", ref, {"rank": 2, "answer": "again"})
    trade.act("decline", ref, {"cause": "price"})
    assert states(trade, ref)["complaint"] in ("running", "kept")
    assert sound(trade)


def test_a_public_procedure_is_planned_back_from_its_submission(trade: Trade) -> None:
    ref = trade.received(
        kind="procedure",
        submission_at="2026-06-25T08:00:00Z",
        procedure_zone="Indian/Reunion",
        questions_at="2026-06-15T14:00:00Z",
        offers_valid_days=120,
    )
    found = promises(trade, ref)
    assert found["first-answer-procedure"]["due_at"] == "2026-06-25T08:00:00Z"
    assert found["procedure-submission"]["due_at"] == "2026-06-24T08:00:00Z"
    assert found["go-no-go"]["due_at"] == "2026-06-10T20:00:00Z"
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="go")
    trade.act("draft-offer", ref, {"programme": "COOP"})
    after = states(trade, ref)
    assert (after["go-no-go"], after["procedure-draft"]) == ("kept", "kept")
    with trade.database.reading() as unit:
        [(body,)] = fetch(unit.driver, "SELECT body FROM quotes")
    assert '"validity_days":144' in body
    assert sound(trade)


def test_the_questions_and_the_visit_of_a_procedure_are_watched_where_a_policy_says_so(trade: Trade) -> None:
    rest = {"step": "needs", "whom": {"kind": ["procedure"]}, "kept_by": ["log-exchange"]}
    changed_settings(
        trade,
        {"id": "ask", "label": "questions", "fixed": "questions"} | rest,
        {"id": "see", "label": "visite", "fixed": "visit"} | rest,
    )
    instants = {"submission_at": "2026-06-25T08:00:00Z", "questions_at": "2026-06-15T14:00:00Z"}
    ref = trade.received(kind="procedure", visit_at="2026-06-09T06:00:00Z", **instants)
    found = promises(trade, ref)
    assert (found["ask"]["due_at"], found["see"]["due_at"]) == (
        "2026-06-15T14:00:00Z",
        "2026-06-09T06:00:00Z",
    )
    trade.at(NOW + DAY).act("log-exchange", ref, {"summary": "la visite", "kind": "visit", "direction": ""})
    assert states(trade, ref)["see"] == "kept"
    assert sound(trade)


def test_questions_cant_come_after_the_submission(trade: Trade) -> None:
    with pytest.raises(BackofficeError, match="Questions"):
        trade.received(
            kind="procedure", submission_at="2026-06-25T08:00:00Z", questions_at="2026-06-26T08:00:00Z"
        )
