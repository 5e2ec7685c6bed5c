"""What a calendar costs, counted from its slots alone; shares nothing with the kernel's ledger."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.domain.calendar_problem import (
    Calendar,
    CellsRule,
    ClosureRule,
    Level,
    Module,
    Problem,
    SchoolRule,
    Slot,
    WeekdaysRule,
)
from backoffice.domain.school import Known, SchoolCalendar


def cost_of(problem: Problem, calendar: Calendar, school: SchoolCalendar) -> int:
    """Σ weight x amount over all terms, for a calendar that breaks no rule."""
    weights = problem.weights
    order = {half.id: n for n, half in enumerate(problem.half_days)}
    slots = {
        module.id: sorted(
            (slot for slot in calendar.slots if slot.module == module.id),
            key=lambda s: (s.date, order[s.half]),
        )
        for module in problem.modules
    }
    total = sum(_slot_costs(problem, school, slot) for slot in calendar.slots)
    for module in problem.modules:
        first = slots[module.id][0]
        total += weights.earliness * (first.date - problem.first).days
        at = module.at
        if (
            module.level == Level.PUBLISHED
            and at is not None
            and (first.date, first.half) != (at.date, at.half)
        ):
            total += weights.moved
    for before, after in zip(problem.modules, problem.modules[1:], strict=False):
        if after.gap is not None and after.gap.target_days is not None:
            gap = (slots[after.id][0].date - slots[before.id][-1].date).days
            total += weights.evenness * abs(gap - after.gap.target_days)
        leads = {*_lead(slots[before.id][0]), *_lead(slots[after.id][0])}
        total += weights.continuity * (len(leads) == 2 and _led(before, after))
    return total


def _lead(slot: Slot) -> Iterator[str]:
    return (one.id for one in slot.trainers if one.role == "lead")


def _led(*modules: Module) -> bool:
    return all(any(role.role == "lead" for role in module.team) for module in modules)


def _slot_costs(problem: Problem, school: SchoolCalendar, slot: Slot) -> int:
    weights, total = problem.weights, 0
    weekday = slot.date.isoweekday()
    for rule in problem.rules:
        match rule:
            case WeekdaysRule(hard=False):
                total += weights.weekday * (weekday not in rule.allow)
            case SchoolRule(hard=False):
                known = school.on(rule.zone, slot.date)
                total += weights.school * (isinstance(known, Known) and known.name is not None)
            case ClosureRule(hard=False):
                total += weights.closure * (rule.first <= slot.date <= rule.last)
            case CellsRule(hard=False):
                fits = rule.weekday in (None, weekday) and rule.half in (None, slot.half)
                total += weights.cells * fits
    town = next((venue.town for venue in problem.venues if venue.id == slot.venue), None)
    for trainer in problem.trainers:
        if any(one.id == trainer.id for one in slot.trainers):
            total += weights.rank * (trainer.rank - 1)
            if town is not None and trainer.town is not None and town != trainer.town:
                total += weights.travel
    return total
