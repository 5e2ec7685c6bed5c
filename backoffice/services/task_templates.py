"""Templates of tasks: published from a file or edited line by line, each version dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.base import build
from backoffice.content.task_template import (
    TaskLine,
    TaskTemplateFile,
    TemplateHead,
    head_body,
    line_body,
    read_template,
)
from backoffice.content.tasks import TemplateText
from backoffice.domain.deadlines import parse_length
from backoffice.domain.deadlines.words import said as said_length
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.codes import check_code
from backoffice.services.kinds import ref_of
from backoffice.services.template_book import (
    RetiredTemplate,
    as_toml,
    bodies,
    forget,
    known_acts,
    shipped,
)
from backoffice.services.template_checks import check_line, check_template
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import TaskPlan, TaskTemplate, TaskTemplateLine


class SameTemplate(BackofficeError):
    code = "same_template"

    def __init__(self, code: str, version: int) -> None:
        super().__init__(
            _("Template {code} already says exactly this in its version {version}.").format(
                code=code, version=version
            ),
            remedy=_("Nothing needs to be done."),
        )


@act("publish-task-template", N_("Publish a template of tasks"), makes="task-template", model=TemplateText)
def publish_task_template(doing: Doing, _nothing: str, values: TemplateText) -> Done:
    """A new version of a template from the text of its file; the version before stays as it was."""
    read = read_template(values.text, values.file, known_acts())
    return publish(doing, read, values.file)


def publish(doing: Doing, read: TaskTemplateFile, file: str | None = None) -> Done:
    """Keeps a template as a new version of its code."""
    said = [line_body(line) for line in read.tasks]
    check_code(doing.unit, TaskTemplate, read.code)
    last = doing.unit.maybe(TaskTemplate, read.code)
    head = head_body(read)
    if last is not None and last.state == "published" and last.sha256 == _digest(read.code, head, said):
        raise SameTemplate(read.code, last.version_no)
    record = doing.unit.add(_new_version(doing, read.code, last, head, said))
    check_template(doing, record, file)
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
    check_line(doing, values)
    record = _editable(doing, record)
    record.lines.append(_line(len(record.lines) + 1, values))
    return _kept(doing, record)


_LENGTHS = ("before", "after", "lasts")


def _opened(_doing: Doing, line: TaskTemplateLine) -> Mapping[str, Any]:
    read = build(TaskLine, line.body)
    opened = {name: getattr(read, name) for name in TaskLine.model_fields}
    # Lengths are kept in English, and shown as people say them; either is understood.
    said = {name: said_length(parse_length(opened[name])) for name in _LENGTHS if opened[name]}
    return opened | said


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
    check_line(doing, values)
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
    return doing.unit.add(_new_version(doing, last.ref, last, dict(last.body), bodies(last)))


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
    record.sha256 = _digest(record.ref, record.body, bodies(record))
    doing.unit.session.flush()
    check_template(doing, record, None)
    return _done(record, line)


def _done(record: TaskTemplate, line: TaskTemplateLine | None = None) -> Done:
    payload = {"version": record.version_no, "sha256": record.sha256, "tasks": len(record.lines)}
    subject = line or record
    return Done(subject, ref_of(subject), payload)


def _digest(code: str, head: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> str:
    return sha256(canonical({"code": code, "head": dict(head), "tasks": [dict(body) for body in bodies]}))


def shipped_template(doing: Doing) -> Done | None:
    """Publishes the template that comes with the back office, in a house that never had one."""
    if doing.unit.session.scalars(select(TaskTemplate.id).limit(1)).first() is not None:
        return None
    text = shipped(doing.settings.language)
    return publish(doing, read_template(text, "retroplanning-intra.toml", known_acts()))
