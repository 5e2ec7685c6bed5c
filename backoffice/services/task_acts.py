"""Which plan a dossier follows: chosen, made again, and carried on after every act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.content.programme import programme_of
from backoffice.content.tasks import MethodChoice, PlanAgain, TemplateChoice
from backoffice.errors import BackofficeError, Invalid, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Act, Doing, Done, act
from backoffice.services.around import Followed as Told
from backoffice.services.around import Happened, around_every_act
from backoffice.services.catalogue import Retired
from backoffice.services.kinds import dossier_of
from backoffice.services.task_plans import (
    DONE,
    Followed,
    Planning,
    carry_out,
    close,
    entry,
    planning,
    plans_of,
    said,
)
from backoffice.services.tasks import concerns, hold_back
from backoffice.services.template_book import RetiredTemplate, domain_of
from backoffice.services.template_checks import modules_lacking
from backoffice.store.journal import Entry
from backoffice.store.records import Method, Programme, Quote, Request, Slot, Task, TaskPlan, TaskTemplate


def _now_followed(doing: Doing, request: Request) -> Mapping[str, Any]:
    now = [one for one in plans_of(doing, request) if one.kind == "template" and not one.stopped]
    return {"template": now[-1].ref if now else None, "started_on": now[-1].started if now else None}


def _tried(doing: Doing, request: Request, values: TemplateChoice) -> list[Followed]:
    """The plans that a dossier would follow once a template was chosen for it."""
    now = [
        one if values.beside or one.kind != "template" else _stopped(one) for one in plans_of(doing, request)
    ]
    if values.template is None or not values.template:
        return now
    record = doing.unit.find(TaskTemplate, values.template)
    if record.state == "retired":
        raise RetiredTemplate(record.ref)
    _check_modules(doing, request, record)
    known = next((one for one in now if (one.kind, one.ref) == ("template", record.ref)), None)
    chosen = Followed(
        "template",
        record.ref,
        record.version_no,
        values.started_on or (known.started if known else None) or doing.happened_on,
        known.row if known else None,
    )
    return [*(one for one in now if one is not known), chosen]


def _stopped(plan: Followed) -> Followed:
    return Followed(plan.kind, plan.ref, plan.version, plan.started, plan.row, stopped=True)


def _check_modules(doing: Doing, request: Request, record: TaskTemplate) -> None:
    """Raises when the template names a module that the dossier (or the programme it asks for) hasn't got."""
    codes, whose = [module.code for module in request.modules], request.ref
    wished = request.details.get("programme")
    if not codes and wished:
        programme = programme_of(doing.unit.find(Programme, str(wished)).body)
        codes = sorted({module.code for one in programme.formats for module in one.modules})
        whose = programme.code
    if codes:
        found: list[BackofficeError] = modules_lacking(domain_of(record), whose, codes)
        if found:
            raise Several(tuple(found)) if len(found) > 1 else found[0]


def _if_applied(doing: Doing, request: Request, values: TemplateChoice) -> Sequence[str]:
    return said(planning(doing, request, _tried(doing, request, values), rewrite=True))


@act(
    "apply-task-template",
    N_("Choose the template of tasks"),
    on="request",
    model=TemplateChoice,
    opening=_now_followed,
    preview=_if_applied,
)
def apply_task_template(doing: Doing, request: Request, values: TemplateChoice) -> Done:
    """The dossier follows a template from now on: its tasks are made for every event that is known."""
    plans = _tried(doing, request, values)
    kept = [_keep(doing, request, plan) for plan in plans]
    made = planning(doing, request, kept, rewrite=True)
    entries = carry_out(doing, made)
    return Done(request, request.ref, _figures(made, kept) | {"rows": len(entries)})


def _keep(doing: Doing, request: Request, plan: Followed) -> Followed:
    """The plan's row as it is now; one stopped before it ever had a task is kept too: it is a choice."""
    row = plan.row
    if row is None:
        row = doing.unit.add(
            TaskPlan(
                request_id=request.id,
                kind=plan.kind,
                source_ref=plan.ref,
                source_version=plan.version,
            )
        )
    row.source_version, row.started_on, row.stopped = plan.version, plan.started, plan.stopped
    doing.unit.session.flush()
    return Followed(plan.kind, plan.ref, plan.version, plan.started, row, plan.stopped)


def _with_method(doing: Doing, request: Request, values: MethodChoice) -> list[Followed]:
    """The plans that a dossier would follow once its work goes by a method."""
    record = doing.unit.find(Method, values.method)
    if record.state == "retired":
        raise Retired(record.ref)
    now = plans_of(doing, request)
    known = next((one for one in now if (one.kind, one.ref) == ("method", record.ref)), None)
    chosen = Followed(
        "method",
        record.ref,
        record.version_no,
        values.started_on or (known.started if known else None) or doing.happened_on,
        known.row if known else None,
    )
    return [*(one for one in now if one is not known), chosen]


def _if_used(doing: Doing, request: Request, values: MethodChoice) -> Sequence[str]:
    return said(planning(doing, request, _with_method(doing, request, values), rewrite=True))


@act("use-method", N_("Work by a method"), on="request", model=MethodChoice, preview=_if_used)
def use_method(doing: Doing, request: Request, values: MethodChoice) -> Done:
    """Gives a dossier the tasks of a method's steps, with their objectives, means and resources."""
    kept = [
        _keep(doing, request, one) if one.row or one.kind == "method" else one
        for one in _with_method(doing, request, values)
    ]
    made = planning(doing, request, kept, rewrite=True)
    entries = carry_out(doing, made)
    return Done(request, request.ref, _figures(made, kept) | {"rows": len(entries)})


def _again(doing: Doing, request: Request) -> list[Followed]:
    """The plans followed, each in its last version."""
    found = []
    for plan in plans_of(doing, request):
        last = plan.version
        if not plan.stopped:
            kind = Method if plan.kind == "method" else TaskTemplate
            last = doing.unit.find(kind, plan.ref).version_no
        found.append(Followed(plan.kind, plan.ref, last, plan.started, plan.row, plan.stopped))
    return found


def _if_made_again(doing: Doing, request: Request, values: PlanAgain) -> Sequence[str]:
    made = planning(doing, request, _again(doing, request), hand_dates=values.hand_dates, rewrite=True)
    return said(made)


@act(
    "replan-tasks",
    N_("Make the plan of tasks again"),
    on="request",
    model=PlanAgain,
    preview=_if_made_again,
)
def replan_tasks(doing: Doing, request: Request, values: PlanAgain) -> Done:
    """Brings open tasks to the last version of what the dossier follows; what was done stays."""
    plans = _again(doing, request)
    if not any(not one.stopped for one in plans):
        raise Invalid(
            _("{ref} follows no template of tasks.").format(ref=request.ref),
            remedy=_("Choose one first: apply-task-template."),
        )
    kept = [_keep(doing, request, plan) for plan in plans]
    made = planning(doing, request, kept, hand_dates=values.hand_dates, rewrite=True)
    entries = carry_out(doing, made)
    return Done(request, request.ref, _figures(made, kept) | {"rows": len(entries)})


def _figures(made: Planning, plans: Sequence[Followed]) -> dict[str, Any]:
    changes = made.changes
    return {
        "plans": [f"{one.kind} {one.ref} {one.version}" for one in plans if not one.stopped],
        "made": len(changes.made),
        "moved": len(changes.moved),
        "dropped": len(changes.dropped),
        "back": len(changes.back),
        "rewritten": len(made.rewritten),
    }


# Around every act


@dataclass(frozen=True, slots=True)
class _Following:
    """Tasks around one act: those that it passed by, then those that it does or moves."""

    doing: Doing
    passed: Mapping[str, Any]

    def after(self, happened: Happened) -> Told:
        """Ticks the tasks that an act does, then brings the plans it touched to their new days."""
        entries = _ticked(self.doing, happened)
        for request in _touched(self.doing, happened):
            entries += carry_out(self.doing, planning(self.doing, request))
        return Told(self.passed, entries=tuple(entries))


@around_every_act(undone=True)
def _look(doing: Doing, act: Act, record: Any) -> _Following:
    """Raises BlockedByTask when an open task keeps the act waiting, unless a reason is given."""
    return _Following(doing, hold_back(doing, act, record))


def _ticked(doing: Doing, happened: Happened) -> list[Entry]:
    subject = happened.done.subject
    request = None if isinstance(subject, Task) else dossier_of(subject)
    if request is None:
        return []
    query = select(Task).where(
        Task.request_id == request.id,
        Task.is_open == True,  # noqa: E712
        Task.done_by == happened.act.name,
    )
    found = []
    for task in doing.unit.session.scalars(query.order_by(Task.sequence)):
        if concerns(task, subject):
            close(task, doing.occurred_at, doing.actor.id if doing.actor else None)
            found.append(entry(doing, DONE, task, {"by": happened.act.name}))
    return found


def _touched(doing: Doing, happened: Happened) -> list[Request]:
    """The dossiers one of whose events may have another day now."""
    numbers = dict.fromkeys(
        row.id if isinstance(row, Request) else row.request_id
        for row in happened.touched
        if isinstance(row, Request | Slot | Quote)
    )
    found = (doing.unit.session.get(Request, number) for number in numbers)
    return [one for one in found if one is not None]
