"""Why there is no calendar: conflicts are minimal, relaxations are true, both by trying everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest

from backoffice.domain.calendar_problem import (
    Block,
    ClosureRule,
    Gap,
    Module,
    Problem,
    WeekdaysRule,
)
from backoffice.planner.almanac import almanac
from backoffice.planner.answer import Conflict, Relaxation
from backoffice.planner.plan import Workshop, plan
from backoffice.planner.why import families
from tests.planner.brute import Brute
from tests.planner.generated import HALVES, problem, wild


def _explained(first: int, last: int) -> list[tuple[int, Problem, Conflict]]:
    found = []
    for seed in range(first, last):
        given = problem(seed)
        answer = plan(given, None)
        if answer.conflict is not None:
            found.append((seed, given, answer.conflict))
    return found


def _changed(given: Problem, one: Relaxation) -> Brute:
    field, to = one.field, one.to
    if field is None:
        return Brute(given, frozenset((one.rule,)))

    def loosened(name: str, gap: Gap | None) -> Gap | None:
        if gap is None or name != one.rule:
            return gap
        return replace(gap, min=to) if field == "min" else replace(gap, max=to)

    modules = tuple(
        replace(
            module,
            gap=loosened(f"gap:{module.id}", module.gap),
            blocks=tuple(
                replace(block, gap=loosened(f"gap:{module.id}:{n}", block.gap))
                for n, block in enumerate(module.blocks)
            ),
        )
        for module in given.modules
    )
    return Brute(replace(given, modules=modules))


def _droppable(given: Problem) -> set[str]:
    return {name for family in families(given, Workshop.of(given, almanac(given))) for name in family}


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_conflict_has_no_calendar_and_dropping_any_of_its_rules_gives_one(first: int) -> None:
    for seed, given, conflict in _explained(first, first + 20):
        everything = _droppable(given)
        names = {rule.id for rule in conflict.rules}
        assert names <= everything
        assert conflict.complete
        assert not Brute(given, frozenset(everything - names)).possible(), seed
        for name in names:
            assert Brute(given, frozenset(everything - names | {name})).possible(), (seed, name)


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_relaxation_makes_the_problem_possible_at_its_cost(first: int) -> None:
    for seed, given, conflict in _explained(first, first + 20):
        costs = [one.cost for one in conflict.relaxations]
        assert costs == sorted(costs)
        assert len(costs) <= 3
        for one in conflict.relaxations:
            brute = _changed(given, one)
            assert min(brute.cost(calendar) for calendar in brute.all()) == one.cost, (seed, one)


def test_a_gap_is_loosened_by_the_least_that_frees_it() -> None:
    seen = 0
    for seed, given, conflict in _explained(0, 400):
        for one in conflict.relaxations:
            if one.field is None or one.to is None:
                continue
            seen += 1
            step = -1 if one.field == "max" else 1
            less = replace(one, to=replace(one.to, n=one.to.n + step))
            assert not list(islice(_changed(given, less).all(), 1)), (seed, one)
    assert seen > 5


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_where_rules_open_days_too_the_conflict_is_minimal_and_no_cheaper_way_is_left_out(first: int) -> None:
    for seed in range(first, first + 20):
        given = wild(seed)
        answer = plan(given, None)
        if answer.conflict is None or Brute(given).size > 2_000:
            continue
        everything = _droppable(given)
        names = {rule.id for rule in answer.conflict.rules}
        assert not Brute(given, frozenset(everything - names)).possible(), seed
        for name in names:
            assert Brute(given, frozenset(everything - names | {name})).possible(), (seed, name)
        ways = answer.conflict.relaxations
        dearest = ways[-1].cost if len(ways) == 3 else None
        offered = {one.rule: one.cost for one in ways if one.field is None}
        for name in everything - {name for name in everything if name.startswith("gap:")}:
            brute = Brute(given, frozenset((name,)))
            cost = min((brute.cost(calendar) for calendar in brute.all()), default=None)
            if cost is not None and (dearest is None or cost < dearest):
                assert offered.get(name) == cost, (seed, name)


def test_a_rule_that_helps_on_an_opened_weekend_is_offered_though_the_conflict_does_without_it() -> None:
    monday = date(2027, 1, 4)
    shut = ClosureRule("shut", monday, monday + timedelta(days=4))
    weekend = ClosureRule("weekend", monday + timedelta(days=5), monday + timedelta(days=6))
    rules = (shut, WeekdaysRule("saturdays", (6,)), weekend)
    given = Problem(monday, monday + timedelta(days=6), (Module("M1", (Block(2),)),), HALVES[:2], rules=rules)
    conflict = plan(given, None).conflict
    assert conflict is not None
    assert [one.id for one in conflict.rules] == ["shut"]
    assert [one.rule for one in conflict.relaxations] == ["weekend"]
