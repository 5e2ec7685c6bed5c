"""Where a task stands, and which acts lead where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from backoffice.errors import Invalid
from backoffice.i18n import N_, _


class TaskState(StrEnum):
    """A task is to be done and then done, or waits for a piece that is received, then accepted or refused.

    A refused piece is still awaited: its task stays open.
    """

    TO_DO = "to_do"
    TO_RECEIVE = "to_receive"
    RECEIVED = "received"
    REFUSED = "refused"
    DONE = "done"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


TASK_LABELS = {
    TaskState.TO_DO: N_("to do"),
    TaskState.TO_RECEIVE: N_("to receive"),
    TaskState.RECEIVED: N_("received"),
    TaskState.REFUSED: N_("refused"),
    TaskState.DONE: N_("done"),
    TaskState.ACCEPTED: N_("accepted"),
    TaskState.DROPPED: N_("dropped"),
}
CLOSED = frozenset({TaskState.DONE, TaskState.ACCEPTED, TaskState.DROPPED})
OPEN = frozenset(TaskState) - CLOSED

# From which states, and to which; None: it stays where it is, or goes back to where it stood.
TASK_MOVES: Mapping[str, tuple[frozenset[TaskState], TaskState | None]] = {
    "tick-task": (frozenset({TaskState.TO_DO}), TaskState.DONE),
    "receive-piece": (frozenset({TaskState.TO_RECEIVE, TaskState.REFUSED}), TaskState.RECEIVED),
    "accept-piece": (frozenset({TaskState.RECEIVED}), TaskState.ACCEPTED),
    "refuse-piece": (frozenset({TaskState.RECEIVED}), TaskState.REFUSED),
    "untick-task": (CLOSED, None),
    "expect-piece": (OPEN, TaskState.TO_RECEIVE),
    "edit-task": (OPEN, None),
    "assign-task": (OPEN, None),
    "drop-task": (OPEN, TaskState.DROPPED),
}
# What a single key does to a task: the obvious next thing.
NEXT_ACT: Mapping[TaskState, str] = {
    TaskState.TO_DO: "tick-task",
    TaskState.TO_RECEIVE: "receive-piece",
    TaskState.REFUSED: "receive-piece",
    TaskState.RECEIVED: "accept-piece",
    TaskState.DONE: "untick-task",
    TaskState.ACCEPTED: "untick-task",
    TaskState.DROPPED: "untick-task",
}


class TaskMoveRefused(Invalid):
    """An act that the state of the task doesn't allow."""

    code = "task_move_refused"

    def __init__(self, act: str, state: TaskState) -> None:
        super().__init__(
            _("A task that is {state} can't take the act {act}.").format(
                state=_(TASK_LABELS[state]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=", ".join(allowed(state))),
        )


def allowed(state: TaskState) -> tuple[str, ...]:
    """The acts that a task in `state` allows."""
    return tuple(act for act, (sources, _target) in TASK_MOVES.items() if state in sources)


def step(state: TaskState, act: str) -> TaskState:
    """The state that `act` leads to; raises TaskMoveRefused with the acts allowed.

    Taking a task up again leads before what closed it: an accepted piece has been received.
    """
    sources, target = TASK_MOVES[act]
    if state not in sources:
        raise TaskMoveRefused(act, state)
    if act == "untick-task":
        return TaskState.RECEIVED if state is TaskState.ACCEPTED else TaskState.TO_DO
    return target or state
