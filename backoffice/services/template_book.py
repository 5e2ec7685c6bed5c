"""The templates of tasks that there are: which one a dossier follows, and what each version says."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from backoffice.content.method import method_of
from backoffice.content.task_template import template_of, template_toml
from backoffice.domain import tasks as domain
from backoffice.domain.choices import REQUEST_KINDS
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.acts import Act, Doing, acts
from backoffice.store.records import Method, TaskTemplate

# Kinds of record whose acts belong to a dossier: those that can do its tasks, or wait for them.
_OF_DOSSIERS = ("request", "quote", "slot", "group", "enrolment", "document", "line", "instalment", "module")
KINDS_OF_REQUEST = tuple(token for token, _label in REQUEST_KINDS)
# Ending a dossier, taking it up again and looking after its tasks never wait for a task.
NEVER_KEPT_WAITING = ("decline", "withdraw", "expire", "reopen", "edit-request", "wait-for")
_ABOUT_TASKS = ("add-task", "apply-task-template", "replan-tasks", "use-method")


class RetiredTemplate(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Template {code} is retired.").format(code=code),
            remedy=_("Publish a new version of it first, or choose another template."),
        )


def known_acts() -> Mapping[str, tuple[str, ...]]:
    """The acts that a task may be done by, and those that it may keep waiting."""
    of_dossiers = [one for one in acts().values() if _of_dossier(one)]
    return {
        "done_by": tuple(one.name for one in of_dossiers if one.name != "add-task"),
        "blocks": tuple(one.name for one in of_dossiers if can_wait(one)),
    }


def can_wait(one: Act) -> bool:
    """Whether an act may be kept waiting by a task."""
    return _of_dossier(one) and one.name not in (*NEVER_KEPT_WAITING, *_ABOUT_TASKS)


def _of_dossier(one: Act) -> bool:
    return any(kind in _OF_DOSSIERS for kind in one.on.split("|"))


def bodies(record: TaskTemplate) -> list[dict[str, Any]]:
    return [line.body for line in record.lines]


def domain_of(record: TaskTemplate) -> domain.TaskTemplate:
    """A kept version as the rules see it."""
    return template_of(record.body, record.ref, bodies(record))


def as_toml(record: TaskTemplate) -> str:
    """A kept version as the text of its file."""
    return template_toml(record.ref, record.body, bodies(record))


def template_at(doing: Doing, code: str, version: int) -> domain.TaskTemplate:
    """A version of a template, read once in a transaction."""
    known = doing.unit.session.info.setdefault(_READ, {})
    if (code, version) not in known:
        query = select(TaskTemplate).where(TaskTemplate.ref == code, TaskTemplate.version_no == version)
        known[code, version] = domain_of(doing.unit.session.scalars(query).one())
    found: domain.TaskTemplate = known[code, version]
    return found


def method_at(doing: Doing, code: str, version: int) -> domain.TaskTemplate:
    """A version of a method as a template of tasks, read once in a transaction."""
    known = doing.unit.session.info.setdefault(_METHODS, {})
    if (code, version) not in known:
        query = select(Method).where(Method.ref == code, Method.version_no == version)
        known[code, version] = domain.of_method(method_of(doing.unit.session.scalars(query).one().body))
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
    published = [one for one in last_versions(doing) if one.state == "published"]
    if kind in said:
        chosen = next((one for one in published if one.ref == said[kind]), None)
    else:
        chosen = next((one for one in published if kind in one.body.get("kinds", ())), None)
    return (chosen.ref, chosen.version_no) if chosen else None


def last_versions(doing: Doing) -> list[TaskTemplate]:
    query = select(TaskTemplate).order_by(TaskTemplate.ref, TaskTemplate.version_no)
    return list({one.ref: one for one in doing.unit.session.scalars(query)}.values())


_READ, _USUAL, _METHODS = "task-templates-read", "task-templates-usual", "task-methods-read"


def forget(doing: Doing) -> None:
    """Templates have changed: they are read again."""
    for name in (_READ, _USUAL):
        doing.unit.session.info.pop(name, None)


def shipped(language: str) -> str:
    """The text of the usual template for intra requests, in French or English."""
    name = f"retroplanning-intra.{language}.toml"
    return files("backoffice.data").joinpath("tasks").joinpath(name).read_text(encoding="utf-8")
