"""Only a database of the back office is opened, and nothing that exists is ever overwritten."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice.store.database import Database
from backoffice.store.errors import (
    AlreadyThere,
    Busy,
    CannotConnect,
    Damaged,
    EmptyFile,
    ForeignDatabase,
    NewerDatabase,
    NoDatabase,
    OlderDatabase,
    StoreError,
    UnknownTriggers,
    UnsafeServer,
)
from backoffice.store.identity import SCHEMA
from backoffice.store.plain import connect
from backoffice.store.records import Client
from tests.store.postgres import Server
from tests.store.samples import client, entry

_ROOT = Path(__file__).parents[2]


def changed(template: Path, folder: Path, *sql: str) -> Path:
    path = folder / "changed.db"
    path.write_bytes(template.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        for statement in sql:
            connection.execute(statement)
        connection.commit()
    return path


def refused(path: Path, error: type[StoreError]) -> None:
    """Both ways in refuse `path` with `error`, and leave every byte of it alone."""
    before = path.read_bytes() if path.is_file() else None
    for way in (Database.open, connect):
        with pytest.raises(error) as raised:
            way(path)
        assert raised.value.remedy
        assert str(path) in raised.value.message
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not path.with_name(path.name + "-journal").exists()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    refused(tmp_path / "none.db", NoDatabase)
    refused(tmp_path, NoDatabase)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    refused(tmp_path / "empty.db", EmptyFile)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Madame, Monsieur, veuillez trouver ci-joint")
    refused(tmp_path / "letter.db", ForeignDatabase)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    refused(tmp_path / "other.db", ForeignDatabase)


def test_newer_and_older_schemas_are_told_apart(sqlite_template: Path, tmp_path: Path) -> None:
    refused(changed(sqlite_template, tmp_path, f"PRAGMA user_version = {SCHEMA + 1}"), NewerDatabase)
    refused(changed(sqlite_template, tmp_path, f"PRAGMA user_version = {SCHEMA - 1}"), OlderDatabase)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER evil AFTER INSERT ON clients BEGIN DELETE FROM requests; END",
        "CREATE VIEW evil AS SELECT 1",
        "DROP TRIGGER blobs_keep_update;CREATE TRIGGER blobs_keep_update BEFORE UPDATE ON blobs BEGIN SELECT 1; END",  # noqa: E501
    ],
)
def test_a_file_with_code_of_its_own_is_refused(sqlite_template: Path, tmp_path: Path, sql: str) -> None:
    parts = sql.split(";CREATE")
    statements = [parts[0], *(f"CREATE{part}" for part in parts[1:])]
    refused(changed(sqlite_template, tmp_path, *statements), UnknownTriggers)


def test_a_file_cut_short_is_said_to_be_damaged(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(sqlite_template.read_bytes()[:5000])
    for way in (Database.open, connect):
        with pytest.raises((Damaged, EmptyFile, ForeignDatabase)):
            way(path)


def test_create_never_overwrites_nor_follows_a_link(sqlite_template: Path, tmp_path: Path) -> None:
    for name in ("kept.db", "link.db"):
        path = tmp_path / name
        if name == "link.db":
            path.symlink_to(tmp_path / "elsewhere.db")
        else:
            path.write_text("mine")
        with pytest.raises(AlreadyThere):
            Database.create(path)
    assert (tmp_path / "kept.db").read_text() == "mine"
    assert not (tmp_path / "elsewhere.db").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.db", "link.db"]


def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "workspace" / "backoffice.db"
    before = os.umask(0)
    try:
        database = Database.create(path)
    finally:
        os.umask(before)
    with database.transaction() as unit:
        unit.add(client())
        journal = path.with_name(path.name + "-journal")
        assert stat.S_IMODE(journal.stat().st_mode) == 0o600
        unit.append(entry())
        unit.commit()
    database.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_writer_that_waits_too_long_says_busy(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice.store.engines.BUSY_SECONDS", 0.05)
    database = Database.open(target)
    with database.transaction() as unit:
        unit.add(client())
        with pytest.raises(Busy), database.transaction():
            pass
        unit.append(entry())
        unit.commit()
    database.close()


def test_the_fast_way_plays_back_what_a_crash_left(sqlite_template: Path, tmp_path: Path) -> None:
    path, crashed = changed(sqlite_template, tmp_path), tmp_path / "crashed.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE half (text TEXT)")
        connection.executemany("INSERT INTO half VALUES (?)", (("x" * 900,) for _ in range(200)))
        # What the disk holds if the power goes now: half of a transaction, and the journal that undoes it.
        crashed.write_bytes(path.read_bytes())
        Path(f"{crashed}-journal").write_bytes(Path(f"{path}-journal").read_bytes())
        connection.execute("ROLLBACK")
    with closing(connect(crashed)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "requests" in names
    assert "half" not in names


def test_several_threads_write_and_read_at_once(target: str) -> None:
    database = Database.open(target)

    def work(rank: int) -> int:
        with database.transaction() as unit:
            unit.add(client(number=rank))
            unit.append(entry())
            unit.commit()
        with database.reading() as unit:
            return len(unit.session.scalars(select(Client)).all())

    with ThreadPoolExecutor(6) as pool:
        seen = list(pool.map(work, range(1, 13)))
    assert max(seen) == 12
    database.close()


def test_the_fast_way_loads_nothing_heavy(sqlite_template: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from backoffice.store.plain import connect;"
        "from backoffice.store.lists import page, spec_of;"
        "page(connect(Path(sys.argv[1])), spec_of('requests'));"
        "heavy = {'sqlalchemy', 'psycopg', 'alembic', 'pydantic', 'numpy', 'reportlab', 'textual'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(sqlite_template)], check=True, cwd=_ROOT)


def test_a_server_without_our_tables_is_told_from_another_programs(server: Server) -> None:
    url = server.empty()
    with pytest.raises(EmptyFile):
        Database.open(url)
    server.run("CREATE TABLE bookmarks (id integer)", url.rpartition("/")[2])
    with pytest.raises(ForeignDatabase):
        Database.open(url)
    with pytest.raises(AlreadyThere):
        Database.create(url)
    server.drop(url)


def test_a_server_with_code_of_its_own_is_refused(server: Server, template: str) -> None:
    url = server.copy(template)
    name = url.rpartition("/")[2]
    server.run("CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", name)
    server.run("CREATE TRIGGER evil AFTER INSERT ON clients EXECUTE FUNCTION evil()", name)
    with pytest.raises(UnknownTriggers, match="evil"):
        Database.open(url)
    server.drop(url)


def test_a_server_whose_rules_were_rewritten_is_refused(server: Server, template: str) -> None:
    url = server.copy(template)
    body = "CREATE OR REPLACE FUNCTION journal_keep_delete() RETURNS trigger LANGUAGE plpgsql AS"
    server.run(f"{body} 'BEGIN RETURN OLD; END'", url.rpartition("/")[2])
    with pytest.raises(UnknownTriggers, match="journal_keep_delete"):
        Database.open(url)
    server.drop(url)


def test_a_newer_server_is_refused(server: Server, template: str) -> None:
    url = server.copy(template)
    server.run("UPDATE alembic_version SET version_num = '0099'", url.rpartition("/")[2])
    with pytest.raises(NewerDatabase):
        Database.open(url)
    server.drop(url)


def test_a_server_that_may_lose_what_it_kept_is_refused(server: Server, template: str) -> None:
    url = server.copy(template)
    server.run(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = off")
    with pytest.raises(UnsafeServer, match="synchronous_commit"):
        Database.open(url)
    server.drop(url)


def test_a_server_that_does_not_sync_is_refused(server: Server, template: str) -> None:
    url = server.copy(template)
    server.set("fsync", "off")
    try:
        with pytest.raises(UnsafeServer, match="fsync"):
            Database.open(url)
    finally:
        server.set("fsync", "on")
    server.drop(url)


@pytest.mark.parametrize("where", ["user:S3cret@127.0.0.1:1/x", "127.0.0.1:1/x?password=S3cret&user=u"])
def test_a_password_is_in_no_message(where: str) -> None:
    with pytest.raises(CannotConnect) as raised:
        Database.open(f"postgresql://{where}")
    shown = f"{raised.value.message} {raised.value.place} {raised.value.remedy} {raised.value.as_json()}"
    assert "S3cret" not in shown
    assert "127.0.0.1" in shown
