"""Questionnaires: what is shown, what is missing, what contradicts itself, and what is never asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.needs.answers import BadAnswer, check, completeness, shown
from backoffice.domain.needs.conditions import BadCondition, condition_text, read_condition
from backoffice.domain.needs.health import speaks_of_health
from backoffice.domain.needs.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    mistakes,
)

MODES = (Option("site", "Sur site"), Option("remote", "À distance"), Option("mixed", "Mixte"))


def asked(code: str, kind: QuestionKind = QuestionKind.TEXT, shown_if: str = "", **more: Any) -> Question:
    return Question(code, "S", f"{code} ?", kind, shown_if=read_condition(shown_if), **more)


def form(*questions: Question) -> Questionnaire:
    return Questionnaire("Q", "Q", questions)


def codes(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[str]:
    return [one.code for one in shown(questionnaire, answers)]


MODE = asked("mode", QuestionKind.CHOICE, options=MODES)
HEADS = asked("heads", QuestionKind.NUMBER)


def test_a_question_is_shown_once_the_answer_it_depends_on_is_given() -> None:
    why = asked("why", shown_if="mode = remote | mixed")
    assert codes(form(MODE, why), {}) == ["mode"]
    assert codes(form(MODE, why), {"mode": "site"}) == ["mode"]
    assert codes(form(MODE, why), {"mode": "mixed"}) == ["mode", "why"]


@pytest.mark.parametrize(
    ("condition", "answers", "is_shown"),
    [
        ("heads >= 12", {"heads": "12"}, True),
        ("heads >= 12", {"heads": "11.9999"}, False),
        ("heads <= 3", {"heads": "3.5"}, False),
        ("heads = 12", {"heads": "12.0"}, True),
        ("mode != site", {"mode": "remote"}, True),
        ("mode != site", {}, False),
        ("mode = remote and heads >= 2", {"mode": "remote", "heads": "2"}, True),
        ("mode = remote et heads >= 2", {"mode": "remote", "heads": "1"}, False),
        ("mode", {"mode": "site"}, True),
        ("ok = oui", {"ok": True}, True),
        ("ok = no", {"ok": False}, True),
        ("ok = yes", {"ok": False}, False),
        ("tools = paper", {"tools": ["screen", "paper"]}, True),
        ("tools != paper", {"tools": ["screen"]}, True),
    ],
)
def test_a_condition_is_a_choice_a_bound_a_yes_or_an_answer_at_all(
    condition: str, answers: dict[str, Any], is_shown: bool
) -> None:
    others = (MODE, HEADS, asked("ok", QuestionKind.YES_NO))
    tools = asked("tools", QuestionKind.SEVERAL, options=(Option("paper", "P"), Option("screen", "E")))
    assert ("x" in codes(form(*others, tools, asked("x", shown_if=condition)), answers)) is is_shown


def test_what_hangs_on_a_hidden_question_is_hidden_too_whatever_was_answered_there() -> None:
    questionnaire = form(MODE, asked("why", shown_if="mode = remote"), asked("how", shown_if="why"))
    assert codes(questionnaire, {"mode": "site", "why": "loin"}) == ["mode"]
    assert codes(questionnaire, {"mode": "remote", "why": "loin"}) == ["mode", "why", "how"]


def test_complete_is_when_no_mandatory_question_that_is_shown_is_without_answer() -> None:
    questionnaire = form(
        Question("mode", "S", "m", QuestionKind.CHOICE, mandatory=True, options=MODES),
        asked("why", shown_if="mode = remote", mandatory=True),
        asked("note"),
    )
    state = completeness(questionnaire, {})
    assert (str(state), state.missing, state.complete) == ("0/1", ("mode",), False)
    state = completeness(questionnaire, {"mode": "remote"})
    assert (str(state), state.missing) == ("1/2", ("why",))
    assert completeness(questionnaire, {"mode": "site"}).complete


def test_no_and_zero_are_answers() -> None:
    questionnaire = form(
        asked("ok", QuestionKind.YES_NO, mandatory=True),
        asked("mark", QuestionKind.SCALE, mandatory=True, low=0),
    )
    assert completeness(questionnaire, {"ok": False, "mark": 0}).complete


def test_where_nothing_is_mandatory_something_must_be_answered() -> None:
    assert not completeness(form(HEADS), {}).complete
    assert completeness(form(HEADS), {"heads": "3"}).complete


def test_a_ring_of_conditions_is_told_with_its_whole_way_round() -> None:
    ring = (asked("a", shown_if="b"), asked("b", shown_if="c"), asked("c", shown_if="a"), asked("d"))
    [wrong] = mistakes(ring, "f.toml")
    assert (wrong.code, wrong.place.path) == ("condition_cycle", "questions[0].shown_if")
    assert "a → b → c → a" in wrong.message
    assert codes(form(*ring), {"a": "x", "b": "x", "c": "x"}) == ["d"]


def test_a_question_that_waits_for_itself_is_a_ring_too() -> None:
    [wrong] = mistakes((asked("a", shown_if="a"),))
    assert wrong.code == "condition_cycle"


def test_a_condition_on_an_unknown_question_is_told_with_those_there_are() -> None:
    [wrong] = mistakes((MODE, asked("why", shown_if="mod = remote")))
    assert (wrong.code, wrong.place.path) == ("unknown_question", "questions[1].shown_if")
    assert "mode, why" in (wrong.remedy or "")


@pytest.mark.parametrize(
    "condition", ["mode = far", "mode >= 3", "heads = beaucoup | 3", "free = yes", "heads >= 3 | 4", "mode ="]
)
def test_a_condition_that_its_question_can_never_meet_is_refused(condition: str) -> None:
    questions = (MODE, HEADS, asked("free"))
    try:
        found = list(mistakes((*questions, asked("x", shown_if=condition))))
    except BadCondition as wrong:
        found = [wrong]
    assert [one.code for one in found] == ["bad_condition"]


def test_a_choice_without_choices_a_table_without_columns_and_doubles_are_refused() -> None:
    wrong = list(mistakes((
        asked("a", QuestionKind.CHOICE),
        asked("a", QuestionKind.TABLE),
        asked("b", QuestionKind.SCALE, low=5, high=5),
        asked("c", QuestionKind.SEVERAL, options=(Option("x", "X"), Option("x", "Y"))),
    )))  # fmt: skip
    assert [one.place.path for one in wrong] == [
        "questions[0].choices", "questions[1].columns", "questions[1].code", "questions[2].low",
        "questions[3].choices",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Quel est votre handicap ?", "Avez-vous une RQTH ?", "Any disability?"])
def test_no_question_invites_anybody_to_speak_of_their_health(text: str) -> None:
    [wrong] = mistakes((Question("a", "S", text),))
    assert wrong.code == "asks_why"


def test_whether_an_adaptation_was_agreed_may_be_asked_by_yes_or_no_and_in_no_other_way() -> None:
    assert not list(mistakes((asked("a", QuestionKind.YES_NO, feeds="accessibility"),)))
    assert [one.code for one in mistakes((asked("a", QuestionKind.LONG_TEXT, feeds="accessibility"),))] == [
        "asks_why"
    ]


def test_words_about_health_are_recognised_and_ordinary_ones_arent() -> None:
    assert speaks_of_health("Un salarié Dyslexique")
    assert speaks_of_health("suite à son burn-out")
    assert not speaks_of_health("La salle est accessible, le rythme adapté, les maladresses permises")


CODE = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
VALUE = st.text(st.characters(exclude_characters='"\n', exclude_categories=("C",)), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(
            CODE, st.sampled_from(["", "=", "!="]), st.lists(VALUE.filter(str.strip), min_size=1, max_size=3)
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_condition_is_written_as_it_is_read(parts: list[tuple[str, str, list[str]]]) -> None:
    text = " and ".join(
        f"{code} {sign} " + " | ".join(f'"{value}"' for value in values) if sign else code
        for code, sign, values in parts
    )
    read = read_condition(text)
    assert read_condition(condition_text(read)) == read
    assert [(one.code, one.sign) for one in read] == [(code, sign) for code, sign, _values in parts]


def slowly_shown(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[str]:
    """The greatest set of questions each of whose conditions holds with a shown question: taken out until
    nothing changes."""
    there = {one.code: one for one in questionnaire.questions}
    changed = True
    while changed:
        gone = [
            code
            for code, one in there.items()
            if not all(
                clause.code in there and clause.holds(answers.get(clause.code)) for clause in one.shown_if
            )
        ]
        changed = bool(gone)
        for code in gone:
            del there[code]
    return [one.code for one in questionnaire.questions if one.code in there]


@given(
    st.lists(st.lists(st.integers(0, 6), max_size=2), min_size=1, max_size=7),
    st.dictionaries(st.integers(0, 6), st.booleans(), max_size=7),
)
def test_what_is_shown_is_what_a_slow_reading_of_the_conditions_says(
    wants: list[list[int]], given_: dict[int, bool]
) -> None:
    # Each question depends on earlier ones only: there is no ring.
    questions = [
        asked(
            f"q{n}",
            QuestionKind.YES_NO,
            " and ".join(f"q{other} = yes" for other in dict.fromkeys(wanted) if other < n),
        )
        for n, wanted in enumerate(wants)
    ]
    answers = {f"q{n}": value for n, value in given_.items()}
    questionnaire = form(*questions)
    assert codes(questionnaire, answers) == slowly_shown(questionnaire, answers)


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        (HEADS, 12, "12"),
        (HEADS, "12,50", "12.5"),
        (HEADS, "-0.0001", "-0.0001"),
        (asked("d", QuestionKind.DATE), "2027-03-12", "2027-03-12"),
        (MODE, "remote", "remote"),
        (
            asked("t", QuestionKind.TABLE, columns=("A", "B")),
            [["x"], {"B": "y"}, ["", ""]],
            [["x", ""], ["", "y"]],
        ),
        (asked("s", QuestionKind.SCALE), "5", 5),
        (asked("y", QuestionKind.YES_NO), False, False),
        (asked("l"), "  a\x1b[31m\n b ", "a[31m b"),
    ],
)
def test_an_answer_is_kept_in_one_form(question: Question, value: Any, kept: Any) -> None:
    assert check(question, value) == kept
    assert check(question, kept) == kept


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (HEADS, "beaucoup"), (HEADS, 0.5), (HEADS, "0.00001"), (HEADS, True), (HEADS, "10" * 9),
        (asked("n", QuestionKind.NUMBER, low=1, high=9), 10),
        (MODE, "far"), (MODE, ["remote"]),
        (asked("s", QuestionKind.SCALE), 6), (asked("s", QuestionKind.SCALE), "2.5"),
        (asked("y", QuestionKind.YES_NO), "oui"),
        (asked("d", QuestionKind.DATE), "12/3"),
        (asked("t", QuestionKind.TABLE, columns=("A",)), [["x", "y"]]),
        (asked("t", QuestionKind.TABLE, columns=("A",)), [{"Z": "x"}]),
        (asked("l"), 3), (asked("l"), "x" * 501),
    ],
)  # fmt: skip
def test_a_value_that_its_question_cant_take_is_refused_by_its_code(question: Question, value: Any) -> None:
    with pytest.raises(BadAnswer) as wrong:
        check(question, value)
    assert wrong.value.place.path == question.code
