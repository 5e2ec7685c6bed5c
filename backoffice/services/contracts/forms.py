"""Which form the action of a quote takes, seen from its signature, and what it still lacks."""

from __future__ import annotations

from datetime import date

from backoffice.domain.agreement import ContractForm
from backoffice.services.acts import Doing
from backoffice.services.contracts.reading import standing_on
from backoffice.services.quote_sheet import form_of
from backoffice.services.schedule import milestones_of
from backoffice.store.records import Quote


def form_here(doing: Doing, quote: Quote) -> ContractForm:
    """The form that a quote's action takes, seen from its signature when it has one."""
    signed = (quote.acceptance or {}).get("on")
    if not signed:
        return form_of(doing, quote)
    starts_on = milestones_of(doing, quote.request).starts_on
    return form_of(doing, quote, signed_on=date.fromisoformat(signed), starts_on=starts_on)


def lacks_contract(doing: Doing, quote: Quote) -> str:
    """The act that issues what an accepted quote still lacks; "" when nothing."""
    if quote.state != "accepted" or standing_on(doing, quote) is not None:
        return ""
    wanted = {ContractForm.AGREEMENT: "issue-agreement", ContractForm.CONTRACT: "issue-contract"}
    return wanted.get(form_here(doing, quote), "")
