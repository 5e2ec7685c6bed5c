"""Brings an older database to today's schema: a verified backup first, then one transaction or nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from backoffice.clock import Clock, SystemClock
from backoffice.store.copying import back_up
from backoffice.store.driver import fetch, run
from backoffice.store.engines import (
    connect_sqlite,
    postgres_engine,
    sqlite_engine,
    translated,
)
from backoffice.store.errors import Damaged, OlderDatabase
from backoffice.store.faults import is_postgres, shown
from backoffice.store.identity import SCHEMA, check_file, check_postgres, check_sqlite

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(
    target: Path | str,
    clock: Clock | None = None,
    *,
    known: int = SCHEMA,
    more: Sequence[Path] = (),
    keep: bool = True,
) -> Path | None:
    """Upgrades `target` to schema `known`; gives the backup's path, or None when there was nothing to do.

    Without `keep` no backup is made: `target` is a copy itself. The backup stands beside an SQLite file, in
    ``backups/``; a PostgreSQL server's is its administrator's, to be taken first. Killed at any moment, the
    database is the old one or the new one. `more` are folders with further migrations.
    """
    address = str(target)
    if is_postgres(address):
        _upgrade_postgres(address, known, more)
        return None
    path = Path(target)
    check_file(path)
    if not _is_older(path, known):
        return None
    copy = back_up(path, _backup_path(path, (clock or SystemClock()).now())) if keep else None
    _upgrade_sqlite(path, known, more)
    return copy


def number_of(target: Path | str) -> int:
    """The number of the schema that `target` has."""
    address = str(target)
    if not is_postgres(address):
        check_file(Path(target))
        with translated(address), closing(connect_sqlite(Path(target))) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    engine = postgres_engine(address)
    try:
        with translated(address, writing=False), engine.connect() as connection:
            rows = fetch(connection.connection.driver_connection, "SELECT version_num FROM alembic_version")
    finally:
        engine.dispose()
    return int(rows[0][0])


def _backup_path(path: Path, now: datetime) -> Path:
    return path.parent / "backups" / f"{path.stem}-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.db"


def _is_older(path: Path, known: int) -> bool:
    with closing(connect_sqlite(path)) as connection:
        try:
            check_sqlite(connection, str(path), known)
        except OlderDatabase:
            return True
    return False


def _upgrade_sqlite(path: Path, known: int, more: Sequence[Path]) -> None:
    engine = sqlite_engine(path).execution_options(writing=True)
    try:
        with translated(str(path)), engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            # A table that is made anew would take its children with it; all keys are checked at the end.
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _run(connection, known, more)
                driver.execute(f"PRAGMA user_version = {known}")
                if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                    raise Damaged(str(path), str(broken[0]))
                check_sqlite(driver, str(path), known)
    finally:
        engine.dispose()


def _upgrade_postgres(target: str, known: int, more: Sequence[Path]) -> None:
    engine = postgres_engine(target)
    try:
        with translated(target), engine.begin() as connection:
            driver = connection.connection.driver_connection
            # Two workstations that start at once after an update must not both migrate.
            run(driver, "LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
            if _needs(driver, target, known):
                _run(connection, known, more)
            check_postgres(driver, shown(target), known)
    finally:
        engine.dispose()


def _needs(driver: Any, target: str, known: int) -> bool:
    try:
        check_postgres(driver, shown(target), known)
    except OlderDatabase:
        return True
    return False


def _run(connection: Connection, known: int, more: Sequence[Path]) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    folders = os.pathsep.join(str(folder) for folder in (_SCRIPTS / "versions", *more))
    config.set_main_option("version_locations", folders.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{known:04d}")
    [(number,)] = fetch(connection.connection.driver_connection, "SELECT version_num FROM alembic_version")
    assert int(number) == known, number
