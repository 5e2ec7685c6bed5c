"""The same SQL text on sqlite3 and on psycopg."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any


def is_sqlite(connection: Any) -> bool:
    """Whether `connection` is the standard library's; anything else is psycopg's."""
    return isinstance(connection, sqlite3.Connection)


def _psycopg(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def fetch(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that `sql` gives. Its place-holders are ``?``, and it holds no other question mark."""
    if is_sqlite(connection):
        rows: list[tuple[Any, ...]] = connection.execute(sql, parameters).fetchall()
        return rows
    with connection.cursor() as cursor:
        cursor.execute(_psycopg(sql), parameters)
        return list(cursor.fetchall())


def column(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
    """The values of the rows that `sql` gives, one after the other; a million rows are never all held."""
    cursor = connection.cursor()
    cursor.execute(sql if is_sqlite(connection) else _psycopg(sql), parameters)
    # In C from end to end: a loop of our own takes a quarter longer on a million rows.
    return chain.from_iterable(cursor)


def stream(
    connection: Any, sql: str, parameters: Sequence[Any] = (), *, few: bool = False
) -> Iterator[tuple[Any, ...]]:
    """The rows that `sql` gives without holding them all, even on the server's side (`few` at a time)."""
    if is_sqlite(connection):
        yield from connection.execute(sql, parameters)
        return
    with connection.cursor(name="backoffice_stream") as cursor:
        cursor.itersize = 8 if few else 1000
        cursor.execute(_psycopg(sql), parameters)
        yield from cursor


def run(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> int:
    """Runs `sql` and tells how many rows it touched."""
    if is_sqlite(connection):
        return int(connection.execute(sql, parameters).rowcount)
    with connection.cursor() as cursor:
        cursor.execute(_psycopg(sql), parameters)
        return int(cursor.rowcount)


# From this many rows on, PostgreSQL's COPY is quicker than so many INSERTs; its triggers run all the same.
_COPIED = 50


def insert_many(connection: Any, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Puts `rows` into `table`, their values in the order of `names`; all or none."""
    listed = ", ".join(f'"{name}"' for name in names)
    into, row_holes = f'INSERT INTO "{table}" ({listed}) VALUES ', f"({holes(len(names))})"
    if is_sqlite(connection):
        _insert_together(connection, into, row_holes, rows)
        return
    with connection.cursor() as cursor:
        if len(rows) < _COPIED:
            cursor.executemany(_psycopg(into + row_holes), rows)
            return
        with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


# SQLite writes its search index out after each statement that could be taken back alone: one statement for
# many rows takes a third of the time of as many, and its values stay far below the most that it may have.
_TOGETHER = 100


def _insert_together(connection: Any, into: str, row_holes: str, rows: Sequence[Sequence[Any]]) -> None:
    whole = len(rows) - len(rows) % _TOGETHER
    if whole:
        sql = into + ",".join([row_holes] * _TOGETHER)
        starts = range(0, whole, _TOGETHER)
        connection.executemany(sql, (tuple(chain.from_iterable(rows[at : at + _TOGETHER])) for at in starts))
    if whole < len(rows):
        connection.executemany(into + row_holes, rows[whole:])


def run_many(connection: Any, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Runs `sql` once for each of `rows`."""
    if is_sqlite(connection):
        connection.executemany(sql, rows)
        return
    with connection.cursor() as cursor:
        cursor.executemany(_psycopg(sql), rows)


def holes(count: int) -> str:
    """`count` place-holders for an IN list."""
    return ",".join("?" * count)
