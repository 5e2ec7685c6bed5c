"""What goes with every act, wherever it is done: who looks before it, and what follows from it.

One mechanism for the clocks of promises and for tasks. A follower looks at the record before the act, and may
refuse it; after the act it writes what follows, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from backoffice.services.acts import Act, Doing, Done
from backoffice.store.journal import Entry
from backoffice.store.records import Base


@dataclass(frozen=True, slots=True)
class Happened:
    """An act that was just done: what it left, and every row that it made, changed or took out."""

    act: Act
    done: Done
    touched: tuple[Base, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """What follows from an act: `notes` for its own row of the journal, the dossier whose clocks it concerns,
    and rows of their own for other subjects that changed with it."""

    notes: Mapping[str, Any] = field(default_factory=dict)
    dossier_id: int | None = None
    entries: tuple[Entry, ...] = ()


class Follower(Protocol):
    """Somebody who looked before an act."""

    def after(self, happened: Happened) -> Followed:
        """Writes what follows from the act, and says it."""
        ...


# Looks at the record (or "") that an act is about to be done to; raises what keeps it from being done.
Look = Callable[[Doing, Act, Any], Follower]


class _Registered(NamedTuple):
    look: Look
    undone: bool


_LOOKS: list[_Registered] = []


def around_every_act(*, undone: bool) -> Callable[[Look], Look]:
    """Registers a follower; `undone` says that the rows it writes are undone with the act."""

    def register(look: Look) -> Look:
        _LOOKS.append(_Registered(look, undone))
        return look

    return register


# Told once an act is undone: the rows that were put back, as images.
Undoing = Callable[[Doing, Sequence[Mapping[str, Any]]], None]
_UNDOINGS: list[Undoing] = []


def after_every_undoing(hears: Undoing) -> Undoing:
    """Registers who writes what follows again once an act is undone."""
    _UNDOINGS.append(hears)
    return hears


def undone(doing: Doing, images: Sequence[Mapping[str, Any]]) -> None:
    """Tells everybody registered that rows were put back."""
    for hears in _UNDOINGS:
        hears(doing, images)


@dataclass(frozen=True, slots=True)
class Watching:
    """Every follower of one act, from before it on."""

    followers: tuple[tuple[Follower, bool], ...]

    def after(self, happened: Happened, *, undone: bool) -> Followed:
        """What follows from the act, by those whose rows are undone with it or by the others."""
        return joined(one.after(happened) for one, with_it in self.followers if with_it is undone)


def look(doing: Doing, act: Act, record: Any) -> Watching:
    """Every follower looks at `record`, in the order in which they were registered."""
    return Watching(tuple((one.look(doing, act, record), one.undone) for one in _LOOKS))


def joined(told: Iterable[Followed]) -> Followed:
    """Several followers' words as one."""
    all_of_them = tuple(told)
    return Followed(
        {name: value for one in all_of_them for name, value in one.notes.items()},
        next((one.dossier_id for one in all_of_them if one.dossier_id is not None), None),
        tuple(entry for one in all_of_them for entry in one.entries),
    )
