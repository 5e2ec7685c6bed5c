"""The snapshot of a detailed proposal: its sections as text blocks and tables, its calendar, its cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Client, Organisation, Person


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of text: paragraph, heading, item, quote, code, rule or table (its `rows`, the head first)."""

    kind: str
    words: tuple[Words, ...] = ()
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that the dossier's data gave: cells as they are printed; a line end in a cell is kept.

    `shares` are the columns' widths to one another; `figures` how many of the last columns stand on the
    right, `sums` how many of the last rows are totals. `bold` says that the first column is.
    """

    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    heads: tuple[str, ...] = ()
    title: str = ""
    aside: str = ""
    note: str = ""
    figures: int = 0
    sums: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SectionSheet:
    """A section as it is printed: its writer's words around what the data gave."""

    code: str
    title: str
    before: tuple[TextBlock, ...] = ()
    tables: tuple[DataTable, ...] = ()
    after: tuple[TextBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A dated half-day, for the drawing of the calendar."""

    module: str
    title: str
    day: date
    start: time
    end: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Pause:
    """The days from the last day of a module to the first of the next one (labels)."""

    first: str
    then: str
    days: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A module without date on the way: how long it is, and what stands before it in words."""

    module: str
    title: str
    length: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure of the cover."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to, and for what."""

    role: str
    person: Person


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """A detailed proposal as it is sent. `sittings` are its dates when all are known, else `stops`."""

    language: str
    reference: str
    version: int
    organisation: Organisation
    client: Client
    title: str
    sections: tuple[SectionSheet, ...]
    number: str | None = None
    variant: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    figures: tuple[Glance, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stops: tuple[Stop, ...] = ()
    author: Person | None = None
    contacts: tuple[Contact, ...] = ()
    quote: str = ""
    total_cents: int | None = None
    format: str = "proposal-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> ProposalSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
