"""The layered graph: what it costs at least to go on from each start, block after block to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from backoffice.domain.calendar_problem import Gap
from backoffice.planner.distance import FREE, Allowance
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.ranges import NEVER, Valley
from backoffice.planner.starts import Stage

# For each module that links still wait for, the first and the last day they leave it.
Waiting = tuple[tuple[int, int, int], ...]


class Step:
    """From the end of one block to the starts of the next: the range of starts, and evenness."""

    def __init__(
        self, low: Ints, high: Ints, before: Stage, after: Stage, gap: Gap | None, weight: int
    ) -> None:
        """`low` and `high` are, for each start of `before`, the half-open range of starts of `after`."""
        self.low, self.high, self.gap = low, high, gap
        self.before, self.after = before, after
        self.target = gap.target_days if weight and gap is not None else None
        self.weight = weight

    @classmethod
    def across(cls, grid: Grid, before: Stage, after: Stage, gap: Gap | None, weight: int) -> Step:
        first, last = grid.window(gap, before.last, before.ends)
        low = np.searchsorted(after.starts, first, side="left")
        return cls(low, np.searchsorted(after.starts, last, side="right"), before, after, gap, weight)

    def prepare(self) -> Valley:
        """Makes what a bound needs at once; knowing what is reachable needs none of it."""
        return self.ahead

    @cached_property
    def ahead(self) -> Valley:
        """For each start before, over the starts after it."""
        aim = None if self.target is None else self.before.last + self.target
        return Valley(self.low, self.high, self.after.first, aim, self.weight)

    def reaches(self, rows: Bools) -> Bools:
        """For each end of the block before, whether some start that it allows is open."""
        count = np.concatenate((np.zeros((*rows.shape[:-1], 1), np.int64), np.cumsum(rows, axis=-1)), axis=-1)
        high = np.maximum(self.high, self.low)
        return np.asarray(count.take(high, axis=-1) > count.take(self.low, axis=-1))

    def uneven(self, last: int, span: slice) -> Ints | int:
        """What evenness costs for each start in `span` after a block whose last day is `last`."""
        if self.target is None:
            return 0
        return np.asarray(self.weight * np.abs(self.after.first[span] - last - self.target))


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """The leads of a module's options: which option has which, for the cost of changing between modules."""

    names: tuple[str | None, ...]
    of: Ints

    @classmethod
    def among(cls, stage: Stage, counted: bool) -> Leads:
        """All options alike when continuity costs nothing."""
        if not counted:
            return cls((None,), np.zeros(len(stage.options), dtype=np.int64))
        names = tuple(dict.fromkeys(option.lead for option in stage.options)) or (None,)
        at = {name: n for n, name in enumerate(names)}
        return cls(names, np.array([at[option.lead] for option in stage.options], dtype=np.int64))


def changed(before: Leads, after: Leads, weight: int) -> Ints:
    """What continuity costs from each lead before to each lead after; none on either side costs nothing."""
    return np.array(
        [[weight * (a is not None and b is not None and a != b) for b in after.names] for a in before.names],
        dtype=np.int64,
    )


@dataclass(frozen=True, eq=False)
class Graph:
    """The stages, the steps between them, the leads and what changing them costs, in order."""

    grid: Grid
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    leads: tuple[Leads, ...]
    changes: tuple[Ints, ...]
    costs: tuple[Ints, ...]

    @property
    def hopeless(self) -> bool:
        return any(not len(stage.starts) or not stage.options for stage in self.stages)

    @cached_property
    def kinds(self) -> tuple[Ints | None, ...]:
        """For each stage, the kind of each option; None where each option is its own.

        Options of one kind can't be told apart by what follows: in a module of one block, those of one lead.
        """
        return tuple(
            leads.of if stage.block == 0 and stage.closes and len(leads.names) < len(stage.options) else None
            for stage, leads in zip(self.stages, self.leads, strict=True)
        )

    @cached_property
    def cheapest(self) -> tuple[Ints, ...]:
        """The stage's own cost by kind of option and start."""
        return tuple(
            cost if kinds is None else least_of_each(cost, kinds, len(leads.names))
            for cost, kinds, leads in zip(self.costs, self.kinds, self.leads, strict=True)
        )


def least_of_each(rows: Ints, kinds: Ints, count: int) -> Ints:
    """The least over the options of each kind; options are the last axis but one."""
    return np.stack([rows[..., kinds == n, :].min(axis=-2) for n in range(count)], axis=-2)


def cost_of(stage: Stage) -> Ints:
    """The stage's own cost by option and start, NEVER where it isn't open."""
    return np.where(stage.open, stage.soft + stage.fixed[:, None], NEVER)


class CostToGo:
    """The least cost to the end after each (row, kind of option, start) of each stage, couplings left aside.

    With the stage's own cost it is a lower bound for any calendar, and the optimum itself when modules don't
    bear on each other otherwise. Here a row is what `allowance` leaves before the stage; a bound of another
    kind gives rows another meaning.
    """

    def __init__(
        self, graph: Graph, allowance: Allowance = FREE, check: Callable[[], None] = lambda: None
    ) -> None:
        self.graph, self.allowance = graph, allowance
        self.onward: list[Ints] = []
        for k in range(len(graph.stages) - 1, -1, -1):
            check()
            self.onward.append(self._stage(k, self._onward(k, self.onward[-1] if self.onward else None)))
        self.onward.reverse()

    def least(self) -> int:
        """The bound for the whole problem; NEVER when there is no calendar at all."""
        found = self.onward[0][-1] + self.graph.cheapest[0]
        return min(int(found.min(initial=NEVER)), NEVER)

    def at(self, k: int, left: tuple[int, ...], waiting: Waiting, span: slice) -> Ints:
        """The bound by option and start, for the starts of stage `k` in `span`, after a past of that kind."""
        return self._row(k, self.allowance.row(k, left) if left else 0, span)

    def _row(self, k: int, row: int, span: slice) -> Ints:
        onward = self.onward[k][row][:, span]
        kinds = self.graph.kinds[k]
        if kinds is not None and len(onward) > 1:
            onward = onward[kinds]
        return np.asarray(np.minimum(onward + self.graph.costs[k][:, span], NEVER))

    def _stage(self, k: int, onward: Ints) -> Ints:
        """What is onward of stage `k` by the rows before it rather than after it."""
        near = self.allowance.near[k] if self.allowance.near else None
        return onward if near is None else self._spent(k, onward, near)

    def _spent(self, k: int, onward: Ints, near: Bools) -> Ints:
        """Starting near an earlier calendar uses its allowance up by one."""
        found = np.full((self.allowance.rows(k), *onward.shape[1:]), NEVER, dtype=np.int64)
        # Near or not changes at a few days only: between them all starts go the same way.
        edges = np.flatnonzero((near[:, 1:] != near[:, :-1]).any(axis=0)) + 1
        for low, high in pairwise([0, *edges.tolist(), near.shape[1]]):
            if low == high:
                continue
            after = self.allowance.after(k, tuple(near[:, low].tolist()))
            can = after >= 0
            found[can, :, low:high] = onward[after[can], :, low:high]
        return found

    def _onward(self, k: int, following: Ints | None) -> Ints:
        """The least cost after stage `k`, by row, kind of option (or one for all) and start of `k`."""
        graph = self.graph
        if following is None:
            return np.zeros((1, 1, len(graph.stages[k].starts)), dtype=np.int64)
        step = graph.steps[k]
        rows = np.minimum(following + graph.cheapest[k + 1], NEVER)
        if not graph.stages[k].closes:
            return step.ahead.least(rows)
        change = graph.changes[k]
        if not change.any():
            return step.ahead.least(rows.min(axis=1, keepdims=True))
        after = graph.leads[k + 1]
        if graph.kinds[k + 1] is None:
            rows = least_of_each(rows, after.of, len(after.names))
        best = np.minimum((rows[:, None] + change[None, :, :, None]).min(axis=2), NEVER)
        onward = step.ahead.least(best)
        return onward if graph.kinds[k] is not None else np.asarray(onward[:, graph.leads[k].of])
