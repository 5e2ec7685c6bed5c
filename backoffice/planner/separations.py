"""The least and the most days between modules that gaps and links together allow (simple temporal network).

Dechter, Meiri and Pearl 1991: shortest paths over difference constraints; a negative cycle proves that
links and gaps contradict each other, whatever the bookings.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backoffice.domain.calendar_problem import Anchor, Gap, Length, Link
from backoffice.planner.grid import Grid, Ints
from backoffice.planner.starts import Stage

FAR = 1 << 30


class Separations:
    """Nodes are the first and the last day of each module (2m and 2m + 1), and the horizon's first day."""

    def __init__(
        self,
        grid: Grid,
        stages: tuple[Stage, ...],
        gaps: Iterable[Gap | None],
        links: Iterable[tuple[int, Link, int]],
    ) -> None:
        self._grid = grid
        self._origin = 2 * (stages[-1].module + 1)
        self._most = np.full((self._origin + 1, self._origin + 1), FAR, dtype=np.int64)
        np.fill_diagonal(self._most, 0)
        self._chain(stages, tuple(gaps))
        for source, link, to in links:
            low = None if link.min is None else self._range(link.min)[0]
            high = None if link.max is None else self._range(link.max)[1]
            self._between(2 * source + (link.anchor == Anchor.END), 2 * to, low, high)
        for middle in range(len(self._most)):
            np.minimum(self._most, self._most[:, middle, None] + self._most[middle], out=self._most)
            # Around a negative cycle sums would double at each turn.
            np.maximum(self._most, -FAR, out=self._most)

    @property
    def contradict(self) -> bool:
        return bool((np.diagonal(self._most) < 0).any())

    def least(self, source: int, ended: bool, to: int) -> int:
        """The fewest days from a module's first (or last) day to the first day of a later one."""
        return -int(self._most[2 * to, 2 * source + ended])

    def _between(self, a: int, b: int, low: int | None, high: int | None) -> None:
        """From node `a` to node `b` there are at least `low` and at most `high` days."""
        if high is not None:
            self._most[a, b] = min(int(self._most[a, b]), high)
        if low is not None:
            self._most[b, a] = min(int(self._most[b, a]), -low)

    def _chain(self, stages: tuple[Stage, ...], gaps: tuple[Gap | None, ...]) -> None:
        least, most = 0, 0
        for k, stage in enumerate(stages):
            first, last, took = stage.first, stage.last, stage.last - stage.first
            m = stage.module
            if stage.block == 0:
                least, most = 0, 0
                self._between(self._origin, 2 * m, int(first.min()), int(first.max()))
            least, most = least + int(took.min()), most + int(took.max())
            if stage.closes:
                self._between(2 * m, 2 * m + 1, least, most)
                self._between(self._origin, 2 * m + 1, int(last.min()), int(last.max()))
            if k + 1 < len(stages):
                low, high = self._gap(gaps[k])
                if stage.closes:
                    self._between(2 * m + 1, 2 * m + 2, min(low, FAR), high)
                least, most = min(least + low, FAR), FAR if high is None else min(most + high, FAR)

    def _gap(self, gap: Gap | None) -> tuple[int, int | None]:
        low = 1 if gap is None or gap.min is None else self._range(gap.min)[0]
        return low, None if gap is None or gap.max is None else self._range(gap.max)[1]

    def _range(self, length: Length) -> tuple[int, int]:
        """The fewest and the most days that a length takes within the horizon."""
        later = self._grid.later(length)
        days: Ints = later - np.arange(self._grid.days)
        # A day beyond the horizon is cut to the first one outside: too early for a minimum.
        inside = days[later < self._grid.days]
        return int(inside.min(initial=FAR)), int(days.max())
