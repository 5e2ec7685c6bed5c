"""Promises as rows: what a story makes of each, in the columns' own texts: rows compare as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backoffice.domain.commitments.policy import Policy
from backoffice.domain.commitments.projection import Projected, project
from backoffice.domain.commitments.story import Promise, Story
from backoffice.domain.uid import part_uid
from backoffice.store.clocks.shelf import Shelf, terms
from backoffice.store.records.dossier import NEVER

Value = str | int | None
Row = tuple[Value, ...]
COLUMNS = (
    *("n", "uid", "step", "owed_by", "label", "policy", "settings_id", "scope", "internal", "terms"),
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
    found, first = [], None
    for promise in story.promises.values():
        reckoner = shelf.reckoner(promise)
        projected = project(story, promise, reckoner) if reckoner else None
        if reckoner is None or projected is None:
            continue
        found.append(_row(uid, promise, reckoner.policy, projected))
        if not projected.outcome and reckoner.policy.owed_by == "us":
            first = projected if first is None or _before(projected, first) else first
    found.sort()
    return Rows(tuple(found), NOTHING_DUE if first is None else _due(first))


def _before(one: Projected, other: Projected) -> bool:
    return (one.due_at, one.n) < (other.due_at, other.n)


def _row(uid: str, promise: Promise, policy: Policy, one: Projected) -> Row:
    return (
        promise.n,
        part_uid(uid, promise.n),
        str(policy.step),
        policy.owed_by,
        policy.label,
        policy.id,
        promise.settings,
        promise.scope,
        int(policy.internal),
        terms(policy, promise.territory, promise.zone),
        one.opened_at,
        one.nominal,
        one.target,
        one.due,
        one.due_at,
        one.soon_at,
        0 if one.outcome else 1,
        one.outcome or None,
        int(one.suspended),
        one.closed_at or None,
        one.closed_by or None,
        one.reason or None,
        one.started_s,
        one.paused_s,
        one.stopped_s,
        one.gross_minutes,
        one.net_minutes,
    )


def _due(one: Projected) -> Row:
    return one.due_at, one.target, one.due, one.soon_at, int(one.suspended)


def differ(rows: Rows, commitments: Sequence[Row], due: Row) -> bool:
    """Whether what is kept isn't what follows from the story."""
    return rows.commitments != tuple(commitments) or rows.due != due
