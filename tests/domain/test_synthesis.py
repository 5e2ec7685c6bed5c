"""What participants answered together: against a slow oracle, exact, and never so that one is recognised."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.needs.compare import differences
from backoffice.domain.needs.conditions import read_condition
from backoffice.domain.needs.questionnaire import Option, Question, QuestionKind, Questionnaire
from backoffice.domain.needs.synthesis import LEAST, for_others, synthesis

OPTIONS = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
ASKED = Questionnaire(
    "Q",
    "Q",
    (
        Question("one", "S", "?", QuestionKind.CHOICE, options=OPTIONS),
        Question("many", "S", "?", QuestionKind.SEVERAL, options=OPTIONS),
        Question("mark", "S", "?", QuestionKind.SCALE),
        Question("hours", "S", "?", QuestionKind.NUMBER, shown_if=read_condition("mark >= 3")),
        Question("free", "S", "?"),
    ),
)
REPLY = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from("abc"),
        "many": st.lists(st.sampled_from("abc"), unique=True, min_size=1),
        "mark": st.integers(1, 5),
        "hours": st.decimals(0, 60, places=2).map(lambda d: f"{d.normalize():f}"),
        "free": st.sampled_from(["Été", "eau", "Zoé", "abri"]),
    },
)


@given(st.lists(REPLY, max_size=12))
def test_counts_and_means_are_those_of_a_slow_count(replies: list[dict[str, Any]]) -> None:
    found = {one.question.code: one for one in synthesis(ASKED, replies)}
    assert {c.code: c.n for c in found["one"].counts} == {
        code: sum(1 for reply in replies if reply.get("one") == code) for code in "abc"
    }
    chosen = Counter(code for reply in replies for code in reply.get("many", ()))
    assert {c.code: c.n for c in found["many"].counts} == {code: chosen[code] for code in "abc"}
    marks = [reply["mark"] for reply in replies if "mark" in reply]
    assert found["mark"].answered == len(marks)
    assert found["mark"].mean == (Fraction(sum(marks), len(marks)) if marks else None)
    # A question that their own answers hide was never asked of them.
    asked = [reply for reply in replies if reply.get("mark", 0) >= 3]
    hours = [Fraction(reply["hours"]) for reply in asked if "hours" in reply]
    assert (found["hours"].asked, found["hours"].answered) == (len(asked), len(hours))
    assert found["hours"].total == (sum(hours) if hours else None)


@given(st.lists(REPLY, max_size=12))
def test_texts_stand_in_the_order_of_the_alphabet_so_that_nothing_links_them_to_one_reply(
    replies: list[dict[str, Any]],
) -> None:
    texts = {one.question.code: one for one in synthesis(ASKED, replies)}["free"].texts
    back = {one.question.code: one for one in synthesis(ASKED, replies[::-1])}["free"].texts
    assert texts == back
    assert Counter(texts) == Counter(reply["free"] for reply in replies if "free" in reply)


def test_a_mean_is_exact_and_only_rounded_for_people() -> None:
    replies = [{"mark": mark} for mark in (1, 2, 2)]
    mark = next(one for one in synthesis(ASKED, replies) if one.question.code == "mark")
    assert (mark.mean, mark.mean_e2) == (Fraction(5, 3), 167)


@given(st.lists(REPLY, max_size=9))
def test_fewer_answers_than_five_leave_the_house_as_their_number_alone(replies: list[dict[str, Any]]) -> None:
    for one in synthesis(ASKED, replies):
        told = for_others(one)
        assert (told.asked, told.answered) == (one.asked, one.answered)
        if 0 < one.answered < LEAST:
            assert (told.counts, told.total, told.texts, told.held_back) == ((), None, (), True)
        else:
            assert told == one


def test_two_versions_differ_by_what_was_added_taken_out_and_changed() -> None:
    before = {"one": "a", "mark": 2, "hours": "4", "free": "x"}
    after = {"one": "b", "mark": 4, "hours": "4", "many": ["a"]}
    found = [
        (one.code, one.kind, one.before, one.after) for one in differences((ASKED, before), (ASKED, after))
    ]
    assert found == [
        ("one", "changed", "a", "b"),
        ("many", "added", None, ["a"]),
        ("mark", "changed", 2, 4),
        # It was hidden before: its answer wasn't one.
        ("hours", "added", None, "4"),
        ("free", "removed", "x", None),
    ]


def test_an_answer_whose_question_is_no_longer_asked_is_told_as_taken_out() -> None:
    less = Questionnaire("Q", "Q", ASKED.questions[:1])
    [one] = differences((ASKED, {"free": "x"}), (less, {}))
    assert (one.code, one.kind, one.question.text) == ("free", "removed", "?")
