"""Every dossier's promises told again from the journal, beside what is kept of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from backoffice.store.clocks.bulk import write
from backoffice.store.clocks.reading import Told, stories
from backoffice.store.clocks.rows import COLUMNS, DUE_COLUMNS, NOTHING_DUE, Row, Rows, differ, rows_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.driver import fetch, holes, run

_AT_ONCE = 500
_WHERE = "FROM commitments WHERE request_id > ? AND request_id <= ? ORDER BY request_id, n"
_KEPT = "SELECT {columns} {where}".format(columns=", ".join(f'"{name}"' for name in COLUMNS), where=_WHERE)
_OWNERS = f"SELECT request_id {_WHERE}"
_DUE = ", ".join(DUE_COLUMNS)


class Retold(NamedTuple):
    """A dossier whose rows aren't what its story says: its number, uid and reference, and the right rows."""

    id: int
    uid: str
    ref: str
    rows: Rows


class _Dossier(NamedTuple):
    id: int
    uid: str
    ref: str
    due: Row


_Right = tuple[_Dossier, Rows | None]


def differences(connection: Any) -> Iterator[Retold]:
    """The dossiers whose promises aren't kept as the journal tells them, some hundreds read at a time."""
    shelf, after = Shelf(connection), 0
    while dossiers := _some(connection, after):
        until = dossiers[-1].id
        right = list(_right(connection, dossiers, after, until, shelf))
        if not _all_kept(connection, right, after, until):
            yield from _wrong(connection, right, after, until)
        after = until


def retell(connection: Any, now: str) -> int:
    """Keeps every dossier's promises as the journal tells them, its links first; gives how many differed.

    Writes by the driver, at `now`: what is derived needs no act. The caller commits.
    """
    relink(connection)
    wrong = list(differences(connection))
    for one in wrong:
        _write(connection, one, now)
    return len(wrong)


def _right(
    connection: Any, dossiers: Sequence[_Dossier], after: int, until: int, shelf: Shelf
) -> Iterator[_Right]:
    """Each dossier with its right rows; its story is forgotten at once."""
    told = stories(connection, after, until)
    following = next(told, None)
    for one in dossiers:
        while following is not None and following[0] < one.id:
            following = next(told, None)
        mine = following[1] if following is not None and following[0] == one.id else None
        yield one, _rows(mine, one, shelf)


def _rows(told: Told | None, dossier: _Dossier, shelf: Shelf) -> Rows | None:
    """The right rows; none at all for a dossier without a story, None when part of its story was purged."""
    if told is None:
        return Rows((), NOTHING_DUE)
    return None if told.purged else rows_of(told.story, dossier.uid, shelf)


def _all_kept(connection: Any, right: Sequence[_Right], after: int, until: int) -> bool:
    """Whether everything is as it should be: all compared at once, which is nearly always enough."""
    if any(rows is None or rows.due != one.due for one, rows in right):
        return False
    wanted = [row for _one, rows in right if rows is not None for row in rows.commitments]
    return fetch(connection, _KEPT, (after, until)) == wanted


def _wrong(connection: Any, right: Sequence[_Right], after: int, until: int) -> Iterator[Retold]:
    found = zip(
        fetch(connection, _OWNERS, (after, until)), fetch(connection, _KEPT, (after, until)), strict=True
    )
    kept: dict[int, list[Row]] = {}
    for (number,), row in found:
        kept.setdefault(number, []).append(row)
    for one, rows in right:
        if rows is not None and differ(rows, kept.get(one.id, ()), one.due):
            yield Retold(one.id, one.uid, one.ref, rows)


def _some(connection: Any, after: int) -> list[_Dossier]:
    sql = f"SELECT id, uid, ref, {_DUE} FROM requests WHERE id > ? ORDER BY id LIMIT {_AT_ONCE:d}"
    return [_Dossier(row[0], row[1], row[2], tuple(row[3:])) for row in fetch(connection, sql, (after,))]


# Every row of the journal that notes something for the clocks is linked to its dossier, and no other is.

_UNLINKED = (
    "SELECT j.seq, j.payload FROM journal j WHERE j.payload LIKE '%\"clock\":{%'"
    " AND NOT EXISTS (SELECT 1 FROM journal_dossiers d WHERE d.seq = j.seq) ORDER BY j.seq"
)
_MISLINKED = (
    "SELECT d.seq FROM journal_dossiers d"
    " JOIN journal j ON j.seq = d.seq JOIN requests r ON r.id = d.request_id"
    " WHERE j.payload IS NOT NULL AND j.payload NOT LIKE '%\"dossier\":\"' || r.uid || '\"%' ORDER BY d.seq"
)


def unlinked(connection: Any) -> list[tuple[int, int]]:
    """Rows of the journal that their dossier doesn't know, each with its number; those of a dossier whose
    reception was undone belong to none."""
    named = [(seq, json.loads(payload)["clock"]["dossier"]) for seq, payload in fetch(connection, _UNLINKED)]
    numbers: dict[str, int] = {}
    for start in range(0, len(named), 500):
        some = [uid for _seq, uid in named[start : start + 500]]
        sql = f"SELECT uid, id FROM requests WHERE uid IN ({holes(len(some))})"
        numbers |= dict(fetch(connection, sql, some))
    return [(seq, numbers[uid]) for seq, uid in named if uid in numbers]


def mislinked(connection: Any) -> list[int]:
    """Rows of the journal that a dossier takes for its own, and that say another."""
    return [seq for (seq,) in fetch(connection, _MISLINKED)]


def relink(connection: Any) -> None:
    """Links rows of the journal to the dossiers that they name, and to no other."""
    for seq in mislinked(connection):
        run(connection, "DELETE FROM journal_dossiers WHERE seq = ?", (seq,))
    for seq, request in unlinked(connection):
        run(connection, "INSERT INTO journal_dossiers (seq, request_id) VALUES (?, ?)", (seq, request))


def _write(connection: Any, one: Retold, now: str) -> None:
    run(connection, "DELETE FROM commitments WHERE request_id = ?", (one.id,))
    nothing = ", ".join(f"{name} = ?" for name in DUE_COLUMNS)
    run(connection, f"UPDATE requests SET {nothing} WHERE id = ?", (*NOTHING_DUE, one.id))
    write(connection, ((one.id, one.rows),), now)
