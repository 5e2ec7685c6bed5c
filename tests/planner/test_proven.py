"""The kernel against optima that CP-SAT proved, on problems too large to be tried whole.

``proven.json`` gives, for each problem, the fingerprint of its problem and the proven optimum (null: proven
to have no calendar). To make it again: ``python -m tests.planner.prove PYTHON_WITH_ORTOOLS COUNT CROWDED``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backoffice.domain.calendar_problem import Calendar
from backoffice.planner.check import check
from backoffice.planner.plan import plan
from tests.planner.facts import fingerprint
from tests.planner.generated import proven_problem

PROVEN: dict[str, tuple[str, int | None]] = json.loads((Path(__file__).parent / "proven.json").read_text())
PARTS = 20


@pytest.mark.parametrize("part", range(PARTS))
def test_the_kernels_optimum_is_the_one_that_another_solver_proved(part: int) -> None:
    for seed, (print_, optimum) in list(PROVEN.items())[part::PARTS]:
        given = proven_problem(seed)
        assert fingerprint(given) == print_, "the generator changed: prove the optima again"
        answer = plan(given, None, explain=False)
        assert [one.cost for one in answer.alternatives] == ([] if optimum is None else [optimum]), seed
        for one in answer.alternatives:
            assert check(given, Calendar(one.calendar.slots)).cost == optimum, seed


def test_enough_problems_are_proven() -> None:
    assert len(PROVEN) >= 1_000
    assert sum(optimum is not None for _print, optimum in PROVEN.values()) >= 500
