"""Every calendar of a tiny problem, one after the other: the contract read literally, with nothing clever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise, product
from math import prod

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from backoffice.domain.calendar_problem import (
    Anchor,
    CellsRule,
    ClosureRule,
    Length,
    Level,
    Module,
    NotAfter,
    NotBefore,
    Problem,
    SchoolRule,
    Slot,
    Span,
    Taught,
    Trainer,
    Unit,
    WeekdaysRule,
)
from backoffice.domain.calendars import Calendar as Holidays
from backoffice.domain.school import Known, school_holiday

DAY = timedelta(days=1)
Cell = tuple[date, int]


@dataclass(frozen=True)
class Placed:
    """One module placed: the cells of each block, the trainers in the order of the roles, the venue."""

    module: Module
    blocks: tuple[tuple[Cell, ...], ...]
    trainers: tuple[str, ...]
    venue: str | None

    @property
    def cells(self) -> list[Cell]:
        return [cell for block in self.blocks for cell in block]

    @property
    def first(self) -> date:
        return self.blocks[0][0][0]

    @property
    def last(self) -> date:
        return self.blocks[-1][-1][0]


Calendar = tuple[Placed, ...]


@dataclass
class Brute:
    problem: Problem
    dropped: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        p = self.problem
        self.holidays = Holidays(p.territory, good_friday=p.good_friday)
        self.order = [half.id for half in p.half_days]
        self.trainers = {t.id: t for t in p.trainers}
        self.venues = {v.id: v for v in p.venues}
        self.towns = {v.id: v.town for v in p.venues}

    def kept(self, name: str) -> bool:
        return name not in self.dropped

    # Days.

    def working(self, day: date) -> bool:
        return day.weekday() < 5 and self.holidays.holiday(day) is None

    def usable(self, day: date) -> bool:
        if not self.problem.first <= day <= self.problem.last:
            return False
        if self.holidays.holiday(day) and self.kept(f"holiday:{day}"):
            return False
        sets = [
            set(r.allow)
            for r in self.problem.rules
            if isinstance(r, WeekdaysRule) and r.hard and self.kept(r.id)
        ]
        return day.isoweekday() in (set.intersection(*sets) if sets else {1, 2, 3, 4, 5})

    def hits(self, rule: object, cell: Cell) -> bool:
        day, place = cell
        if isinstance(rule, WeekdaysRule):
            return day.isoweekday() not in rule.allow
        if isinstance(rule, SchoolRule):
            known = school_holiday(rule.zone, day)
            return isinstance(known, Known) and known.name is not None
        if isinstance(rule, ClosureRule):
            return rule.first <= day <= rule.last
        if isinstance(rule, CellsRule):
            return (rule.weekday is None or rule.weekday == day.isoweekday()) and (
                rule.half is None or rule.half == self.order[place]
            )
        if isinstance(rule, NotBefore):
            return day < rule.date
        assert isinstance(rule, NotAfter)
        return day > rule.date

    def open_cell(self, module: Module, cell: Cell) -> bool:
        if not self.usable(cell[0]):
            return False
        for rule in self.problem.rules:
            hard = isinstance(rule, NotBefore | NotAfter) or rule.hard
            if hard and not isinstance(rule, WeekdaysRule) and self.kept(rule.id) and self.hits(rule, cell):
                return False
        window = module.window
        return (
            window is None or not self.kept(f"window:{module.id}") or window.first <= cell[0] <= window.last
        )

    # Blocks.

    def block_cells(self, module: Module, number: int) -> list[tuple[Cell, ...]]:
        block = module.blocks[number]
        days = [
            self.problem.first + n * DAY for n in range((self.problem.last - self.problem.first).days + 1)
        ]
        if block.span == Span.WORKING_DAYS:
            days = [day for day in days if self.working(day)]
        line = [(day, self.order.index(half)) for day in days for half in block.cells]
        found = []
        for at in range(len(line) - block.half_days + 1):
            if not block.any_start and at % len(block.cells):
                continue
            cells = tuple(line[at : at + block.half_days])
            if all(self.open_cell(module, cell) for cell in cells):
                found.append(cells)
        return found

    def later(self, day: date, length: Length) -> date:
        if length.unit == Unit.MONTHS:
            moved: date = day + relativedelta(months=length.n)
            return moved
        if length.unit == Unit.WORKING_DAYS:
            left = length.n
            while left:
                day += DAY
                left -= self.working(day)
            return day
        return day + length.n * (7 if length.unit == Unit.WEEKS else 1) * DAY

    def follows(self, module: Module, number: int, before: Cell, start: Cell) -> bool:
        gap = module.blocks[number].gap if number else module.gap
        name = f"gap:{module.id}:{number}" if number else f"gap:{module.id}"
        if gap is None or not self.kept(name):
            return start[0] > before[0]
        if gap.min is None:
            if start[0] <= before[0]:
                return False
        elif gap.min.n == 0:
            if start <= before:
                return False
        elif start[0] < self.later(before[0], gap.min):
            return False
        return gap.max is None or start[0] <= self.later(before[0], gap.max)

    # People.

    def booked(self, trainer: Trainer) -> list[tuple[Cell, str | None]]:
        return [
            ((b.date, self.order.index(b.half)), b.town)
            for b in trainer.booked
            if self.kept(f"booked:{trainer.id}:{b.date}:{b.half}")
        ]

    def free(self, name: str, cell: Cell) -> bool:
        trainer = self.trainers[name]
        if any(at == cell for at, _town in self.booked(trainer)):
            return False
        for absence in trainer.away:
            if not self.kept(absence.id) or absence.half not in (None, self.order[cell[1]]):
                continue
            if not absence.first <= cell[0] <= absence.last:
                continue
            if absence.rrule is None:
                return False
            start = datetime.combine(absence.first, time())
            at = datetime.combine(cell[0], time())
            if at in rrulestr(absence.rrule, dtstart=start).between(start, at, inc=True):
                return False
        return True

    def teams(self, module: Module) -> list[tuple[str, ...]]:
        if not module.team or not self.kept(f"team:{module.id}"):
            return [()]
        return [team for team in product(*(r.any_of for r in module.team)) if len(set(team)) == len(team)]

    def rooms(self, module: Module) -> list[str | None]:
        if not module.venues:
            return [None]
        size = self.problem.group_size
        return [
            name
            for name in module.venues
            if not self.kept(f"capacity:{name}")
            or size is None
            or self.venues[name].capacity is None
            or (self.venues[name].capacity or 0) >= size
        ]

    def room_free(self, venue: str | None, cell: Cell) -> bool:
        if venue is None:
            return True
        return not any(
            (b.date, self.order.index(b.half)) == cell and self.kept(f"booked:{venue}:{b.date}:{b.half}")
            for b in self.venues[venue].booked
        )

    # Modules alone, then together.

    def candidates(self, module: Module) -> list[Placed]:
        found = []
        starts = [self.block_cells(module, n) for n in range(len(module.blocks))]
        whole = [
            blocks
            for blocks in product(*starts)
            if all(self.follows(module, n, blocks[n - 1][-1], blocks[n][0]) for n in range(1, len(blocks)))
        ]
        for team, venue, blocks in product(self.teams(module), self.rooms(module), whole):
            one = Placed(module, blocks, team, venue)
            if (
                self.stays(one)
                and all(self.free(name, cell) for name in team for cell in one.cells)
                and all(self.room_free(venue, cell) for cell in one.cells)
            ):
                found.append(one)
        return sorted(found, key=key)

    @property
    def size(self) -> int:
        """How many combinations of places there are, fitting together or not."""
        return prod(len(self.candidates(module)) for module in self.problem.modules)

    def stays(self, one: Placed) -> bool:
        at = one.module.at
        if one.module.level != Level.PINNED or at is None:
            return True
        return (
            one.blocks[0][0] == (at.date, self.order.index(at.half))
            and (at.venue is None or at.venue == one.venue)
            and self.keeps_team(one)
        )

    def keeps_team(self, one: Placed) -> bool:
        """The pinned trainers in the order of the roles, in another only when they can't fill them so."""
        assert one.module.at is not None
        pinned = one.module.at.trainers
        if pinned is None or not one.module.team or not self.kept(f"team:{one.module.id}"):
            return True
        if pinned in self.teams(one.module):
            return one.trainers == pinned
        return sorted(one.trainers) == sorted(pinned)

    def all(self) -> Iterator[Calendar]:
        """Every calendar that breaks no rule."""
        lists = [self.candidates(module) for module in self.problem.modules]

        def grow(prefix: Calendar) -> Iterator[Calendar]:
            if len(prefix) == len(lists):
                if self.links_hold(prefix) and all(self.bearable(t, prefix) for t in self.problem.trainers):
                    yield prefix
                return
            for one in lists[len(prefix)]:
                if not prefix or self.follows(one.module, 0, prefix[-1].cells[-1], one.cells[0]):
                    yield from grow((*prefix, one))

        return grow(())

    def links_hold(self, calendar: Calendar) -> bool:
        at = {one.module.id: one for one in calendar}
        for link in self.problem.links:
            base = at[link.source].first if link.anchor == Anchor.START else at[link.source].last
            start = at[link.to].first
            if not self.kept(link.id):
                continue
            if link.min is not None and start < self.later(base, link.min):
                return False
            if link.max is not None and start > self.later(base, link.max):
                return False
        return True

    def bearable(self, trainer: Trainer, calendar: Calendar) -> bool:
        mine = [
            (c, self.towns.get(one.venue or ""))
            for one in calendar
            if trainer.id in one.trainers
            for c in one.cells
        ]
        if not mine:
            return True
        booked = self.booked(trainer)
        planned_days = {cell[0] for cell, _town in mine}
        days = planned_days | {cell[0] for cell, _town in booked}
        most = trainer.max_days_week
        if most is not None and self.kept(f"max_days_week:{trainer.id}"):
            for day in planned_days:
                if len({d for d in days if d.isocalendar()[:2] == day.isocalendar()[:2]}) > most:
                    return False
        most = trainer.max_days_row
        if most is not None and self.kept(f"max_days_row:{trainer.id}"):
            for day in planned_days:
                run, at = 1, day
                while at - DAY in days:
                    run, at = run + 1, at - DAY
                at = day
                while at + DAY in days:
                    run, at = run + 1, at + DAY
                if run > most:
                    return False
        need = self.problem.travel_cells
        if need and self.kept(f"travel:{trainer.id}"):
            taken = {self.number(cell) for cell, _town in mine + booked}
            for cell, town in mine:
                for other, there in mine + booked:
                    a, b = sorted((self.number(cell), self.number(other)))
                    apart = a < b and town is not None and there is not None and town != there
                    if apart and sum(n not in taken for n in range(a + 1, b)) < need:
                        return False
        return True

    def number(self, cell: Cell) -> int:
        return cell[0].toordinal() * len(self.order) + cell[1]

    # Cost and order.

    def cost(self, calendar: Calendar) -> int:
        w, p = self.problem.weights, self.problem
        total = 0
        for one in calendar:
            total += w.earliness * (one.first - p.first).days
            at = one.module.at
            if one.module.level == Level.PUBLISHED and at is not None:
                total += w.moved * (one.blocks[0][0] != (at.date, self.order.index(at.half)))
            for cell in one.cells:
                for name in one.trainers:
                    t = self.trainers[name]
                    total += w.rank * (t.rank - 1)
                    town = self.towns.get(one.venue or "")
                    total += w.travel * (t.town is not None and town is not None and t.town != town)
                for rule in p.rules:
                    if not isinstance(rule, NotBefore | NotAfter) and not rule.hard and self.hits(rule, cell):
                        kinds = {WeekdaysRule: w.weekday, SchoolRule: w.school, ClosureRule: w.closure}
                        total += kinds.get(type(rule), w.cells)
        for a, b in pairwise(calendar):
            if b.module.gap is not None and b.module.gap.target_days is not None:
                total += w.evenness * abs((b.first - a.last).days - b.module.gap.target_days)
            leads = [
                name
                for one in (a, b)
                for name, role in zip(one.trainers, one.module.team, strict=False)
                if role.role == "lead"
            ]
            total += w.continuity * (len(leads) == 2 and leads[0] != leads[1])
        return total

    def alternatives(self) -> list[tuple[int, Calendar]]:
        """As the contract says: each the cheapest far enough from those before it, the first among equals."""
        ordered = sorted(
            ((self.cost(c), tuple(key(one) for one in c), c) for c in self.all()), key=lambda e: e[:2]
        )
        found: list[tuple[int, Calendar]] = []
        d = self.problem.diversity
        for cost, _key, calendar in ordered:
            if len(found) == self.problem.alternatives:
                break
            if all(self.far(calendar, before, d.share_bp, d.days) for _c, before in found):
                found.append((cost, calendar))
        return found

    def far(self, one: Calendar, other: Calendar, share_bp: int, days: int) -> bool:
        away = sum(abs((a.first - b.first).days) >= days for a, b in zip(one, other, strict=True))
        return away * 10_000 >= share_bp * len(one)

    def possible(self) -> bool:
        return next(self.all(), None) is not None

    def slots(self, calendar: Calendar) -> tuple[Slot, ...]:
        return tuple(
            Slot(
                one.module.id,
                number,
                cell[0],
                self.order[cell[1]],
                tuple(Taught(n, r.role) for n, r in zip(one.trainers, one.module.team, strict=False)),
                one.venue,
                self.problem.half_days[cell[1]].start,
                self.problem.half_days[cell[1]].end,
            )
            for one in calendar
            for number, block in enumerate(one.blocks)
            for cell in block
        )


def key(one: Placed) -> tuple[object, ...]:
    """The order among equals: (date, cell, trainers by role, venue) of each block in turn."""
    return tuple((block[0], one.trainers, one.venue or "") for block in one.blocks)
