"""The hours that a programme gives to a slot, and which others it may take."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.hours import OtherHours, check_hours, programme_hours
from backoffice.domain.programme import Minutes, Module, Part, ProgrammeError

NINE, HALF_PAST_TWELVE = time(9), time(12, 30)


def module(*parts: Part) -> Module:
    return Module("M", "Module", "Titre", parts=parts)


def fixed(**more: Any) -> Part:
    return Part("Matin", Minutes.exactly(210), start=NINE, finish=HALF_PAST_TWELVE, **more)


def adjustable() -> Part:
    return Part("Atelier", Minutes(210, 150, 240), adjustable=True, start=NINE, finish=HALF_PAST_TWELVE)


def refused(part: Part, start: time, finish: time, minutes: int) -> bool:
    wanted = programme_hours(module(part), 1)
    assert wanted is not None
    try:
        check_hours(wanted, start, finish, minutes)
    except OtherHours as wrong:
        return part.title in wrong.message
    return False


def test_exact_half_days_take_no_other_hours() -> None:
    assert not refused(fixed(), NINE, HALF_PAST_TWELVE, 210)
    assert refused(fixed(), time(9, 30), time(13), 210)
    assert refused(fixed(), NINE, HALF_PAST_TWELVE, 200)


def test_an_adjustable_part_takes_other_hours_within_its_minutes() -> None:
    assert not refused(adjustable(), time(10), HALF_PAST_TWELVE, 150)
    assert not refused(adjustable(), time(8, 30), HALF_PAST_TWELVE, 240)
    assert refused(adjustable(), time(10, 1), HALF_PAST_TWELVE, 149)
    assert refused(adjustable(), time(8), HALF_PAST_TWELVE, 241)


def test_a_range_is_nothing_without_the_word_adjustable() -> None:
    part = Part("Cadres", Minutes(210, 150, 240))
    assert refused(part, time(10), HALF_PAST_TWELVE, 150)
    assert not refused(part, time(10), time(17), 210)


@given(st.integers(min_value=1, max_value=600))
def test_minutes_are_allowed_exactly_from_the_least_to_the_most(minutes: int) -> None:
    assert refused(adjustable(), NINE, time(19), minutes) == (not 150 <= minutes <= 240)


def test_parts_of_a_sitting_are_counted_together() -> None:
    parts = (
        Part("Accueil", Minutes.exactly(30), sitting="am", start=NINE, finish=time(9, 30)),
        Part(
            "Atelier",
            Minutes(180, 120, 210),
            sitting="am",
            adjustable=True,
            start=time(9, 30),
            finish=HALF_PAST_TWELVE,
        ),
    )
    wanted = programme_hours(module(*parts), 1)
    assert wanted is not None
    assert (wanted.least, wanted.planned, wanted.most) == (150, 210, 240)
    assert (wanted.start, wanted.finish) == (NINE, HALF_PAST_TWELVE)
    assert programme_hours(module(*parts), 2) is None


@pytest.mark.parametrize(("start", "minutes"), [(time(10), 150), (time(8, 30), 240), (time(9, 15), 195)])
def test_the_minutes_of_an_adjustable_part_follow_its_hours(start: time, minutes: int) -> None:
    wanted = programme_hours(module(adjustable()), 1)
    assert wanted is not None
    assert wanted.minutes_between(start, HALF_PAST_TWELVE) == minutes


def test_breaks_stay_as_the_programme_has_them() -> None:
    part = Part("Jour", Minutes(420, 300, 450), adjustable=True, start=time(9, 30), finish=time(17, 30))
    wanted = programme_hours(module(part), 1)
    assert wanted is not None
    assert wanted.minutes_between(time(9, 30), time(16, 30)) == 360


@pytest.mark.parametrize(
    "hours",
    [
        {"start": NINE},
        {"finish": NINE},
        {"start": NINE, "finish": time(12)},
        {"start": NINE, "finish": NINE},
    ],
)  # fmt: skip
def test_hours_of_a_part_have_two_ends_and_room_for_its_minutes(hours: dict[str, time]) -> None:
    with pytest.raises(ProgrammeError):
        Part("Matin", Minutes.exactly(210), **hours)  # type: ignore[arg-type]
