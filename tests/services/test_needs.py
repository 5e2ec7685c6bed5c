"""Needs analyses: opened, answered one by one, validated, revised, read together, given to the proposal."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import BackofficeError, Invalid, Several, each
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.needs.filling import AlreadyOpen, NeedsFrozen
from backoffice.services.needs.proposal import Answer, answers_for_proposal
from backoffice.services.needs.replies import AlreadyImported
from backoffice.services.needs.validating import NeedsIncomplete, OfferWithoutNeeds
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.records import NeedsAnalysis, Questionnaire, Request
from tests.services.conftest import LINE, Trade, dump, journal

FILE = """
format = "questionnaire/1"
code = "BESOIN"
title = "Analyse"
[[questions]]
code = "contexte"
section = "Contexte"
text = "Pourquoi maintenant ?"
kind = "long_text"
mandatory = true
feeds = "context"
[[questions]]
code = "mode"
section = "Organisation"
text = "Sous quelle forme ?"
kind = "choice"
choices = ["site: sur place", "loin: à distance"]
mandatory = true
feeds = "modules"
[[questions]]
code = "motif"
section = "Organisation"
text = "Pourquoi à distance ?"
mandatory = true
shown_if = "mode = loin"
feeds = "modules"
[[questions]]
code = "effectif"
section = "Public"
text = "Combien ?"
kind = "number"
[[questions]]
code = "adaptation"
section = "Accessibilité"
text = "Une adaptation a-t-elle été convenue ?"
kind = "yes_no"
feeds = "accessibility"
"""
BEFORE = """
format = "questionnaire/1"
code = "AVANT"
title = "Avant"
audience = "participants"
[[questions]]
code = "niveau"
section = "Niveau"
text = "Où en êtes-vous ?"
kind = "scale"
feeds = "objectives"
[[questions]]
code = "attente"
section = "Attentes"
text = "Qu’attendez-vous ?"
feeds = "objectives"
"""
TABLE = "Nom;E-mail;Où en êtes-vous ?;attente\n" + "\n".join(
    f"DURAND {n};d{n}@x.fr;{n};attente {chr(64 + n)}" for n in range(1, 6)
)


def opened(trade: Trade, **values: Any) -> str:
    """A dossier being analysed by a questionnaire of its own."""
    trade.act("publish-questionnaire", "", {"text": FILE})
    ref = trade.received(**values)
    trade.act("acknowledge", ref)
    trade.act("open-needs", ref, {"questionnaire": "BESOIN"})
    return ref


def answer(trade: Trade, ref: str, **answers: str) -> None:
    for question, text in answers.items():
        trade.act("answer-needs", ref, {"question": question, "answer": text})


def complete(trade: Trade, ref: str) -> None:
    answer(trade, ref, contexte="Un réseau naît", mode="sur place")


def analysis(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        [found] = unit.session.query(NeedsAnalysis).filter_by(position=int(ref.rpartition("/N")[2]))
        names = ("answers", "replies", "state", "version_no", "validated_by", "questionnaire_version")
        return {name: getattr(found, name) for name in names}


def stage(trade: Trade, ref: str) -> str:
    with trade.database.reading() as unit:
        return unit.find(Request, ref).stage


def for_proposal(trade: Trade, ref: str) -> dict[str, tuple[Answer, ...]]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return dict(answers_for_proposal(doing, unit.find(Request, ref)))


def test_starting_the_analysis_opens_the_questionnaire_that_such_requests_begin_with(trade: Trade) -> None:
    ref = trade.received()
    trade.act("acknowledge", ref)
    before = dump(trade.database)
    trade.act("start-analysis", ref)
    [(code,)] = fetch_all(trade, "SELECT questionnaire_ref FROM needs_analyses")
    assert code == "ANALYSE-INTRA"
    trade.undo()
    assert dump(trade.database) == before


def fetch_all(trade: Trade, query: str) -> list[tuple[Any, ...]]:
    with trade.database.reading() as unit:
        return [tuple(row) for row in fetch(unit.driver, query)]


def test_each_answer_is_an_act_of_its_own_that_is_undone_alone(trade: Trade) -> None:
    ref = opened(trade)
    answer(trade, ref, contexte="Un réseau naît", effectif="12")
    assert analysis(trade, f"{ref}/N1")["answers"] == {"contexte": "Un réseau naît", "effectif": "12"}
    trade.undo()
    assert analysis(trade, f"{ref}/N1")["answers"] == {"contexte": "Un réseau naît"}
    answer(trade, ref, contexte="")
    assert analysis(trade, f"{ref}/N1")["answers"] == {}


def test_the_journal_says_which_question_was_answered_and_nothing_of_the_answer(trade: Trade) -> None:
    ref = opened(trade)
    answer(trade, ref, contexte="Une phrase à ne pas retrouver")
    rows = fetch_all(trade, "SELECT payload FROM journal WHERE act = 'answer-needs'")
    assert "contexte" in rows[-1][0]
    assert "retrouver" not in rows[-1][0]


def test_an_answer_that_isnt_understood_is_refused_and_changes_nothing(trade: Trade) -> None:
    ref = opened(trade)
    before = dump(trade.database)
    for question, text in (("effectif", "beaucoup"), ("mode", "ailleurs"), ("adaptation", "peut-être")):
        with pytest.raises(BackofficeError):
            answer(trade, ref, **{question: text})
    with pytest.raises(Invalid) as wrong:
        answer(trade, ref, inconnue="x")
    assert "contexte, mode, motif" in (wrong.value.remedy or "")
    assert dump(trade.database) == before


def test_words_about_health_are_kept_but_warned_of(trade: Trade) -> None:
    ref = opened(trade)
    warned = trade.run("answer-needs", ref, {"question": "contexte", "answer": "Un agent handicapé arrive"})
    assert any("contexte" in one for one in warned.warnings)
    assert not trade.run("answer-needs", ref, {"question": "adaptation", "answer": "oui"}).warnings


def test_a_file_answers_several_questions_and_tells_all_its_mistakes_at_once(trade: Trade) -> None:
    ref = opened(trade)
    head = 'format = "needs-answers/1"\nquestionnaire = "BESOIN"\n[answers]\n'
    trade.act("fill-needs", ref, {"text": head + 'mode = "loin"\neffectif = 12\nadaptation = false'})
    assert analysis(trade, f"{ref}/N1")["answers"] == {"mode": "loin", "effectif": "12", "adaptation": False}
    with pytest.raises(Several) as wrong:
        trade.act("fill-needs", ref, {"text": head + 'mode = "far"\neffectif = "x"\nz = 1', "file": "a.toml"})
    assert [str(one.place) for one in each(wrong.value)] == [
        "a.toml · answers.mode",
        "a.toml · answers.effectif",
        "a.toml · answers.z",
    ]
    with pytest.raises(Invalid):
        trade.act("fill-needs", ref, {"text": head.replace("BESOIN", "AVANT")})


def test_the_client_validates_a_complete_analysis_and_drafting_begins(trade: Trade) -> None:
    ref = opened(trade)
    answer(trade, ref, mode="à distance")
    with pytest.raises(NeedsIncomplete) as wrong:
        trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    assert "Pourquoi maintenant ?; Pourquoi à distance ?" in wrong.value.message
    complete(trade, ref)
    trade.act("validate-needs", ref, {"name": "I. Chambraud", "on": "2026-05-29"})
    assert stage(trade, ref) == "drafting"
    assert analysis(trade, f"{ref}/N1")["validated_by"] == "I. Chambraud"
    trade.undo()
    assert (stage(trade, ref), analysis(trade, f"{ref}/N1")["state"]) == ("acknowledged", "draft")


def test_validation_cant_be_dated_in_the_future(trade: Trade) -> None:
    ref = opened(trade)
    complete(trade, ref)
    with pytest.raises(Invalid):
        trade.act("validate-needs", ref, {"name": "I. Chambraud", "on": "2031-01-01"})


def test_a_promise_that_counts_from_complete_needs_counts_from_their_validation(trade: Trade) -> None:
    ref = opened(trade)
    complete(trade, ref)
    steps = "SELECT step, open FROM commitments ORDER BY n"
    assert "proposal" not in {step for step, _open in fetch_all(trade, steps)}
    trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    assert "proposal" in {step for step, _open in fetch_all(trade, steps)}
    trade.undo()
    assert "proposal" not in {step for step, _open in fetch_all(trade, steps)}


def test_what_was_validated_stays_and_a_new_version_begins_with_its_answers(trade: Trade) -> None:
    ref = opened(trade)
    complete(trade, ref)
    trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    with pytest.raises(NeedsFrozen):
        answer(trade, f"{ref}/N1", effectif="12")
    assert trade.act("revise-needs", ref).ref == f"{ref}/N2"
    answer(trade, ref, effectif="12")
    first, second = analysis(trade, f"{ref}/N1"), analysis(trade, f"{ref}/N2")
    assert (first["state"], second["state"], second["version_no"]) == ("superseded", "draft", 2)
    assert second["answers"] == first["answers"] | {"effectif": "12"}
    trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    assert stage(trade, ref) == "drafting"


def test_a_new_version_follows_the_last_version_of_its_questionnaire(trade: Trade) -> None:
    ref = opened(trade)
    complete(trade, ref)
    trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    trade.act("remove-questionnaire-question", "BESOIN/L3")
    # The analysis that answers the former version keeps it whole.
    assert analysis(trade, f"{ref}/N1")["questionnaire_version"] == 1
    trade.act("revise-needs", ref)
    assert analysis(trade, f"{ref}/N2")["questionnaire_version"] == 2


def test_offering_without_a_complete_analysis_takes_a_reason(trade: Trade) -> None:
    ref = opened(trade)
    complete(trade, ref)
    trade.act("validate-needs", ref, {"name": "I. Chambraud"})
    trade.act("revise-needs", ref)
    answer(trade, ref, mode="à distance")
    trade.act("draft-offer", ref, {"programme": "COOP"})
    trade.act("add-line", f"{ref}/V1", LINE)
    with pytest.raises(OfferWithoutNeeds) as wrong:
        trade.act("issue-quote", f"{ref}/V1")
    assert wrong.value.wants_reason
    trade.act("issue-quote", f"{ref}/V1", reason="agreed by telephone")
    [(payload,)] = fetch_all(trade, "SELECT payload FROM journal WHERE act = 'issue-quote'")
    assert '"needs_missing":["motif"]' in payload.replace(" ", "")


def test_an_analysis_left_out_with_its_reason_isnt_asked_for_again(trade: Trade) -> None:
    ref = opened(trade)
    trade.act("skip-needs", ref, reason="known client")
    trade.act("draft-offer", ref, {"programme": "COOP"})
    trade.act("add-line", f"{ref}/V1", LINE)
    assert trade.act("issue-quote", f"{ref}/V1").ref == "DEV-2026-0001-1"


def test_a_questionnaire_isnt_asked_twice_and_a_session_of_ours_has_no_client_to_ask(trade: Trade) -> None:
    ref = opened(trade)
    with pytest.raises(AlreadyOpen):
        trade.act("open-needs", ref, {"questionnaire": "BESOIN"})
    session = trade.received(kind="own_session")
    with pytest.raises(Invalid):
        trade.act("open-needs", session, {"questionnaire": "BESOIN"})
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    assert trade.act("open-needs", session, {"questionnaire": "AVANT"}).ref == f"{session}/N1"


def asked_before(trade: Trade) -> str:
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    ref = trade.received()
    return trade.act("open-needs", ref, {"questionnaire": "AVANT"}).ref


def test_participants_answers_come_in_without_their_names(trade: Trade) -> None:
    ref = asked_before(trade)
    says = trade.act("import-replies", ref, {"text": TABLE}).says
    assert "nom, e-mail" in says
    assert analysis(trade, ref)["replies"][0] == {"niveau": 1, "attente": "attente A"}
    kept = str(dump(trade.database)["needs_analyses"]) + str(journal(trade.database))
    assert "DURAND" not in kept
    assert "@x.fr" not in kept


def test_the_same_table_isnt_taken_in_twice_unless_it_is_to_take_the_place_of_what_is_there(
    trade: Trade,
) -> None:
    ref = asked_before(trade)
    trade.act("import-replies", ref, {"text": TABLE})
    with pytest.raises(AlreadyImported):
        trade.act("import-replies", ref, {"text": TABLE})
    trade.act("import-replies", ref, {"text": TABLE + "\nX;x;5;F", "again": True})
    assert len(analysis(trade, ref)["replies"]) == 6
    trade.act("remove-reply", ref, {"n": 6})
    assert len(analysis(trade, ref)["replies"]) == 5


def test_every_wrong_cell_of_a_table_is_told_with_its_line_and_nothing_comes_in(trade: Trade) -> None:
    ref = asked_before(trade)
    with pytest.raises(Several) as wrong:
        trade.act("import-replies", ref, {"text": "niveau;attente\n9;a\n3;b\nx;c"})
    places = [(one.place.line, one.place.path) for one in each(wrong.value)]
    assert places == [(2, "text.niveau"), (4, "text.niveau")]
    assert analysis(trade, ref)["replies"] == []


def test_replies_also_come_from_a_file_or_are_typed_one_by_one(trade: Trade) -> None:
    ref = asked_before(trade)
    text = 'format = "needs-answers/1"\n[[replies]]\nniveau = 4\n[[replies]]\nattente = "Des outils"'
    trade.act("import-replies", ref, {"text": text})
    answer(trade, ref, niveau="2", attente="Du temps")
    trade.act("add-reply", ref)
    found = analysis(trade, ref)
    assert found["replies"][-1] == {"niveau": 2, "attente": "Du temps"}
    assert found["answers"] == {}
    with pytest.raises(Invalid):
        trade.act("add-reply", ref)


def test_the_proposal_is_given_the_answers_by_the_section_that_they_feed(trade: Trade) -> None:
    ref = opened(trade)
    answer(
        trade, ref, contexte="Un réseau naît", mode="à distance", motif="Équipes éloignées", adaptation="o"
    )
    # A hidden answer is none: it doesn't reach the proposal.
    answer(trade, ref, mode="sur place", effectif="12")
    found = for_proposal(trade, ref)
    assert list(found) == ["context", "modules", "accessibility"]
    assert [(one.code, one.text, one.source) for one in found["modules"]] == [
        ("mode", "sur place", f"{ref}/N1")
    ]
    assert found["accessibility"][0].text == "yes"


def test_the_proposal_is_told_what_participants_said_together_once_there_are_five_of_them(
    trade: Trade,
) -> None:
    ref = asked_before(trade)
    request = ref.partition("/")[0]
    trade.act("import-replies", ref, {"text": "\n".join(TABLE.split("\n")[:5])})
    held = for_proposal(trade, request)["objectives"]
    assert all("Fewer than 5 answers" in one.text for one in held)
    trade.act("import-replies", ref, {"text": TABLE, "again": True})
    level, wishes = for_proposal(trade, request)["objectives"]
    assert (level.replies, level.text.split("\n")[0]) == (5, "Mean 3 of 5 (15 / 5)")
    assert wishes.text.split("\n") == [f"attente {letter}" for letter in "ABCDE"]


def test_a_template_used_by_a_dossier_is_copied_before_it_changes(trade: Trade) -> None:
    ref = opened(trade)
    trade.act("edit-questionnaire-question", "BESOIN/L4", question("effectif", text="Combien de personnes ?"))
    with trade.database.reading() as unit:
        versions = [
            (one.version_no, one.questions[3].text)
            for one in unit.session.query(Questionnaire).filter_by(ref="BESOIN").order_by("version_no")
        ]
    assert versions == [(1, "Combien ?"), (2, "Combien de personnes ?")]
    assert analysis(trade, f"{ref}/N1")["questionnaire_version"] == 1


def question(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "section": "Public", "text": "?", "kind": "number"} | more


def test_a_question_that_another_depends_on_stays_until_it_doesnt(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": FILE})
    with pytest.raises(BackofficeError) as wrong:
        trade.act("remove-questionnaire-question", "BESOIN/L2")
    assert wrong.value.code == "unknown_question"


def test_a_question_made_in_its_form_is_refused_at_the_field_to_mend(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": FILE})
    values = question("retour", kind="text", shown_if="retour2")
    with pytest.raises(BackofficeError) as wrong:
        trade.act("add-questionnaire-question", "BESOIN", values)
    assert (wrong.value.code, wrong.value.place.path) == ("unknown_question", "shown_if")
    with pytest.raises(BackofficeError) as wrong:
        trade.act("add-questionnaire-question", "BESOIN", question("sante", text="Quel handicap ?"))
    assert wrong.value.code == "asks_why"


def test_a_question_goes_after_those_of_its_section_and_can_be_moved(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": FILE})
    trade.act("add-questionnaire-question", "BESOIN", question("lieu", section="Organisation", kind="text"))
    assert order(trade) == ["contexte", "mode", "motif", "lieu", "effectif", "adaptation"]
    trade.act("move-questionnaire-question", "BESOIN/L4", {"rank": 1})
    assert order(trade) == ["lieu", "contexte", "mode", "motif", "effectif", "adaptation"]
    trade.undo()
    assert order(trade) == ["contexte", "mode", "motif", "lieu", "effectif", "adaptation"]


def order(trade: Trade) -> list[str]:
    with trade.database.reading() as unit:
        return [one.code for one in unit.find(Questionnaire, "BESOIN").questions]


def test_a_section_is_renamed_for_all_its_questions(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": FILE})

    def sections() -> list[str]:
        with trade.database.reading() as unit:
            return [one.body["section"] for one in unit.find(Questionnaire, "BESOIN").questions]

    before = sections()
    trade.act("rename-section", "BESOIN/L1", {"section": "Pour commencer"})
    assert sections() == ["Pour commencer" if one == before[0] else one for one in before]


def test_two_questionnaires_dont_begin_the_same_kind_of_request(trade: Trade) -> None:
    text = FILE.replace('title = "Analyse"', 'title = "Analyse"\nkinds = ["intra"]')
    with pytest.raises(BackofficeError) as wrong:
        trade.act("publish-questionnaire", "", {"text": text})
    assert (wrong.value.code, "ANALYSE-INTRA" in wrong.value.message) == ("two_usual", True)


def test_what_is_printed_of_an_analysis_is_kept_and_a_blank_one_isnt(trade: Trade) -> None:
    ref = opened(trade)
    result = trade.run("print-needs", ref, {"blank": True})
    assert [one.name for one in result.prints] == [f"QUESTIONNAIRE-{ref}-N1.pdf"]
    assert result.prints[0].data.startswith(b"%PDF")
    complete(trade, ref)
    assert trade.run("print-needs", ref, {}).copies[0].path == f"{ref}/ANALYSE-{ref}-N1.pdf"
    trade.run("print-needs", ref, {})
    printed = "SELECT kind, version_no FROM documents ORDER BY version_no"
    assert fetch_all(trade, printed) == [("questionnaire", 1)]
    answer(trade, ref, effectif="9")
    trade.run("print-needs", ref, {})
    assert [row[1] for row in fetch_all(trade, printed)] == [1, 2]
    assert not [one for one in examine_database(trade.database) if one.code != "open_rights"]


def test_opening_another_questionnaire_of_the_clients_takes_the_place_of_the_one_begun(trade: Trade) -> None:
    ref = opened(trade)
    trade.act("open-needs", ref, {"questionnaire": "ONZE-ETAPES"})
    assert analysis(trade, f"{ref}/N1")["state"] == "superseded"
    answer(trade, ref, ecosysteme_ou="2")
    assert analysis(trade, f"{ref}/N2")["answers"] == {"ecosysteme_ou": 2}
