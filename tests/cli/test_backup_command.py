"""`backup`, `restore` and `doctor` as scripts meet them: shapes, exit statuses, what is always said."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from tests.cli.conftest import Call

HASH = re.compile(r"^[0-9a-f]{64}$")


def test_a_backup_tells_what_it_holds(call: Call, tmp_path: Path) -> None:
    said = call("backup", str(tmp_path / "one.zip"), "--json")
    assert said.status == 0
    assert list(said.json) == [
        *("format", "file", "size", "made_at", "program", "organisation", "engine", "journal", "schema"),
        *("files", "sound", "findings"),
    ]
    assert said.json["format"] == "backup/1"
    assert said.json["size"] == (tmp_path / "one.zip").stat().st_size
    assert HASH.match(said.json["journal"]["head"])
    assert {one["name"] for one in said.json["files"]} == {"database.db", "config.toml", "logo"}
    assert all(HASH.match(one["sha256"]) for one in said.json["files"])
    assert (said.json["sound"], said.json["findings"]) == (True, [])


def test_a_restored_workspace_is_as_sound_as_it_says(call: Call, tmp_path: Path) -> None:
    made = call("backup", str(tmp_path / "one.zip"), "--json").json
    said = call("restore", str(tmp_path / "one.zip"), str(tmp_path / "again"), "--json", folder=None)
    assert said.status == 0
    assert list(said.json) == [
        *("format", "folder", "database", "made_at", "program", "organisation", "engine", "journal"),
        *("schema", "upgraded_to", "documents", "left_out", "sound", "findings"),
    ]
    assert said.json["format"] == "restore/1"
    assert said.json["journal"] == made["journal"]
    documents = call("documents", "--json").json["total"]
    assert (said.json["upgraded_to"], said.json["documents"], said.json["left_out"]) == (None, documents, [])
    assert call("doctor", "--json", folder=tmp_path / "again").json["sound"] is True
    for name in ("requests", "quotes", "documents"):
        assert call(name, "--json", folder=tmp_path / "again").json == call(name, "--json").json


def test_people_are_told_the_journals_head_and_the_verdict(call: Call, tmp_path: Path) -> None:
    said = call("backup", str(tmp_path / "one.zip"))
    head = json.loads(zipfile.ZipFile(tmp_path / "one.zip").read("manifest.json"))["journal"]["head"]
    assert head in said.out
    assert "All is sound." in said.out
    assert head in call("restore", str(tmp_path / "one.zip"), str(tmp_path / "again")).out


def test_what_is_there_is_refused(call: Call, workspace: Path, tmp_path: Path) -> None:
    call("backup", str(tmp_path / "one.zip"))
    [error] = call("backup", str(tmp_path / "one.zip"), "--json").errors
    assert error["code"] == "already_there"
    [error] = call("restore", str(tmp_path / "one.zip"), str(workspace), "--json").errors
    assert error["code"] == "not_empty"
    [error] = call("restore", str(workspace / "config.toml"), str(tmp_path / "again"), "--json").errors
    assert error["code"] == "bad_archive"
    assert not (tmp_path / "again").exists()


def test_something_unsound_is_told_and_the_status_says_so(
    call: Call, workspace: Path, tmp_path: Path
) -> None:
    from backoffice.store.database import Database
    from backoffice.store.driver import run
    from tests.store.samples import entry

    opened = Database.open(workspace / "backoffice.db")
    with opened.transaction() as unit:
        run(unit.driver, "UPDATE clients SET search_text = 'x'")
        unit.append(entry())
        unit.commit()
    opened.close()
    made = call("backup", str(tmp_path / "one.zip"), "--json", folder=workspace)
    back = call("restore", str(tmp_path / "one.zip"), str(tmp_path / "again"), "--json")
    for said in (made, back):
        assert said.status == 1
        assert said.json["sound"] is False
        assert {one["code"] for one in said.json["findings"]} == {"search_text"}


def test_repairing_writes_copies_and_removes_halves(call: Call, workspace: Path) -> None:
    [copy, *_others] = sorted((workspace / "invoices").rglob("*.pdf"))
    copy.unlink()
    copy.with_name(".0190.part").write_bytes(b"half")
    said = call("doctor", "--json", folder=workspace)
    assert said.status == 1
    assert {one["code"] for one in said.json["findings"]} == {"copy_missing", "unfinished"}
    assert call("doctor", "--repair", folder=workspace).status == 0
    assert call("doctor", folder=workspace).status == 0
    assert copy.read_bytes().startswith(b"%PDF")
