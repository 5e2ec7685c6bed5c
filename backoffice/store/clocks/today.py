"""Which open promises are late, to be kept today and in the days to come: three questions an index answers.

They stand before the first paint, and a general list would let the engine choose another index.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from backoffice.store.driver import column, fetch

# No last day is moved farther than this over days off: the longest summer closure that counts as such.
FARTHEST_ROLL = timedelta(days=45)
_RUNNING = "FROM commitments t WHERE t.open = 1 AND t.suspended = 0 AND"
# Inside COALESCE, the instant is no reason for the engine to choose its index: the day's is far narrower.
_NOT_LATE = "COALESCE(t.due_at, '') > ?"
_BETWEEN = "t.target_on >= ? AND t.target_on <= ?"


class Pressing(NamedTuple):
    """How many promises, and the ids of the first ones."""

    matched: int
    ids: tuple[int, ...]


def pressing(connection: Any, now: str, today: date, days: int, most: int) -> Mapping[str, Pressing]:
    """``late``, ``today`` (their target date has come) and ``week`` (it comes within `days`), the `most`
    pressing first; `now` is the text of an instant."""
    earliest, tomorrow, last = today - FARTHEST_ROLL, today + timedelta(days=1), today + timedelta(days=days)
    by_day = "t.target_on, t.due_at, t.id"
    asked: dict[str, tuple[str, str, tuple[str, ...]]] = {
        "late": ("t.due_at <= ?", "t.due_at, t.id", (now,)),
        "today": (f"{_BETWEEN} AND {_NOT_LATE}", by_day, (str(earliest), str(today), now)),
        "week": (_BETWEEN, by_day, (str(tomorrow), str(last))),
    }
    return {name: _pressing(connection, *question, most) for name, question in asked.items()}


def _pressing(connection: Any, where: str, order: str, values: tuple[str, ...], most: int) -> Pressing:
    [(count,)] = fetch(connection, f"SELECT count(*) {_RUNNING} {where}", values)
    if not count:
        return Pressing(0, ())
    first = f"SELECT t.id {_RUNNING} {where} ORDER BY {order} LIMIT {most:d}"
    return Pressing(int(count), tuple(column(connection, first, values)))
