"""Why there is no calendar: conflicts are minimal, relaxations are true, both by trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from backoffice.domain.calendar_problem import Gap, Problem, WeekdaysRule
from backoffice.planner.almanac import almanac
from backoffice.planner.answer import Conflict, Relaxation
from backoffice.planner.plan import Workshop, plan
from backoffice.planner.why import droppable
from tests.planner.brute import Brute
from tests.planner.generated import problem


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


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_conflict_has_no_calendar_and_dropping_any_of_its_rules_gives_one(first: int) -> None:
    for seed, given, conflict in _explained(first, first + 20):
        everything = set(droppable(given, Workshop.of(given, almanac(given))))
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


def test_dropping_any_single_rule_that_helps_is_in_the_conflict() -> None:
    for seed, given, conflict in _explained(0, 80):
        names = {rule.id for rule in conflict.rules}
        opens = any(isinstance(rule, WeekdaysRule) and max(rule.allow) > 5 for rule in given.rules)
        zero = any(
            gap is not None and gap.min is not None and gap.min.n == 0
            for module in given.modules
            for gap in (module.gap, *(block.gap for block in module.blocks))
        )
        if opens or zero:
            continue
        for name in droppable(given, Workshop.of(given, almanac(given))):
            if name not in names and not name.startswith("booked"):
                assert not Brute(given, frozenset((name,))).possible(), (seed, name)
