"""A method in steps as a template of tasks: a task for each step, due when the step ends."""

from __future__ import annotations

from backoffice.domain import programme
from backoffice.domain.deadlines import Length, Term, Unit
from backoffice.domain.method import Method, Step
from backoffice.domain.tasks.events import Event
from backoffice.domain.tasks.lines import Line, TaskTemplate

_UNITS = {
    programme.Unit.DAYS: Unit.DAYS,
    programme.Unit.WORKING_DAYS: Unit.WORKING_DAYS,
    programme.Unit.WEEKS: Unit.WEEKS,
    programme.Unit.MONTHS: Unit.MONTHS,
}


def of_method(method: Method) -> TaskTemplate:
    """The tasks of a method's steps, counted from the start of the work; a step that says neither when it
    begins nor how long it lasts has no day until somebody chooses it."""
    return TaskTemplate(method.code, method.title, tuple(_line(step) for step in method.steps))


def _line(step: Step) -> Line:
    dated = step.begins is not None or step.lasts is not None
    return Line(
        code=step.code,
        title=step.title,
        event=Event.STARTED if dated else Event.UNDATED,
        after=_length(step.begins),
        lasts=_length(step.lasts),
        done_by=step.done_by,
        objectives=step.objectives,
        means=step.means,
        resources=step.resources,
    )


def _length(length: programme.Length | None) -> Length | None:
    """None too for no time at all: the step begins with the work."""
    if length is None or not length.n:
        return None
    return Length((Term(length.n, _UNITS[length.unit]),))
