"""A dossier's backward plan: made of its template when dates are known, moved with them, made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.domain import tasks as domain
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing
from backoffice.services.kinds import next_rank, ref_of
from backoffice.services.task_facts import calendar_of, facts_of
from backoffice.services.template_book import method_at, template_at, usual_for
from backoffice.store.journal import Entry
from backoffice.store.records import JournalRow, Request, Task, TaskPlan, UndoStep, User

# What the journal calls what a plan does to tasks.
MADE, MOVED, DROPPED, BACK, DONE, REWRITTEN = (
    *("task-made", "task-moved", "task-dropped", "task-back", "task-done", "task-rewritten"),
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A plan that a dossier follows, or would: its `row` is made with its first task."""

    kind: str
    ref: str
    version: int
    started: date | None = None
    row: TaskPlan | None = None
    stopped: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}"


@dataclass(slots=True)
class Planning:
    """What would change in a dossier's tasks: nothing is written yet."""

    request: Request
    changes: domain.Changes
    rows: dict[int, Task]
    plans: dict[str, Followed]
    rewritten: list[tuple[Task, dict[str, Any]]] = field(default_factory=list)
    why: str = "plan"

    def __bool__(self) -> bool:
        return bool(self.changes or self.rewritten)


def tasks_of(doing: Doing, request: Request) -> Sequence[Task]:
    """Every task of a dossier, in the order in which they were made."""
    query = select(Task).where(Task.request_id == request.id).order_by(Task.sequence)
    return doing.unit.session.scalars(query).all()


def plans_of(doing: Doing, request: Request) -> list[Followed]:
    """The plans that a dossier follows: those chosen, else the usual one of its kind."""
    rows = doing.unit.session.scalars(
        select(TaskPlan).where(TaskPlan.request_id == request.id).order_by(TaskPlan.id)
    ).all()
    found = [
        Followed(row.kind, row.source_ref, row.source_version, row.started_on, row, row.stopped)
        for row in rows
    ]
    if not any(one.kind == "template" for one in found):
        usual = usual_for(doing, request.kind)
        found += [Followed("template", *usual)] if usual else []
    return found


def planning(
    doing: Doing,
    request: Request,
    plans: Sequence[Followed] | None = None,
    *,
    hand_dates: bool = False,
    rewrite: bool = False,
) -> Planning:
    """What `plans` (those followed, unless others are tried) would change in a dossier's tasks.

    `hand_dates` gives days chosen by hand back to the plan; `rewrite` brings open tasks to what their line
    says now.
    """
    followed = plans_of(doing, request) if plans is None else list(plans)
    rows = {task.sequence: task for task in tasks_of(doing, request)}
    known = [_known(task, hand_dates) for task in rows.values()]
    ended = Stage(request.stage) in ENDS
    asked = [] if ended else list(_asked(doing, request, followed))
    found = domain.changes(known, asked, ended=ended)
    made = Planning(request, found, rows, {one.key: one for one in followed}, why="end" if ended else "plan")
    if rewrite:
        made.rewritten = list(_rewritten(doing, made))
    return made


def _known(task: Task, hand_dates: bool) -> domain.Known:
    key = None
    if task.plan is not None and task.line is not None:
        key = domain.Key(
            f"{task.plan.kind}:{task.plan.source_ref}",
            task.line,
            task.module.uid if task.module else "",
            task.group.uid if task.group else "",
        )
    return domain.Known(
        rank=task.sequence,
        key=key,
        due=task.due_date,
        state=domain.TaskState(task.state),
        dated="due_date" in task.by_hand and not hand_dates,
        dropped_by=str((task.dropped or {}).get("by", "")),
    )


def _asked(doing: Doing, request: Request, plans: Iterable[Followed]) -> Iterator[domain.Wanted]:
    for plan in plans:
        if not plan.stopped:
            template = source(doing, plan)
            facts = facts_of(doing, request, plan.started)
            yield from domain.wanted(plan.key, template.lines, facts, calendar_of(doing, request, template))


def source(doing: Doing, plan: Followed) -> domain.TaskTemplate:
    """The lines of a plan, from the version that the dossier follows."""
    found = method_at if plan.kind == "method" else template_at
    return found(doing, plan.ref, plan.version)


def _rewritten(doing: Doing, made: Planning) -> Iterator[tuple[Task, dict[str, Any]]]:
    for known, wanted in made.changes.kept:
        task = made.rows[known.rank]
        values = _of_line(doing, made.request, wanted, task.state)
        new = {
            name: value
            for name, value in values.items()
            if name not in task.by_hand and getattr(task, name) != value
        }
        if new:
            yield task, new


# Writing


def carry_out(doing: Doing, made: Planning) -> list[Entry]:
    """Writes what changes; gives the journal's row for each task that it touched."""
    changes = made.changes
    entries = [_make(doing, made, wanted) for wanted in changes.made]
    entries += [_move(doing, made.rows[one.task.rank], one.due) for one in changes.moved]
    entries += [_drop(doing, made.rows[one.rank], made.why) for one in changes.dropped]
    entries += [_take_back(doing, made.rows[one.task.rank], one.due) for one in changes.back]
    entries += [_rewrite(doing, task, values) for task, values in made.rewritten]
    doing.unit.session.flush()
    return entries


def _make(doing: Doing, made: Planning, wanted: domain.Wanted) -> Entry:
    request, line = made.request, wanted.line
    task = doing.unit.add(
        Task(
            request_id=request.id,
            plan_id=_row(doing, made, wanted.key.plan).id,
            line=line.code,
            module_id=_id_of(request.modules, wanted.key.module),
            group_id=_id_of(request.training_groups, wanted.key.group),
            sequence=next_rank(doing, request, "T"),
            due_date=wanted.due,
            state="to_receive" if line.expects else "to_do",
            **_of_line(doing, request, wanted, ""),
        )
    )
    payload: dict[str, Any] = {"due": _iso(task.due_date), "line": line.code}
    done = _done_before(doing, request, line) if not wanted.key.module else None
    if done is not None:
        close(task, done.occurred_at, done.actor_id)
        payload["by"] = done.act
    return entry(doing, MADE, task, payload)


def _row(doing: Doing, made: Planning, key: str) -> TaskPlan:
    plan = made.plans[key]
    if plan.row is None:
        row = doing.unit.add(
            TaskPlan(
                request_id=made.request.id,
                kind=plan.kind,
                source_ref=plan.ref,
                source_version=plan.version,
                started_on=plan.started,
            )
        )
        made.plans[key] = plan = Followed(plan.kind, plan.ref, plan.version, plan.started, row)
    assert plan.row is not None
    return plan.row


def _id_of(parts: Iterable[Any], uid: str) -> int | None:
    return next((part.id for part in parts if part.uid == uid), None)


def _of_line(doing: Doing, request: Request, wanted: domain.Wanted, state: str) -> dict[str, Any]:
    """The columns that a task takes from its line; a piece that came in isn't asked again."""
    line = wanted.line
    user = doing.unit.maybe(User, line.user) if line.user else None
    values: dict[str, Any] = {
        "title": _title(request, wanted),
        "whom": line.whom,
        "user_id": user.id if user is not None and user.active else None,
        "done_by": line.done_by,
        "blocks": list(line.blocks),
        "details": details(line.objectives, line.means, line.resources, line.note) | {"when": _when(line)},
    }
    if state in ("", "to_do", "to_receive"):
        values["expects"] = line.expects.what if line.expects else None
        values["expects_from"] = line.expects.whom if line.expects else None
    return values


def details(
    objectives: Sequence[str], means: Sequence[str], resources: Sequence[str], note: str
) -> dict[str, Any]:
    """What a task says beside its columns."""
    return {
        "objectives": list(objectives),
        "means": list(means),
        "resources": list(resources),
        "note": note or None,
    }


def _when(line: domain.Line) -> dict[str, Any]:
    """How the day was counted, for people to read later."""
    return {
        "event": line.event.value,
        "before": str(line.before) if line.before else None,
        "after": str(line.after) if line.after else None,
        "lasts": str(line.lasts) if line.lasts else None,
    }


def _title(request: Request, wanted: domain.Wanted) -> str:
    """The line's own, with the module it is for, and the group where there are several."""
    module = next((one.label for one in request.modules if one.uid == wanted.key.module), "")
    groups = request.training_groups
    group = next((one.name for one in groups if one.uid == wanted.key.group), "") if len(groups) > 1 else ""
    return " – ".join(part for part in (wanted.line.title, module, group) if part)


def _move(doing: Doing, task: Task, due: date | None) -> Entry:
    before, task.due_date = task.due_date, due
    task.by_hand = [name for name in task.by_hand if name != "due_date"]
    return entry(doing, MOVED, task, {"due": [_iso(before), _iso(due)]})


def _drop(doing: Doing, task: Task, why: str) -> Entry:
    drop(doing, task, why)
    return entry(doing, DROPPED, task, {"by": why})


def drop(doing: Doing, task: Task, why: str) -> None:
    """Closes a task that won't be done, and notes where it stood, should it be wanted again."""
    task.dropped = {"by": why, "from": task.state}
    task.state = domain.TaskState.DROPPED
    task.closed_at, task.closed_by_id = doing.occurred_at, doing.actor.id if doing.actor else None


def _take_back(doing: Doing, task: Task, due: date | None) -> Entry:
    before, task.due_date = task.due_date, due
    reopen(task)
    return entry(doing, BACK, task, {"due": [_iso(before), _iso(due)]})


def reopen(task: Task) -> None:
    """Takes up again a task that was dropped, where it stood."""
    task.state = str((task.dropped or {}).get("from", domain.TaskState.TO_DO))
    task.dropped = task.closed_at = task.closed_by_id = None


def _rewrite(doing: Doing, task: Task, values: Mapping[str, Any]) -> Entry:
    for name, value in values.items():
        setattr(task, name, value)
    if task.state in ("to_do", "to_receive"):
        task.state = "to_receive" if task.expects else "to_do"
    return entry(doing, REWRITTEN, task, {"changed": sorted(values)})


def close(task: Task, at: Any, actor_id: int | None) -> None:
    """Ticks a task: done, or its piece taken as accepted."""
    if task.expects:
        task.state = domain.TaskState.ACCEPTED
        task.received_on = task.received_on or at.date()
    else:
        task.state = domain.TaskState.DONE
    task.closed_at, task.closed_by_id = at, actor_id


def entry(doing: Doing, act: str, task: Task, payload: Mapping[str, Any]) -> Entry:
    """A row of the journal about one task."""
    actor = doing.actor.id if doing.actor else None
    return Entry(act, task.uid, doing.occurred_at, actor, ref_of(task), dict(payload))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _done_before(doing: Doing, request: Request, line: domain.Line) -> JournalRow | None:
    """The last time that the act of a line was done to the dossier itself, and wasn't undone since."""
    if line.done_by is None:
        return None
    query = (
        select(JournalRow)
        .outerjoin(UndoStep, UndoStep.journal_seq == JournalRow.seq)
        .where(
            JournalRow.subject_uid == request.uid,
            JournalRow.act == line.done_by,
            UndoStep.done_at.is_(None),
        )
        .order_by(JournalRow.seq.desc())
        .limit(1)
    )
    return doing.unit.session.scalars(query).first()


# Saying


def said(made: Planning) -> tuple[str, ...]:
    """What would change, a line for each task, in the language in force."""
    changes, rows = made.changes, made.rows
    lines = [
        _("+ {day} {title}").format(day=_day(one.due), title=_title(made.request, one))
        for one in changes.made
    ]
    lines += [
        _("→ {task}: {before} → {after}").format(
            task=_called(rows[one.task.rank]), before=_day(one.task.due), after=_day(one.due)
        )
        for one in changes.moved
    ]
    lines += [_("− {task}: dropped").format(task=_called(rows[one.rank])) for one in changes.dropped]
    lines += [
        _("↺ {task}: taken up again for {day}").format(task=_called(rows[one.task.rank]), day=_day(one.due))
        for one in changes.back
    ]
    lines += [
        _("~ {task}: {fields}").format(
            task=_called(task), fields=", ".join(_(_FIELDS[name]) for name in values)
        )
        for task, values in made.rewritten
    ]
    return tuple(lines)


_FIELDS = {
    "title": N_("title"),
    "whom": N_("for whom"),
    "user_id": N_("for whom"),
    "done_by": N_("act that does it"),
    "blocks": N_("acts that wait for it"),
    "details": N_("details"),
    "expects": N_("piece expected"),
    "expects_from": N_("whom it comes from"),
}


def _called(task: Task) -> str:
    return f"T{task.sequence} {task.title}"


def _day(day: date | None) -> str:
    return short_date(day) if day else "–"
