"""What several people answered, together: counts, exact means, what they wrote; never who wrote what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from backoffice.domain.money import half_away
from backoffice.domain.needs.answers import given, shown
from backoffice.domain.needs.conditions import number
from backoffice.domain.needs.questionnaire import (
    CHOSEN,
    COUNTED,
    Answers,
    Question,
    QuestionKind,
    Questionnaire,
)
from backoffice.domain.text import sort_key

# Under so many answers, a mean or a count would let one tell who said what.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Count:
    """How many gave an answer."""

    code: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One question: to how many it was shown, how many answered; counts, the sum of its figures, texts.

    Texts are in the order of the alphabet: nothing tells which of them are by the same person. `held_back`
    says that there are too few answers for what goes out of the house.
    """

    question: Question
    asked: int
    answered: int
    counts: tuple[Count, ...] = ()
    total: Fraction | None = None
    texts: tuple[str, ...] = ()
    held_back: bool = False

    @property
    def mean(self) -> Fraction | None:
        """The exact mean of a number or a scale."""
        return Fraction(self.total, self.answered) if self.total is not None and self.answered else None

    @property
    def mean_e2(self) -> int | None:
        """The mean in hundredths, rounded half away from zero: for people."""
        mean = self.mean
        return None if mean is None else half_away(mean.numerator * 100, mean.denominator)


def synthesis(questionnaire: Questionnaire, replies: Sequence[Answers]) -> tuple[Summary, ...]:
    """Every question, in order, over `replies`."""
    seen = [({one.code for one in shown(questionnaire, reply)}, reply) for reply in replies]
    return tuple(_summary(one, seen) for one in questionnaire.questions)


def for_others(summary: Summary) -> Summary:
    """What may leave the house of it: nothing but how many answered when they are fewer than LEAST."""
    if summary.answered >= LEAST or not summary.answered:
        return summary
    return replace(summary, counts=(), total=None, texts=(), held_back=True)


def _summary(question: Question, seen: Sequence[tuple[set[str], Answers]]) -> Summary:
    asked = [reply for codes, reply in seen if question.code in codes]
    values = [reply[question.code] for reply in asked if given(reply.get(question.code))]
    return Summary(
        question,
        len(asked),
        len(values),
        _counts(question, values),
        _total(question, values),
        _texts(question, values),
    )


def _counts(question: Question, values: Sequence[Any]) -> tuple[Count, ...]:
    if question.kind in CHOSEN:
        chosen = [code for value in values for code in (value if isinstance(value, list) else [value])]
        return tuple(Count(one.code, one.label, chosen.count(one.code)) for one in question.options)
    if question.kind is QuestionKind.YES_NO:
        return tuple(Count(code, code, values.count(code == "yes")) for code in ("yes", "no"))
    if question.kind is QuestionKind.SCALE:
        low, high = question.bounds
        marks = range(low or 0, (high or 0) + 1)
        return tuple(Count(str(mark), str(mark), values.count(mark)) for mark in marks)
    return ()


def _total(question: Question, values: Sequence[Any]) -> Fraction | None:
    if question.kind not in COUNTED or not values:
        return None
    return sum((number(value) or Fraction(0) for value in values), Fraction(0))


def _texts(question: Question, values: Sequence[Any]) -> tuple[str, ...]:
    if question.kind is QuestionKind.TABLE:
        rows = [" ; ".join(cell for cell in row if cell) for value in values for row in value]
        return tuple(sorted(rows, key=sort_key))
    if question.kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.DATE):
        return tuple(sorted(map(str, values), key=sort_key))
    return ()
