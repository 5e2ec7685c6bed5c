"""The snapshot of a quote: all that its pages show, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Client, FunderFile, Organisation, Person


@dataclass(frozen=True, slots=True)
class TrainerLine:
    """A trainer, and the titles or qualities that make them fit for it (L.6352-1)."""

    name: str
    qualification: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a module. `mode`: on_site, remote, workplace; `counts`: inside the training hours."""

    title: str
    content: str
    minutes: int
    mode: str = "on_site"
    own_pace: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ModuleBlock:
    """A module of the programme, its length in minutes and in ten-thousandths of a day."""

    label: str
    title: str
    objective: str
    minutes: int
    days_e4: int | None = None
    audience: str = ""
    parts: tuple[PartLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A slot as far as it is known: a day and its hours, or only a window in words ("March 2027")."""

    module: str
    day: date | None
    start: time | None
    end: time | None
    minutes: int
    window: str = ""
    mode: str = "on_site"
    venue: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """The training action: the items of D.6353-1, I, as texts, minutes, headcounts and dates.

    `remote_bp` is the share of the training time taught at a distance, 0 included. `dates` are the days when
    they are known; else `period_from`/`period_to`, else `period` in words.
    """

    title: str
    objectives: tuple[str, ...]
    audience: str
    prerequisites: str
    minutes: int
    remote_bp: int
    days_e4: int | None = None
    headcount_min: int | None = None
    headcount_max: int | None = None
    dates: tuple[date, ...] = ()
    period_from: date | None = None
    period_to: date | None = None
    period: str = ""
    places: tuple[str, ...] = ()
    nature: str = ""
    conduct: str = ""
    means: tuple[str, ...] = ()
    trainers: tuple[TrainerLine, ...] = ()
    follow_up: str = ""
    evaluation: tuple[str, ...] = ()
    recognition: str = ""
    accessibility: str = ""
    modules: tuple[ModuleBlock, ...] = ()
    calendar: tuple[CalendarLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line: `section` groups lines under a heading; `unit` is a word; `vat` is the code of its VatGroup."""

    label: str
    quantity_e4: int
    unit: str
    unit_price_micro: int
    net_cents: int
    vat: str
    section: str = ""
    detail: str = ""
    discount_bp: int = 0


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount on the whole; `amount_cents` is what it takes off, positive."""

    label: str
    amount_cents: int
    rate_bp: int | None = None


@dataclass(frozen=True, slots=True)
class VatGroup:
    """Lines that are taxed alike. `rate_bp` is None when no VAT is due; `mention` (law text) says why."""

    code: str
    rate_bp: int | None
    base_cents: int
    vat_cents: int
    mention: str = ""


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """A payment: when in words, the day if it is known, its share of the total and its amount."""

    label: str
    amount_cents: int
    due: date | None = None
    share_bp: int | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class CancellationBand:
    """What `party` (client, organisation) owes that cancels with a notice from `at_least` to `under` units.

    `unit`: days, working_days, clear_days, weeks, months. None is no bound. `rate_bp` of the price, or costs.
    """

    party: str
    at_least: int | None
    under: int | None
    unit: str
    rate_bp: int | None
    costs: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the terms under its title: force majeure, data protection, disputes…"""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteSheet:
    """A quote as it is printed.

    `number` carries its index (``DEV-2026-0042-2``); a draft may have none, and prints none.
    `contract_statement` is law text from `data.mentions`; the page presents it as standing for the agreement
    only when `stands_for_agreement`.
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
    number: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    issuer: Person | None = None
    subject: str = ""
    options: tuple[PriceLine, ...] = ()
    discounts: tuple[Discount, ...] = ()
    instalments: tuple[InstalmentLine, ...] = ()
    payment_terms: tuple[str, ...] = ()
    iban: str = ""
    bic: str = ""
    funders: tuple[FunderFile, ...] = ()
    cancellation: tuple[CancellationBand, ...] = ()
    cancellation_notes: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    annexes: tuple[str, ...] = ()
    stands_for_agreement: bool = False
    contract_statement: str = ""
    signatory: Person | None = None
    subject_to_funding: bool = False
    format: str = "quote-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> QuoteSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
