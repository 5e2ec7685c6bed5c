"""The fast way to the first screen: the file by plain sqlite3, read only, before any heavy import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backoffice.store.errors import ReadFailed
from backoffice.store.faults import meaning
from backoffice.store.identity import check_file, check_sqlite


def connect(path: Path) -> sqlite3.Connection:
    """A checked connection that can't write; the same errors as `Database.open`. Shared between threads."""
    check_file(path)
    try:
        return _checked(path, "ro")
    except ReadFailed:
        # A crash may have left a journal that only a writer can play back.
        return _checked(path, "rw")


def _checked(path: Path, mode: str) -> sqlite3.Connection:
    connection = _connect(path, mode)
    try:
        check_sqlite(connection, str(path))
    except sqlite3.Error as error:
        connection.close()
        raise meaning(error, str(path), writing=False) from error
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one moment of the file; closed at the end."""
    connection = connect(path)
    try:
        connection.execute("BEGIN")
        yield connection
    except sqlite3.Error as error:
        raise meaning(error, str(path), writing=False) from error
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
