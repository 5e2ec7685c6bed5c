"""Which open tasks are late or due in days to come, somebody's or everybody's: questions an index answers.

They stand before the first paint, and a general list would join three tables for each task that it counts.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from backoffice.store.driver import column, fetch

_DUE = "FROM tasks t WHERE t.is_open = 1 AND t.due_order <= ?"
# Theirs by name; else, for nobody by name, by their role or because the dossier is theirs.
_MINE = (
    " AND (t.user_id = ? OR (t.user_id IS NULL AND (t.whom = ?"
    " OR (t.whom = 'owner' AND t.request_id IN (SELECT r.id FROM requests r WHERE r.owner_id = ?)))))"
)


class Somebody(NamedTuple):
    """A user: their number and their role."""

    id: int
    role: str


class DueTasks(NamedTuple):
    """How many tasks, and the ids of the first ones."""

    matched: int
    ids: tuple[int, ...]


def somebody(connection: Any, ref: str) -> Somebody | None:
    """The user called `ref` (initials), if there is one."""
    rows = fetch(connection, "SELECT id, role FROM users WHERE ref = ?", (ref.lower(),)) if ref else ()
    return next((Somebody(*row) for row in rows), None)


def due_tasks(connection: Any, until: date, most: int, whose: Somebody | None = None) -> DueTasks:
    """The open tasks due by `until`, the `most` pressing first; those of `whose`, or everybody's."""
    where = _DUE + (_MINE if whose else "")
    values = (until.isoformat(), *((whose.id, whose.role, whose.id) if whose else ()))
    [(count,)] = fetch(connection, f"SELECT count(*) {where}", values)
    if not count:
        return DueTasks(0, ())
    first = f"SELECT t.id {where} ORDER BY t.due_order, t.id LIMIT {most:d}"
    return DueTasks(int(count), tuple(column(connection, first, values)))
