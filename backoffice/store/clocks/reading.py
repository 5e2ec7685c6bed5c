"""A dossier's story as the journal holds it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from backoffice.domain.commitments.story import Happened, Story, tell
from backoffice.store.driver import fetch
from backoffice.store.types import instant_text
from backoffice.store.unit import UnitOfWork

CLOCK = "clock"
UNDO = "undo"
# After every row of the journal: entries of this transaction, which have no place there yet.
_NOT_YET = 10**15
_decode = json.JSONDecoder().decode
_ROWS = (
    "SELECT d.request_id, j.seq, j.act, j.occurred_at, j.payload"
    " FROM journal_dossiers d JOIN journal j ON j.seq = d.seq"
)


class Told(NamedTuple):
    """A story; one of which a payload was purged can't be told again, and what follows from it stays."""

    story: Story
    purged: bool = False
    empty: bool = False


def story_of(unit: UnitOfWork, request_id: int, undone: int | None = None) -> Told:
    """The story of a dossier so far, what this transaction did to it included.

    `undone` is the place of a row that is being undone.
    """
    rows = fetch(unit.driver, f"{_ROWS} WHERE d.request_id = ? ORDER BY d.seq", (request_id,))
    pending = [entry for entry in unit.pending if entry.dossier_id == request_id]
    rows += [
        (request_id, _NOT_YET + rank, one.act, instant_text(one.occurred_at), json.dumps(dict(one.payload)))
        for rank, one in enumerate(pending)
    ]
    return told(rows, undone)


def stories(connection: Any, after: int, until: int) -> Iterator[tuple[int, Told]]:
    """The stories of the dossiers whose number is beyond `after` and at most `until`, in that order."""
    where = "WHERE d.request_id > ? AND d.request_id <= ? ORDER BY d.request_id, d.seq"
    rows = fetch(connection, f"{_ROWS} {where}", (after, until))
    for number, mine in groupby(rows, key=lambda row: row[0]):
        yield number, told(mine)


def told(rows: Iterable[tuple[Any, ...]], also_undone: int | None = None) -> Told:
    """The story that rows of the journal tell, in their order."""
    happened, undone = [], set() if also_undone is None else {also_undone}
    for _number, seq, act, at, payload in rows:
        if payload is None:
            return Told(Story(), purged=True)
        found = _decode(payload)
        if act == UNDO:
            undone.add(found["seq"])
        happened.append(Happened(seq, act, at, found[CLOCK], found.get("reason", "")))
    return Told(tell(happened, undone), False, not happened)
