"""A calendar problem in; alternatives, each the cheapest far enough from those before it, or a reason out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from backoffice.domain.calendar_problem import (
    Calendar,
    Diversity,
    Gap,
    Level,
    Module,
    Problem,
    SchoolRule,
    Slot,
    Taught,
)
from backoffice.domain.school import SHIPPED, SchoolCalendar
from backoffice.planner.almanac import Almanac, almanac
from backoffice.planner.answer import Alternative, Answer, Status, Unpublished
from backoffice.planner.budget import Budget, TimeIsUp
from backoffice.planner.couplings import Couplings
from backoffice.planner.desk import Desk
from backoffice.planner.distance import FREE, Allowance
from backoffice.planner.grid import Bools
from backoffice.planner.layers import CostToGo, Graph, Leads, Step, changed, cost_of
from backoffice.planner.ledger import Placed, placed, terms
from backoffice.planner.ranges import NEVER
from backoffice.planner.search import Choice, Search
from backoffice.planner.starts import Stage, Starts

# Rows times cells that a bound over several earlier calendars may take: 8 bytes each.
JOINT_CELLS = 4_000_000
SINGLE_CELLS = 20_000_000
BUDGET_MS = 10_000


@dataclass
class Workshop:
    """A problem made ready to be searched, whole or with rules dropped."""

    problem: Problem
    desk: Desk
    starts: Starts
    _whole: Graph | None = field(default=None, init=False)

    @classmethod
    def of(cls, problem: Problem, days: Almanac, check: Callable[[], None] = lambda: None) -> Workshop:
        """`check` is called now and then, and may raise to stop a long preparation."""
        desk = Desk(problem, days, check)
        return cls(problem, desk, Starts(desk))

    def graph(self, dropped: int = 0) -> Graph:
        """The layers of the problem with some rules dropped; the whole one is made once."""
        if dropped:
            return self._graph(dropped)
        if self._whole is None:
            self._whole = self._graph(0)
        return self._whole

    def _graph(self, dropped: int) -> Graph:
        stages = tuple(self.starts.stages(dropped))
        weight = self.problem.weights.continuity
        steps = self.steps(stages, dropped)
        for step in steps:
            step.prepare()
        leads = tuple(Leads.among(stage, bool(weight)) for stage in stages)
        return Graph(
            self.desk.grid,
            stages,
            steps,
            leads,
            tuple(changed(a, b, weight) for a, b in pairwise(leads)),
            tuple(cost_of(stage) for stage in stages),
        )

    def steps(self, stages: tuple[Stage, ...], dropped: int) -> tuple[Step, ...]:
        return tuple(self._step(a, b, dropped) for a, b in pairwise(stages))

    def _step(self, before: Stage, after: Stage, dropped: int) -> Step:
        module = self.problem.modules[after.module]
        gap = module.blocks[after.block].gap if after.block else module.gap
        if gap is not None and self.desk.bit(gap_id(module.id, after.block)) & dropped:
            gap = Gap(target_days=gap.target_days)
        weight = 0 if after.block else self.problem.weights.evenness
        return Step.across(self.desk.grid, before, after, gap, weight)

    def with_gap(self, name: str, gap: Gap) -> Workshop:
        """The same with another gap; masks and starts, which no gap bears on, are shared."""
        modules = tuple(_with_gap(module, name, gap) for module in self.problem.modules)
        return replace(self, problem=replace(self.problem, modules=modules))

    def couplings(self, graph: Graph, dropped: int = 0) -> Couplings:
        names = {name for stage in graph.stages for option in stage.options for name in option.trainers}
        people = {name: self.desk.person(name, dropped) for name in names}
        links = [link for link in self.problem.links if not self.desk.bit(link.id) & dropped]
        numbers = {module.id: n for n, module in enumerate(self.problem.modules)}
        gaps = [step.gap for step in graph.steps]
        return Couplings(self.desk.grid, graph.stages, people, gaps, links, numbers)


def _with_gap(module: Module, name: str, gap: Gap) -> Module:
    if name == gap_id(module.id, 0):
        return replace(module, gap=gap)
    blocks = tuple(
        replace(block, gap=gap) if n and name == gap_id(module.id, n) else block
        for n, block in enumerate(module.blocks)
    )
    return replace(module, blocks=blocks)


def gap_id(module: str, block: int) -> str:
    return f"gap:{module}:{block}" if block else f"gap:{module}"


def plan(
    problem: Problem,
    budget: int | Budget | None = BUDGET_MS,
    school: SchoolCalendar = SHIPPED,
    explain: bool = True,
) -> Answer:
    """The calendars that answer `problem`; `budget` is in milliseconds, or one that can be stopped (None: all
    the time it takes).

    Raises TooManyOptions.
    """
    limit = budget if isinstance(budget, Budget) else Budget(budget)
    days = almanac(problem, school)
    shop = Workshop.of(problem, days, limit.check)
    return Planning(problem, shop, limit, explain).answer(_unpublished(problem, days))


def _unpublished(problem: Problem, days: Almanac) -> tuple[Unpublished, ...]:
    return tuple(
        Unpublished(rule.id, first, last)
        for rule in problem.rules
        if isinstance(rule, SchoolRule)
        for first, last in days.unpublished[rule.zone]
    )


class Planning:
    def __init__(self, problem: Problem, shop: Workshop, budget: Budget, explain: bool) -> None:
        self.problem, self.shop, self.budget, self.explain = problem, shop, budget, explain
        self.found: list[Alternative] = []
        self.choices: list[Choice] = []
        self.links: tuple[CostToGo, ...] = ()

    def answer(self, unpublished: tuple[Unpublished, ...]) -> Answer:
        try:
            status = self.alternatives()
        except TimeIsUp:
            status = Status.STOPPED
        conflict = None
        if status == Status.IMPOSSIBLE and self.explain:
            from backoffice.planner.why import explain

            conflict = explain(self.shop, self.budget)
        return Answer(status, tuple(self.found), conflict, unpublished, self._moved_at_least())

    def _moved_at_least(self) -> int:
        """How many published modules can't begin where they are, whatever the others do."""
        told = [n for n, one in enumerate(self.problem.modules) if one.level == Level.PUBLISHED and one.at]
        return sum(not self._can_stay(n) for n in told)

    def _can_stay(self, n: int) -> bool:
        at, first = self.problem.modules[n].at, self.shop.starts.module(n, 0)[0]
        assert at is not None
        return bool((first.starts == self.shop.desk.grid.cell(at.date, at.half)).any())

    def alternatives(self) -> Status:
        graph = self.shop.graph()
        self.budget.check()
        if graph.hopeless:
            return Status.IMPOSSIBLE
        couplings = self.shop.couplings(graph)
        if couplings.contradict:
            return Status.IMPOSSIBLE
        for _n in range(self.problem.alternatives):
            search = self._search(graph, couplings)
            choice = self._best(graph, search)
            if choice is None:
                return Status.FEWER_EXIST if self.found else Status.IMPOSSIBLE
            self._keep(graph, choice, proven=True)
        return Status.OPTIMAL

    def _search(self, graph: Graph, couplings: Couplings) -> Search:
        distance = apart(graph, self.choices, self.problem.diversity, len(self.problem.modules))
        bounds = tuple(CostToGo(graph, one, self.budget.check) for one in _watches(graph, distance))
        bounds += self.links or self._link_bounds(graph, couplings)
        # A distance of nothing still asks for another calendar.
        diversity = self.problem.diversity
        again = tuple(self.choices) if not (diversity.share_bp and diversity.days) else ()
        return Search(graph, couplings, bounds, self.budget, distance, again)

    def _link_bounds(self, graph: Graph, couplings: Couplings) -> tuple[CostToGo, ...]:
        self.links = couplings.bounds(graph, self.budget.check)
        return self.links

    def _best(self, graph: Graph, search: Search) -> Choice | None:
        """The cheapest calendar, first among equals; when time is up, one at hand is kept, unproven."""
        whole, search.budget = search.budget, search.budget.part(80)
        try:
            # Most often a calendar attains the bound; when none does, that is proven here.
            least = search.least()
            choice = None if least >= NEVER else search.first_within(least)
            if choice is not None or least >= NEVER or search.free:
                return choice
            cost = search.cheapest()
            return None if cost >= NEVER else search.first_within(cost)
        except TimeIsUp:
            search.budget = whole
            choice = search.any()
            if choice is None:
                return None
            self._keep(graph, choice, proven=False)
            raise

    def _keep(self, graph: Graph, choice: Choice, *, proven: bool) -> None:
        blocks = placed(graph, choice)
        self.choices.append(choice)
        slots = tuple(_slots(self.problem, graph, blocks))
        self.found.append(Alternative(Calendar(slots), choice.cost, terms(self.shop.desk, blocks), proven))


def apart(graph: Graph, choices: list[Choice], diversity: Diversity, modules: int) -> Allowance:
    """How near to calendars already found a further one may stay."""
    if not choices:
        return FREE
    need = -(-diversity.share_bp * modules // 10_000)
    near: list[Bools | None] = []
    for k, stage in enumerate(graph.stages):
        if stage.block:
            near.append(None)
            continue
        days = np.array([stage.first[choice.picks[k][1]] for choice in choices])
        near.append(np.abs(stage.first[None, :] - days[:, None]) < diversity.days)
    watched = tuple(range(len(choices)))
    return Allowance((modules - need,) * len(choices), tuple(near), watched)


def _watches(graph: Graph, distance: Allowance) -> list[Allowance]:
    """The bounds to make: over all earlier calendars at once when there is room, else over each apart."""
    if not distance.slack:
        return [FREE]
    if _cells(graph, distance) <= JOINT_CELLS:
        return [distance]
    singles = [distance.only((n,)) for n in distance.watched]
    fit = [one for one in singles if _cells(graph, one) * len(singles) <= SINGLE_CELLS]
    return fit or [FREE]


def _cells(graph: Graph, distance: Allowance) -> int:
    return sum(distance.rows(k) * cost.size for k, cost in enumerate(graph.cheapest))


def _slots(problem: Problem, graph: Graph, blocks: Placed) -> list[Slot]:
    found = []
    for stage, option, start in blocks:
        module = problem.modules[stage.module]
        team = tuple(
            Taught(name, role.role) for name, role in zip(option.trainers, module.team, strict=False)
        )
        for cell in stage.cells(start):
            day, place = divmod(cell, graph.grid.width)
            half = problem.half_days[place]
            found.append(
                Slot(
                    module.id,
                    stage.block,
                    graph.grid.date(day),
                    half.id,
                    team,
                    option.venue,
                    half.start,
                    half.end,
                )
            )
    return found
