"""The same SQL text on sqlite3 and on psycopg."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any


def is_sqlite(connection: Any) -> bool:
    """Whether `connection` is the standard library's; anything else is psycopg's."""
    return isinstance(connection, sqlite3.Connection)


def fetch(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that `sql` gives. Its place-holders are ``?``; it holds no other question or per cent mark."""
    if is_sqlite(connection):
        rows: list[tuple[Any, ...]] = connection.execute(sql, parameters).fetchall()
        return rows
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("?", "%s"), parameters)
        return list(cursor.fetchall())


def column(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> Iterator[int]:
    """The first column of what `sql` gives, row after row: a million of them are never all held."""
    cursor = connection.cursor()
    try:
        cursor.execute(sql if is_sqlite(connection) else sql.replace("?", "%s"), parameters)
        for row in cursor:
            yield row[0]
    finally:
        cursor.close()


def run(connection: Any, sql: str, parameters: Sequence[Any] = ()) -> int:
    """Runs `sql` and tells how many rows it touched."""
    if is_sqlite(connection):
        return int(connection.execute(sql, parameters).rowcount)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("?", "%s"), parameters)
        return int(cursor.rowcount)


def holes(count: int) -> str:
    """`count` place-holders for an IN list."""
    return ",".join("?" * count)
