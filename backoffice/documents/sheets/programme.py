"""The snapshot of a programme's sheet: what the public must be able to read before it asks for a training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.sheets import codec
from backoffice.documents.sheets.parts import Organisation, Person
from backoffice.documents.sheets.quote import ModuleBlock


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective: content and method, the criterion that shows it is reached, by which evaluation."""

    text: str
    criterion: str = ""
    evaluation: str = ""
    content: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two modules: how long, and what participants do meanwhile."""

    before: str
    bounds: str
    meanwhile: str = ""


@dataclass(frozen=True, slots=True)
class Organised:
    """One way to follow the programme: its length, its share at a distance, how many people, its modules."""

    label: str
    minutes: int
    days_e4: int
    remote_bp: int
    headcount_min: int | None = None
    headcount_max: int | None = None
    modules: tuple[ModuleBlock, ...] = ()
    between: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, never without the `count` that it was measured over and its `method` (RNQ indicator 2)."""

    label: str
    value: str
    count: int
    method: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeSheet:
    """A programme for the public (RNQ indicator 1); empty texts aren't printed.

    `organisation` carries the registration sentence for the public: the sheet isn't a contract (L.6352-12).
    """

    language: str
    code: str
    version: int
    organisation: Organisation
    title: str
    formats: tuple[Organised, ...]
    category: str = ""
    aim: str = ""
    objectives: tuple[Aim, ...] = ()
    audience: str = ""
    prerequisites: tuple[str, ...] = ()
    access_delays: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()
    funding: str = ""
    methods: str = ""
    means: tuple[str, ...] = ()
    evaluations: tuple[str, ...] = ()
    follow_up: str = ""
    recognition: str = ""
    accessibility: str = ""
    complements: tuple[str, ...] = ()
    results: tuple[Outcome, ...] = ()
    disability: Person | None = None
    owner: str = ""
    licence: str = ""
    updated_on: date | None = None
    format: str = "programme-sheet/1"

    def to_json(self) -> str:
        return codec.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> ProgrammeSheet:
        """Raises SheetUnreadable."""
        return codec.from_json(cls, text, UPGRADES)


# From each older format, by its name, to the next one.
UPGRADES: dict[str, codec.Upgrade] = {}
