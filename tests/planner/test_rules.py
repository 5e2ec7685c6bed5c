"""What a calendar problem means, rule by rule, on calendars that can be counted on one's fingers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backoffice.domain.calendar_problem import (
    Anchor,
    At,
    Block,
    Booking,
    ClosureRule,
    Diversity,
    Gap,
    Length,
    Level,
    Link,
    Module,
    NotBefore,
    Problem,
    Role,
    SchoolRule,
    Span,
    Trainer,
    Unit,
    Venue,
    WeekdaysRule,
    Weights,
    Window,
)
from backoffice.planner.answer import Answer, Status
from backoffice.planner.plan import plan
from tests.planner.generated import HALVES

MONDAY = date(2027, 2, 1)
EARLY = Weights(earliness=1)


def _one(*blocks: Block, first: date = MONDAY, days: int = 30, **changes: object) -> Problem:
    modules = (Module("M1", blocks or (Block(2),)),)
    given = Problem(first, first + timedelta(days=days), modules, HALVES[:2], weights=EARLY, alternatives=1)
    return replace(given, **changes)  # type: ignore[arg-type]


def _two(gap: Gap | None, first: date = MONDAY, days: int = 150, **changes: object) -> Problem:
    modules = (Module("M1", (Block(2),)), Module("M2", (Block(2),), gap))
    return _one(first=first, days=days, modules=modules, **changes)


def _days(answer: Answer, n: int = 0) -> list[str]:
    """The half-days of the n-th alternative, as ``MM-DD half``."""
    return [f"{slot.date:%m-%d} {slot.half}" for slot in answer.alternatives[n].calendar.slots]


def _starts(given: Problem) -> list[date]:
    slots = plan(given).alternatives[0].calendar.slots
    return [min(slot.date for slot in slots if slot.module == module.id) for module in given.modules]


def test_a_block_runs_over_consecutive_days_and_never_over_a_weekend() -> None:
    friday = date(2027, 2, 5)
    assert _days(plan(_one(Block(4), first=friday))) == ["02-08 am", "02-08 pm", "02-09 am", "02-09 pm"]


def test_a_block_over_working_days_passes_over_the_weekend() -> None:
    friday = date(2027, 2, 5)
    given = _one(Block(4, span=Span.WORKING_DAYS), first=friday)
    assert _days(plan(given)) == ["02-05 am", "02-05 pm", "02-08 am", "02-08 pm"]


def test_a_block_begins_with_its_first_cell_unless_it_may_begin_with_any() -> None:
    trainer = Trainer("T1", booked=(Booking(MONDAY, "am"),))
    module = Module("M1", (Block(2),), team=(Role("lead", ("T1",)),))
    given = _one(trainers=(trainer,), modules=(module,))
    assert _days(plan(given)) == ["02-02 am", "02-02 pm"]
    any_start = replace(module, blocks=(Block(2, any_start=True),))
    assert _days(plan(replace(given, modules=(any_start,)))) == ["02-01 pm", "02-02 am"]


def test_a_public_holiday_is_no_day_to_train() -> None:
    assert _days(plan(_one(first=date(2027, 5, 6)))) == ["05-07 am", "05-07 pm"]


def test_good_friday_is_a_day_off_only_where_it_is_asked_for() -> None:
    good_friday = date(2027, 3, 26)
    assert _starts(_one(first=good_friday, territory="FR-67")) == [good_friday]
    given = _one(first=good_friday, territory="FR-67", good_friday=True)
    assert _starts(given) == [date(2027, 3, 30)]


def test_hard_weekdays_may_open_saturday_and_a_soft_one_opens_nothing() -> None:
    saturday = date(2027, 2, 6)
    rule = WeekdaysRule("wd", (6,))
    assert _starts(_one(first=saturday, rules=(rule,))) == [saturday]
    assert _starts(_one(first=saturday, rules=(replace(rule, hard=False),))) == [date(2027, 2, 8)]


def test_several_hard_weekdays_rules_allow_what_all_of_them_allow() -> None:
    rules = (WeekdaysRule("a", (2, 3)), WeekdaysRule("b", (3, 4)))
    assert _starts(_one(rules=rules)) == [date(2027, 2, 3)]


@pytest.mark.parametrize(
    ("low", "start"),
    [
        (None, date(2027, 2, 2)),
        (Length(3, Unit.DAYS), date(2027, 2, 4)),
        (Length(2, Unit.WEEKS), date(2027, 2, 15)),
        (Length(1, Unit.MONTHS), date(2027, 3, 1)),
        (Length(5, Unit.WORKING_DAYS), date(2027, 2, 8)),
        (Length(6, Unit.WORKING_DAYS), date(2027, 2, 9)),
    ],
)
def test_a_gap_counts_from_the_last_day_to_the_first(low: Length | None, start: date) -> None:
    assert _starts(_two(Gap(low))) == [MONDAY, start]


def test_a_month_later_is_the_same_day_number_or_the_months_last_day() -> None:
    first = date(2027, 1, 29)
    given = _two(Gap(Length(1, Unit.MONTHS), Length(1, Unit.MONTHS)), first=first)
    # From Friday 29 January a month later is Sunday 28 February: only a later start reaches a working day.
    assert _starts(given) == [date(2027, 2, 1), date(2027, 3, 1)]


def test_a_gap_of_nothing_allows_the_same_day_in_a_later_cell() -> None:
    modules = (
        Module("M1", (Block(1, cells=("am",)),)),
        Module("M2", (Block(1, any_start=True),), Gap(Length(0, Unit.DAYS))),
    )
    assert _days(plan(_one(modules=modules))) == ["02-01 am", "02-01 pm"]


def test_a_link_bounds_two_modules_that_do_not_follow_each_other() -> None:
    modules = tuple(Module(f"M{n}", (Block(2),)) for n in (1, 2, 3))
    from_start = Link("L", "M1", Anchor.START, "M3", Length(10, Unit.DAYS))
    assert _starts(_one(modules=modules, links=(from_start,))) == [
        MONDAY,
        date(2027, 2, 2),
        date(2027, 2, 11),
    ]


def test_evenness_draws_a_gap_to_its_target() -> None:
    given = _two(Gap(None, None, 14), weights=Weights(earliness=1, evenness=2))
    answer = plan(given)
    assert _starts(given) == [MONDAY, date(2027, 2, 15)]
    assert [(one.term, one.amount) for one in answer.alternatives[0].terms] == [("earliness", 14)]


def test_roles_are_filled_by_different_trainers() -> None:
    team = (Role("lead", ("T1", "T2")), Role("co", ("T1",)))
    given = _one(modules=(Module("M1", (Block(2),), team=team),), trainers=(Trainer("T1"), Trainer("T2")))
    taught = plan(given).alternatives[0].calendar.slots[0].trainers
    assert [(one.role, one.id) for one in taught] == [("lead", "T2"), ("co", "T1")]


def test_continuity_keeps_the_lead_when_it_is_worth_it() -> None:
    team = (Role("lead", ("T1", "T2")),)
    trainers = (
        Trainer("T1", booked=tuple(Booking(MONDAY + timedelta(days=n), "am") for n in range(1, 5))),
        Trainer("T2", 2),
    )
    modules = (
        Module("M1", (Block(2),), team=team),
        Module("M2", (Block(2),), Gap(None, Length(3, Unit.DAYS)), team),
    )
    given = _one(modules=modules, trainers=trainers, weights=Weights(1, rank=1, continuity=0))
    leads = [slot.trainers[0].id for slot in plan(given).alternatives[0].calendar.slots]
    assert leads == ["T1", "T1", "T2", "T2"]
    steady = replace(given, weights=Weights(1, rank=1, continuity=10))
    assert {slot.trainers[0].id for slot in plan(steady).alternatives[0].calendar.slots} == {"T2"}


def test_three_days_a_week_count_what_is_booked_in_the_same_week() -> None:
    booked = tuple(Booking(MONDAY + timedelta(days=n), "am") for n in (3, 4))
    team = (Role("lead", ("T1",)),)
    given = _one(
        modules=(Module("M1", (Block(4),), team=team),),
        trainers=(Trainer("T1", max_days_week=3, booked=booked),),
    )
    assert _starts(given) == [date(2027, 2, 8)]


def test_modules_of_one_programme_share_their_trainers_week() -> None:
    team = (Role("lead", ("T1",)),)
    modules = tuple(Module(f"M{n}", (Block(2),), team=team) for n in (1, 2, 3))
    given = _one(modules=modules, trainers=(Trainer("T1", max_days_week=2),))
    assert _starts(given) == [MONDAY, date(2027, 2, 2), date(2027, 2, 8)]
    in_a_row = _one(modules=modules, trainers=(Trainer("T1", max_days_row=2),))
    assert _starts(in_a_row) == [MONDAY, date(2027, 2, 2), date(2027, 2, 4)]


def test_travel_keeps_cells_free_between_two_towns_of_one_programme() -> None:
    team = (Role("lead", ("T1",)),)
    modules = (
        Module("M1", (Block(2),), team=team, venues=("V1",)),
        Module("M2", (Block(2),), team=team, venues=("V2",)),
    )
    venues = (Venue("V1", town="Guéret"), Venue("V2", town="Limoges"))
    given = _one(modules=modules, trainers=(Trainer("T1"),), venues=venues)
    assert _starts(given) == [MONDAY, date(2027, 2, 2)]
    assert _starts(replace(given, travel_cells=1)) == [MONDAY, date(2027, 2, 3)]
    assert _starts(replace(given, travel_cells=3)) == [MONDAY, date(2027, 2, 4)]


def test_a_venue_too_small_is_no_venue() -> None:
    modules = (Module("M1", (Block(2),), venues=("V1", "V2")),)
    given = _one(modules=modules, venues=(Venue("V1", 8), Venue("V2", 12)), group_size=10)
    assert {slot.venue for slot in plan(given).alternatives[0].calendar.slots} == {"V2"}


def test_a_pinned_module_stays_and_a_published_one_moves_at_its_price() -> None:
    later = date(2027, 2, 10)
    pinned = Module("M1", (Block(2),), level=Level.PINNED, at=At(later, "am"))
    assert _starts(_one(modules=(pinned,))) == [later]
    published = replace(pinned, level=Level.PUBLISHED)
    assert _starts(_one(modules=(published,), weights=Weights(1, moved=10))) == [later]
    assert _starts(_one(modules=(published,), weights=Weights(1, moved=5))) == [MONDAY]


def test_a_window_holds_the_whole_module() -> None:
    module = Module("M1", (Block(4),), window=Window(date(2027, 2, 12), date(2027, 2, 20)))
    assert _starts(_one(modules=(module,))) == [date(2027, 2, 15)]


def test_school_holidays_are_kept_clear_and_unpublished_days_are_reported() -> None:
    # Zone A of 2026-27: winter holidays from Saturday 13 February to Monday 1 March.
    rule = SchoolRule("school", "A")
    assert _starts(_one(first=date(2027, 2, 15), rules=(rule,))) == [date(2027, 3, 1)]
    answer = plan(_one(first=date(2035, 2, 15), rules=(rule,)))
    assert answer.status == Status.OPTIMAL
    assert [one.rule for one in answer.unpublished] == ["school"]


def test_a_soft_rule_costs_each_half_day_that_breaks_it() -> None:
    rules = (ClosureRule("c", MONDAY, MONDAY, hard=False), NotBefore("nb", MONDAY))
    answer = plan(_one(days=0, rules=rules, weights=Weights(closure=7)))
    assert answer.alternatives[0].cost == 14
    assert [(one.term, one.amount, one.cost) for one in answer.alternatives[0].terms] == [("closure", 2, 14)]


def test_alternatives_are_far_from_those_before_or_proven_not_to_exist() -> None:
    given = _two(None, days=11, alternatives=4, diversity=Diversity(10_000, 7))
    answer = plan(given)
    assert answer.status == Status.FEWER_EXIST
    assert [_days(answer, n)[0] for n in range(2)] == ["02-01 am", "02-08 am"]


def test_a_single_day_more_than_the_group_can_have_is_explained_with_what_would_free_it() -> None:
    given = _two(
        Gap(None, Length(3, Unit.DAYS)),
        rules=(ClosureRule("cl", MONDAY + timedelta(days=1), MONDAY + timedelta(days=20)),),
        days=40,
    )
    given = replace(
        given, modules=(replace(given.modules[0], window=Window(MONDAY, MONDAY)), given.modules[1])
    )
    answer = plan(given)
    assert answer.status == Status.IMPOSSIBLE
    assert answer.conflict is not None
    assert [rule.id for rule in answer.conflict.rules] == ["window:M1", "gap:M2", "cl"]
    changes = {(one.rule, one.field, one.to, one.cost) for one in answer.conflict.relaxations}
    assert changes == {
        ("cl", None, None, 1),
        ("gap:M2", "max", Length(21, Unit.DAYS), 21),
        ("window:M1", None, None, 43),
    }
