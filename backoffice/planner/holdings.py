"""What takes a trainer's or a venue's cells, each booking and absence under the name of its rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from backoffice.domain.calendar_problem import Absence, Booking, Trainer, Venue
from backoffice.domain.recurrence import parse
from backoffice.planner.grid import Bools, Grid, Ints
from backoffice.planner.people import Person
from backoffice.planner.shapes import Shape


def booking_id(owner: str, booking: Booking) -> str:
    return f"booked:{owner}:{booking.date.isoformat()}:{booking.half}"


def absence_cells(grid: Grid, absence: Absence) -> Ints:
    """The cells of the horizon that an absence takes."""
    first, last = max(grid.day(absence.first), 0), min(grid.day(absence.last), grid.days - 1)
    if absence.rrule is None:
        days = np.arange(first, last + 1, dtype=np.int64)
    else:
        end = min(absence.last, grid.date(grid.days - 1))
        found = (grid.day(one) for one in parse(absence.rrule).days(absence.first, end, grid.first))
        days = np.array([day for day in found if day >= 0], dtype=np.int64)
    if absence.half is not None:
        return days * grid.width + grid.halves[absence.half]
    return np.asarray((days[:, None] * grid.width + np.arange(grid.width)).ravel())


class Holdings:
    """The bookings of a venue, or those of a trainer with absences and limits; each has its bit in `dropped`.

    Names and bits are made only when something is dropped: a plan alone needs none.
    """

    def __init__(
        self, grid: Grid, one: Trainer | Venue, bit: Callable[[str], int], check: Callable[[], None]
    ) -> None:
        self._grid, self._one, self._bit, self._check = grid, one, bit, check
        self._cells = [grid.cell(booking.date, booking.half) for booking in one.booked]
        self._masks: dict[int, Bools] = {}
        self._free: dict[tuple[int, int], Bools] = {}
        self._people: dict[tuple[int, int], Person] = {}

    @cached_property
    def bits(self) -> int:
        """All of them together."""
        total = 0
        for one in (*self._booked_bits, *(bit for bit, _cells in self._away), *self._limits.values()):
            total |= one
        return total

    @cached_property
    def names(self) -> list[str]:
        """The identifier of each booking, in their order."""
        return [booking_id(self._one.id, booking) for booking in self._one.booked]

    @cached_property
    def _booked_bits(self) -> list[int]:
        return [self._bit(name) for name in self.names]

    @cached_property
    def _away(self) -> list[tuple[int, Ints]]:
        absences = self._one.away if isinstance(self._one, Trainer) else ()
        found = []
        for absence in absences:
            self._check()
            found.append((self._bit(absence.id), absence_cells(self._grid, absence)))
        return found

    @cached_property
    def _limits(self) -> dict[str, int]:
        names = ("max_days_week", "max_days_row", "travel") if isinstance(self._one, Trainer) else ()
        return {name: self._bit(f"{name}:{self._one.id}") for name in names}

    def taken(self, dropped: int) -> Bools:
        """The cells of the horizon where nothing more fits."""
        key = dropped & self.bits if dropped else 0
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = self._mask(key)
        return found

    def free(self, shape: Shape, dropped: int) -> Bools:
        """For each place of a shape, whether nothing takes a cell of the block."""
        key = id(shape), dropped & self.bits if dropped else 0
        found = self._free.get(key)
        if found is None:
            found = self._free[key] = shape.free(self.taken(dropped))
        return found

    def _mask(self, dropped: int) -> Bools:
        size = self._grid.size
        mask = np.zeros(size, dtype=np.bool_)
        mask[[cell for cell in self._kept(dropped) if 0 <= cell < size]] = True
        for bit, cells in self._away:
            if not bit & dropped:
                mask[cells] = True
        return mask

    def _kept(self, dropped: int) -> list[int]:
        if not dropped:
            return self._cells
        return [cell for cell, bit in zip(self._cells, self._booked_bits, strict=True) if not bit & dropped]

    def person(self, travel: int, dropped: int) -> Person:
        """The trainer under the rules in force; `travel` cells between towns."""
        key = (travel, dropped & self.bits if dropped else 0)
        found = self._people.get(key)
        if found is None:
            found = self._people[key] = self._person(*key)
        return found

    def _person(self, travel: int, dropped: int) -> Person:
        trainer = self._one
        assert isinstance(trainer, Trainer)

        def kept(limit: str) -> bool:
            return not dropped or not self._limits[limit] & dropped

        sessions: dict[int, frozenset[str | None]] = {}
        bits = self._booked_bits if dropped else [0] * len(self._cells)
        for cell, bit, booking in zip(self._cells, bits, trainer.booked, strict=True):
            if not bit & dropped:
                towns = frozenset((booking.town,))
                sessions[cell] = sessions[cell] | towns if cell in sessions else towns
        return Person(
            self._grid,
            trainer,
            self.taken(dropped),
            sessions,
            trainer.max_days_week if kept("max_days_week") else None,
            trainer.max_days_row if kept("max_days_row") else None,
            travel if kept("travel") else 0,
        )
