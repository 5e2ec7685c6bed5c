"""The snapshot of a trainer's pack: when, where and whom they teach in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Organisation


@dataclass(frozen=True, slots=True)
class PackSlot:
    """A slot that the trainer teaches; `people` are those enrolled, `sheet` the number of its sheet."""

    day: date
    start: time
    end: time
    minutes: int
    reference: str
    client: str
    title: str
    module: str
    venue: str = ""
    mode: str = "on_site"
    group: str = ""
    people: int = 0
    others: tuple[str, ...] = ()
    state: str = "confirmed"
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class TrainerPack:
    """The programme of a trainer's slots from one day to another, both included."""

    language: str
    organisation: Organisation
    trainer: str
    first: date
    last: date
    slots: tuple[PackSlot, ...]
    printed_on: date | None = None
    format: str = "trainer-pack/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> TrainerPack:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
