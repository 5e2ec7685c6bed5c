"""A bound that keeps one link in sight: what it costs at least to go on, by the day from which it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backoffice.domain.calendar_problem import Anchor, Link
from backoffice.planner.distance import FREE
from backoffice.planner.grid import Ints
from backoffice.planner.layers import CostToGo, Graph, Waiting
from backoffice.planner.ranges import NEVER

ROWS = 128
LINKS = 12
# Rows times cells of all the links of a problem together: 8 bytes each.
CELLS = 8_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """The days from which a link may count, in runs: what it leaves to the later module after each run."""

    stage: int
    until: int
    run_of: Ints
    low: Ints
    high: Ints

    @classmethod
    def of(cls, graph: Graph, link: Link, source: int, to: int, room: int) -> Anchors:
        """`source` and `to` are modules by number; a run is one day when there is `room`, else a few."""
        at_start = link.anchor == Anchor.START
        stage = next(
            k
            for k, one in enumerate(graph.stages)
            if one.module == source and (one.block == 0 if at_start else one.closes)
        )
        until = next(k for k, one in enumerate(graph.stages) if one.module == to and one.block == 0)
        here = graph.stages[stage]
        days, place = np.unique(here.first if at_start else here.last, return_inverse=True)
        between = sum(cost.size for cost in graph.costs[stage + 1 : until + 1])
        runs = max(1, min(len(days), ROWS, room // max(between, 1)))
        run_of_day = np.arange(len(days)) * runs // len(days)
        first = days[np.searchsorted(run_of_day, np.arange(runs), side="left")]
        last = days[np.searchsorted(run_of_day, np.arange(runs), side="right") - 1]
        low = np.array([graph.grid.bounds(link, int(day))[0] for day in first], dtype=np.int64)
        high = np.array([graph.grid.bounds(link, int(day))[1] for day in last], dtype=np.int64)
        return cls(stage, until, run_of_day[place], low, high)


class LinkedCostToGo(CostToGo):
    """From the link's first module to its second, a row for each run of anchor days, and one without link."""

    def __init__(
        self, graph: Graph, link: Link, source: int, to: int, room: int, check: Callable[[], None]
    ) -> None:
        self.anchors = Anchors.of(graph, link, source, to, room)
        self.to = to
        super().__init__(graph, FREE, check)

    def at(self, k: int, left: tuple[int, ...], waiting: Waiting, span: slice) -> Ints:
        if not self.anchors.stage < k <= self.anchors.until:
            return self._row(k, 0, span)
        window = next(((low, high) for module, low, high in waiting if module == self.to), None)
        if window is None:
            return self._row(k, -1, span)
        # The anchor is in a run that leaves at least this window; each run leaves a later one.
        low = int(np.searchsorted(self.anchors.high, window[1], side="left"))
        high = int(np.searchsorted(self.anchors.low, window[0], side="right")) - 1
        if low > high:
            return self._row(k, -1, span)
        return np.asarray(np.maximum(self._row(k, low, span), self._row(k, high, span)))

    def _stage(self, k: int, onward: Ints) -> Ints:
        anchors = self.anchors
        if k == anchors.stage:
            runs = onward[anchors.run_of, :, np.arange(onward.shape[2])]
            return np.ascontiguousarray(runs.T)[None]
        if k != anchors.until:
            return onward
        day = self.graph.stages[k].first
        inside = (anchors.low[:, None] <= day) & (day <= anchors.high[:, None])
        rows = np.where(inside[:, None, :], onward, NEVER)
        return np.concatenate((rows, onward))
