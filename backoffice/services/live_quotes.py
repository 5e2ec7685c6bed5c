"""The quotes of a dossier that a client can still answer, and what becomes of them when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from backoffice.domain.proposal import ProposalState
from backoffice.services.acts import Doing
from backoffice.store.records import Client, Proposal, Quote, Request


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
    """Takes each live quote to `state`, and each proposal that was sent: no answer is waited for any more."""
    for quote in live(quotes_of(doing, request)):
        quote.state = state
    _end_proposals(doing, sent_proposals(doing, request), state)
    doing.unit.session.flush()


def end_proposals_of(doing: Doing, quote: Quote, state: str) -> None:
    """Takes the proposals that were sent with the price of `quote` to the `state` that it came to."""
    mine = [one for one in sent_proposals(doing, quote.request) if one.quote_id == quote.id]
    _end_proposals(doing, mine, state)


def sent_proposals(doing: Doing, request: Request) -> Sequence[Proposal]:
    """The versions of a dossier's proposal that wait for an answer."""
    query = select(Proposal).where(Proposal.request_id == request.id, Proposal.state == ProposalState.SENT)
    return doing.unit.session.scalars(query.order_by(Proposal.position)).all()


def _end_proposals(doing: Doing, sent: Iterable[Proposal], state: str) -> None:
    for one in sent:
        one.state, one.why = ProposalState(state), doing.reason or None
