"""Promises as rows: what a story makes of each, in the columns' own texts: rows compare as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backoffice.domain.commitments.projection import Projected, project
from backoffice.domain.commitments.story import Promise, Story
from backoffice.domain.uid import part_uids
from backoffice.store.clocks.shelf import Kept, Shelf
from backoffice.store.records.dossier import NEVER

Value = str | int | None
Row = tuple[Value, ...]
COLUMNS = (
    *("n", "uid", "settings_id", "scope", "step", "owed_by", "label", "policy", "internal", "terms"),
    *("opened_at", "nominal_on", "target_on", "due_on", "due_at", "soon_at", "open", "outcome", "suspended"),
    *("closed_at", "closed_by", "reason", "started_s", "paused_s", "stopped_s"),
    *("gross_minutes", "net_minutes"),
)
DUE_COLUMNS = ("due_sort", "due_target_on", "due_on", "due_soon_at", "due_suspended")
NOTHING_DUE: Row = (NEVER, None, None, None, 0)


class Rows(NamedTuple):
    """What a dossier's story comes to: a row for each promise, and what its own row copies of them."""

    commitments: tuple[Row, ...]
    due: Row


def rows_of(story: Story, uid: str, shelf: Shelf) -> Rows:
    """The rows that follow from the `story` of the dossier `uid`."""
    found: list[Row] = []
    first = None
    for promise, its in zip(story.promises.values(), part_uids(uid, story.promises), strict=True):
        kept = shelf.kept(promise)
        projected = project(story, promise, kept.reckoner) if kept else None
        if kept is None or projected is None:
            continue
        found.append(_row(its, promise, kept, projected))
        if not projected.outcome and kept.ours:
            first = projected if first is None or _before(projected, first) else first
    found.sort()
    return Rows(tuple(found), NOTHING_DUE if first is None else _due(first))


def _before(one: Projected, other: Projected) -> bool:
    return (one.due_at, one.n) < (other.due_at, other.n)


def _row(uid: str, promise: Promise, kept: Kept, one: Projected) -> Row:
    outcome, suspended, closed_at, closed_by, reason = one[7:12]
    state = (
        0 if outcome else 1,
        outcome or None,
        int(suspended),
        closed_at or None,
        closed_by or None,
        reason or None,
    )
    head = (promise.n, uid, promise.settings, promise.scope)
    # The dates, then the seconds and minutes, as they stand in the projection.
    return head + kept.columns + one[1:7] + state + one[12:]


def _due(one: Projected) -> Row:
    return one.due_at, one.target, one.due, one.soon_at, int(one.suspended)


def differ(rows: Rows, commitments: Sequence[Row], due: Row) -> bool:
    """Whether what is kept isn't what follows from the story."""
    return list(rows.commitments) != list(commitments) or rows.due != due
