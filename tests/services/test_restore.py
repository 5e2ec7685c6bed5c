"""A backup from a stranger, an older program or a full disk is refused, or comes back whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backoffice.errors import BackofficeError
from backoffice.exchange.archive import BadArchive
from backoffice.services import restore as restoring
from backoffice.services.backup import back_up
from backoffice.services.office import Office
from backoffice.services.restore import FolderInUse, NoRoom, Restored, restore
from backoffice.services.station import CannotPoint, pointed
from backoffice.services.workspace import NoWorkspace, find
from backoffice.store.errors import ForeignDatabase, NewerDatabase, UnknownTriggers
from backoffice.store.identity import SCHEMA
from tests.faults.kit.children import die, killed
from tests.services.conftest import house_file, house_name, target
from tests.services.kept import LOGO, Quiet, files_in, settings_of, workspace, workspace_on
from tests.store.first_schema import make_sqlite, rows
from tests.store.postgres import server, speak_english, sqlite_template, template

__all__ = [
    "house_file",
    "house_name",
    "server",
    "speak_english",
    "sqlite_template",
    "target",
    "template",
    "workspace",
]

# -- what an older program, or a stranger, may have written


def archive_of(path: Path, database: Path, **changes: Any) -> Path:
    """An archive around any database, its manifest right but for `changes`."""
    config = changes.pop("config", settings_of("backoffice.db")).encode()
    data = database.read_bytes()
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'journal_head'").fetchone()
        number = connection.execute("PRAGMA user_version").fetchone()[0]
    count, head = found[0].split()
    files = [("database.db", data), ("config.toml", config)]
    manifest = {
        "format": "backup-manifest/1",
        "made_at": "2026-06-01T07:00:00Z",
        "program": "0.1.0",
        "engine": "sqlite",
        "schema_number": number,
        "journal": {"rows": int(count), "head": head},
        "doctor": {"sound": True},
        "files": [
            {"name": name, "size": len(given), "sha256": hashlib.sha256(given).hexdigest()}
            for name, given in files
        ],
    } | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, given in (*files, ("manifest.json", json.dumps(manifest).encode())):
            archive.writestr(name, given)
    return path


def test_a_backup_of_the_first_version_comes_back_as_todays(tmp_path: Path) -> None:
    old = make_sqlite(tmp_path / "old.db")
    back = restore(archive_of(tmp_path / "old.zip", old), tmp_path / "again", Quiet())
    assert back.findings == []
    assert (back.manifest.schema_number, back.schema) == (1, SCHEMA)
    assert len(files_in(back.folder / "invoices")) == back.documents == len(rows()["documents"])
    assert not (back.folder / "backups").exists()
    Office.open(back.folder, user="er").close()


def test_a_workspace_of_the_first_version_can_be_backed_up_before_it_is_upgraded(tmp_path: Path) -> None:
    folder = workspace_on("backoffice.db", tmp_path / "bureau")
    make_sqlite(folder / "backoffice.db")
    made = back_up(folder, tmp_path / "one.zip", Quiet())
    assert (made.manifest.schema_number, made.findings) == (1, ())
    assert restore(made.file, tmp_path / "again", Quiet()).findings == []


def first(tmp_path: Path) -> Path:
    return make_sqlite(tmp_path / "old.db")


def altered(tmp_path: Path, *statements: str) -> Path:
    path = first(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


HOSTILE: dict[str, tuple[Callable[[Path], Path], dict[str, Any], type[BackofficeError]]] = {
    "another's database": (
        lambda p: altered(p, "PRAGMA application_id = 7"),
        {},
        ForeignDatabase,
    ),
    "a newer schema": (
        lambda p: altered(p, "PRAGMA user_version = 99"),
        {},
        NewerDatabase,
    ),
    "code in it": (
        lambda p: altered(p, "CREATE TRIGGER x AFTER INSERT ON clients BEGIN DELETE FROM requests; END"),
        {},
        UnknownTriggers,
    ),
    "another head": (first, {"journal": {"rows": 3, "head": "0" * 64}}, BadArchive),
    "another number": (first, {"schema_number": 2}, BadArchive),
    "another hash": (
        first,
        {
            "files": [
                {"name": "database.db", "size": 1, "sha256": "0" * 64},
                {"name": "config.toml", "size": 1, "sha256": "0" * 64},
            ]
        },
        BadArchive,
    ),
    "no file": (first, {"files": []}, BackofficeError),
    "a path for a name": (
        first,
        {"files": [{"name": "../x", "size": 1, "sha256": "0" * 64}]},
        BackofficeError,
    ),
    "another format": (first, {"format": "backup-manifest/2"}, BackofficeError),
    "settings that are no TOML": (first, {"config": "= nonsense"}, BackofficeError),
}


@pytest.mark.parametrize("trick", list(HOSTILE))
def test_a_strangers_backup_is_refused_and_leaves_no_folder(tmp_path: Path, trick: str) -> None:
    make, changes, error = HOSTILE[trick]
    file = archive_of(tmp_path / "one.zip", make(tmp_path), **changes)
    with pytest.raises(error):
        restore(file, tmp_path / "again", Quiet())
    assert not (tmp_path / "again").exists()


def test_an_altered_byte_of_the_database_is_told_and_nothing_is_restored(tmp_path: Path) -> None:
    file = archive_of(tmp_path / "one.zip", first(tmp_path))
    with zipfile.ZipFile(file) as archive:
        members = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    members["database.db"][-1] ^= 1
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, bytes(data))
    with pytest.raises(BadArchive, match="isn't what was backed up"):
        restore(file, tmp_path / "again", Quiet())
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    "logo",
    ["/etc/logo.png", "../logo.png", "backoffice.db", "config.toml", ".hidden/logo.png", "invoices/l.png"],
)
def test_a_logo_never_goes_where_it_has_no_place(workspace: Path, tmp_path: Path, logo: str) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    with zipfile.ZipFile(made.file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = members["config.toml"].decode().replace(str(LOGO), logo).encode()
    manifest = json.loads(members["manifest.json"])
    for one in manifest["files"]:
        if one["name"] == "config.toml":
            one |= {"size": len(config), "sha256": hashlib.sha256(config).hexdigest()}
    members |= {"config.toml": config, "manifest.json": json.dumps(manifest).encode()}
    file = tmp_path / "two.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    back = restore(file, tmp_path / "again", Quiet())
    assert back.left_out == (logo,)
    assert back.findings == []
    assert not list(back.folder.rglob("*.png"))


def test_what_doesnt_fit_the_disk_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive_of(tmp_path / "one.zip", first(tmp_path))
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(NoRoom):
        restore(file, tmp_path / "again", Quiet())
    assert not (tmp_path / "again").exists()


# -- a restore that is stopped


def test_a_restore_that_fails_leaves_the_folder_as_it_was(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "write_schemas", full)
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (tmp_path / "again", empty):
        with pytest.raises(restoring.RestoreFailed, match="disk is full"):
            restore(made.file, folder, Quiet())
    assert not (tmp_path / "again").exists()
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("point", ["check_copy", "copies", "write_schemas", "sync_tree", "write_copy"])
def test_a_restore_that_is_killed_leaves_nothing_that_opens(
    workspace: Path, tmp_path: Path, point: str
) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    folder = tmp_path / "again"

    def child() -> None:
        def last(*given: object, **_named: object) -> None:
            if point != "write_copy" or given[1] == "config.toml":
                die()

        setattr(restoring, point, last)
        restore(made.file, folder, Quiet())

    assert killed(child)
    with pytest.raises(NoWorkspace):
        find(folder)
    with pytest.raises(FolderInUse):
        restore(made.file, folder, Quiet())


def test_two_restores_into_one_folder_dont_mix(workspace: Path, tmp_path: Path) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    refused: list[type[BackofficeError]] = []

    class Meanwhile:
        def step(self, done: int, total: int, what: str = "") -> None:
            if not refused:
                with pytest.raises(FolderInUse) as wrong:
                    restore(made.file, tmp_path / "again", Quiet())
                refused.append(wrong.type)

    back: Restored = restore(made.file, tmp_path / "again", Meanwhile())
    assert refused == [FolderInUse]
    assert back.findings == []


# -- the one line of config.toml


def test_only_the_databases_place_changes_in_the_settings() -> None:
    text = '# mine\n[workstation] # here\ndatabase = "postgresql://h/n" # ours\n[terms]\ndatabase = "x"\n'
    assert pointed(text, "backoffice.db") == text.replace("postgresql://h/n", "backoffice.db")
    for other in ('workstation.database = "a.db"\n', "workstation = {user = \"er\", database = 'a.db'}\n"):
        assert pointed(other, "b.db") in (
            other.replace('"a.db"', '"b.db"'),
            other.replace("'a.db'", '"b.db"'),
        )
    assert pointed("", "backoffice.db") == ""
    assert pointed("language = 'fr'", "b.db").endswith('[workstation]\ndatabase = "b.db"\n')
    assert (
        pointed('[workstation]\nuser = "er"\n', "b.db") == '[workstation]\ndatabase = "b.db"\nuser = "er"\n'
    )
    with pytest.raises(CannotPoint):
        pointed('workstation = {user = "er"}\n', "b.db")
