"""Which part of a dossier an act means, when it is asked from the dossier itself."""

from __future__ import annotations

from backoffice.domain.enrolments import EnrolmentState
from backoffice.domain.proposal import MOVES as PROPOSAL_MOVES
from backoffice.domain.proposal import ProposalState
from backoffice.domain.slots import SlotState
from backoffice.services import acts as registry
from backoffice.services.acts import Doing
from backoffice.services.contracts.at_desk import contract_meant
from backoffice.services.contracts.forms import lacks_contract
from backoffice.services.kinds import Found, ref_of
from backoffice.services.live_quotes import live, quotes_of
from backoffice.services.proposals.reading import proposals_of
from backoffice.services.seats import next_waiting, seats_of
from backoffice.services.slots import needs_date, slots_of
from backoffice.store.records import (
    Enrolment,
    Proposal,
    Quote,
    Request,
    Slot,
    TrainingGroup,
)


def part_meant(doing: Doing, request: Request, act: registry.Act) -> Found | None:
    """The part of `request` that `act` is done to; None when it has none that fits."""
    match act.on:
        case "contract":
            contract = contract_meant(doing, request, act.name)
            return Found("contract", contract, contract.ref) if contract else None
        case "quote":
            quote = _quote_meant(doing, request, act.name)
            return Found("quote", quote, ref_of(quote)) if quote else None
        case "proposal":
            version = _proposal_meant(doing, request, act.name)
            return Found("proposal", version, ref_of(version)) if version else None
        case "slot":
            slot = next((s for s in slots_of(doing, request) if _to_date(s)), None)
            return Found("slot", slot, ref_of(slot)) if slot else None
        case "group":
            group = _group_meant(request, act.name)
            return Found("group", group, group.ref) if group else None
        case "enrolment":
            one = _enrolment_meant(request, act.name)
            return Found("enrolment", one, ref_of(one)) if one else None
        case _:
            return None


def _proposal_meant(doing: Doing, request: Request, act: str) -> Proposal | None:
    """The last version that takes the act; of those to start again from, the last that isn't a draft."""
    found = proposals_of(doing, request)
    wanted = PROPOSAL_MOVES.get("send-proposal" if act == "send-offer" else act)
    fit = [one for one in found if (one.state in wanted if wanted else one.state != ProposalState.DRAFT)]
    return fit[-1] if fit else None


def _group_meant(request: Request, act: str) -> TrainingGroup | None:
    """The first group that still gathers people: the one to confirm, or the one with a seat left."""
    alive = [group for group in request.training_groups if group.decision != "merged"]
    if act == "confirm-group":
        alive = [group for group in alive if group.decision != "confirmed"]
        return next(iter(alive), None)
    return next((group for group in alive if seats_of(group).room_for(1)), next(iter(alive), None))


def _enrolment_meant(request: Request, act: str) -> Enrolment | None:
    people = [one for group in request.training_groups for one in group.enrolments]
    if act == "admit":
        return next((one for one in people if one.state == EnrolmentState.CANDIDATE), None)
    admitted = next((one for one in people if one.state == EnrolmentState.ADMITTED), None)
    turns = (next_waiting(group) for group in request.training_groups)
    return admitted or next((one for one in turns if one is not None), None)


def _to_date(slot: Slot) -> bool:
    return slot.state == SlotState.TO_PLAN and needs_date(slot)


def _quote_meant(doing: Doing, request: Request, act: str) -> Quote | None:
    quotes = quotes_of(doing, request)
    if act in ("accept-quote", "extend-validity"):
        return next(reversed(live(quotes)), None)
    if act == "reverse-acceptance":
        return next((quote for quote in quotes if quote.state == "accepted"), None)
    if act in ("issue-agreement", "issue-contract"):
        return next((quote for quote in quotes if lacks_contract(doing, quote) == act), None)
    if act == "revise-quote":
        return quotes[-1] if quotes and quotes[-1].state != "draft" else None
    return next((quote for quote in quotes if quote.state == "draft"), None)
