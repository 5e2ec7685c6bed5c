"""Tasks of a dossier: added, ticked, waiting for pieces, dropped; and what they keep waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.task_template import UnknownActHere
from backoffice.content.tasks import Assignment, ExpectedPiece, ReceivedPiece, TaskForm
from backoffice.domain.tasks import TaskState, step
from backoffice.errors import BackofficeError, Invalid, NotFound, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Act, Doing, Done, act
from backoffice.services.kinds import dossier_of, next_rank, ref_of, resolve
from backoffice.services.task_plans import details, drop, reopen
from backoffice.services.template_book import known_acts
from backoffice.store.records import Record, Request, RequestModule, Slot, Task, TrainingGroup

# An act that does the same work to a part of what another one does whole: a task that blocks one blocks both.
_SAME_WORK = {"confirm-slot": "confirm-slots", "take-calendar": "date-slot"}


class BlockedByTask(BackofficeError):
    """An act that an open task keeps waiting; it passes with a reason, which stays in the history."""

    code = "blocked_by_task"
    wants_reason = True

    def __init__(self, act_label: str, tasks: Sequence[Task]) -> None:
        named = "; ".join(f"{ref_of(task)} {task.title}" for task in tasks)
        super().__init__(
            _("“{act}” waits for what is still to be done: {tasks}.").format(act=act_label, tasks=named),
            remedy=_("Do that first, or say why you go on without it (--reason)."),
        )
        self.tasks = tuple(ref_of(task) for task in tasks)


def blocking(doing: Doing, request: Request, name: str, record: Record | None = None) -> list[Task]:
    """The open tasks that keep the act `name` waiting, on a dossier or on the part of it that is meant."""
    names = {name, _SAME_WORK.get(name, name)}
    query = (
        select(Task)
        .where(Task.request_id == request.id, Task.is_open == True, Task.blocks != [])  # noqa: E712
        .order_by(Task.due_order, Task.id)
    )
    tasks = doing.unit.session.scalars(query).all()
    return [task for task in tasks if names & set(task.blocks) and concerns(task, record)]


def concerns(task: Task, record: Record | None) -> bool:
    """Whether a task is about what an act is done to: a module's tasks aren't about another module's slot."""
    if isinstance(record, Slot):
        return task.module_id in (None, record.module_id) and task.group_id in (None, record.group_id)
    if isinstance(record, TrainingGroup):
        return task.group_id in (None, record.id)
    return True


def hold_back(doing: Doing, done: Act, record: Any) -> Mapping[str, Any]:
    """The check before every act: an open task that blocks it must be done first, or passed for a reason."""
    request = dossier_of(record) if isinstance(record, Record) and not isinstance(record, Task) else None
    if request is None:
        return {}
    tasks = blocking(doing, request, done.name, record)
    if not tasks:
        return {}
    if not doing.reason:
        raise BlockedByTask(_(done.label), tasks)
    return {"passed": [f"T{task.sequence}" for task in tasks]}


# By hand


@act("add-task", N_("Add a task"), on="request", model=TaskForm)
def add_task(doing: Doing, request: Request, values: TaskForm) -> Done:
    """A task that no plan asks for."""
    task = doing.unit.add(
        Task(
            request_id=request.id,
            sequence=next_rank(doing, request, "T"),
            state="to_receive" if values.expects else "to_do",
            **_columns(doing, request, values),
        )
    )
    return _done(task)


def _opening(_doing: Doing, task: Task) -> Mapping[str, Any]:
    return {
        "title": task.title,
        "due_date": task.due_date,
        "whom": task.whom,
        "user": task.user.ref if task.user else None,
        "module": task.module.code if task.module else "",
        "done_by": task.done_by or "",
        "expects": task.expects or "",
        "expects_from": task.expects_from or "client",
        "blocks": tuple(task.blocks),
        **{name: tuple(task.details.get(name, ())) for name in ("objectives", "means", "resources")},
        "note": task.details.get("note") or "",
    }


@act("edit-task", N_("Edit the task"), on="task", model=TaskForm, opening=_opening, key="e")
def edit_task(doing: Doing, task: Task, values: TaskForm) -> Done:
    """Changes an open task; what a person changed, its plan leaves alone from then on."""
    _check(task, "edit-task")
    wanted = _columns(doing, task.request, values)
    if task.plan_id is not None:
        _check_module(task, wanted.pop("module_id"))
    if wanted["expects"] is None and task.state in (TaskState.RECEIVED, TaskState.REFUSED):
        raise Invalid(
            _("{piece} already came in: {ref} can't expect nothing.").format(
                piece=task.expects, ref=ref_of(task)
            ),
            place=Place(path="expects"),
            remedy=_("Accept it, or drop the task."),
        )
    wanted["details"] = {**task.details, **wanted["details"]}
    changed = [name for name, value in wanted.items() if getattr(task, name) != value]
    for name in changed:
        setattr(task, name, wanted[name])
    if "expects" in changed and task.state in ("to_do", "to_receive"):
        task.state = "to_receive" if task.expects else "to_do"
    _by_hand(task, *changed)
    return _done(task, changed=changed)


def _columns(doing: Doing, request: Request, values: TaskForm) -> dict[str, Any]:
    user = resolve(doing.unit, values.user, "user").record if values.user else None
    _check_acts(values)
    return {
        "title": values.title,
        "due_date": values.due_date,
        "whom": values.whom,
        "user_id": user.id if user else None,
        "module_id": _module(request, values.module).id if values.module else None,
        "done_by": values.done_by or None,
        "expects": values.expects or None,
        "expects_from": values.expects_from if values.expects else None,
        "blocks": list(values.blocks),
        "details": details(values.objectives, values.means, values.resources, values.note),
    }


def _module(request: Request, wanted: str) -> RequestModule:
    for module in request.modules:
        if wanted in (module.code, str(module.position)):
            return module
    raise NotFound(_("module"), wanted).at(Place(path="module"))


def _check_module(task: Task, wanted: int | None) -> None:
    """What a plan made a task for is what it is found again by."""
    if wanted not in (None, task.module_id):
        raise Invalid(
            _("{ref} was made by a plan for its own module.").format(ref=ref_of(task)),
            place=Place(path="module"),
            remedy=_("Leave the module, or add another task by hand."),
        )


def _check_acts(values: TaskForm) -> None:
    known: Mapping[str, tuple[str, ...]] = known_acts()
    found: list[BackofficeError] = []
    if values.done_by and values.done_by not in known["done_by"]:
        found.append(UnknownActHere(values.done_by, known["done_by"], Place(path="done_by")))
    for name in values.blocks:
        if name not in known["blocks"]:
            found.append(UnknownActHere(name, known["blocks"], Place(path="blocks")))
        elif name == values.done_by:
            found.append(
                Invalid(
                    _("{act} can't be kept waiting by the task that it does.").format(act=name),
                    place=Place(path="blocks"),
                    remedy=_("Leave it out of one of the two."),
                )
            )
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]


def _by_hand(task: Task, *names: str) -> None:
    if task.plan_id is not None:
        task.by_hand = sorted({*task.by_hand, *names})


def _assigned(_doing: Doing, task: Task) -> Mapping[str, Any]:
    return {"whom": task.whom, "user": task.user.ref if task.user else None}


@act("assign-task", N_("Give the task to…"), on="task", model=Assignment, opening=_assigned)
def assign_task(doing: Doing, task: Task, values: Assignment) -> Done:
    """Says whom a task is for: a role, or somebody by name."""
    _check(task, "assign-task")
    user = resolve(doing.unit, values.user, "user").record if values.user else None
    task.whom, task.user_id = values.whom, user.id if user else None
    _by_hand(task, "whom", "user_id")
    return _done(task, whom=task.whom, user=user.ref if user else None)


@act("tick-task", N_("Tick the task"), on="task")
def tick_task(doing: Doing, task: Task, _values: None) -> Done:
    """The task is done."""
    if task.expects and task.state != TaskState.DROPPED:
        raise AwaitsPiece(task)
    _close(doing, task, "tick-task")
    return _done(task)


class AwaitsPiece(Invalid):
    code = "awaits_piece"

    def __init__(self, task: Task) -> None:
        super().__init__(
            _("{ref} isn't ticked: it waits for {piece}.").format(ref=ref_of(task), piece=task.expects),
            remedy=_("Record that it came in (receive-piece), then whether it will do (accept-piece)."),
        )


@act("untick-task", N_("Take the task up again"), on="task")
def untick_task(doing: Doing, task: Task, _values: None) -> Done:
    """The task is open again, where it stood."""
    state = TaskState(task.state)
    after = step(state, "untick-task")
    if state is TaskState.DROPPED:
        reopen(task)
    else:
        task.state = after
        task.closed_at = task.closed_by_id = None
    return _done(task)


@act("drop-task", N_("Drop the task"), on="task")
def drop_task(doing: Doing, task: Task, _values: None) -> Done:
    """The task won't be done, for a reason; no plan takes it up again."""
    _check(task, "drop-task")
    if not doing.reason:
        raise Invalid(_("A dropped task needs a reason."), remedy=_("Say why in a few words."))
    drop(doing, task, "hand")
    return _done(task)


# Pieces


def _expected(_doing: Doing, task: Task) -> Mapping[str, Any]:
    return {"what": task.expects or "", "whom": task.expects_from or "client"}


@act("expect-piece", N_("Expect a piece"), on="task", model=ExpectedPiece, opening=_expected)
def expect_piece(doing: Doing, task: Task, values: ExpectedPiece) -> Done:
    """The task waits for a piece from now on: what, and from whom."""
    task.state = step(TaskState(task.state), "expect-piece")
    task.expects, task.expects_from, task.received_on = values.what, values.whom, None
    _by_hand(task, "expects", "expects_from")
    return _done(task)


@act("receive-piece", N_("The piece came in"), on="task", model=ReceivedPiece)
def receive_piece(doing: Doing, task: Task, values: ReceivedPiece) -> Done:
    """What was expected came in; whether it will do is said next."""
    day = values.on or doing.happened_on
    if day > doing.today:
        raise Invalid(
            _("A piece can't have come in in the future."),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )
    task.state = step(TaskState(task.state), "receive-piece")
    task.received_on = day
    return _done(task, received_on=day.isoformat())


@act("accept-piece", N_("The piece will do"), on="task")
def accept_piece(doing: Doing, task: Task, _values: None) -> Done:
    """The piece is what was asked for: the task is finished."""
    _close(doing, task, "accept-piece")
    return _done(task)


@act("refuse-piece", N_("The piece won’t do"), on="task")
def refuse_piece(doing: Doing, task: Task, _values: None) -> Done:
    """The piece isn't what was asked for, for a reason; it is awaited again."""
    after = step(TaskState(task.state), "refuse-piece")
    if not doing.reason:
        raise Invalid(_("A refused piece needs a reason."), remedy=_("Say what is wrong with it."))
    task.state = after
    return _done(task)


def _check(task: Task, name: str) -> None:
    """Raises TaskMoveRefused when the state of a task doesn't allow an act."""
    step(TaskState(task.state), name)


def _close(doing: Doing, task: Task, name: str) -> None:
    task.state = step(TaskState(task.state), name)
    task.closed_at, task.closed_by_id = doing.occurred_at, doing.actor.id if doing.actor else None


def _done(task: Task, **payload: Any) -> Done:
    due = task.due_date.isoformat() if task.due_date else None
    return Done(task, ref_of(task), {"state": str(task.state), "due": due, **payload})
