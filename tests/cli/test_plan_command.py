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


def test_a_rule_is_eased_by_its_rank_and_for_a_reason(call: Call, undated: Path) -> None:
    asked = ("plan", E, "--from", "2026-09-01", "--to", "2026-10-01")
    ways = call(*asked, "--json", folder=undated).json["conflict"]["relaxations"]
    rank, way = next((n, one) for n, one in enumerate(ways, 1) if one["dates"])
    refused = call("--as", "sb", *asked, "--ease", str(rank), "--json", folder=undated)
    assert refused.errors[0]["message"] == "A rule is broken for a reason."
    said = call(
        "--as", "sb", *asked, "--ease", str(rank), "--reason", "they insist", "--json", folder=undated
    )
    assert (said.status, said.json["taken"]) == (0, rank)
    slots = call("slots", "--filter", f"ref={E}", "--json", folder=undated).json["items"]
    assert {one["date"] for one in slots} == {line.split()[1] for line in way["dates"]}
    assert call("--as", "sb", *asked, "--ease", "3", "--reason", "x", folder=undated).status == 1


def test_what_an_absence_would_move_is_told_then_moved(call: Call, workspace: Path) -> None:
    asked = ("plan", "TRA-0002", "--away", "from 28 September to 11 October 2026")
    said = call(*asked, "--json", folder=workspace)
    assert (said.status, said.json["format"], said.json["trainer"]) == (0, "trainer-away/1", "TRA-0002")
    [dossier] = said.json["dossiers"]
    assert dossier["solved"]
    assert {one["slot"] for one in dossier["changes"]} >= set(dossier["slots"])
    assert "Idriss Benamar" in call(*asked, folder=workspace).out
    done = call("--as", "sb", *asked, "--take", "1", "--reason", "leave", "--json", folder=workspace)
    assert (done.status, done.json["taken"]) == (0, True)
    slots = {
        one["id"]: one["date"]
        for one in call("slots", "--limit", "200", "--json", folder=workspace).json["items"]
    }
    for change in dossier["changes"]:
        assert slots[change["slot"]] == change["now"]["date"]
    again = call(*asked, "--json", folder=workspace)
    assert (again.status, again.json["dossiers"]) == (0, [])
    wrong = call("plan", "TRA-0002", "--away", "now and then", "--json", folder=workspace)
    assert wrong.errors[0]["code"] == "days_not_understood"


def test_the_load_of_trainers_is_counted_by_month(call: Call, workspace: Path) -> None:
    said = call(
        "figures", "load", "--from", "2026-09-01", "--to", "2026-12-31", "--json", folder=workspace
    ).json
    assert (said["format"], said["months"]) == ("load/1", ["2026-09", "2026-10", "2026-11", "2026-12"])
    assert len(said["items"]) == 4 * len({one["trainer"] for one in said["items"]})
    assert sum(one["minutes"] for one in said["items"]) > 0
    lines = call("figures", "load", "--csv", folder=workspace).out.splitlines()
    assert lines[0] == "trainer,name,month,minutes,days"
    assert "Idriss Benamar" in call("figures", "load", folder=workspace).out
