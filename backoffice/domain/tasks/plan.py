"""The backward plan: the tasks that a template wants of a dossier, held against those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.domain.calendars import Calendar
from backoffice.domain.tasks.dates import due_on
from backoffice.domain.tasks.events import Facts, occasions
from backoffice.domain.tasks.lines import Line
from backoffice.domain.tasks.states import OPEN, TaskState


@dataclass(frozen=True, slots=True)
class Key:
    """What a task of a plan is the task of: the plan, its line, and the module and group it is made for."""

    plan: str
    line: str
    module: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that a plan asks for; `due` is None while nobody has chosen its day."""

    key: Key
    line: Line
    due: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """A task that is there: `key` is None when it was added by hand, `dated` when a person chose its day.

    `dropped_by` says what closed a dropped one: ``plan`` (its event went away), ``end`` (its dossier ended),
    or ``hand``.
    """

    rank: int
    key: Key | None
    due: date | None
    state: TaskState
    dated: bool = False
    dropped_by: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose day changes."""

    task: Known
    due: date | None


@dataclass(frozen=True, slots=True)
class Back:
    """A task that the plan had dropped and asks for again."""

    task: Known
    due: date | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the tasks that are there those that are wanted; `kept` are the open ones that stay."""

    made: tuple[Wanted, ...] = ()
    moved: tuple[Moved, ...] = ()
    dropped: tuple[Known, ...] = ()
    back: tuple[Back, ...] = ()
    kept: tuple[tuple[Known, Wanted], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.made or self.moved or self.dropped or self.back)


def wanted(plan: str, lines: Iterable[Line], facts: Facts, calendar: Calendar) -> Iterator[Wanted]:
    """The tasks of a plan whose event is known, each with its day."""
    for line in lines:
        for one in occasions(line.event, facts, module=line.module, on=line.on):
            due = due_on(line, one.day, calendar).due if one.day is not None else None
            yield Wanted(Key(plan, line.code, one.module_key, one.group_key), line, due)


def changes(known: Sequence[Known], asked: Sequence[Wanted], *, ended: bool = False) -> Changes:
    """What was done stays; what a person dated or dropped stays too.

    Open tasks follow their event: moved with it, dropped when it goes away, taken up again when it is back.
    A dossier that ended drops all that is open, and one that goes on takes up again what its end dropped.
    """
    if ended:
        return Changes(dropped=tuple(task for task in known if task.state in OPEN))
    there = {task.key: task for task in known if task.key is not None}
    by_key = {one.key: one for one in asked}
    return Changes(
        made=tuple(one for one in asked if one.key not in there),
        moved=tuple(_moved(known, by_key)),
        dropped=tuple(
            task for task in known if task.key is not None and task.state in OPEN and task.key not in by_key
        ),
        back=tuple(_back(known, by_key)),
        kept=tuple(
            (task, by_key[task.key])
            for task in known
            if task.key is not None and task.state in OPEN and task.key in by_key
        ),
    )


def _moved(known: Sequence[Known], asked: dict[Key, Wanted]) -> Iterator[Moved]:
    for task in known:
        new = asked.get(task.key) if task.key else None
        if new is not None and task.state in OPEN and not task.dated and task.due != new.due:
            yield Moved(task, new.due)


def _back(known: Sequence[Known], asked: dict[Key, Wanted]) -> Iterator[Back]:
    for task in known:
        if task.state is not TaskState.DROPPED or task.dropped_by not in ("plan", "end"):
            continue
        if task.key is None:
            if task.dropped_by == "end":
                yield Back(task, task.due)
        elif (new := asked.get(task.key)) is not None:
            yield Back(task, task.due if task.dated else new.due)
