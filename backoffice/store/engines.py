"""How each engine is reached: pragmas, rights, locks, and what its errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from backoffice.store.errors import CannotConnect
from backoffice.store.faults import driver_errors, meaning, shown

__all__ = ["connect_sqlite", "meaning", "new_file", "postgres_engine", "sqlite_engine", "translated"]

# How long a writer waits for another before it says so.
BUSY_SECONDS = 30
PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # EXTRA also syncs the folder once the journal is gone: a number that was printed stays given after a
    # power cut. WAL stays off: its reset could corrupt a database before SQLite 3.51.3.
    "PRAGMA synchronous = EXTRA",
    "PRAGMA mmap_size = 0",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
)


def sqlite_engine(path: Path) -> Engine:
    """An engine on the file `path`, which must exist."""
    engine = create_engine(
        "sqlite://", creator=lambda: connect_sqlite(path), pool_size=8, poolclass=QueuePool
    )
    event.listen(engine, "begin", _begin)
    return engine


def connect_sqlite(path: Path) -> sqlite3.Connection:
    """A connection that never makes the file, with every pragma that the store relies on."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _begin(connection: Connection) -> None:
    # A writer takes its lock now: a deferred one that upgrades later would lose updates or fail half-way.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def postgres_engine(target: str) -> Engine:
    """An engine on the server's database at `target`."""
    options = f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout=10min"
    try:
        url = _psycopg(make_url(target))
    except ArgumentError:
        raise CannotConnect(shown(target), "address") from None
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": "backoffice", "options": options},
    )


def _psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def new_file(path: Path) -> None:
    """Makes the folder (0700) where it is missing and an empty file (0600); raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR, 0o600))


@contextmanager
def translated(target: str, *, writing: bool = True) -> Iterator[None]:
    """Turns the engine's errors into ours, without parameters, statements or passwords."""
    try:
        yield
    except DBAPIError as error:
        raise meaning(error.orig or error, target, writing=writing) from error
    except driver_errors() as error:
        raise meaning(error, target, writing=writing) from error
