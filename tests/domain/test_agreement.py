"""A quote stands for the training agreement only when nothing of D.6353-1 is missing."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from backoffice.domain.agreement import Terms, against, missing_conditions
from backoffice.domain.programme import Conditions, Minutes, Module, Pace, Part, Supervision

WHOLE = Terms(
    title="Conduire la coopération",
    objectives="formuler un changement durable",
    content="trois modules",
    means="dossier de travail",
    minutes=2_100,
    period="automne 2026",
    conduct="ateliers",
    follow_up="feuille d'émargement",
    recognition="certificat de réalisation",
    price="1132135",
    payment="30 jours",
    client_kind="association",
    training_action=True,
    allowed=True,
)
ITEMS = [field.name for field in fields(Terms)][:11]


def test_a_whole_quote_to_an_employer_stands_for_the_agreement() -> None:
    assert against(WHOLE) == ()


@pytest.mark.parametrize("name", ITEMS)
def test_one_item_missing_is_enough_to_keep_it_from_standing(name: str) -> None:
    empty = 0 if name == "minutes" else ""
    assert len(against(replace(WHOLE, **{name: empty}))) == 1


def test_each_item_missing_is_named_once() -> None:
    nothing = replace(WHOLE, **{name: 0 if name == "minutes" else "" for name in ITEMS})
    assert len(set(against(nothing))) == len(ITEMS) == 11


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"client_kind": "individual"}, "individual"),
        ({"training_action": False}, "training action"),
        ({"allowed": False}, "settings"),
    ],
)
def test_an_individual_an_open_question_or_the_settings_keep_it_from_standing(
    change: dict[str, object], word: str
) -> None:
    [reason] = against(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert word in reason


def test_what_the_law_asks_of_time_without_a_trainer_is_named_with_its_part() -> None:
    alone = Part("Lectures", Minutes.exactly(90), pace=Pace.OWN_PACE, conditions=Conditions("par courriel"))
    live = Part("Atelier", Minutes.exactly(210))
    work = Part("En poste", Minutes.exactly(420), supervision=Supervision.WORKPLACE)
    module = Module("M", "Module 1", "Essai", parts=(live, alone, work))
    titles = [title for title, _lack in missing_conditions((module,))]
    assert titles == ["Lectures", "Lectures", "En poste", "En poste", "En poste", "En poste"]
