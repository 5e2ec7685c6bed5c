"""Bad input: one clear message with its place and what to do; nothing typed or stored is lost."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from backoffice.store.database import Database
from tests.cli.conftest import Call
from tests.services.conftest import dump

E = "INT-2026-0001"
REQUEST = ("--topic", "T", "--client", "CLI-0001")


@pytest.mark.parametrize(
    ("arguments", "path", "words"),
    [
        (("new-client", "--name", "Essai", "--siret", "999 017 429 00014"), "siret", "SIRET"),
        (("new-client", "--siret", "999 017 429 00013"), "name", "needed"),
        (("new-trainer", "--name", "N", "--day-cost", "12,3,4"), "day_cost_cents", "12,3,4"),
        (("new-trainer", "--name", "N", "--email", "nobody"), "email", "nobody"),
        (("receive-request", *REQUEST, "--received-at", "30/02/2026 9h"), "received_at", "30/02/2026"),
        (("receive-request", *REQUEST, "--received-at", "12/03/0026 9h"), "received_at", "26"),
        (("receive-request", *REQUEST, "--kind", "cake"), "kind", "cake"),
        (("move-slot", f"{E}/S1", "--day", "31/11/2026"), "day", "31/11/2026"),
        (("move-slot", f"{E}/S1", "--start", "25h"), "start", "25h"),
        (("wait-for", E, "--chase-on", "someday"), "chase_on", "someday"),
    ],
)
def test_a_wrong_value_is_told_with_its_field_and_a_remedy(
    call: Call, arguments: tuple[str, ...], path: str, words: str
) -> None:
    errors = {error["path"]: error for error in call(*arguments, "--json").errors}
    assert set(errors) == {path}
    assert words in errors[path]["message"]


def test_all_wrong_values_of_a_form_are_told_at_once(call: Call) -> None:
    said = call("new-trainer", "--name", "", "--siret", "1", "--max-days-week", "9", "--kind", "x", "--json")
    assert {error["path"] for error in said.errors} == {"name", "siret", "max_days_week", "kind"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("move-slot", f"{E}/S1", "--start", "12h30", "--finish", "9h"), "bad_slot"),
        (("move-slot", f"{E}/S1", "--day", "2027-03-28", "--start", "2h30"), "nonexistent_time"),
        (("move-slot", f"{E}/S2", "--start", "9h", "--finish", "12h30"), "slot_conflict"),
        (("acknowledge", E), "move_refused"),
        (("confirm-slot", f"{E}/S1"), "slot_move_refused"),
        (("edit-line", "DEV-2026-0001-1/L1", "--label", "Autre"), "not_a_draft"),
        (("accept-quote", "DEV-2026-0001-1", "--name", "N", "--on", "28/5/2026"), "quote_not_live"),
        (("edit-client", "CLI-0042", "--name", "N"), "not_found"),
        (("new-client", "--name", "N", "--occurred-at", "2026-06-02T00:00:00Z"), "in_the_future"),
        (("new-client", "--name", "N", "--occurred-at", "someday"), "invalid"),
        (("new-client", "--values", "nowhere.json"), "unreadable"),
    ],
)
def test_what_the_trade_refuses_is_told_with_what_to_do_and_nothing_changes(
    call: Call, demo_folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    opened = Database.open(demo_folder / "backoffice.db")
    before = dump(opened)
    [error] = call(*arguments, "--json").errors
    assert error["code"] == code
    assert error["remedy"]
    assert dump(opened) == before
    opened.close()


def test_two_overlapping_slots_of_a_trainer_say_who_where_and_the_way_out(
    call: Call,
) -> None:
    [error] = call("move-slot", f"{E}/S2", "--start", "9h", "--finish", "12h30", "--json").errors
    assert "Maëlle Kerbrat" in error["message"]
    assert "07/09/2026" in error["message"]
    assert "Choose another" in error["remedy"]


def test_a_refused_move_lists_those_allowed(call: Call) -> None:
    [error] = call("acknowledge", E, "--json").errors
    assert "close" in error["remedy"]
    assert "withdraw" in error["remedy"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"name": "A", "name": "B"}', None),
        ('{"name": "A", "siret": NaN}', None),
        ('{"name": "A"', None),
        ("[1, 2]", None),
        ('{"name": "A", "colour": "red"}', "colour"),
        ('{"name": ["A"]}', "name"),
        ('{"name": "\\ud800"}', None),
    ],
)
def test_a_file_of_values_is_checked_like_a_form(
    call: Call, tmp_path: Path, text: str, path: str | None
) -> None:
    file = tmp_path / "valeurs.json"
    file.write_text(text, encoding="utf-8")
    [error] = call("new-client", "--values", str(file), "--json").errors
    assert error["path"] == path


@pytest.mark.parametrize("kind", ["foreign", "empty", "text", "missing"])
def test_a_database_that_is_another_programs_is_refused_and_left_as_it_is(
    call: Call, workspace: Path, kind: str
) -> None:
    path = workspace / "backoffice.db"
    path.unlink()
    if kind == "foreign":
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE theirs (a)")
        other.commit()
        other.close()
    if kind in ("empty", "text"):
        path.write_bytes(b"" if kind == "empty" else b"dear diary")
    before = path.read_bytes() if path.exists() else None
    for arguments in (("requests", "--json"), ("new-client", "--name", "N", "--json"), ("doctor", "--json")):
        [error] = call(*arguments, folder=workspace).errors
        assert str(path) in error["file"]
        assert error["remedy"]
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("999 017 429 00013", "999 017 429 00014"), "organisation.siret"),
        (('theme = "dark"', 'theme = "dark"\npassword = "x"'), "workstation.password"),
        (("2026-08-03", "2026-08-33"), None),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_place(
    call: Call, workspace: Path, change: tuple[str, str], path: str | None
) -> None:
    config = workspace / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    [error] = call("config", "check", "--json", folder=workspace).errors
    assert error["path"] == path
    assert error["file"].endswith("config.toml")
    assert (error["line"] is not None) == (path is None)


def test_a_password_in_the_settings_is_refused_and_never_shown(call: Call, workspace: Path) -> None:
    config = workspace / "config.toml"
    secret = "postgresql://er:s3cret@db.example/office"
    config.write_text(config.read_text(encoding="utf-8").replace('"backoffice.db"', f'"{secret}"'))
    said = call("requests", "--json", folder=workspace)
    assert [error["code"] for error in said.errors] == ["password_in_file"]
    assert "s3cret" not in said.out + said.err


# -- hostile texts

HOSTILE = 'Salle [/] B <b>& "Œuvre" =1+1'
FORMULAS = ["=1+1", "+33 5", "-2", "@sum", "'quoted", "=cmd|' /C calc'!A0"]


def test_a_hostile_name_is_shown_whole_everywhere_and_obeyed_nowhere(call: Call, workspace: Path) -> None:
    made = call("new-venue", "--name", f"\x1b[2J\u202e{HOSTILE}\x07", "--json", folder=workspace)
    ref = made.json["ref"]
    assert call("show", ref, "--json", folder=workspace).json["name"] == f"[2J{HOSTILE}"
    for said in (call("show", ref, folder=workspace), call("venues", folder=workspace)):
        assert HOSTILE in said.out
        assert "\x1b[2J" not in said.out + said.err
    found = call("venues", "--search", "oeuvre <b>&", "--json", folder=workspace)
    assert found.json["matched"] == 1


def test_formulas_are_inert_in_csv(call: Call, workspace: Path) -> None:
    def names() -> set[str]:
        return {item["name"] for item in call("funders", "--json", folder=workspace).json["items"]}

    before = names()
    for text in FORMULAS:
        assert call("new-funder", f"--name={text}", "--json", folder=workspace).status == 0
    rows = list(csv.reader(io.StringIO(call("funders", "--csv", folder=workspace).out)))
    written = {row[1] for row in rows[1:]} - before
    assert len(written) == len(FORMULAS)
    assert not any(name[0] in "=+-@\t\r" for name in written)
    assert names() - before == set(FORMULAS)


def test_a_text_of_ten_thousand_characters_is_kept_whole_or_refused_never_cut(
    call: Call, workspace: Path, tmp_path: Path
) -> None:
    long = "mot " * 2_500
    assert call("new-client", "--name", long, "--json", folder=workspace).errors[0]["path"] == "name"
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"name": "Long", "note": long}))
    ref = call("new-client", "--values", str(file), "--json", folder=workspace).json["ref"]
    assert call("show", ref, "--json", folder=workspace).json["note"] == long.strip()


def test_the_same_key_twice_from_the_command_line_makes_one(call: Call, workspace: Path) -> None:
    arguments = ("new-client", "--name", "Une fois", "--key", "k1", "--json")
    first, second = call(*arguments, folder=workspace).json, call(*arguments, folder=workspace).json
    assert (first["again"], second["again"], second["ref"]) == (False, True, first["ref"])
    assert call("undo", "--json", folder=workspace).json["undone"] == "new-client"


def test_nobody_can_be_waited_for_from_the_command_line(call: Call, workspace: Path) -> None:
    call("wait-for", E, "--whom", "client", folder=workspace)
    assert call("show", E, "--json", folder=workspace).json["waiting_for"] == "client"
    call("wait-for", E, "--whom", "", folder=workspace)
    assert call("show", E, "--json", folder=workspace).json["waiting_for"] is None


def test_editing_one_field_leaves_the_others(call: Call, workspace: Path) -> None:
    before = call("show", E, "--json", folder=workspace).json
    assert call("edit-request", E, "--places", "Aubusson", "--json", folder=workspace).status == 0
    after = call("show", E, "--json", folder=workspace).json
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"places", "version"}


def test_a_fault_of_the_program_is_one_line_that_holds_nothing_typed(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backoffice.services.office import Office

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("Caisse des familles")

    monkeypatch.setattr(Office, "show", broken)
    [error] = call("show", E, "--json").errors
    assert (error["code"], error["remedy"] is not None) == ("crash", True)
    said = call("show", E)
    assert said.status == 1
    assert "RuntimeError" in said.err
    assert "Caisse" not in said.err + said.out
    assert "Traceback" not in said.err
