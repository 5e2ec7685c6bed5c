"""Tasks and their templates as screens and as the contract's JSON show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backoffice.content.base import build
from backoffice.content.task_template import TaskLine
from backoffice.domain.deadlines import Roll, parse_length
from backoffice.domain.deadlines.words import said as said_length
from backoffice.domain.tasks import EVENT_LABELS, OPEN, Event
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, label_of
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines, Tab
from backoffice.services.task_plans import plans_of, tasks_of
from backoffice.store.records import Request, Task, TaskTemplate, TaskTemplateLine

TASK_COLUMNS = (
    Column("id", N_("Task"), 17, priority=2),
    Column("due", N_("Due by"), 10, kind=Cell.DATE),
    Column("state", N_("State"), 13, kind=Cell.STATE, states="task"),
    Column("title", N_("Title"), 38, grow=4),
    Column("for", N_("For"), 14, kind=Cell.STATE, states="whom", priority=1),
    Column("blocks", N_("Keeps waiting"), 18, grow=1, priority=3),
)
_NO_DAY = date.max


# Of a dossier


def task_tab(doing: Doing, request: Request) -> Tab | None:
    """The tasks of a dossier: late ones first, then by day, those that are closed last; how many are open."""
    tasks = tasks_of(doing, request)
    plans = [one for one in plans_of(doing, request) if not one.stopped]
    if not tasks and not plans:
        return None
    open_ones = sorted((task for task in tasks if task.is_open), key=_in_order)
    closed = sorted((task for task in tasks if not task.is_open), key=_in_order)
    told = N_("Nothing is to be done yet: tasks are made once dates are confirmed.")
    blocks: list[Block] = [
        lines(N_("Tasks to do"), TASK_COLUMNS, (_row(doing, task) for task in open_ones), told)
    ]
    if closed:
        blocks.append(lines(N_("Tasks closed"), TASK_COLUMNS, (_row(doing, task) for task in closed)))
    if plans:
        blocks.append(_plans(plans))
    return Tab("tasks", N_("Tasks"), tuple(blocks), str(len(open_ones)) if open_ones else "")


def _plans(plans: Iterable[Any]) -> Lines:
    return lines(
        N_("Plans followed"),
        (
            Column("ref", N_("Code"), 16),
            Column("kind", N_("Kind"), 20, kind=Cell.STATE, states="kind"),
            Column("version", N_("Version"), 7, kind=Cell.NUMBER),
            Column("started", N_("Start of the work"), 18, kind=Cell.DATE, priority=1),
        ),
        (
            (
                plan.ref,
                "task-template" if plan.kind == "template" else plan.kind,
                str(plan.version),
                plan.started.isoformat() if plan.started else "",
            )
            for plan in plans
        ),
    )


def _in_order(task: Task) -> tuple[date, int]:
    return task.due_date or _NO_DAY, task.sequence


def _row(doing: Doing, task: Task) -> tuple[str, ...]:
    return (
        ref_of(task),
        task.due_date.isoformat() if task.due_date else "",
        shown_state(doing, task),
        task.title,
        for_whom(task),
        ", ".join(_(label_of(name)) for name in task.blocks),
    )


def shown_state(doing: Doing, task: Task) -> str:
    """The state as a screen shows it: an open task whose day is over is late, whatever it waits for."""
    late = task.is_open and task.due_date is not None and task.due_date < doing.today
    return "late" if late else task.state


def for_whom(task: Task) -> str:
    """Whom a task is for, as the contract says it: somebody's initials, or a role."""
    if task.user is not None:
        return task.user.ref
    owner = task.request.owner if task.whom == "owner" else None
    return owner.ref if owner else task.whom


# A task


def task_blocks(doing: Doing, task: Task) -> Iterable[Block]:
    """What the screen of a task shows."""
    details, dropped = task.details, task.dropped or {}
    yield facts(
        N_("Task"),
        (N_("State"), shown_state(doing, task), Cell.STATE, "task"),
        (N_("Piece"), task.state if task.expects and task.state in OPEN else None, Cell.STATE, "task"),
        (N_("Dossier"), f"{task.request.ref} · {task.request.topic}", Cell.TEXT, "", task.request),
        (N_("Due by"), task.due_date, Cell.DATE),
        (N_("Counted from"), counted_from(details.get("when") or {})),
        (N_("Day chosen by hand"), _("yes") if "due_date" in task.by_hand else None),
        (N_("For"), for_whom(task), Cell.STATE, "whom"),
        (N_("Module"), f"{task.module.label} · {task.module.title}" if task.module else None),
        (N_("Group"), task.group.name if task.group else None),
        (N_("Expects"), task.expects),
        (N_("Expected from"), task.expects_from, Cell.STATE, "expected_from"),
        (N_("Received on"), task.received_on, Cell.DATE),
        (N_("Done by the act"), _(label_of(task.done_by)) if task.done_by else None),
        (N_("Keeps waiting"), ", ".join(_(label_of(name)) for name in task.blocks)),
        (N_("Closed"), task.closed_at, Cell.INSTANT),
        (N_("Closed by"), task.closed_by.name if task.closed_by else None),
        (N_("Dropped"), _(_DROPPED[dropped["by"]]) if dropped else None),
        (N_("Comes from"), f"{task.plan.source_ref} ({task.plan.source_version})" if task.plan else None),
    )
    yield from _lists(details)
    yield from prose(N_("Note"), details.get("note"))


_DROPPED = {
    "plan": N_("by the plan: its event went away"),
    "end": N_("with the dossier, which ended"),
    "hand": N_("by hand"),
}


def _lists(details: Mapping[str, Any]) -> Iterable[Block]:
    for name, label in (
        ("objectives", N_("Objectives")),
        ("means", N_("Means")),
        ("resources", N_("Resources")),
    ):
        yield from prose(label, "\n".join(f"• {one}" for one in details.get(name) or ()))


def counted_from(when: Mapping[str, Any]) -> str:
    """How a day is counted, in words: ``15 days before: first slot of the training``."""
    if not when or when.get("event") == Event.UNDATED:
        return ""
    event = _(EVENT_LABELS[Event(when["event"])])
    parts = [
        _("{length} before").format(length=_length(when["before"])) if when.get("before") else "",
        _("{length} after").format(length=_length(when["after"])) if when.get("after") else "",
        _("takes {length}").format(length=_length(when["lasts"])) if when.get("lasts") else "",
    ]
    counted = ", ".join(part for part in parts if part)
    return f"{counted} · {event}" if counted else event


def _length(text: str) -> str:
    return said_length(parse_length(text))


def task_item(task: Task) -> dict[str, Any]:
    """A task with the keys of its list."""
    return {
        "id": ref_of(task),
        "ref": task.request.ref,
        "title": task.title,
        "due_date": task.due_date.isoformat() if task.due_date else None,
        "for": for_whom(task),
        "state": task.state,
    }


def task_json(doing: Doing, task: Task) -> dict[str, Any]:
    """A task as ``task/1``."""
    dropped = task.dropped or {}
    when = task.details.get("when") or {}
    return {
        "format": "task/1",
        **task_item(task),
        "version": task.version,
        "late": shown_state(doing, task) == "late",
        "module": task.module.code if task.module else None,
        "group": task.group.ref if task.group else None,
        "expects": {"what": task.expects, "from": task.expects_from} if task.expects else None,
        "received_on": task.received_on.isoformat() if task.received_on else None,
        "done_by": task.done_by,
        "blocks": list(task.blocks),
        "counted": {name: when.get(name) for name in ("event", "before", "after", "lasts")} if when else None,
        "plan": {"kind": task.plan.kind, "ref": task.plan.source_ref, "version": task.plan.source_version}
        if task.plan
        else None,
        "by_hand": list(task.by_hand),
        "closed_at": task.closed_at.strftime("%Y-%m-%dT%H:%M:%SZ") if task.closed_at else None,
        "closed_by": task.closed_by.ref if task.closed_by else None,
        "dropped": dropped.get("by"),
        "objectives": task.details.get("objectives", []),
        "means": task.details.get("means", []),
        "resources": task.details.get("resources", []),
        "note": task.details.get("note"),
    }


# A template


def template_blocks(doing: Doing, record: TaskTemplate) -> Iterable[Block]:
    """What the screen of a template shows: what it says as a whole, then its tasks."""
    body = record.body
    yield facts(
        N_("Template of tasks"),
        (N_("State"), record.state, Cell.STATE, "programme"),
        (N_("Version"), record.version_no, Cell.NUMBER),
        (N_("Since"), record.valid_from, Cell.DATE),
        (N_("Usual for"), ", ".join(_(_KINDS.get(kind, kind)) for kind in body.get("kinds", ()))),
        (N_("Programme"), body.get("programme")),
        (N_("Days off"), body.get("calendar"), Cell.STATE, "task_calendar"),
        (N_("Our closures are days off"), _("yes") if body.get("closures") else _("no")),
    )
    yield from prose(N_("Note"), body.get("note"))
    yield lines(
        N_("Tasks"),
        (
            Column("ref", N_("Line"), 15, priority=4),
            Column("title", N_("Title"), 28, grow=3),
            Column("when", N_("When"), 36, grow=2),
            Column("for", N_("For"), 14, kind=Cell.STATE, states="whom", priority=2),
            Column("act", N_("Done by the act"), 18, kind=Cell.MESSAGE, priority=3, grow=1),
        ),
        (
            (
                ref_of(line),
                line.title,
                counted_from(_when(line)),
                str(line.body.get("user") or line.body.get("whom") or "owner"),
                label_of(line.body["done_by"]) if line.body.get("done_by") else "",
            )
            for line in record.lines
        ),
    )


_KINDS = {
    "intra": N_("intra"),
    "procedure": N_("public procedure"),
    "inter": N_("inter"),
    "own_session": N_("own session"),
}


def _when(line: TaskTemplateLine) -> dict[str, Any]:
    return {name: line.body.get(name) for name in ("event", "before", "after", "lasts")}


def line_facts(doing: Doing, line: TaskTemplateLine) -> Iterable[Block]:
    """What the screen of a template's task shows."""
    read = build(TaskLine, line.body)
    yield facts(
        N_("Task of a template"),
        (N_("Code"), read.code),
        (N_("Template of tasks"), line.template.title, Cell.TEXT, "", line.template),
        (N_("Counted from"), counted_from(_when(line)) or _(EVENT_LABELS[read.event])),
        (N_("Date"), read.on, Cell.DATE),
        (N_("Module"), read.module),
        (N_("On a day off"), read.roll.value if read.roll is not Roll.USUAL else None, Cell.STATE, "roll"),
        (N_("For"), read.user or read.whom, Cell.STATE, "whom"),
        (N_("Done by the act"), _(label_of(read.done_by)) if read.done_by else None),
        (N_("Expects"), read.expects),
        (N_("Expected from"), read.expects_from if read.expects else None, Cell.STATE, "expected_from"),
        (N_("Keeps waiting"), ", ".join(_(label_of(name)) for name in read.blocks)),
    )
    yield from _lists({name: getattr(read, name) for name in ("objectives", "means", "resources")})
    yield from prose(N_("Note"), read.note)


def template_json(record: TaskTemplate) -> dict[str, Any]:
    """A template as the keys of its file, and where it stands."""
    return {
        "format": "task-template/1",
        "ref": record.ref,
        "version": record.version_no,
        "state": record.state,
        "valid_from": record.valid_from.isoformat() if record.valid_from else None,
        "code": record.ref,
        **record.body,
        "tasks": [line.body for line in record.lines],
    }


def line_json(line: TaskTemplateLine) -> dict[str, Any]:
    """A task of a template."""
    return {
        "format": "template-line/1",
        "ref": ref_of(line),
        "version": line.version,
        "template": {"ref": line.template.ref, "version": line.template.version_no},
        **line.body,
    }
