"""Every place where a block of a given shape could start, before any rule: cells of its kind in a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backoffice.domain.calendar_problem import Block, Span
from backoffice.planner.grid import Bools, Grid, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """`axis` are the cells that such a block may use, in order; the other arrays have one item for each place
    of the axis where the whole block fits before the end of the horizon. Compared by identity."""

    axis: Ints
    half_days: int
    working: bool
    opening: Bools
    starts: Ints
    ends: Ints
    first: Ints
    last: Ints

    def free(self, blocked: Bools) -> Bools:
        """For each place, whether no cell of the block is `blocked` (a mask over all cells)."""
        if not len(self.starts):
            return np.zeros(0, dtype=np.bool_)
        taken = blocked[self.axis]
        if self.half_days == 1:
            return np.asarray(~taken)
        before = np.zeros(len(taken) + 1, dtype=np.int32)
        np.cumsum(taken, out=before[1:])
        return np.asarray(before[self.half_days :] == before[: -self.half_days])

    def sums(self, amounts: Ints) -> Ints:
        """For each place, the sum of `amounts` (one for each cell) over the block."""
        if not len(self.starts):
            return np.zeros(0, dtype=np.int64)
        before = np.concatenate(([0], np.cumsum(amounts[self.axis])))
        return np.asarray(before[self.half_days :] - before[: -self.half_days])


class Shapes:
    """The shapes of one grid, each made once."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._made: dict[tuple[tuple[str, ...], Span, int], Shape] = {}

    def of(self, block: Block) -> Shape:
        key = block.cells, block.span, block.half_days
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(block)
        return found

    def _make(self, block: Block) -> Shape:
        grid = self._grid
        working = block.span == Span.WORKING_DAYS
        days = np.flatnonzero(grid.working) if working else np.arange(grid.days)
        places = np.array([grid.halves[half] for half in block.cells], dtype=np.int64)
        axis = (days[:, None] * grid.width + places).ravel()
        count = max(len(axis) - block.half_days + 1, 0)
        starts, ends = axis[:count], axis[block.half_days - 1 :]
        opening = np.arange(count) % len(places) == 0
        first, last = starts // grid.width, ends // grid.width
        return Shape(axis, block.half_days, working, opening, starts, ends, first, last)
