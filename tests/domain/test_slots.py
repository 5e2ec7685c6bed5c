"""Slots: their hours in their site's zone, what can be done to them, how far a dossier is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.programme import Minutes, Module, Pace, Part, Supervision, Where, With
from backoffice.domain.slots import (
    SLOT_LABELS,
    SLOT_MOVES,
    AmbiguousTime,
    Counted,
    Interval,
    NonexistentTime,
    SlotError,
    SlotMoveRefused,
    SlotState,
    check_minutes,
    check_slot_move,
    interval,
    progress,
    slots_to_plan,
    to_utc,
)

# Written from the records sheet: what a hand may do to a slot, state by state.
STATES = ["to_plan", "proposed", "held", "confirmed", "done", "cancelled", "moved"]
EXPECTED = {
    "date-slot":    "y . . . . . .",
    "move-slot":    ". y y y . . .",
    "hold-slot":    ". y . . . . .",
    "confirm-slot": ". y y . . . .",
    "undate-slot":  ". y y y . . .",
    "cancel-slot":  "y y y y . . .",
}  # fmt: skip


@pytest.mark.parametrize("act", list(EXPECTED))
@pytest.mark.parametrize("state", STATES)
def test_each_act_on_each_state_of_a_slot_is_allowed_or_refused_with_what_is(act: str, state: str) -> None:
    allowed = {a for a, row in EXPECTED.items() if row.split()[STATES.index(state)] == "y"}
    if act in allowed:
        check_slot_move(act, SlotState(state))
        return
    with pytest.raises(SlotMoveRefused) as raised:
        check_slot_move(act, SlotState(state))
    remedy = str(raised.value.remedy)
    assert all(one in remedy for one in allowed)
    assert allowed or "nothing more" in remedy


def test_the_table_and_the_expectation_speak_of_the_same_acts_and_states() -> None:
    assert set(SLOT_MOVES) == set(EXPECTED)
    assert [str(state) for state in SlotState] == STATES
    assert set(SLOT_LABELS) == set(SlotState)


# -- hours


def test_hours_are_those_of_the_site() -> None:
    day = date(2027, 3, 12)
    paris = interval(day, time(9), time(12, 30), "Europe/Paris")
    reunion = interval(day, time(9), time(12, 30), "Indian/Reunion")
    assert paris.starts_at == datetime(2027, 3, 12, 8, tzinfo=UTC)
    assert reunion.starts_at == datetime(2027, 3, 12, 5, tzinfo=UTC)
    assert paris.minutes == reunion.minutes == 210


@pytest.mark.parametrize("finish", [time(9), time(8, 59)])
def test_a_slot_that_ends_before_it_starts_is_refused_with_both_times(finish: time) -> None:
    with pytest.raises(SlotError) as raised:
        interval(date(2027, 3, 12), time(9), finish, "Europe/Paris")
    assert "09:00" in raised.value.message
    assert f"{finish:%H:%M}" in raised.value.message


def test_a_time_that_clocks_skip_doesnt_exist() -> None:
    with pytest.raises(NonexistentTime):
        interval(date(2027, 3, 28), time(2, 30), time(5), "Europe/Paris")


def test_a_time_that_comes_twice_is_refused() -> None:
    with pytest.raises(AmbiguousTime):
        interval(date(2027, 10, 31), time(2, 30), time(5), "Europe/Paris")


@pytest.mark.parametrize(("day", "minutes"), [(date(2027, 3, 28), 120), (date(2027, 10, 31), 240)])
def test_a_night_across_the_change_of_hour_lasts_what_it_really_lasts(day: date, minutes: int) -> None:
    assert interval(day, time(1), time(4), "Europe/Paris").minutes == minutes


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001  a local time, on purpose
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Guadeloupe", "America/Miquelon"]),
)
def test_a_local_time_is_one_instant_or_is_refused(local: datetime, zone: str) -> None:
    local = local.replace(second=0, microsecond=0)
    found = [
        at
        for hours in range(-14, 15)
        for at in [(local + timedelta(hours=hours)).replace(tzinfo=UTC)]
        if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local
    ]
    try:
        assert [to_utc(local.date(), local.time(), zone)] == found
    except NonexistentTime:
        assert found == []
    except AmbiguousTime:
        assert len(found) == 2


def test_no_more_minutes_count_than_the_slot_lasts() -> None:
    when = interval(date(2027, 3, 12), time(9), time(12, 30), "Europe/Paris")
    check_minutes(210, when)
    check_minutes(36, when)
    with pytest.raises(SlotError) as raised:
        check_minutes(211, when)
    assert "211" in raised.value.message


minutes = st.integers(0, 200)


@given(minutes, minutes, minutes, minutes)
def test_intervals_are_half_open(a: int, b: int, c: int, d: int) -> None:
    zero = datetime(2027, 1, 1, tzinfo=UTC)
    one = Interval(zero + timedelta(minutes=a), zero + timedelta(minutes=a + b + 1))
    other = Interval(zero + timedelta(minutes=c), zero + timedelta(minutes=c + d + 1))
    shared = set(range(a, a + b + 1)) & set(range(c, c + d + 1))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


# -- slots to plan


def part(length: int, **axes: object) -> Part:
    return Part("Séquence", Minutes.exactly(length), **axes)  # type: ignore[arg-type]


def module(*parts: Part) -> Module:
    return Module("M", "Module M", "Essai", parts=parts)


def test_slots_exist_before_any_date_one_for_each_sitting() -> None:
    asked = module(part(36), part(90, sitting="am"), part(120, sitting="am"), part(460))
    assert [(s.position, s.copy, s.minutes) for s in slots_to_plan(asked, headcount=12)] == [
        (1, 1, 36),
        (2, 1, 210),
        (3, 1, 460),
    ]


def test_individual_and_sub_group_time_has_a_slot_for_each() -> None:
    asked = module(part(210), part(45, with_whom=With.PERSON), part(90, with_whom=With.SUBGROUP))
    found = slots_to_plan(asked, headcount=3, subgroups=2)
    assert [(s.position, s.copy) for s in found] == [(1, 1), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2)]
    assert len(slots_to_plan(asked, headcount=0, subgroups=0)) == 3


def test_a_slot_to_plan_keeps_the_four_axes_and_whether_it_counts() -> None:
    work = part(285, where=Where.WORKPLACE, pace=Pace.OWN_PACE, supervision=Supervision.WORKPLACE)
    alone = part(120, supervision=Supervision.NONE, pace=Pace.OWN_PACE)
    first, second = slots_to_plan(module(work, alone))
    assert (first.where, first.pace, first.supervision, first.counts) == (
        "workplace",
        "own_pace",
        "workplace",
        True,
    )
    assert not second.counts


# -- progress

slots = st.lists(
    st.builds(
        Counted,
        st.sampled_from(["A", "B"]),
        st.integers(1, 3),
        st.sampled_from(list(SlotState)),
        st.just(210),
        st.booleans(),
    ),
    max_size=10,
)


def test_parallel_copies_count_once_as_far_as_the_last_of_them() -> None:
    copies = [
        Counted("A", 1, state, 45) for state in (SlotState.CONFIRMED, SlotState.TO_PLAN, SlotState.HELD)
    ]
    found = progress([*copies, Counted("A", 2, SlotState.DONE, 210)])
    assert (found.total, found.to_plan, found.confirmed, found.done) == (255, 45, 0, 210)


def test_cancelled_slots_and_time_outside_the_hours_dont_count() -> None:
    found = progress(
        [Counted("A", 1, SlotState.CANCELLED, 210), Counted("A", 2, SlotState.CONFIRMED, 60, counts=False)]
    )
    assert found.total == 0


def test_a_cancelled_copy_leaves_the_others_to_count() -> None:
    found = progress([Counted("A", 1, SlotState.CANCELLED, 45), Counted("A", 1, SlotState.CONFIRMED, 45)])
    assert (found.total, found.confirmed) == (45, 45)


@given(slots, st.randoms())
def test_progress_is_a_share_of_the_total_whatever_the_order(given_: list[Counted], random: object) -> None:
    found = progress(given_)
    parts = (found.to_plan, found.proposed, found.held, found.confirmed, found.done)
    assert found.total == sum(parts)
    live = {(s.module, s.position) for s in given_ if s.counts and s.state not in ("cancelled", "moved")}
    assert found.total == 210 * len(live)
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert progress(shuffled) == found
