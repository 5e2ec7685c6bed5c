"""How a version is priced, as JSON: lines with what their rules said, funding, margin (`pricing/1`)."""

from __future__ import annotations

from typing import Any

from backoffice.content.pricing import PriceWish
from backoffice.domain.pricing.lines import Proposed
from backoffice.domain.pricing.margin import Margin
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.funding import funded, payers_of, quote_that_counts
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.margins import margin_of
from backoffice.services.pricing import (
    Priced,
    changes_of,
    price,
    remarks_of,
    said_of,
    why_of,
    wish_of,
)
from backoffice.services.pricing_views import origin_of
from backoffice.services.quote_drafts import NoQuote
from backoffice.store.records import FundingPayer, Quote, QuoteLine, Request


def priced(doing: Doing, ref: str, card: str | None = None) -> dict[str, Any]:
    """How the version `ref` (or that of a dossier that counts) is priced; `proposed` is what its card, or
    `card`, says today, nothing being changed."""
    found = resolve(doing.unit, ref, "quote|request").record
    quote = quote_that_counts(doing, found) if isinstance(found, Request) else found
    if quote is None:
        raise NoQuote(ref)
    pricing = quote.pricing
    return {
        "format": "pricing/1",
        "ref": quote.request.ref,
        "quote": ref_of(quote),
        "state": quote.state,
        "card": pricing.card_ref if pricing else None,
        "card_version": pricing.card_version if pricing else None,
        "priced_on": pricing.priced_on.isoformat() if pricing else None,
        "net_cents": quote.net_cents,
        "vat_cents": quote.vat_cents,
        "total_cents": quote.total_cents,
        "lines": [_line(line) for line in quote.lines],
        "dropped": [_said(one) for one in pricing.dropped] if pricing else [],
        "remarks": list(remarks_of(pricing)) if pricing else [],
        "proposed": _proposed(doing, quote, card),
        "funding": funding_json(doing, quote.request, quote),
        "margin": margin_json(margin_of(doing, quote)),
    }


def _line(line: QuoteLine) -> dict[str, Any]:
    names = ("label", "quantity_e4", "unit", "unit_micro", "discount_bp", "optional", "nature", "net_cents")
    said = said_of(line)
    return {
        "ref": ref_of(line),
        **{name: getattr(line, name) for name in names},
        "origin": origin_of(line),
        "rule": said["rule"] if said else line.rule,
        "why": why_of(said) if said else None,
        "changed": list(changes_of(line, said)) if said else [],
        "said": _said(said) if said else None,
    }


def _said(said: Any) -> dict[str, Any]:
    names = ("label", "quantity_e4", "unit", "unit_micro", "discount_bp", "optional", "nature", "net_cents")
    return {name: said[name] for name in names} | {"rule": said["rule"], "why": why_of(said)}


def _proposed(doing: Doing, quote: Quote, card: str | None) -> dict[str, Any] | None:
    """What the card says today of a draft; None for a version that was issued."""
    if quote.state != "draft" and card is None:
        return None
    wish = wish_of(quote).model_copy(update={"card": card} if card else {})
    try:
        return _proposal(price(doing, quote, wish), wish)
    except BackofficeError as wrong:
        if card is not None:
            raise
        return {"card": None, "card_version": None, "lines": [], "remarks": [wrong.message]}


def _proposal(found: Priced, _wish: PriceWish) -> dict[str, Any]:
    return {
        "card": found.card.code,
        "card_version": found.record.version_no,
        "lines": [_proposed_line(line) for line in found.proposal.lines],
        "remarks": [f"{one.code}: {one.said}" for one in found.proposal.remarks],
    }


def _proposed_line(line: Proposed) -> dict[str, Any]:
    suffix = f" – {line.suffix}" if line.suffix else ""
    names = ("quantity_e4", "unit_micro", "discount_bp", "optional", "net_cents")
    return {
        "code": line.code,
        "label": f"{line.label}{suffix}",
        "unit": _(line.unit),
        **{name: getattr(line, name) for name in names},
        "nature": line.nature.value,
        "why": ", ".join(map(str, line.why)),
    }


def funding_json(doing: Doing, request: Request, quote: Quote | None = None) -> dict[str, Any] | None:
    """The funding plan of a dossier; None when nobody but the client pays. What is wrong with it is told."""
    payers = payers_of(doing, request)
    if not payers:
        return None
    items = [payer_json(one) for one in payers]
    try:
        found = funded(doing, request, quote)
    except BackofficeError as wrong:
        return {"payers": items, "client_cents": None, "undecided_cents": None, "wrong": wrong.message}
    if found is None:
        return {"payers": items, "client_cents": None, "undecided_cents": None, "wrong": None}
    for item, part in zip(items, found.plan.parts, strict=True):
        item |= {"asked_cents": part.asked_cents, "pays_cents": part.pays_cents}
        item |= {"why": ", ".join(map(str, part.why)) or None}
    return {
        "payers": items,
        "client_cents": found.plan.client_cents,
        "undecided_cents": found.plan.unsure_cents,
        "wrong": None,
    }


def payer_json(one: FundingPayer) -> dict[str, Any]:
    """A payer of a plan."""
    days = {name: getattr(one, name) for name in ("file_by", "asked_on", "decided_on")}
    return {
        "ref": ref_of(one),
        "name": one.name,
        "funder": one.funder.ref if one.funder else None,
        "client": one.client.ref if one.client else None,
        "share_bp": one.share_bp,
        "amount_cents": one.amount_cents,
        "caps": list(one.caps),
        "difference_to": f"{one.request.ref}/F{one.difference_to}" if one.difference_to else None,
        "file_number": one.file_number,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "state": one.state,
        "granted_cents": one.granted_cents,
        "asked_cents": None,
        "pays_cents": None,
        "why": None,
        "note": one.note,
    }


def margin_json(found: Margin) -> dict[str, Any]:
    """A margin; with unknown costs it is the most that it can be."""
    return {
        "net_cents": found.net_cents,
        "trainers_cents": found.trainers_cents,
        "others": dict(found.others),
        "unknown": found.unknown,
        "margin_cents": found.cents,
        "margin_bp": found.bp,
    }
