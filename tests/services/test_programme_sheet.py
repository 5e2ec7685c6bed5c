"""A programme's sheet for the public: all that it must say, results only with their count and method."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from backoffice.content.base import build
from backoffice.content.programme import ProgrammeFile
from backoffice.content.writing import file_text
from backoffice.documents.sheets import ProgrammeSheet
from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing, acts
from backoffice.services.catalogue import SamePublication
from backoffice.services.codes import CodeStays
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.programme_sheet import programme_sheet
from backoffice.store.records import Programme
from tests.services.conftest import PROGRAMME, Trade

RESULT = """
[[results]]
label = "Satisfaction"
value = "96 %"
count = 48
method = "moyenne des notes"
period = "2025"
"""
FULL = (
    PROGRAMME.replace(
        "objectives =",
        """
aim = "Travailler ensemble."
audience = "Agents de développement."
funding = "Plan de développement des compétences de l'employeur."
accessibility = "Adaptations étudiées sur demande."
requirements = [{ kind = "diploma", text = "Un diplôme de niveau 5", mandatory = false, proof = "copie" }]
access_delays = [{ text = "Réponse sous 15 jours." }]
shown_prices = [{ label = "Inter", cents = 73000, per = "person", members_only = true }]
objectives =""",
    )
    + RESULT
)


def opening(trade: Trade, act: str, ref: str) -> dict[str, Any]:
    """What the form opens with."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return dict(acts()[act].opening(doing, resolve(unit, ref).record))


def page(trade: Trade, ref: str = "COOP") -> str:
    [printed] = trade.run("print-programme", ref).prints
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(printed.data)).pages)
    return re.sub(r"\s+", " ", text)


def test_the_sheet_says_all_that_the_public_must_be_able_to_read(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": FULL})
    said = page(trade)
    for fact in (
        "Travailler ensemble.",
        "Agents de développement.",
        "Un diplôme de niveau 5 (recommandé) ; preuve : copie",
        "Réponse sous 15 jours.",
        "730,00 € par personne (adhérents) – Inter",
        "Plan de développement des compétences",
        "Adaptations étudiées sur demande.",
        "ateliers",
        "0 %",
        "Référent handicap",
        "Enregistré",
    ):
        assert fact in said, fact


def test_a_result_is_shown_with_its_count_and_its_method(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": FULL})
    assert "96 % 48 réponses · moyenne des notes · 2025" in page(trade)
    for missing in ("count = 48\n", 'method = "moyenne des notes"\n'):
        with pytest.raises(BackofficeError) as refused:
            trade.act("publish-programme", "", {"text": FULL.replace(missing, "")})
        assert "results" in str(refused.value.place)


def test_without_requirement_or_price_it_says_so(trade: Trade) -> None:
    said = page(trade)
    assert "Prérequis Aucun." in said
    assert "Prix Sur devis" in said


def test_the_snapshot_stays_readable(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": FULL})
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        sheet = programme_sheet(doing, unit.find(Programme, "COOP"))
    assert ProgrammeSheet.from_json(sheet.to_json()) == sheet


def test_editing_the_text_makes_a_new_version_and_leaves_the_old_one(trade: Trade) -> None:
    opened = opening(trade, "edit-programme", "COOP")
    assert opened["file"] == "COOP.toml"
    with pytest.raises(SamePublication):
        trade.act("edit-programme", "COOP", opened)
    trade.act(
        "edit-programme", "COOP", opened | {"text": opened["text"].replace("Coopérer", "Coopérer mieux", 1)}
    )
    with trade.database.reading() as unit:
        last = unit.find(Programme, "COOP")
        assert last.version_no == 2
        assert last.title == "Coopérer mieux"
        assert resolve(unit, "COOP").record.version_no == 2


def test_the_code_stays_and_what_is_wrong_is_told_with_its_place(trade: Trade) -> None:
    text = opening(trade, "edit-programme", "COOP")["text"]
    with pytest.raises(CodeStays):
        trade.act("edit-programme", "COOP", {"text": text.replace('"COOP"', '"AUTRE"', 1)})
    with pytest.raises(BackofficeError) as refused:
        trade.act("edit-programme", "COOP", {"text": text.replace("title", "titel", 1), "file": "c.toml"})
    assert "This key isn't known here." in refused.value.message


def test_its_texts_are_edited_as_a_form_and_the_rest_stays(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": FULL})
    opened = opening(trade, "describe-programme", "COOP")
    assert opened["audience"] == "Agents de développement."
    draft = trade.act("describe-programme", "COOP", opened | {"funding": "Fonds propres."}).ref
    assert draft == "COOP/V3"
    with trade.database.reading() as unit:
        assert unit.find(Programme, "COOP").version_no == 2
    trade.act("publish-draft", draft)
    with trade.database.reading() as unit:
        body = unit.find(Programme, "COOP").body
    read = build(ProgrammeFile, body)
    assert read.funding == "Fonds propres."
    assert read.results[0].count == 48
    assert 'funding = "Fonds propres."' in file_text(read)


def test_a_retired_programme_is_printed_as_a_draft(trade: Trade) -> None:
    trade.act("retire-programme", "COOP")
    assert "BROUILLON" in page(trade)


def test_the_sheet_says_by_which_content_and_method_an_objective_is_reached(trade: Trade) -> None:
    said = '"Nommer les cadres", modules = ["M2"], method = "Étude de cas", evaluation = "quiz"'
    trade.act("publish-programme", "", {"text": PROGRAMME.replace('"Nommer les cadres"', said)})
    assert "Module 2 · Étude de cas" in " ".join(page(trade).replace("\u00a0", " ").split())
