"""The days and half-day cells of a horizon as numbers: what a gap allows, what is a working day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from backoffice.domain.calendar_problem import Gap, Length, Link, Problem, Unit
from backoffice.planner.almanac import Almanac

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Grid:
    """Day d (0 is the horizon's first) and cell t = d x cells a day + place in the day."""

    def __init__(self, problem: Problem, almanac: Almanac) -> None:
        self.first = problem.first
        self.days = (problem.last - problem.first).days + 1
        self.width = len(problem.half_days)
        self.size = self.days * self.width
        self.halves = {half.id: n for n, half in enumerate(problem.half_days)}
        self.names = tuple(half.id for half in problem.half_days)
        self.weekday: Ints = (np.arange(self.days) + problem.first.weekday()) % 7
        # Days are counted in weeks from the Monday on or before the horizon's first day.
        self.monday = -problem.first.weekday()
        self.holidays = {self.day(one): one for one in almanac.holidays}
        working = self.weekday < 5
        working[list(self.holidays)] = False
        self.working: Bools = working
        self._working_days: Ints = np.flatnonzero(working)
        self._later: dict[Length, Ints] = {}
        start = np.datetime64(problem.first.isoformat(), "D")
        self._dates = start + np.arange(self.days)

    def day(self, one: date) -> int:
        """The number of a date; negative or too high outside the horizon."""
        return (one - self.first).days

    def cell(self, one: date, half: str) -> int:
        return self.day(one) * self.width + self.halves[half]

    def date(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def later(self, length: Length) -> Ints:
        """For each day of the horizon, the day that is `length` after it; `days` stands for any beyond."""
        found = self._later.get(length)
        if found is None:
            found = self._later[length] = np.minimum(self._count(length), self.days)
        return found

    def _count(self, length: Length) -> Ints:
        every = np.arange(self.days, dtype=np.int64)
        if length.unit == Unit.MONTHS:
            return self._months(length.n)
        if length.unit == Unit.WORKING_DAYS:
            return self._working(length.n, every)
        return every + length.n * (7 if length.unit == Unit.WEEKS else 1)

    def _months(self, n: int) -> Ints:
        month = self._dates.astype("datetime64[M]")
        number = (self._dates - month.astype("datetime64[D]")).astype(np.int64)
        target = month + n
        last = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64) - 1
        found = target.astype("datetime64[D]") + np.minimum(number, last)
        return np.asarray((found - self._dates[0]).astype(np.int64))

    def _working(self, n: int, every: Ints) -> Ints:
        if n == 0:
            return every
        before = np.searchsorted(self._working_days, every, side="right")
        padded = np.append(self._working_days, self.days)
        return np.asarray(padded[np.minimum(before + n - 1, len(self._working_days))])

    def window(self, gap: Gap | None, last: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The first and the last cell where what follows may start, after a last day and a last cell."""
        if gap is None or gap.min is None:
            low = (last + 1) * self.width
        elif gap.min.n == 0:
            low = end + 1
        else:
            low = self.later(gap.min)[last] * self.width
        if gap is None or gap.max is None:
            return low, np.full_like(last, self.size - 1)
        return low, self.later(gap.max)[last] * self.width + self.width - 1

    def bounds(self, link: Link, day: int) -> tuple[int, int]:
        """The first and the last day that a link allows, counted from `day`."""
        low = 0 if link.min is None else int(self.later(link.min)[day])
        high = self.days - 1 if link.max is None else int(self.later(link.max)[day])
        return low, high
