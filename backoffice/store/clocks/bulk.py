"""The rows of many dossiers' promises written at once, by the driver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backoffice.store.clocks.rows import COLUMNS, DUE_COLUMNS, NOTHING_DUE, Rows
from backoffice.store.driver import insert_many, run_many

_NAMES = ("request_id", "version", "created_at", "updated_at", *COLUMNS)
_DUE = f"UPDATE requests SET {', '.join(f'{name} = ?' for name in DUE_COLUMNS)} WHERE id = ?"


def write_promises(connection: Any, dossiers: Sequence[tuple[int, Rows]], now: str) -> None:
    """Keeps the rows of the promises of dossiers (number, what follows from its story) that have none yet."""
    rows = [(number, 1, now, now, *row) for number, told in dossiers for row in told.commitments]
    if rows:
        insert_many(connection, "commitments", _NAMES, rows)


def write(connection: Any, dossiers: Sequence[tuple[int, Rows]], now: str) -> None:
    """Keeps the rows of each dossier's promises, and what its own row copies of them."""
    write_promises(connection, dossiers, now)
    due = [(*told.due, number) for number, told in dossiers if told.due != NOTHING_DUE]
    if due:
        run_many(connection, _DUE, due)
