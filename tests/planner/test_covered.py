"""The proven problems cover each rule: a kernel that forgot one would be found out by several of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backoffice.domain.calendar_problem import (
    Anchor,
    CellsRule,
    ClosureRule,
    Gap,
    Level,
    Module,
    NotAfter,
    NotBefore,
    Problem,
    SchoolRule,
    Span,
    Trainer,
    WeekdaysRule,
)
from backoffice.planner.plan import plan
from tests.planner.generated import proven_problem

PROVEN: dict[str, tuple[str, int | None]] = json.loads((Path(__file__).parent / "proven.json").read_text())
# So many problems tell a kernel that keeps a rule from one that doesn't.
ENOUGH = 3
Change = Callable[[Problem], Problem]


def modules(change: Callable[[Module], Module]) -> Change:
    return lambda given: replace(given, modules=tuple(change(one) for one in given.modules))


def trainers(change: Callable[[Trainer], Trainer]) -> Change:
    return lambda given: replace(given, trainers=tuple(change(one) for one in given.trainers))


def without(kind: type[Any], hard: bool | None = None) -> Change:
    """The rules of a kind left out: the hard ones, the soft ones, or all of a kind that has no soft ones."""
    return lambda given: replace(
        given,
        rules=tuple(
            one
            for one in given.rules
            if not (isinstance(one, kind) and (hard is None or getattr(one, "hard", True) == hard))
        ),
    )


def gaps(**forgotten: None) -> Change:
    def loosened(gap: Gap | None) -> Gap | None:
        return None if gap is None else replace(gap, **forgotten)

    return modules(lambda one: replace(one, gap=loosened(one.gap)))


def unlinked(anchor: Anchor) -> Change:
    return lambda given: replace(given, links=tuple(one for one in given.links if one.anchor != anchor))


def block_gaps(one: Module) -> Module:
    return replace(one, blocks=tuple(replace(block, gap=None) for block in one.blocks))


def spans(one: Module) -> Module:
    return replace(one, blocks=tuple(replace(block, span=Span.DAYS) for block in one.blocks))


def starts(one: Module) -> Module:
    return replace(one, blocks=tuple(replace(block, any_start=False) for block in one.blocks))


def alone(one: Module) -> Module:
    return replace(one, team=one.team[:1])


def unpublished(one: Module) -> Module:
    return one if one.level != Level.PUBLISHED else replace(one, level=Level.DRAFT)


def unpinned(one: Module) -> Module:
    return one if one.level != Level.PINNED else replace(one, level=Level.DRAFT)


def weightless(term: str) -> Change:
    return lambda given: replace(given, weights=replace(given.weights, **{term: 0}))


FORGOTTEN: dict[str, Change] = {
    "hard weekdays": without(WeekdaysRule, True),
    "soft weekdays": without(WeekdaysRule, False),
    "hard school holidays": without(SchoolRule, True),
    "soft school holidays": without(SchoolRule, False),
    "hard closure": without(ClosureRule, True),
    "soft closure": without(ClosureRule, False),
    "hard cells": without(CellsRule, True),
    "soft cells": without(CellsRule, False),
    "not before": without(NotBefore),
    "not after": without(NotAfter),
    "minimum gap": gaps(min=None),
    "maximum gap": gaps(max=None),
    "target": gaps(target_days=None),
    "gap between blocks": modules(block_gaps),
    "span of a block": modules(spans),
    "start of a block": modules(starts),
    "link from a start": unlinked(Anchor.START),
    "link from an end": unlinked(Anchor.END),
    "window": modules(lambda one: replace(one, window=None)),
    "second role": modules(alone),
    "team": modules(lambda one: replace(one, team=())),
    "published": modules(unpublished),
    "pinned": modules(unpinned),
    "venue": modules(lambda one: replace(one, venues=())),
    "venue taken": lambda given: replace(
        given, venues=tuple(replace(one, booked=()) for one in given.venues)
    ),
    "capacity": lambda given: replace(given, group_size=None),
    "trainer taken": trainers(lambda one: replace(one, booked=())),
    "trainer away": trainers(lambda one: replace(one, away=())),
    "recurring absence": trainers(
        lambda one: replace(one, away=tuple(entry for entry in one.away if entry.rrule is None))
    ),
    "days a week": trainers(lambda one: replace(one, max_days_week=None)),
    "days in a row": trainers(lambda one: replace(one, max_days_row=None)),
    "travel": lambda given: replace(given, travel_cells=0),
    **{
        f"cost of {term}": weightless(term)
        for term in (
            *("earliness", "evenness", "rank", "continuity", "school", "closure", "weekday", "cells"),
            *("travel", "moved"),
        )
    },
}


def optimum(given: Problem) -> int | None:
    found = plan(replace(given, alternatives=1), None, explain=False).alternatives
    return found[0].cost if found else None


def told_apart(change: Change) -> Iterator[str]:
    """The proven problems whose optimum isn't the proven one once a rule is forgotten."""
    for seed, (_print, proven) in PROVEN.items():
        given = proven_problem(seed)
        changed = change(given)
        if changed != given and optimum(changed) != proven:
            yield seed


@pytest.mark.parametrize("rule", FORGOTTEN)
def test_a_kernel_that_forgot_a_rule_is_found_out(rule: str) -> None:
    found = told_apart(FORGOTTEN[rule])
    assert len([seed for _n, seed in zip(range(ENOUGH), found, strict=False)]) == ENOUGH, rule


def test_holidays_are_met_in_every_territory_tried() -> None:
    territories = {proven_problem(seed).territory for seed in PROVEN}
    assert len(territories) > 1
