"""Who an instalment is addressed to: the quote's client, a funder, another payer of the dossier's plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from backoffice.services.acts import Doing
from backoffice.services.schedule import named_payer
from backoffice.store.records import Funder, FundingPayer, Instalment, Quote

CLIENT = "client"


class Payer(NamedTuple):
    """A payer as lists name it: a client or a funder of the directory, or a name alone."""

    name: str
    client_id: int | None = None
    funder_id: int | None = None


def payers_said(quote: Quote) -> Mapping[int, str]:
    """Whom instalments were addressed to since the quote was issued, by their rank."""
    said = (quote.acceptance or {}).get("payers") or {}
    return {int(rank): str(payer) or CLIENT for rank, payer in said.items()}


def payer_said(one: Instalment) -> str:
    """Whom an instalment is addressed to now, as forms take it; empty for the client."""
    said = payers_said(one.quote).get(one.position, one.payer or CLIENT)
    return "" if said == CLIENT else said


def payer_of(doing: Doing, quote: Quote, payer: str) -> Payer:
    """The payer that an instalment names."""
    found = named_payer(doing, payer)
    if isinstance(found, Funder):
        return Payer(found.name, funder_id=found.id)
    if isinstance(found, FundingPayer):
        return Payer(found.name, client_id=found.client_id, funder_id=found.funder_id)
    if payer and payer != CLIENT:
        return Payer(payer)
    client = quote.client
    return Payer(client.name if client else "", client_id=client.id if client else None)
