"""A proposal leaves the house: frozen and kept; then accepted, withdrawn, or superseded by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backoffice.domain.proposal import (
    NO_CONTEXT,
    NO_PRICE,
    NO_RESULT,
    Lack,
    ProposalState,
    check_move,
    lacks_of,
)
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.kinds import ref_of
from backoffice.services.live_quotes import same_client
from backoffice.services.needs.validating import check_needs
from backoffice.services.papers import issue
from backoffice.services.proposals.reading import aims_of, alive, client_of_proposal, proposals_of
from backoffice.services.proposals.sheet import number_of, proposal_sheet
from backoffice.services.questions import check_questions
from backoffice.store.records import Proposal, Quote


class ProposalLacks(BackofficeError):
    """A proposal is about to leave while something of it is missing."""

    code = "proposal_lacks"
    wants_reason = True

    def __init__(self, ref: str, lacks: Sequence[Lack]) -> None:
        said = " ".join(one.words() for one in lacks[:6])
        more = _(" And {n} more.").format(n=len(lacks) - 6) if len(lacks) > 6 else ""
        super().__init__(
            _("{ref} isn’t complete. {lacks}{more}").format(ref=ref, lacks=said, more=more),
            remedy=_("Complete it first, or give the reason for sending it all the same."),
        )


def lacks_in(proposal: Proposal) -> tuple[Lack, ...]:
    """What a proposal lacks, that is pointed out before it leaves."""
    found = list(lacks_of(aims_of(proposal), (module.code for module in proposal.request.modules)))
    texts = {one.code: f"{one.before}{one.after}".strip() for one in proposal.sections if one.shown}
    if not texts.get("context"):
        found.append(Lack("context", NO_CONTEXT))
    if not proposal.results and not texts.get("results"):
        found.append(Lack("results", NO_RESULT))
    if proposal.quote is None or not proposal.quote.lines:
        found.append(Lack("price", NO_PRICE))
    return tuple(found)


_FROZEN = N_("The proposal is frozen, printed and kept. It can then be withdrawn, never changed.")


@act("send-proposal", N_("Send the proposal"), on="proposal", effect=_FROZEN, key="i")
def send_proposal(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """Freezes a draft and prints it, in this transaction or not at all; what it lacks takes a reason.

    The dossier is offered from then on; its quote, where it is still a draft, is issued by an act of its own.
    """
    check_move(ref_of(proposal), "send-proposal", proposal.state)
    lacks = lacks_in(proposal)
    if lacks and not doing.reason:
        raise ProposalLacks(ref_of(proposal), lacks)
    noted = check_questions(doing, proposal.request) | check_needs(doing, proposal.request)
    move(doing, proposal.request, "send-proposal")
    quote = proposal.quote
    if quote is not None and quote.state == "draft":
        doing.warnings.append(
            _("{quote}, which gives its price, is still a draft.").format(quote=ref_of(quote))
        )
    sheet = proposal_sheet(doing, proposal)
    document, _new = issue(
        doing,
        sheet,
        kind="proposal",
        name=number_of(proposal),
        request=proposal.request,
        quote=quote,
        subject_uid=proposal.uid,
    )
    proposal.state, proposal.sent_at = ProposalState.SENT, doing.occurred_at
    payload: dict[str, Any] = {"sha256": document.sha256, "total_cents": sheet.total_cents}
    return Done(proposal, ref_of(proposal), payload | noted | ({"lacks": len(lacks)} if lacks else {}))


@act("send-offer", N_("Send the proposal and its quote"), on="proposal", effect=_FROZEN)
def send_offer(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """Issues the quote that gives the proposal its price, then sends it with that quote's number."""
    check_move(ref_of(proposal), "send-proposal", proposal.state)
    quote = proposal.quote
    lacks = lacks_in(proposal)
    if lacks and not doing.reason:
        raise ProposalLacks(ref_of(proposal), lacks)
    if quote is not None and quote.state == "draft":
        doing.then("issue-quote", ref_of(quote), {}, reason=doing.reason)
    doing.then("send-proposal", ref_of(proposal), {}, reason=doing.reason)
    return Done(proposal, ref_of(proposal))


@act("accept-proposal", N_("The client accepts the proposal"), on="proposal")
def accept_proposal(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """The client agrees to this version; the others that were sent are superseded."""
    check_move(ref_of(proposal), "accept-proposal", proposal.state)
    replaced = accept(doing, proposal, "")
    return Done(proposal, ref_of(proposal), {"superseded": replaced})


def accept(doing: Doing, proposal: Proposal, quote: str) -> list[int]:
    """Takes a version as accepted (by the acceptance of a `quote`, or by itself); gives those superseded."""
    client = client_of_proposal(proposal)
    others = [
        one
        for one in alive(proposals_of(doing, proposal.request))
        if one is not proposal and _for_client(doing, one, client.id if client else None)
    ]
    for other in others:
        other.state = ProposalState.SUPERSEDED
    replaced = [one.position for one in others]
    proposal.state = ProposalState.ACCEPTED
    proposal.answer = {"quote": quote, "superseded": replaced}
    return replaced


@act("reverse-proposal", N_("Take the acceptance of the proposal back"), on="proposal")
def reverse_proposal(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """It was accepted by mistake: it and those that it superseded are live again."""
    check_move(ref_of(proposal), "reverse-proposal", proposal.state)
    reverse(doing, proposal)
    return Done(proposal, ref_of(proposal))


def reverse(doing: Doing, proposal: Proposal) -> None:
    """Puts back what the acceptance of a version did."""
    replaced = set((proposal.answer or {}).get("superseded", ()))
    for one in proposals_of(doing, proposal.request):
        if one.position in replaced and one.state == ProposalState.SUPERSEDED:
            one.state = ProposalState.SENT
    proposal.state, proposal.answer = ProposalState.SENT, None


@act("withdraw-proposal", N_("Withdraw the proposal"), on="proposal")
def withdraw_proposal(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """We take back a version that was sent; it stays in the dossier."""
    check_move(ref_of(proposal), "withdraw-proposal", proposal.state)
    if not doing.reason:
        raise Invalid(_("A withdrawn proposal needs a reason."), remedy=_("Say why in a few words."))
    proposal.state, proposal.why = ProposalState.WITHDRAWN, doing.reason
    return Done(proposal, ref_of(proposal))


def follow_acceptance(doing: Doing, quote: Quote) -> None:
    """With a quote, its client accepts the version that it gives the price of, or the only one there is."""
    sent = [
        one for one in alive(proposals_of(doing, quote.request)) if _for_client(doing, one, quote.client_id)
    ]
    chosen = _meant(sent, quote)
    if chosen is not None:
        accept(doing, chosen, quote.full_number or "")


def _for_client(doing: Doing, proposal: Proposal, client_id: int | None) -> bool:
    """Whether a version is for this client: an own session has several."""
    client = client_of_proposal(proposal)
    return same_client(doing, client.id if client else None, client_id)


def _meant(sent: Sequence[Proposal], quote: Quote) -> Proposal | None:
    own = [one for one in sent if one.quote_id == quote.id]
    return own[-1] if own else sent[0] if len(sent) == 1 else None


def follow_reversal(doing: Doing, quote: Quote) -> None:
    """Takes back what the acceptance of a quote did to the proposals."""
    for one in _accepted_with(proposals_of(doing, quote.request), quote):
        reverse(doing, one)


def _accepted_with(proposals: Iterable[Proposal], quote: Quote) -> list[Proposal]:
    return [
        one
        for one in proposals
        if one.state == ProposalState.ACCEPTED and (one.answer or {}).get("quote") == quote.full_number
    ]
