"""The proposals of a dossier, and what one of them is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from backoffice.content.programme import module_of
from backoffice.documents import sheets
from backoffice.domain import programme as domain
from backoffice.domain.proposal import Aim, ProposalState, Shown
from backoffice.services.action_sheet import action_of_dossier, programme_behind
from backoffice.services.acts import Doing
from backoffice.services.quote_sheet import quote_sheet
from backoffice.store.records import Client, Proposal, Request


def proposals_of(doing: Doing, request: Request) -> tuple[Proposal, ...]:
    """Every version of a dossier's proposals, in the order they were made."""
    query = select(Proposal).where(Proposal.request_id == request.id).order_by(Proposal.position)
    return tuple(doing.unit.session.scalars(query))


def alive(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those that were sent and not answered."""
    return tuple(one for one in proposals if one.state == ProposalState.SENT)


def client_of_proposal(proposal: Proposal) -> Client | None:
    """Whom it is for: its quote's client, or the dossier's."""
    quote = proposal.quote
    return quote.client if quote is not None and quote.client is not None else proposal.request.client


def aims_of(proposal: Proposal) -> tuple[Aim, ...]:
    """Its objectives, in their order."""
    return tuple(
        Aim(one["text"], one["criterion"], one["method"], one["evaluation"], tuple(one["modules"]))
        for one in proposal.aims
    )


def results_of(proposal: Proposal) -> tuple[Shown, ...]:
    """The results that it shows."""
    return tuple(
        Shown(one["label"], one["value"], one["count"], one["period"], one["method"])
        for one in proposal.results
    )


@dataclass(frozen=True)
class Ground:
    """What a proposal's tables are computed from, each read once."""

    doing: Doing
    proposal: Proposal

    @property
    def request(self) -> Request:
        return self.proposal.request

    @cached_property
    def programme(self) -> domain.Programme | None:
        return programme_behind(self.doing, self.request)

    @cached_property
    def modules(self) -> tuple[domain.Module, ...]:
        return tuple(module_of(module.body) for module in self.request.modules)

    @cached_property
    def action(self) -> sheets.Action:
        return action_of_dossier(self.doing, self.request, self.proposal.title)

    @cached_property
    def priced(self) -> sheets.QuoteSheet | None:
        quote = self.proposal.quote
        return quote_sheet(self.doing, quote) if quote is not None else None
