"""Templates of tasks: published from a file or edited line by line, each version dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import TemplateText
from backoffice.content.base import build
from backoffice.content.programme import programme_of
from backoffice.content.task_template import (
    TaskLine,
    TaskTemplateFile,
    TemplateHead,
    head_body,
    line_body,
    read_template,
    template_of,
    template_toml,
    wrong_acts,
)
from backoffice.domain import tasks as domain
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Act, Doing, Done, act, acts
from backoffice.services.kinds import ref_of
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import Programme, TaskPlan, TaskTemplate, TaskTemplateLine, User

# Kinds of record whose acts belong to a dossier: those that can do its tasks, or wait for them.
_OF_DOSSIERS = ("request", "quote", "slot", "group", "enrolment", "document", "line", "instalment", "module")
# Ending a dossier, taking it up again and looking after its tasks never wait for a task.
NEVER_KEPT_WAITING = ("decline", "withdraw", "expire", "reopen", "edit-request", "wait-for")
_ABOUT_TASKS = ("add-task", "apply-task-template", "replan-tasks", "use-method")


class SameTemplate(BackofficeError):
    code = "same_template"

    def __init__(self, code: str, version: int) -> None:
        super().__init__(
            _("Template {code} already says exactly this in its version {version}.").format(
                code=code, version=version
            ),
            remedy=_("Nothing needs to be done."),
        )


class TwoUsual(Invalid):
    """Two templates that would be the usual one of the same kind of request."""

    code = "two_usual"

    def __init__(self, kind: str, other: str) -> None:
        super().__init__(
            _("{other} already is the usual template for the kind {kind}.").format(other=other, kind=kind),
            place=Place(path="kinds"),
            remedy=_("Leave the kind to one of the two, or say which in the settings: [tasks.usual]."),
        )


class RetiredTemplate(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Template {code} is retired.").format(code=code),
            remedy=_("Publish a new version of it first, or choose another template."),
        )


def known_acts() -> Mapping[str, tuple[str, ...]]:
    """The acts that a task may be done by, and those that it may keep waiting."""
    of_dossiers = [one for one in acts().values() if one.on in _OF_DOSSIERS]
    return {
        "done_by": tuple(one.name for one in of_dossiers if one.name != "add-task"),
        "blocks": tuple(one.name for one in of_dossiers if can_wait(one)),
    }


def can_wait(one: Act) -> bool:
    """Whether an act may be kept waiting by a task."""
    return one.on in _OF_DOSSIERS and one.name not in (*NEVER_KEPT_WAITING, *_ABOUT_TASKS)


@act("publish-task-template", N_("Publish a template of tasks"), makes="task-template", model=TemplateText)
def publish_task_template(doing: Doing, _nothing: str, values: TemplateText) -> Done:
    """A new version of a template from the text of its file; the version before stays as it was."""
    read = read_template(values.text, values.file, known_acts())
    return publish(doing, read, values.file)


def publish(doing: Doing, read: TaskTemplateFile, file: str | None = None) -> Done:
    """Keeps a template as a new version of its code."""
    bodies = [line_body(line) for line in read.tasks]
    last = doing.unit.maybe(TaskTemplate, read.code)
    head = head_body(read)
    if last is not None and last.state == "published" and last.sha256 == _digest(read.code, head, bodies):
        raise SameTemplate(read.code, last.version_no)
    record = doing.unit.add(_new_version(doing, read.code, last, head, bodies))
    _check(doing, record, file)
    return _done(record)


def _text(_doing: Doing, record: TaskTemplate) -> Mapping[str, Any]:
    return {"text": as_toml(record), "file": f"{record.ref}.toml"}


@act(
    "edit-task-template",
    N_("Edit the template as text"),
    on="task-template",
    model=TemplateText,
    opening=_text,
    key="e",
)
def edit_task_template(doing: Doing, record: TaskTemplate, values: TemplateText) -> Done:
    """The whole template as TOML: a new version of it, checked as a file is."""
    read = read_template(values.text, values.file, known_acts())
    if read.code != record.ref:
        raise Invalid(
            _("The code of a template stays: {code}.").format(code=record.ref),
            place=Place(values.file, None, "code"),
            remedy=_("Publish another template under the new code, then retire this one."),
        )
    return publish(doing, read, values.file)


def _head(_doing: Doing, record: TaskTemplate) -> Mapping[str, Any]:
    read = build(TemplateHead, record.body)
    return {name: getattr(read, name) for name in TemplateHead.model_fields}


@act(
    "edit-template-head",
    N_("Edit what the template says as a whole"),
    on="task-template",
    model=TemplateHead,
    opening=_head,
)
def edit_template_head(doing: Doing, record: TaskTemplate, values: TemplateHead) -> Done:
    """Title, the kinds of request that follow it, whose days off count."""
    record = _editable(doing, record)
    record.body, record.title = head_body(values), values.title
    return _kept(doing, record)


@act("add-template-line", N_("Add a task to the template"), on="task-template", model=TaskLine, key="c")
def add_template_line(doing: Doing, record: TaskTemplate, values: TaskLine) -> Done:
    """One more task, at the end."""
    record = _editable(doing, record)
    record.lines.append(_line(len(record.lines) + 1, values))
    return _kept(doing, record)


def _opened(_doing: Doing, line: TaskTemplateLine) -> Mapping[str, Any]:
    read = build(TaskLine, line.body)
    return {name: getattr(read, name) for name in TaskLine.model_fields}


@act(
    "edit-template-line",
    N_("Edit the task of the template"),
    on="template-line",
    model=TaskLine,
    opening=_opened,
    key="e",
)
def edit_template_line(doing: Doing, line: TaskTemplateLine, values: TaskLine) -> Done:
    """Changes a task of a template; dossiers follow it when their plan is made again."""
    record = _editable(doing, line.template)
    mine = next(one for one in record.lines if one.position == line.position)
    mine.code, mine.title, mine.body = values.code, values.title, line_body(values)
    return _kept(doing, record, mine)


@act("remove-template-line", N_("Take the task out of the template"), on="template-line")
def remove_template_line(doing: Doing, line: TaskTemplateLine, _values: None) -> Done:
    """Takes a task out of a template; what dossiers already have stays."""
    record = _editable(doing, line.template)
    if len(record.lines) == 1:
        raise Invalid(
            _("A template has at least one task."), remedy=_("Retire the template if it serves no more.")
        )
    record.lines.remove(next(one for one in record.lines if one.position == line.position))
    doing.unit.session.flush()
    for position, one in enumerate(record.lines, start=1):
        one.position = position
    return _kept(doing, record)


@act("retire-task-template", N_("Retire the template"), on="task-template")
def retire_task_template(doing: Doing, record: TaskTemplate, _values: None) -> Done:
    """Keeps a template from being followed by new dossiers; those that follow it aren't touched."""
    if record.state == "retired":
        raise RetiredTemplate(record.ref)
    record.state = "retired"
    forget(doing)
    return _done(record)


def _editable(doing: Doing, record: TaskTemplate) -> TaskTemplate:
    """The version to change: the last one, or a copy of it as a new version when dossiers follow it."""
    last = doing.unit.find(TaskTemplate, record.ref)
    used = select(TaskPlan.id).where(
        TaskPlan.kind == "template",
        TaskPlan.source_ref == last.ref,
        TaskPlan.source_version == last.version_no,
    )
    if last.state == "published" and doing.unit.session.scalars(used.limit(1)).first() is None:
        return last
    return doing.unit.add(_new_version(doing, last.ref, last, dict(last.body), _bodies(last)))


def _new_version(
    doing: Doing,
    code: str,
    last: TaskTemplate | None,
    head: Mapping[str, Any],
    bodies: Sequence[Mapping[str, Any]],
) -> TaskTemplate:
    record = TaskTemplate(
        ref=code,
        version_no=last.version_no + 1 if last else 1,
        state="published",
        title=head["title"],
        valid_from=doing.happened_on,
        body=dict(head),
        sha256=_digest(code, head, bodies),
    )
    for position, body in enumerate(bodies, start=1):
        record.lines.append(_line(position, build(TaskLine, dict(body))))
    return record


def _line(position: int, values: TaskLine) -> TaskTemplateLine:
    return TaskTemplateLine(position=position, code=values.code, title=values.title, body=line_body(values))


def _kept(doing: Doing, record: TaskTemplate, line: TaskTemplateLine | None = None) -> Done:
    record.sha256 = _digest(record.ref, record.body, _bodies(record))
    doing.unit.session.flush()
    _check(doing, record, None)
    return _done(record, line)


def _done(record: TaskTemplate, line: TaskTemplateLine | None = None) -> Done:
    payload = {"version": record.version_no, "sha256": record.sha256, "tasks": len(record.lines)}
    subject = line or record
    return Done(subject, ref_of(subject), payload)


def _digest(code: str, head: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> str:
    return sha256(canonical({"code": code, "head": dict(head), "tasks": [dict(body) for body in bodies]}))


def _bodies(record: TaskTemplate) -> list[dict[str, Any]]:
    return [line.body for line in record.lines]


# What a template must hold with the rest of the house


def _check(doing: Doing, record: TaskTemplate, file: str | None) -> None:
    """Raises, all at once: an unknown act or user, a module that its programme lacks, a double code, a kind
    that another template already is the usual one of."""
    forget(doing)
    bodies = _bodies(record)
    template = domain_of(record)
    found: list[BackofficeError] = [*wrong_acts(bodies, known_acts(), file)]
    found += _unknown_users(doing, template, file)
    found += _lacking(doing, template, file)
    found += _other_usual(doing, record)
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]


def _unknown_users(doing: Doing, template: domain.TaskTemplate, file: str | None) -> list[BackofficeError]:
    # A flag is a number underneath, which PostgreSQL doesn't compare by IS.
    there = set(doing.unit.session.scalars(select(User.ref).where(User.active == True)))  # noqa: E712
    return [
        Invalid(
            _("{name} isn't a user of this workspace.").format(name=line.user),
            place=Place(file, None, f"tasks[{rank}].user"),
            remedy=_("Use one of: {users}.").format(users=", ".join(sorted(there))),
        )
        for rank, line in enumerate(template.lines)
        if line.user is not None and line.user not in there
    ]


def _lacking(doing: Doing, template: domain.TaskTemplate, file: str | None) -> list[BackofficeError]:
    if template.programme is None:
        return []
    programme = programme_of(doing.unit.find(Programme, template.programme).body)
    codes = {module.code for one in programme.formats for module in one.modules}
    return modules_lacking(template, template.programme, sorted(codes), file)


def modules_lacking(
    template: domain.TaskTemplate, whose: str, codes: Sequence[str], file: str | None = None
) -> list[BackofficeError]:
    """One error for each line that names a module which `whose` (a programme, a dossier) hasn't got."""
    return [
        MissingModule(module, whose, codes, Place(file or template.code, None, f"tasks[{rank}].module"))
        for rank, module in template.modules_lacking(codes)
    ]


class MissingModule(Invalid):
    code = "missing_module"

    def __init__(self, module: str, whose: str, codes: Sequence[str], place: Place) -> None:
        super().__init__(
            _("{whose} has no module {module}.").format(whose=whose, module=module),
            place=place,
            remedy=_("Use one of: {codes}.").format(codes=", ".join(codes) or "-"),
        )
        self.allowed = tuple(codes)


def _other_usual(doing: Doing, record: TaskTemplate) -> list[BackofficeError]:
    said = doing.settings.tasks.usual
    others = [one for one in _last_versions(doing) if one.ref != record.ref and one.state == "published"]
    return [
        TwoUsual(kind, other.ref)
        for kind in record.body.get("kinds", ())
        if kind not in said
        for other in others
        if kind in other.body.get("kinds", ())
    ]


# Reading


def domain_of(record: TaskTemplate) -> domain.TaskTemplate:
    """A kept version as the rules see it."""
    return template_of(record.body, record.ref, _bodies(record))


def as_toml(record: TaskTemplate) -> str:
    """A kept version as the text of its file."""
    return template_toml(record.ref, record.body, _bodies(record))


def template_at(doing: Doing, code: str, version: int) -> domain.TaskTemplate:
    """A version of a template, read once in a transaction."""
    known = doing.unit.session.info.setdefault(_READ, {})
    if (code, version) not in known:
        query = select(TaskTemplate).where(TaskTemplate.ref == code, TaskTemplate.version_no == version)
        known[code, version] = domain_of(doing.unit.session.scalars(query).one())
    found: domain.TaskTemplate = known[code, version]
    return found


def usual_for(doing: Doing, kind: str) -> tuple[str, int] | None:
    """The template (code and version) that requests of a kind follow: what the settings say, else the
    published one that says so itself."""
    known = doing.unit.session.info.setdefault(_USUAL, {})
    if kind not in known:
        known[kind] = _usual(doing, kind)
    found: tuple[str, int] | None = known[kind]
    return found


def _usual(doing: Doing, kind: str) -> tuple[str, int] | None:
    said = doing.settings.tasks.usual
    published = [one for one in _last_versions(doing) if one.state == "published"]
    if kind in said:
        chosen = next((one for one in published if one.ref == said[kind]), None)
    else:
        chosen = next((one for one in published if kind in one.body.get("kinds", ())), None)
    return (chosen.ref, chosen.version_no) if chosen else None


def _last_versions(doing: Doing) -> list[TaskTemplate]:
    query = select(TaskTemplate).order_by(TaskTemplate.ref, TaskTemplate.version_no)
    return list({one.ref: one for one in doing.unit.session.scalars(query)}.values())


_READ, _USUAL = "task-templates-read", "task-templates-usual"


def forget(doing: Doing) -> None:
    """Templates have changed: they are read again."""
    for name in (_READ, _USUAL):
        doing.unit.session.info.pop(name, None)


# What comes with the back office


def shipped(language: str) -> str:
    """The text of the usual template for intra requests, in French or English."""
    name = f"retroplanning-intra.{language}.toml"
    return files("backoffice.data").joinpath("tasks").joinpath(name).read_text(encoding="utf-8")


def shipped_template(doing: Doing) -> Done | None:
    """Publishes the template that comes with the back office, in a house that never had one."""
    if doing.unit.session.scalars(select(TaskTemplate.id).limit(1)).first() is not None:
        return None
    text = shipped(doing.settings.language)
    return publish(doing, read_template(text, "retroplanning-intra.toml", known_acts()))
