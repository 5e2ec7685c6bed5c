"""The layered graph: what it costs at least to go on from each start, block after block to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from backoffice.domain.calendar_problem import Gap
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.starts import NEVER, Stage

# For each module that links still wait for, the first and the last day they leave it.
Waiting = tuple[tuple[int, int, int], ...]


class RangeMin:
    """The least of each row over half-open ranges that are the same for all rows (doubling, Bender 2000)."""

    def __init__(self, low: Ints, high: Ints, width: int) -> None:
        length = np.maximum(high - low, 0)
        self.empty: Bools = length == 0
        self.some_empty = bool(self.empty.any())
        level = np.frexp(np.maximum(length, 1))[1].astype(np.int64) - 1
        self.levels = int(level.max(initial=0))
        self.width = width
        base = level * width
        self.left = np.where(self.empty, 0, base + low)
        self.right = np.where(self.empty, 0, base + high - (1 << level))

    def __call__(self, rows: Ints) -> Ints:
        """`rows` has `width` columns; the result has a column for each range, NEVER where it is empty."""
        if self.width == 0:
            return np.full((*rows.shape[:-1], len(self.empty)), NEVER, dtype=np.int64)
        width, lead = self.width, rows.shape[:-1]
        table = np.empty((*lead, (self.levels + 1) * width), dtype=np.int64)
        table[..., :width] = rows
        for level in range(1, self.levels + 1):
            half, at = 1 << (level - 1), level * width
            kept = width - (1 << level) + 1
            before = table[..., at - width : at]
            np.minimum(before[..., :kept], before[..., half : half + kept], out=table[..., at : at + kept])
        found = np.minimum(table.take(self.left, axis=-1), table.take(self.right, axis=-1))
        if self.some_empty:
            found[..., self.empty] = NEVER
        return np.asarray(found)


class Step:
    """From the end of one block to the starts of the next: the range of starts, and evenness."""

    def __init__(self, grid: Grid, before: Stage, after: Stage, gap: Gap | None, weight: int) -> None:
        low, high = grid.window(gap, before.last, before.ends)
        self.low = np.searchsorted(after.starts, low, side="left")
        self.high = np.searchsorted(after.starts, high, side="right")
        self.width = len(after.starts)
        self.gap = gap
        self.weight = weight if gap is not None and gap.target_days is not None else 0
        self.target = gap.target_days if self.weight and gap is not None else None
        self.day = after.first
        self.last = before.last
        self._least: RangeMin | None = None
        self._sides: tuple[RangeMin, RangeMin] | None = None

    def prepare(self) -> None:
        """Makes what `least` needs; knowing what is reachable needs none of it."""
        if self.target is None:
            self._least = self._least or RangeMin(self.low, self.high, self.width)
        elif self._sides is None:
            turn = np.searchsorted(self.day, self.last + self.target, side="left")
            under = RangeMin(self.low, np.minimum(self.high, turn), self.width)
            self._sides = under, RangeMin(np.maximum(self.low, turn), self.high, self.width)

    def least(self, rows: Ints) -> Ints:
        """For each end of the block before, the least of `rows` over the starts it allows, with evenness."""
        self.prepare()
        if self.target is None or self._sides is None:
            assert self._least is not None
            return self._least(rows)
        aim = self.last + self.target
        slope, aimed = self.weight * self.day, self.weight * aim
        under, over = self._sides
        found = np.minimum(under(rows - slope) + aimed, over(rows + slope) - aimed)
        # Where a side is empty its share of evenness was taken from or added to NEVER.
        found[found > NEVER // 2] = NEVER
        return np.asarray(found)

    def reaches(self, rows: Bools) -> Bools:
        """For each end of the block before, whether some start that it allows is open."""
        count = np.concatenate((np.zeros((*rows.shape[:-1], 1), np.int64), np.cumsum(rows, axis=-1)), axis=-1)
        high = np.maximum(self.high, self.low)
        return np.asarray(count.take(high, axis=-1) > count.take(self.low, axis=-1))

    def uneven(self, last: int, span: slice) -> Ints | int:
        """What evenness costs for each start in `span` after a block whose last day is `last`."""
        if self.target is None:
            return 0
        return np.asarray(self.weight * np.abs(self.day[span] - last - self.target))


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


@dataclass(frozen=True, slots=True, eq=False)
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


def cost_of(stage: Stage) -> Ints:
    """The stage's own cost by option and start, NEVER where it isn't open."""
    return np.where(stage.open, stage.soft + stage.fixed[:, None], NEVER)


@dataclass(frozen=True, slots=True, eq=False)
class Allowance:
    """How many modules may still start near each of some earlier calendars; a row for each combination.

    `near[k]` has a row for each of them; only the first blocks of modules count. `watched` are their places
    among all earlier calendars.
    """

    slack: tuple[int, ...]
    near: tuple[Bools | None, ...]
    watched: tuple[int, ...] = ()

    def only(self, watched: tuple[int, ...]) -> Allowance:
        """The same for some of the earlier calendars."""
        near = tuple(None if rows is None else rows[list(watched)] for rows in self.near)
        return Allowance(tuple(self.slack[n] for n in watched), near, watched)

    @property
    def rows(self) -> int:
        total = 1
        for slack in self.slack:
            total *= slack + 1
        return total

    def row(self, left: tuple[int, ...]) -> int:
        """The row of what is left for all earlier calendars, of which some are watched."""
        number = 0
        for most, place in zip(self.slack, self.watched, strict=True):
            number = number * (most + 1) + left[place]
        return number

    def after(self, pattern: tuple[bool, ...]) -> Ints:
        """For each row, the row left once a module is near the calendars of `pattern`; -1 when none is."""
        return _after(self.slack, pattern)


@lru_cache(maxsize=256)
def _after(slack: tuple[int, ...], pattern: tuple[bool, ...]) -> Ints:
    shape = tuple(most + 1 for most in slack)
    left = np.indices(shape).reshape(len(shape), -1) - np.array(pattern, dtype=np.int64)[:, None]
    rows = np.ravel_multi_index(tuple(np.maximum(left, 0)), shape)
    return np.where((left >= 0).all(axis=0), rows, -1)


FREE = Allowance((), ())


class CostToGo:
    """The least cost from each (row, option, start) of each stage to the end, couplings left aside.

    A lower bound for any calendar, and the optimum itself when modules don't bear on each other otherwise.
    Here a row is what `allowance` leaves; a bound of another kind gives rows another meaning.
    """

    def __init__(
        self, graph: Graph, allowance: Allowance = FREE, check: Callable[[], None] = lambda: None
    ) -> None:
        self.graph, self.allowance = graph, allowance
        self.rows: list[Ints] = []
        following: Ints | None = None
        for k in range(len(graph.stages) - 1, -1, -1):
            check()
            onward = None if following is None else self._onward(k, following)
            following = self._stage(k, onward)
            self.rows.append(following)
        self.rows.reverse()

    def least(self) -> int:
        """The bound for the whole problem; NEVER when there is no calendar at all."""
        first = self.rows[0]
        return int(first[-1].min(initial=NEVER))

    def at(self, k: int, left: tuple[int, ...], waiting: Waiting, span: slice) -> Ints:
        """The bound by option and start, for the starts of stage `k` in `span`, after a past of that kind."""
        found: Ints = self.rows[k][self.allowance.row(left)][:, span]
        return found

    def _stage(self, k: int, onward: Ints | None) -> Ints:
        cost = self.graph.costs[k]
        near = self.allowance.near[k] if self.allowance.near else None
        if near is not None:
            rows = (self.allowance.rows, *cost.shape)
            return self._spent(cost, np.zeros(rows, dtype=np.int64) if onward is None else onward, near)
        if onward is None:
            return np.broadcast_to(cost, (self.allowance.rows, *cost.shape))
        return np.asarray(np.minimum(cost + onward, NEVER))

    def _spent(self, cost: Ints, onward: Ints, near: Bools) -> Ints:
        """The stage's rows when starting near an earlier calendar uses its allowance up by one."""
        found = np.full((self.allowance.rows, *cost.shape), NEVER, dtype=np.int64)
        # Near or not changes at a few days only: between them all starts go the same way.
        edges = np.flatnonzero((near[:, 1:] != near[:, :-1]).any(axis=0)) + 1
        for low, high in pairwise([0, *edges.tolist(), near.shape[1]]):
            if low == high:
                continue
            left = self.allowance.after(tuple(near[:, low].tolist()))
            can = left >= 0
            found[can, :, low:high] = onward[left[can], :, low:high] + cost[:, low:high]
        return np.minimum(found, NEVER, out=found)

    def _onward(self, k: int, following: Ints) -> Ints:
        """The least cost after stage `k`, by row, option (or one for all) and start of `k`."""
        graph = self.graph
        step = graph.steps[k]
        if not graph.stages[k].closes:
            return step.least(following)
        leads, after, change = graph.leads[k], graph.leads[k + 1], graph.changes[k]
        if not change.any():
            return step.least(following.min(axis=1)[:, None])
        groups = np.stack([following[:, after.of == n].min(axis=1) for n in range(len(after.names))], axis=1)
        best = (groups[:, None] + change[None, :, :, None]).min(axis=2)
        return np.asarray(step.least(np.minimum(best, NEVER))[:, leads.of])
