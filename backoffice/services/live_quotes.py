"""The quotes of a dossier that a client can still answer, and what becomes of them when it ends."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from backoffice.services.acts import Doing
from backoffice.store.records import Quote, Request


def quotes_of(doing: Doing, request: Request) -> tuple[Quote, ...]:
    """Every version of a dossier's quotes, in the order they were made."""
    query = select(Quote).where(Quote.request_id == request.id).order_by(Quote.version_no)
    return tuple(doing.unit.session.scalars(query))


def live(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Those that were issued and not answered."""
    return tuple(quote for quote in quotes if quote.state == "issued")


def end_live_quotes(doing: Doing, request: Request, state: str) -> None:
    """Takes each live quote to `state`."""
    for quote in live(quotes_of(doing, request)):
        quote.state = state
    doing.unit.session.flush()
