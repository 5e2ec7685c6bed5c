"""Slots laid out on half-days: short ones share, long ones take the day, given hours are kept."""

from __future__ import annotations

from datetime import date, time

import pytest

from backoffice.domain.calendar_problem import Block, Gap, Length, Span, Unit
from backoffice.domain.hours import ProgrammeHours
from backoffice.services.planning.facts import Sat
from backoffice.services.planning.sessions import TooLong, cells_of, layout, standing_layout

HALVES = (
    ("am", time(9), time(12, 30)),
    ("pm", time(14), time(17, 30)),
    ("eve", time(18), time(21)),
)
NEXT_DAY = Gap(Length(1, Unit.DAYS), Length(1, Unit.DAYS))


def sat(n: int, minutes: int = 210, hours: tuple[time, time] | None = None, **more: object) -> Sat:
    given = ProgrammeHours(f"part {n}", minutes, minutes, minutes, *(hours or (None, None)))
    values: dict[str, object] = {
        "ref": f"R/S{n}", "module": "M", "group": "G", "position": n, "copy": 1, "block": 0,
        "minutes": minutes, "mode": "on_site", "teaches": True, "with_whom": "group", "hours": given,
        "state": "to_plan",
    }  # fmt: skip
    return Sat(**(values | more))  # type: ignore[arg-type]


def test_half_days_fill_days_that_follow_each_other_as_one_block() -> None:
    laid = layout([sat(n) for n in range(1, 6)], HALVES, ())
    assert laid.days == (("am", "pm"), ("am", "pm"), ("am",))
    assert laid.blocks == (Block(5, None, cells=("am", "pm")),)
    assert [(one.first, one.start) for one in laid.seats] == [
        (0, time(9)), (1, time(14)), (2, time(9)), (3, time(14)), (4, time(9)),
    ]  # fmt: skip


def test_a_single_half_day_is_any() -> None:
    assert layout([sat(1)], HALVES, ()).blocks == (Block(1, None, any_start=True),)
    fixed = layout([sat(1, 120, (time(10), time(12)))], HALVES, ())
    assert fixed.blocks == (Block(1, None, cells=("am",)),)


def test_short_slots_share_a_half_day_and_a_long_one_takes_the_day_with_its_lunch() -> None:
    laid = layout([sat(1, 90), sat(2, 120), sat(3, 420)], HALVES, ())
    assert laid.days == (("am",), ("am", "pm"))
    assert [(one.start, one.finish) for one in laid.seats] == [
        (time(9), time(10, 30)), (time(10, 30), time(12, 30)), (time(9), time(17, 30)),
    ]  # fmt: skip
    assert (laid.seats[2].first, laid.seats[2].last) == (1, 2)
    assert laid.blocks == (Block(1, None, cells=("am",)), Block(2, NEXT_DAY, cells=("am", "pm")))


def test_hours_of_the_programme_are_kept_even_across_midday_or_in_the_evening() -> None:
    slots = [sat(1, 240, (time(10), time(15))), sat(2, 120, (time(18), time(20))), sat(3, 150)]
    laid = layout(slots, HALVES, ())
    assert laid.days == (("am", "pm", "eve"), ("am",))
    assert [(one.start, one.finish) for one in laid.seats[:2]] == [
        (time(10), time(15)), (time(18), time(20)),
    ]  # fmt: skip


def test_more_days_than_a_week_go_on_after_the_week_end() -> None:
    laid = layout([sat(n) for n in range(1, 13)], HALVES, ())
    assert [one.span for one in laid.blocks] == [Span.WORKING_DAYS]


def test_blocks_have_the_gaps_that_the_programme_gives() -> None:
    gap = Gap(Length(2, Unit.WEEKS), None)
    laid = layout([sat(1), sat(2), sat(3, block=1)], HALVES, (gap,))
    assert [one.gap for one in laid.blocks] == [None, gap]


def test_sub_groups_work_side_by_side_where_trainers_are_enough() -> None:
    slots = [sat(1), *(sat(n, position=2, copy=n - 1, with_whom="subgroup") for n in (2, 3))]
    beside = layout(slots, HALVES, (), teachers=2)
    assert [(one.first, one.share) for one in beside.seats] == [(0, (0, 1)), (1, (0, 2)), (1, (1, 2))]
    alone = layout(slots, HALVES, (), teachers=1)
    assert [one.first for one in alone.seats] == [0, 1, 2]


def test_a_slot_longer_than_any_day_is_refused_with_what_to_do() -> None:
    with pytest.raises(TooLong) as raised:
        layout([sat(1, 480)], HALVES, ())
    assert "split it" in str(raised.value.remedy)


def test_a_module_that_is_dated_keeps_its_shape() -> None:
    def dated(n: int, day: int, start: time, finish: time) -> Sat:
        return sat(n, day=date(2026, 9, day), start=start, finish=finish)

    slots = [
        dated(1, 15, time(9), time(12, 30)),
        dated(3, 18, time(13), time(18, 30)),
        dated(2, 15, time(14), time(17, 30)),
    ]
    laid = standing_layout(slots, HALVES)
    assert laid.days == (("am", "pm"), ("pm", "eve"))
    apart = Length(3, Unit.DAYS)
    assert laid.blocks == (
        Block(2, None, cells=("am", "pm")),
        Block(2, Gap(apart, apart), cells=("pm", "eve")),
    )
    assert [(one.sat.ref, one.first, one.last) for one in laid.seats] == [
        ("R/S1", 0, 0), ("R/S2", 1, 1), ("R/S3", 2, 3),
    ]  # fmt: skip


def test_hours_outside_every_half_day_are_in_the_nearest() -> None:
    assert cells_of(time(7), time(8), HALVES) == ("am",)
    assert cells_of(time(21, 30), time(22), HALVES) == ("eve",)
