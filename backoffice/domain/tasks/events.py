"""What a task's date can count from, and what a dossier knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backoffice.i18n import N_


class Event(StrEnum):
    """An event of a dossier; `started` is the day that is given when a template is applied."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    STARTED = "started"
    FIRST_SLOT = "first_slot"
    LAST_SLOT = "last_slot"
    MODULE_START = "module_start"
    MODULE_END = "module_end"
    DATE = "date"
    UNDATED = "undated"


EVENT_LABELS = {
    Event.RECEIVED: N_("receipt of the request"),
    Event.ACCEPTED: N_("acceptance of the quote"),
    Event.STARTED: N_("start of the work"),
    Event.FIRST_SLOT: N_("first slot of the training"),
    Event.LAST_SLOT: N_("last slot of the training"),
    Event.MODULE_START: N_("first slot of each module"),
    Event.MODULE_END: N_("last slot of each module"),
    Event.DATE: N_("a fixed date"),
    Event.UNDATED: N_("no date yet"),
}
# One task for each module, and for each group that follows it.
OF_MODULES = frozenset({Event.MODULE_START, Event.MODULE_END})
# Known only once it has happened: nothing can be done before it.
PAST_ONLY = frozenset({Event.RECEIVED, Event.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Session:
    """A module as one group follows it: its first and last day. `module` is its code; keys are ids."""

    module: str
    module_key: str
    group_key: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Facts:
    """The days, local to the organisation, of a dossier's events; None while they aren't known."""

    received: date | None = None
    accepted: date | None = None
    started: date | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def first(self) -> date | None:
        return min((one.first for one in self.sessions), default=None)

    @property
    def last(self) -> date | None:
        return max((one.last for one in self.sessions), default=None)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that an event falls: its day (None: to be chosen), and the module and group it is of."""

    day: date | None
    module_key: str = ""
    group_key: str = ""


def occasions(event: Event, facts: Facts, *, module: str | None, on: date | None) -> Iterator[Occasion]:
    """When `event` falls in a dossier: never, once, or once for each module and group."""
    if event in OF_MODULES:
        for one in facts.sessions:
            if module in (None, one.module):
                day = one.first if event is Event.MODULE_START else one.last
                yield Occasion(day, one.module_key, one.group_key)
    elif event is Event.UNDATED:
        yield Occasion(None)
    elif (known := _day_of(event, facts, on)) is not None:
        yield Occasion(known)


def _day_of(event: Event, facts: Facts, on: date | None) -> date | None:
    match event:
        case Event.RECEIVED:
            return facts.received
        case Event.ACCEPTED:
            return facts.accepted
        case Event.STARTED:
            return facts.started
        case Event.FIRST_SLOT:
            return facts.first
        case Event.LAST_SLOT:
            return facts.last
        case _:
            return on
