"""What several snapshots share: who issues, who receives."""

from __future__ import annotations

from dataclasses import dataclass, field

from backoffice.documents.sheets.codec import LATER


@dataclass(frozen=True, slots=True)
class Organisation:
    """The training organisation as its documents show it; empty texts aren't printed.

    `registration` is the sentence for contracts of R.6351-6 (`data.mentions`), empty before the first
    number is given. Identifiers are bare digits. `logo_sha256` names the picture passed beside.
    """

    name: str
    address: tuple[str, ...]
    legal_form: str = ""
    capital_cents: int | None = None
    siret: str = ""
    rcs: str = ""
    ape: str = ""
    vat_number: str = ""
    nda: str = ""
    registration: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    logo_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named on a document."""

    first_name: str
    last_name: str
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """Who a document is for. `billing_name` and `billing_address` only when they differ."""

    name: str
    address: tuple[str, ...]
    legal_form: str = ""
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    contact: Person | None = None
    billing_name: str = ""
    billing_address: tuple[str, ...] = ()
    purchase_order: str = ""
    engagement: str = ""
    service_code: str = ""
    market: str = field(default="", metadata=LATER)


@dataclass(frozen=True, slots=True)
class FunderFile:
    """A funder (OPCO…) and its number for this action."""

    name: str
    file_number: str = ""
