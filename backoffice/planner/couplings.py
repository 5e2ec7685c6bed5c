"""What modules do to each other beyond the chain: days a week and in a row, travel, links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backoffice.domain.calendar_problem import Anchor, Gap, Link
from backoffice.planner.grid import Grid
from backoffice.planner.layers import CostToGo, Graph, Waiting
from backoffice.planner.linked import CELLS, LINKS, LinkedCostToGo
from backoffice.planner.people import Person, row_fits
from backoffice.planner.separations import Separations
from backoffice.planner.starts import Stage

# For each trainer, what was planned lately and can still bear on what follows: (cell, town), ascending.
Recent = tuple[tuple[str, tuple[tuple[int, str | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """All that the past says about the future, beyond where the last block ended."""

    recent: Recent = ()
    waiting: Waiting = ()


class Couplings:
    """Judges a block against those planned before it, and says what must be remembered of them."""

    def __init__(
        self,
        grid: Grid,
        stages: tuple[Stage, ...],
        people: dict[str, Person],
        gaps: Iterable[Gap | None],
        links: Iterable[Link],
        modules: dict[str, int],
    ) -> None:
        self.grid, self.stages = grid, stages
        self.people = {name: person for name, person in people.items() if person.limited}
        self.links = tuple((modules[link.source], link, modules[link.to]) for link in links)
        self.apart = Separations(grid, stages, gaps, self.links) if self.links else None
        # Who may still teach after each stage.
        self.later: list[frozenset[str]] = []
        names: frozenset[str] = frozenset()
        for stage in reversed(stages):
            self.later.append(names)
            names |= {name for option in stage.options for name in option.trainers if name in self.people}
        self.later.reverse()

    @property
    def contradict(self) -> bool:
        """Whether links and gaps leave no calendar at all."""
        return self.apart is not None and self.apart.contradict

    @property
    def coupled(self) -> bool:
        """Whether modules may bear on each other beyond the chain."""
        return bool(self.links or self.people)

    def bounds(self, graph: Graph, check: Callable[[], None]) -> tuple[CostToGo, ...]:
        """A bound that keeps each link in sight, the first ones when they are many."""
        room = CELLS // max(len(self.links[:LINKS]), 1)
        return tuple(
            LinkedCostToGo(graph, link, source, to, room, check) for source, link, to in self.links[:LINKS]
        )

    def follow(self, memory: Memory, k: int, option: int, start: int) -> Memory | None:
        """The memory after stage `k` starts there, or None when it can't."""
        stage = self.stages[k]
        waiting = memory.waiting if not self.links else self._wait(memory.waiting, k, start)
        if waiting is None:
            return None
        if not self.people:
            return Memory((), waiting)
        choice = stage.options[option]
        cells = stage.cells(start)
        recent = dict(memory.recent)
        for name in choice.trainers:
            person = self.people.get(name)
            if person is None:
                continue
            new = tuple((cell, choice.town) for cell in cells)
            before = recent.get(name, ())
            # Alone beside what is booked, a block was already judged when its starts were made.
            if before and not allowed(person, before, new):
                return None
            recent[name] = (*before, *new)
        end = cells[-1]
        kept = ((name, self._kept(name, recent[name], end)) for name in sorted(self.later[k] & recent.keys()))
        return Memory(tuple((name, planned) for name, planned in kept if planned), waiting)

    def range_for(self, memory: Memory, k: int) -> tuple[int, int] | None:
        """The days where links let stage `k` start, when some do wait for it."""
        stage = self.stages[k]
        if stage.block:
            return None
        return next(((low, high) for module, low, high in memory.waiting if module == stage.module), None)

    def _wait(self, waiting: Waiting, k: int, start: int) -> Waiting | None:
        stage = self.stages[k]
        first, last = int(stage.first[start]), int(stage.last[start])
        bounds = {module: (low, high) for module, low, high in waiting}
        if stage.block == 0:
            low, high = bounds.pop(stage.module, (first, first))
            if not low <= first <= high:
                return None
        for source, link, to in self.links:
            anchored = stage.block == 0 if link.anchor == Anchor.START else stage.closes
            if source == stage.module and anchored:
                low, high = self.grid.bounds(link, first if link.anchor == Anchor.START else last)
                before = bounds.get(to, (0, self.grid.days - 1))
                bounds[to] = max(low, before[0]), min(high, before[1])
        # What is already behind binds nothing: states that differ only there are the same state.
        clipped = [(module, max(low, last), high) for module, (low, high) in sorted(bounds.items())]
        if any(low > high for _module, low, high in clipped) or self._too_late(clipped, stage, first, last):
            return None
        open_end = self.grid.days - 1
        return tuple(one for one in clipped if one[1] > last or one[2] < open_end)

    def _too_late(self, waiting: list[tuple[int, int, int]], stage: Stage, first: int, last: int) -> bool:
        """Whether what still lies between leaves some waiting module behind its last day."""
        apart = self.apart
        assert apart is not None
        source, day = stage.module, last if stage.closes else first
        for n, (to, low, high) in enumerate(waiting):
            if (stage.closes or stage.block == 0) and day + apart.least(source, stage.closes, to) > high:
                return True
            if any(low + apart.least(to, False, after) > most for after, _low, most in waiting[n + 1 :]):
                return True
        return False

    def _kept(
        self, name: str, planned: tuple[tuple[int, str | None], ...], end: int
    ) -> tuple[tuple[int, str | None], ...]:
        """What of `planned` still bears on cells after `end`; for limits of days, one cell for each day."""
        person, width = self.people[name], self.grid.width
        today = end // width
        since = self._since(person, {cell // width for cell, _town in planned}, today)
        near = self._near(person, {cell for cell, _town in planned}, end)
        exact = tuple(one for one in planned if one[0] >= near)
        days = dict.fromkeys(
            cell // width for cell, _town in planned if since <= cell // width and cell < near
        )
        return (*(((day * width), _ANYWHERE) for day in days if day not in person.busy_days), *exact)

    def _since(self, person: Person, days: set[int], today: int) -> int:
        """The first day that can still count: this week's, or that of the run of days that may go on."""
        since = today + 1
        if person.week is not None:
            since = today - (today - self.grid.monday) % 7
        if person.row is not None:
            busy = person.busy_days
            day = today if today in days or today in busy else today - 1
            while day in days or day in busy:
                since = min(since, day)
                day -= 1
        return since

    def _near(self, person: Person, cells: set[int], end: int) -> int:
        """The first cell from which a session elsewhere after `end` would still be too near."""
        free, at, near = 0, end, end + 1
        while person.travel and free < person.travel:
            if at in cells or at in person.sessions:
                near = at
            else:
                free += 1
            at -= 1
        return near


# Stands for the town of a session of which only the day still matters.
_ANYWHERE = None


def allowed(
    person: Person, before: tuple[tuple[int, str | None], ...], new: tuple[tuple[int, str | None], ...]
) -> bool:
    """Whether a trainer may teach `new` beside what is booked and what was planned `before`."""
    width = person.grid.width
    fresh = {cell // width for cell, _town in new}
    days = fresh | {cell // width for cell, _town in before}
    if person.week is not None and not _week_fits(person, days, fresh, person.week):
        return False
    if person.row is not None and not row_fits(person.busy_days, days, fresh, person.row):
        return False
    return person.travel == 0 or _travel_fits(person, before, new)


def _week_fits(person: Person, days: set[int], fresh: set[int], most: int) -> bool:
    busy = person.busy_days
    for monday in {day - (day - person.grid.monday) % 7 for day in fresh}:
        if sum(day in days or day in busy for day in range(monday, monday + 7)) > most:
            return False
    return True


def _travel_fits(
    person: Person, before: tuple[tuple[int, str | None], ...], new: tuple[tuple[int, str | None], ...]
) -> bool:
    planned: dict[int, str | None] = dict(before)
    planned.update(new)
    booked = person.sessions
    at, free = new[0][0], 0
    # A new session takes free cells away from pairs around it, so all those near it are judged again.
    while free < person.travel:
        at -= 1
        free += at not in planned and at not in booked
    for cell in range(at, new[-1][0] + 1):
        if (cell in planned or cell in booked) and not _leaves(person, planned, cell):
            return False
    return True


def _leaves(person: Person, planned: dict[int, str | None], cell: int) -> bool:
    """Whether no session follows `cell` too soon in another town, pairs that were both booked aside."""
    booked, free, at = person.sessions, 0, cell + 1
    while free < person.travel:
        here, there = at in planned, at in booked
        if here or there:
            for a, a_planned in _towns(planned, booked, cell):
                for b, b_planned in _towns(planned, booked, at):
                    if (a_planned or b_planned) and a is not None and b is not None and a != b:
                        return False
        else:
            free += 1
        at += 1
    return True


def _towns(
    planned: dict[int, str | None], booked: dict[int, frozenset[str | None]], cell: int
) -> list[tuple[str | None, bool]]:
    own = [(planned[cell], True)] if cell in planned else []
    return own + [(town, False) for town in booked.get(cell, ())]
