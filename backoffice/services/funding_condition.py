"""An acceptance that waits for a funder: the condition is lifted, or it fails and the offer is open again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.acts import FundingDecided
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.reading import check_no_contract
from backoffice.services.intake import move
from backoffice.services.issuing import take_acceptance_back
from backoffice.services.kinds import ref_of
from backoffice.services.live_quotes import quotes_of
from backoffice.store.records import Quote


class NoCondition(BackofficeError):
    code = "no_condition"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} wasn't accepted subject to funding.").format(ref=ref),
            remedy=_("Only an acceptance that says so waits for a funder's decision."),
        )


def _today(doing: Doing, _quote: Quote) -> Mapping[str, Any]:
    return {"on": doing.happened_on}


def _check(doing: Doing, quote: Quote, values: FundingDecided) -> None:
    if quote.state != "accepted" or not quote.subject_to_funding:
        raise NoCondition(ref_of(quote))
    if values.on > doing.happened_on:
        raise Invalid(
            _("A decision can't be in the future."), place=Place(path="on"), remedy=_("Correct the date.")
        )


@act("grant-funding", N_("The funding is granted"), on="quote", model=FundingDecided, opening=_today)
def grant_funding(doing: Doing, quote: Quote, values: FundingDecided) -> Done:
    """Lifts the condition of an acceptance: it binds from then on."""
    _check(doing, quote, values)
    quote.subject_to_funding = False
    decided = {"on": values.on.isoformat(), "note": values.note}
    quote.acceptance = dict(quote.acceptance or {}) | {"funding_granted": decided}
    return Done(quote, ref_of(quote), {"on": values.on.isoformat()})


@act("refuse-funding", N_("The funding is refused"), on="quote", model=FundingDecided, opening=_today)
def refuse_funding(doing: Doing, quote: Quote, values: FundingDecided) -> Done:
    """The condition fails and the acceptance with it: this offer and those it superseded are live again, to
    be accepted without the funder, revised or declined."""
    _check(doing, quote, values)
    check_no_contract(doing, quote)
    doing.reason = doing.reason or values.note
    stood = quote.request.stage
    move(doing, quote.request, "refuse-funding")
    others = (one for one in quotes_of(doing, quote.request) if one is not quote)
    if any(one.state == "accepted" for one in others):
        # Another client's acceptance, of the same inter training, still stands.
        quote.request.stage = stood
    take_acceptance_back(doing, quote, "issued")
    return Done(quote, ref_of(quote), {"on": values.on.isoformat()})
