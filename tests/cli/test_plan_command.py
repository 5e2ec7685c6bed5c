"""Calendars of a dossier by the command line: proposed, taken, mended, explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

E = "INT-2026-0001"
SLOT = {"module", "block", "date", "half", "start", "end", "trainers", "venue"}
AUTUMN = ("--from", "2026-09-01", "--to", "2026-12-18", "--school", "never")


@pytest.fixture
def undated(call: Call, workspace: Path) -> Path:
    """The demonstration with dossier E's dates taken away."""
    for n in range(1, 11):
        assert call("--as", "sb", "undate-slot", f"{E}/S{n}", folder=workspace).status == 0
    return workspace


def test_the_answer_is_the_contracts(call: Call, undated: Path) -> None:
    said = call("plan", E, *AUTUMN, "--json", folder=undated)
    assert said.status == 0
    answer = said.json
    assert (answer["format"], answer["status"], answer["conflict"]) == ("calendar-answer/1", "optimal", None)
    assert len(answer["alternatives"]) == 3
    for one in answer["alternatives"]:
        assert one["cost"] == sum(term["cost"] for term in one["terms"])
        assert all(term["cost"] == term["amount"] * term["weight"] for term in one["terms"])
        assert len(one["slots"]) == 10
        assert all(set(slot) >= SLOT for slot in one["slots"])
        assert {slot["slot"] for slot in one["slots"]} == {f"{E}/S{n}" for n in range(1, 11)}
        assert [gap["from"] for gap in one["gaps"]] == ["FA-COOP-M3", "FA-COOP-M4"]


def test_people_read_names_days_and_gaps(call: Call, undated: Path) -> None:
    said = call("plan", E, *AUTUMN, "--alternatives", "1", folder=undated)
    assert said.status == 0
    for words in ("Calendar 1", "Maëlle Kerbrat", "Salle du Foirail", "Module 4", "3 weeks"):
        assert words in said.out
    french = call("plan", E, *AUTUMN, "--alternatives", "1", folder=undated, language="fr")
    assert "Calendrier 1" in french.out
    assert "semaines" in french.out


def test_a_calendar_is_taken_and_undone(call: Call, undated: Path) -> None:
    said = call("--as", "sb", "plan", E, *AUTUMN, "--take", "2", "--json", folder=undated)
    assert (said.status, said.json["taken"]) == (0, 2)
    chosen = said.json["alternatives"][1]["slots"]
    slots = call("slots", "--filter", f"ref={E}", "--json", folder=undated).json["items"]
    assert {one["date"] for one in slots} == {one["date"] for one in chosen}
    assert {one["state"] for one in slots} == {"proposed"}
    assert call("--as", "sb", "undo", folder=undated).status == 0
    slots = call("slots", "--filter", f"ref={E}", "--json", folder=undated).json["items"]
    assert {one["state"] for one in slots} == {"to_plan"}


def test_a_calendar_that_isnt_there_isnt_taken(call: Call, undated: Path) -> None:
    said = call(
        "--as", "sb", "plan", E, *AUTUMN, "--alternatives", "1", "--take", "2", "--json", folder=undated
    )
    assert said.errors[0]["remedy"] == "There is 1 of them."


def test_an_impossible_wish_is_explained_with_status_1(call: Call, undated: Path) -> None:
    said = call("plan", E, "--from", "2026-09-01", "--to", "2026-10-01", folder=undated)
    assert said.status == 1
    assert "Nothing after 1 October 2026." in said.out
    assert "What would make it possible:" in said.out
    answer = call("plan", E, "--from", "2026-09-01", "--to", "2026-10-01", "--json", folder=undated)
    assert (answer.status, answer.json["status"], answer.json["alternatives"]) == (1, "impossible", [])
    conflict = answer.json["conflict"]
    assert {"id", "text"} == set(conflict["rules"][0])
    assert "period" in {rule["id"] for rule in conflict["rules"]}
    costs = [one["cost"] for one in conflict["relaxations"]]
    assert costs == sorted(costs)
    assert all({"rule", "field", "to", "cost", "text"} <= set(one) for one in conflict["relaxations"])


def test_dates_are_mended_when_the_client_cant_and_whoever_counts_on_them_is_named(
    call: Call, workspace: Path
) -> None:
    said = call("plan", E, "--repair", folder=workspace)
    assert said.status == 0
    assert "nothing moves" in said.err
    asked = ("plan", E, "--repair", "--avoid", "2026-10-12/2026-10-16", "--school", "never")
    said = call("--as", "sb", *asked, "--take", "1", "--reason", "the client can't", folder=workspace)
    assert said.status == 0
    for words in ("S5*", "To be told: Maëlle Kerbrat", "Idriss Benamar", "Caisse des familles"):
        assert words in said.out
    moved = call("slots", "--filter", f"ref={E}", "--json", folder=workspace).json["items"]
    assert {one["state"] for one in moved} == {"confirmed", "held"}


@pytest.mark.parametrize(
    "arguments",
    [
        (E, "--problem", "x.json"),
        (E, "--alternatives", "9"),
        (E, "--school", "maybe"),
    ],
)
def test_what_cant_be_asked_is_a_usage_mistake(call: Call, arguments: tuple[str, ...]) -> None:
    assert call("plan", *arguments, "--json").status == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("INT-1999-0001",), "not_found"),
        ((E, "--from", "31/12"), "invalid"),
        ((E, "--avoid", "2026-10-12/2026-10-01"), "invalid"),
        ((E, "--from", "9999-12-31"), "invalid"),
        ((E, "--from", "2026-10-12", "--to", "2026-10-01"), "invalid"),
        ((E, "--keep", f"{E}/S99"), "not_found"),
        ((E, "--without", "TRA-9999"), "not_found"),
        ((E, "--group", "G7"), "not_found"),
        ((E,), "nothing_to_plan"),
    ],
)
def test_a_wish_that_leads_nowhere_says_so(call: Call, arguments: tuple[str, ...], code: str) -> None:
    assert [one["code"] for one in call("plan", *arguments, "--json").errors] == [code]
