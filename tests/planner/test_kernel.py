"""The kernel against every calendar tried in turn: optimum, order among equals, alternatives, proofs."""

from __future__ import annotations

import pytest

from backoffice.domain.calendar_problem import Calendar, Problem
from backoffice.planner.answer import Status
from backoffice.planner.check import check
from backoffice.planner.plan import plan
from tests.planner.brute import Brute
from tests.planner.generated import problem, wild

SEEDS = range(0, 360, 20)
# Combinations of modules placed one by one that are still tried in a blink.
TRIED = 20_000


@pytest.mark.parametrize("first", SEEDS)
def test_the_alternatives_are_those_that_trying_every_calendar_gives(first: int) -> None:
    for seed in range(first, first + 20):
        _hold(problem(seed), seed)


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_the_same_where_many_rules_meet(first: int) -> None:
    for seed in range(first, first + 40):
        given = wild(seed)
        if Brute(given).size <= TRIED:
            _hold(given, seed)


def _hold(given: Problem, seed: int) -> None:
    brute = Brute(given)
    tried = brute.alternatives()
    answer = plan(given, None, explain=False)
    found = [(one.cost, one.calendar.slots) for one in answer.alternatives]
    assert found == [(cost, brute.slots(calendar)) for cost, calendar in tried], seed
    expected = Status.OPTIMAL if len(tried) == given.alternatives else Status.FEWER_EXIST
    assert answer.status == (expected if tried else Status.IMPOSSIBLE), seed
    for one in answer.alternatives:
        seen = check(given, Calendar(one.calendar.slots))
        assert (seen.violations, seen.cost) == ((), one.cost), seed


@pytest.mark.parametrize("first", SEEDS)
def test_the_check_finds_the_kernels_calendars_valid_and_at_the_cost_of_their_ledger(first: int) -> None:
    for seed in range(first, first + 20):
        given = problem(seed)
        for one in plan(given, None, explain=False).alternatives:
            seen = check(given, Calendar(one.calendar.slots))
            assert seen.violations == (), seed
            assert seen.cost == one.cost == sum(term.cost for term in one.terms), seed
            assert all(term.cost for term in one.terms), seed


def test_the_problems_tried_cover_every_outcome() -> None:
    outcomes = {plan(problem(seed), None, explain=False).status for seed in range(60)}
    assert outcomes == {Status.OPTIMAL, Status.FEWER_EXIST, Status.IMPOSSIBLE}
