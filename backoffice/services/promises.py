"""What is owed in a dossier, as its client is told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backoffice.documents.sheets import Promise
from backoffice.services.acts import Doing
from backoffice.store.records import Commitment, Request


def promises_of(doing: Doing, request: Request) -> tuple[Promise, ...]:
    """The open promises of a dossier that clients are told of, the first due first.

    One whose clock stands still has no date to be told.
    """
    query = (
        select(Commitment)
        .where(
            Commitment.request_id == request.id,
            Commitment.open == True,  # noqa: E712  a flag is a number underneath
            Commitment.internal == False,  # noqa: E712
            Commitment.suspended == False,  # noqa: E712
        )
        .order_by(Commitment.due_at, Commitment.n)
    )
    zone = ZoneInfo(doing.settings.organisation.zone)
    return tuple(promise(one, zone) for one in doing.unit.session.scalars(query))


def promise(one: Commitment, zone: ZoneInfo) -> Promise:
    """A promise as it is told to who lives in `zone`."""
    return Promise(one.step, one.owed_by, one.due_on, one.label, _hour(one, zone))


def _hour(one: Commitment, zone: ZoneInfo) -> str:
    """The local time at which a promise is due; empty for the end of its day."""
    over = datetime.combine(one.due_on + timedelta(days=1), time(), zone).astimezone(UTC)
    return "" if one.due_at == over else one.due_at.astimezone(zone).strftime("%H:%M")
