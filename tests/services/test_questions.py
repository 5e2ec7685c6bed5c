"""Open questions: asked on anything, answered or dropped, never forgotten when a quote leaves."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.questions import QuestionClosed, QuestionsOpen
from backoffice.store.doctor import examine_database
from backoffice.store.records import OpenQuestion, Request
from tests.services.conftest import PROGRAMME, Trade, dump, journal

ASKED = {"text": "Combien d’heures nettes ?"}
OPEN = """
[[questions]]
text = "Les pauses comptent-elles ?"
module = "M1"
seen = [{ value = "7 h", where = "fiche" }, { value = "8 h", where = "site" }]
who = "le commanditaire"
[[questions]]
text = "Quel supplément pour un groupe de plus ?"
"""


def questions(trade: Trade, ref: str) -> list[dict[str, Any]]:
    with trade.database.reading() as unit:
        request = unit.find(Request, ref)
        found = unit.session.query(OpenQuestion).filter_by(request_id=request.id).order_by("position")
        names = ("text", "about", "seen", "state", "who", "contact_id", "answer", "source", "why")
        return [{name: getattr(one, name) for name in names} for one in found]


def question(trade: Trade, ref: str) -> dict[str, Any]:
    [found] = questions(trade, ref)
    return found


def test_a_question_is_called_after_its_dossier_and_says_what_was_seen_where(trade: Trade) -> None:
    ref = trade.received()
    values = ASKED | {"about": "period", "seen": ["7 h; fiche du 20 mai", "8 h 30"], "who": "I. Chambraud"}
    assert trade.act("ask-question", ref, values).ref == f"{ref}/Q1"
    assert trade.act("ask-question", ref, ASKED).ref == f"{ref}/Q2"
    first = questions(trade, ref)[0]
    assert first["about"] == "period"
    assert first["seen"] == [
        {"value": "7 h", "where": "fiche du 20 mai"},
        {"value": "8 h 30", "where": ""},
    ]
    assert (first["who"], first["state"]) == ("I. Chambraud", "open")


@pytest.mark.parametrize(
    ("on", "about"),
    [("{}/M1", "M1"), ("{}/S2", "S2"), ("{}/V1", "V1"), ("{}/V1/L1", "V1/L1"), ("GRP-0001", "GRP-0001")],
)
def test_asked_from_a_part_it_bears_on_that_part(trade: Trade, on: str, about: str) -> None:
    ref = trade.drafted()
    with trade.database.reading() as unit:
        from backoffice.services.acts import acts
        from backoffice.services.kinds import resolve

        found = resolve(unit, on.format(ref)).record
        opening = acts()["ask-question"].opening
        assert opening is not None
        opened = opening(None, found)  # type: ignore[arg-type]
    assert opened["about"] == about
    trade.act("ask-question", on.format(ref), ASKED | opened)
    assert question(trade, ref)["about"] == about


@pytest.mark.parametrize(
    "about", ["M9", "S99", "colour", "CLI-0001", "programme.colour", "INT-2026-0001", "/", "V1"]
)
def test_a_question_about_something_that_isnt_there_is_refused(trade: Trade, about: str) -> None:
    ref = trade.received()
    before = dump(trade.database)
    with pytest.raises(Invalid) as raised:
        trade.act("ask-question", ref, ASKED | {"about": about})
    assert raised.value.place.path == "about"
    assert dump(trade.database) == before


def test_a_part_of_another_dossier_isnt_meant(trade: Trade) -> None:
    other, ref = trade.drafted(), trade.received()
    with pytest.raises(Invalid):
        trade.act("ask-question", ref, ASKED | {"about": f"{other}/M1"})


def test_who_answers_may_be_anybody_of_the_directory_or_words(trade: Trade) -> None:
    ref = trade.received()
    contact = trade.act("new-contact", "", {"client": "CLI-0001", "name": "Chambraud"}).ref
    trade.act("ask-question", ref, ASKED | {"who": contact})
    assert question(trade, ref)["contact_id"] == 1
    for words in ("CON-9999", "Mme Chambraud", "l’accueil"):
        trade.act("edit-question", f"{ref}/Q1", ASKED | {"who": words})
        assert (question(trade, ref)["contact_id"], question(trade, ref)["who"]) == (None, words)


def test_a_merged_contact_takes_its_questions_along(trade: Trade) -> None:
    ref = trade.received()
    double, kept = (
        trade.act("new-contact", "", {"client": "CLI-0001", "name": "Chambraud"}).ref for _n in range(2)
    )
    trade.act("ask-question", ref, ASKED | {"who": double})
    trade.act("merge-contact", double, {"into": kept})
    assert question(trade, ref)["contact_id"] == 2


def test_an_answer_closes_it_and_says_when_and_by_whom(trade: Trade) -> None:
    ref = trade.received()
    trade.act("ask-question", ref, ASKED)
    trade.act("answer-question", f"{ref}/Q1", {"answer": "7 h, pauses comprises."})
    assert (question(trade, ref)["state"], question(trade, ref)["answer"]) == (
        "answered",
        "7 h, pauses comprises.",
    )
    for act, values in (("answer-question", {"answer": "8 h"}), ("drop-question", None)):
        with pytest.raises(QuestionClosed):
            trade.act(act, f"{ref}/Q1", values, reason="x")
    trade.act("reopen-question", f"{ref}/Q1")
    assert (question(trade, ref)["state"], question(trade, ref)["answer"]) == ("open", None)
    with pytest.raises(Invalid):
        trade.act("reopen-question", f"{ref}/Q1")


def test_an_answer_may_give_the_field_its_value_in_the_same_act(trade: Trade) -> None:
    ref = trade.received()
    trade.act("ask-question", ref, ASKED | {"about": "headcount_max"})
    before = dump(trade.database)
    trade.act("answer-question", f"{ref}/Q1", {"answer": "Dix au plus.", "value": "10"})
    with trade.database.reading() as unit:
        assert unit.find(Request, ref).headcount_max == 10
    trade.undo()
    assert dump(trade.database) == before


@pytest.mark.parametrize(
    ("about", "value"), [("headcount_max", "dix"), ("", "10"), ("client", "CLI-9999"), ("kind", "inter")]
)
def test_a_value_that_the_field_cant_take_leaves_everything_as_it_was(
    trade: Trade, about: str, value: str
) -> None:
    ref = trade.received()
    trade.act("ask-question", ref, ASKED | {"about": about})
    before = dump(trade.database)
    with pytest.raises((Invalid, NotFound)):
        trade.act("answer-question", f"{ref}/Q1", {"answer": "A.", "value": value})
    assert dump(trade.database) == before


def test_a_question_is_dropped_for_a_reason(trade: Trade) -> None:
    ref = trade.received()
    trade.act("ask-question", ref, ASKED)
    with pytest.raises(Invalid):
        trade.act("drop-question", f"{ref}/Q1")
    trade.act("drop-question", f"{ref}/Q1", reason="le client renonce au module")
    assert (question(trade, ref)["state"], question(trade, ref)["why"]) == (
        "dropped",
        "le client renonce au module",
    )


def test_a_quote_leaves_with_an_open_question_only_for_a_reason(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("ask-question", ref, ASKED)
    before = dump(trade.database)
    with pytest.raises(QuestionsOpen) as raised:
        trade.act("issue-quote", f"{ref}/V1")
    assert f"{ref}/Q1" in raised.value.message
    assert dump(trade.database) == before
    trade.act("issue-quote", f"{ref}/V1", reason="le client attend le prix")
    with trade.database.reading() as unit:
        from backoffice.store.driver import fetch

        [(payload,)] = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'issue-quote'")
    assert '"open_questions":["Q1"]' in payload
    assert examine_database(trade.database) == ()


def test_once_answered_or_dropped_a_question_holds_nothing_back(trade: Trade) -> None:
    ref = trade.drafted()
    for _n in range(2):
        trade.act("ask-question", ref, ASKED)
    trade.act("answer-question", f"{ref}/Q1", {"answer": "7 h"})
    trade.act("drop-question", f"{ref}/Q2", reason="sans objet")
    trade.act("issue-quote", f"{ref}/V1")


def test_what_a_programme_leaves_open_is_asked_on_the_dossier_that_offers_it(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME + OPEN})
    ref = trade.drafted()
    first, second = questions(trade, ref)
    assert (first["about"], first["source"], first["who"]) == ("M1", "COOP", "le commanditaire")
    assert first["seen"][1] == {"value": "8 h", "where": "site"}
    assert (second["about"], second["state"]) == (None, "open")
    with pytest.raises(QuestionsOpen):
        trade.act("issue-quote", f"{ref}/V1")


def test_a_dossier_made_like_another_asks_again_what_nobody_answered(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME + OPEN})
    former = trade.drafted()
    trade.act("answer-question", f"{former}/Q1", {"answer": "Oui."})
    ref = trade.act("ask-again", former, {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP"}).ref
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="connu")
    trade.act("draft-like", ref, {"like": former})
    assert [one["text"] for one in questions(trade, ref)] == ["Quel supplément pour un groupe de plus ?"]


def test_a_programme_without_questions_is_kept_as_before_they_existed(trade: Trade) -> None:
    with pytest.raises(BackofficeError, match="exactly this"):
        trade.act("publish-programme", "", {"text": PROGRAMME})
    with trade.database.reading() as unit:
        from backoffice.store.records import Programme

        assert "questions" not in unit.find(Programme, "COOP").body


def test_each_act_on_a_question_goes_back(trade: Trade) -> None:
    ref = trade.received()
    states = [dump(trade.database)]
    for act, at, values, reason in (
        ("ask-question", ref, ASKED, ""),
        ("edit-question", f"{ref}/Q1", ASKED | {"about": "period", "who": "er"}, ""),
        ("answer-question", f"{ref}/Q1", {"answer": "A.", "value": "automne"}, ""),
        ("reopen-question", f"{ref}/Q1", None, ""),
        ("drop-question", f"{ref}/Q1", None, "sans objet"),
    ):
        trade.act(act, at, values, reason=reason)
        states.append(dump(trade.database))
    for before in reversed(states[:-1]):
        trade.undo()
        assert dump(trade.database) == before


def test_nobodys_words_are_in_the_journal(trade: Trade) -> None:
    ref = trade.received()
    trade.act("ask-question", ref, {"text": "Secret", "seen": ["Secret; ici"], "who": "Mme Secret"})
    trade.act("answer-question", f"{ref}/Q1", {"answer": "Secret"})
    with trade.database.reading() as unit:
        from backoffice.store.driver import fetch

        assert "Secret" not in repr(fetch(unit.driver, "SELECT payload FROM journal"))
    assert [row[0] for row in journal(trade.database)][-2:] == ["ask-question", "answer-question"]
