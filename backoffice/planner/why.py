"""Why there is no calendar: a minimal set of rules that can't hold together, and what would free it.

QuickXplain (Junker, AAAI 2004) over the droppable rules, with the kernel as oracle. Some rules open days
rather than close them (a weekend course, a gap that allows the same day), so dropping one may also take a
calendar away: the set is then proven again, rule by rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from backoffice.domain.calendar_problem import (
    Gap,
    Length,
    NotAfter,
    NotBefore,
    Problem,
    Trainer,
    Venue,
    WeekdaysRule,
)
from backoffice.i18n import _
from backoffice.planner.answer import Conflict, NamedRule, Relaxation
from backoffice.planner.budget import Budget, TimeIsUp
from backoffice.planner.feasible import Oracle
from backoffice.planner.holdings import Holdings
from backoffice.planner.words import Words, length

if TYPE_CHECKING:
    from backoffice.planner.plan import Workshop

RELAXATIONS = 3
# Whether there is no calendar when only these rules, a sum of bits, are kept.
Impossible = Callable[[int], bool]


def explain(shop: Workshop, budget: Budget) -> Conflict:
    """The conflict of a problem that has no calendar, as far as the budget allows."""
    return Explanation(shop, budget).conflict()


class Explanation:
    """One search for the reasons of one problem that has no calendar."""

    def __init__(self, shop: Workshop, budget: Budget) -> None:
        self.shop, self.budget = shop, budget
        self.problem = shop.problem
        self.words = Words(self.problem)
        self.oracle = Oracle(shop, budget)
        # Each rule is its bit from here on, in the order in which conflicts prefer them.
        self.names: dict[int, str] = {}
        self.family: dict[int, int] = {}
        for number, names in enumerate(families(self.problem, shop)):
            for name in names:
                bit = shop.desk.bit(name)
                self.names[bit], self.family[bit] = name, number
        self.all = sum(self.names)

    def conflict(self) -> Conflict:
        try:
            names = self.minimal()
        except TimeIsUp:
            return Conflict((), (), complete=False)
        rules = tuple(NamedRule(name, self.words.of(name)) for name in names)
        relaxations: list[Relaxation] = []
        complete = False
        try:
            for one in self._relaxations(self._worth_dropping(names)):
                relaxations.append(one)
            complete = True
        except TimeIsUp:
            pass
        relaxations.sort(key=lambda one: one.cost)
        return Conflict(rules, tuple(relaxations[:RELAXATIONS]), complete)

    # The minimal set.

    def _impossible(self, kept: int) -> bool:
        return not self.oracle.possible(self.all & ~kept)

    def minimal(self) -> tuple[str, ...]:
        """The identifiers of a minimal conflict; raises TimeIsUp."""
        if self._impossible(0):
            return ()
        found = self._within_a_module() or self._quick(0, False, list(self.names), self._impossible)
        if self._opening:
            if not self._impossible(sum(found)):
                found = list(self.names)
            found = self._without_needless(found)
        return self._named(found)

    def _named(self, bits: Collection[int]) -> tuple[str, ...]:
        return tuple(name for bit, name in self.names.items() if bit in bits)

    def _within_a_module(self) -> list[int]:
        """A conflict that leaves some module no place of its own, which is soon told; nothing when no module
        is so tight, or when what was asked for contradicts itself whoever is there."""
        tight = None if self._opening else self.oracle.tight
        if tight is None or self._impossible(sum(bit for bit in self.names if not self.family[bit])):
            return []
        bearing = self.shop.starts.bearing(tight)
        found = self._quick(
            0,
            False,
            [bit for bit in self.names if bit & bearing],
            lambda kept: not self.oracle.fits(tight, self.all & ~kept),
        )
        # Other modules may be short of days without one of these rules too.
        lone = all(not self._impossible(sum(found) - one) for one in found)
        return found if lone else []

    def _quick(self, kept: int, added: bool, rules: list[int], impossible: Impossible) -> list[int]:
        """The preferred conflict among `rules` beside those `kept`; `added` when something was just kept."""
        if added and impossible(kept):
            return []
        if len(rules) == 1:
            return rules
        cut = self._cut(rules)
        first, second = rules[:cut], rules[cut:]
        late = self._quick(kept | sum(first), bool(first), second, impossible)
        early = self._quick(kept | sum(late), bool(late), first, impossible)
        return early + late

    def _cut(self, rules: list[int]) -> int:
        """Where to halve `rules`: behind their first family, whose rules most often are the whole reason."""
        first = self.family[rules[0]]
        alone = bisect_right(rules, first, key=self.family.__getitem__)
        return alone if alone < len(rules) else len(rules) // 2

    def _without_needless(self, found: list[int]) -> list[int]:
        """`found` less all that can go one by one while it stays impossible, until none can."""
        kept, again = found, True
        while again:
            again = False
            for one in reversed(kept.copy()):
                rest = [other for other in kept if other != one]
                if self._impossible(sum(rest)):
                    kept, again = rest, True
        return kept

    @cached_property
    def _opening(self) -> frozenset[int]:
        """The rules that open days as well as close some: dropping one may take a calendar away."""
        weekends = {
            r.id
            for r in self.problem.rules
            if isinstance(r, WeekdaysRule) and r.hard and max(r.allow, default=1) > 5
        }
        same_day = {
            name
            for name, gap in gaps(self.problem)
            if gap is not None and gap.min is not None and gap.min.n == 0
        }
        return frozenset(bit for bit, name in self.names.items() if name in weekends | same_day)

    # What would free it.

    def _worth_dropping(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Every rule that alone may free the problem: those of the conflict, and where some rules open days,
        these and the closing ones that can't hold beside them all."""
        opening = self._opening
        if not opening:
            return names
        conflict = {bit for bit, name in self.names.items() if name in names}
        candidates = conflict | opening
        if not self._impossible(sum(candidates)):
            closing = [bit for bit in self.names if bit not in opening]
            candidates |= set(self._quick(sum(opening), True, closing, self._impossible))
        return self._named(candidates)

    def _relaxations(self, names: Sequence[str]) -> Iterator[Relaxation]:
        known = dict(gaps(self.problem))
        for name in names:
            if name in known:
                yield from self._gap_relaxations(name, known[name])
            else:
                yield from self._dropping(name)

    def _dropping(self, name: str) -> Iterator[Relaxation]:
        cost = self.oracle.optimum(self.shop, self.shop.desk.bit(name))
        if cost is not None:
            text = _("Without: {rule}").format(rule=self.words.of(name))
            yield Relaxation(name, None, None, cost, text)

    def _gap_relaxations(self, name: str, gap: Gap | None) -> Iterator[Relaxation]:
        """The least change of a gap's minimum, and of its maximum, that makes the problem possible."""
        if gap is not None and gap.min is not None:
            low = gap.min
            found = self._least(
                low.n, lambda n: self._with(name, replace(gap, min=replace(low, n=low.n - n)))
            )
            if found is not None:
                yield self._changed(name, "min", replace(low, n=low.n - found[0]), found[1])
        if gap is not None and gap.max is not None:
            high = gap.max
            room = (self.problem.last - self.problem.first).days + 1
            found = self._least(
                room, lambda n: self._with(name, replace(gap, max=replace(high, n=high.n + n)))
            )
            if found is not None:
                yield self._changed(name, "max", replace(high, n=high.n + found[0]), found[1])

    def _changed(self, name: str, field: str, to: Length, cost: int) -> Relaxation:
        template = _("{rule} At least {to} instead.") if field == "min" else _("{rule} At most {to} instead.")
        return Relaxation(name, field, to, cost, template.format(rule=self.words.of(name), to=length(to)))

    def _with(self, name: str, gap: Gap) -> Workshop:
        return self.shop.with_gap(name, gap)

    def _least(self, most: int, changed: Callable[[int], Workshop]) -> tuple[int, int] | None:
        """The smallest n up to `most` for which the changed problem is possible, and its optimum."""
        if most < 1 or not self.oracle.possible_in(changed(most), 0):
            return None
        low, high = 1, most
        while low < high:
            middle = (low + high) // 2
            if self.oracle.possible_in(changed(middle), 0):
                high = middle
            else:
                low = middle + 1
        cost = self.oracle.optimum(changed(low), 0)
        return None if cost is None else (low, cost)


def gaps(problem: Problem) -> Iterator[tuple[str, Gap | None]]:
    """Every gap that asks for something, by its identifier."""
    for module in problem.modules:
        if module.gap is not None and (module.gap.min or module.gap.max):
            yield f"gap:{module.id}", module.gap
        for number, block in enumerate(module.blocks):
            if number and block.gap is not None and (block.gap.min or block.gap.max):
                yield f"gap:{module.id}:{number}", block.gap


def families(problem: Problem, shop: Workshop) -> Iterator[Iterator[str]]:
    """Every identifier that may be dropped, in families: what was asked for first, what is booked last.

    Conflicts prefer the first ones, which say most to people.
    """
    trainers = {name for module in problem.modules for role in module.team for name in role.any_of}
    venues = {name for module in problem.modules for name in module.venues}
    yield _asked(problem)
    yield _limits(problem, trainers, venues)
    yield (f"holiday:{day.isoformat()}" for day in sorted(shop.desk.almanac.holidays))
    staff = [trainer for trainer in problem.trainers if trainer.id in trainers]
    yield (absence.id for trainer in staff for absence in trainer.away)
    rooms = [venue for venue in problem.venues if venue.id in venues]
    held: list[tuple[Trainer | Venue, Holdings]] = [
        *((one, shop.desk.of_trainer(one.id)) for one in staff),
        *((one, shop.desk.of_venue(one.id)) for one in rooms),
    ]
    yield (name for one, holdings in held for name in _booked(one, holdings))


def _asked(problem: Problem) -> Iterator[str]:
    yield from (f"team:{module.id}" for module in problem.modules if module.team)
    yield from (f"window:{module.id}" for module in problem.modules if module.window)
    yield from (name for name, _gap in gaps(problem))
    yield from (link.id for link in problem.links)
    yield from (rule.id for rule in problem.rules if isinstance(rule, NotBefore | NotAfter) or rule.hard)


def _booked(one: Trainer | Venue, holdings: Holdings) -> Iterator[str]:
    """What is booked, the soonest first."""
    order = sorted(range(len(one.booked)), key=lambda n: (one.booked[n].date, one.booked[n].half))
    return (holdings.names[n] for n in order)


def _limits(problem: Problem, trainers: set[str], venues: set[str]) -> Iterator[str]:
    size = problem.group_size
    for venue in problem.venues:
        if venue.id in venues and venue.capacity is not None and size is not None and venue.capacity < size:
            yield f"capacity:{venue.id}"
    for trainer in problem.trainers:
        if trainer.id in trainers:
            if trainer.max_days_week is not None:
                yield f"max_days_week:{trainer.id}"
            if trainer.max_days_row is not None:
                yield f"max_days_row:{trainer.id}"
            if problem.travel_cells:
                yield f"travel:{trainer.id}"
