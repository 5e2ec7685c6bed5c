"""Large, hopeless and stopped: every computation ends, and says how far it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backoffice.domain.calendar_problem import (
    Absence,
    Anchor,
    Block,
    Calendar,
    Gap,
    Length,
    Link,
    Module,
    Problem,
    Role,
    Trainer,
    Unit,
    Weights,
    Window,
)
from backoffice.planner.answer import Status
from backoffice.planner.budget import Budget
from backoffice.planner.check import check
from backoffice.planner.plan import plan
from backoffice.planner.starts import TooManyOptions
from tests.planner.generated import HALVES

FIRST = date(2026, 9, 1)
WEEKS = Gap(Length(1, Unit.WEEKS), Length(8, Unit.WEEKS), 14)


def _many(
    count: int, days: int, trainers: int = 3, gap: Gap | None = WEEKS, max_days_week: int | None = None
) -> Problem:
    staff = tuple(Trainer(f"T{n}", max_days_week=max_days_week) for n in range(trainers))
    team = (Role("lead", tuple(one.id for one in staff)),)
    modules = tuple(Module(f"M{n}", (Block(2),), gap if n else None, team) for n in range(count))
    last = FIRST + timedelta(days=days)
    return Problem(FIRST, last, modules, HALVES[:2], staff, weights=Weights(1, 3, 1, 5), alternatives=1)


def test_two_hundred_modules_over_ten_years_are_planned() -> None:
    given = _many(200, 3_650, max_days_week=3)
    answer = plan(given, None)
    assert answer.status == Status.OPTIMAL
    assert check(given, Calendar(answer.alternatives[0].calendar.slots)).cost == answer.alternatives[0].cost


def test_a_spent_budget_stops_with_nothing_found_rather_than_hanging() -> None:
    assert plan(_many(200, 3_650), 0).status == Status.STOPPED


def test_a_computation_can_be_stopped_from_outside() -> None:
    budget = Budget(None)
    budget.stop()
    assert plan(_many(8, 365), budget).status == Status.STOPPED


def test_a_stopped_search_hands_over_a_calendar_at_hand_that_is_not_proven() -> None:
    given = _many(120, 420, trainers=2, gap=None, max_days_week=2)
    answer = plan(given, 3_000)
    assert answer.status in (Status.STOPPED, Status.OPTIMAL)
    for one in answer.alternatives:
        assert one.proven == (answer.status == Status.OPTIMAL)
        assert check(given, Calendar(one.calendar.slots)).cost == one.cost


def test_too_many_teams_to_try_are_refused_with_what_to_do() -> None:
    staff = tuple(Trainer(f"T{n}") for n in range(60))
    names = tuple(one.id for one in staff)
    team = tuple(Role(f"r{n}", names) for n in range(4))
    given = replace(_many(1, 60), trainers=staff, modules=(Module("M0", (Block(2),), None, team),))
    with pytest.raises(TooManyOptions) as wrong:
        plan(given)
    assert wrong.value.remedy


def test_no_trainer_with_the_skill_is_an_explained_answer() -> None:
    given = replace(_many(1, 60), modules=(Module("M0", (Block(2),), None, (Role("lead", ()),)),))
    answer = plan(given, None)
    assert answer.status == Status.IMPOSSIBLE
    assert answer.conflict is not None
    assert [one.id for one in answer.conflict.rules] == ["team:M0"]
    assert [(one.rule, one.cost) for one in answer.conflict.relaxations] == [("team:M0", 0)]


def test_a_module_longer_than_any_window_has_an_empty_conflict() -> None:
    given = replace(_many(1, 60), modules=(Module("M0", (Block(40),)),))
    answer = plan(given, None)
    assert answer.status == Status.IMPOSSIBLE
    assert answer.conflict is not None
    assert answer.conflict.rules == ()


def test_a_trainer_away_without_end_stays_away_within_the_horizon() -> None:
    away = Absence("off", FIRST, date(2199, 12, 31), "FREQ=DAILY")
    given = replace(_many(2, 60, trainers=1), trainers=(Trainer("T0", away=(away,)),))
    answer = plan(given, None)
    assert answer.conflict is not None
    assert "off" in {one.id for one in answer.conflict.rules}


def test_links_that_contradict_gaps_are_found_without_trying_dates() -> None:
    given = _many(8, 365, gap=Gap(Length(10, Unit.DAYS), None))
    tight = Link("L", "M0", Anchor.END, "M7", None, Length(60, Unit.DAYS))
    answer = plan(replace(given, links=(tight,)))
    assert answer.conflict is not None
    # Six gaps of ten days and one day more are over sixty.
    assert len(answer.conflict.rules) == 7
    assert {one.id for one in answer.conflict.rules} < {"L", *(f"gap:M{n}" for n in range(1, 8))}


def test_an_explanation_cut_short_says_that_it_is_not_complete() -> None:
    given = _many(8, 365, max_days_week=3)
    early = Window(FIRST, FIRST + timedelta(days=20))
    given = replace(given, modules=(*given.modules[:-1], replace(given.modules[-1], window=early)))
    budget = _Countdown(60)
    answer = plan(given, budget)
    assert answer.status == Status.IMPOSSIBLE
    assert answer.conflict is not None
    assert not answer.conflict.complete


class _Countdown(Budget):
    """Ends after so many checks, whatever the clock says."""

    def __init__(self, checks: int) -> None:
        super().__init__(None)
        self._checks = checks

    def check(self) -> None:
        self._checks -= 1
        if self._checks < 0:
            self.stop()
        super().check()
