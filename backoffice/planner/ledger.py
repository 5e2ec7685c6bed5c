"""The cost of a calendar, term by term, as the kernel accounts for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

from backoffice.domain.calendar_problem import (
    Level,
    Problem,
    Weights,
)
from backoffice.planner.answer import Term
from backoffice.planner.desk import Desk
from backoffice.planner.layers import Graph
from backoffice.planner.search import Choice
from backoffice.planner.starts import Option, Stage

Placed = list[tuple[Stage, Option, int]]


def placed(graph: Graph, choice: Choice) -> Placed:
    """Each stage with its option and its start."""
    return [
        (stage, stage.options[option], start)
        for stage, (option, start) in zip(graph.stages, choice.picks, strict=True)
    ]


def terms(desk: Desk, blocks: Placed) -> tuple[Term, ...]:
    """The terms that aren't zero, in the order of the contract; a term without weight costs nothing."""
    amounts = _by_module(desk.problem, blocks) + _by_half_day(desk, blocks)
    weights = desk.problem.weights
    return tuple(
        Term(field.name, amounts[field.name], getattr(weights, field.name))
        for field in fields(Weights)
        if amounts[field.name] and getattr(weights, field.name)
    )


def _by_module(problem: Problem, blocks: Placed) -> Counter[str]:
    amounts: Counter[str] = Counter()
    before: tuple[Option, int] | None = None
    for stage, option, start in blocks:
        first, last = int(stage.first[start]), int(stage.last[start])
        module = problem.modules[stage.module]
        if stage.block == 0:
            amounts["earliness"] += first
            if before is not None and module.gap is not None and module.gap.target_days is not None:
                amounts["evenness"] += abs(first - before[1] - module.gap.target_days)
            if before is not None and None not in (option.lead, before[0].lead):
                amounts["continuity"] += option.lead != before[0].lead
            amounts["moved"] += _moved(problem, stage, start)
        before = option, last
    return amounts


def _moved(problem: Problem, stage: Stage, start: int) -> bool:
    module = problem.modules[stage.module]
    if module.level != Level.PUBLISHED or module.at is None:
        return False
    halves = [half.id for half in problem.half_days]
    day, place = divmod(int(stage.starts[start]), len(halves))
    return (day, halves[place]) != ((module.at.date - problem.first).days, module.at.half)


def _by_half_day(desk: Desk, blocks: Placed) -> Counter[str]:
    amounts: Counter[str] = Counter()
    soft = desk.soft
    for stage, option, start in blocks:
        for cell in stage.cells(start):
            for term, broken in soft:
                amounts[term] += bool(broken[cell])
        for trainer in (desk.trainers[name] for name in option.trainers):
            amounts["rank"] += (trainer.rank - 1) * stage.half_days
            away = None not in (trainer.town, option.town) and trainer.town != option.town
            amounts["travel"] += stage.half_days * away
    return amounts
