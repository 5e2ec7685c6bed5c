"""The snapshot of calendars proposed side by side: each option's dates, and until when to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Organisation, Person


@dataclass(frozen=True, slots=True)
class OptionDate:
    """Where a slot would be: its rank in the dossier (the same in every option), its module, who, where.

    `part` is what of the module it is about, where its title doesn't say it.
    """

    slot: int
    module: str
    title: str
    day: date
    start: time
    end: time
    minutes: int
    trainers: tuple[str, ...] = ()
    venue: str = ""
    mode: str = "on_site"
    group: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class OptionGap:
    """The days from the last day of a module to the first of the next one (labels)."""

    first: str
    then: str
    days: int


@dataclass(frozen=True, slots=True)
class OptionColumn:
    """One calendar: its dates in their order, the gaps between its modules, until when it is held.

    `held_until` is a local day, with its hour (HH:MM) when that isn't the end of the day; a held one without
    a day is kept until it is chosen or released.
    """

    rank: int
    dates: tuple[OptionDate, ...]
    gaps: tuple[OptionGap, ...] = ()
    held: bool = False
    held_until: date | None = None
    held_hour: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class OptionsSheet:
    """Calendars that a client chooses from, that day included."""

    language: str
    reference: str
    version: int
    organisation: Organisation
    client_name: str
    title: str
    answer_by: date
    options: tuple[OptionColumn, ...]
    follower: Person | None = None
    number: str | None = None
    issued_on: date | None = None
    format: str = "calendar-options/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> OptionsSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
