"""An older database becomes today's whole, or stays what it was."""

from __future__ import annotations

import os
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
from backoffice.store.migrate import _run, back_up, upgrade
from backoffice.store.migrations.freeze import ENGINES, VERSIONS, text
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


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_migration_is_the_models_schema_word_for_word(engine: str) -> None:
    frozen = (VERSIONS / f"0001_schema.{engine}.sql").read_text(encoding="utf-8")
    assert frozen == text(engine), "the models changed: freeze again before the first release, or add a step"


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
        return set(rows)


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
        check(path, 2)
    copy = upgrade(path, FrozenClock(NOW), known=2, more=[STEPS])
    assert copy is not None
    check(copy, 1)
    check(path, 2)
    assert colours(path) == [("blue",)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert upgrade(path, FrozenClock(NOW), known=2, more=[STEPS]) is None
    with pytest.raises(NewerDatabase):
        Database.open(path)


def test_a_postgresql_database_is_upgraded_once(server: Server, template: str) -> None:
    url = server.copy(template)
    for _ in range(2):
        assert upgrade(url, known=2, more=[STEPS]) is None
    assert server.run("SELECT version_num FROM alembic_version", url.rpartition("/")[2]) == [("0002",)]
    server.drop(url)


def test_a_migration_that_fails_leaves_the_old_database(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE step_10 (id INTEGER PRIMARY KEY)")
        connection.commit()
    with pytest.raises(Exception, match="step_10"):
        upgrade(path, known=2, more=[STEPS])
    check(path, 1)
    Database.open(path).close()


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.15, 0.3, None])
def test_a_migration_killed_midway_leaves_the_old_or_the_new(tmp_path: Path, wait: float | None) -> None:
    path, mark = filled(tmp_path), tmp_path / "mark"
    code = "from tests.store.test_migrations import *; upgrade(Path(sys.argv[1]), known=2, more=[STEPS])"
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
    assert number == (2 if wait is None else 1) or wait == 0.3
    check(path, number)
    assert colours(path) == ([("blue",)] if number == 2 else "no such column: colour")
    upgrade(path, known=2, more=[STEPS])
    check(path, 2)
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
