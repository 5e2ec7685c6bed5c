"""A calendar problem from a file: planned, or held against the rules; no workspace is needed."""

from __future__ import annotations

from typing import Any, NamedTuple

from backoffice.content.problem import read_calendar, read_problem
from backoffice.planner.answer import Status, to_json
from backoffice.planner.check import check
from backoffice.planner.plan import plan

DEFAULT_BUDGET_MS = 10_000


class Text(NamedTuple):
    """The text of a file, and how it is called."""

    text: str
    file: str


def plan_text(text: str, file: str, budget_ms: int = DEFAULT_BUDGET_MS) -> tuple[dict[str, Any], bool]:
    """The ``calendar-answer/1`` of a problem file, and whether it is one to be content with.

    An impossible or stopped plan is something to be mended: it isn't. Raises what a bad problem raises, all
    at once.
    """
    answer = plan(read_problem(text, file), budget_ms)
    return to_json(answer), answer.status in (Status.OPTIMAL, Status.FEWER_EXIST)


def check_text(problem: Text, calendar: Text) -> tuple[dict[str, Any], bool]:
    """The ``calendar-check/1`` of one alternative, and whether it keeps every hard rule."""
    asked = read_problem(*problem)
    found = check(asked, read_calendar(calendar.text, asked, calendar.file))
    return to_json(found), found.valid
