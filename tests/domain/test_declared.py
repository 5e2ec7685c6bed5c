"""Hours and days that a source declares, against those that it spells out."""

from __future__ import annotations

import pytest

from backoffice.domain.declared import (
    HALF_DAY_MOST,
    Difference,
    Figures,
    by_parts,
    days_of,
    of_format,
    of_module,
)
from backoffice.domain.programme import (
    Format,
    Minutes,
    Module,
    Objective,
    Pace,
    Part,
    Programme,
    Supervision,
)


def module(*minutes: int, code: str = "M1", **declared: int) -> Module:
    parts = tuple(Part(f"P{n}", Minutes.exactly(one)) for n, one in enumerate(minutes))
    return Module(code, code, code, parts=parts, **declared)


def programme(*modules: Module, of_format: int | None = None, **more: int) -> Programme:
    one = Format("F", "En salle", modules, declared_minutes=of_format)
    return Programme("P", "P", (Objective("O"),), (one,), **more)


def test_nothing_is_said_where_nothing_is_declared_or_all_agrees() -> None:
    assert of_module(module(210, 210), by_parts(module(210, 210))) == ()
    same = module(210, 210, declared_minutes=420, declared_days_e2=100)
    assert of_module(same, by_parts(same)) == ()


def test_hours_and_days_are_each_compared() -> None:
    wrong = module(210, 210, 210, declared_minutes=840, declared_days_e2=200)
    computed = Figures(630, 150)
    assert of_module(wrong, by_parts(wrong)) == (
        Difference("M1", "parts", computed, declared_minutes=840),
        Difference("M1", "parts", computed, declared_days_e2=200),
    )


@pytest.mark.parametrize(
    ("sittings", "days"), [((210, 210), 100), ((HALF_DAY_MOST,), 50), ((HALF_DAY_MOST + 1,), 100), ((), 0)]
)
def test_a_sitting_takes_half_a_day_unless_it_is_longer_than_any(
    sittings: tuple[int, ...], days: int
) -> None:
    assert days_of(sittings) == days


def test_parts_that_share_a_sitting_take_one_half_day() -> None:
    parts = tuple(Part(f"P{n}", Minutes.exactly(70), sitting="matin") for n in range(3))
    assert by_parts(Module("M", "M", "M", parts=parts)) == Figures(210, 50)


def test_ones_own_pace_counts_as_hours_and_takes_no_day_and_time_without_anybody_neither() -> None:
    parts = (
        Part("salle", Minutes.exactly(210)),
        Part("seul", Minutes.exactly(60), pace=Pace.OWN_PACE, supervision=Supervision.REMOTE_ASSISTED),
        Part("lecture", Minutes.exactly(90), supervision=Supervision.NONE),
    )
    assert by_parts(Module("M", "M", "M", parts=parts)) == Figures(270, 50)


def test_a_format_is_compared_module_by_module_then_as_a_whole() -> None:
    given = programme(module(210, declared_minutes=240), module(210, code="M2"), of_format=480)
    assert [
        (one.what, one.declared_minutes, one.computed.minutes) for one in of_format(given, given.formats[0])
    ] == [
        ("M1", 240, 210),
        ("En salle", 480, 420),
    ]


def test_a_programmes_total_holds_for_a_format_that_declares_none() -> None:
    given = programme(module(210), declared_days_e2=100)
    [found] = of_format(given, given.formats[0])
    assert (found.declared_days_e2, found.computed.days_e2) == (100, 50)
    own = programme(module(210), of_format=210, declared_days_e2=100)
    assert of_format(own, own.formats[0]) == ()
