"""A template of tasks as a file (`task-template/1`), and one of its lines as a form asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from backoffice.content.base import Content, Day, Line, Name, Text, as_pydantic, build
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.content.writing import toml_value
from backoffice.domain import tasks as domain
from backoffice.domain.choices import CALENDARS, EXPECTED_FROM, ROLLS, WHOM
from backoffice.domain.deadlines import Length, Roll
from backoffice.errors import BackofficeError, Invalid, Place, Several, each
from backoffice.i18n import N_, _

FORMAT = "task-template/1"
Whom = Literal["owner", "administrator", "planner", "accountant", "manager", "trainer", "client"]
From = Literal["client", "funder", "trainer", "participant"]


class UnknownActHere(Invalid):
    """A template that names an act which doesn't exist, or can't do (or wait for) a dossier's tasks."""

    code = "unknown_act"

    def __init__(self, name: str, known: Collection[str], place: Place) -> None:
        super().__init__(
            _("There is no act {name} here.").format(name=name),
            place=place,
            remedy=_("Use one of: {acts}.").format(acts=", ".join(known)),
        )
        self.allowed = tuple(known)


class TaskLine(Content):
    """A task of a template: what, when, for whom, and what it keeps from being done."""

    code: Name = ask(N_("Code"), help=N_("Its own in the template: a word, such as convocations."))
    title: Name = ask(N_("Title"))
    event: domain.Event = ask(
        N_("Counted from"),
        Kind.CHOICE,
        choices=tuple((event.value, label) for event, label in domain.EVENT_LABELS.items()),
        default=domain.Event.FIRST_SLOT,
    )
    module: Line | None = ask(
        N_("Module"),
        help=N_("Its code, for an event of one module only; empty: each module."),
        default=None,
    )
    on: Day | None = ask(
        N_("Date"), Kind.DATE, help=N_("For a fixed date."), default=None, validate_default=True
    )
    before: Line | None = ask(
        N_("So long before"),
        help=N_("Days, working days, weeks, months…: 15 days, 2 working days."),
        default=None,
    )
    after: Line | None = ask(N_("So long after"), default=None)
    lasts: Line | None = ask(
        N_("Takes"), help=N_("How long the task itself takes, once it has begun."), default=None
    )
    roll: Roll = ask(N_("On a day off"), Kind.CHOICE, choices=ROLLS, default=Roll.USUAL)
    whom: Whom = ask(N_("For"), Kind.CHOICE, choices=WHOM, default="owner")
    user: Line | None = ask(
        N_("By name"), Kind.RECORD, refers_to="user", help=N_("A user rather than a role."), default=None
    )
    done_by: Line | None = ask(
        N_("Done by the act"),
        help=N_("Doing it ticks the task: print-attendance-sheets. Empty: ticked by hand."),
        default=None,
    )
    expects: Line = ask(N_("Expects"), help=N_("The piece that it waits for."), default="")
    expects_from: From = ask(N_("Expected from"), Kind.CHOICE, choices=EXPECTED_FROM, default="client")
    blocks: tuple[Line, ...] = ask(
        N_("Keeps waiting"),
        Kind.LINES,
        help=N_("Acts that are refused while it is open, one a line: confirm-slots, issue-quote."),
        default=(),
    )
    objectives: tuple[Line, ...] = ask(N_("Objectives"), Kind.LINES, help=N_("One a line."), default=())
    means: tuple[Line, ...] = ask(N_("Means"), Kind.LINES, default=())
    resources: tuple[Line, ...] = ask(N_("Resources"), Kind.LINES, default=())
    note: Text = ask(N_("Note"), Kind.TEXT, default="")

    # Each rule is checked on the field that a person would mend, so that its place is that field's.

    @field_validator("module", "before", "after", "lasts", "user", "done_by", mode="after")
    @classmethod
    def _nothing(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("before", "after", "lasts")
    @classmethod
    def _days(cls, value: str | None) -> str | None:
        return str(_ruled(domain.day_length, value)) if value else None

    @field_validator("module")
    @classmethod
    def _of_a_module(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "event" in info.data:
            _ruled(domain.check_module, info.data["event"], value)
        return value

    @field_validator("on")
    @classmethod
    def _on_a_day(cls, value: Any, info: ValidationInfo) -> Any:
        if "event" in info.data:
            _ruled(domain.check_day, info.data["event"], value)
        return value

    @field_validator("before")
    @classmethod
    def _before_what_can_be_known(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "event" in info.data:
            _ruled(domain.check_before, info.data["event"], _length(value))
        return value

    @field_validator("after", "lasts")
    @classmethod
    def _on_one_side(cls, value: str | None, info: ValidationInfo) -> str | None:
        _ruled(domain.check_after, _length(info.data.get("before")), _length(value))
        return value

    @field_validator("blocks")
    @classmethod
    def _not_its_own_act(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("done_by") in value:
            raise as_pydantic(
                domain.TaskError(
                    _("{act} can't be kept waiting by the task that it does.").format(
                        act=info.data["done_by"]
                    ),
                    remedy=_("Leave it out of one of the two."),
                )
            )
        return value

    def line(self) -> domain.Line:
        """The line as the rules see it."""
        return domain.Line(
            code=self.code,
            title=self.title,
            event=self.event,
            module=self.module,
            on=self.on,
            before=_length(self.before),
            after=_length(self.after),
            lasts=_length(self.lasts),
            roll=self.roll,
            whom=self.whom,
            user=self.user.lower() if self.user else None,
            done_by=self.done_by,
            expects=domain.Expected(self.expects, self.expects_from) if self.expects else None,
            blocks=self.blocks,
            objectives=self.objectives,
            means=self.means,
            resources=self.resources,
            note=self.note,
        )


def _ruled(rule: Any, *given: Any) -> Any:
    """What a rule of the domain answers; what it refuses keeps its message, code and remedy."""
    try:
        return rule(*given)
    except BackofficeError as wrong:
        raise as_pydantic(wrong) from None


def _length(text: str | None) -> Length | None:
    return domain.day_length(text) if text else None


class TemplateHead(Content):
    """What a template says as a whole."""

    title: Name = ask(N_("Title"))
    kinds: tuple[Literal["intra", "procedure", "inter", "own_session"], ...] = ask(
        N_("Usual for"),
        Kind.LINES,
        help=N_("Kinds of request that follow it, one a line: intra, procedure, inter, own_session."),
        default=(),
    )
    programme: Line | None = ask(
        N_("Programme"),
        Kind.RECORD,
        refers_to="programme",
        help=N_("The one whose modules it names, if it names any."),
        default=None,
    )
    calendar: Literal["ours", "client"] = ask(
        N_("Days off"),
        Kind.CHOICE,
        choices=CALENDARS,
        help=N_("Whose public holidays count."),
        default="ours",
    )
    closures: bool = ask(
        N_("Our closures are days off"),
        Kind.YES_NO,
        help=N_("Whether dates also avoid the days on which the house is closed."),
        default=False,
    )
    note: Text = ask(N_("Note"), Kind.TEXT, default="")


class TaskTemplateFile(TemplateHead):
    """A template of tasks: those that a dossier is to be given around its events."""

    format: Literal["task-template/1"]
    code: Name
    tasks: Annotated[tuple[TaskLine, ...], Field(min_length=1, max_length=500)]

    @field_validator("tasks")
    @classmethod
    def _codes_differ(cls, tasks: tuple[TaskLine, ...]) -> tuple[TaskLine, ...]:
        _ruled(domain.TaskTemplate, "-", "-", tuple(task.line() for task in tasks))
        return tasks


def read_template(text: str, file: str, acts: Mapping[str, Collection[str]]) -> TaskTemplateFile:
    """The template that a TOML text describes; every mistake at once, with its key path.

    `acts` are the names that ``done_by`` and ``blocks`` may hold.
    """
    values = parse_toml(text, file)
    found: list[BackofficeError] = [*wrong_acts(values.get("tasks"), acts, file)]
    try:
        read = build(TaskTemplateFile, values, file)
    except BackofficeError as wrong:
        found = [*each(wrong), *found]
    if found:
        raise Several(tuple(found)) if len(found) > 1 else found[0]
    return read


def wrong_acts(tasks: Any, acts: Mapping[str, Collection[str]], file: str | None) -> Iterator[Invalid]:
    """Names in ``done_by`` and ``blocks`` that aren't acts, in values not checked otherwise yet."""
    for rank, task in enumerate(tasks if isinstance(tasks, list) else ()):
        if isinstance(task, dict):
            for path, name in _named(task):
                allowed = acts["done_by" if path == "done_by" else "blocks"]
                if name not in allowed:
                    yield UnknownActHere(name[:80], allowed, Place(file, None, f"tasks[{rank}].{path}"))


def _named(task: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    done_by, blocks = task.get("done_by"), task.get("blocks")
    if isinstance(done_by, str) and done_by.strip():
        yield "done_by", done_by.strip()
    for rank, name in enumerate(blocks if isinstance(blocks, list | tuple) else ()):
        if isinstance(name, str):
            yield f"blocks[{rank}]", name.strip()


def template_of(
    head: Mapping[str, Any], code: str, lines: Collection[Mapping[str, Any]]
) -> domain.TaskTemplate:
    """A kept template as the rules see it: its head, and its lines as `line_body` gave them."""
    read = build(TemplateHead, {name: head[name] for name in TemplateHead.model_fields if name in head})
    return domain.TaskTemplate(
        code=code,
        title=read.title,
        lines=tuple(build(TaskLine, dict(line)).line() for line in lines),
        kinds=read.kinds,
        programme=read.programme or None,
        calendar=read.calendar,
        closures=read.closures,
        note=read.note,
    )


def head_body(head: TemplateHead) -> dict[str, Any]:
    """What a template says as a whole, as it is kept."""
    return head.model_dump(mode="json", include=set(TemplateHead.model_fields))


def line_body(line: TaskLine) -> dict[str, Any]:
    """A line as it is kept: what isn't said is left out."""
    said = line.model_dump(mode="json", exclude_defaults=True)
    always = {"code": line.code, "title": line.title, "event": line.event.value}
    return always | said


def template_toml(code: str, head: Mapping[str, Any], lines: Collection[Mapping[str, Any]]) -> str:
    """A template as the text of its file."""
    parts = [f'format = "{FORMAT}"', f"code = {toml_value(code)}"]
    parts += [
        f"{name} = {toml_value(value)}" for name, value in head.items() if value not in (None, "", [], ())
    ]
    for line in lines:
        parts += [
            "",
            "[[tasks]]",
            *(f"{name} = {toml_value(value, day=name == 'on')}" for name, value in line.items()),
        ]
    return "\n".join(parts) + "\n"


def _pair(name: str, value: Any) -> str:
    return f"{name} = {toml_value(value, day=name == 'on')}"
