"""A problem laid out as masks over its cells, each under its rule's name, so that rules can be dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from backoffice.domain.calendar_problem import (
    CellsRule,
    ClosureRule,
    NotAfter,
    NotBefore,
    Problem,
    Rule,
    SchoolRule,
    WeekdaysRule,
)
from backoffice.planner.almanac import Almanac
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.holdings import Holdings
from backoffice.planner.people import Person
from backoffice.planner.shapes import Shape, Shapes

_TERMS: dict[type, str] = {
    WeekdaysRule: "weekday",
    SchoolRule: "school",
    ClosureRule: "closure",
    CellsRule: "cells",
}


class Desk:
    """What doesn't change while rules are dropped and taken up again.

    Each droppable rule has a bit; `dropped` is everywhere the sum of the bits of the rules left out.
    """

    def __init__(self, problem: Problem, almanac: Almanac, check: Callable[[], None] = lambda: None) -> None:
        self.problem, self.almanac, self.check = problem, almanac, check
        self.grid = Grid(problem, almanac)
        self.trainers = {trainer.id: trainer for trainer in problem.trainers}
        self.venues = {venue.id: venue for venue in problem.venues}
        self.bits: dict[str, int] = {}
        self._frame = self._frame_masks()
        self.frame_bits = self._all(name for name, _cells in self._frame)
        for rule in problem.rules:
            if isinstance(rule, WeekdaysRule) and rule.hard:
                self.frame_bits |= self.bit(rule.id)
        self.shapes = Shapes(self.grid)
        self._frames: dict[int, Bools] = {}
        self._open: dict[tuple[int, int], Bools] = {}
        # A trainer and a venue may have the same id.
        self._trainers: dict[str, Holdings] = {}
        self._venues: dict[str, Holdings] = {}

    def bit(self, name: str) -> int:
        return self.bits.setdefault(name, 1 << len(self.bits))

    def _all(self, names: Iterable[str]) -> int:
        total = 0
        for name in names:
            total |= self.bit(name)
        return total

    # What bears on every module: holidays, and the rules of the calendar.

    def _frame_masks(self) -> list[tuple[str, Ints]]:
        grid = self.grid
        masks = [
            (f"holiday:{one.isoformat()}", self._day_cells([day]))
            for day, one in sorted(grid.holidays.items())
        ]
        for rule in self.problem.rules:
            hard = isinstance(rule, NotBefore | NotAfter) or rule.hard
            if hard and not isinstance(rule, WeekdaysRule):
                masks.append((rule.id, self.rule_cells(rule)))
        return masks

    def _day_cells(self, days: Iterable[int] | Ints) -> Ints:
        found = np.asarray(list(days), dtype=np.int64)
        return np.asarray((found[:, None] * self.grid.width + np.arange(self.grid.width)).ravel())

    def rule_cells(self, rule: Rule) -> Ints:
        """The cells of the horizon from which a rule keeps clear."""
        grid = self.grid
        if isinstance(rule, WeekdaysRule):
            return self._day_cells(np.flatnonzero(~np.isin(grid.weekday + 1, rule.allow)))
        if isinstance(rule, SchoolRule):
            return self._day_cells(sorted(grid.day(one) for one in self.almanac.school[rule.zone]))
        if isinstance(rule, ClosureRule):
            return self._day_cells(
                range(max(grid.day(rule.first), 0), min(grid.day(rule.last), grid.days - 1) + 1)
            )
        if isinstance(rule, NotBefore):
            return self._day_cells(range(min(max(grid.day(rule.date), 0), grid.days)))
        if isinstance(rule, NotAfter):
            return self._day_cells(range(max(grid.day(rule.date) + 1, 0), grid.days))
        return self._half_cells(rule)

    def _half_cells(self, rule: CellsRule) -> Ints:
        cells = np.arange(self.grid.size, dtype=np.int64)
        if rule.weekday is not None:
            cells = cells[self.grid.weekday[cells // self.grid.width] == rule.weekday - 1]
        if rule.half is not None:
            cells = cells[cells % self.grid.width == self.grid.halves[rule.half]]
        return cells

    def frame(self, dropped: int) -> Bools:
        """The cells that no module may use."""
        key = dropped & self.frame_bits
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = self._closed(key)
        return found

    def open_places(self, shape: Shape, dropped: int) -> Bools:
        """For each place of a shape, whether the calendar's rules leave the whole block."""
        key = id(shape), dropped & self.frame_bits
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = shape.free(self.frame(dropped))
        return found

    def _closed(self, dropped: int) -> Bools:
        mask = ~np.repeat(np.isin(self.grid.weekday + 1, self.weekdays(dropped)), self.grid.width)
        for name, cells in self._frame:
            if not self.bits[name] & dropped:
                mask[cells] = True
        return mask

    def weekdays(self, dropped: int) -> list[int]:
        """The weekdays that may be used: Monday to Friday, or what all hard rules allow together."""
        allowed = [
            set(rule.allow)
            for rule in self.problem.rules
            if isinstance(rule, WeekdaysRule) and rule.hard and not self.bits[rule.id] & dropped
        ]
        return sorted(set.intersection(*allowed)) if allowed else [1, 2, 3, 4, 5]

    @cached_property
    def soft(self) -> tuple[tuple[str, Bools], ...]:
        """For each soft rule, the term of the cost that it adds to, and the cells where it is broken."""
        found = []
        for rule in self.problem.rules:
            if not isinstance(rule, NotBefore | NotAfter) and not rule.hard:
                broken = np.zeros(self.grid.size, dtype=np.bool_)
                broken[self.rule_cells(rule)] = True
                found.append((_TERMS[type(rule)], broken))
        return tuple(found)

    # Trainers and venues, made when they are first asked for.

    def of_trainer(self, name: str) -> Holdings:
        found = self._trainers.get(name)
        if found is None:
            found = self._trainers[name] = Holdings(self.grid, self.trainers[name], self.bit, self.check)
        return found

    def of_venue(self, name: str) -> Holdings:
        found = self._venues.get(name)
        if found is None:
            found = self._venues[name] = Holdings(self.grid, self.venues[name], self.bit, self.check)
        return found

    def person(self, name: str, dropped: int) -> Person:
        return self.of_trainer(name).person(self.problem.travel_cells, dropped)
