"""People and clients as documents name them."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import CAPTION, SMALL, STRONG
from backoffice.documents.kit.strips import Cell, Para
from backoffice.documents.sheets.parts import Client, Person
from backoffice.i18n import _
from backoffice.i18n.formats import person, phone, siren, siret


def reach_of(who: Person | None) -> str:
    """A person with what reaches them, a line for each; empty for nobody."""
    if who is None:
        return ""
    name = person(who.first_name, who.last_name)
    return "\n".join(
        part
        for part in (", ".join(p for p in (name, who.function) if p), phone(who.phone), who.email)
        if part
    )


def addressee(client: Client) -> Cell:
    """Who a document is for: name, address, identifiers, who reads it, who pays."""
    return tuple(_lines(client))


def postal(client: Client) -> Cell:
    """Whom a letter is for, as on its envelope."""
    who = client.contact
    name = person(who.first_name, who.last_name) if who else ""
    attention = _("For the attention of {contact}").format(
        contact=", ".join(part for part in (name, who.function if who else "") if part)
    )
    told = [Para(client.name, STRONG), *(Para(line) for line in client.address if line)]
    return (*told, *([Para(attention, before=3)] if name else []))


def _lines(client: Client) -> Iterator[Para]:
    yield Para(_("Client"), CAPTION)
    yield Para(client.name, STRONG)
    for text in (client.legal_form, *client.address):
        if text:
            yield Para(text)
    if client.siret:
        yield Para(_("SIRET {siret}").format(siret=siret(client.siret)), SMALL, before=3)
    elif client.siren:
        yield Para(_("SIREN {siren}").format(siren=siren(client.siren)), SMALL, before=3)
    if client.vat_number:
        yield Para(_("VAT {number}").format(number=client.vat_number), SMALL)
    if client.contact:
        told = _("For the attention of {contact}").format(contact=reach_of(client.contact))
        yield Para(told, before=3)
    if client.billing_name or client.billing_address:
        yield Para(_("Invoice to"), CAPTION, before=4)
        for text in (client.billing_name, *client.billing_address):
            if text:
                yield Para(text)
