"""Conflicts by the minute, against a grid on which every minute of every person is ticked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.conflicts import (
    BREAKABLE,
    UNBREAKABLE,
    Around,
    Attending,
    Booked,
    Conflict,
    Names,
    Off,
    RuleName,
    SlotConflict,
    conflicts,
    unbroken,
)
from backoffice.domain.slots import Interval, SlotState

START = datetime(2027, 3, 28, 0, 0, tzinfo=UTC)
TAKES_UP = {"held", "confirmed", "done"}


def at(first: int, last: int) -> Interval:
    return Interval(START + timedelta(minutes=first), START + timedelta(minutes=last))


def slot(uid: str, first: int, last: int, state: SlotState = SlotState.CONFIRMED, **what: object) -> Booked:
    return Booked(uid, f"slot {uid}", at(first, last), state, **what)  # type: ignore[arg-type]


spans = st.tuples(st.integers(0, 38), st.integers(1, 12)).map(lambda t: (t[0], t[0] + t[1]))
attending = st.builds(Attending, st.sampled_from(["G1", "G2"]), st.sampled_from([None, 1, 2]))
booked = st.builds(
    lambda uid, span, state, trainers, venue, groups: slot(
        uid, *span, state, trainers=tuple(sorted(trainers)), venue=venue, groups=tuple(groups)
    ),
    st.sampled_from(["s1", "s2", "s3", "s4"]),
    spans,
    st.sampled_from(list(SlotState)),
    st.sets(st.sampled_from(["T1", "T2", "T3"]), max_size=2),
    st.sampled_from([None, "V1", "V2"]),
    st.lists(attending, max_size=1),
)


def minutes(one: Booked) -> set[int]:
    """The minutes that a slot covers, one by one: the grid's ticks."""
    first = (one.when.starts_at - START) // timedelta(minutes=1)
    last = (one.when.ends_at - START) // timedelta(minutes=1)
    return set(range(first, last))


def heads(one: Booked) -> set[tuple[str, str, int]]:
    """Who a slot takes, head by head: a whole group is its sub-groups 1 and 2 and those of neither."""
    taken = {("trainer", who, 0) for who in one.trainers}
    if one.venue:
        taken.add(("venue", one.venue, 0))
    for group in one.groups:
        taken |= {("group", group.group, copy) for copy in ((group.copy,) if group.copy else (1, 2, 3))}
    return taken


def brute(one: Booked, others: list[Booked]) -> set[tuple[str, str, str]]:
    return {
        (rule, who, other.uid)
        for other in others
        if other.uid != one.uid and str(other.state) in TAKES_UP and minutes(one) & minutes(other)
        for rule, who, _copy in heads(one) & heads(other)
    }


@given(booked, st.lists(booked, max_size=5))
def test_conflicts_are_those_that_a_grid_of_minutes_shows(one: Booked, others: list[Booked]) -> None:
    found = conflicts(one, others, Names({}))
    assert {(c.rule, c.who, c.other) for c in found} == brute(one, others)


@given(booked, booked)
def test_two_slots_that_take_something_up_conflict_both_ways_or_not_at_all(a: Booked, b: Booked) -> None:
    if a.state in TAKES_UP and b.state in TAKES_UP:
        assert bool(conflicts(a, [b], Names({}))) == bool(conflicts(b, [a], Names({})))


def test_back_to_back_is_not_an_overlap_and_one_minute_is() -> None:
    morning = slot("a", 0, 210, trainers=("T",))
    assert conflicts(slot("b", 210, 300, trainers=("T",)), [morning], Names({})) == ()
    assert len(conflicts(slot("b", 209, 300, trainers=("T",)), [morning], Names({}))) == 1


def test_a_slot_never_conflicts_with_itself_so_that_it_can_be_moved_by_an_hour() -> None:
    before = slot("a", 0, 210, trainers=("T",), venue="V")
    assert conflicts(slot("a", 60, 270, trainers=("T",), venue="V"), [before], Names({})) == ()


@pytest.mark.parametrize(
    "state", [SlotState.CANCELLED, SlotState.TO_PLAN, SlotState.PROPOSED, SlotState.MOVED]
)
def test_what_is_cancelled_or_not_yet_taken_stands_in_nobodys_way(state: SlotState) -> None:
    other = slot("b", 0, 210, state, trainers=("T",), venue="V", groups=(Attending("G"),))
    here = slot("a", 0, 210, trainers=("T",), venue="V", groups=(Attending("G"),))
    assert conflicts(here, [other], Names({})) == ()


def test_sub_groups_work_side_by_side_but_not_beside_the_whole_group() -> None:
    first = slot("a", 0, 90, groups=(Attending("G", 1),), trainers=("T1",))
    second = slot("b", 0, 90, groups=(Attending("G", 2),), trainers=("T2",))
    whole = slot("c", 0, 90, groups=(Attending("G"),), trainers=("T3",))
    assert conflicts(first, [second], Names({})) == ()
    assert [c.rule for c in conflicts(first, [whole], Names({}))] == ["group"]
    assert [c.rule for c in conflicts(whole, [first, second], Names({}))] == ["group", "group"]


def test_the_conflict_says_who_by_name_with_which_slot_and_what_would_free_it() -> None:
    names = Names({"T": "Maëlle Kerbrat"})
    [found] = conflicts(slot("a", 0, 9, trainers=("T",)), [slot("b", 8, 20, trainers=("T",))], names)
    assert isinstance(found, Conflict)
    assert (found.rule, found.slot, found.other) == ("trainer", "a", "b")
    assert "Maëlle Kerbrat" in found.text
    assert "slot b" in found.text
    assert "slot b" in found.remedy
    refused = SlotConflict((found,))
    assert refused.code == "slot_conflict"
    assert found.text in refused.message
    assert str(refused.remedy) == found.remedy


# People, days and places beside the three that a grid of heads shows


def test_a_person_of_two_groups_is_at_one_place_and_a_shared_group_is_told_once() -> None:
    zoe = frozenset({"zoe"})
    here = slot("a", 0, 210, groups=(Attending("G"),), people=zoe | {"ali"})
    there = slot("b", 100, 300, groups=(Attending("H"),), people=zoe | {"luc"})
    [found] = conflicts(here, [there], Names({"zoe": "Zoé Arnaud"}))
    assert (found.rule, found.who, found.other) == ("participant", "zoe", "b")
    assert "Zoé Arnaud" in found.text
    same = slot("c", 100, 300, groups=(Attending("G"),), people=zoe)
    assert [one.rule for one in conflicts(here, [same], Names({}))] == ["group"]
    assert conflicts(here, [slot("d", 210, 300, groups=(Attending("H"),), people=zoe)], Names({})) == ()


offs = st.builds(
    lambda rule, span, who: Off(rule, at(*span), f"{rule} {who}", "", who),
    st.sampled_from([RuleName.AWAY, RuleName.CLOSURE, RuleName.HOLIDAY]),
    spans,
    st.sampled_from(["", "T1", "T2"]),
)


@given(one=booked, off=st.lists(offs, max_size=4))
def test_what_a_rule_forbids_is_broken_by_the_minute_and_only_by_whom_it_binds(
    one: Booked, off: list[Off]
) -> None:
    found = conflicts(one, [], Names({}), Around(off=tuple(off)))
    expected = [
        rule.text
        for rule in off
        if minutes(one) & minutes(slot("x", *_span(rule.when))) and (not rule.who or rule.who in one.trainers)
    ]
    assert [conflict.text for conflict in found] == expected
    assert all(conflict.other == "" for conflict in found)


def _span(when: Interval) -> tuple[int, int]:
    return (when.starts_at - START) // timedelta(minutes=1), (when.ends_at - START) // timedelta(minutes=1)


@given(
    first=st.integers(0, 30),
    length=st.integers(1, 6),
    other=st.integers(0, 40),
    travel=st.integers(0, 3),
    towns=st.tuples(st.sampled_from([None, "A", "B"]), st.sampled_from([None, "A", "B"])),
)
def test_between_two_towns_a_trainer_has_enough_whole_half_days(
    first: int, length: int, other: int, travel: int, towns: tuple[str | None, str | None]
) -> None:
    """Half-days are five minutes long here; those wholly between the two are counted one by one."""
    here = slot("a", first, first + length, trainers=("T",), town=towns[0])
    there = slot("b", other, other + 3, trainers=("T",), town=towns[1])
    halves = tuple(at(n, n + 5) for n in range(0, 60, 5))
    found = conflicts(here, [there], Names({}), Around(halves=halves, travel=travel))
    if here.when.overlaps(there.when):
        assert [one.rule for one in found] == ["trainer"]
        return
    between = range(min(first + length, other + 3), max(first, other))
    whole = sum(1 for n in range(0, 60, 5) if n in between and n + 4 in between)
    far = None not in towns and towns[0] != towns[1]
    assert [one.rule for one in found] == (["travel"] if far and whole < travel else [])


def test_a_room_too_small_is_said_with_both_numbers() -> None:
    here = slot("a", 0, 210, venue="V")
    [found] = conflicts(here, [], Names({"V": "Foirail"}), Around(headcount=13, capacity=12))
    assert found.rule == "capacity"
    assert "Foirail" in found.text
    assert "12" in found.text
    assert "13" in found.text
    assert conflicts(here, [], Names({}), Around(headcount=12, capacity=12)) == ()
    assert conflicts(here, [], Names({}), Around(headcount=None, capacity=12)) == ()


def test_rules_are_broken_by_name_but_nobody_is_ever_at_two_places() -> None:
    here = slot("a", 0, 210, trainers=("T",))
    off = (
        Off(RuleName.HOLIDAY, at(0, 1_440), "holiday", ""),
        Off(RuleName.CLOSURE, at(0, 1_440), "closed", ""),
    )
    found = conflicts(here, [slot("b", 0, 9, trainers=("T",))], Names({}), Around(off=off))
    assert [one.rule for one in found] == ["trainer", "holiday", "closure"]
    assert [one.rule for one in unbroken(found, ["holiday", "trainer"])] == ["trainer", "closure"]
    assert set(BREAKABLE) | UNBREAKABLE == set(RuleName)
    assert "break-rule" not in str(SlotConflict(found).remedy)
    assert "closure, holiday" in str(SlotConflict(found[1:]).remedy)
