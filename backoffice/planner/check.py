"""Is this calendar an answer to this problem? Each rule judged plainly, sharing no code with the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.domain.calendar_problem import (
    Absence,
    Anchor,
    Block,
    Booking,
    Calendar,
    CellsRule,
    ClosureRule,
    Gap,
    Length,
    Level,
    Link,
    Module,
    NotAfter,
    NotBefore,
    Problem,
    Rule,
    SchoolRule,
    Slot,
    Span,
    Trainer,
    Unit,
    Venue,
    WeekdaysRule,
)
from backoffice.domain.calendars import Calendar as Holidays
from backoffice.domain.months import months_after
from backoffice.domain.recurrence import parse
from backoffice.domain.school import SHIPPED, Known, SchoolCalendar
from backoffice.planner.answer import Check, Unpublished, Violation
from backoffice.planner.check_cost import cost_of
from backoffice.planner.words import Words

_DAY = timedelta(days=1)
# A cell of the calendar: its day, and its place in the day.
Cell = tuple[date, int]


def check(problem: Problem, calendar: Calendar, school: SchoolCalendar = SHIPPED) -> Check:
    """Every rule that `calendar` breaks; its cost when there is none."""
    look = _Look(problem, calendar, school)
    violations = tuple(dict.fromkeys(look.violations()))
    cost = None if violations else cost_of(problem, calendar, school)
    return Check(cost, violations, tuple(_unpublished(problem, school)))


def _unpublished(problem: Problem, school: SchoolCalendar) -> Iterator[Unpublished]:
    for rule in problem.rules:
        if isinstance(rule, SchoolRule):
            for first, last in school.unpublished(rule.zone, problem.first, problem.last):
                yield Unpublished(rule.id, first, last)


@dataclass(frozen=True)
class _Session:
    """Something that a trainer does in a cell; `planned` as against booked before."""

    cell: Cell
    town: str | None
    planned: bool
    module: str | None


@dataclass
class _Look:
    problem: Problem
    calendar: Calendar
    school: SchoolCalendar

    def __post_init__(self) -> None:
        self.words = Words(self.problem)
        self.holidays = Holidays(self.problem.territory, good_friday=self.problem.good_friday)
        self.order = {half.id: n for n, half in enumerate(self.problem.half_days)}
        self.hours = {half.id: (half.start, half.end) for half in self.problem.half_days}
        self.slots = {
            module.id: sorted(
                (slot for slot in self.calendar.slots if slot.module == module.id),
                key=lambda s: (s.block, self.at(s)),
            )
            for module in self.problem.modules
        }

    def at(self, slot: Slot | Booking) -> Cell:
        return slot.date, self.order[slot.half]

    def broken(self, rule: str, slot: Slot | None = None, module: str | None = None) -> Violation:
        if slot is None:
            return Violation(rule, module, None, None, self.words.of(rule))
        return Violation(rule, slot.module, slot.date, slot.half, self.words.of(rule))

    def violations(self) -> Iterator[Violation]:
        before: Module | None = None
        for module in self.problem.modules:
            if not self.slots[module.id]:
                yield self.broken(f"missing:{module.id}", module=module.id)
                continue
            yield from self.shape(module)
            yield from self.gaps(module, before)
            yield from self.staffed(module)
            yield from self.housed(module)
            yield from self.fixed(module)
            before = module
        yield from self.links()
        for slot in self.calendar.slots:
            yield from self.day(slot)
        for trainer in self.problem.trainers:
            yield from self.trainer(trainer)

    # Days.

    def day(self, slot: Slot) -> Iterator[Violation]:
        if not self.problem.first <= slot.date <= self.problem.last:
            yield self.broken("horizon", slot)
        if self.holidays.holiday(slot.date):
            yield self.broken(f"holiday:{slot.date.isoformat()}", slot)
        weekdays = [rule for rule in self.problem.rules if isinstance(rule, WeekdaysRule) and rule.hard]
        if not weekdays and slot.date.isoweekday() > 5:
            yield self.broken("weekday", slot)
        for rule in self.problem.rules:
            hard = isinstance(rule, NotBefore | NotAfter) or rule.hard
            if hard and self.touches(rule, slot):
                yield self.broken(rule.id, slot)

    def touches(self, rule: Rule, slot: Slot) -> bool:
        match rule:
            case WeekdaysRule():
                return slot.date.isoweekday() not in rule.allow
            case SchoolRule():
                known = self.school.on(rule.zone, slot.date)
                return isinstance(known, Known) and known.name is not None
            case ClosureRule():
                return rule.first <= slot.date <= rule.last
            case CellsRule():
                same_day = rule.weekday is None or rule.weekday == slot.date.isoweekday()
                return same_day and (rule.half is None or rule.half == slot.half)
            case NotBefore():
                return slot.date < rule.date
            case NotAfter():
                return slot.date > rule.date

    def works(self, day: date) -> bool:
        return day.isoweekday() <= 5 and self.holidays.holiday(day) is None

    # Shape, gaps, links.

    def shape(self, module: Module) -> Iterator[Violation]:
        for number, block in enumerate(module.blocks):
            slots = self.block(module, number)
            if not slots:
                yield self.broken(f"missing:{module.id}", module=module.id)
            elif [self.at(slot) for slot in slots] != self.expected(block, slots[0]):
                yield self.broken(f"shape:{module.id}", slots[0])
            for slot in slots:
                start, end = self.hours[slot.half]
                if slot.start not in (None, start) or slot.end not in (None, end):
                    yield self.broken(f"shape:{module.id}", slot)

    def block(self, module: Module, number: int) -> list[Slot]:
        return [slot for slot in self.slots[module.id] if slot.block == number]

    def expected(self, block: Block, start: Slot) -> list[Cell]:
        """The cells that a block takes when it starts there; none when it can't start there."""
        if start.half not in block.cells or not (block.any_start or start.half == block.cells[0]):
            return []
        if block.span == Span.WORKING_DAYS and not self.works(start.date):
            return []
        day, place, found = start.date, block.cells.index(start.half), []
        for _n in range(block.half_days):
            found.append((day, self.order[block.cells[place]]))
            place += 1
            if place == len(block.cells):
                day, place = day + _DAY, 0
                while block.span == Span.WORKING_DAYS and not self.works(day):
                    day += _DAY
        return found

    def gaps(self, module: Module, before: Module | None) -> Iterator[Violation]:
        previous = self.slots[before.id] if before is not None else []
        for number, block in enumerate(module.blocks):
            slots = self.block(module, number)
            if slots and previous:
                gap = block.gap if number else module.gap
                if not self.keeps(gap, previous, slots):
                    yield self.broken(f"gap:{module.id}:{number}" if number else f"gap:{module.id}", slots[0])
            previous = slots or previous

    def keeps(self, gap: Gap | None, before: list[Slot], after: list[Slot]) -> bool:
        end, start = max(self.at(slot) for slot in before), min(self.at(slot) for slot in after)
        if gap is None or gap.min is None:
            early = start[0] <= end[0]
        elif gap.min.n == 0:
            early = start <= end
        else:
            early = start[0] < self.later(end[0], gap.min)
        late = gap is not None and gap.max is not None and start[0] > self.later(end[0], gap.max)
        return not early and not late

    def later(self, day: date, length: Length) -> date:
        if length.unit == Unit.MONTHS:
            return months_after(day, length.n)
        if length.unit == Unit.WORKING_DAYS:
            return self.holidays.working_day_after(day, length.n)
        return day + length.n * _DAY * (7 if length.unit == Unit.WEEKS else 1)

    def links(self) -> Iterator[Violation]:
        for link in self.problem.links:
            before, after = self.slots[link.source], self.slots[link.to]
            if before and after and not self.holds(link, before, after):
                yield self.broken(link.id, min(after, key=self.at))

    def holds(self, link: Link, before: list[Slot], after: list[Slot]) -> bool:
        days = [slot.date for slot in before]
        base = min(days) if link.anchor == Anchor.START else max(days)
        start = min(slot.date for slot in after)
        if link.min is not None and start < self.later(base, link.min):
            return False
        return link.max is None or start <= self.later(base, link.max)

    # Who and where.

    def staffed(self, module: Module) -> Iterator[Violation]:
        slots = self.slots[module.id]
        for slot in slots:
            roles = {one.role: one.id for one in slot.trainers}
            wanted = {role.role: role.any_of for role in module.team}
            fits = (
                len(roles) == len(slot.trainers)
                and roles.keys() == wanted.keys()
                and all(roles[role] in wanted[role] for role in wanted)
                and len(set(roles.values())) == len(roles)
                and set(slot.trainers) == set(slots[0].trainers)
            )
            if not fits:
                yield self.broken(f"team:{module.id}", slot)

    def housed(self, module: Module) -> Iterator[Violation]:
        venues = {venue.id: venue for venue in self.problem.venues}
        for slot in self.slots[module.id]:
            allowed = slot.venue in module.venues if module.venues else slot.venue is None
            if not allowed or slot.venue != self.slots[module.id][0].venue:
                yield self.broken(f"venue:{module.id}", slot)
            if slot.venue is not None:
                yield from self.room(venues[slot.venue], slot)

    def room(self, venue: Venue, slot: Slot) -> Iterator[Violation]:
        size = self.problem.group_size
        if venue.capacity is not None and size is not None and venue.capacity < size:
            yield self.broken(f"capacity:{venue.id}", slot)
        for booking in venue.booked:
            if self.at(booking) == self.at(slot):
                yield self.broken(f"booked:{venue.id}:{slot.date.isoformat()}:{slot.half}", slot)

    def fixed(self, module: Module) -> Iterator[Violation]:
        window, at = module.window, module.at
        slots = self.slots[module.id]
        if window is not None:
            for slot in slots:
                if not window.first <= slot.date <= window.last:
                    yield self.broken(f"window:{module.id}", slot)
        if module.level == Level.PINNED and at is not None:
            first = slots[0]
            where = (first.date, first.half) == (at.date, at.half)
            house = at.venue is None or all(slot.venue == at.venue for slot in slots)
            if not (where and house and all(self.kept(module, slot) for slot in slots)):
                yield self.broken(f"pinned:{module.id}", first)

    def kept(self, module: Module, slot: Slot) -> bool:
        """Whether a slot has the trainers that are pinned, role by role when they can fill them so."""
        pinned = module.at.trainers if module.at is not None else None
        if pinned is None:
            return True
        if all(name in role.any_of for name, role in zip(pinned, module.team, strict=True)):
            return {(one.role, one.id) for one in slot.trainers} == {
                (role.role, name) for role, name in zip(module.team, pinned, strict=True)
            }
        return sorted(one.id for one in slot.trainers) == sorted(pinned)

    # Trainers.

    def trainer(self, trainer: Trainer) -> Iterator[Violation]:
        mine = [slot for slot in self.calendar.slots if any(one.id == trainer.id for one in slot.trainers)]
        if not mine:
            return
        booked = {self.at(booking) for booking in trainer.booked}
        for slot in mine:
            if self.at(slot) in booked:
                yield self.broken(f"booked:{trainer.id}:{slot.date.isoformat()}:{slot.half}", slot)
        for absence in trainer.away:
            days = _days_away(absence, max(slot.date for slot in mine))
            for slot in mine:
                if slot.date in days and absence.half in (None, slot.half):
                    yield self.broken(absence.id, slot)
        yield from self.weeks(trainer, mine)
        yield from self.rows(trainer, mine)
        yield from self.travel(trainer, mine)

    def weeks(self, trainer: Trainer, mine: list[Slot]) -> Iterator[Violation]:
        if trainer.max_days_week is None:
            return
        for slot in _first_of_each(mine, lambda slot: slot.date.isocalendar()[:2]):
            week = slot.date.isocalendar()[:2]
            busy = {day for day in _days(mine, trainer) if day.isocalendar()[:2] == week}
            if len(busy) > trainer.max_days_week:
                yield self.broken(f"max_days_week:{trainer.id}", slot)

    def rows(self, trainer: Trainer, mine: list[Slot]) -> Iterator[Violation]:
        if trainer.max_days_row is None:
            return
        busy = _days(mine, trainer)
        for slot in _first_of_each(mine, lambda slot: slot.date):
            first = last = slot.date
            while first - _DAY in busy:
                first -= _DAY
            while last + _DAY in busy:
                last += _DAY
            if (last - first).days + 1 > trainer.max_days_row:
                yield self.broken(f"max_days_row:{trainer.id}", slot)

    def travel(self, trainer: Trainer, mine: list[Slot]) -> Iterator[Violation]:
        if not self.problem.travel_cells:
            return
        venues = {venue.id: venue.town for venue in self.problem.venues}
        planned = [(self.number(self.at(s)), venues[s.venue] if s.venue else None, s) for s in mine]
        booked = [(self.number(self.at(b)), b.town) for b in trainer.booked]
        taken = {number for number, _town, _slot in planned} | {number for number, _town in booked}
        others = [(number, town) for number, town, _slot in planned] + booked
        for number, town, slot in planned:
            for other, there in others:
                if town is not None and there is not None and town != there and number != other:
                    between = range(min(number, other) + 1, max(number, other))
                    if self.fewer(between, taken):
                        yield self.broken(f"travel:{trainer.id}", slot)

    def number(self, cell: Cell) -> int:
        return cell[0].toordinal() * len(self.order) + cell[1]

    def fewer(self, between: range, taken: set[int]) -> bool:
        """Whether fewer cells than travel needs are without a session."""
        free = 0
        for cell in between:
            free += cell not in taken
            if free == self.problem.travel_cells:
                return False
        return True


def _days(mine: list[Slot], trainer: Trainer) -> set[date]:
    return {slot.date for slot in mine} | {booking.date for booking in trainer.booked}


def _days_away(absence: Absence, until: date) -> set[date]:
    last = min(absence.last, until)
    if absence.rrule is not None:
        return set(parse(absence.rrule).days(absence.first, last))
    return {absence.first + n * _DAY for n in range((last - absence.first).days + 1)}


def _first_of_each(slots: Iterable[Slot], key: Callable[[Slot], object]) -> list[Slot]:
    found: dict[object, Slot] = {}
    for slot in sorted(slots, key=lambda one: one.date):
        found.setdefault(key(slot), slot)
    return list(found.values())
