"""The funding plan of a dossier: who is asked for what, by when, what was decided, what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.content.pricing import FundingAsked, FundingDecision, PayerLine, cap_of
from backoffice.domain.commitments.events import Event, named
from backoffice.domain.pricing import funding as rules
from backoffice.domain.pricing.case import Case
from backoffice.domain.pricing.funding import DECIDED, Extent, FundingState, Payer, Plan, check_move
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import next_rank, ref_of, resolve
from backoffice.services.live_quotes import quotes_of
from backoffice.services.pricing import wish_of
from backoffice.services.pricing_case import NO_CARD, case_of
from backoffice.store.records import FundingPayer, Quote, Request


class TooMuchGranted(BackofficeError):
    code = "too_much_granted"

    def __init__(self, ref: str, cents: int, asked: int) -> None:
        super().__init__(
            _("{ref} was asked for {asked}: it can't grant {amount}.").format(
                ref=ref, asked=money(asked), amount=money(cents)
            ),
            place=Place(path="granted_cents"),
            remedy=_("Correct the amount, or what it is asked for."),
        )


def payers_of(doing: Doing, request: Request) -> tuple[FundingPayer, ...]:
    """The payers of a dossier's plan, in their order."""
    query = select(FundingPayer).where(FundingPayer.request_id == request.id).order_by(FundingPayer.position)
    return tuple(doing.unit.session.scalars(query))


def quote_that_counts(doing: Doing, request: Request) -> Quote | None:
    """The version whose price is to be funded: the accepted one, else the last."""
    quotes = quotes_of(doing, request)
    accepted = [one for one in quotes if one.state == "accepted"]
    return next(reversed(accepted or list(quotes)), None)


@dataclass(frozen=True, slots=True)
class Funded:
    """A dossier's plan for one version of its quote."""

    quote: Quote
    payers: Sequence[FundingPayer]
    plan: Plan


def funded(doing: Doing, request: Request, quote: Quote | None = None) -> Funded | None:
    """Who pays what of a version (the one that counts unless given); None without payers or without quote.
    Raises OverFunded, BadDifference."""
    payers, quote = payers_of(doing, request), quote or quote_that_counts(doing, request)
    if not payers or quote is None:
        return None
    case = case_of(doing, quote, NO_CARD, wish_of(quote))
    found = rules.plan([_payer(one) for one in payers], quote.net_cents, quote.total_cents, extent_of(case))
    return Funded(quote, payers, found)


def extent_of(case: Case) -> Extent:
    """What caps are counted on."""
    time = case.longest
    return Extent(time.minutes, time.half_days, case.persons, len(case.groups))


def _payer(one: FundingPayer) -> Payer:
    return Payer(
        rank=one.position,
        ref=ref_of(one),
        share_bp=one.share_bp,
        amount_cents=one.amount_cents,
        caps=tuple(cap_of(text) for text in one.caps),
        state=FundingState(one.state),
        granted_cents=one.granted_cents,
        difference_to=one.difference_to,
    )


# Acts -----------------------------------------------------------------------------------------------------


@act("add-payer", N_("Add a payer"), on="request", model=PayerLine)
def add_payer(doing: Doing, request: Request, values: PayerLine) -> Done:
    """One more payer at the end of the funding plan; the client pays what remains."""
    one = FundingPayer(request=request, position=next_rank(doing, request, "F"), **_columns(doing, values))
    doing.unit.session.add(one)
    return _checked(doing, one)


def _opening(_doing: Doing, one: FundingPayer) -> Mapping[str, Any]:
    return {
        "funder": one.funder.ref if one.funder else None,
        "client": one.client.ref if one.client else None,
        "name": one.name,
        "share_bp": one.share_bp,
        "amount_cents": one.amount_cents,
        "caps": tuple(one.caps),
        "difference_to": one.difference_to,
        "file_number": one.file_number or "",
        "file_by": one.file_by,
        "note": one.note or "",
    }


@act("edit-payer", N_("Edit the payer"), on="payer", model=PayerLine, opening=_opening, key="e")
def edit_payer(doing: Doing, one: FundingPayer, values: PayerLine) -> Done:
    """What a payer is asked for, its caps, its file."""
    for name, value in _columns(doing, values).items():
        setattr(one, name, value)
    return _checked(doing, one)


@act("remove-payer", N_("Remove the payer"), on="payer")
def remove_payer(doing: Doing, one: FundingPayer, _values: None) -> Done:
    """Takes a payer out of the plan; what it was to pay remains for the client."""
    request, ref = one.request, ref_of(one)
    doing.unit.delete(one)
    doing.unit.session.flush()
    rules.check_differences([_payer(other) for other in payers_of(doing, request)])
    return Done(request, request.ref, {"payer": ref})


@act("ask-funding", N_("Funding asked for"), on="payer", model=FundingAsked, key="m")
def ask_funding(doing: Doing, one: FundingPayer, values: FundingAsked) -> Done:
    """The file was sent to its payer; one that was decided is asked again."""
    check_move(ref_of(one), one.state, FundingState.ASKED)
    _check_past(doing, values.on)
    one.state, one.asked_on = "asked", values.on
    one.decided_on, one.granted_cents = None, None
    one.file_number = values.file_number or one.file_number
    doing.unit.session.flush()
    return Done(one, ref_of(one), {"on": values.on.isoformat()})


def _decision(_doing: Doing, one: FundingPayer) -> Mapping[str, Any]:
    return {"file_number": one.file_number or ""}


@act("decide-funding", N_("Funding decided"), on="payer", model=FundingDecision, opening=_decision, key="d")
def decide_funding(doing: Doing, one: FundingPayer, values: FundingDecision) -> Done:
    """What the payer granted, or that it refused; the client or the payer named takes the difference."""
    check_move(ref_of(one), one.state, FundingState(values.decision))
    _check_past(doing, values.on)
    if one.asked_on is not None and values.on < one.asked_on:
        raise Invalid(
            _("A decision comes after it was asked for."),
            place=Place(path="on"),
            remedy=_("Correct the day of the decision, or that of the request (ask-funding)."),
        )
    one.state, one.decided_on = values.decision, values.on
    one.granted_cents = 0 if values.decision == "refused" else values.granted_cents
    one.file_number = values.file_number or one.file_number
    doing.unit.session.flush()
    _check_granted(doing, one)
    payers = payers_of(doing, one.request)
    if all(FundingState(other.state) in DECIDED for other in payers):
        # The funding of the dossier is decided once every payer has answered.
        doing.noted["events"] = [named(Event.FUNDING_DECIDED)]
    payload: dict[str, Any] = {"on": values.on.isoformat(), "decision": values.decision}
    return Done(one, ref_of(one), payload | {"granted_cents": one.granted_cents})


def _check_granted(doing: Doing, one: FundingPayer) -> None:
    found = funded(doing, one.request)
    part = (
        next((part for part in found.plan.parts if part.payer.rank == one.position), None) if found else None
    )
    if part is not None and one.granted_cents is not None and one.granted_cents > part.asked_cents:
        raise TooMuchGranted(ref_of(one), one.granted_cents, part.asked_cents)


def _check_past(doing: Doing, on: Any) -> None:
    if on > doing.today:
        raise Invalid(
            _("This day is still to come."),
            place=Place(path="on"),
            remedy=_("Record it when it has happened."),
        )


def _columns(doing: Doing, values: PayerLine) -> dict[str, Any]:
    funder = resolve(doing.unit, values.funder, "funder").record if values.funder else None
    client = resolve(doing.unit, values.client, "client").record if values.client else None
    named_after = funder or client
    kept = values.model_dump(exclude={"funder", "client", "name", "caps"})
    return {
        "funder": funder,
        "client": client,
        "name": values.name or (named_after.name if named_after else ""),
        "caps": list(values.caps),
        **{name: None if value == "" else value for name, value in kept.items()},
    }


def _checked(doing: Doing, one: FundingPayer) -> Done:
    doing.unit.session.flush()
    payers = [_payer(other) for other in payers_of(doing, one.request)]
    rules.check_differences(payers)
    funded(doing, one.request)
    return Done(one, ref_of(one), {"share_bp": one.share_bp, "amount_cents": one.amount_cents})
