"""A calendar problem (``calendar-problem/1``) and a calendar to check, from the text of their files."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from backoffice.content.base import build
from backoffice.content.calendar_model import CalendarFile
from backoffice.content.problem_checks import calendar_mistakes, problem_mistakes
from backoffice.content.problem_model import ProblemFile
from backoffice.content.reading import parse_json
from backoffice.domain.calendar_problem import Calendar, Problem
from backoffice.errors import BackofficeError, Place, Several

# A portfolio of 150 trainers over 18 months stays under this; judged before anything is parsed.
PROBLEM_BYTES = 4_000_000
# Nobody mends more at once, and a broken generator repeats one mistake a hundred thousand times.
SHOWN_MISTAKES = 200


def read_problem(text: str, file: str = "problem.json") -> Problem:
    """The problem that `text` states; every mistake at once, each with its file and key path."""
    return problem_of(parse_json(text, file, PROBLEM_BYTES), file)


def problem_of(document: Any, file: str | None = None) -> Problem:
    """The problem in a JSON document already parsed."""
    model = build(ProblemFile, document, file)
    _refuse(problem_mistakes(model), file)
    return model.value()


def read_calendar(text: str, problem: Problem, file: str = "calendar.json") -> Calendar:
    """The calendar in `text` (one alternative of an answer), whose names are those of `problem`."""
    model = build(CalendarFile, parse_json(text, file, PROBLEM_BYTES), file)
    _refuse(calendar_mistakes(model, problem), file)
    return model.value()


def _refuse(mistakes: Iterable[BackofficeError], file: str | None) -> None:
    found = tuple(
        mistake.at(Place(file, None, mistake.place.path)) for mistake in islice(mistakes, SHOWN_MISTAKES)
    )
    if found:
        raise found[0] if len(found) == 1 else Several(found)
