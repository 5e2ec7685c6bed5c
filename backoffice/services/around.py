"""What goes with every act, wherever it is done: checks before it runs, consequences in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backoffice.services.acts import Act, Doing, Done
from backoffice.store.journal import Entry
from backoffice.store.records import Base


@dataclass(frozen=True, slots=True)
class Happened:
    """An act that was just done: what it left, and every row that it made, changed or took out."""

    act: Act
    done: Done
    touched: tuple[Base, ...]


# Raises what keeps the act from being done; gives what the journal should note of the check, if anything.
Check = Callable[[Doing, Act, Any], Mapping[str, Any]]
# Writes what follows from the act; gives the journal's rows for the subjects that it changed.
Consequence = Callable[[Doing, Happened], Iterable[Entry]]

_CHECKS: list[Check] = []
_CONSEQUENCES: list[Consequence] = []


def before_every_act(check: Check) -> Check:
    """Registers a check: it sees the record (or "") that an act is about to be done to."""
    _CHECKS.append(check)
    return check


def after_every_act(consequence: Consequence) -> Consequence:
    """Registers a consequence: it runs in the act's own transaction, and is undone with it."""
    _CONSEQUENCES.append(consequence)
    return consequence


def checked(doing: Doing, act: Act, record: Any) -> Mapping[str, Any]:
    """Runs every check; gives what the journal notes of them."""
    notes: dict[str, Any] = {}
    for check in _CHECKS:
        notes |= check(doing, act, record)
    return notes


def followed(doing: Doing, happened: Happened) -> list[Entry]:
    """Runs every consequence, in the order in which they were registered."""
    return [entry for consequence in _CONSEQUENCES for entry in consequence(doing, happened)]
