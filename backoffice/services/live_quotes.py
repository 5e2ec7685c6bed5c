"""The quotes of a dossier that a client can still answer, and what becomes of them when it ends."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from backoffice.services.acts import Doing
from backoffice.store.records import Client, Quote, Request


def quotes_of(doing: Doing, request: Request) -> tuple[Quote, ...]:
    """Every version of a dossier's quotes, in the order they were made."""
    query = select(Quote).where(Quote.request_id == request.id).order_by(Quote.version_no)
    return tuple(doing.unit.session.scalars(query))


def same_client(doing: Doing, one: int | None, other: int | None) -> bool:
    """Whether two clients are one, doubles that were merged included."""
    return one == other or _stays(doing, one) == _stays(doing, other)


def _stays(doing: Doing, number: int | None) -> int | None:
    """The client that stands for this one since it was merged."""
    client = doing.unit.session.get(Client, number) if number is not None else None
    while client is not None and client.merged_into_id is not None:
        client = doing.unit.session.get(Client, client.merged_into_id)
    return client.id if client is not None else None


def live(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Those that were issued and not answered."""
    return tuple(quote for quote in quotes if quote.state == "issued")


def end_live_quotes(doing: Doing, request: Request, state: str) -> None:
    """Takes each live quote to `state`."""
    for quote in live(quotes_of(doing, request)):
        quote.state = state
    doing.unit.session.flush()
