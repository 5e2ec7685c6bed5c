"""What an amendment changes of a price: of which nature, under which VAT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.domain.money import NatureAmount, share
from backoffice.domain.vat import LineNature, VatTreatment
from backoffice.services.acts import Doing
from backoffice.services.contracts.reading import amendments_of
from backoffice.services.quote_drafts import vat_of
from backoffice.store.records import Contract, Quote


def price_change(doing: Doing, quote: Quote, nature: str, net_cents: int) -> NatureAmount:
    """A change of price of one nature, with the VAT that this nature bears for the client of the quote."""
    vat = vat_of(doing, quote, nature)
    return NatureAmount(vat, LineNature(nature), net_cents, share(net_cents, vat.rate_bp) if vat.taxed else 0)


def usual_nature(quote: Quote) -> str:
    """The nature that a change of price most likely has: that of most of the quote."""
    nets: dict[str, int] = {}
    for line in quote.lines:
        nets[line.nature] = nets.get(line.nature, 0) + line.net_cents
    return max(nets, key=lambda one: nets[one], default=str(LineNature.TRAINING))


def share_json(one: NatureAmount) -> dict[str, Any]:
    """An amount of one nature and treatment, as rows keep it."""
    return {
        "nature": str(one.nature),
        "category": one.vat.category,
        "rate_bp": one.vat.rate_bp,
        "code": one.vat.code,
        "reason": one.vat.reason,
        "net_cents": one.net_cents,
        "vat_cents": one.vat_cents,
    }


def share_from(kept: Mapping[str, Any]) -> NatureAmount:
    """An amount that a row kept."""
    vat = VatTreatment(kept["category"], kept["rate_bp"], kept["code"], kept["reason"])
    return NatureAmount(vat, LineNature(kept["nature"]), kept["net_cents"], kept["vat_cents"])


def changes_of(doing: Doing, amendment: Contract) -> tuple[NatureAmount, ...]:
    """What an amendment changes of the price; one issued before natures were kept changed the training's."""
    kept = amendment.body.get("changes")
    if kept is not None:
        return tuple(map(share_from, kept))
    parent = amendment.parent
    assert parent is not None
    before = [one for one in amendments_of(doing, parent) if (one.rank or 0) < (amendment.rank or 0)]
    former = before[-1] if before else parent
    net = amendment.net_cents - former.net_cents
    vat = amendment.vat_cents - former.vat_cents
    if not net and not vat:
        return ()
    treatment = vat_of(doing, amendment.quote, LineNature.TRAINING)
    return (NatureAmount(treatment, LineNature.TRAINING, net, vat),)
