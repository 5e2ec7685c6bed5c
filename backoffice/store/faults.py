"""What a driver's error means to a person; no SQLAlchemy here, the fast way needs it too."""

from __future__ import annotations

import sqlite3
import sys
from urllib.parse import parse_qsl, urlsplit

from backoffice.i18n import N_, _
from backoffice.store.errors import (
    Busy,
    CannotConnect,
    Damaged,
    Duplicate,
    ReadFailed,
    Refused,
    StoreError,
    WriteFailed,
)

_Failed = type[WriteFailed] | type[ReadFailed]


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


def driver_errors() -> tuple[type[Exception], ...]:
    """The errors of the drivers that this process uses."""
    # Only a process that already talks to PostgreSQL can raise its errors; no other pays for the import.
    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error, psycopg.Error) if psycopg else (sqlite3.Error,)


def meaning(error: BaseException, target: str, *, writing: bool = True) -> StoreError:
    """Our error for the driver's `error`, without parameters, statements or passwords."""
    failed = WriteFailed if writing else ReadFailed
    if isinstance(error, sqlite3.Error):
        return _sqlite_meaning(error, shown(target), failed)
    return _postgres_meaning(error, target, failed)


# The most precise name first.
_WORDS = {
    "SQLITE_FULL": N_("the disk is full"),
    "SQLITE_READONLY_DBMOVED": N_("the file of the database isn't where it was any more"),
    "SQLITE_READONLY": N_("the file or its folder can only be read"),
    "SQLITE_CANTOPEN": N_("the file or its folder can't be opened"),
    "SQLITE_IOERR": N_("the disk doesn't read or write as it should"),
}


def _sqlite_meaning(error: sqlite3.Error, target: str, failed: _Failed) -> StoreError:
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
    words = next((words for kind, words in _WORDS.items() if name.startswith(kind)), "")
    return failed(_(words) if words else text)


def _postgres_meaning(error: BaseException, target: str, failed: _Failed) -> StoreError:
    state = str(getattr(error, "sqlstate", None) or "")
    diagnostic = getattr(error, "diag", None)
    if state in ("40001", "40P01", "55P03"):
        return Busy()
    if state == "23505":
        return Duplicate(_unique(str(getattr(diagnostic, "constraint_name", ""))))
    if state == "BK001" or state.startswith("23"):
        return Refused(str(getattr(diagnostic, "message_primary", "")))
    if state:
        return failed(str(getattr(diagnostic, "message_primary", "")))
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
