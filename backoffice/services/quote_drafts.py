"""A quote while it can still change: lines, discount and instalments, counted again at each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backoffice.clock import local_date
from backoffice.content.acts import InstalmentLine, QuoteHead
from backoffice.content.records import QuoteLine as LineContent
from backoffice.content.settings import Share
from backoffice.domain import instalments as plan
from backoffice.domain import money
from backoffice.domain.vat import LineNature, VatStatus, VatTreatment, vat_for
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, speaking
from backoffice.services.acts import Doing, Done, act
from backoffice.services.ceilings import check_line_discount, check_whole_discount, drop_said
from backoffice.services.dues.naming import payer_meant
from backoffice.services.kinds import next_rank, ref_of
from backoffice.services.live_quotes import quotes_of
from backoffice.store.counting import totals_of
from backoffice.store.records import Client, Instalment, Quote, QuoteLine, QuotePricing, Request


class NotADraft(BackofficeError):
    code = "not_a_draft"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} was issued and never changes.").format(ref=ref),
            remedy=_("Make a new version of it with the act revise-quote."),
        )


class NoQuote(BackofficeError):
    code = "no_quote"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no quote yet.").format(ref=ref),
            remedy=_("Draft the offer first, with the act draft-offer."),
        )


def check_draft(quote: Quote) -> None:
    """Raises NotADraft for a quote that was issued."""
    if quote.state != "draft":
        raise NotADraft(ref_of(quote))


def draft_quote(
    doing: Doing,
    request: Request,
    title: str,
    former: Quote | None = None,
    *,
    client: Client | None = None,
    copy: bool = True,
) -> Quote:
    """A new draft for `client` (the dossier's when None): a copy of `former`, else of this client's last
    quote, else, or without `copy`, without lines."""
    client = client or request.client
    if former is None and copy:
        theirs = (one for one in reversed(quotes_of(doing, request)) if one.client is client)
        former = next(theirs, None)
    terms = doing.settings.quotes
    quote = doing.unit.add(
        Quote(
            request_id=request.id,
            client_id=client.id if client else None,
            version_no=next_rank(doing, request, "V"),
            title=title,
            language=client.language if client else doing.settings.language,
            body={
                "validity_days": _validity(doing, request),
                "discounts": [],
                "note": "",
                "training_action": True,
                "advance_agreed": False,
            },
        )
    )
    if former:
        _copy(former, quote)
    else:
        # A public buyer pays nothing in advance unless it was agreed: the last instalment takes all.
        public = client is not None and client.kind == "public"
        _usual_instalments(quote, terms.instalments[-1:] if public else terms.instalments)
    recount(doing, quote)
    return quote


def _validity(doing: Doing, request: Request) -> int:
    """How many days an offer is valid: the house's usual number, or until what a public procedure imposes."""
    imposed = request.details.get("offers_valid_days")
    if not imposed:
        return doing.settings.quotes.validity_days
    zone = request.details.get("procedure_zone") or doing.settings.organisation.zone
    begins = local_date(request.submission_at, zone) if request.submission_at else doing.today
    return min(max((begins - doing.today).days, 0) + int(imposed), 365)


def follow_client(doing: Doing, request: Request) -> None:
    """Gives a dossier's drafts the client that it has now, and counts them again: VAT depends on it."""
    if request.kind == "own_session":
        return
    for quote in quotes_of(doing, request):
        if quote.state == "draft" and quote.client_id != request.client_id:
            quote.client_id = request.client_id
            quote.language = request.client.language if request.client else doing.settings.language
            doing.unit.session.flush()
            doing.unit.session.refresh(quote, ["client"])
            recount(doing, quote)


_LINE = (
    *("position", "section", "label", "detail", "quantity_e4", "unit", "unit_micro", "discount_bp"),
    *("optional", "nature", "vat", "rule", "net_cents"),
)
_INSTALMENT = (
    *("position", "label", "trigger", "offset_days", "at", "module_position", "payer"),
    *("share_bp", "fixed_cents", "amount_cents"),
)


_PRICING = ("card_ref", "card_version", "priced_on", "wish", "lines", "dropped", "remarks")


def _copy(former: Quote, quote: Quote) -> None:
    # The terms of cancellation are frozen at each issue anew.
    quote.body = {key: value for key, value in former.body.items() if key != "cancellation"}
    quote.variant = former.variant
    for line in former.lines:
        quote.lines.append(QuoteLine(**{name: getattr(line, name) for name in _LINE}))
    if former.pricing is not None:
        quote.pricing = QuotePricing(**{name: getattr(former.pricing, name) for name in _PRICING})
    for one in former.instalments:
        quote.instalments.append(Instalment(**{name: getattr(one, name) for name in _INSTALMENT}))


def _usual_instalments(quote: Quote, shares: Sequence[Share]) -> None:
    for position, share in enumerate(shares, start=1):
        quote.instalments.append(
            Instalment(
                position=position,
                label=share.label,
                trigger=share.trigger,
                offset_days=share.offset_days,
                share_bp=share.share_bp,
                amount_cents=0,
            )
        )


def recount(doing: Doing, quote: Quote) -> money.Totals:
    """Every amount of a draft again, from its lines: nets, VAT, totals, instalments."""
    for line in quote.lines:
        line.vat = _vat_json(vat_of(doing, quote, line.nature))
    totals = totals_of(quote)
    for line, net in zip(quote.lines, totals.line_nets, strict=True):
        line.net_cents = net
    quote.net_cents, quote.vat_cents, quote.total_cents = (
        totals.net_cents,
        totals.vat_cents,
        totals.total_cents,
    )
    if quote.instalments:
        amounts = plan.amounts([to_plan(one) for one in quote.instalments], quote.total_cents)
        for one, cents in zip(quote.instalments, amounts, strict=True):
            one.amount_cents = cents
    doing.unit.session.flush()
    return totals


def vat_of(doing: Doing, quote: Quote, nature: str) -> VatTreatment:
    """The treatment of a line of `nature` for the client of a quote, today."""
    return vat_of_client(doing, quote.client, nature)


def vat_of_client(doing: Doing, client: Client | None, nature: str) -> VatTreatment:
    """The treatment of what is sold to a client, today."""
    organisation = doing.settings.organisation
    # Only a client that is itself taxable moves the place of supply (law sheet, 6.2).
    taxable = client is not None and client.kind != "individual"
    territory = client.territory if client is not None and taxable else organisation.territory
    return vat_for(
        VatStatus(organisation.vat_on(doing.happened_on)),
        LineNature(nature),
        territory.split("-")[0],
        doing.happened_on,
    )


def _vat_json(vat: VatTreatment) -> dict[str, Any]:
    return {"category": vat.category, "rate_bp": vat.rate_bp, "code": vat.code, "reason": vat.reason}


def to_plan(one: Instalment) -> plan.Instalment:
    """An instalment as the rules see it."""
    return plan.Instalment(
        label=one.label,
        trigger=plan.Trigger(one.trigger),
        share_bp=one.share_bp,
        fixed_cents=one.fixed_cents,
        offset_days=one.offset_days,
        at=one.at,
        module=one.module_position,
        payer=one.payer or "client",
    )


def _head(_doing: Doing, quote: Quote) -> Mapping[str, Any]:
    discount = next(iter(quote.body.get("discounts", ())), None)
    return {
        "title": quote.title,
        "validity_days": quote.body["validity_days"],
        "discount_label": discount["label"] if discount else "",
        "discount_bp": discount["share_bp"] if discount else 0,
        "note": quote.body.get("note", ""),
        "training_action": quote.body.get("training_action", True),
        "advance_agreed": quote.body.get("advance_agreed", False),
    }


@act("edit-quote", N_("Edit the quote"), on="quote", model=QuoteHead, opening=_head, key="e")
def edit_quote(doing: Doing, quote: Quote, values: QuoteHead) -> Done:
    """What a draft says as a whole: title, validity, discount, note."""
    check_draft(quote)
    if values.discount_bp:
        check_whole_discount(doing, quote, values.discount_bp)
    quote.title = values.title
    with speaking(quote.language):
        usual = _("Discount")
    discount = {
        "kind": "whole",
        "label": values.discount_label or usual,
        "share_bp": values.discount_bp,
        "fixed_cents": None,
    }
    quote.body = quote.body | {
        "validity_days": values.validity_days,
        "discounts": [discount] if values.discount_bp else [],
        "note": values.note,
        "training_action": values.training_action,
        "advance_agreed": values.advance_agreed,
    }
    recount(doing, quote)
    return _done(quote)


@act("add-line", N_("Add a line"), on="quote", model=LineContent, key="c")
def add_line(doing: Doing, quote: Quote, values: LineContent) -> Done:
    """A new line at the end of a draft."""
    check_draft(quote)
    position = quote.lines[-1].position + 1 if quote.lines else 1
    quote.lines.append(
        QuoteLine(position=position, net_cents=0, vat={}, rule="by hand", **_line_columns(values))
    )
    check_line_discount(doing, quote.lines[-1])
    recount(doing, quote)
    return _done(quote, position)


def _line(_doing: Doing, line: QuoteLine) -> Mapping[str, Any]:
    names = LineContent.model_fields
    return {
        name: getattr(line, name) if getattr(line, name) is not None else info.default
        for name, info in names.items()
    }


@act("edit-line", N_("Edit the line"), on="line", model=LineContent, opening=_line, key="e")
def edit_line(doing: Doing, line: QuoteLine, values: LineContent) -> Done:
    """Changes a line of a draft; everything is counted again."""
    check_draft(line.quote)
    for name, value in _line_columns(values).items():
        setattr(line, name, value)
    check_line_discount(doing, line)
    recount(doing, line.quote)
    return _done(line.quote, line.position)


@act("remove-line", N_("Remove the line"), on="line")
def remove_line(doing: Doing, line: QuoteLine, _values: None) -> Done:
    """Takes a line out of a draft; the others keep their ranks."""
    quote = line.quote
    check_draft(quote)
    drop_said(quote, line.position)
    quote.lines.remove(line)
    doing.unit.session.flush()
    recount(doing, quote)
    return _done(quote, line.position)


def _line_columns(values: LineContent) -> dict[str, Any]:
    kept = values.model_dump()
    return {name: None if value == "" else value for name, value in kept.items()}


@act("add-instalment", N_("Add an instalment"), on="quote", model=InstalmentLine)
def add_instalment(doing: Doing, quote: Quote, values: InstalmentLine) -> Done:
    """A new payment before the last one, which goes on taking what remains."""
    check_draft(quote)
    last = quote.instalments[-1] if quote.instalments else None
    position = last.position if last else 1
    if last is not None:
        last.position += 1
        doing.unit.session.flush()
    quote.instalments.insert(
        max(len(quote.instalments) - 1, 0),
        Instalment(position=position, amount_cents=0, **_instalment_columns(doing, quote, values)),
    )
    recount(doing, quote)
    return _done(quote, position)


def _instalment(_doing: Doing, one: Instalment) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in InstalmentLine.model_fields}


@act(
    "edit-instalment",
    N_("Edit the instalment"),
    on="instalment",
    model=InstalmentLine,
    opening=_instalment,
    key="e",
)
def edit_instalment(doing: Doing, one: Instalment, values: InstalmentLine) -> Done:
    """Changes a payment of a draft."""
    check_draft(one.quote)
    for name, value in _instalment_columns(doing, one.quote, values).items():
        setattr(one, name, value)
    recount(doing, one.quote)
    return _done(one.quote, one.position)


@act("remove-instalment", N_("Remove the instalment"), on="instalment")
def remove_instalment(doing: Doing, one: Instalment, _values: None) -> Done:
    """Takes a payment out of a draft."""
    quote = one.quote
    check_draft(quote)
    quote.instalments.remove(one)
    doing.unit.session.flush()
    recount(doing, quote)
    return _done(quote, one.position)


def _instalment_columns(doing: Doing, quote: Quote, values: InstalmentLine) -> dict[str, Any]:
    return values.model_dump() | {"payer": payer_meant(doing, quote, values.payer)}


@act("delete-draft", N_("Delete the draft"), on="quote")
def delete_draft(doing: Doing, quote: Quote, _values: None) -> Done:
    """Forgets a draft that was never issued; no number was taken for it."""
    check_draft(quote)
    request, version = quote.request, quote.version_no
    doing.unit.delete(quote)
    return Done(request, request.ref, {"draft": version})


def _done(quote: Quote, position: int | None = None) -> Done:
    payload: dict[str, Any] = {"net_cents": quote.net_cents, "total_cents": quote.total_cents}
    if position is not None:
        payload["position"] = position
    return Done(quote, ref_of(quote), payload)
