"""Tasks: what a template asks around the events of a dossier, when each is due, and what a change moves."""

from __future__ import annotations

from backoffice.domain.tasks.dates import Due, due_on
from backoffice.domain.tasks.events import (
    EVENT_LABELS,
    OF_MODULES,
    Event,
    Facts,
    Occasion,
    Session,
    occasions,
)
from backoffice.domain.tasks.lines import (
    Expected,
    Line,
    TaskError,
    TaskTemplate,
    check_after,
    check_before,
    check_day,
    check_module,
    day_length,
)
from backoffice.domain.tasks.methods import of_method
from backoffice.domain.tasks.plan import Back, Changes, Key, Known, Moved, Wanted, changes, wanted
from backoffice.domain.tasks.states import (
    CLOSED,
    NEXT_ACT,
    OPEN,
    TASK_MOVES,
    TaskMoveRefused,
    TaskState,
    step,
)

__all__ = [
    "CLOSED",
    "EVENT_LABELS",
    "NEXT_ACT",
    "OF_MODULES",
    "OPEN",
    "TASK_MOVES",
    "Back",
    "Changes",
    "Due",
    "Event",
    "Expected",
    "Facts",
    "Key",
    "Known",
    "Line",
    "Moved",
    "Occasion",
    "Session",
    "TaskError",
    "TaskMoveRefused",
    "TaskState",
    "TaskTemplate",
    "Wanted",
    "changes",
    "check_after",
    "check_before",
    "check_day",
    "check_module",
    "day_length",
    "due_on",
    "occasions",
    "of_method",
    "step",
    "wanted",
]
