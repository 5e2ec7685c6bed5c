"""import and export on the command line: what a script reads, what a person mends, what is left untouched."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call, empty_workspace

RIGHT = "Référence extérieure;Nom;Type;Ville\nX1;Pôle Lin;association;Tulle\nX2;Mer;entreprise;Brest\n"
WRONG = RIGHT + "X3;;association;\nX4;Sel;poisson;\n"


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def count(call: Call, folder: Path, name: str = "clients") -> int:
    total: int = call(name, "--json", folder=folder).json["total"]
    return total


def test_an_import_tells_what_became_of_each_record(call: Call, workspace: Path, clients: Path) -> None:
    said = call("--as", "er", "import", str(clients), "--json", folder=workspace)
    assert said.status == 0
    document = said.json
    assert set(document) == {
        *("format", "dry_run", "partial", "written", "undoable", "counts", "tables", "records"),
        *("warnings", "errors", "errors_total"),
    }
    assert document["format"] == "import/1"
    assert document["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    first = document["records"][0]["ref"]
    assert first.startswith("CLI-")
    assert document["records"][0] == {
        "table": "clients",
        "file": "clients.csv",
        "line": 2,
        "path": None,
        "outcome": "created",
        "ref": first,
        "external_ref": "X1",
        "changes": [],
    }
    again = call("--as", "er", "import", str(clients), "--json", folder=workspace)
    assert again.json["counts"]["unchanged"] == 2
    assert not again.json["written"]
    assert call("doctor", folder=workspace).status == 0


def test_a_bad_line_keeps_everything_out_and_all_are_told(call: Call, workspace: Path, clients: Path) -> None:
    clients.write_text(WRONG, encoding="utf-8")
    before = count(call, workspace)
    said = call("--as", "er", "import", str(clients), "--json", folder=workspace)
    assert said.status == 1
    document = said.json
    assert document["format"] == "error/1"
    assert document["total"] == 2
    assert [(one["line"], one["path"], one["code"]) for one in document["errors"]] == [
        (4, "Nom", "string_too_short"),
        (5, "Type", "not_a_choice"),
    ]
    assert all(
        set(one) == {"code", "message", "file", "line", "path", "remedy"} for one in document["errors"]
    )
    assert count(call, workspace) == before


def test_what_is_right_comes_in_with_partial_and_the_status_still_says_so(
    call: Call, workspace: Path, clients: Path
) -> None:
    clients.write_text(WRONG, encoding="utf-8")
    said = call("--as", "er", "import", str(clients), "--partial", "--json", folder=workspace)
    assert said.status == 1
    assert said.json["format"] == "import/1"
    assert said.json["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 2}
    assert said.json["errors_total"] == 2


def test_a_preview_writes_nothing_and_shows_each_field(call: Call, workspace: Path, clients: Path) -> None:
    made = call("--as", "er", "import", str(clients), "--json", folder=workspace).json["records"][0]["ref"]
    clients.write_text(RIGHT.replace("Tulle", "Brive"), encoding="utf-8")
    said = call("--as", "er", "import", str(clients), "--dry-run", "--json", folder=workspace)
    assert said.status == 0
    assert said.json["records"][0]["changes"] == [{"field": "city", "before": "Tulle", "after": "Brive"}]
    assert not said.json["written"]
    people = call("--as", "er", "import", str(clients), "--dry-run", folder=workspace)
    assert "city: Tulle → Brive" in people.out
    assert "Nothing was written: this was a preview." in people.err
    assert call("show", made, "--json", folder=workspace).json["city"] == "Tulle"


def test_an_import_is_undone_by_undo(call: Call, workspace: Path, clients: Path) -> None:
    before = count(call, workspace)
    call("--as", "er", "import", str(clients), folder=workspace)
    said = call("--as", "er", "undo", "--json", folder=workspace)
    assert said.json["undone"] == "import"
    assert count(call, workspace) == before


def test_a_table_is_read_on_standard_input(
    call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO("Nom\tVille\nPôle Lin\tTulle\n".encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    said = call("--as", "er", "import", "-", "--kind", "clients", "--json", folder=workspace)
    assert said.json["counts"]["created"] == 1


def test_windows_text_is_named_and_then_read(call: Call, workspace: Path, clients: Path) -> None:
    clients.write_bytes(RIGHT.encode("cp1252"))
    [error] = call("--as", "er", "import", str(clients), "--json", folder=workspace).json["errors"]
    assert (error["code"], error["line"]) == ("unreadable", 1)
    assert "--encoding cp1252" in error["remedy"]
    said = call("--as", "er", "import", str(clients), "--encoding", "cp1252", "--json", folder=workspace)
    assert said.json["counts"]["created"] == 2


@pytest.mark.parametrize("name", ["absent.csv", "absent.json", "absent.toml", "liste.csv", "."])
def test_a_file_that_cannot_be_read_is_told(call: Call, workspace: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "liste.csv").write_text("name\nLin\n")
    said = call("--as", "er", "import", str(tmp_path / name), "--json", folder=workspace)
    assert len(said.errors) == 1


def test_every_file_that_cannot_be_read_is_told_at_once(call: Call, workspace: Path, tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a.csv", "b.json")]
    assert len(call("--as", "er", "import", *names, "--json", folder=workspace).errors) == 2


def test_who_imports_must_be_somebody(call: Call, workspace: Path, clients: Path) -> None:
    [error] = call("--as", "zz", "import", str(clients), "--json", folder=workspace).errors
    assert error["code"] == "unknown_user"


def test_a_kind_that_is_none_is_told(call: Call, workspace: Path, clients: Path) -> None:
    said = call("--as", "er", "import", str(clients), "--kind", "poissons", "--json", folder=workspace)
    assert said.errors[0]["code"] == "unknown_kind"


@pytest.mark.parametrize("option", [(), ("--csv",)])
def test_the_demonstration_goes_out_and_comes_back(
    call: Call, demo_folder: Path, tmp_path: Path, option: tuple[str, ...]
) -> None:
    """Into a house that is empty but for its settings: nobody there can act yet, so the service is called."""
    from backoffice.clock import FrozenClock
    from backoffice.services.house import apply_settings
    from backoffice.services.importing.opening import open_all
    from backoffice.services.importing.run import import_records
    from backoffice.store.database import Database
    from tests.services.conftest import ROOT, demo_settings
    from tests.store.postgres import NOW

    said = call("export", str(tmp_path / "out"), *option, "--json")
    assert said.json["format"] == "exported/1"
    database = Database.create(tmp_path / "other.db", FrozenClock(NOW))
    apply_settings(database, demo_settings(), ROOT)
    report = import_records(database, open_all([tmp_path / "out"], None))
    database.close()
    assert not report.errors, report.errors[:3]
    other = empty_workspace(tmp_path / "other")
    (tmp_path / "other.db").rename(other / "backoffice.db")
    call("export", str(tmp_path / "again"), *option, folder=other)
    assert records(tmp_path / "again") == records(tmp_path / "out")
    assert call("doctor", "--json", folder=other).json["findings"] == []


def records(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "records").iterdir()}


def test_an_export_never_overwrites(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    [error] = call("export", str(tmp_path), "--json").errors
    assert error["code"] == "export_refused"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_lists_as_csv_are_inert_and_imported_back(call: Call, workspace: Path, tmp_path: Path) -> None:
    """A name that a spreadsheet would run comes back equal from the list that was printed."""
    before = count(call, workspace)
    call("--as", "er", "new-client", "--name", "=HYPERLINK(1)", folder=workspace)
    call("--as", "er", "new-client", "--name", "'@x", folder=workspace)
    said = call("clients", "--csv", folder=workspace)
    assert "'=HYPERLINK(1)" in said.out
    assert "''@x" in said.out
    path = tmp_path / "clients.csv"
    path.write_text(said.out, encoding="utf-8")
    again = call("--as", "er", "import", str(path), "--json", folder=workspace)
    assert again.json["counts"]["unchanged"] == before + 2


def test_the_schema_of_records_describes_what_is_read(call: Call, demo_folder: Path, tmp_path: Path) -> None:
    from backoffice.content.base import build
    from backoffice.content.record_files import RecordsFile

    schema: dict[str, Any] = call("schema", "records").json
    assert {"clients", "requests", "slots"} <= set(schema["properties"])
    call("export", str(tmp_path / "out"))
    for path in (tmp_path / "out" / "records").iterdir():
        build(RecordsFile, json.loads(path.read_text(encoding="utf-8")), path.name)
    del demo_folder
