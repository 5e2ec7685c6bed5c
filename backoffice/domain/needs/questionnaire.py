"""A questionnaire: its questions in sections, when each is shown, and which part of a proposal it feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backoffice.domain.needs.conditions import (
    WORDS_OF_YES_NO,
    BadCondition,
    Clause,
    Condition,
    condition_text,
    number,
)
from backoffice.domain.needs.health import AsksWhy, speaks_of_health
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _


class QuestionKind(StrEnum):
    """What one answers a question with."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    YES_NO = "yes_no"
    TABLE = "table"


KIND_LABELS = (
    (QuestionKind.TEXT.value, N_("text on one line")),
    (QuestionKind.LONG_TEXT.value, N_("long text")),
    (QuestionKind.NUMBER.value, N_("number")),
    (QuestionKind.DATE.value, N_("date")),
    (QuestionKind.CHOICE.value, N_("one choice")),
    (QuestionKind.SEVERAL.value, N_("several choices")),
    (QuestionKind.SCALE.value, N_("scale")),
    (QuestionKind.YES_NO.value, N_("yes or no")),
    (QuestionKind.TABLE.value, N_("table")),
)
AUDIENCES = (("client", N_("the client")), ("participants", N_("each participant")))
CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
COUNTED = (QuestionKind.NUMBER, QuestionKind.SCALE)
WRITTEN = (QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.TABLE)
_FIGURES = (QuestionKind.NUMBER, QuestionKind.SCALE)

Answers = Mapping[str, Any]


class QuestionnaireError(Invalid):
    """A questionnaire that contradicts itself."""

    code = "bad_questionnaire"


class UnknownQuestion(QuestionnaireError):
    code = "unknown_question"

    def __init__(self, name: str, known: Sequence[str], place: Place) -> None:
        super().__init__(
            _("There is no question {name} in this questionnaire.").format(name=name),
            place=place,
            remedy=_("Use one of: {codes}.").format(codes=", ".join(known)),
        )


class ConditionCycle(QuestionnaireError):
    """Questions each of which is shown only if the next one is, round to the first."""

    code = "condition_cycle"

    def __init__(self, cycle: Sequence[str], place: Place) -> None:
        super().__init__(
            _("These questions wait for each other and would never be shown: {cycle}.").format(
                cycle=" → ".join(cycle)
            ),
            place=place,
            remedy=_("Take the condition out of one of them."),
        )


@dataclass(frozen=True, slots=True)
class Option:
    """One of the choices of a question: what is kept, and what people read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `feeds` is a section of the proposal ("" for none); `low` and `high` bound a number or a
    scale (1 to 5 unless said); `columns` are those of a table; `unit` stands behind a number.
    `told` is how the proposal says its answer (``{answer}``); one sentence each of yes and no (`` | ``)."""

    code: str
    section: str
    text: str
    kind: QuestionKind = QuestionKind.TEXT
    help: str = ""
    mandatory: bool = False
    shown_if: Condition = ()
    feeds: str = ""
    options: tuple[Option, ...] = ()
    low: int | None = None
    high: int | None = None
    low_label: str = ""
    high_label: str = ""
    columns: tuple[str, ...] = ()
    unit: str = ""
    told: str = ""

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that it takes."""
        if self.kind is QuestionKind.SCALE:
            return 1 if self.low is None else self.low, 5 if self.high is None else self.high
        return self.low, self.high

    def label_of(self, code: str) -> str:
        """What people read for a choice; its code when it is no longer offered."""
        return next((one.label for one in self.options if one.code == code), code)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of a questionnaire, for the client or for each participant."""

    code: str
    title: str
    questions: tuple[Question, ...]
    audience: str = "client"
    kinds: tuple[str, ...] = ()
    language: str = "fr"
    intro: str = ""
    note: str = ""

    def question(self, code: str) -> Question | None:
        """The question called `code`."""
        return next((one for one in self.questions if one.code == code), None)

    @property
    def sections(self) -> tuple[tuple[str, tuple[Question, ...]], ...]:
        """The questions by section, in the order in which sections first come."""
        found: dict[str, list[Question]] = {}
        for one in self.questions:
            found.setdefault(one.section, []).append(one)
        return tuple((title, tuple(those)) for title, those in found.items())


def mistakes(questions: Sequence[Question], file: str | None = None) -> Iterator[BackofficeError]:
    """Everything wrong with `questions` taken together and one by one, each with its place."""
    codes = [one.code for one in questions]
    for rank, one in enumerate(questions):
        yield from _alone(one, f"questions[{rank}]", file)
        if codes.index(one.code) != rank:
            yield QuestionnaireError(
                _("Two questions are called {code}.").format(code=one.code),
                place=Place(file, None, f"questions[{rank}].code"),
                remedy=_("Give each question a code of its own."),
            )
        for clause in one.shown_if:
            place = Place(file, None, f"questions[{rank}].shown_if")
            asked = next((other for other in questions if other.code == clause.code), None)
            if asked is None:
                yield UnknownQuestion(clause.code, codes, place)
            else:
                yield from _unfit(one, clause, asked, place)
    yield from _cycles(questions, file)


def _alone(one: Question, path: str, file: str | None) -> Iterator[BackofficeError]:
    place = Place(file, None, path)
    wanted = {
        "choices": (one.kind in CHOSEN and len(one.options) < 2, _("A choice needs at least two choices.")),
        "columns": (one.kind is QuestionKind.TABLE and not one.columns, _("A table needs its columns.")),
    }
    for name, (missing, message) in wanted.items():
        if missing:
            yield QuestionnaireError(
                message,
                place=Place(file, None, f"{path}.{name}"),
                remedy=_("Add them, one a line, or choose another kind of answer."),
            )
    doubles = [option.code for option in one.options]
    if len(set(doubles)) < len(doubles):
        yield QuestionnaireError(
            _("Two choices of {code} are the same.").format(code=one.code),
            place=Place(file, None, f"{path}.choices"),
            remedy=_("Keep one of the two."),
        )
    low, high = one.bounds
    if low is not None and high is not None and (low >= high or (high - low > 100 and _scale(one))):
        yield QuestionnaireError(
            _("The scale of {code} from {low} to {high} can't be used.").format(
                code=one.code, low=low, high=high
            ),
            place=Place(file, None, f"{path}.low"),
            remedy=_("Let it go up by at most 100, from the lower to the higher."),
        )
    said = " ".join((one.text, one.help))
    if one.kind is not QuestionKind.YES_NO and (one.feeds == "accessibility" or speaks_of_health(said)):
        yield AsksWhy(one.code, place)


def _scale(one: Question) -> bool:
    return one.kind is QuestionKind.SCALE


def _unfit(one: Question, clause: Clause, asked: Question, place: Place) -> Iterator[BackofficeError]:
    """Whether the question that a condition names can be answered so at all."""
    text = condition_text(one.shown_if)
    if clause.sign in (">=", "<=") and asked.kind not in _FIGURES:
        yield BadCondition(text, _("{code} isn't a number").format(code=asked.code)).at(place)
    if clause.sign not in ("=", "!="):
        return
    allowed = _possible(asked)
    if allowed is None:
        yield BadCondition(text, _("{code} can only be asked to be answered").format(code=asked.code)).at(
            place
        )
        return
    for value in clause.values:
        if not allowed and number(value) is None:
            yield BadCondition(text, _("{value} isn't a number").format(value=value)).at(place)
        if allowed and value.casefold() not in {one.casefold() for one in allowed}:
            why = _("{code} has no choice {value}, only {choices}").format(
                code=asked.code, value=value, choices=", ".join(allowed)
            )
            yield BadCondition(text, why).at(place)


def _possible(asked: Question) -> tuple[str, ...] | None:
    """The answers that a condition may name; () for any number, None where none can be named."""
    if asked.kind in CHOSEN:
        return tuple(option.code for option in asked.options)
    if asked.kind is QuestionKind.YES_NO:
        return WORDS_OF_YES_NO
    return () if asked.kind in _FIGURES else None


def _cycles(questions: Sequence[Question], file: str | None) -> Iterator[BackofficeError]:
    """One error for each ring of conditions, on its first question."""
    by_code = {one.code: one for one in reversed(questions)}
    told: set[str] = set()
    for rank, one in enumerate(questions):
        ring = _ring(one.code, by_code)
        if ring and not told & set(ring):
            told |= set(ring)
            yield ConditionCycle(ring, Place(file, None, f"questions[{rank}].shown_if"))


def _ring(start: str, by_code: Mapping[str, Question]) -> list[str]:
    """The way from a question back to itself through its conditions; [] when there is none."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for clause in by_code[path[-1]].shown_if:
            if clause.code == start:
                return [*path, start]
            if clause.code in by_code and clause.code not in seen:
                seen.add(clause.code)
                paths.append([*path, clause.code])
    return []
