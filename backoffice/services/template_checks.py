"""What a template of tasks must hold with the rest of the house: acts, users, modules, other templates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.content.programme import programme_of
from backoffice.content.task_template import TaskLine, UnknownActHere, line_body, wrong_acts
from backoffice.domain import tasks as domain
from backoffice.domain.method import Method
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.template_book import bodies, domain_of, forget, known_acts, last_versions
from backoffice.store.records import Programme, TaskTemplate, User


class TwoUsual(Invalid):
    """Two templates that would be the usual one of the same kind of request."""

    code = "two_usual"

    def __init__(self, kind: str, other: str) -> None:
        super().__init__(
            _("{other} already is the usual template for the kind {kind}.").format(other=other, kind=kind),
            place=Place(path="kinds"),
            remedy=_("Leave the kind to one of the two, or say which in the settings: [tasks.usual]."),
        )


class MissingModule(Invalid):
    code = "missing_module"

    def __init__(self, module: str, whose: str, codes: Sequence[str], place: Place) -> None:
        super().__init__(
            _("{whose} has no module {module}.").format(whose=whose, module=module),
            place=place,
            remedy=_("Use one of: {codes}.").format(codes=", ".join(codes) or "-"),
        )
        self.allowed = tuple(codes)


def check_template(doing: Doing, record: TaskTemplate, file: str | None) -> None:
    """Raises, all at once: an unknown act or user, a module that its programme lacks, a double code, a kind
    that another template already is the usual one of."""
    forget(doing)
    template = domain_of(record)
    found: list[BackofficeError] = [*wrong_acts(bodies(record), known_acts(), file)]
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


def _other_usual(doing: Doing, record: TaskTemplate) -> list[BackofficeError]:
    said = doing.settings.tasks.usual
    others = [one for one in last_versions(doing) if one.ref != record.ref and one.state == "published"]
    return [
        TwoUsual(kind, other.ref)
        for kind in record.body.get("kinds", ())
        if kind not in said
        for other in others
        if kind in other.body.get("kinds", ())
    ]


def check_steps(read: Method) -> None:
    """Raises, all at once, for the steps of a method that name an act which can do no step."""
    known = known_acts()["done_by"]
    found: list[BackofficeError] = [
        UnknownActHere(step.done_by, known, Place(path=f"steps[{rank}].done_by"))
        for rank, step in enumerate(read.steps)
        if step.done_by is not None and step.done_by not in known
    ]
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]


def check_line(doing: Doing, line: TaskLine) -> None:
    """Raises what is wrong with one line alone, on the field that a person would mend."""
    body = line_body(line)
    found: list[BackofficeError] = [*wrong_acts([body], known_acts(), None)]
    found += _unknown_users(doing, domain.TaskTemplate("-", "-", (line.line(),)), None)
    for wrong in found:
        wrong.at(Place(path=(wrong.place.path or "").removeprefix("tasks[0].")))
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]
