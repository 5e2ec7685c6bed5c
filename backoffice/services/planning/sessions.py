"""Slots laid out on half-days: which cells each takes, in what shape of blocks, and at what hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from backoffice.domain.calendar_problem import Block, Gap, Length, Span, Unit
from backoffice.domain.programme import elapsed
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.i18n.formats import duration
from backoffice.services.planning.facts import Sat

Halves = tuple[tuple[str, time, time], ...]
# Blocks over more days than a week has working days go on after the week-end.
_WEEK = 5


class TooLong(BackofficeError):
    """A slot that no day of the house can hold."""

    code = "slot_too_long"

    def __init__(self, sat: Sat, most: int) -> None:
        super().__init__(
            _("{slot} ({module}) lasts {minutes}, more than a day of {most}.").format(
                slot=sat.ref, module=sat.module, minutes=duration(sat.minutes), most=duration(most)
            ),
            remedy=_("Give its part hours of its own in the programme, or split it in two parts."),
        )


@dataclass(frozen=True, slots=True)
class Seated:
    """A slot in the cells `first` to `last` (inclusive) of its module's run, at its hours.

    `share` is its rank (from 0) among how many sub-groups work side by side, each with a part of the team.
    """

    sat: Sat
    first: int
    last: int
    start: time
    finish: time
    share: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Layout:
    """A module's slots seated one after the other; `days` are the cells of each day, `blocks` their shape."""

    seats: tuple[Seated, ...]
    days: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...]


def layout(sats: Sequence[Sat], halves: Halves, between: Sequence[Gap | None], teachers: int = 1) -> Layout:
    """The slots of one module, in order, as blocks of half-days; `between` are the gaps between its blocks.

    Slots whose hours the programme gives keep them. The others fill half-days from the morning on: several
    short ones share one, a long one takes the day. Sub-groups work side by side where there are `teachers`
    enough, else one after the other. Raises TooLong.
    """
    beside = _side_by_side(sats, teachers)
    seats: list[Seated] = []
    days: list[tuple[str, ...]] = []
    blocks: list[Block] = []
    for number, (_block, group) in enumerate(groupby(sats, key=lambda one: one.block)):
        run = _Run(halves, sum(map(len, days)))
        for sat in group:
            rank, _count = beside.get(sat.ref, (0, 1))
            if rank:
                run.seats.append(replace(run.seats[-1], sat=sat))
            else:
                run.seat(sat)
        found = tuple(tuple(day) for day in run.days)
        gap = between[number - 1] if 0 < number <= len(between) else None
        if found == (("am",),) and not any(_fixed(seat.sat) for seat in run.seats):
            blocks.append(Block(1, gap, any_start=True))
        else:
            blocks.extend(_blocks(found, gap))
        seats.extend(replace(seat, share=beside.get(seat.sat.ref, (0, 1))) for seat in run.seats)
        days.extend(found)
    return Layout(tuple(seats), tuple(days), tuple(blocks))


def _side_by_side(sats: Sequence[Sat], teachers: int) -> dict[str, tuple[int, int]]:
    """For each sub-group that works beside others, its rank among them and how many they are."""
    found: dict[str, tuple[int, int]] = {}
    for _position, group in groupby(sats, key=lambda sat: sat.position):
        mine = [sat for sat in group if sat.with_whom == "subgroup"]
        if 1 < len(mine) <= teachers:
            found |= {sat.ref: (rank, len(mine)) for rank, sat in enumerate(mine)}
    return found


def standing_layout(sats: Sequence[Sat], halves: Halves) -> Layout:
    """The slots of one module that all have a date, in the shape that they have."""
    dated = sorted((sat for sat in sats if sat.day), key=lambda sat: (sat.day, sat.start))
    names = [name for name, _start, _finish in halves]
    seats: list[Seated] = []
    days: list[tuple[str, ...]] = []
    blocks: list[Block] = []
    last: date | None = None
    for day, group in groupby(dated, key=lambda sat: sat.day):
        today = list(group)
        assert day is not None
        taken = {cell for sat in today for cell in _cells(sat, halves)}
        cells = tuple(name for name in names if name in taken)
        before = sum(map(len, days))
        for sat in today:
            mine = _cells(sat, halves)
            first, end = (before + cells.index(cell) for cell in (mine[0], mine[-1]))
            assert sat.start is not None
            assert sat.finish is not None
            seats.append(Seated(sat, first, end, sat.start, sat.finish))
        apart = Length((day - last).days, Unit.DAYS) if last else None
        blocks.append(Block(len(cells), Gap(apart, apart) if apart else None, cells=cells))
        days.append(cells)
        last = day
    return Layout(tuple(seats), tuple(days), tuple(blocks))


def _cells(sat: Sat, halves: Halves) -> tuple[str, ...]:
    assert sat.start is not None
    assert sat.finish is not None
    return cells_of(sat.start, sat.finish, halves)


def _fixed(sat: Sat) -> bool:
    return sat.hours is not None and sat.hours.start is not None


class _Run:
    """Half-days filled one after the other; `offset` is the number of those before."""

    def __init__(self, halves: Halves, offset: int) -> None:
        self.halves = {name: (start, finish) for name, start, finish in halves}
        self.names = [name for name, _start, _finish in halves]
        self.days: list[list[str]] = []
        self.seats: list[Seated] = []
        self.offset = offset
        # Until when the last cell is filled; None when nothing more goes into it.
        self.filled: time | None = None

    def seat(self, sat: Sat) -> None:
        wanted = sat.hours
        if wanted is not None and wanted.start is not None and wanted.finish is not None:
            self._at(sat, wanted.start, wanted.finish)
        else:
            self._anywhere(sat)

    def _at(self, sat: Sat, start: time, finish: time) -> None:
        cells = cells_of(start, finish, self._triples())
        today = self.days[-1] if self.days else []
        last = max((self.names.index(one) for one in today), default=-1)
        if not self.days or self.names.index(cells[0]) < last or self._overlaps(start):
            self.days.append([])
        self._take(sat, cells, start, finish)
        self.filled = finish

    def _overlaps(self, start: time) -> bool:
        before = self.seats[-1] if self.seats else None
        return before is not None and before.finish > start

    def _anywhere(self, sat: Sat) -> None:
        begin = self._room(sat.minutes)
        if begin is not None:
            cell = self.days[-1][-1]
            self._take(sat, (cell,), begin, _plus(begin, sat.minutes))
        else:
            self._in_a_new_cell(sat)
        self.filled = self.seats[-1].finish

    def _room(self, minutes: int) -> time | None:
        """Where `minutes` fit after the last slot, in the same half-day."""
        if self.filled is None or not self.days:
            return None
        _start, finish = self.halves[self.days[-1][-1]]
        return self.filled if elapsed(self.filled, finish) >= minutes else None

    def _in_a_new_cell(self, sat: Sat) -> None:
        usual = ("am", "pm")
        morning, afternoon = (elapsed(*self.halves[name]) for name in usual)
        after_morning = bool(self.days) and self.days[-1] == ["am"]
        if sat.minutes <= afternoon and after_morning:
            self._take(sat, ("pm",), self.halves["pm"][0], _plus(self.halves["pm"][0], sat.minutes))
            return
        self.days.append([])
        start = self.halves["am"][0]
        if sat.minutes <= morning:
            self._take(sat, ("am",), start, _plus(start, sat.minutes))
        elif sat.minutes <= morning + afternoon:
            lunch = elapsed(self.halves["am"][1], self.halves["pm"][0])
            self._take(sat, usual, start, _plus(start, sat.minutes + lunch))
        else:
            raise TooLong(sat, morning + afternoon)

    def _take(self, sat: Sat, cells: tuple[str, ...], start: time, finish: time) -> None:
        today = self.days[-1]
        for cell in cells:
            if cell not in today:
                today.append(cell)
        before = sum(map(len, self.days[:-1])) + self.offset
        first, last = (before + today.index(cell) for cell in (cells[0], cells[-1]))
        self.seats.append(Seated(sat, first, last, start, finish))

    def _triples(self) -> Halves:
        return tuple((name, *self.halves[name]) for name in self.names)


def cells_of(start: time, finish: time, halves: Halves) -> tuple[str, ...]:
    """The half-days that a stretch of a day takes: those that it overlaps, else the nearest one."""
    found = tuple(name for name, begin, end in halves if start < end and begin < finish)
    if found:
        return found
    return (min(halves, key=lambda one: abs(elapsed(one[1], start)))[0],)


def _plus(start: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()


def _blocks(days: tuple[tuple[str, ...], ...], gap: Gap | None) -> Iterator[Block]:
    """Days that follow each other, as blocks of one pattern each; a single half-day may be any.

    `gap` is the one before them all.
    """
    unit = Unit.DAYS if len(days) <= _WEEK else Unit.WORKING_DAYS
    span = Span.DAYS if len(days) <= _WEEK else Span.WORKING_DAYS
    next_day = Gap(Length(1, unit), Length(1, unit))
    for n, (pattern, count, last) in enumerate(_patterns(days)):
        yield Block(
            half_days=count * len(pattern) + len(last),
            gap=next_day if n else gap,
            any_start=False,
            span=span,
            cells=pattern,
        )


def _patterns(days: tuple[tuple[str, ...], ...]) -> Iterator[tuple[tuple[str, ...], int, tuple[str, ...]]]:
    """(cells of each day, how many such days, cells of a last day that begins likewise and ends sooner)."""
    rest = list(days)
    while rest:
        pattern = rest[0]
        count = 0
        while rest and rest[0] == pattern:
            rest.pop(0)
            count += 1
        last: tuple[str, ...] = ()
        if len(rest) == 1 and rest[0] == pattern[: len(rest[0])]:
            last = rest.pop(0)
        yield pattern, count, last
