"""The promises of a dossier as they stand at this instant, for faces and documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.clock import local_date
from backoffice.domain.calendars import Calendar
from backoffice.domain.commitments.events import DONE_AGAIN, SAID, Event, leading
from backoffice.domain.commitments.left import days_left
from backoffice.domain.commitments.projection import seconds
from backoffice.domain.commitments.states import elapsed_minutes, state_at
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.store.records import Commitment, Request
from backoffice.store.types import instant_text


def commitments_of(doing: Doing, request: Request) -> Sequence[Commitment]:
    """Every promise of a dossier, in the order in which they were made."""
    query = select(Commitment).where(Commitment.request_id == request.id).order_by(Commitment.n)
    return doing.unit.session.scalars(query).all()


def open_commitments(doing: Doing, request: Request) -> list[Commitment]:
    """Those that are still to be kept: ours first, the most pressing first."""
    found = [one for one in commitments_of(doing, request) if one.open]
    return sorted(found, key=lambda one: (one.owed_by != "us", one.due_at, one.n))


def state_of(doing: Doing, one: Commitment) -> str:
    """One of the contract's states, at this instant."""
    now = instant_text(doing.now)
    due, soon = instant_text(one.due_at), instant_text(one.soon_at)
    return state_at(one.outcome or "", one.suspended, due, soon, now)


def minutes_of(doing: Doing, one: Commitment) -> tuple[int, int]:
    """Elapsed minutes, gross and net of the pauses, until it was closed or until now."""
    if one.gross_minutes is not None and one.net_minutes is not None:
        return one.gross_minutes, one.net_minutes
    now = seconds(instant_text(doing.now))
    return elapsed_minutes(one.started_s, one.paused_s, one.stopped_s, now)


def day_of(doing: Doing, one: Commitment) -> date:
    """The day that people work to; once late, the day when it was due."""
    return one.due_on if state_of(doing, one) == "late" else one.target_on


def left_of(doing: Doing, one: Commitment) -> int | None:
    """Working days left before `day_of`; none for a clock that stands still."""
    if one.suspended or not one.open:
        return None
    today = local_date(doing.now, one.terms["zone"])
    return days_left(Calendar(one.terms["territory"]), today, day_of(doing, one))


def called(one: Commitment) -> str:
    """What tells a promise from others of its step: the house's word, the module, the exchange it answers."""
    return " · ".join(part for part in (one.label, _which(one)) if part)


def _which(one: Commitment) -> str:
    head = leading(tuple(Event(event) for event in one.terms["events"]))
    if head in SAID:
        return f"X{one.scope}" if one.scope else ""
    return "" if head in DONE_AGAIN and one.scope == "1" else one.scope


def commitment_item(doing: Doing, one: Commitment) -> dict[str, Any]:
    """A promise with the keys of its list."""
    gross, net = minutes_of(doing, one)
    return {
        "id": ref_of(one),
        "ref": one.request.ref,
        "client": one.request.client.ref if one.request.client else None,
        "step": one.step,
        "owed_by": one.owed_by,
        "policy": one.policy,
        "opened_at": instant_text(one.opened_at),
        "target_date": one.target_on.isoformat(),
        "due_date": one.due_on.isoformat(),
        "due_at": instant_text(one.due_at),
        "state": state_of(doing, one),
        "closed_at": instant_text(one.closed_at) if one.closed_at else None,
        "net_minutes": net,
        "gross_minutes": gross,
        "label": one.label or None,
        "scope": one.scope or None,
        "internal": one.internal,
        "closed_by": one.closed_by,
        "reason": one.reason,
    }
