"""What the UI is opened with and paints first; kept apart, as every import delays the first paint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice.services.ports import Desk


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One thing that waits: its state (family `states`), its record and tab, the working days left."""

    ref: str
    what: str
    state: str
    states: str = "due"
    step: str = ""
    owed_by: str = ""
    tab: str = ""
    client: str = ""
    day: date | None = None
    hours: str = ""
    left: int | None = None


@dataclass(frozen=True, slots=True)
class AgendaGroup:
    """A block of Today (`label` is a message id); `more` counts what isn't shown."""

    name: str
    label: str
    lines: tuple[AgendaLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits today; `everyone` says that it holds everybody's tasks, not only one's own."""

    groups: tuple[AgendaGroup, ...]
    everyone: bool = True


@dataclass(frozen=True, slots=True)
class House:
    """What the header shows and the screens need before any database is open."""

    organisation: str
    initials: str
    today: date
    frozen: bool = False
    zone: str = "Europe/Paris"
    language: str = "fr"
    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    state: Path | None = None
    tour: bool = False  # whether a newcomer is offered the tour


@dataclass(frozen=True, slots=True)
class Opening:
    """How the UI is opened: what is known at once, and how the rest is brought.

    `agenda` (when read already, by plain sqlite3) is painted first; `open_desk` runs in a thread after
    the first paint, imports what is heavy and hands the desk over.
    """

    house: House
    open_desk: Callable[[], Desk]
    agenda: Agenda | None = None
    first: str = "today"
