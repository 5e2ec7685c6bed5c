"""The snapshots of a training agreement, of an individual's contract, and of what amends either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.attendance import SheetParticipant
from backoffice.documents.sheets.parts import Client, FunderFile, Organisation, Person
from backoffice.documents.sheets.quote import (
    Action,
    CalendarLine,
    CancellationBand,
    Clause,
    Discount,
    InstalmentLine,
    PriceLine,
    VatGroup,
)


@dataclass(frozen=True, slots=True)
class AgreementSheet:
    """A training agreement as it is printed: its articles, and the annexes that its data fill.

    `basis` is law text (`data.mentions`); `group_minutes` the hours given to all groups together;
    `conditions` what the law asks of time without a live trainer, part by part. `not_executed` and
    `indemnity` are the law's sentences on what isn't done and on what is kept.
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    client: Client
    action: Action
    lines: tuple[PriceLine, ...]
    vat_groups: tuple[VatGroup, ...]
    net_cents: int
    vat_cents: int
    total_cents: int
    basis: str
    number: str | None = None
    issued_on: date | None = None
    quote_number: str = ""
    quote_on: date | None = None
    purpose: str = ""
    group_minutes: int = 0
    groups: int = 1
    participants: tuple[SheetParticipant, ...] = ()
    conditions: tuple[Clause, ...] = ()
    discounts: tuple[Discount, ...] = ()
    instalments: tuple[InstalmentLine, ...] = ()
    payment_terms: tuple[str, ...] = ()
    iban: str = ""
    bic: str = ""
    funders: tuple[FunderFile, ...] = ()
    funding: tuple[str, ...] = ()
    cancellation: tuple[CancellationBand, ...] = ()
    cancellation_notes: tuple[str, ...] = ()
    not_executed: str = ""
    indemnity: str = ""
    clauses: tuple[Clause, ...] = ()
    other_annexes: tuple[str, ...] = ()
    client_signatory: Person | None = None
    signatory: Person | None = None
    place: str = ""
    format: str = "agreement/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> AgreementSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


@dataclass(frozen=True, slots=True)
class ContractSheet(AgreementSheet):
    """A contract with an individual who pays (L.6353-3): `withdrawal` and `payment_guard` are law text, and
    `early_end` what is owed when the training ends early or is given up."""

    withdrawal_days: int = 10
    withdrawal: str = ""
    payment_guard: str = ""
    early_end: tuple[str, ...] = ()
    format: str = "contract/1"

    @classmethod
    def from_json(cls, text: str) -> ContractSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


@dataclass(frozen=True, slots=True)
class AmendmentSheet:
    """What changes in a signed agreement or contract, before and after; what isn't named stays as it was.

    `matters` are tokens (aims, dates, headcount, price) of what changes; `calendar` holds every date from
    then on when dates change. Amounts are those of the whole, in cents; `vat_mention` is why no VAT is due.
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    client: Client
    title: str
    rank: int
    parent_kind: str
    parent_number: str
    parent_on: date | None
    basis: str
    why: str
    matters: tuple[str, ...]
    number: str | None = None
    issued_on: date | None = None
    former: tuple[str, ...] = ()
    aims_before: tuple[str, ...] = ()
    aims_after: tuple[str, ...] = ()
    headcount_before: tuple[int, ...] = ()
    headcount_after: tuple[int, ...] = ()
    dates_before: tuple[CalendarLine, ...] = ()
    dates_after: tuple[CalendarLine, ...] = ()
    calendar: tuple[CalendarLine, ...] = ()
    price_label: str = ""
    taxed: bool = False
    net_before_cents: int = 0
    net_after_cents: int = 0
    vat_after_cents: int = 0
    total_before_cents: int = 0
    total_after_cents: int = 0
    vat_mention: str = ""
    rest_stays: str = ""
    client_signatory: Person | None = None
    signatory: Person | None = None
    place: str = ""
    format: str = "amendment/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> AmendmentSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
