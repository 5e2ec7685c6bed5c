"""A database as the first version made it, with real data in every table: what upgrades must carry on.

The rows were written by the acts of the first version, on the demonstration and a second dossier (a quote
issued twice, refused, extended; a slot held, moved and cancelled; a purged entry of the journal; an undo),
and never change; only the bytes of its documents are short. They enter a schema made by the frozen text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.identity import APPLICATION_ID
from backoffice.store.migrations.freeze import VERSIONS, split
from tests.store.postgres import Server

_ROWS = Path(__file__).parent / "first" / "rows.jsonl"

Rows = dict[str, list[dict[str, Any]]]


@cache
def rows() -> Rows:
    """The rows of each table."""
    found: Rows = {}
    for line in _ROWS.read_text(encoding="utf-8").splitlines():
        table, row = json.loads(line)
        found.setdefault(table, []).append({name: _value(value) for name, value in row.items()})
    return found


def _value(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def make_sqlite(path: Path) -> Path:
    """Writes the database into the new file `path`."""
    tables, rest = _schema("sqlite")
    with closing(sqlite3.connect(path)) as connection:
        for statement in tables:
            connection.execute(statement)
        for table, row in _each():
            holes = ",".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({_names(row)}) VALUES ({holes})", tuple(row.values()))
        for statement in rest:
            connection.execute(statement)
        connection.execute("INSERT INTO requests_fts(requests_fts) VALUES ('rebuild')")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    path.chmod(0o600)
    return path


def make_postgres(server: Server) -> str:
    """The address of a new database of `server` with it."""
    import psycopg

    url = server.empty()
    tables, rest = _schema("postgresql")
    with psycopg.connect(url) as connection:
        for statement in tables:
            connection.execute(statement.encode())
        # Rows point backwards and forwards; their keys hold once all of them are there.
        connection.execute("SET session_replication_role = replica")
        for table, row in _each():
            holes = ",".join(["%s"] * len(row))
            text = f"INSERT INTO {table} ({_names(row)}) VALUES ({holes})"
            connection.execute(text.encode(), tuple(row.values()))
        connection.execute("SET session_replication_role = DEFAULT")
        for table, given in rows().items():
            if "id" in given[0]:
                last = max(row["id"] for row in given)
                connection.execute(f"SELECT setval('{table}_id_seq', {last})".encode())
        for statement in rest:
            connection.execute(statement.encode())
    return url


def _each() -> Iterator[tuple[str, dict[str, Any]]]:
    for table, given in rows().items():
        for row in given:
            yield table, row


def _names(row: dict[str, Any]) -> str:
    return ", ".join(f'"{name}"' for name in row)


def _schema(engine: str) -> tuple[list[str], list[str]]:
    whole = split(VERSIONS / f"0001_schema.{engine}.sql")
    tables = [text for text in whole if text.startswith("CREATE TABLE")]
    return tables, [text for text in whole if text not in tables]


def kept(target: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table, in the columns that the first version had."""
    opened = Database.open(target)
    with opened.reading() as unit:
        found = {}
        for table, given in rows().items():
            names = ", ".join(f'"{name}"' for name in given[0])
            found[table] = sorted(fetch(unit.driver, f"SELECT {names} FROM {table}"), key=repr)
    opened.close()
    return found
