"""What people read on the command line is said in their words: no token, no key, nothing for nothing."""

from __future__ import annotations

import re

import pytest

from backoffice.services.lists import columns_of
from tests.cli.conftest import Call

E = "INT-2026-0001"
TOKEN = re.compile(r"(?<![\w/.-])[a-z]+_[a-z_]+(?![\w/.-])")
SAID = [
    ("commitments",),
    ("commitments", "--explain", E),
    ("due", "--days", "60"),
    ("tasks",),
    ("figures", "commitments"),
    ("figures", "offers"),
    ("figures", "load"),
    ("deadline", "2026-11-02", "10 ouvrables", "--explain"),
    ("show", f"{E}/C1"),
    ("show", f"{E}/T1"),
    *((name,) for name in ("requests", "clients", "quotes", "slots", "documents", "groups", "users")),
    *((name,) for name in ("trainers", "venues", "programmes", "task-templates", "rate-cards")),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("arguments", SAID, ids=" ".join)
def test_no_token_is_left_in_what_people_read(call: Call, arguments: tuple[str, ...], language: str) -> None:
    said = call(*arguments, language=language)
    assert said.status == 0
    assert TOKEN.findall(said.out) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_headings_of_lists_are_those_of_the_screens(call: Call, language: str) -> None:
    head = call("requests", language=language).out.splitlines()[0]
    assert head.split()[0] == {"fr": "Référence", "en": "Reference"}[language]
    assert not set(head.split()) & set(columns_of("requests"))


def test_who_owes_and_how_it_stands_are_words(call: Call) -> None:
    said = call("commitments", "--explain", E, language="fr").out
    assert f"{E}/C1 · accusé de réception · nous · tenu" in said
    said = call("figures", "commitments", language="fr").out
    assert "première réponse" in said
    assert "Caisse des familles du Haut-Taurion" in said
    assert "juin 2026" in said


@pytest.mark.parametrize(
    ("days", "language", "words"),
    [
        ("0", "fr", "Rien n’est en retard, ni à faire aujourd’hui."),
        ("1", "en", "Nothing is late, nor due within 1 day."),
    ],
)
def test_nothing_due_is_one_sentence(call: Call, days: str, language: str, words: str) -> None:
    said = call("due", "--days", days, language=language)
    assert said.out.splitlines() == [words]
    assert said.err == ""


def test_a_list_without_anything_prints_no_heading(call: Call) -> None:
    said = call("commitments", "--filter", "state=late", language="fr")
    assert said.out == ""
    assert said.err.startswith("Rien, sur ")
