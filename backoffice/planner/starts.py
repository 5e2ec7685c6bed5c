"""Where each block of a module can start, with whom and where: the layers of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from backoffice.domain.calendar_problem import (
    Block,
    CellsRule,
    ClosureRule,
    Level,
    Module,
    NotAfter,
    NotBefore,
    SchoolRule,
    Span,
    WeekdaysRule,
)
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.planner.desk import Desk
from backoffice.planner.grid import Bools, Ints

# Beyond any cost, and far enough from the end of 64 bits that two of them can be added.
NEVER = 1 << 60
OPTIONS_MAX = 20_000
CELLS_MAX = 30_000_000


class TooManyOptions(BackofficeError):
    """A module whose teams and venues are too many to be tried."""

    code = "too_large"

    def __init__(self, module: str) -> None:
        super().__init__(
            _("Module {module} has too many possible teams and venues to be tried.").format(module=module),
            remedy=_("Name fewer trainers for each role, or fewer venues."),
        )


@dataclass(frozen=True, slots=True)
class Option:
    """One way to staff and house a module."""

    trainers: tuple[str, ...]
    venue: str | None
    town: str | None
    lead: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One block: where it can start (cells, ascending), where it then ends, and at what cost by option."""

    module: int
    block: int
    closes: bool
    options: tuple[Option, ...]
    starts: Ints
    ends: Ints
    first: Ints
    last: Ints
    open: Bools
    soft: Ints
    fixed: Ints
    axis: Ints
    places: Ints
    half_days: int

    def cells(self, start: int) -> list[int]:
        """The cells that the block takes from its start number `start`."""
        place = int(self.places[start])
        return [int(cell) for cell in self.axis[place : place + self.half_days]]


class Starts:
    """The stages of a problem under the rules in force; those that a dropped rule doesn't touch are kept."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.problem = desk.problem
        self._soft = self._soft_costs()
        self._axes: dict[tuple[tuple[str, ...], Span], tuple[Ints, Ints]] = {}
        self._kept: dict[tuple[object, ...], tuple[Stage, ...]] = {}
        self._bits: dict[int, int] = {}

    def stages(self, dropped: int) -> list[Stage]:
        """Every block in order; raises TooManyOptions."""
        return [stage for n in range(len(self.problem.modules)) for stage in self.module(n, dropped)]

    def module(self, n: int, dropped: int) -> tuple[Stage, ...]:
        key = (n, dropped & self._module_bits(n) if dropped else 0)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._stages(n, dropped)
        return found

    def _module_bits(self, n: int) -> int:
        """The bits of all that bears on where module `n` can be."""
        found = self._bits.get(n)
        if found is None:
            found = self._bits[n] = self._bearing(self.problem.modules[n])
        return found

    def _bearing(self, module: Module) -> int:
        desk = self.desk
        bits = desk.bit(f"team:{module.id}") | desk.bit(f"window:{module.id}") | desk.frame_bits
        for role in module.team:
            for one in role.any_of:
                bits |= desk.of_trainer(one).bits
        for venue in module.venues:
            bits |= desk.of_venue(venue).bits | desk.bit(f"capacity:{venue}")
        return bits

    def _stages(self, n: int, dropped: int) -> tuple[Stage, ...]:
        module = self.problem.modules[n]
        options = self._options(module, dropped)
        blocked = self.desk.frame(dropped)
        if module.window is not None and not self.desk.bit(f"window:{module.id}") & dropped:
            blocked = blocked.copy()
            grid = self.desk.grid
            blocked[: max(grid.day(module.window.first), 0) * grid.width] = True
            blocked[max(grid.day(module.window.last) + 1, 0) * grid.width :] = True
        return tuple(self._stage(n, b, options, blocked, dropped) for b in range(len(module.blocks)))

    # Who and where.

    def _options(self, module: Module, dropped: int) -> tuple[Option, ...]:
        roles = () if self.desk.bit(f"team:{module.id}") & dropped else module.team
        venues: tuple[str | None, ...] = tuple(sorted(v for v in module.venues if self._holds(v, dropped)))
        if not module.venues:
            venues = (None,)
        count = len(venues)
        for role in roles:
            count *= len(role.any_of)
        if count > OPTIONS_MAX:
            raise TooManyOptions(module.id)
        lead = next((n for n, role in enumerate(roles) if role.role == "lead"), None)
        found = [
            Option(
                team,
                venue,
                self.desk.venues[venue].town if venue else None,
                None if lead is None else team[lead],
            )
            for team in sorted(product(*(role.any_of for role in roles)))
            if len(set(team)) == len(team)
            for venue in venues
        ]
        return tuple(option for option in found if stays(module, option, bool(roles)))

    def _holds(self, venue: str, dropped: int) -> bool:
        capacity, size = self.desk.venues[venue].capacity, self.problem.group_size
        fits = capacity is None or size is None or capacity >= size
        return fits or bool(self.desk.bit(f"capacity:{venue}") & dropped)

    # When.

    def _axis(self, block: Block) -> tuple[Ints, Ints]:
        """The cells that a block may use, in order, and for each its place in the day."""
        key = block.cells, block.span
        found = self._axes.get(key)
        if found is None:
            grid = self.desk.grid
            days = np.flatnonzero(grid.working) if block.span == Span.WORKING_DAYS else np.arange(grid.days)
            places = np.array([grid.halves[half] for half in block.cells], dtype=np.int64)
            cells = (days[:, None] * grid.width + places).ravel()
            found = self._axes[key] = cells, np.tile(np.arange(len(places)), len(days))
        return found

    def _stage(self, n: int, b: int, options: tuple[Option, ...], blocked: Bools, dropped: int) -> Stage:
        module, grid = self.problem.modules[n], self.desk.grid
        block = module.blocks[b]
        size = block.half_days
        axis, place = self._axis(block)
        free = runs(blocked[axis], size) if options else np.zeros(0, dtype=np.bool_)
        if not block.any_start:
            free = free & (place[: len(free)] == 0)
        if b == 0 and module.level == Level.PINNED and module.at is not None:
            free = free & (axis[: len(free)] == grid.cell(module.at.date, module.at.half))
        places = np.flatnonzero(free)
        starts, ends = axis[places], axis[places + size - 1]
        first, last = starts // grid.width, ends // grid.width
        self._room_for(module, len(options) * len(starts))
        open_ = self._open(module, block, options, axis, places, first, last, dropped)
        if len(places):
            some = open_.any(axis=0)
            places, starts, ends, first, last = (a[some] for a in (places, starts, ends, first, last))
            open_ = open_[:, some]
        soft = self._summed(axis, places, size)
        if b == 0:
            soft = soft + self.problem.weights.earliness * first
            if module.level == Level.PUBLISHED and module.at is not None:
                soft = soft + self.problem.weights.moved * (
                    starts != grid.cell(module.at.date, module.at.half)
                )
        return Stage(
            module=n,
            block=b,
            closes=b == len(module.blocks) - 1,
            options=options,
            starts=starts,
            ends=ends,
            first=first,
            last=last,
            open=open_,
            soft=soft,
            fixed=np.array([self._fixed(option) * size for option in options], dtype=np.int64),
            axis=axis,
            places=places,
            half_days=size,
        )

    def _room_for(self, module: Module, cells: int) -> None:
        if cells > CELLS_MAX:
            raise TooManyOptions(module.id)

    def _open(
        self,
        module: Module,
        block: Block,
        options: tuple[Option, ...],
        axis: Ints,
        places: Ints,
        first: Ints,
        last: Ints,
        dropped: int,
    ) -> Bools:
        """Which options are free for the whole block, by option and start."""
        open_ = np.ones((len(options), len(places)), dtype=np.bool_)
        if not len(places) or not options:
            return open_
        working = block.span == Span.WORKING_DAYS
        rows: dict[tuple[str, str | None], Bools] = {}
        for row, option in enumerate(options):
            for name in option.trainers:
                person = self.desk.person(name, dropped)
                town = option.town if person.travel else None
                free = rows.get((name, town))
                if free is None:
                    free = runs(person.taken(town)[axis], block.half_days)[places]
                    free = free & ~person.over(first, last, working)
                    rows[name, town] = free
                open_[row] &= free
        for venue in {option.venue for option in options if option.venue}:
            free = runs(self.desk.of_venue(venue).taken(dropped)[axis], block.half_days)[places]
            open_[[row for row, option in enumerate(options) if option.venue == venue]] &= free
        return open_

    # At what cost.

    def _soft_costs(self) -> Ints:
        """What each cell costs by the soft rules that it breaks."""
        weights = self.problem.weights
        cost = np.zeros(self.desk.grid.size, dtype=np.int64)
        for rule in self.problem.rules:
            if isinstance(rule, NotBefore | NotAfter) or rule.hard:
                continue
            weight = {
                WeekdaysRule: weights.weekday,
                SchoolRule: weights.school,
                ClosureRule: weights.closure,
                CellsRule: weights.cells,
            }[type(rule)]
            cost[self.desk.rule_cells(rule)] += weight
        return cost

    def _summed(self, axis: Ints, places: Ints, size: int) -> Ints:
        before = np.concatenate(([0], np.cumsum(self._soft[axis])))
        return np.asarray(before[places + size] - before[places])

    def _fixed(self, option: Option) -> int:
        """What a half-day costs by its trainers: their rank, and being away from their town."""
        weights, total = self.problem.weights, 0
        for name in option.trainers:
            trainer = self.desk.trainers[name]
            away = trainer.town is not None and option.town is not None and trainer.town != option.town
            total += weights.rank * (trainer.rank - 1) + weights.travel * away
        return total


def runs(blocked: Bools, size: int) -> Bools:
    """For each place of an axis where a block of `size` fits before its end, whether all of it is free."""
    if len(blocked) < size:
        return np.zeros(0, dtype=np.bool_)
    before = np.concatenate(([0], np.cumsum(blocked)))
    return np.asarray(before[size:] == before[:-size])


def stays(module: Module, option: Option, staffed: bool) -> bool:
    """Whether a pinned module keeps the trainers and the venue where it is pinned."""
    at = module.at
    if at is None or module.level != Level.PINNED:
        return True
    if at.venue is not None and at.venue != option.venue:
        return False
    if at.trainers is None or not staffed:
        return True
    in_order = all(name in role.any_of for name, role in zip(at.trainers, module.team, strict=True))
    return option.trainers == at.trainers if in_order else sorted(option.trainers) == sorted(at.trainers)
