"""The fast way to the first screen: the file by plain sqlite3, read only, before any heavy import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backoffice.store.errors import Busy
from backoffice.store.identity import check_file, check_sqlite


def connect(path: Path) -> sqlite3.Connection:
    """A checked connection that can't write; the same errors as `Database.open`. Shared between threads."""
    check_file(path)
    connection = _connect(path, "ro")
    try:
        check_sqlite(connection, str(path))
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Busy from None
        # A crash left a journal that only a writer may play back.
        connection = _connect(path, "rw")
        check_sqlite(connection, str(path))
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one moment of the file; closed at the end."""
    connection = connect(path)
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=5,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only = ON")
    return connection
