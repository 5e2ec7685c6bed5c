"""The planner's board as it is looked at: which weeks, which half-day, which moves are staged. No widget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from backoffice.domain.text import fold
from backoffice.services.planning.board_values import HALVES, Board, BoardRow, Clash, DayMark, Sitting, Staged

MOVABLE = frozenset({"proposed", "held", "expired", "confirmed"})
# The half-days of a week, mornings and afternoons.
WEEK = 14
# Weeks that are read beside those on screen: keys that go there wait for nothing.
BEFORE, AFTER = 6, 40
_NOTHING = DayMark()


@dataclass(frozen=True, slots=True)
class Spot:
    """What is drawn in a half-day: a state or a mark (family ``board``); `clash` when a rule is broken."""

    mark: str
    count: int = 1
    clash: bool = False


@dataclass
class Grid:
    """A board, from where it is looked at; moves are staged in it until they are made or dropped."""

    first: date
    weeks: int = 4
    at: int = 0
    board: Board | None = None
    filter: str = ""
    staged: dict[str, Staged] = field(default_factory=dict)
    origins: dict[str, Sitting] = field(default_factory=dict)
    picked: str = ""
    before: Staged | None = None
    clashes: tuple[Clash, ...] = ()
    _rows: tuple[BoardRow, ...] = ()
    _index: dict[str, Mapping[tuple[date, str], tuple[Sitting, ...]]] = field(default_factory=dict)

    # -- what is there

    def show(self, board: Board) -> None:
        """Another reading of the board; what is staged stays, unless its slot is gone or has moved."""
        self.board = board
        self._index.clear()
        known = {one.ref: one for row in board.rows for one in row.sittings if one.option is None}
        for ref, origin in tuple(self.origins.items()):
            now = known.get(ref)
            if now is not None and _place(now) != _place(origin):
                self.drop(ref)
        self.narrow(self.filter)

    def narrow(self, text: str) -> None:
        """Only the rows whose words hold every word of `text`."""
        self.filter = text
        words = fold(text).split()
        rows = self.board.rows if self.board else ()
        self._rows = tuple(row for row in rows if all(word in _words(row) for word in words))

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        return self._rows

    @property
    def cells(self) -> int:
        return self.weeks * WEEK

    def when(self, cell: int) -> tuple[date, str]:
        """The day and the half-day of a cell."""
        day, half = divmod(cell, 2)
        return self.first + timedelta(days=day), HALVES[half]

    def cell_of(self, day: date, half: str) -> int:
        return (day - self.first).days * 2 + HALVES.index(half)

    def mark_of(self, row: BoardRow, day: date) -> DayMark:
        """What a day is for a row; nothing is said beyond the weeks that were read."""
        board = self.board
        if board is None or not board.first <= day <= board.last:
            return _NOTHING
        return board.days[row.days][(day - board.first).days]

    def sittings(self, row: BoardRow, day: date, half: str) -> tuple[Sitting, ...]:
        """The slots of a row in a half-day, those that are staged where they would go."""
        found = tuple(one for one in self._in(row).get((day, half), ()) if one.ref not in self.staged)
        return (*found, *(one for one in self._ghosts(row) if one.day == day and half in one.halves))

    def _in(self, row: BoardRow) -> Mapping[tuple[date, str], tuple[Sitting, ...]]:
        known = self._index.get(row.ref)
        if known is None:
            found: dict[tuple[date, str], tuple[Sitting, ...]] = defaultdict(tuple)
            for one in row.sittings:
                for half in one.halves:
                    found[one.day, half] += (one,)
            known = self._index[row.ref] = dict(found)
        return known

    def _ghosts(self, row: BoardRow) -> Iterator[Sitting]:
        """The row's slots that are staged, where they would go."""
        for ref, staged in self.staged.items():
            origin = self.origins[ref]
            if row.ref in (*origin.trainers, origin.venue, origin.dossier):
                yield _moved(origin, staged, self.halves)

    @property
    def halves(self) -> tuple[tuple[time, time], ...]:
        return self.board.halves if self.board else ((time(9), time(12, 30)), (time(14), time(17, 30)))

    def spot(self, row: BoardRow, cell: int) -> Spot:
        """What is drawn in a cell of a row."""
        day, half = self.when(cell)
        there = self.sittings(row, day, half)
        if there:
            staged = next((one for one in there if one.ref in self.staged), None)
            if staged is not None:
                return Spot("staged", len(there), self._meets(staged.ref))
            return Spot(_strongest(there), len(there))
        if any(one.ref in self.staged for one in self._in(row).get((day, half), ())):
            return Spot("left")
        off = row.away.get((day, half))
        if off is not None:
            return Spot("busy" if off.read else "away")
        mark = self.mark_of(row, day)
        if mark.holiday:
            return Spot("holiday")
        if mark.closure:
            return Spot("closure")
        if day.weekday() > 4:
            return Spot("weekend")
        if mark.school:
            return Spot("school")
        return Spot("unknown" if mark.unknown else "free")

    def _meets(self, ref: str) -> bool:
        return any(one.slot == ref and not one.wished for one in self.clashes)

    # -- looking around

    def move(self, step: int) -> None:
        """Moves the cell under the cursor; the weeks follow it."""
        self.at += step
        while self.at < 0:
            self.first -= timedelta(days=7)
            self.at += WEEK
        while self.at >= self.cells:
            self.first += timedelta(days=7)
            self.at -= WEEK

    def scroll(self, weeks: int) -> None:
        self.first += timedelta(days=7 * weeks)

    def look_at(self, day: date, half: str = "am") -> None:
        """Puts the cursor on a half-day; the weeks move only when it isn't among them."""
        if not self.first <= day < self.first + timedelta(days=7 * self.weeks):
            self.first = day - timedelta(days=day.weekday())
        self.at = self.cell_of(day, half)

    def next_sitting(self, row: BoardRow, way: int) -> Sitting | None:
        """The row's slot that comes after the cursor, or before it."""
        here = self.when(self.at)
        ordered = sorted(row.sittings, key=_begins, reverse=way < 0)
        if way > 0:
            return next((one for one in ordered if _begins(one) > here), None)
        return next((one for one in ordered if _begins(one) < here), None)

    def span(self) -> tuple[date, int]:
        """The weeks to read: from which Monday, how many."""
        return self.first - timedelta(days=7 * BEFORE), self.weeks + BEFORE + AFTER

    def wants(self) -> bool:
        """Whether the weeks on screen come near the edge of what was read."""
        first, last = self.first, self.first + timedelta(days=7 * self.weeks - 1)
        board = self.board
        near = timedelta(days=7)
        return board is None or not (board.first <= first - near and last + near <= board.last)

    # -- staging

    def at_cursor(self, row: BoardRow) -> tuple[Sitting, ...]:
        return self.sittings(row, *self.when(self.at))

    def pick(self, sitting: Sitting) -> None:
        """Takes a slot up, to be moved."""
        self.picked = sitting.ref
        self.before = self.staged.get(sitting.ref)
        if sitting.ref not in self.origins:
            self.origins[sitting.ref] = sitting
            self.staged[sitting.ref] = Staged(sitting.ref, *_place(sitting), was=_place(sitting))

    def put_down(self) -> None:
        """Leaves the slot where it is; one that is back where it was isn't staged any more."""
        ref, self.picked = self.picked, ""
        if ref and _unmoved(self.origins[ref], self.staged[ref]):
            self.drop(ref)

    def give_up(self) -> None:
        """Puts the slot that is held back where it was before it was picked up."""
        ref, self.picked = self.picked, ""
        if self.before is not None:
            self.staged[ref] = self.before
        else:
            self.drop(ref)

    def drop(self, ref: str) -> None:
        self.staged.pop(ref, None)
        self.origins.pop(ref, None)
        self.clashes = tuple(one for one in self.clashes if one.slot != ref)
        if self.picked == ref:
            self.picked = ""

    def drop_all(self) -> None:
        self.staged.clear()
        self.origins.clear()
        self.clashes, self.picked = (), ""

    def changes(self) -> tuple[Staged, ...]:
        """The moves that are staged, those that lead nowhere left out."""
        return tuple(one for ref, one in self.staged.items() if not _unmoved(self.origins[ref], one))

    def push(self, halves: int) -> None:
        """Moves the slot that is held by half-days, two for a day; days off of the week are passed over."""
        staged = self.staged[self.picked]
        origin = self.origins[self.picked]
        long = len(_halves_of(staged.start, staged.finish, self.halves)) > 1
        if long and abs(halves) == 1:
            halves *= 2
        whole, rest = divmod(abs(halves), 2)
        way = 1 if halves > 0 else -1
        for _n in range(rest):
            staged = self._half_on(staged, way)
        staged = replace(staged, day=self._days_on(staged.day, way * whole))
        self.staged[self.picked] = staged
        self.look_at(staged.day, _halves_of(staged.start, staged.finish, self.halves)[0])
        if _unmoved(origin, staged):
            self.clashes = tuple(one for one in self.clashes if one.slot != origin.ref)

    def _days_on(self, day: date, days: int) -> date:
        """So many days on; within a week, those on which the house doesn't plan are passed over."""
        if days % 7 == 0:
            return day + timedelta(days=days)
        open_days = self.board.weekdays if self.board and self.board.weekdays else frozenset(range(7))
        way = 1 if days > 0 else -1
        for _n in range(abs(days)):
            day += timedelta(days=way)
            while day.weekday() not in open_days:
                day += timedelta(days=way)
        return day

    def _half_on(self, one: Staged, way: int) -> Staged:
        """The next half-day: the same time after its opening, and as long."""
        halves = self.halves
        now = HALVES.index(_halves_of(one.start, one.finish, halves)[0])
        then = 1 - now
        day = one.day if (way > 0) == (then > now) else self._days_on(one.day, way)
        late = _minutes(one.start) - _minutes(halves[now][0])
        long = _minutes(one.finish) - _minutes(one.start)
        begins = min(max(0, _minutes(halves[then][0]) + late), 24 * 60 - 1 - long)
        return replace(one, day=day, start=_clock(begins), finish=_clock(begins + long))


def _words(row: BoardRow) -> str:
    return fold(f"{row.ref} {row.name} {row.note}")


_STRENGTH = ("done", "confirmed", "held", "expired", "proposed")


def _strongest(there: Iterable[Sitting]) -> str:
    states = {one.state for one in there}
    return next((state for state in _STRENGTH if state in states), "proposed")


def _begins(one: Sitting) -> tuple[date, str]:
    return one.day, one.halves[0]


def _place(one: Sitting) -> tuple[date, time, time]:
    return one.day, one.start, one.finish


def _unmoved(origin: Sitting, staged: Staged) -> bool:
    return _place(origin) == (staged.day, staged.start, staged.finish)


def _halves_of(start: time, finish: time, halves: tuple[tuple[time, time], ...]) -> tuple[str, ...]:
    """The half-days in which these hours are drawn."""
    if start >= halves[0][1]:
        return ("pm",)
    return ("am", "pm") if finish > halves[1][0] else ("am",)


def _moved(origin: Sitting, staged: Staged, halves: tuple[tuple[time, time], ...]) -> Sitting:
    drawn = _halves_of(staged.start, staged.finish, halves)
    return replace(origin, day=staged.day, start=staged.start, finish=staged.finish, halves=drawn)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
