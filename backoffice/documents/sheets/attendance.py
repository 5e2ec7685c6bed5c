"""The snapshot of an attendance sheet: all that its pages show, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Organisation


@dataclass(frozen=True, slots=True)
class SheetSlot:
    """A slot to sign. `mode`: on_site, remote, workplace; own pace isn't signed, only noted.

    `trainers` are the names of those who teach it, each of whom signs.
    """

    day: date
    start: time
    end: time
    minutes: int
    trainers: tuple[str, ...]
    venue: str = ""
    mode: str = "on_site"
    own_pace: bool = False


@dataclass(frozen=True, slots=True)
class SheetParticipant:
    """Someone who signs; nothing more than what the sheet needs."""

    last_name: str
    first_name: str
    employer: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that nobody signs, by the places (from 0) of its participant and its slot.

    `kind`: absent, excused, not_enrolled (follows another part, or came later).
    """

    participant: int
    slot: int
    kind: str


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """An attendance sheet as it is printed.

    `title` is the quote's own. `contract_number` is the agreement's, or the quote's that stands for it, and
    `contract_kind` says which: quote, agreement, contract, amendment. `blank_lines` are added below the
    participants. `subject` says what `title` is where it isn't established that it is a training action.
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    client_name: str
    title: str
    module_label: str
    module_title: str
    slots: tuple[SheetSlot, ...]
    participants: tuple[SheetParticipant, ...]
    number: str | None = None
    contract_kind: str = "quote"
    contract_number: str = ""
    group: str = ""
    blank_lines: int = 0
    marks: tuple[Mark, ...] = ()
    observations: str = ""
    issued_on: date | None = None
    format: str = "attendance-sheet/1"
    subject: str = field(default="", metadata=codec.LATER)

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> AttendanceSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
