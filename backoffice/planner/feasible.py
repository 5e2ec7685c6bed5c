"""Is there a calendar when these rules are dropped? Asked many times, so what doesn't change is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backoffice.planner.budget import Budget
from backoffice.planner.couplings import Couplings
from backoffice.planner.distance import FREE
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.layers import CostToGo, Graph, Leads, Step, Waiting
from backoffice.planner.ranges import NEVER
from backoffice.planner.search import Search
from backoffice.planner.starts import Stage

if TYPE_CHECKING:
    from backoffice.planner.plan import Workshop


class Oracle:
    """Answers of one problem, remembered by the rules dropped."""

    def __init__(self, shop: Workshop, budget: Budget) -> None:
        self.shop, self.budget = shop, budget
        self._known: dict[int, bool] = {}
        self._last_tight = 0

    def possible(self, dropped: int) -> bool:
        found = self._known.get(dropped)
        if found is None:
            found = self._known[dropped] = self.possible_in(self.shop, dropped)
        return found

    def possible_in(self, shop: Workshop, dropped: int) -> bool:
        """Whether `shop`'s problem has a calendar; raises TimeIsUp."""
        self.budget.check()
        stages = self._stages(shop, dropped)
        if not stages:
            return False
        graph = bare(self.shop.desk.grid, stages, shop.steps(stages, dropped))
        ways = reachable(stages, graph.steps)
        if ways is None:
            return False
        couplings = shop.couplings(graph, dropped)
        if couplings.contradict or not couplings.coupled:
            return not couplings.contradict
        bounds = (Reach(graph, ways), *couplings.bounds(graph, self.budget.check))
        return Search(graph, couplings, bounds, self.budget).any() is not None

    @property
    def tight(self) -> int | None:
        """The first module that fits nowhere of itself under all the rules."""
        count = len(self.shop.problem.modules)
        return next((n for n in range(count) if not self.fits(n, 0)), None)

    def fits(self, n: int, dropped: int) -> bool:
        """Whether each block of module `n` has a place, other modules left aside; raises TimeIsUp."""
        self.budget.check()
        return self._places(self.shop, n, dropped)

    def _places(self, shop: Workshop, n: int, dropped: int) -> bool:
        return all(len(stage.starts) for stage in shop.starts.module(n, dropped))

    def _stages(self, shop: Workshop, dropped: int) -> tuple[Stage, ...]:
        """Every block in order, or nothing as soon as some module fits nowhere."""
        # The module that fitted nowhere the last time most often fits nowhere now.
        for n in (self._last_tight, *range(len(self.shop.problem.modules))):
            if not self._places(shop, n, dropped):
                self._last_tight = n
                return ()
        return tuple(shop.starts.stages(dropped))

    def optimum(self, shop: Workshop, dropped: int) -> int | None:
        """The optimum's cost, None when there is no calendar; raises TimeIsUp."""
        self.budget.check()
        graph = shop.graph(dropped)
        if graph.hopeless:
            return None
        couplings = shop.couplings(graph, dropped)
        if couplings.contradict:
            return None
        cost = self._search(graph, couplings).cheapest()
        return None if cost >= NEVER else cost

    def _search(self, graph: Graph, couplings: Couplings) -> Search:
        check = self.budget.check
        bounds = (CostToGo(graph, check=check), *couplings.bounds(graph, check))
        return Search(graph, couplings, bounds, self.budget)


def bare(grid: Grid, stages: tuple[Stage, ...], steps: tuple[Step, ...]) -> Graph:
    """A graph in which nothing costs anything."""
    leads = tuple(Leads.among(stage, False) for stage in stages)
    changes = tuple(np.zeros((1, 1), dtype=np.int64) for _step in steps)
    costs = tuple(np.where(stage.open, 0, NEVER) for stage in stages)
    return Graph(grid, stages, steps, leads, changes, costs)


class Reach(CostToGo):
    """A bound that only knows from where the end can be reached along the chain."""

    def __init__(self, graph: Graph, ways: list[Bools]) -> None:
        self.graph, self.allowance, self.ways = graph, FREE, ways

    def least(self) -> int:
        return 0 if self.ways[0].any() else NEVER

    def at(self, k: int, left: tuple[int, ...], waiting: Waiting, span: slice) -> Ints:
        return np.where(self.ways[k][:, span], 0, NEVER)


def reachable(stages: tuple[Stage, ...], steps: tuple[Step, ...]) -> list[Bools] | None:
    """For each stage, by option and start, whether the chain alone leads on to its end; None when nowhere."""
    ways: list[Bools] = []
    for k in range(len(stages) - 1, -1, -1):
        here = stages[k].open
        if ways:
            ahead = np.atleast_2d(ways[-1].any(axis=0)) if stages[k].closes else ways[-1]
            here = here & steps[k].reaches(ahead)
        if not here.any():
            return None
        ways.append(here)
    return ways[::-1]
