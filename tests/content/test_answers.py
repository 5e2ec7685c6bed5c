"""Answers as people type them, read and said back; questionnaires as files, every mistake in its place."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.content.answers import read_answer, said_answer, typed_answer
from backoffice.content.questionnaire import (
    head_body,
    question_body,
    questionnaire_toml,
    read_questionnaire,
)
from backoffice.domain.needs.answers import decimal_text
from backoffice.domain.needs.questionnaire import Option, Question, QuestionKind
from backoffice.domain.text import clean_line
from backoffice.errors import BackofficeError, each
from backoffice.i18n import speaking

TODAY = date(2026, 6, 1)
OPTIONS = (
    Option("time", "le temps"),
    Option("frame", "un cadre, des règles"),
    Option("means", "les moyens"),
)
NUMBER = Question("n", "S", "?", QuestionKind.NUMBER, unit="personnes")
CHOICE = Question("c", "S", "?", QuestionKind.CHOICE, options=OPTIONS)
SEVERAL = Question("m", "S", "?", QuestionKind.SEVERAL, options=OPTIONS)
TABLE = Question("t", "S", "?", QuestionKind.TABLE, columns=("A", "B"))
DATE = Question("d", "S", "?", QuestionKind.DATE)
YES = Question("y", "S", "?", QuestionKind.YES_NO)
SCALE = Question("s", "S", "?", QuestionKind.SCALE, high_label="sûr")


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (NUMBER, "12", "12"),
        (NUMBER, "12 personnes", "12"),
        (NUMBER, "1 234,5", "1234.5"),
        (CHOICE, "means", "means"),
        (CHOICE, "LES MOYENS", "means"),
        (CHOICE, "un", "frame"),
        (CHOICE, "3", "means"),
        (SEVERAL, "1, 3", ["time", "means"]),
        (SEVERAL, "les moyens, un cadre, des règles", ["frame", "means"]),
        (SEVERAL, "les moyens\nle temps", ["time", "means"]),
        (SEVERAL, "frame;time", ["time", "frame"]),
        (TABLE, "a ; b\nc\td\n\n", [["a", "b"], ["c", "d"]]),
        (DATE, "31/12", "2026-12-31"),
        (YES, "o", True),
        (YES, "2", False),
        (SCALE, "5", 5),
        (NUMBER, "  ", None),
    ],
)
def test_an_answer_is_read_as_people_type_it(question: Question, text: str, value: Any) -> None:
    assert read_answer(question, text, TODAY) == value


@pytest.mark.parametrize(
    ("question", "text"),
    [(CHOICE, "le"), (CHOICE, "4"), (SEVERAL, "1, 9"), (YES, "peut-être"), (SCALE, "6"), (TABLE, "a;b;c")],
)
def test_what_could_be_several_things_or_none_is_refused(question: Question, text: str) -> None:
    with pytest.raises(BackofficeError):
        read_answer(question, text, TODAY)


def test_an_answer_is_said_in_words() -> None:
    with speaking("fr"):
        assert said_answer(NUMBER, "1234.5") == "1 234,5 personnes".replace(" ", "\u202f", 1)
        assert said_answer(SEVERAL, ["time", "means"]) == "le temps, les moyens"
        assert said_answer(SCALE, 5) == "5 / 5 (sûr)"
        assert said_answer(YES, False) == "non"
        assert said_answer(DATE, "2027-03-12") == "12 mars 2027"
        assert said_answer(TABLE, [["a", ""], ["b", "c"]]) == "a\nb · c"


CELL = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6).map(clean_line)
ANSWERS = st.one_of(
    st.tuples(st.just(NUMBER), st.integers(-(10**9), 10**9).map(decimal_text)),
    st.tuples(st.just(CHOICE), st.sampled_from(["time", "frame", "means"])),
    st.tuples(
        st.just(SEVERAL),
        st.lists(st.sampled_from(["time", "frame", "means"]), unique=True, min_size=1).map(
            lambda those: [one.code for one in OPTIONS if one.code in those]
        ),
    ),
    st.tuples(st.just(TABLE), st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=3)),
    st.tuples(st.just(DATE), st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(lambda d: d.isoformat())),
    st.tuples(st.just(YES), st.booleans()),
    st.tuples(st.just(SCALE), st.integers(1, 5)),
)


@given(ANSWERS, st.sampled_from(["fr", "en"]))
def test_what_is_shown_in_the_box_reads_back_as_what_was_kept(
    given_: tuple[Question, Any], told: str
) -> None:
    question, value = given_
    with speaking(told):
        assert read_answer(question, typed_answer(question, value), TODAY) == value


SHIPPED = sorted(files("backoffice.data").joinpath("questionnaires").iterdir(), key=lambda one: one.name)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: one.name)
def test_each_given_questionnaire_is_sound_and_comes_back_from_its_own_text(file: Any) -> None:
    read = read_questionnaire(file.read_text(encoding="utf-8"), file.name)
    assert {one.kind for one in read.questions} >= {QuestionKind.SCALE, QuestionKind.LONG_TEXT}
    said = questionnaire_toml(read.code, head_body(read), [question_body(one) for one in read.questions])
    assert read_questionnaire(said, file.name) == read


def test_a_given_questionnaire_asks_the_same_in_both_languages() -> None:
    by_name: dict[str, list[Any]] = {}
    for file in SHIPPED:
        read = read_questionnaire(file.read_text(encoding="utf-8"), file.name)
        shape = [
            (q.code, q.kind, q.mandatory, q.shown_if, q.feeds, q.low, q.high, len(q.choices), len(q.columns))
            for q in read.questions
        ]
        by_name.setdefault(file.name.split(".")[0], []).append((read.code, read.audience, read.kinds, shape))
    assert len(by_name) == 3
    for french, english in by_name.values():
        assert french == english


def test_between_them_they_use_every_kind_of_question() -> None:
    kinds = {
        question.kind
        for file in SHIPPED
        for question in read_questionnaire(file.read_text(encoding="utf-8"), file.name).questions
    }
    assert kinds == set(QuestionKind)


def test_every_mistake_of_a_file_is_told_at_once_with_its_place() -> None:
    text = """
format = "questionnaire/1"
code = "Q"
title = "Q"
[[questions]]
code = "a"
section = "S"
text = "?"
shown_if = "b = 1"
[[questions]]
code = "b"
section = "S"
text = "?"
kind = "scale"
shown_if = "a and zz"
"""
    with pytest.raises(BackofficeError) as wrong:
        read_questionnaire(text, "q.toml")
    assert [(one.code, str(one.place)) for one in each(wrong.value)] == [
        ("unknown_question", "q.toml · questions[1].shown_if"),
        ("condition_cycle", "q.toml · questions[0].shown_if"),
    ]
    with pytest.raises(BackofficeError) as wrong:
        read_questionnaire(text.replace('"b = 1"', '"b == 1"').replace('"a"', '"A!"', 1), "q.toml")
    assert [str(one.place) for one in each(wrong.value)] == [
        "q.toml · questions[0].code",
        "q.toml · questions[0].shown_if",
    ]
