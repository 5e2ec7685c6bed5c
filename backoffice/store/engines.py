"""How each engine is reached: pragmas, rights, locks, and what its errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from backoffice.store.errors import (
    Busy,
    CannotConnect,
    Damaged,
    Duplicate,
    Refused,
    StoreError,
    WriteFailed,
)

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


def is_postgres(target: str) -> bool:
    """Whether `target` is a server's address; anything else is a path."""
    return target.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


def shown(target: str) -> str:
    """`target` as it may be printed: an address without its password."""
    if not is_postgres(target):
        return target
    parts = urlsplit(target)
    place = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{place}{port}{parts.path}"


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
def translated(target: str) -> Iterator[None]:
    """Turns the engine's errors into ours, without parameters, statements or passwords."""
    try:
        yield
    except DBAPIError as error:
        raise meaning(error.orig or error, target) from error
    except driver_errors() as error:
        raise meaning(error, target) from error


def driver_errors() -> tuple[type[Exception], ...]:
    """The errors of the drivers that this process uses."""
    # Only a process that already talks to PostgreSQL can raise its errors; no other pays for the import.
    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error, psycopg.Error) if psycopg else (sqlite3.Error,)


def meaning(error: BaseException, target: str) -> StoreError:
    """Our error for the driver's `error`."""
    if isinstance(error, sqlite3.Error):
        return _sqlite_meaning(error, shown(target))
    return _postgres_meaning(error, target)


def _sqlite_meaning(error: sqlite3.Error, target: str) -> StoreError:
    name = str(getattr(error, "sqlite_errorname", ""))
    text = str(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy()
    if name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        return Duplicate(text.partition(": ")[2])
    if name.startswith("SQLITE_CONSTRAINT"):
        return Refused(text)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(target, text)
    return WriteFailed(text)


def _postgres_meaning(error: BaseException, target: str) -> StoreError:
    state = str(getattr(error, "sqlstate", None) or "")
    diagnostic = getattr(error, "diag", None)
    if state in ("40001", "40P01", "55P03"):
        return Busy()
    if state == "23505":
        return Duplicate(_unique(str(getattr(diagnostic, "constraint_name", ""))))
    if state == "BK001" or state.startswith("23"):
        return Refused(str(getattr(diagnostic, "message_primary", "")))
    if state:
        return WriteFailed(str(getattr(diagnostic, "message_primary", "")))
    return CannotConnect(shown(target), _without_password(str(error).splitlines()[0], target))


def _unique(constraint: str) -> str:
    return constraint.removeprefix("uq_").removeprefix("pk_")


def _without_password(text: str, target: str) -> str:
    parts = urlsplit(target)
    secrets = [parts.password, *(value for key, value in parse_qsl(parts.query) if "password" in key)]
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    return text
