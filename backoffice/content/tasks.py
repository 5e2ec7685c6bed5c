"""What acts on tasks, and on the templates and methods that make them, ask."""

from __future__ import annotations

from typing import Literal

from backoffice.content.base import Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask
from backoffice.domain.choices import EXPECTED_FROM, WHOM
from backoffice.i18n import N_


class TemplateText(Content):
    """A template of tasks as the text of its file."""

    text: Text = ask(N_("Template (TOML)"), Kind.TEXT, rows=16)
    file: Line = ask(N_("File"), default="template.toml")


class TemplateChoice(Content):
    """Which template a dossier follows from now on."""

    template: Line | None = ask(
        N_("Template of tasks"),
        Kind.RECORD,
        refers_to="task-template",
        help=N_("Empty: the dossier follows none."),
        default=None,
    )
    started_on: Day | None = ask(
        N_("Start of the work"),
        Kind.DATE,
        help=N_("For tasks counted from it; today, unless you say otherwise."),
        default=None,
    )
    beside: bool = ask(
        N_("Beside the one it follows"),
        Kind.YES_NO,
        help=N_("No: it takes the former one’s place, whose open tasks are dropped."),
        default=False,
    )


class MethodChoice(Content):
    """A method whose steps become tasks of a dossier."""

    method: Name = ask(N_("Method"), Kind.RECORD, refers_to="method")
    started_on: Day | None = ask(
        N_("Start of the work"),
        Kind.DATE,
        help=N_("For tasks counted from it; today, unless you say otherwise."),
        default=None,
    )


class PlanAgain(Content):
    """How a dossier's plan is made again."""

    hand_dates: bool = ask(
        N_("Also days chosen by hand"),
        Kind.YES_NO,
        help=N_("Yes: the plan’s own day takes their place."),
        default=False,
    )


class TaskForm(Content):
    """A task of a dossier."""

    title: Name = ask(N_("Title"))
    due_date: Day | None = ask(N_("Due by"), Kind.DATE, default=None)
    whom: Literal["owner", "administrator", "planner", "accountant", "manager", "trainer", "client"] = ask(
        N_("For"), Kind.CHOICE, choices=WHOM, default="owner"
    )
    user: Line | None = ask(
        N_("By name"), Kind.RECORD, refers_to="user", help=N_("A user rather than a role."), default=None
    )
    module: Line = ask(N_("Module"), help=N_("Its code, or its rank in the dossier."), default="")
    done_by: Line = ask(
        N_("Done by the act"),
        help=N_("Doing it ticks the task: print-attendance-sheets. Empty: ticked by hand."),
        default="",
    )
    expects: Line = ask(N_("Expects"), help=N_("The piece that it waits for."), default="")
    expects_from: Literal["client", "funder", "trainer", "participant"] = ask(
        N_("Expected from"), Kind.CHOICE, choices=EXPECTED_FROM, default="client"
    )
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


class Assignment(Content):
    """Whom a task is for."""

    whom: Literal["owner", "administrator", "planner", "accountant", "manager", "trainer", "client"] = ask(
        N_("For"), Kind.CHOICE, choices=WHOM, default="owner"
    )
    user: Line | None = ask(
        N_("By name"), Kind.RECORD, refers_to="user", help=N_("A user rather than a role."), default=None
    )


class ExpectedPiece(Content):
    """A piece that a task waits for."""

    what: Name = ask(N_("Expects"))
    whom: Literal["client", "funder", "trainer", "participant"] = ask(
        N_("Expected from"), Kind.CHOICE, choices=EXPECTED_FROM, default="client"
    )


class ReceivedPiece(Content):
    """When a piece came in."""

    on: Day | None = ask(
        N_("Received on"), Kind.DATE, help=N_("Today, unless you say otherwise."), default=None
    )
