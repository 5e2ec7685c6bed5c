"""Calendars proposed for a dossier, against everything that is booked, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from backoffice.domain.months import months_after
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import _
from backoffice.i18n.formats import period
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import dossier_of, resolve
from backoffice.services.planning.answering import Named, gaps_of, places_of, taken_by, term_of
from backoffice.services.planning.easing import loosened
from backoffice.services.planning.facts import Dossier, Group, Taken
from backoffice.services.planning.problem import Asked, problem_of
from backoffice.services.planning.reading import read_dossier
from backoffice.services.planning.values import (
    BUDGET_MS,
    GapBetween,
    Outcome,
    Place,
    Proposed,
    Relaxation,
    Term,
    Wish,
)
from backoffice.store.database import Database
from backoffice.store.unit import UnitOfWork

if TYPE_CHECKING:
    from backoffice.planner.answer import Answer, Conflict
    from backoffice.planner.answer import Relaxation as Loosened
    from backoffice.planner.budget import Budget

__all__ = [
    "BUDGET_MS",
    "GapBetween",
    "NothingToPlan",
    "Outcome",
    "Place",
    "Proposed",
    "Relaxation",
    "Term",
    "Wish",
    "propose",
]

Stop = Callable[[], bool]
# The dates of a relaxation are a help, not what was asked for.
_RELAXED_MS = 500
# Nobody plans further than that at once; what is booked beyond isn't read.
_HORIZON_MONTHS = 27
_FAR_YEARS = 10


class NothingToPlan(BackofficeError):
    """A dossier none of whose slots waits for a date."""

    code = "nothing_to_plan"

    def __init__(self, ref: str, has_slots: bool) -> None:
        super().__init__(
            _("Nothing of {ref} is to be planned.").format(ref=ref),
            remedy=_("Its slots all stay where they are; take a date away, or move one, to plan it again.")
            if has_slots
            else _("Draft its offer first: its slots to plan are made from the programme."),
        )


def propose(database: Database, ref: str, wish: Wish, stop: Stop | None = None) -> Outcome:
    """Calendars for what a dossier has to plan; nothing is written.

    `stop` is asked now and then whether to end early. Raises NothingToPlan, NotFound, and what is missing to
    plan at all (a skill that nobody has, a length), everything at once.
    """
    with database.reading() as unit:
        dossier = dossier_from(unit, ref, wish)
    if wish.repair:
        from backoffice.services.planning.repairing import repair_for

        return repair_for(dossier, wish, stop)
    return propose_for(dossier, wish, stop)


def dossier_from(unit: UnitOfWork, ref: str, wish: Wish) -> Dossier:
    """All that bears on the calendar of the dossier `ref`, or of that which `ref` is a part of."""
    doing = Doing(unit, settings_of(unit), None, unit.now)
    request = dossier_of(resolve(unit, ref).record)
    if request is None:
        raise NotFound(_("request"), ref)
    _check_days(doing.today, wish)
    for one in wish.without:
        resolve(unit, one, "trainer")
    read = read_dossier(doing, request, _until(doing.today, wish), wish.venues)
    return replace(read, teachers=tuple(one for one in read.teachers if one.ref not in wish.without))


def _check_days(today: date, wish: Wish) -> None:
    for day in (wish.start, wish.finish, *(one for pair in wish.avoid for one in pair)):
        if day is not None and not -_FAR_YEARS <= day.year - today.year <= _FAR_YEARS:
            raise Invalid(
                _("{day} is too far to be planned.").format(day=day.isoformat()),
                remedy=_("Give a day of the next years."),
            )
    if wish.start is not None and wish.finish is not None and wish.finish < wish.start:
        raise Invalid(
            _("{last} isn't after {first}.").format(last=wish.finish, first=wish.start),
            remedy=_("Give the first day, then the last."),
        )


def _until(today: date, wish: Wish) -> date:
    return months_after(max(today, wish.start or today), _HORIZON_MONTHS)


def propose_for(dossier: Dossier, wish: Wish, stop: Stop | None = None) -> Outcome:
    """The same, of a dossier already read."""
    from backoffice.services.planning.watching import Watched

    groups = groups_of(dossier, wish)
    budget = Watched(wish.budget_ms, stop)
    found = _Planning(dossier, wish, groups, budget).outcome()
    return replace(found, names=Named(dossier).names)


def groups_of(dossier: Dossier, wish: Wish) -> tuple[Group, ...]:
    if wish.group is None:
        # What no group follows yet is planned all the same.
        return dossier.groups or (Group("", "", 1, None),)
    wanted = wish.group.rpartition("/G")[2] if "/G" in wish.group else wish.group
    found = tuple(one for one in dossier.groups if wanted in (one.ref, str(one.position)))
    if not found:
        raise NotFound(_("group"), wish.group)
    return found


@dataclass
class _Planning:
    """The groups of a dossier, each planned against what those before it were given."""

    dossier: Dossier
    wish: Wish
    groups: tuple[Group, ...]
    budget: Budget

    def outcome(self) -> Outcome:
        first = self._first()
        if first is None:
            raise NothingToPlan(self.dossier.ref, bool(self.dossier.slots))
        asked, rest = first
        stuck = _no_day(self.dossier, asked)
        if stuck:
            return Outcome("impossible", reasons=stuck)
        answer = self._plan(asked)
        if answer.conflict is not None or not answer.alternatives:
            return self._without(asked, answer)
        proposed = [self._told(asked, one.calendar, one.cost, one.terms) for one in answer.alternatives]
        status, notes = answer.status.value, _unpublished(answer, proposed)
        if not rest:
            return Outcome(status, tuple(proposed), notes=notes)
        return self._with_others(asked, proposed, rest, status, notes)

    def _first(self) -> tuple[Asked, tuple[Group, ...]] | None:
        for n, group in enumerate(self.groups):
            asked = problem_of(self.dossier, group, self.wish)
            if asked is not None:
                return asked, self.groups[n + 1 :]
        return None

    def _plan(self, asked: Asked) -> Answer:
        from backoffice.planner.plan import plan

        return plan(asked.problem, self.budget, self.dossier.schools)

    def _told(self, asked: Asked, calendar: object, cost: int, terms: Sequence[object]) -> Proposed:
        places = places_of(asked, calendar)  # type: ignore[arg-type]
        return Proposed(
            places,
            cost,
            tuple(term_of(one) for one in terms),  # type: ignore[arg-type]
            gaps_of(self.dossier, asked, places),
            moved_of(self.dossier, places),
        )

    def _with_others(
        self,
        asked: Asked,
        proposed: Sequence[Proposed],
        rest: tuple[Group, ...],
        status: str,
        notes: tuple[str, ...],
    ) -> Outcome:
        """Each calendar of the first group with the best of every other, planned against it."""
        found: list[Proposed] = []
        last: Outcome | None = None
        for one in proposed:
            last = self._next(one, taken_by(asked, one.places, self.dossier), rest)
            found += last.proposed
        assert last is not None
        if not found:
            return last
        if len(found) < len(proposed) and status == "optimal":
            status = "fewer_exist"
        if last.status == "stopped":
            status = "stopped"
        told = _(
            "The groups are planned one after the other, each against the others: another order or the whole"
            " at once might give a cheaper calendar."
        )
        return Outcome(status, tuple(found), notes=(*notes, told))

    def _next(self, so_far: Proposed, taken: tuple[Taken, ...], rest: tuple[Group, ...]) -> Outcome:
        for n, group in enumerate(rest):
            asked = problem_of(self.dossier, group, replace(self.wish, want=1), taken)
            if asked is None:
                continue
            answer = self._plan(asked)
            if not answer.alternatives:
                return self._without(asked, answer)
            best = answer.alternatives[0]
            mine = self._told(asked, best.calendar, best.cost, best.terms)
            return self._next(
                _both(so_far, mine), (*taken, *taken_by(asked, mine.places, self.dossier)), rest[n + 1 :]
            )
        return Outcome("optimal", (so_far,))

    def _without(self, asked: Asked, answer: Answer) -> Outcome:
        whose = _("Group {name}:").format(name=asked.group.name) if len(self.groups) > 1 else ""
        return reasons_of(self.dossier, asked, answer, Named(self.dossier), whose)


def reasons_of(dossier: Dossier, asked: Asked, answer: Answer, named: Named, whose: str = "") -> Outcome:
    """Why there is no calendar, and what would make one possible, in words."""
    conflict = answer.conflict
    if conflict is None:
        return Outcome(answer.status.value, notes=_unpublished(answer))
    reasons = [named.say(rule.id, rule.text) for rule in conflict.rules]
    return Outcome(
        answer.status.value,
        reasons=(*((whose,) if whose else ()), *reasons),
        relaxations=tuple(relaxed(dossier, asked, conflict, named)),
        notes=_unpublished(answer),
        rules=(*(("group",) if whose else ()), *(rule.id for rule in conflict.rules)),
    )


def relaxed(dossier: Dossier, asked: Asked, conflict: Conflict, named: Named) -> Iterator[Relaxation]:
    """Each relaxation with the dates that it would give, where they are found at once."""
    for one in conflict.relaxations:
        to = (one.to.n, one.to.unit.value) if one.to is not None else None
        yield Relaxation(
            named.say("", one.text), _dates_with(dossier, asked, one), one.rule, one.field, to, one.cost
        )


def _dates_with(dossier: Dossier, asked: Asked, one: Loosened) -> tuple[Place, ...]:
    """The dates that one change gives; none when it can't be told so soon."""
    from backoffice.planner.plan import plan

    loose = loosened(asked.problem, one)
    if loose is None:
        return ()
    answer = plan(replace(loose, alternatives=1), _RELAXED_MS, dossier.schools, explain=False)
    return places_of(asked, answer.alternatives[0].calendar) if answer.alternatives else ()


def _both(a: Proposed, b: Proposed) -> Proposed:
    return Proposed(
        (*a.places, *b.places),
        a.cost + b.cost,
        (*a.terms, *b.terms),
        (*a.gaps, *b.gaps),
        (*a.moved, *b.moved),
    )


def moved_of(dossier: Dossier, places: Sequence[Place]) -> tuple[str, ...]:
    """The slots that had another day or other hours."""
    before = {sat.ref: (sat.day, sat.start, sat.finish) for sat in dossier.slots if sat.day is not None}
    return tuple(
        one.slot
        for one in places
        if before.get(one.slot, (one.day, one.start, one.finish)) != (one.day, one.start, one.finish)
    )


def _no_day(dossier: Dossier, asked: Asked) -> tuple[str, ...]:
    """The modules to which what stays, or their window, leaves no day at all."""
    labels = {module.code: module.label for module in dossier.modules}
    return tuple(
        _(
            "“{module}” has no day left between what stays of the dossier and the gaps that it asks for."
        ).format(module=labels[one.id])
        for one in asked.problem.modules
        if one.window is not None and one.window.first > one.window.last
    )


def _unpublished(answer: Answer, proposed: Sequence[Proposed] = ()) -> tuple[str, ...]:
    """What isn't known of school holidays, where the calendars that were found go that far."""
    last = max((place.day for one in proposed for place in one.places), default=date.max)
    return tuple(
        _("The school holidays {period} aren't published yet.").format(period=period(one.first, one.last))
        for one in answer.unpublished
        if one.first <= last
    )
