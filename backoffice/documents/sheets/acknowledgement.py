"""The snapshots of an acknowledgement: the letter's, and that of the e-mail that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Client, Organisation, Person


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a request; empty texts aren't printed. `excluded` are dates to avoid."""

    topic: str
    kind: str = ""
    formats: tuple[str, ...] = ()
    audience: str = ""
    headcount_min: int | None = None
    headcount_max: int | None = None
    groups: int = 1
    places: str = ""
    period: str = ""
    excluded: str = ""
    funding: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is owed, by whom (us, client, funder, participant) and until which day, or what comes in time.

    `step` is the contract's token, `label` what tells apart several of one step. `hour` (HH:MM) is the local
    time at which it is due, when that isn't the end of the day.
    """

    step: str
    owed_by: str
    due: date
    label: str = ""
    hour: str = ""


@dataclass(frozen=True, slots=True)
class AcknowledgementSheet:
    """A letter that says that a request arrived, what was understood, and what comes next by when.

    `opening` and `note` are what its author wrote. `questions` are asked of the client. `organisation`
    carries the registration sentence for the public, as a letter isn't a contract (L.6352-12).
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    client: Client
    received_on: date
    opening: str
    understood: Understood
    promises: tuple[Promise, ...] = ()
    questions: tuple[str, ...] = ()
    note: str = ""
    follower: Person | None = None
    disability: Person | None = None
    number: str | None = None
    issued_on: date | None = None
    format: str = "acknowledgement-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> AcknowledgementSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


@dataclass(frozen=True, slots=True)
class AcknowledgementMail:
    """The e-mail that carries a letter, as a draft: `sent_at` is an instant with its offset.

    The letter is attached under `attached_as`; its bytes are those of `attached_sha256`.
    """

    language: str
    reference: str
    version: int
    sender: Person
    recipient: Person
    subject: str
    body: str
    attached_as: str
    attached_sha256: str
    sent_at: str = ""
    format: str = "acknowledgement-mail/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> AcknowledgementMail:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
