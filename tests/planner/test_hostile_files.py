"""Whatever a problem's file asks, it is answered within its budget or refused with what to do: never a hang,
never a crash, never a calendar that doesn't hold."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.content.problem import read_problem
from backoffice.domain.calendar_problem import Calendar
from backoffice.errors import BackofficeError, each
from backoffice.planner.answer import Answer, Status
from backoffice.planner.check import check
from backoffice.planner.plan import plan
from tests.planner.hostile import hostile

BUDGET_MS = 300
# What is simple has an answer however busy the machine is.
AMPLE_MS = 15_000
# Several budgets: whoever is still computing then would never end.
HANGS_S = 60


@contextmanager
def no_hang() -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"still computing after {HANGS_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HANGS_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def answered(document: dict[str, Any], budget_ms: int = AMPLE_MS) -> Answer | None:
    """The answer, looked at; None when the problem was refused, clearly."""
    with no_hang():
        try:
            given_ = read_problem(json.dumps(document))
            answer = plan(given_, budget_ms)
        except BackofficeError as wrong:
            refused = [(one.code, one.message) for one in each(wrong)]
        else:
            refused = []
    if refused:
        assert all(code and message for code, message in refused)
        return None
    for one in answer.alternatives:
        seen = check(given_, Calendar(one.calendar.slots))
        assert (seen.violations, seen.cost) == ((), one.cost)
    if answer.status in (Status.OPTIMAL, Status.FEWER_EXIST):
        assert answer.alternatives
    if answer.status == Status.IMPOSSIBLE:
        assert answer.conflict is not None
        assert all(rule.text for rule in answer.conflict.rules)
    return answer


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_any_problem_is_answered_or_refused_within_its_budget(seed: int) -> None:
    answered(hostile(seed), BUDGET_MS)


def plain(**changes: Any) -> dict[str, Any]:
    """A problem that has an answer, but for `changes`."""
    document = {
        "format": "calendar-problem/1",
        "horizon": {"from": "2026-09-01", "to": "2027-02-26"},
        "half_days": {"am": ["09:00", "12:30"], "pm": ["14:00", "17:30"]},
        "modules": [module("M1"), module("M2", gap={"min": {"n": 2, "unit": "weeks"}, "max": None})],
        "trainers": [trainer("T1")],
    }
    return document | changes


def module(name: str, **changes: Any) -> dict[str, Any]:
    whole = {"id": name, "blocks": [{"half_days": 2}], "team": [{"role": "lead", "any_of": ["T1"]}]}
    return whole | changes


def trainer(name: str, *away: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "away": [{"id": f"{name}-{n}", **one} for n, one in enumerate(away)]}


def test_the_plain_problem_has_an_answer() -> None:
    answer = answered(plain())
    assert answer is not None
    assert answer.status == Status.OPTIMAL


@pytest.mark.parametrize("unit", ["days", "working_days", "weeks", "months"])
def test_a_minimum_over_its_maximum_is_refused(unit: str) -> None:
    gap = {"min": {"n": 3, "unit": unit}, "max": {"n": 2, "unit": unit}}
    for document in (
        plain(modules=[module("M1"), module("M2", gap=gap)]),
        plain(modules=[module("M1", blocks=[{"half_days": 1}, {"half_days": 1, "gap": gap}])]),
        plain(links=[{"id": "L", "from": "M1", "to": "M2", **gap}]),
    ):
        with pytest.raises(BackofficeError) as wrong:
            read_problem(json.dumps(document))
        assert [one.code for one in each(wrong.value)] == ["min_over_max"]


@pytest.mark.parametrize(
    ("document", "names"),
    [
        # Longer than its window, than the horizon, than any run of days between two weekends.
        (
            plain(
                modules=[
                    module("M1", blocks=[{"half_days": 6}], window={"from": "2026-09-07", "to": "2026-09-08"})
                ]
            ),
            {"window:M1"},
        ),
        (plain(modules=[module("M1", blocks=[{"half_days": 1_000, "span": "working_days"}])]), set()),
        (plain(modules=[module("M1", blocks=[{"half_days": 20}])]), set()),
        (plain(modules=[module("M1", team=[{"role": "lead", "any_of": []}])]), {"team:M1"}),
        (
            plain(
                trainers=[trainer("T1", {"from": "2006-01-02", "to": "9999-12-31", "rrule": "FREQ=DAILY"})]
            ),
            {"T1-0", "team:M1"},
        ),
        (
            plain(
                trainers=[
                    trainer(
                        "T1",
                        {
                            "from": "1926-06-01",
                            "to": "9999-12-31",
                            "rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR",
                        },
                    )
                ]
            ),
            {"T1-0", "team:M1"},
        ),
    ],
    ids=["its window", "the horizon", "a week", "no skill", "away every day", "away every working day"],
)
def test_what_cant_be_is_explained_by_the_very_rules(document: dict[str, Any], names: set[str]) -> None:
    answer = answered(document)
    assert answer is not None
    assert answer.status == Status.IMPOSSIBLE
    assert answer.conflict is not None
    found = {rule.id for rule in answer.conflict.rules}
    # Of a trainer who is never there, either module is a reason.
    assert {name.replace("M2", "M1") for name in found} == names


def test_ten_years_and_two_hundred_modules_are_answered_in_time() -> None:
    many = [module("M0"), *(module(f"M{n}", gap={"min": {"n": 1, "unit": "weeks"}}) for n in range(1, 200))]
    answer = answered(plain(modules=many, horizon={"from": "2026-09-01", "to": "2036-08-31"}))
    assert answer is not None
    assert answer.status in (Status.OPTIMAL, Status.STOPPED)


def test_more_than_that_is_refused() -> None:
    assert answered(plain(horizon={"from": "2026-09-01", "to": "2046-09-01"})) is None
    assert answered(plain(modules=[module(f"M{n}") for n in range(201)])) is None
