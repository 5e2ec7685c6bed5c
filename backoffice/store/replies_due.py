"""Participants' answers whose time has come: read over the driver alone, for Today as for lists."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from backoffice.store.driver import fetch

_SERVED = (
    "COALESCE((SELECT max(s.day) FROM slots s WHERE s.request_id = n.request_id"
    " AND s.state <> 'cancelled'), '')"
)
_WHERE = (
    "FROM needs_analyses n JOIN requests r ON r.id = n.request_id LEFT JOIN clients c ON c.id = r.client_id"
    " WHERE n.audience = 'participants' AND (n.replies <> '[]' OR n.answers <> '{}')"
    f" AND n.updated_at < ? AND {_SERVED} <= ?"
)
_NEXT_DAY = "T24"  # after every instant of a day


class RepliesDue(NamedTuple):
    """A participants' questionnaire to be erased: whose, how many replies, when it last served."""

    ref: str
    position: int
    topic: str
    client: str
    updated_at: str
    last_slot: str


def replies_due(connection: Any, oldest: date, most: int) -> tuple[int, tuple[RepliesDue, ...]]:
    """How many served last on `oldest` or before, and the first `most` of them, the oldest first."""
    values = (f"{oldest.isoformat()}{_NEXT_DAY}", oldest.isoformat())
    [(count,)] = fetch(connection, f"SELECT count(*) {_WHERE}", values)
    if not count:
        return 0, ()
    columns = f"r.ref, n.position, r.topic, COALESCE(c.name, ''), n.updated_at, {_SERVED}"
    rows = fetch(connection, f"SELECT {columns} {_WHERE} ORDER BY n.updated_at, n.id LIMIT {most:d}", values)
    return int(count), tuple(RepliesDue(*row) for row in rows)
