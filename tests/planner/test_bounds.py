"""The bounds that guide the search: never over a true cost, and interchangeable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backoffice.domain.calendar_problem import Diversity
from backoffice.planner import plan as planning
from backoffice.planner.almanac import almanac
from backoffice.planner.feasible import reachable
from backoffice.planner.layers import CostToGo
from backoffice.planner.plan import Workshop, plan
from backoffice.planner.ranges import NEVER
from tests.planner.generated import medium, problem


@pytest.mark.parametrize("seed", [3, 11, 16, 21, 22, 29, 33, 35, 42, 47])
def test_alternatives_are_the_same_whichever_bounds_are_affordable(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = replace(medium(seed), alternatives=4, diversity=Diversity(5_000, 3))
    jointly = plan(given, None, explain=False)
    monkeypatch.setattr(planning, "JOINT_CELLS", 0)
    singly = plan(given, None, explain=False)
    assert singly == jointly


@pytest.mark.parametrize("seed", range(30))
def test_small_alternatives_are_the_same_without_any_bound_on_distance(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = replace(problem(seed), alternatives=4, diversity=Diversity(5_000, 2))
    guided = plan(given, None, explain=False)
    monkeypatch.setattr(planning, "JOINT_CELLS", 0)
    monkeypatch.setattr(planning, "SINGLE_CELLS", 0)
    assert plan(given, None, explain=False) == guided


def test_a_chain_that_cannot_be_walked_has_no_finite_bound() -> None:
    for seed in range(200):
        given = problem(seed)
        shop = Workshop.of(given, almanac(given))
        graph = shop.graph()
        if not graph.hopeless:
            finite = CostToGo(graph).least() < NEVER
            assert finite == (reachable(graph.stages, graph.steps) is not None), seed


def test_no_calendar_costs_less_than_the_bound() -> None:
    for seed in range(100):
        given = medium(seed)
        answer = plan(given, None, explain=False)
        shop = Workshop.of(given, almanac(given))
        for one in answer.alternatives:
            assert CostToGo(shop.graph()).least() <= one.cost, seed
