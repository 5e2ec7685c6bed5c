"""Who pays for an enrolment: a client, a funder, or the person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.domain.text import fold, sort_key
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.kinds import resolve
from backoffice.store.records import Client, Enrolment, Funder, Participant
from backoffice.store.unit import UnitOfWork

_PERSON = frozenset(
    map(
        fold,
        ("person", "self", "personne", "lui-même", "elle-même", "stagiaire", "particulier", "individuel"),
    )
)
_REF = re.compile(r"(CLI|FUN)-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payer:
    """`kind` is client, funder or person, empty when nobody knows yet."""

    kind: str = ""
    client: Client | None = None
    funder: Funder | None = None


NO_PAYER = Payer()


class UnknownPayer(BackofficeError):
    code = "unknown_payer"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("{text} is no client and no funder here, nor one of several of that name.").format(
                text=text[:80]
            ),
            remedy=_("Give a reference (CLI-0001, FUN-0001), a name as the directory has it, or person."),
        )


def payer_called(unit: UnitOfWork, text: str) -> Payer:
    """The payer that people call `text`: a reference, a name, or the person; raises UnknownPayer."""
    asked = text.strip()
    if not asked:
        return NO_PAYER
    if fold(asked) in _PERSON:
        return Payer("person")
    if _REF.fullmatch(asked):
        kind = "client" if asked[:3].upper() == "CLI" else "funder"
        record = resolve(unit, asked.upper(), kind).record
        return Payer("client", client=record) if kind == "client" else Payer("funder", funder=record)
    client, funder = client_called(unit, asked), _named(unit, Funder, asked)
    if client is not None and funder is None:
        return Payer("client", client=client)
    if isinstance(funder, Funder) and client is None:
        return Payer("funder", funder=funder)
    raise UnknownPayer(asked)


def client_called(unit: UnitOfWork, text: str) -> Client | None:
    """The one client that has this reference or this name, accents and case apart; None otherwise."""
    if _REF.fullmatch(text.strip()) and text.strip()[:3].upper() == "CLI":
        found: Client = resolve(unit, text.strip().upper(), "client").record
        return found
    named = _named(unit, Client, text)
    return named if isinstance(named, Client) else None


def _named(unit: UnitOfWork, kind: Any, text: str) -> Any:
    letters = sort_key(text).partition("\x01")[0]
    query = select(kind).where(kind.sort_key >= f"{letters}\x01", kind.sort_key < f"{letters}\x02")
    if kind is Client:
        query = query.where(Client.merged_into_id.is_(None))
    found = list(unit.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def usual_payer(person: Participant, client: Client | None) -> Payer:
    """Who pays unless somebody says otherwise: the employer, else the dossier's client."""
    employer = person.client or client
    return Payer("client", client=employer) if employer is not None else NO_PAYER


def set_payer(one: Enrolment, payer: Payer) -> None:
    """Writes who pays."""
    one.payer = payer.kind or None
    one.payer_client = payer.client
    one.payer_funder = payer.funder


def payer_text(one: Enrolment) -> str:
    """The payer as forms take it: a reference, ``person``, or nothing."""
    if one.payer_client is not None:
        return one.payer_client.ref
    return one.payer_funder.ref if one.payer_funder is not None else one.payer or ""


def payer_name(one: Enrolment) -> str:
    """The payer as people read it."""
    if one.payer == "person":
        return _("the person")
    paid_by = one.payer_client or one.payer_funder
    return paid_by.name if paid_by is not None else ""


def paid_by(one: Enrolment, client: Client) -> bool:
    """Whether `client` is the one to be billed: it pays, or is the very person who pays for themselves."""
    if one.payer == "person":
        return client.kind == "individual" and one.participant.client_id == client.id
    return one.payer_client is client
