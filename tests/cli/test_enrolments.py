"""Enrolments from the command line: a list from a file, every mistake with its line, the shapes of JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.services.sessions import DAY, PROGRAMME

LIST = """\ufeffNom;Prénom;Fonction;Courriel;Employeur;Payeur
DURAND;Zoé;chargée de mission;zoe@example.org;Parc du Pilat;
"LE GOFF";Yann;;;Commune de Givors;lui-même
"""


@pytest.fixture
def session_ref(call: Call, workspace: Path, tmp_path: Path) -> str:
    """A session of two clients, drafted, dated and opened by commands alone."""

    def told(*arguments: str) -> str:
        said = call(*arguments, "--json", folder=workspace)
        assert said.status == 0, said
        found: str = said.json["ref"]
        return found

    file = tmp_path / "c.toml"
    file.write_text(PROGRAMME.replace('"CONDUIRE"', '"ENRUI"'), encoding="utf-8")
    told("publish-programme", "--text", f"@{file}", "--file", "c.toml")
    parc = told("new-client", "--name", "Parc du Pilat", "--kind", "association")
    told("new-client", "--name", "Commune de Givors", "--kind", "public")
    told("record-membership", parc, "--label", "Adhésion 2027", "--from", "2027-01-01", "--to", "31/12/2027")
    wish = ("--kind", "own_session", "--topic", "Conduire", "--programme", "ENRUI", "--headcount-max", "3")
    ref = told("receive-request", *wish)
    told("draft-offer", ref)
    for slot, start, finish in ((1, "9:30", "12:30"), (2, "14:00", "17:30")):
        hours = ("--start", start, "--finish", finish, "--trainers", "TRA-0001")
        told("date-slot", f"{ref}/S{slot}", "--day", DAY, *hours)
    told("open-session", ref)
    return ref


def test_a_list_in_a_file_is_enrolled_and_each_enrolment_has_a_name(
    call: Call, workspace: Path, session_ref: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text(LIST, encoding="utf-8")
    group = f"{session_ref}/G1"
    [error] = call("enrol", group, "--people", f"@{people}", "--json", folder=workspace).errors
    assert (error["code"], error["line"], error["path"]) == ("proof_missing", 3, "people")
    done = call("enrol", group, "--people", f"@{people}", "--reason", "adhère", "--json", folder=workspace)
    assert done.json["format"] == "act/1"
    shown = call("show", group, "--json", folder=workspace).json
    assert (shown["format"], shown["enrolled"], shown["seats_left"], shown["next_waiting"]) == (
        "group/1",
        2,
        1,
        None,
    )
    assert [(one["id"], one["state"], one["payer"] == "person") for one in shown["participants"]] == [
        (f"{group}/P1", "enrolled", False),
        (f"{group}/P2", "enrolled", True),
    ]
    one = call("show", f"{group}/P2", "--json", folder=workspace).json
    assert set(one) == {
        *("format", "ref", "version", "request", "group", "participant", "client", "state", "payer"),
        *("parts", "since", "until", "waiting_rank", "came_at", "replaced_by", "instead_of", "note"),
        *("requirements", "allowed"),
    }
    assert (one["format"], one["ref"]) == ("enrolment/1", f"{group}/P2")
    assert one["allowed"] == ["withdraw-enrolment", "replace-participant"]


def test_a_list_that_is_wrong_says_all_its_mistakes_with_their_lines(
    call: Call, workspace: Path, session_ref: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.tsv"
    people.write_text("nom\tprénom\tcourriel\nA\tB\tfaux\nC\tD\nC\tD\n", encoding="utf-8")
    said = call("enrol", f"{session_ref}/G1", "--people", f"@{people}", "--json", folder=workspace)
    assert [(error["line"], error["code"]) for error in said.errors] == [
        (2, "invalid"),
        (4, "already_enrolled"),
    ]


def test_a_refused_move_lists_what_is_allowed(call: Call, workspace: Path, session_ref: str) -> None:
    group = f"{session_ref}/G1"
    given = ("--people", "Roux Zoé", "--client", "CLI-0002", "--state", "candidate")
    assert call("enrol", group, *given, folder=workspace).status == 0
    [error] = call("confirm-enrolment", f"{group}/P1", "--json", folder=workspace).errors
    assert error["code"] == "enrolment_move_refused"
    assert "admit" in error["remedy"]


def test_a_quote_for_each_client_and_a_print_run_by_commands(
    call: Call, workspace: Path, session_ref: str
) -> None:
    group = f"{session_ref}/G1"
    pilat = next(
        item["ref"] for item in call("clients", "--search", "Pilat", "--json", folder=workspace).json["items"]
    )
    assert call("enrol", group, "--people", "Roux Zoé", "--client", pilat, folder=workspace).status == 0
    draft = call("draft-client-quote", session_ref, "--client", pilat, "--json", folder=workspace).json["ref"]
    shown = call("show", draft, "--json", folder=workspace).json
    assert (shown["client"], shown["total_cents"]) == (pilat, 18_000)
    run = call("print-sheets", "--from", "2027-04-01", "--to", "2027-04-30", "--json", folder=workspace).json
    names = [Path(file).name for file in run["files"]]
    assert names[0] == "sheets-2027-04-01-2027-04-30.pdf"
    assert f"EMA-{session_ref}-M1-G1.pdf" in names[1:]
    assert Path(run["files"][0]).stat().st_mode & 0o777 == 0o600
    pack = ("print", "trainer_pack", "TRA-0001", "--from", DAY, "--to", DAY, "--json")
    printed = call(*pack, folder=workspace).json
    assert Path(printed["files"][0]).read_bytes().startswith(b"%PDF")
    [error] = call(
        "print-sheets", "--from", "2031-01-01", "--to", "2031-01-02", "--json", folder=workspace
    ).errors
    assert error["code"] == "nothing_to_print"


def test_groups_are_listed_with_those_enrolled_and_the_seats_left(
    call: Call, workspace: Path, session_ref: str
) -> None:
    given = ("--people", "Roux Zoé", "--client", "CLI-0002", "--reason", "r")
    assert call("enrol", f"{session_ref}/G1", *given, folder=workspace).status == 0
    found = call("groups", "--json", folder=workspace).json
    item = next(one for one in found["items"] if one["request"] == session_ref)
    assert (item["enrolled"], item["seats_left"], item["teaching_max"]) == (1, 2, 3)
