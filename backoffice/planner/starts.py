"""Where each block of a module can start, with whom and where: the layers of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from backoffice.domain.calendar_problem import (
    Level,
    Module,
)
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.planner.desk import Desk
from backoffice.planner.grid import Bools, Ints
from backoffice.planner.shapes import Shape

OPTIONS_MAX = 20_000
CELLS_MAX = 20_000_000
_NOWHERE: Ints = np.zeros(0, dtype=np.int64)


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
class Cast:
    """All who are in some options, each with the town where they would teach, and the venues; then by number
    each option's team (a column for each role) and its venue."""

    people: tuple[tuple[str, str | None], ...]
    rooms: tuple[str, ...]
    teams: Ints
    housed: Ints

    @classmethod
    def of(cls, options: tuple[Option, ...]) -> Cast:
        people: dict[tuple[str, str | None], int] = {}
        rooms: dict[str, int] = {}
        teams = [
            [people.setdefault((name, option.town), len(people)) for name in option.trainers]
            for option in options
        ]
        # All options of a module have a venue, or none has.
        housed = [rooms.setdefault(one.venue, len(rooms)) for one in options if one.venue is not None]
        width = len(options[0].trainers) if options else 0
        return cls(
            tuple(people),
            tuple(rooms),
            np.array(teams, dtype=np.int64).reshape(len(options), width),
            np.array(housed, dtype=np.int64),
        )


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
        self._ways: dict[tuple[str, int], tuple[Option, ...]] = {}
        self._casts: dict[int, Cast] = {}
        self._fixed_by: dict[tuple[int, int], Ints] = {}
        self._soft_by_shape: dict[int, Ints] = {}
        self._kept: dict[tuple[object, ...], tuple[Stage, ...]] = {}
        self._bits: dict[int, int] = {}

    def stages(self, dropped: int) -> list[Stage]:
        """Every block in order; raises TooManyOptions."""
        found: list[Stage] = []
        cells = 0
        for n, module in enumerate(self.problem.modules):
            self.desk.check()
            found += self.module(n, dropped)
            cells += sum(stage.open.size for stage in found[-len(module.blocks) :])
            if cells > CELLS_MAX:
                raise TooManyOptions(module.id)
        return found

    def module(self, n: int, dropped: int) -> tuple[Stage, ...]:
        key = (n, dropped & self.bearing(n) if dropped else 0)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._stages(n, dropped)
        return found

    def bearing(self, n: int) -> int:
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
        return tuple(self._stage(n, b, options, dropped) for b in range(len(module.blocks)))

    # Who and where.

    def _options(self, module: Module, dropped: int) -> tuple[Option, ...]:
        """The ways to staff and house a module, by (trainers, venue)."""
        bits = self.desk.bit(f"team:{module.id}")
        for venue in module.venues:
            bits |= self.desk.bit(f"capacity:{venue}")
        key = module.id, dropped & bits
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = self._ways_for(module, dropped)
        return found

    def _ways_for(self, module: Module, dropped: int) -> tuple[Option, ...]:
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

    def _stage(self, n: int, b: int, options: tuple[Option, ...], dropped: int) -> Stage:
        module = self.problem.modules[n]
        block = module.blocks[b]
        shape = self.desk.shapes.of(block)
        places = np.flatnonzero(self._free(module, b, shape, dropped)) if options else _NOWHERE
        if len(options) * len(places) > CELLS_MAX:
            raise TooManyOptions(module.id)
        open_ = self._open(options, shape, places, dropped)
        some = open_.any(axis=0)
        if not some.all():
            places, open_ = places[some], open_[:, some]
        starts = shape.starts[places]
        soft = self._soft_sums(shape)[places]
        if b == 0:
            soft = soft + self.problem.weights.earliness * shape.first[places]
            if module.level == Level.PUBLISHED and module.at is not None:
                away = starts != self.desk.grid.cell(module.at.date, module.at.half)
                soft = soft + self.problem.weights.moved * away
        return Stage(
            module=n,
            block=b,
            closes=b == len(module.blocks) - 1,
            options=options,
            starts=starts,
            ends=shape.ends[places],
            first=shape.first[places],
            last=shape.last[places],
            open=open_,
            soft=soft,
            fixed=self._fixed_costs(options, block.half_days),
            axis=shape.axis,
            places=places,
            half_days=block.half_days,
        )

    def _free(self, module: Module, b: int, shape: Shape, dropped: int) -> Bools:
        """The places that the calendar, the module's window and its pin leave."""
        grid = self.desk.grid
        free = self.desk.open_places(shape, dropped)
        if not module.blocks[b].any_start:
            free = free & shape.opening
        window = module.window
        if window is not None and not (dropped and self.desk.bit(f"window:{module.id}") & dropped):
            free = free & (shape.first >= grid.day(window.first)) & (shape.last <= grid.day(window.last))
        if b == 0 and module.level == Level.PINNED and module.at is not None:
            free = free & (shape.starts == grid.cell(module.at.date, module.at.half))
        return free

    def _open(self, options: tuple[Option, ...], shape: Shape, places: Ints, dropped: int) -> Bools:
        """Which options are free for the whole block, by option and place."""
        desk, cast = self.desk, self._cast(options)
        open_ = np.ones((len(options), len(places)), dtype=np.bool_)
        if cast.people:
            free = np.stack(
                [desk.person(name, dropped).free(shape, town)[places] for name, town in cast.people]
            )
            for role in cast.teams.T:
                open_ &= free[role]
        if cast.rooms:
            open_ &= np.stack([desk.of_venue(one).free(shape, dropped)[places] for one in cast.rooms])[
                cast.housed
            ]
        return open_

    def _cast(self, options: tuple[Option, ...]) -> Cast:
        # The options of a module are kept, so their identity stands for them.
        found = self._casts.get(id(options))
        if found is None:
            found = self._casts[id(options)] = Cast.of(options)
        return found

    # At what cost.

    def _soft_costs(self) -> Ints:
        """What each cell costs by the soft rules that it breaks."""
        cost = np.zeros(self.desk.grid.size, dtype=np.int64)
        for term, broken in self.desk.soft:
            cost[broken] += getattr(self.problem.weights, term)
        return cost

    def _soft_sums(self, shape: Shape) -> Ints:
        found = self._soft_by_shape.get(id(shape))
        if found is None:
            found = self._soft_by_shape[id(shape)] = shape.sums(self._soft)
        return found

    def _fixed_costs(self, options: tuple[Option, ...], half_days: int) -> Ints:
        key = id(options), half_days
        found = self._fixed_by.get(key)
        if found is None:
            costs = [self._fixed(option) * half_days for option in options]
            found = self._fixed_by[key] = np.array(costs, dtype=np.int64)
        return found

    def _fixed(self, option: Option) -> int:
        """What a half-day costs by its trainers: their rank, and being away from their town."""
        weights, total = self.problem.weights, 0
        for name in option.trainers:
            trainer = self.desk.trainers[name]
            away = trainer.town is not None and option.town is not None and trainer.town != option.town
            total += weights.rank * (trainer.rank - 1) + weights.travel * away
        return total


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
