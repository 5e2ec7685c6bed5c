"""How near to earlier calendars a further one may stay, as rows of a bound: what is left to be spent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from backoffice.planner.grid import Bools, Ints


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

    def ranges(self, k: int) -> tuple[tuple[int, int], ...]:
        """For each calendar, the least that can be left before stage `k`, and the most that still matters."""
        modules = [rows is not None for rows in self.near]
        placed, to_place = sum(modules[:k]), sum(modules[k:])
        return tuple((max(0, most - placed), min(most, to_place)) for most in self.slack)

    def rows(self, k: int) -> int:
        return prod(high - low + 1 for low, high in self.ranges(k))

    def row(self, k: int, left: tuple[int, ...]) -> int:
        """The row, before stage `k`, of what is left for all earlier calendars, of which some are watched."""
        number = 0
        for (low, high), place in zip(self.ranges(k), self.watched, strict=True):
            number = number * (high - low + 1) + min(left[place], high) - low
        return number

    def after(self, k: int, pattern: tuple[bool, ...]) -> Ints:
        """For each row before stage `k`, the row after it once its module is near the calendars of `pattern`;
        -1 when no such module may be."""
        return _after(self.ranges(k), self.ranges(k + 1), pattern)


Ranges = tuple[tuple[int, int], ...]


@lru_cache(maxsize=1_024)
def _after(before: Ranges, after: Ranges, pattern: tuple[bool, ...]) -> Ints:
    shape = tuple(high - low + 1 for low, high in before)
    least = np.array([low for low, _high in before], dtype=np.int64)
    spent = np.array(pattern, dtype=np.int64)
    left = np.indices(shape).reshape(len(shape), -1) + (least - spent)[:, None]
    lows = np.array([low for low, _high in after], dtype=np.int64)[:, None]
    highs = np.array([high for _low, high in after], dtype=np.int64)[:, None]
    rows = np.ravel_multi_index(
        tuple(np.clip(left, lows, highs) - lows), tuple(high - low + 1 for low, high in after)
    )
    return np.where((left >= 0).all(axis=0), rows, -1)


FREE = Allowance((), ())
