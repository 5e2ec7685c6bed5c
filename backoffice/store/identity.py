"""How a database is recognised before anything is read from it or written to it; no SQLAlchemy here."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from backoffice.store.driver import fetch
from backoffice.store.errors import (
    Damaged,
    EmptyFile,
    ForeignDatabase,
    NewerDatabase,
    NoDatabase,
    OlderDatabase,
    TooOldEngine,
    UnknownTriggers,
    UnsafeServer,
)

# "Bkof" in ASCII: what `file` and PRAGMA application_id show.
APPLICATION_ID = 0x426B6F66
APPLICATION = "backoffice"
SCHEMA = 3
SQLITE_NEEDED = (3, 37, 0)  # STRICT tables
POSTGRES_NEEDED = 130000
_MAGIC = b"SQLite format 3\x00"


def check_file(path: Path) -> None:
    """Refuses a file that is missing, empty or no SQLite database, before SQLite itself would touch it."""
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        raise TooOldEngine("SQLite", sqlite3.sqlite_version, "3.37")
    if not path.is_file():
        raise NoDatabase(str(path))
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise EmptyFile(str(path))
    if head != _MAGIC:
        raise ForeignDatabase(str(path))


def check_sqlite(connection: sqlite3.Connection, target: str, known: int = SCHEMA) -> None:
    """Refuses a foreign, newer, older or trigger-laden database; reads its header and its catalogue only."""
    try:
        found = int(connection.execute("PRAGMA application_id").fetchone()[0])
        number = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise Damaged(target, str(error)) from None
    if found == 0 and tables == 0:
        raise EmptyFile(target)
    if found != APPLICATION_ID:
        raise ForeignDatabase(target)
    _check_number(target, number, known)
    _check_sqlite_code(connection, target)


def _check_number(target: str, number: int, known: int) -> None:
    if number > known:
        raise NewerDatabase(target, number, known)
    if number < known:
        raise OlderDatabase(target, number, known)


def _check_sqlite_code(connection: sqlite3.Connection, target: str) -> None:
    # A trigger or a view runs its author's SQL in our name: only ours, word for word.
    from backoffice.store.triggers import sqlite_triggers

    ours = sqlite_triggers()
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    strange = [name for name, sql in found if ours.get(name) != sql]
    if strange:
        raise UnknownTriggers(target, sorted(strange))


def check_postgres(connection: Any, target: str, known: int = SCHEMA) -> None:
    """Refuses a server that may lose commits, and a database that isn't ours, as `check_sqlite` does."""
    check_server(connection, target)
    tables = {name for (name,) in fetch(connection, _TABLES)}
    if not tables:
        raise EmptyFile(target)
    if not {"meta", "alembic_version"} <= tables:
        raise ForeignDatabase(target)
    if fetch(connection, "SELECT value FROM meta WHERE key = 'application'") != [(APPLICATION,)]:
        raise ForeignDatabase(target)
    numbers = fetch(connection, "SELECT version_num FROM alembic_version")
    _check_number(target, int(numbers[0][0]) if numbers else 0, known)
    _check_postgres_code(connection, target)


def _check_postgres_code(connection: Any, target: str) -> None:
    from backoffice.store.triggers import postgres_functions, postgres_triggers

    strange = {name for (name,) in fetch(connection, _TRIGGERS)} - postgres_triggers()
    ours = postgres_functions()
    strange |= {name for name, body in fetch(connection, _FUNCTIONS) if ours.get(name) != body}
    if strange:
        raise UnknownTriggers(target, sorted(strange))


def check_server(connection: Any, target: str) -> None:
    """Refuses a server that acknowledges a commit before it is on the disk."""
    version = connection.info.server_version
    if version < POSTGRES_NEEDED:
        raise TooOldEngine("PostgreSQL", str(version // 10000), "13")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        [(value,)] = fetch(connection, f"SHOW {setting}")
        if value == "off":
            raise UnsafeServer(target, setting, value)


def tables_of(connection: Any) -> frozenset[str]:
    """The tables that are in this PostgreSQL database's current schema."""
    return frozenset(name for (name,) in fetch(connection, _TABLES))


_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
_TRIGGERS = (
    "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
)
# Functions that some trigger of ours runs, and any other that a trigger could: extensions bring their own.
_FUNCTIONS = (
    "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype"
)
