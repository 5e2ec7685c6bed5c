"""A quote leaves the house: numbered, frozen, kept; then accepted, refused, withdrawn or made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from backoffice.content.acts import Acceptance, NewVariant, Refusal, Validity
from backoffice.content.programme import module_of
from backoffice.domain import instalments as plan
from backoffice.domain.agreement import missing_conditions
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acceptance import (
    accepted_terms,
    check_acceptance,
    order_differs,
    warnings_of_acceptance,
)
from backoffice.services.acts import Doing, Done, act
from backoffice.services.before_issuing import warnings_of
from backoffice.services.cancellation import freeze_terms
from backoffice.services.contracts.reading import check_no_contract
from backoffice.services.frameworks.ordering import follow_order, release_orders
from backoffice.services.intake import move
from backoffice.services.kinds import ref_of
from backoffice.services.live_quotes import end_live_quotes, end_proposals_of, live, quotes_of, same_client
from backoffice.services.needs.validating import check_needs
from backoffice.services.papers import issue
from backoffice.services.proposals.sending import follow_acceptance, follow_reversal
from backoffice.services.questions import check_questions
from backoffice.services.quote_drafts import check_draft, draft_quote, recount
from backoffice.services.quote_sheet import quote_sheet
from backoffice.services.release import release
from backoffice.services.schedule import binds_on, date_instalments, dues_of, payers_of
from backoffice.store.records import Quote, Request


class NoLine(BackofficeError):
    code = "no_line"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no line with a price.").format(ref=ref), remedy=_("Add its lines, then issue it.")
        )


class NoClient(BackofficeError):
    code = "no_client"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} is for nobody: a quote goes to a client.").format(ref=ref),
            remedy=_("Give the dossier its client; for an own session, use draft-client-quote."),
        )


class ConditionsMissing(BackofficeError):
    """Time without a live trainer that counts as training without what the law asks of it."""

    code = "conditions_missing"

    def __init__(self, missing: tuple[tuple[str, str], ...]) -> None:
        told = "; ".join(f"{title}: {_(what)}" for title, what in missing)
        super().__init__(
            _("The law asks more of time without a live trainer. {missing}").format(missing=told),
            remedy=_("Complete these parts in the programme, or leave them outside the training hours."),
        )


class QuoteNotLive(BackofficeError):
    """`instead` is the quote that was accepted in place of this one."""

    code = "quote_not_live"

    def __init__(self, ref: str, state: str, instead: str = "") -> None:
        other = _("{other} was accepted: take that back (reverse-acceptance), then accept this one.")
        super().__init__(
            _("{ref} is {state}: it can't be answered.").format(ref=ref, state=_(QUOTE_LABELS[state])),
            remedy=other.format(other=instead)
            if instead
            else _("Only a quote that was issued, and is neither answered nor replaced, can be."),
        )


class QuoteExpired(BackofficeError):
    code = "quote_expired"

    def __init__(self, ref: str, until: date) -> None:
        super().__init__(
            _("{ref} was valid until {day}.").format(ref=ref, day=short_date(until)),
            place=Place(path="on"),
            remedy=_("Extend its validity first, with the act extend-validity."),
        )


QUOTE_LABELS = {
    "draft": N_("a draft"),
    "issued": N_("issued"),
    "accepted": N_("accepted"),
    "refused": N_("refused"),
    "expired": N_("expired"),
    "withdrawn": N_("withdrawn"),
    "superseded": N_("superseded"),
}


@act(
    "issue-quote",
    N_("Issue the quote"),
    on="quote",
    effect=N_("The quote takes its number, is frozen and printed. It can then be withdrawn, never changed."),
    key="i",
)
def issue_quote(doing: Doing, quote: Quote, _values: None) -> Done:
    """Numbers a draft, freezes it and prints it, in this transaction or not at all.

    The first offer to a client of a dossier takes a number; each further version or variant takes the next
    index of it.
    """
    check_draft(quote)
    if quote.client is None:
        raise NoClient(ref_of(quote))
    if not any(not line.optional for line in quote.lines):
        raise NoLine(ref_of(quote))
    missing = missing_conditions(tuple(module_of(module.body) for module in quote.request.modules))
    if missing and quote.body.get("training_action", True):
        raise ConditionsMissing(missing)
    noted = check_questions(doing, quote.request) | check_needs(doing, quote.request)
    doing.warnings += warnings_of(doing, quote)
    move(doing, quote.request, "issue-quote")
    recount(doing, quote)
    _schedule(doing, quote)
    _number(doing, quote)
    freeze_terms(doing, quote)
    quote.state = "issued"
    quote.issued_on, quote.issued_at = doing.happened_on, doing.occurred_at
    quote.valid_until = doing.happened_on + timedelta(days=quote.body["validity_days"])
    doing.unit.session.flush()
    sheet = quote_sheet(doing, quote)
    document, _new = issue(
        doing,
        sheet,
        kind="quote",
        name=str(quote.full_number),
        request=quote.request,
        quote=quote,
        subject_uid=quote.uid,
    )
    payload = {"number": quote.full_number, "total_cents": quote.total_cents, "sha256": document.sha256}
    return Done(quote, str(quote.full_number), payload | noted)


def to_same_client(doing: Doing, quote: Quote) -> tuple[Quote, ...]:
    """The versions of one offer: the dossier's quotes to the same client, this one among them."""
    return tuple(
        one for one in quotes_of(doing, quote.request) if same_client(doing, one.client_id, quote.client_id)
    )


def _number(doing: Doing, quote: Quote) -> None:
    numbered = [one for one in to_same_client(doing, quote) if one.number]
    pattern = doing.settings.numbering.quote
    if numbered:
        quote.number = numbered[0].number
    else:
        n = doing.unit.next_number(f"quote|{doing.happened_on.year}", doing.happened_on)
        quote.number = pattern.format(year=doing.happened_on.year, n=n)
    quote.idx = doing.unit.next_number(f"{quote.number}", doing.happened_on)


def _schedule(doing: Doing, quote: Quote) -> None:
    """Dates what can be dated, and refuses what the law doesn't let this payer be asked."""
    dues = dues_of(doing, quote)
    refused = plan.refusals(dues, payers_of(doing, quote))
    if refused:
        raise Several(refused) if len(refused) > 1 else refused[0]
    date_instalments(quote, dues)


@act("revise-quote", N_("New version of the quote"), on="quote")
def revise_quote(doing: Doing, quote: Quote, _values: None) -> Done:
    """A new draft that begins as this version; what was issued stays alive until one is accepted."""
    if any(one.state == "draft" for one in to_same_client(doing, quote)):
        raise Invalid(
            _("{ref} already has a quote in draft.").format(ref=quote.request.ref),
            remedy=_("Go on with that draft, or delete it first."),
        )
    own, inter = quote.request.kind == "own_session", quote.request.kind == "inter"
    move(doing, quote.request, "draft-client-quote" if own or inter else "draft-offer")
    draft = draft_quote(doing, quote.request, quote.title, quote, client=quote.client)
    return Done(draft, ref_of(draft), {"from": ref_of(quote)})


@act("new-variant", N_("New variant of the quote"), on="quote", model=NewVariant)
def new_variant(doing: Doing, quote: Quote, values: NewVariant) -> Done:
    """A draft that lives beside this offer under a name of its own; it takes the next index of its number."""
    done = revise_quote(doing, quote, None)
    assert isinstance(done.subject, Quote)
    done.subject.variant = values.variant
    doing.unit.session.flush()
    return done


def _signed(doing: Doing, _quote: Quote) -> Mapping[str, Any]:
    return {"on": doing.happened_on}


@act("accept-quote", N_("The client accepts"), on="quote", model=Acceptance, opening=_signed)
def accept_quote(doing: Doing, quote: Quote, values: Acceptance) -> Done:
    """Records a signature or a purchase order; the other live versions to this client are superseded."""
    check_live(doing, quote)
    _check_signed(doing, quote, values.on)
    check_acceptance(doing, quote, values)
    terms = accepted_terms(doing, quote, values)
    doing.warnings += warnings_of_acceptance(doing, quote, terms)
    move(doing, quote.request, "accept-quote")
    others = [one for one in live(to_same_client(doing, quote)) if one is not quote]
    for other in others:
        other.state = "superseded"
    quote.state = "accepted"
    quote.subject_to_funding = values.subject_to_funding
    quote.acceptance = terms | {"superseded": [one.full_number for one in others]}
    date_instalments(quote, dues_of(doing, quote, signed_on=binds_on(quote, values.on)))
    follow_acceptance(doing, quote)
    follow_order(doing, quote, terms)
    payload = {"by": values.by, "superseded": len(others), "order_differs": order_differs(terms)}
    if terms["options"]:
        payload |= {"options": terms["options"], "total_cents": terms["total_cents"]}
    return Done(quote, ref_of(quote), payload)


def check_live(doing: Doing, quote: Quote) -> None:
    """Raises QuoteNotLive unless the quote waits for an answer."""
    if quote.state != "issued":
        taken = (one for one in to_same_client(doing, quote) if one.state == "accepted")
        instead = next(taken, None) if quote.state == "superseded" else None
        raise QuoteNotLive(ref_of(quote), quote.state, ref_of(instead) if instead else "")


def _check_signed(doing: Doing, quote: Quote, on: date) -> None:
    if on > doing.happened_on:
        raise Invalid(
            _("A quote can't be signed after its acceptance, nor in the future."),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )
    if quote.issued_on is not None and on < quote.issued_on:
        raise Invalid(
            _("{ref} was issued on {day}: it can't have been signed before.").format(
                ref=ref_of(quote), day=short_date(quote.issued_on)
            ),
            place=Place(path="on"),
            remedy=_("Correct the date of signature, or accept the version that was signed."),
        )
    if quote.valid_until is not None and on > quote.valid_until:
        raise QuoteExpired(ref_of(quote), quote.valid_until)


@act("reverse-acceptance", N_("Take the acceptance back"), on="quote")
def reverse_acceptance(doing: Doing, quote: Quote, _values: None) -> Done:
    """The acceptance was recorded on the wrong quote: it and those it superseded are live again."""
    if quote.state != "accepted" or quote.acceptance is None:
        raise QuoteNotLive(ref_of(quote), quote.state)
    check_no_contract(doing, quote)
    stood = quote.request.stage
    move(doing, quote.request, "reverse-acceptance")
    versions = quotes_of(doing, quote.request)
    if any(one.state == "accepted" and one is not quote for one in versions):
        # Another client's acceptance, of the same inter training, still stands.
        quote.request.stage = stood
    take_acceptance_back(doing, quote, "issued")
    return Done(quote, ref_of(quote))


def take_acceptance_back(doing: Doing, quote: Quote, state: str) -> None:
    """Undoes what an acceptance did to quotes: this one becomes `state`, those it superseded live again."""
    replaced = set((quote.acceptance or {}).get("superseded", ()))
    for one in quotes_of(doing, quote.request):
        if one.full_number in replaced:
            one.state = "issued"
    follow_reversal(doing, quote)
    release_orders(doing, quote)
    quote.state, quote.acceptance, quote.subject_to_funding = state, None, False
    date_instalments(quote, dues_of(doing, quote))


@act("refuse-quote", N_("The client refuses this quote"), on="quote", model=Refusal)
def refuse_quote(doing: Doing, quote: Quote, values: Refusal) -> Done:
    """This version is refused; the dossier goes on with the others or a new one."""
    check_live(doing, quote)
    quote.state = "refused"
    end_proposals_of(doing, quote, "refused")
    return Done(quote, ref_of(quote), {"cause": values.cause})


@act("withdraw-quote", N_("Withdraw the quote"), on="quote")
def withdraw_quote(doing: Doing, quote: Quote, _values: None) -> Done:
    """We take back a quote that was issued; its number stays taken."""
    check_live(doing, quote)
    if not doing.reason:
        raise Invalid(_("A withdrawn quote needs a reason."), remedy=_("Say why in a few words."))
    quote.state = "withdrawn"
    end_proposals_of(doing, quote, "withdrawn")
    return Done(quote, ref_of(quote))


@act("extend-validity", N_("Extend its validity"), on="quote", model=Validity)
def extend_validity(doing: Doing, quote: Quote, values: Validity) -> Done:
    """A later last day of validity; an expired quote can be accepted again."""
    check_live(doing, quote)
    if quote.valid_until is not None and values.until <= quote.valid_until:
        raise Invalid(
            _("{ref} is already valid until {day}.").format(
                ref=ref_of(quote), day=short_date(quote.valid_until)
            ),
            remedy=_("Give a later day."),
        )
    before = quote.valid_until
    quote.valid_until = values.until
    return Done(quote, ref_of(quote), {"before": before.isoformat() if before else None})


@act("expire", N_("Let the dossier expire"), on="request")
def expire(doing: Doing, request: Request, _values: None) -> Done:
    """Ends a dossier whose quotes have all outlived their validity without an answer."""
    alive = live(quotes_of(doing, request))
    valid = [one for one in alive if one.valid_until is not None and one.valid_until >= doing.happened_on]
    if valid:
        raise Invalid(
            _("{ref} is still valid.").format(ref=ref_of(valid[0])),
            remedy=_("Wait until it expires, or record that the client declines."),
        )
    before = request.stage
    move(doing, request, "expire")
    request.ended = {"stage": before, "act": "expire", "slots": release(doing, request)}
    end_live_quotes(doing, request, "expired")
    return Done(request, request.ref, {"from": before, "to": request.stage})
