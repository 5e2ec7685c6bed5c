"""The least over sliding windows, with what evenness adds on either side of where one aims."""

from __future__ import annotations

import numpy as np

from backoffice.planner.grid import Bools, Ints

# Beyond any cost, and far enough from the end of 64 bits that two of them can be added.
NEVER = 1 << 60


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


class Valley:
    """The same when each column adds `weight` for each day between its `place` and the range's `aim`."""

    def __init__(self, low: Ints, high: Ints, place: Ints, aim: Ints | None, weight: int) -> None:
        self._aim = aim
        width = len(place)
        if aim is None:
            self._whole = RangeMin(low, high, width)
            return
        turn = np.searchsorted(place, aim, side="left")
        self._under = RangeMin(low, np.minimum(high, turn), width)
        self._over = RangeMin(np.maximum(low, turn), high, width)
        self._slope, self._aimed = weight * place, weight * aim

    def least(self, rows: Ints) -> Ints:
        if self._aim is None:
            return self._whole(rows)
        under = self._under(rows - self._slope) + self._aimed
        found = np.minimum(under, self._over(rows + self._slope) - self._aimed)
        # Where a side is empty its share of evenness was taken from or added to NEVER.
        found[found > NEVER // 2] = NEVER
        return np.asarray(found)
