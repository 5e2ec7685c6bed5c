"""Is there a calendar when these rules are dropped? Asked many times, so what doesn't change is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backoffice.planner.budget import Budget
from backoffice.planner.couplings import Couplings
from backoffice.planner.grid import Bools
from backoffice.planner.layers import CostToGo, Graph, Step
from backoffice.planner.search import Search
from backoffice.planner.starts import NEVER, Stage

if TYPE_CHECKING:
    from backoffice.planner.plan import Workshop


class Oracle:
    """Answers of one problem, remembered by the rules dropped."""

    def __init__(self, shop: Workshop, budget: Budget) -> None:
        self.shop, self.budget = shop, budget
        self._known: dict[int, bool] = {}

    def possible(self, dropped: int) -> bool:
        found = self._known.get(dropped)
        if found is None:
            found = self._known[dropped] = self.possible_in(self.shop, dropped)
        return found

    def possible_in(self, shop: Workshop, dropped: int) -> bool:
        """Whether `shop`'s problem has a calendar; raises TimeIsUp."""
        self.budget.check()
        stages = tuple(shop.starts.stages(dropped))
        if not all(len(stage.starts) for stage in stages):
            return False
        if not reachable(stages, shop.steps(stages, dropped)):
            return False
        graph = shop.graph(dropped)
        couplings = shop.couplings(graph, dropped)
        if couplings.contradict or not couplings.coupled:
            return not couplings.contradict
        return self._search(graph, couplings).any() is not None

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


def reachable(stages: tuple[Stage, ...], steps: tuple[Step, ...]) -> bool:
    """Whether the chain alone can be walked to its end."""
    following: Bools | None = None
    for k in range(len(stages) - 1, -1, -1):
        stage = stages[k]
        here: Bools = stage.open
        if following is not None:
            ahead = np.atleast_2d(following.any(axis=0)) if stage.closes else following
            here = here & steps[k].reaches(ahead)
        if not here.any():
            return False
        following = here
    return bool(np.any(following))
