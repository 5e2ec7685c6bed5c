"""Answers held against their questionnaire: which questions are shown, what is missing, what one may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.domain.needs.conditions import number
from backoffice.domain.needs.questionnaire import Answers, Question, QuestionKind, Questionnaire
from backoffice.domain.text import clean, clean_line
from backoffice.errors import Invalid, Place
from backoffice.i18n import _

TEXT_MAX = 20_000
LINE_MAX = 500
ROWS_MAX = 200
_PLACES = 4


class BadAnswer(Invalid):
    """A value that its question can't take."""

    code = "bad_answer"

    def __init__(self, question: Question, why: str, remedy: str = "") -> None:
        super().__init__(
            why,
            place=Place(path=question.code),
            remedy=remedy or _("Correct the answer to “{text}”.").format(text=question.text),
        )


def given(value: Any) -> bool:
    """Whether there is an answer at all: a no and a zero are ones."""
    return value is not None and value not in ("", [], ())


def shown(questionnaire: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked, as far as it is answered: one is only if those it depends on are."""
    by_code = {one.code: one for one in questionnaire.questions}
    known: dict[str, bool] = {}

    def is_shown(code: str) -> bool:
        if code not in by_code:
            return False
        if code not in known:
            # A ring of conditions shows none of its questions; publishing refuses it.
            known[code] = False
            known[code] = all(
                is_shown(clause.code) and clause.holds(answers.get(clause.code))
                for clause in by_code[code].shown_if
            )
        return known[code]

    return tuple(one for one in questionnaire.questions if is_shown(one.code))


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a questionnaire is answered, among the mandatory questions that are shown; `missing` are the
    codes of those that aren't."""

    answered: int
    asked: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    def __str__(self) -> str:
        return f"{self.answered}/{self.asked}"


def completeness(questionnaire: Questionnaire, answers: Answers) -> Completeness:
    """Complete when no mandatory answer is missing; where none is mandatory, when something was answered."""
    asked = shown(questionnaire, answers)
    mandatory = [one for one in asked if one.mandatory]
    missing = tuple(one.code for one in mandatory if not given(answers.get(one.code)))
    if not mandatory:
        there = sum(given(answers.get(one.code)) for one in asked)
        return Completeness(there, len(asked), () if there else tuple(one.code for one in asked))
    return Completeness(len(mandatory) - len(missing), len(mandatory), missing)


def said(questionnaire: Questionnaire, answers: Answers) -> tuple[tuple[Question, Any], ...]:
    """The questions that are shown and answered, with their answers, in order."""
    pairs = ((one, answers.get(one.code)) for one in shown(questionnaire, answers))
    return tuple((one, value) for one, value in pairs if given(value))


def check(question: Question, value: Any) -> Any:
    """`value` as it is kept (JSON; None for no answer); raises BadAnswer.

    Numbers are decimal texts of at most four places, dates ``YYYY-MM-DD``, choices their codes.
    """
    if not given(value):
        return None
    return _CHECKS[question.kind](question, value)


def _line(question: Question, value: Any) -> str | None:
    text = _text(question, value)
    line = clean_line(text)
    if len(line) > LINE_MAX:
        raise BadAnswer(question, _("This is longer than {n} characters.").format(n=LINE_MAX))
    return line or None


def _text(question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise BadAnswer(question, _("This should be text."))
    text = clean(value)
    if len(text) > TEXT_MAX:
        raise BadAnswer(question, _("This is longer than {n} characters.").format(n=TEXT_MAX))
    return text


def _long(question: Question, value: Any) -> str | None:
    return _text(question, value) or None


def _number(question: Question, value: Any) -> str:
    figure = number(value) if isinstance(value, int | str) else None
    if figure is None or abs(figure) >= 10**12 or (figure * 10**_PLACES).denominator != 1:
        raise BadAnswer(question, _("“{value}” isn't a number of at most four decimals.").format(value=value))
    _within(question, figure)
    return decimal_text(int(figure * 10**_PLACES))


def decimal_text(e4: int) -> str:
    """Ten-thousandths as the shortest decimal text."""
    whole, rest = divmod(abs(e4), 10**_PLACES)
    decimals = f".{rest:0{_PLACES}}".rstrip("0") if rest else ""
    return f"{'-' if e4 < 0 else ''}{whole}{decimals}"


def _within(question: Question, figure: Any) -> None:
    low, high = question.bounds
    if (low is not None and figure < low) or (high is not None and figure > high):
        least, most = "…" if low is None else low, "…" if high is None else high
        raise BadAnswer(question, _("This should be from {low} to {high}.").format(low=least, high=most))


def _scale(question: Question, value: Any) -> int:
    figure = number(value) if isinstance(value, int | str) else None
    if figure is None or figure.denominator != 1:
        raise BadAnswer(question, _("“{value}” isn't a mark of the scale.").format(value=value))
    _within(question, figure)
    return int(figure)


def _date(question: Question, value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise BadAnswer(question, _("This should be a date, such as 2027-03-12.")) from None


def _choice(question: Question, value: Any) -> str:
    codes = [one.code for one in question.options]
    if not isinstance(value, str) or value not in codes:
        raise BadAnswer(
            question,
            _("“{text}” isn’t one of the choices.").format(text=value),
            _("Choose among: {choices}.").format(choices=", ".join(codes)),
        )
    return value


def _several(question: Question, value: Any) -> list[str] | None:
    if not isinstance(value, list | tuple):
        raise BadAnswer(question, _("This should be a list."))
    chosen = {_choice(question, one) for one in value}
    return [one.code for one in question.options if one.code in chosen] or None


def _yes_no(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadAnswer(question, _("This should be true or false."))
    return value


def _table(question: Question, value: Any) -> list[list[str]] | None:
    if not isinstance(value, list | tuple) or len(value) > ROWS_MAX:
        raise BadAnswer(question, _("This should be at most {n} rows.").format(n=ROWS_MAX))
    rows = [_row(question, row) for row in value]
    return [row for row in rows if any(row)] or None


def _row(question: Question, row: Any) -> list[str]:
    wide = len(question.columns)
    if isinstance(row, Mapping):
        unknown = [name for name in row if name not in question.columns]
        row = () if unknown else [row.get(name, "") for name in question.columns]
        if unknown:
            raise BadAnswer(question, _("The table has no column {name}.").format(name=unknown[0]))
    if not isinstance(row, list | tuple) or len(row) > wide or not all(isinstance(one, str) for one in row):
        raise BadAnswer(question, _("A row has at most {n} cells of text.").format(n=wide))
    cells = [_line(question, one) or "" for one in row]
    return [*cells, *[""] * (wide - len(cells))]


_CHECKS = {
    QuestionKind.TEXT: _line,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.SCALE: _scale,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.TABLE: _table,
}


def check_all(
    questionnaire: Questionnaire, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Invalid]]:
    """Every answer of `values` as it is kept, and what is wrong with the others."""
    known: Sequence[str] = [one.code for one in questionnaire.questions]
    found: dict[str, Any] = {}
    wrong: list[Invalid] = []
    for code, value in values.items():
        question = questionnaire.question(code)
        try:
            if question is None:
                raise Invalid(
                    _("There is no question {name} in this questionnaire.").format(name=code),
                    place=Place(path=code),
                    remedy=_("Use one of: {codes}.").format(codes=", ".join(known)),
                )
            found[code] = check(question, value)
        except Invalid as error:
            wrong.append(error)
    return found, wrong
