"""An older database becomes today's whole, or stays what it was."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from backoffice.clock import FrozenClock
from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.errors import NewerDatabase, OlderDatabase
from backoffice.store.identity import APPLICATION_ID, SCHEMA
from backoffice.store.journal import FIRST
from backoffice.store.migrate import _run, back_up, upgrade
from backoffice.store.migrations.difference import ByHand, changes
from backoffice.store.migrations.freeze import ENGINES, VERSIONS, split, step, text
from backoffice.store.schema import statements
from tests.store.postgres import NOW, Server
from tests.store.samples import client, entry

STEPS = Path(__file__).parent / "steps"
_POSTGRES_SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2;
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass ORDER BY 1, 2;
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  AND indexname <> 'requests_search' ORDER BY 1;
SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  AND prorettype = 'trigger'::regtype ORDER BY 1;
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1
"""
_ROOT = Path(__file__).parents[2]
_LEFT_ALONE = """
import sys
from backoffice.store.database import Database
from backoffice.store.migrate import upgrade
assert upgrade(sys.argv[1]) is None
Database.open(sys.argv[1]).close()
assert "alembic" not in sys.modules
"""


NEXT = SCHEMA + 1
# Each step that was released, for ever; a change of the models never changes one of them.
_RELEASED = {
    "0001_schema.sqlite.sql": "33dbbc660173443db1a5d774e8fc8a834a33e285ee2baf1625ed446e45ff0240",
    "0001_schema.postgresql.sql": "5bf3f98cd9c43378b6f7493952cd9336de197a95bdd81dd252cc493e08e21c25",
    "0002_changes.sqlite.sql": "6221dc808442f06435bf32d24194ef73b954fd1a2fbf7dd579d7a01347388190",
    "0002_schema.sqlite.sql": "68bf0a1b7643dd8e36751c04de84c0c92ea081e25ce311a21b3d03f7e920d4e3",
    "0002_changes.postgresql.sql": "d255368875ba42248130abb615159526e0056d0332c13f6c40d55b2259a21e2e",
    "0002_schema.postgresql.sql": "3eef8e0367634377052204cc87cb3813152d30c0477dd9191c638b9eadbf497e",
}


@pytest.mark.parametrize("name", _RELEASED)
def test_a_released_step_never_changes(name: str) -> None:
    assert hashlib.sha256((VERSIONS / name).read_bytes()).hexdigest() == _RELEASED[name]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_last_step_is_what_the_models_ask_word_for_word(engine: str) -> None:
    said = "the models changed: freeze the last step again if it isn't released, or add one"
    assert (VERSIONS / f"{SCHEMA:04d}_schema.{engine}.sql").read_text(encoding="utf-8") == text(engine), said
    assert (VERSIONS / f"{SCHEMA:04d}_changes.{engine}.sql").read_text(encoding="utf-8") == step(engine), said


@pytest.mark.parametrize("engine", ENGINES)
def test_a_step_that_would_lose_something_is_left_to_a_person(engine: str) -> None:
    whole = split(VERSIONS / f"0001_schema.{engine}.sql")
    table = next(text for text in whole if text.startswith("CREATE TABLE clients"))
    without = table.replace("  legal_form", "  legal_shape")
    with pytest.raises(ByHand, match="legal_form"):
        changes(engine, whole, [without if text == table else text for text in whole])
    with pytest.raises(ByHand, match="clients"):
        changes(engine, whole, [text for text in whole if text != table])


def test_a_database_of_the_first_schema_becomes_todays(tmp_path: Path) -> None:
    path = first_schema(tmp_path / "old.db")
    upgrade(path, FrozenClock(NOW))
    Database.create(tmp_path / "created.db").close()
    assert sqlite_schema(path) == sqlite_schema(tmp_path / "created.db")
    Database.open(path).close()


def older_than(engine: str) -> tuple[str, ...]:
    """Today's schema as it was before a column, a word of a list, an index and a table came."""
    whole = []
    for statement in statements(engine):
        if "undo_steps" in statement:
            continue
        if statement.startswith("CREATE TABLE clients"):
            statement = re.sub(r"\n  (note|memberships) (TEXT|VARCHAR)[^\n]*", "", statement).replace(
                ", 'individual'", ""
            )
        if "ix_requests_stage_received_at_id " not in statement:
            whole.append(statement)
    return tuple(whole)


def test_a_changed_table_is_made_anew_with_its_rows_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in older_than("sqlite"):
            connection.execute(statement)
        connection.execute(_OLD_CLIENT)
        for statement in changes("sqlite", older_than("sqlite"), statements("sqlite")):
            connection.execute(statement)
        assert connection.execute("SELECT name, note, memberships FROM clients").fetchall() == [
            ("Les Tuileries", None, "[]")
        ]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    Database.create(tmp_path / "created.db").close()
    assert sqlite_schema(path) == sqlite_schema(tmp_path / "created.db")


def test_a_changed_table_keeps_its_rows_on_postgresql(server: Server, template: str) -> None:
    url = server.empty()
    name = url.rpartition("/")[2]
    for statement in (*older_than("postgresql"), _OLD_CLIENT):
        server.run(statement, name)
    for statement in changes("postgresql", older_than("postgresql"), statements("postgresql")):
        server.run(statement, name)
    assert server.run("SELECT name, note, memberships FROM clients", name) == [("Les Tuileries", None, "[]")]
    for sql in _POSTGRES_SCHEMA.split(";"):
        assert server.run(sql, name) == server.run(sql, template)
    server.drop(url)


_OLD_CLIENT = (
    "INSERT INTO clients (id, uid, version, ref, kind, name, territory, country, billing, public_codes,"
    " agreed_prices, closures, language, search_text, sort_key, created_at, updated_at)"
    " VALUES (1, 'u', 1, 'CLI-0001', 'company', 'Les Tuileries', 'FR', 'FR', '{}', '{}', '[]', '[]', 'fr',"
    " ' les tuileries', 'les tuileries', '2026-06-01T07:00:00Z', '2026-06-01T07:00:00Z')"
)


def first_schema(path: Path) -> Path:
    """An empty database as the first version made it."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in split(VERSIONS / "0001_schema.sqlite.sql"):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO meta VALUES ('application', 'backoffice'), ('journal_head', ?)", (f"0 {FIRST}",)
        )
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    path.chmod(0o600)
    return path


def test_migrating_an_empty_file_gives_the_schema_that_create_makes(tmp_path: Path) -> None:
    from backoffice.store.engines import sqlite_engine

    path = tmp_path / "migrated.db"
    sqlite3.connect(path).close()
    path.touch()
    engine = sqlite_engine(path).execution_options(writing=True)
    with engine.begin() as connection:
        _run(connection, SCHEMA, ())
    engine.dispose()
    Database.create(tmp_path / "created.db").close()
    assert sqlite_schema(path) == sqlite_schema(tmp_path / "created.db")


def sqlite_schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'")
        # A table that was made anew and renamed bears its name in quotes.
        return {(name, sql and sql.replace(f'"{name}" (', f"{name} (", 1)) for name, sql in rows}


def test_migrating_an_empty_server_gives_the_schema_that_create_makes(server: Server, template: str) -> None:
    from backoffice.store.engines import postgres_engine

    url = server.empty()
    engine = postgres_engine(url)
    with engine.begin() as connection:
        _run(connection, SCHEMA, ())
        migrated = [
            fetch(connection.connection.driver_connection, sql) for sql in _POSTGRES_SCHEMA.split(";")
        ]
    engine.dispose()
    created = [server.run(sql, template) for sql in _POSTGRES_SCHEMA.split(";")]
    assert all(created)
    assert migrated == created
    server.drop(url)


def test_a_current_database_is_left_alone_and_alembic_is_not_imported(tmp_path: Path) -> None:
    path = tmp_path / "backoffice.db"
    Database.create(path).close()
    before = path.read_bytes()
    subprocess.run([sys.executable, "-c", _LEFT_ALONE, str(path)], check=True, cwd=_ROOT)
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_an_older_database_is_upgraded_after_a_verified_backup(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with pytest.raises(OlderDatabase):
        check(path, NEXT)
    copy = upgrade(path, FrozenClock(NOW), known=NEXT, more=[STEPS])
    assert copy is not None
    check(copy, SCHEMA)
    check(path, NEXT)
    assert colours(path) == [("blue",)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert upgrade(path, FrozenClock(NOW), known=NEXT, more=[STEPS]) is None
    with pytest.raises(NewerDatabase):
        Database.open(path)


def test_a_postgresql_database_is_upgraded_once(server: Server, template: str) -> None:
    url = server.copy(template)
    for _ in range(2):
        assert upgrade(url, known=NEXT, more=[STEPS]) is None
    assert server.run("SELECT version_num FROM alembic_version", url.rpartition("/")[2]) == [(f"{NEXT:04d}",)]
    server.drop(url)


def test_a_migration_that_fails_leaves_the_old_database(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE step_10 (id INTEGER PRIMARY KEY)")
        connection.commit()
    with pytest.raises(Exception, match="step_10"):
        upgrade(path, known=NEXT, more=[STEPS])
    check(path, SCHEMA)
    Database.open(path).close()


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.15, 0.3, None])
def test_a_migration_killed_midway_leaves_the_old_or_the_new(tmp_path: Path, wait: float | None) -> None:
    path, mark = filled(tmp_path), tmp_path / "mark"
    code = "from tests.store.test_migrations import *; upgrade(Path(sys.argv[1]), known=NEXT, more=[STEPS])"
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        env={**os.environ, "STEP_MARK": str(mark)},
        cwd=_ROOT,
    )
    while not mark.exists() and child.poll() is None:
        time.sleep(0.005)
    assert mark.exists(), "the migration never began"
    if wait is not None:
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
    child.wait(30)
    number = number_of(path)
    assert number == (NEXT if wait is None else SCHEMA) or wait == 0.3
    check(path, number)
    assert colours(path) == ([("blue",)] if number == NEXT else "no such column: colour")
    upgrade(path, known=NEXT, more=[STEPS])
    check(path, NEXT)
    assert colours(path) == [("blue",)]


def test_a_backup_is_a_whole_database_even_while_others_write(tmp_path: Path) -> None:
    path = filled(tmp_path)
    database = Database.open(path)
    with database.transaction() as unit:
        unit.add(client("Une autre", 2))
        unit.append(entry())
        copy = back_up(path, tmp_path / "copy.db")
        unit.commit()
    database.close()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM clients").fetchall() == [("Les Tuileries réunies",)]


def filled(folder: Path) -> Path:
    path = folder / "backoffice.db"
    database = Database.create(path, FrozenClock(NOW))
    with database.transaction() as unit:
        unit.add(client())
        unit.append(entry())
        unit.commit()
    database.close()
    return path


def check(path: Path, number: int) -> None:
    from backoffice.store.identity import check_sqlite

    with closing(sqlite3.connect(path)) as connection:
        check_sqlite(connection, str(path), number)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def number_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def colours(path: Path) -> list[tuple[str]] | str:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("SELECT colour FROM clients").fetchall()
        except sqlite3.OperationalError as error:
            return str(error)
