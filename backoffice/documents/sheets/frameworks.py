"""The snapshots of a framework's papers: its price schedule, the acknowledgement of an order form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Client, Organisation, Person


@dataclass(frozen=True, slots=True)
class SchedulePrice:
    """A price of the schedule, excluding VAT; `first_micro` is what it was before it was revised."""

    code: str
    label: str
    unit: str
    unit_price_micro: int
    vat: str
    first_micro: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleLot:
    """A lot with its amounts and prices; a framework without lots has one without code or label."""

    code: str
    label: str
    prices: tuple[SchedulePrice, ...]
    minimum_cents: int | None = None
    maximum_cents: int | None = None


@dataclass(frozen=True, slots=True)
class PriceScheduleSheet:
    """The prices of a framework on a day (`on`), by lot; empty texts aren't printed."""

    language: str
    code: str
    version: int
    organisation: Organisation
    title: str
    client: Client
    on: date
    lots: tuple[ScheduleLot, ...]
    market: str = ""
    buyers: tuple[str, ...] = ()
    length: str = ""
    revision: str = ""
    format: str = "price-schedule-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> PriceScheduleSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line of the quote that is ordered."""

    label: str
    quantity_e4: int
    unit: str
    unit_price_micro: int
    net_cents: int


@dataclass(frozen=True, slots=True)
class OrderAcknowledgementSheet:
    """A letter that says that an order form arrived, what is ordered, and how it will be invoiced.

    `client` carries what Chorus Pro asks for: the SIRET, the service code, the engagement and market numbers.
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    client: Client
    order_number: str
    ordered_on: date
    topic: str
    framework: str
    net_cents: int
    total_cents: int | None = None
    lot: str = ""
    quote: str = ""
    lines: tuple[OrderedLine, ...] = ()
    dates: tuple[date, ...] = ()
    exemption: str = ""
    public: bool = False
    note: str = ""
    follower: Person | None = None
    number: str | None = None
    issued_on: date | None = None
    format: str = "order-acknowledgement-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> OrderAcknowledgementSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
