"""A dossier's dates mended with the least disturbance: as few modules moved as can be, and not far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from backoffice.domain.calendar_problem import Booking, Module, Problem, Unit, Window
from backoffice.i18n import _
from backoffice.services.planning.answering import Named, gaps_of, is_free, places_of, taken_by, term_of
from backoffice.services.planning.facts import Dossier, Group, Sat, Taken
from backoffice.services.planning.problem import Asked, problem_of
from backoffice.services.planning.proposing import NothingToPlan, groups_of, moved_of, reasons_of
from backoffice.services.planning.reading import BEYOND
from backoffice.services.planning.values import Outcome, Place, Proposed, Wish

if TYPE_CHECKING:
    from backoffice.planner.answer import Alternative, Answer
    from backoffice.planner.budget import Budget


class Plan(Protocol):
    """Asks the kernel."""

    def __call__(self, problem: Problem, *, explain: bool) -> Answer: ...


# How far a module may go from where it was, in days: the first of these that moves no more of them.
_NEAR = (3, 7, 14, 21, 28, 42, 56)
# The most days that one of each takes, for how long a module may last.
_MOST_DAYS = {Unit.DAYS: 1, Unit.WORKING_DAYS: 3, Unit.WEEKS: 7, Unit.MONTHS: 31}


def repair_for(dossier: Dossier, wish: Wish, stop: Callable[[], bool] | None = None) -> Outcome:
    """The dates of a dossier that still hold, and new ones for those that don't; one proposal.

    Only slots whose day, hours, team or venue change are in it; none when all still holds. What is done, past
    or kept by name stays. Raises NothingToPlan when nothing is dated, and what is missing to plan at all.
    """
    from backoffice.services.planning.watching import Watched

    mending = _Mending(dossier, replace(wish, repair=True, want=1), Watched(wish.budget_ms, stop))
    return replace(mending.outcome(groups_of(dossier, wish)), names=Named(dossier).names)


@dataclass
class _Mending:
    dossier: Dossier
    wish: Wish
    budget: Budget

    def outcome(self, groups: Sequence[Group]) -> Outcome:
        """Each group in turn, the slots of those mended before it where they now are."""
        taken: tuple[Taken, ...] = ()
        whole, seen = Proposed((), 0), False
        for group in groups:
            found = self._group(group, taken)
            if found is None:
                continue
            seen = True
            if isinstance(found, Outcome):
                return found
            asked, mended = found
            taken = (*taken, *taken_by(asked, mended.places, self.dossier))
            whole = _joined(whole, mended)
        if not seen:
            raise NothingToPlan(self.dossier.ref, bool(self.dossier.slots))
        changed = self._changed(whole.places)
        notes = () if changed else (_("Every date still holds: nothing moves."),)
        return Outcome("optimal", (replace(whole, places=changed),), notes=notes)

    def _group(self, group: Group, taken: tuple[Taken, ...]) -> tuple[Asked, Proposed] | Outcome | None:
        """What the group gets: first with each module in the shape that it has, then in any."""
        asked = problem_of(self.dossier, group, self.wish, taken, as_it_stands=True)
        if asked is None:
            return None
        near = _Near(asked.problem, self._plan)
        best = near.surely()
        if best is None:
            answer = self._plan(asked.problem, explain=False)
            if not answer.alternatives:
                asked = problem_of(self.dossier, group, self.wish, taken) or asked
                near, answer = _Near(asked.problem, self._plan), self._plan(asked.problem, explain=True)
            if not answer.alternatives:
                return reasons_of(self.dossier, asked, answer, Named(self.dossier))
            best = near.instead_of(answer.alternatives[0])
        return asked, self._told(asked, best)

    def _plan(self, problem: Problem, *, explain: bool) -> Answer:
        from backoffice.planner.plan import plan

        return plan(problem, self.budget, self.dossier.schools, explain)

    def _told(self, asked: Asked, best: Alternative) -> Proposed:
        before = {sat.ref: sat for sat in self.dossier.slots}
        teams = _teams(best)
        places = tuple(
            _as_it_was(asked, one, before[one.slot], teams[one.module])
            for one in places_of(asked, best.calendar)
        )
        return Proposed(
            places,
            best.cost,
            tuple(term_of(one) for one in best.terms),
            gaps_of(self.dossier, asked, places),
            moved_of(self.dossier, places),
        )

    def _changed(self, places: Sequence[Place]) -> tuple[Place, ...]:
        before = {sat.ref: sat for sat in self.dossier.slots}
        return tuple(one for one in places if _differs(one, before[one.slot]))


class _Near:
    """The calendars around where the modules of `problem` were, each looked for once."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.known: dict[int, Answer] = {}

    def _within(self, days: int) -> Answer:
        if days not in self.known:
            self.known[days] = self.plan(_within(self.problem, days), explain=False)
        return self.known[days]

    def surely(self) -> Alternative | None:
        """The nearest one, when no calendar at all could move fewer modules: most often there is no need to
        look further."""
        for days in _NEAR:
            answer = self._within(days)
            if answer.alternatives:
                best = answer.alternatives[0]
                return best if best.proven and _moves(best) <= answer.moved_at_least else None
        return None

    def instead_of(self, best: Alternative) -> Alternative:
        """A calendar that moves no more modules than `best`, each as near as can be to where it was."""
        most, far = _moves(best), _farthest(self.problem, best)
        for days in _NEAR if most else ():
            if days >= far:
                break
            answer = self._within(days)
            if answer.alternatives and _moves(answer.alternatives[0]) <= most:
                return answer.alternatives[0]
        return best


def _moves(one: Alternative) -> int:
    return sum(term.amount for term in one.terms if term.term == "moved")


def _farthest(problem: Problem, one: Alternative) -> int:
    """How many days the module that goes farthest goes from where it was."""
    starts: dict[str, date] = {}
    for slot in one.calendar.slots:
        starts[slot.module] = min(slot.date, starts.get(slot.module, slot.date))
    return max((abs((starts[m.id] - m.at.date).days) for m in problem.modules if m.at is not None), default=0)


def _within(problem: Problem, days: int) -> Problem:
    """The same on the days around where the modules were: what isn't looked at takes no time."""
    modules = tuple(_near(module, days) for module in problem.modules)
    windows = [module.window for module in modules if module.window is not None]
    if len(windows) < len(modules) or any(one.first > problem.last for one in windows):
        return replace(problem, modules=modules)
    first = max(problem.first, min(one.first for one in windows))
    last = max(first, min(problem.last, max(one.last for one in windows)))
    return replace(
        problem,
        modules=modules,
        first=first,
        last=last,
        trainers=tuple(replace(one, booked=_around(one.booked, first, last)) for one in problem.trainers),
        venues=tuple(replace(one, booked=_around(one.booked, first, last)) for one in problem.venues),
    )


def _around(booked: Sequence[Booking], first: date, last: date) -> tuple[Booking, ...]:
    low, high = first - BEYOND, last + BEYOND
    return tuple(one for one in booked if low <= one.date <= high)


def _near(module: Module, days: int) -> Module:
    if module.at is None:
        return module
    # The window holds the whole module, whose own length comes on top.
    first, last = (
        module.at.date - timedelta(days=days),
        module.at.date + timedelta(days=days) + _lasts(module),
    )
    if module.window is not None:
        first, last = max(first, module.window.first), min(last, module.window.last)
    return replace(module, window=Window(first, last)) if first <= last else module


def _lasts(module: Module) -> timedelta:
    """How long a module may last, from its first day to its last one."""
    gaps = [one for block in module.blocks[1:] if block.gap and (one := block.gap.max or block.gap.min)]
    between = sum(one.n * _MOST_DAYS[one.unit] for one in gaps)
    return timedelta(days=2 * sum(block.half_days for block in module.blocks) + between)


def _teams(one: Alternative) -> dict[str, dict[str, str]]:
    """Who teaches each module, with their roles."""
    return {slot.module: {who.id: who.role for who in slot.trainers} for slot in one.calendar.slots}


def _as_it_was(asked: Asked, place: Place, sat: Sat, team: dict[str, str]) -> Place:
    """The same people keep the slots and the roles that they have, and the slot its room while it is free."""
    if sat.teaches and sat.trainers and set(sat.trainers) <= team.keys():
        known = dict(place.trainers) if len(place.trainers) == len(team) else team
        roles = tuple(known.values())
        same = sorted(sat.trainers) == sorted(known)
        given = zip(sat.trainers, roles if same else [team[ref] for ref in sat.trainers], strict=True)
        place = replace(place, trainers=tuple(given))
    stays = (place.day, place.start, place.finish) == (sat.day, sat.start, sat.finish)
    if not stays and sat.venue not in asked.rooms[sat.module]:
        return place
    if sat.venue is None or is_free(asked, sat.venue, place.day, place.start, place.finish):
        return replace(place, venue=sat.venue)
    return place


def _differs(place: Place, sat: Sat) -> bool:
    people = tuple(ref for ref, _role in place.trainers)
    return (place.day, place.start, place.finish, place.venue) != (
        sat.day,
        sat.start,
        sat.finish,
        sat.venue,
    ) or people != sat.trainers


def _joined(a: Proposed, b: Proposed) -> Proposed:
    return Proposed(
        (*a.places, *b.places),
        a.cost + b.cost,
        (*a.terms, *b.terms),
        (*a.gaps, *b.gaps),
        (*a.moved, *b.moved),
    )
