"""Answers as people type them and read them, as a file holds them, and as forms ask for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from backoffice.content.base import Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask
from backoffice.content.writing import toml_value
from backoffice.domain.needs import answers as rules
from backoffice.domain.needs.questionnaire import Question, QuestionKind
from backoffice.domain.text import fold
from backoffice.i18n import N_, _, formats, typed

FORMAT = "needs-answers/1"
_CELLS = re.compile(r"\t|\s*[|;]\s*")


class Opening(Content):
    """Which questionnaire a dossier is asked."""

    questionnaire: Name = ask(N_("Questionnaire"), Kind.RECORD, refers_to="questionnaire")


class OneAnswer(Content):
    """The answer to one question, typed as people type it; empty takes it back."""

    question: Name = ask(N_("Question"), help=N_("Its code."))
    answer: Text = ask(
        N_("Answer"),
        Kind.TEXT,
        help=N_("Several choices with commas; a table one row a line, its cells between semicolons."),
        default="",
    )


class AnswersText(Content):
    """Answers as the text of a file (needs-answers/1): those that it gives replace the ones there."""

    text: Text = ask(N_("Answers (TOML)"), Kind.TEXT, rows=16)
    file: Line = ask(N_("File"), default="answers.toml")


class Respondent(Content):
    """Who answered for the client, and when."""

    answered_by: Line = ask(N_("Answered by"), help=N_("Name and function."), default="")
    answered_on: Day | None = ask(N_("On"), Kind.DATE, default=None, past=True)


class Validation(Content):
    """The client's agreement with what was understood."""

    name: Name = ask(N_("Validated by"), help=N_("Who of the client's agreed."))
    function: Line = ask(N_("Function"), default="")
    on: Day | None = ask(
        N_("On"), Kind.DATE, help=N_("Today, unless you say otherwise."), default=None, past=True
    )


class RepliesText(Content):
    """Participants' answers: a table pasted or saved as CSV with its header, or the text of a TOML file."""

    text: Text = ask(
        N_("Answers"),
        Kind.TEXT,
        help=N_("A table with its header (codes or questions); columns of names are left out."),
        rows=16,
    )
    again: bool = ask(
        N_("In place of those there"),
        Kind.YES_NO,
        help=N_("Yes when the table holds them again, and more."),
        default=False,
    )


class ReplyRank(Content):
    """One participant's answers."""

    n: int = ask(N_("Rank"), Kind.WHOLE, ge=1, le=10_000)


class NewRank(Content):
    """Where a question goes among the others."""

    rank: int = ask(N_("Rank"), Kind.WHOLE, help=N_("1 for the first."), ge=1, le=300)


class Printing(Content):
    """What is printed of a questionnaire."""

    blank: bool = ask(
        N_("Blank"), Kind.YES_NO, help=N_("To be filled by hand, or sent as it is."), default=False
    )


class AnswersFile(Content):
    """Answers by the code of their question: one analysis, or a reply for each participant."""

    format: Literal["needs-answers/1"]
    questionnaire: Line = ""
    answers: dict[str, Any] = Field(default_factory=dict)
    replies: tuple[dict[str, Any], ...] = Field(default=(), max_length=2_000)


# -- reading what was typed


def read_answer(question: Question, text: str, today: dt.date) -> Any:
    """What `text` says as `question` keeps it; None when it says nothing. Raises what is wrong with it."""
    bare = text.strip()
    if not bare:
        return None
    return rules.check(question, _READ.get(question.kind, _as_it_is)(question, bare, today))


def _as_it_is(_question: Question, text: str, _today: dt.date) -> str:
    return text


def _number(question: Question, text: str, _today: dt.date) -> str:
    if question.unit and fold(text).endswith(fold(question.unit)):
        text = text[: len(text.rstrip()) - len(question.unit)]
    return rules.decimal_text(typed.quantity(text))


def _scale(_question: Question, text: str, _today: dt.date) -> int:
    return typed.whole(text)


def _date(_question: Question, text: str, today: dt.date) -> dt.date:
    return typed.day(text, today)


def _yes_no(question: Question, text: str, _today: dt.date) -> bool:
    folded = fold(text)
    if folded in ("yes", "y", "oui", "o", "1", "x", "true", "vrai"):
        return True
    if folded in ("no", "n", "non", "0", "2", "false", "faux"):
        return False
    raise rules.BadAnswer(
        question,
        _("“{text}” is neither yes nor no.").format(text=text),
        _("Type y or n (o or n in French)."),
    )


def _choice(question: Question, text: str, _today: dt.date) -> str:
    """The code, the label, the beginning of one label alone, or the rank of the choice."""
    folded = fold(text)
    options = question.options
    exact = [one.code for one in options if text == one.code or folded in (fold(one.code), fold(one.label))]
    if not exact and text.isdecimal() and 1 <= int(text) <= len(options):
        return options[int(text) - 1].code
    begun = exact or [one.code for one in options if fold(one.label).startswith(folded)]
    if len(begun) != 1:
        raise rules.BadAnswer(
            question,
            _("“{text}” isn’t one of the choices.").format(text=text),
            _("Choose among: {choices}.").format(choices=", ".join(one.label for one in options)),
        )
    return begun[0]


def _several(question: Question, text: str, today: dt.date) -> list[str]:
    """Choices one a line or with semicolons, or with commas where no label has one."""
    whole = [one for one in re.split(r"[\n;]", text) if one.strip()]
    if len(whole) == 1 and not _is_choice(question, text, today):
        whole = _by_commas(question, text, today)
    return [_choice(question, one.strip(), today) for one in whole]


def _is_choice(question: Question, text: str, today: dt.date) -> bool:
    try:
        _choice(question, text.strip(), today)
    except rules.BadAnswer:
        return False
    return True


def _by_commas(question: Question, text: str, today: dt.date) -> list[str]:
    """Pieces between commas, joined again where only together they are a choice."""
    pieces, found, at = text.split(","), [], 0
    while at < len(pieces):
        ends = range(len(pieces), at, -1)
        end = next((e for e in ends if _is_choice(question, ",".join(pieces[at:e]), today)), at + 1)
        found.append(",".join(pieces[at:end]))
        at = end
    return [one for one in found if one.strip()]


def _table(_question: Question, text: str, _today: dt.date) -> list[list[str]]:
    """One row a line, its cells between tabs, semicolons or bars."""
    return [[cell.strip() for cell in _CELLS.split(line.strip("\r"))] for line in text.splitlines()]


_READ = {
    QuestionKind.NUMBER: _number,
    QuestionKind.SCALE: _scale,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.TABLE: _table,
}


# -- saying it


def typed_answer(question: Question, value: Any) -> str:
    """A kept answer as one would type it again."""
    if not rules.given(value):
        return ""
    match question.kind:
        case QuestionKind.TABLE:
            return "\n".join(" ; ".join(row).rstrip(" ;") for row in value)
        case QuestionKind.SEVERAL:
            return "\n".join(question.label_of(code) for code in value)
        case QuestionKind.CHOICE:
            return question.label_of(value)
        case QuestionKind.YES_NO:
            return _("yes") if value else _("no")
        case QuestionKind.DATE:
            return formats.short_date(dt.date.fromisoformat(value))
        case QuestionKind.NUMBER:
            return _ungrouped(value)
        case _:
            return str(value)


def _ungrouped(text: str) -> str:
    """A kept number without thousands apart; three decimals, which could be thousands, become four."""
    whole, dot, rest = text.partition(".")
    return f"{whole}{dot}{rest}{'0' if len(rest) == 3 else ''}"


def said_answer(question: Question, value: Any) -> str:
    """A kept answer as people read it, in the language in force; texts keep their lines."""
    if not rules.given(value):
        return ""
    match question.kind:
        case QuestionKind.SEVERAL:
            return ", ".join(question.label_of(code) for code in value)
        case QuestionKind.DATE:
            return formats.long_date(dt.date.fromisoformat(value))
        case QuestionKind.SCALE:
            return _mark(question, value)
        case QuestionKind.NUMBER:
            return f"{figure(value)} {question.unit}".rstrip()
        case QuestionKind.TABLE:
            return "\n".join(" · ".join(cell for cell in row if cell) for row in value)
        case _:
            return typed_answer(question, value)


def figure(text: str) -> str:
    """A kept number as people read it."""
    whole, _dot, rest = text.partition(".")
    minus = whole.startswith("-")
    e4 = int(whole.lstrip("-")) * 10_000 + int((rest or "0").ljust(4, "0"))
    return formats.quantity(-e4 if minus else e4)


def _mark(question: Question, value: int) -> str:
    low, high = question.bounds
    ends = {low: question.low_label, high: question.high_label}
    words = f" ({ends[value]})" if ends.get(value) else ""
    return f"{value} / {high}{words}"


def answers_toml(questionnaire: str, answers: Mapping[str, Any]) -> str:
    """Answers as the text of their file."""
    lines = [f'format = "{FORMAT}"', f"questionnaire = {toml_value(questionnaire)}", "", "[answers]"]
    lines += [f"{code} = {toml_value(value)}" for code, value in answers.items() if rules.given(value)]
    return "\n".join(lines) + "\n"
