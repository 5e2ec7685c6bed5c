"""What comes again (a question, a proposal, a decision) is promised again; who owes a word keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backoffice.domain.commitments.events import Event
from backoffice.i18n import N_
from backoffice.services import acts as registry
from backoffice.services.acts import Doing, Done, act
from backoffice.services.upkeep import retell_commitments
from backoffice.store.driver import run
from backoffice.store.lists import page, spec_of
from backoffice.store.records import Request
from tests.services.clock_kit import Item, changed_settings, promises, sound, states
from tests.services.conftest import Trade, dump
from tests.services.rewriting import rewrite_journal
from tests.store.postgres import NOW

DAY = timedelta(days=1)
REPLY = {
    "id": "reply",
    "step": "first_answer",
    "label": "réponse",
    "after": ["client_answered"],
    "length": "3 working days",
    "due_soon": "1 hour",
    "kept_by": ["log-exchange"],
}
QUESTION = {"summary": "a question", "kind": "mail", "direction": "in"}
ANSWER = {"summary": "the answer", "kind": "mail", "direction": "out"}


def each(trade: Trade, ref: str, policy: str) -> list[Item]:
    """The promises that a policy made to a dossier, in their order."""
    with trade.database.reading() as unit:
        items = page(unit.driver, spec_of("commitments", trade.database.clock.now()), None, 1_000).items
    mine = [item for item in items if (item["ref"], item["policy"]) == (ref, policy)]
    return sorted(mine, key=lambda item: int(item["id"].rpartition("/C")[2]))


def outcomes(trade: Trade, ref: str, policy: str) -> list[tuple[str, str]]:
    return [(item["opened_at"], item["state"]) for item in each(trade, ref, policy)]


def said(trade: Trade, ref: str, values: Mapping[str, Any], at: datetime) -> str:
    return trade.at(at).act("log-exchange", ref, values).ref


def hour(day: int, hours: int) -> datetime:
    return datetime(2026, 6, day, hours, tzinfo=UTC)


def text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


# Questions and answers


def test_each_question_asked_after_an_answer_is_owed_an_answer_of_its_own(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    said(trade, ref, ANSWER, hour(1, 9))  # what was said before the question doesn't answer it
    said(trade, ref, QUESTION, hour(2, 8))
    said(trade, ref, QUESTION, hour(3, 8))  # asked again before any answer: the first is still owed
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "running")]
    said(trade, ref, ANSWER, hour(4, 8))
    said(trade, ref, QUESTION, hour(5, 8))
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "kept"), (text(hour(5, 8)), "running")]
    assert each(trade, ref, "reply")[1]["due_date"] == "2026-06-10"
    trade.at(hour(11, 8))
    said(trade, ref, ANSWER, hour(11, 8))
    assert [state for _at, state in outcomes(trade, ref, "reply")] == ["kept", "broken"]
    assert sound(trade)


def test_a_question_that_was_removed_leaves_the_answer_owed_to_the_next_one(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    first = said(trade, ref, QUESTION, hour(2, 8))
    said(trade, ref, QUESTION, hour(3, 8))
    trade.act("remove-exchange", first, reason="wrong dossier")
    assert outcomes(trade, ref, "reply") == [(text(hour(3, 8)), "running")]
    trade.undo()
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "running")]
    assert sound(trade)


def test_an_exchange_corrected_in_its_direction_keeps_what_it_now_says_and_nothing_else(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    said(trade, ref, QUESTION, hour(2, 8))
    answer = said(trade, ref, ANSWER, hour(3, 8))
    assert states(trade, ref)["reply"] == "kept"
    trade.act("edit-exchange", answer, ANSWER | {"direction": "in"})
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "running")], "they wrote twice, we never did"
    trade.act("edit-exchange", answer, ANSWER)
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "kept")]
    trade.act("edit-exchange", answer, ANSWER | {"who": trade.trainer()})
    assert states(trade, ref)["reply"] == "running", "what a trainer was told answers no client"
    trade.undo()
    assert states(trade, ref)["reply"] == "kept"
    trade.act("edit-exchange", answer, ANSWER | {"at": text(hour(1, 8))})
    assert states(trade, ref)["reply"] == "running", "it was said before the question"
    trade.act("remove-exchange", answer, reason="another client's")
    assert states(trade, ref)["reply"] == "running"
    assert sound(trade)


def test_an_outgoing_letter_that_was_in_truth_a_question_is_owed_an_answer(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    mail = said(trade, ref, ANSWER, hour(2, 8))
    assert each(trade, ref, "reply") == []
    trade.act("edit-exchange", mail, QUESTION)
    assert outcomes(trade, ref, "reply") == [(text(hour(2, 8)), "running")]
    trade.act("edit-exchange", mail, ANSWER)
    assert each(trade, ref, "reply") == []
    assert sound(trade)


def test_a_lifted_answer_isnt_owed_and_the_next_question_is(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    said(trade, ref, QUESTION, hour(2, 8))
    trade.act("lift-commitment", each(trade, ref, "reply")[0]["id"], reason="they said thanks")
    said(trade, ref, QUESTION, hour(3, 8))
    assert [state for _at, state in outcomes(trade, ref, "reply")] == ["lifted", "running"]
    assert sound(trade)


def test_what_stays_done_isnt_owed_again_for_each_mail(trade: Trade) -> None:
    changed_settings(trade, REPLY | {"id": "then-quote", "kept_by": ["issue-quote"]})
    ref = trade.drafted()
    said(trade, ref, QUESTION, hour(2, 8))
    trade.at(hour(3, 8)).act("issue-quote", f"{ref}/V1")
    said(trade, ref, QUESTION, hour(4, 8))
    assert outcomes(trade, ref, "then-quote") == [(text(hour(2, 8)), "kept")]
    assert sound(trade)


def test_a_meeting_doesnt_report_on_itself(trade: Trade) -> None:
    report = REPLY | {"id": "report", "after": ["interview_held"]}
    changed_settings(trade, report)
    ref = trade.received()
    said(trade, ref, {"summary": "we met", "kind": "meeting", "direction": ""}, hour(2, 8))
    assert outcomes(trade, ref, "report") == [(text(hour(2, 8)), "running")]
    said(trade, ref, ANSWER, hour(3, 8))
    assert outcomes(trade, ref, "report") == [(text(hour(2, 8)), "kept")]
    assert sound(trade)


# Who owes it keeps it


@pytest.mark.parametrize(
    ("owed_by", "who", "direction", "kept"),
    [
        ("client", "", "in", True),
        ("client", "", "", True),  # a call in which both sides spoke
        ("client", "", "out", False),
        ("client", "trainer", "in", False),
        ("client", "funder", "in", False),
        ("participant", "", "in", True),
        ("participant", "M. Untel, stagiaire", "in", True),
        ("participant", "", "out", False),
        ("funder", "funder", "in", True),
        ("funder", "funder", "out", False),
        ("funder", "", "in", False),
        ("us", "", "out", True),
        ("us", "", "", True),
        ("us", "", "in", False),
        ("us", "funder", "out", False),
    ],
)
def test_a_promise_is_kept_by_the_word_of_who_owes_it(
    trade: Trade, owed_by: str, who: str, direction: str, kept: bool
) -> None:
    word = {
        "id": "word",
        "step": "documents",
        "label": "parole",
        "owed_by": owed_by,
        "after": ["received"],
        "length": "5 working days",
        "kept_by": ["log-exchange"],
    }
    changed_settings(trade, word)
    ref = trade.received()
    names = {"trainer": trade.trainer, "funder": lambda: trade.act("new-funder", "", {"name": "OPCO"}).ref}
    person = names[who]() if who in names else who
    exchange = {"summary": "said", "kind": "call", "direction": direction, "who": person}
    said(trade, ref, exchange, hour(2, 8))
    assert states(trade, ref)["word"] == ("kept" if kept else "running")
    assert sound(trade)


def test_a_word_given_before_it_was_owed_doesnt_keep_it(trade: Trade) -> None:
    answer = {"id": "opinion", "step": "quote", "label": "avis", "owed_by": "client"}
    rest = {"after": ["quote_issued"], "length": "10 days", "kept_by": ["log-exchange"]}
    changed_settings(trade, answer | rest)
    ref = trade.drafted()
    said(trade, ref, QUESTION, hour(2, 8))
    trade.at(hour(3, 8)).act("issue-quote", f"{ref}/V1")
    assert states(trade, ref)["opinion"] == "running"
    said(trade, ref, QUESTION, hour(4, 8))
    assert states(trade, ref)["opinion"] == "kept"
    assert sound(trade)


# What acts do again


@pytest.fixture
def telling() -> Iterator[None]:
    """Two acts that only tell: a proposal is sent, a funder has decided."""

    @act("test-send", N_("Send"), on="request")
    def send(doing: Doing, request: Request, _values: None) -> Done:
        doing.happens(Event.PROPOSAL_SENT)
        return Done(request, request.ref)

    @act("test-decide", N_("Decide"), on="request")
    def decide(doing: Doing, request: Request, _values: None) -> Done:
        doing.happens(Event.FUNDING_DECIDED)
        return Done(request, request.ref)

    yield
    for name in ("test-send", "test-decide"):
        del registry._ACTS[name]


@pytest.mark.parametrize(
    ("event", "tells"), [("proposal_sent", "test-send"), ("funding_decided", "test-decide")]
)
def test_what_an_act_tells_opens_a_promise_and_again_once_that_was_closed(
    trade: Trade, telling: None, event: str, tells: str
) -> None:
    opinion = {"id": "opinion", "step": "proposal", "label": "avis", "owed_by": "client"}
    rest = {"after": [event], "length": "10 days", "kept_by": ["log-exchange"]}
    changed_settings(trade, opinion | rest)
    ref = trade.received()
    trade.at(hour(2, 8)).act(tells, ref)
    trade.at(hour(3, 8)).act(tells, ref)  # a second one before the client's opinion on the first
    assert outcomes(trade, ref, "opinion") == [(text(hour(2, 8)), "running")]
    assert each(trade, ref, "opinion")[0]["due_date"] == "2026-06-12"
    said(trade, ref, QUESTION, hour(4, 8))
    trade.at(hour(5, 8)).act(tells, ref)
    assert outcomes(trade, ref, "opinion") == [(text(hour(2, 8)), "kept"), (text(hour(5, 8)), "running")]
    trade.undo()
    assert outcomes(trade, ref, "opinion") == [(text(hour(2, 8)), "kept")]
    assert sound(trade)


def test_a_promise_counts_from_the_latest_of_what_acts_and_people_told(trade: Trade, telling: None) -> None:
    both = {"id": "both", "step": "dates", "label": "après accord", "after": ["accepted", "funding_decided"]}
    changed_settings(trade, both | {"length": "5 working days", "kept_by": ["confirm-slots"]})
    ref, _quote = trade.accepted()
    assert each(trade, ref, "both") == []
    trade.at(hour(8, 8)).act("test-decide", ref)
    assert [item["due_date"] for item in each(trade, ref, "both")] == ["2026-06-15"]
    assert sound(trade)


def test_each_quote_is_owed_an_answer_the_next_one_too(trade: Trade) -> None:
    ref, quote = trade.offered()
    trade.at(hour(3, 8)).act("refuse-quote", quote, {"cause": "price"})
    assert [state for _at, state in outcomes(trade, ref, "quote-answer")] == ["kept"]
    revised = trade.act("revise-quote", quote).ref
    trade.at(hour(5, 8)).act("issue-quote", revised)
    assert outcomes(trade, ref, "quote-answer") == [(text(NOW), "kept"), (text(hour(5, 8)), "running")]
    assert sound(trade)


# From an older program


def test_exchanges_of_an_older_journal_open_nothing_and_answer_what_is_still_owed(trade: Trade) -> None:
    changed_settings(trade, REPLY)
    ref = trade.received()
    said(trade, ref, QUESTION, hour(2, 8))
    said(trade, ref, ANSWER, hour(3, 8))
    said(trade, ref, QUESTION, hour(4, 8))
    _as_version_one(trade)
    retell_commitments(trade.database)
    before = promises(trade, ref)["reply"]
    assert (len(each(trade, ref, "reply")), before["state"]) == (1, "kept")
    trade.act("acknowledge", ref)
    assert outcomes(trade, ref, "reply") == [(before["opened_at"], "kept")]
    said(trade, ref, QUESTION, hour(8, 8))
    assert outcomes(trade, ref, "reply")[1:] == [(text(hour(8, 8)), "running")]
    assert sound(trade)
    kept = dump(trade.database)
    with trade.database.rebuilding() as connection:
        run(connection, "DELETE FROM commitments")
    retell_commitments(trade.database)
    assert dump(trade.database) == kept


def _as_version_one(trade: Trade) -> None:
    """The journal as it was noted before each exchange was."""

    def older(act: str, payload: dict[str, Any]) -> dict[str, Any]:
        clock = payload.get("clock")
        if clock is None:
            return payload
        clock["v"] = 1
        clock["facts"] = {name: at for name, at in clock.get("facts", {}).items() if ":" not in name}
        if act == "log-exchange" and payload["direction"] == "in":
            clock["part"] = True
        # A promise counted from the client's answer as a whole, and only from the first.
        made = clock.get("promises", [])
        clock["promises"] = [[*one[:5], ""] for one in made if one[1] != "reply" or one[5] == "1"]
        return payload

    rewrite_journal(trade.database, older)
