"""Prices agreed with a client: taken in place of a rate's own while they hold."""

from __future__ import annotations

from backoffice.content.pricing import AgreedPrice, AgreedRate
from backoffice.content.rate_card import rate_card_of
from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.rate_cards import cards_in_force
from backoffice.store.records import Client


@act("agree-price", N_("Agree on a price"), on="client", model=AgreedPrice)
def agree_price(doing: Doing, client: Client, values: AgreedPrice) -> Done:
    """Notes the price that a client pays for a rate, from one day to another, both included."""
    known = {rate.code for record in cards_in_force(doing.unit) for rate in rate_card_of(record.body).rates}
    if values.rate not in known:
        raise Invalid(
            _("There is no rate {code} in any rate card.").format(code=values.rate),
            place=Place(path="rate"),
            remedy=_("Use one of: {codes}.").format(codes=", ".join(sorted(known)) or "-"),
        )
    row = {
        "rate": values.rate,
        "price_micro": values.price_micro,
        "from": values.from_day.isoformat(),
        "to": values.to_day.isoformat() if values.to_day else None,
    }
    client.agreed_prices = sorted([*client.agreed_prices, row], key=lambda one: str(one["from"]))
    doing.unit.session.flush()
    return Done(client, client.ref, {"rate": values.rate, "price_micro": values.price_micro})


@act("end-agreed-price", N_("End an agreed price"), on="client", model=AgreedRate)
def end_agreed_price(doing: Doing, client: Client, values: AgreedRate) -> Done:
    """Sets the last day of the latest price agreed for a rate."""
    rows = [dict(one) for one in client.agreed_prices]
    row = next((one for one in reversed(rows) if one["rate"] == values.rate), None)
    if row is None:
        raise Invalid(
            _("No price was agreed with {client} for {code}.").format(client=client.name, code=values.rate),
            place=Place(path="rate"),
            remedy=_("Use one of: {codes}.").format(codes=", ".join(one["rate"] for one in rows) or "-"),
        )
    if values.to_day.isoformat() < row["from"]:
        raise Invalid(_("The last day comes before the first."), remedy=_("Give a later day."))
    row["to"] = values.to_day.isoformat()
    client.agreed_prices = rows
    doing.unit.session.flush()
    return Done(client, client.ref, {"rate": values.rate, "to": row["to"]})
