"""What an act is: a name, what it asks, what it is done to, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from backoffice.clock import local_date
from backoffice.content.base import Content
from backoffice.content.settings import Settings
from backoffice.domain.commitments.events import Event
from backoffice.i18n import N_
from backoffice.store.records import Record, User
from backoffice.store.unit import UnitOfWork

R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=Content)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to write once the transaction is kept: where, and the hash of its bytes.

    It goes to `invoices/`; with a `folder` (below the workstation's own, unless absolute) it is a new file
    there, under `path` or the next name that is free.
    """

    path: str
    sha256: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """An act that another one asked for."""

    act: str
    ref: str
    values: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """Pages to print in one go, made of what is kept anyway: written beside the workspace, kept nowhere."""

    name: str
    data: bytes


@dataclass(slots=True)
class Doing:
    """An act being done: its open unit of work, who does it, when it happened, why.

    `now` is when it is recorded, `occurred_at` when it happened; both are UTC. An act never commits. What
    people should know of what they did all the same goes to `warnings`, in the language in force.
    """

    unit: UnitOfWork
    settings: Settings
    actor: User | None
    occurred_at: datetime
    reason: str = ""
    copies: list[Copy] = field(default_factory=list)
    # What the act being done notes for the clocks: `scopes` (modules, complaints), `events` that it makes
    # happen, promises `lifted`.
    noted: dict[str, Any] = field(default_factory=dict)
    prints: list[Print] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    follow: list[Following] = field(default_factory=list)

    def then(self, act: str, ref: str, values: Mapping[str, Any], *, reason: str = "") -> None:
        """Asks for another act right after this one: in the same transaction, with a journal row of its own.

        What is undone later is each on its own: a letter stays issued when its occasion is taken back.
        """
        self.follow.append(Following(act, ref, values, reason))

    def happens(self, event: Event) -> None:
        """Says that the act being done makes `event` happen, which promises count from.

        For acts that do so in some cases only; one that always does has its row in `ACTS`.
        """
        self.noted.setdefault("events", []).append(str(event))

    @property
    def now(self) -> datetime:
        return self.unit.now

    @property
    def today(self) -> date:
        """The organisation's local day on which the act is recorded."""
        return local_date(self.now, self.settings.organisation.zone)

    @property
    def happened_on(self) -> date:
        """The organisation's local day on which the act happened."""
        return local_date(self.occurred_at, self.settings.organisation.zone)


@dataclass(frozen=True, slots=True)
class Done:
    """What an act leaves: its subject, how people call it, and a small payload of ids and figures.

    `says` is what the person should know now (who is next on a waiting list), in their language; `others`
    are further subjects of a batch, each of which has its own row in the journal.
    """

    subject: Record
    ref: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    others: tuple[Done, ...] = ()


Run = Callable[[Doing, Any, Any], Done]
Opening = Callable[[Doing, Any], Mapping[str, Any]]
Before = Callable[[Any, Settings], Any]
Prepare = Callable[[Any, str, Any], Any]
Preview = Callable[[Doing, Any, Any], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does. Texts are message ids.

    `on` is the kind of record it is done to, or several with bars between ("" when it makes one without
    being done to any); `model` is what it asks, with `opening`
    giving the values that its form opens with; `effect` is set when the act can't be undone, and is then
    confirmed; a `final` one can't be undone either, and harms nothing (a sheet printed once more); `when`
    names the field of `model` that says when it happened, where there is one; `before` makes its values ready
    (a file is read) before the transaction begins; `preview` says line by line what would change, before it
    is done (a `quiet` one isn't shown when there is nothing to say); `prepare` computes what its values ask
    for from the database, the reference and the values, also before the transaction: nobody waits for a long
    computation.
    """

    name: str
    label: str
    run: Run
    on: str = ""
    makes: str = ""
    model: type[Content] | None = None
    opening: Opening | None = None
    effect: str = ""
    key: str = ""
    final: bool = False
    when: str = ""
    before: Before | None = None
    preview: Preview | None = None
    prepare: Prepare | None = None
    quiet: bool = False

    @property
    def undoable(self) -> bool:
        return not (self.effect or self.final)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that it is done to."""
        return tuple(self.on.split("|")) if self.on else ()


_ACTS: dict[str, Act] = {}


def act(
    name: str,
    label: str,
    *,
    on: str = "",
    makes: str = "",
    model: type[Content] | None = None,
    opening: Opening | None = None,
    effect: str = "",
    key: str = "",
    final: bool = False,
    when: str = "",
    before: Before | None = None,
    preview: Preview | None = None,
    prepare: Prepare | None = None,
    quiet: bool = False,
) -> Callable[[Run], Run]:
    """Registers a function as the act `name`."""

    def register(run: Run) -> Run:
        if name in _ACTS:
            raise ValueError(f"two acts are called {name}")
        _ACTS[name] = Act(
            name,
            label,
            run,
            on,
            makes,
            model,
            opening,
            effect,
            key,
            final,
            when,
            before,
            preview,
            prepare,
            quiet,
        )
        return run

    return register


def acts() -> Mapping[str, Act]:
    """Every act there is, by name, in the order of the trade."""
    return _ACTS


# What the journal records beside acts.
_OTHERS = {
    "undo": N_("Undo"),
    "import": N_("Import"),
    "apply-settings": N_("Apply the settings"),
    "task-made": N_("Task made by the plan"),
    "task-moved": N_("Task moved by the plan"),
    "task-dropped": N_("Task dropped by the plan"),
    "task-back": N_("Task taken up again by the plan"),
    "task-done": N_("Task done by an act"),
    "task-rewritten": N_("Task brought to its template"),
}


def label_of(name: str) -> str:
    """What people call the act `name`, as a message id; one that no longer exists keeps its name."""
    known = _ACTS.get(name)
    return known.label if known else _OTHERS.get(name, name)


def says_when(name: str) -> bool:
    """Whether the form of the act `name` itself says when it happened."""
    known = _ACTS.get(name)
    return known is not None and bool(known.when)
