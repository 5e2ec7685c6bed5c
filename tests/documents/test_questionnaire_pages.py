"""Questionnaires on paper: blank with room to write, filled, and what participants answered together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backoffice.documents.printing import render
from backoffice.documents.sheets import AttendanceSheet
from backoffice.documents.sheets.questionnaire import (
    QuestionnaireSheet,
    SheetCount,
    SheetQuestion,
    SheetSection,
)

Said = Callable[[bytes], list[str]]
QUESTIONS = (
    SheetQuestion("Pourquoi maintenant ?", "long_text", mandatory=True, answer="Un réseau naît."),
    SheetQuestion("Sous quelle forme ?", "choice", options=("sur place", "à distance"), answer="sur place"),
    SheetQuestion(
        "Où en est le groupe ?", "scale", options=tuple("12345"), low_label="il découvre", high_label="sûr"
    ),
    SheetQuestion("Qui fait quoi ?", "table", columns=("Qui", "Quoi"), rows=(("Anne", "anime"),)),
    SheetQuestion("Une adaptation ?", "yes_no", condition="Seulement si oui", options=("oui", "non")),
    SheetQuestion("Combien ?", "number", unit="personnes"),
)


@pytest.fixture
def filled(sheet: AttendanceSheet) -> QuestionnaireSheet:
    return QuestionnaireSheet(
        language="fr",
        reference="INT-2026-0042/N1",
        version=1,
        organisation=sheet.organisation,
        form="filled",
        title="Analyse du besoin",
        topic="Coopérer",
        client_name="Caisse du Val",
        sections=(SheetSection("Contexte", QUESTIONS),),
        intro="Quelques questions.",
        note="Merci.",
        completeness="7/9",
        validated_by="Claire Rivière",
    )


def test_a_snapshot_comes_back_equal_and_makes_the_same_bytes(filled: QuestionnaireSheet) -> None:
    again = QuestionnaireSheet.from_json(filled.to_json())
    assert again == filled
    assert render(again, draft=False, logo=None).pdf == render(filled, draft=False, logo=None).pdf


def test_a_filled_one_says_answers_who_validated_and_what_is_missing(
    filled: QuestionnaireSheet, said: Said
) -> None:
    text = " ".join(said(render(filled, draft=False, logo=None).pdf))
    for fact in ("Analyse du besoin", "7/9", "Claire Rivière", "Un réseau naît.", "Anne", "anime"):
        assert fact in text, fact
    unanswered = replace(filled, sections=(SheetSection("C", (replace(QUESTIONS[0], answer=""),)),))
    assert "pas encore répondu" in " ".join(said(render(unanswered, draft=False, logo=None).pdf))


def test_a_blank_one_gives_no_answer_and_room_for_each(filled: QuestionnaireSheet, said: Said) -> None:
    blank = replace(filled, form="blank", validated_by="")
    text = " ".join(said(render(blank, draft=False, logo=None).pdf))
    for fact in ("Questionnaire", "Quelques questions.", "sur place", "à distance", "il découvre", "Qui",
                 "Seulement si oui", "personnes", "Date et signature", "réponse attendue"):  # fmt: skip
        assert fact in text, fact
    assert "Un réseau naît." not in text
    anonymous = replace(blank, audience="participants")
    assert "Date et signature" not in " ".join(said(render(anonymous, draft=False, logo=None).pdf))


def test_a_synthesis_counts_and_lists_and_says_what_it_keeps_back(
    filled: QuestionnaireSheet, said: Said
) -> None:
    counted = SheetQuestion(
        "Où en êtes-vous ?", "scale", answered=6, asked=8, told=("Moyenne 3,5",),
        counts=(SheetCount("1 – je découvre", 2), SheetCount("5 – sûr", 4)),
    )  # fmt: skip
    free = SheetQuestion("Quelle question ?", "text", answered=5, asked=8, texts=("Par où ?", "Qui ?"))
    held = SheetQuestion("Avec quoi ?", "text", answered=2, asked=8, told=("Moins de 5 réponses",))
    sections = (SheetSection("Niveau", (counted, free, held)),)
    sheet = replace(filled, form="synthesis", sections=sections, replies=8, validated_by="")
    text = " ".join(said(render(sheet, draft=False, logo=None).pdf))
    for fact in ("8 stagiaires ont répondu", "6 réponses sur 8", "Moyenne 3,5", "1 – je découvre", "Par où ?",
                 "Moins de 5 réponses"):  # fmt: skip
        assert fact in text, fact


@pytest.mark.parametrize("form", ["blank", "filled", "synthesis"])
def test_hostile_and_endless_texts_are_printed_as_they_are_over_as_many_pages_as_it_takes(
    filled: QuestionnaireSheet, said: Said, form: str
) -> None:
    text = "<b>Prix [HT]</b> & " + "mot " * 6_000
    long = SheetQuestion(text[:400], "long_text", answer=text, texts=(text,), answered=5, asked=5)
    grid = SheetQuestion(
        "Qui ?", "table", columns=("A",) * 8, rows=tuple((text[:300],) * 8 for _ in range(80))
    )
    sheet = replace(filled, form=form, sections=(SheetSection(text[:300], (long, grid)),))
    made = render(sheet, draft=False, logo=None)
    assert "<b>Prix [HT]</b> &" in " ".join(said(made.pdf))
    assert form == "blank" or made.pages > 3
