"""Trainers and venues as masks over the cells: taken, away, too many days, too far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backoffice.domain.calendar_problem import Trainer
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.shapes import Shape


@dataclass
class Person:
    """A trainer under the rules in force: what is dropped isn't here."""

    grid: Grid
    trainer: Trainer
    blocked: Bools
    # The towns of what is booked in each cell, also outside the horizon; None is an unknown town.
    sessions: dict[int, frozenset[str | None]]
    week: int | None
    row: int | None
    travel: int
    _far: dict[str, Bools] = field(default_factory=dict)
    _within: dict[int, Bools] = field(default_factory=dict)
    _free: dict[tuple[int, str | None], Bools] = field(default_factory=dict)

    @cached_property
    def busy_days(self) -> frozenset[int]:
        return frozenset(cell // self.grid.width for cell in self.sessions)

    @property
    def limited(self) -> bool:
        """Whether what is planned at one place bears on what may be planned near it."""
        return self.week is not None or self.row is not None or self.travel > 0

    def free(self, shape: Shape, town: str | None) -> Bools:
        """For each place of a shape, whether this trainer alone could teach the block there in `town`."""
        key = id(shape), town if self.travel else None
        found = self._free.get(key)
        if found is None:
            within = self._within.get(id(shape))
            if within is None:
                over = self.over(shape.first, shape.last, shape.working)
                within = self._within[id(shape)] = ~over
            found = self._free[key] = shape.free(self.taken(key[1])) & within
        return found

    def taken(self, town: str | None) -> Bools:
        """The cells where this trainer can't teach in `town`: blocked, or too near a session elsewhere."""
        if self.travel == 0 or town is None:
            return self.blocked
        found = self._far.get(town)
        if found is None:
            found = self._far[town] = self.blocked | self._too_far(town)
        return found

    @cached_property
    def _placed(self) -> tuple[Ints, NDArray[np.object_], Bools]:
        """The cell and the town of what is booked, and whether the town is known."""
        pairs = [(cell, town) for cell, towns in self.sessions.items() for town in towns]
        towns = np.array([town for _cell, town in pairs], dtype=np.object_)
        known = np.array([town is not None for _cell, town in pairs], dtype=np.bool_)
        return np.array([cell for cell, _town in pairs], dtype=np.int64), towns, known

    def _too_far(self, town: str) -> Bools:
        """The cells with fewer free ones than travel needs between them and a session in another town."""
        # Sessions further outside the horizon have enough free cells before it.
        margin = self.travel + len(self.sessions)
        size = self.grid.size + 2 * margin
        taken, away = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        cells, towns, known = self._placed
        inside = (cells >= -margin) & (cells < size - margin)
        taken[cells[inside] + margin] = True
        away[cells[inside & known & (towns != town)] + margin] = True
        near = _after(taken, away, self.travel) | _after(taken[::-1], away[::-1], self.travel)[::-1]
        return near[margin : size - margin]

    def over(self, first: Ints, last: Ints, working_only: bool) -> Bools:
        """Which blocks, from day `first` to day `last`, break a limit of days beside what is booked alone."""
        bad = np.zeros(len(first), dtype=np.bool_)
        if self.week is not None:
            bad |= self._over_week(self.week, first, last, working_only)
        if self.row is not None:
            bad |= self._over_row(self.row, first, last, working_only)
        return bad

    def _over_row(self, most: int, first: Ints, last: Ints, working_only: bool) -> Bools:
        left, right = self._runs
        bad = np.asarray(left[first] + (last - first + 1) + right[last] > most)
        if working_only:
            # A block that passes over days off isn't one run of days.
            working = self.grid.working
            before = np.concatenate(([0], np.cumsum(working)))
            for n in np.flatnonzero(before[last + 1] - before[first] < last - first + 1):
                days = {day for day in range(int(first[n]), int(last[n]) + 1) if working[day]}
                bad[n] = not row_fits(self.busy_days, days, days, most)
        return bad

    def _over_week(self, most: int, first: Ints, last: Ints, working_only: bool) -> Bools:
        grid = self.grid
        fresh = ~self._busy
        if working_only:
            fresh = fresh & grid.working
        before = np.concatenate(([0], np.cumsum(fresh)))
        weeks = (np.arange(grid.days) - grid.monday) // 7
        week, end = weeks[first], weeks[last]
        bad = np.zeros(len(first), dtype=np.bool_)
        for step in range(int((end - week).max(initial=0)) + 1):
            one = np.minimum(week + step, end)
            monday = one * 7 + grid.monday
            low, high = np.maximum(first, monday), np.minimum(last, monday + 6)
            bad |= self._booked_weeks[one] + before[high + 1] - before[low] > most
        return bad

    @cached_property
    def _busy(self) -> Bools:
        busy = np.zeros(self.grid.days, dtype=np.bool_)
        busy[[day for day in self.busy_days if 0 <= day < self.grid.days]] = True
        return busy

    @cached_property
    def _booked_weeks(self) -> Ints:
        """How many days are booked in each week of the horizon, whole weeks."""
        grid = self.grid
        weeks = np.zeros((grid.days - 1 - grid.monday) // 7 + 1, dtype=np.int64)
        for day in self.busy_days:
            week = (day - grid.monday) // 7
            if 0 <= week < len(weeks):
                weeks[week] += 1
        return weeks

    @cached_property
    def _runs(self) -> tuple[Ints, Ints]:
        """For each day, how many booked days in a row end just before it, and begin just after it."""
        # A run that goes on further outside the horizon is already longer than any limit that matters.
        days, margin = self.grid.days, (self.row or 0) + 1
        busy = np.zeros(days + 2 * margin, dtype=np.bool_)
        inside = [day + margin for day in self.busy_days if -margin <= day < days + margin]
        busy[inside] = True
        left, right = _ending(busy), _ending(busy[::-1])[::-1]
        return left[margin - 1 : margin - 1 + days], right[margin + 1 : margin + 1 + days]


def _ending(busy: Bools) -> Ints:
    """For each day, how many days in a row are busy up to it."""
    every = np.arange(len(busy))
    return every - np.maximum.accumulate(np.where(busy, -1, every))


def row_fits(busy: frozenset[int], days: set[int], fresh: set[int], most: int) -> bool:
    """Whether no run of days, booked (`busy`) or planned, that holds one of `fresh` is longer than `most`."""
    for day in fresh:
        length, at = 1, day - 1
        while length <= most and (at in days or at in busy):
            length, at = length + 1, at - 1
        at = day + 1
        while length <= most and (at in days or at in busy):
            length, at = length + 1, at + 1
        if length > most:
            return False
    return True


def _after(taken: Bools, away: Bools, travel: int) -> Bools:
    """The cells before which, since the last session of `away`, fewer than `travel` cells are free."""
    free = np.cumsum(~taken)
    since = np.maximum.accumulate(np.where(away, free, -travel))
    near = np.zeros(len(taken), dtype=np.bool_)
    near[1:] = free[:-1] - since[:-1] < travel
    return near
