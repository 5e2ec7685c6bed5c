"""The snapshot of a questionnaire: blank, filled by the client, or the synthesis of participants' answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Organisation, Person


@dataclass(frozen=True, slots=True)
class SheetCount:
    """How many gave an answer, of those who answered."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A question as its page shows it.

    `options` are what is ticked on a blank one; `answer` and `rows` what was answered; `counts`, `told` (the
    mean, why something is kept back) and `texts` what participants answered together; `condition` when it is
    asked at all.
    """

    text: str
    kind: str
    help: str = ""
    mandatory: bool = False
    condition: str = ""
    options: tuple[str, ...] = ()
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    columns: tuple[str, ...] = ()
    answer: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    counts: tuple[SheetCount, ...] = ()
    answered: int = 0
    asked: int = 0
    told: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Questions that stand together."""

    title: str
    questions: tuple[SheetQuestion, ...]


@dataclass(frozen=True, slots=True)
class QuestionnaireSheet:
    """A questionnaire in one of its three forms: `form` is ``blank``, ``filled`` or ``synthesis``.

    `analysis` is the rank of the client's version (0 for none), `replies` how many participants answered,
    `completeness` the mandatory answers there (``7/9``).
    """

    language: str
    reference: str
    version: int
    organisation: Organisation
    form: str
    title: str
    topic: str
    client_name: str
    sections: tuple[SheetSection, ...]
    intro: str = ""
    note: str = ""
    audience: str = "client"
    analysis: int = 0
    completeness: str = ""
    replies: int = 0
    answered_by: str = ""
    answered_on: date | None = None
    validated_by: str = ""
    validated_function: str = ""
    validated_on: date | None = None
    disability: Person | None = None
    number: str | None = None
    issued_on: date | None = None
    format: str = "questionnaire-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> QuestionnaireSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
