"""The ground: the file itself, its rules, keys, and whether each value can be one."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, TypeDecorator
from sqlalchemy.dialects import sqlite

from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.driver import fetch, is_sqlite, stream
from backoffice.store.engines import connect_sqlite
from backoffice.store.schema import metadata, statements
from backoffice.store.triggers import postgres_triggers, sqlite_triggers
from backoffice.store.types import Token

_DIALECT = sqlite.dialect()
_MOST = 20


def integrity(connection: Any) -> Iterator[Finding]:
    """Pages, indexes and foreign keys; PostgreSQL keeps its own."""
    if not is_sqlite(connection):
        return
    for (text,) in connection.execute(f"PRAGMA integrity_check({_MOST})"):
        if text != "ok":
            yield finding("damaged", "database", text)
    for table, row, parent, _number in connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
        yield finding("foreign_key", f"{table} {row}", parent)


def rules(connection: Any) -> Iterator[Finding]:
    """Triggers that are gone or switched off, tables that were altered."""
    yield from _sqlite_rules(connection) if is_sqlite(connection) else _postgres_rules(connection)


def _postgres_rules(connection: Any) -> Iterator[Finding]:
    on = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    found = {name for (name,) in fetch(connection, on)}
    yield from (finding("missing_trigger", name) for name in sorted(postgres_triggers() - found))


def _sqlite_rules(connection: Any) -> Iterator[Finding]:
    kept = dict(fetch(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    yield from (finding("missing_trigger", name) for name in sqlite_triggers() if name not in kept)
    # A table that an upgrade made anew was renamed, and SQLite writes its new name in quotes.
    texts = {sql.replace(f'"{name}" (', f"{name} (", 1) for name, sql in kept.items()}
    for text in statements("sqlite"):
        words = text.split()
        if words[1] in ("TABLE", "INDEX") and text not in texts:
            yield finding("schema", words[2])


def search_index(path: Path) -> Iterator[Finding]:
    """Asks the index itself whether it holds what its table does."""
    with closing(connect_sqlite(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("INSERT INTO requests_fts(requests_fts, rank) VALUES ('integrity-check', 1)")
        except connection.DatabaseError:
            yield finding("search_index", "requests_fts")
        finally:
            connection.execute("ROLLBACK")


def rights(path: Path) -> Iterator[Finding]:
    """Who else may read the file."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield finding("open_rights", path.name, f"{mode:o}")


def values(connection: Any) -> Iterator[Finding]:
    """Every value that its column's type can't read: an impossible day, JSON cut short, a strange word."""
    for table in metadata().sorted_tables:
        readers = {column.name: column for column in table.columns if _has_form(column)}
        yield from _values_of(connection, table, readers)


def _has_form(column: Column[Any]) -> bool:
    decorated = isinstance(column.type, TypeDecorator) and not isinstance(column.type, LargeBinary)
    return decorated and ("process_result_value" in vars(type(column.type)) or isinstance(column.type, Token))


def _values_of(connection: Any, table: Table, readers: dict[str, Column[Any]]) -> Iterator[Finding]:
    if not readers:
        return
    [key] = table.primary_key.columns.keys()
    names = ", ".join(f'"{name}"' for name in (key, *readers))
    for row in stream(connection, f'SELECT {names} FROM "{table.name}"'):
        for (name, column), value in zip(readers.items(), row[1:], strict=True):
            if value is not None and not _readable(column, value):
                yield finding("value", f"{table.name} {row[0]}", f"{name} = {str(value)[:40]!r}")


def _readable(column: Column[Any], value: Any) -> bool:
    if isinstance(column.type, Token):
        return value in column.type.words
    assert isinstance(column.type, TypeDecorator)
    try:
        column.type.process_result_value(value, _DIALECT)
    except (ValueError, TypeError):
        return False
    return True
