"""A template of tasks: each line says what is to be done, when, by whom, and what it keeps waiting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backoffice.domain.deadlines import Length, Roll, UnknownUnit
from backoffice.domain.deadlines.words import DAY_UNITS, read_length
from backoffice.domain.tasks.events import EVENT_LABELS, OF_MODULES, PAST_ONLY, Event
from backoffice.errors import Invalid
from backoffice.i18n import _


class TaskError(Invalid):
    """A template, or a line of one, that contradicts itself."""

    code = "bad_task"


class ImpossibleEvent(Invalid):
    """A date that can't be known in time, or an event that goes without what it was given."""

    code = "impossible_event"


@dataclass(frozen=True, slots=True)
class Expected:
    """A piece that a task waits for, and whom it comes from."""

    what: str
    whom: str = "client"


@dataclass(frozen=True, slots=True)
class Line:
    """A task of a template. Its date is `before` or `after` an event, or on its very day.

    `module` keeps it to one module (its code); `lasts` is how long the task itself takes after it began. A
    date on a day off moves to the working day before when it precedes its event, after when it follows it,
    unless `roll` says otherwise. `done_by` and `blocks` are names of acts.
    """

    code: str
    title: str
    event: Event
    module: str | None = None
    on: date | None = None
    before: Length | None = None
    after: Length | None = None
    lasts: Length | None = None
    roll: Roll = Roll.USUAL
    whom: str = "owner"
    user: str | None = None
    done_by: str | None = None
    expects: Expected | None = None
    blocks: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        check_module(self.event, self.module)
        check_day(self.event, self.on)
        check_before(self.event, self.before)
        check_after(self.before, self.after or self.lasts)
        if self.done_by in self.blocks:
            raise TaskError(
                _("{act} can't be kept waiting by the task that it does.").format(act=self.done_by),
                remedy=_("Leave it out of one of the two."),
            )


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """A template as published: one version of it.

    `kinds` are the kinds of request that follow it unless they are given another one. Days off are those of
    the organisation's territory (`calendar` "client": of the client's), its own closures only if `closures`.
    """

    code: str
    title: str
    lines: tuple[Line, ...]
    kinds: tuple[str, ...] = ()
    programme: str | None = None
    calendar: str = "ours"
    closures: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        codes = [line.code for line in self.lines]
        double = next((code for code in codes if codes.count(code) > 1), None)
        if double is not None:
            raise TaskError(
                _("Two tasks are called {code}.").format(code=double),
                remedy=_("Give each task a code of its own."),
            )

    def modules_lacking(self, codes: Collection[str]) -> tuple[tuple[int, str], ...]:
        """Its lines (by rank, from 0) that name a module which isn't one of `codes`."""
        return tuple(
            (rank, line.module)
            for rank, line in enumerate(self.lines)
            if line.module is not None and line.module not in codes
        )


def day_length(text: str) -> Length:
    """A length in days or more, typed in French or English. Raises `BadLength`, `UnknownUnit`."""
    try:
        length = read_length(text)
    except UnknownUnit as wrong:
        raise UnknownUnit(wrong.unit, DAY_UNITS) from None
    if length.by_the_clock:
        # A task has a day, no hour.
        raise UnknownUnit(length.unit, DAY_UNITS)
    return length


def check_module(event: Event, module: str | None) -> None:
    """Raises ImpossibleEvent when a module is named for an event that has none."""
    if module is not None and event not in OF_MODULES:
        raise ImpossibleEvent(
            _("“{event}” isn’t an event of a module.").format(event=_(EVENT_LABELS[event])),
            remedy=_("Leave the module out, or use one of {events}.").format(
                events=", ".join(sorted(OF_MODULES))
            ),
        )


def check_day(event: Event, on: date | None) -> None:
    """Raises ImpossibleEvent unless a day is given for a fixed date, and for nothing else."""
    if (event is Event.DATE) == (on is not None):
        return
    if on is None:
        raise ImpossibleEvent(_("A fixed date needs its day."), remedy=_("Give the day: 2027-03-12."))
    raise ImpossibleEvent(
        _("“{event}” has its own day.").format(event=_(EVENT_LABELS[event])),
        remedy=_("Leave the day out, or use the event “date”."),
    )


def check_before(event: Event, before: Length | None) -> None:
    """Raises ImpossibleEvent for a date before something that is only known once it has happened."""
    if before is not None and event in PAST_ONLY | {Event.UNDATED}:
        possible = [one.value for one in Event if one not in PAST_ONLY | {Event.UNDATED}]
        raise ImpossibleEvent(
            _("Nothing can be planned before this: {event}.").format(event=_(EVENT_LABELS[event])),
            remedy=_("Count after it, or before one of {events}.").format(events=", ".join(possible)),
        )


def check_after(before: Length | None, after: Length | None) -> None:
    """Raises TaskError when a date is said to be both before and after its event."""
    if before is not None and after is not None:
        raise TaskError(
            _("A date can’t be both before and after its event."), remedy=_("Give one of the two.")
        )
