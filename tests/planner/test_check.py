"""The independent check against the list of every calendar that breaks no rule, and what it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from random import Random

import pytest

from backoffice.domain.calendar_problem import (
    Absence,
    Anchor,
    At,
    Block,
    Booking,
    Calendar,
    CellsRule,
    ClosureRule,
    Gap,
    Length,
    Level,
    Link,
    Module,
    Problem,
    Role,
    Slot,
    Taught,
    Trainer,
    Unit,
    Venue,
    WeekdaysRule,
    Window,
)
from backoffice.planner.check import check
from tests.planner.brute import Brute
from tests.planner.generated import HALVES, problem


def _disturbed(r: Random, given: Problem, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """A calendar with something moved, exchanged or left out."""
    found = list(slots)
    n = r.randrange(len(found))
    one = found[n]
    kind = r.choice(("day", "module", "half", "trainer", "venue", "drop", "twice", "role"))
    if kind == "day":
        found[n] = replace(one, date=one.date + timedelta(days=r.choice((-7, -1, 1, 2))))
    elif kind == "module":
        step = timedelta(days=r.choice((-2, -1, 1, 3, 7)))
        found = [replace(s, date=s.date + step) if s.module == one.module else s for s in found]
    elif kind == "half":
        half = r.choice(given.half_days)
        found[n] = replace(one, half=half.id, start=half.start, end=half.end)
    elif kind == "trainer" and given.trainers:
        team = tuple(replace(t, id=r.choice(given.trainers).id) for t in one.trainers)
        found = [replace(s, trainers=team) if s.module == one.module else s for s in found]
    elif kind == "venue" and given.venues:
        venue = r.choice((None, *(v.id for v in given.venues)))
        found = [replace(s, venue=venue) if s.module == one.module else s for s in found]
    elif kind == "drop":
        del found[n]
    elif kind == "twice":
        found.append(one)
    elif kind == "role":
        found[n] = replace(one, trainers=tuple(reversed(one.trainers[:1])))
    return tuple(found)


def _as_set(slots: tuple[Slot, ...]) -> tuple[tuple[object, ...], ...]:
    plain = [
        (s.module, s.block, s.date, s.half, tuple(sorted((t.role, t.id) for t in s.trainers)), s.venue)
        for s in slots
    ]
    return tuple(sorted(plain, key=repr))


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_a_calendar_is_valid_exactly_when_it_is_one_of_all_that_break_no_rule(first: int) -> None:
    r = Random(first)
    judged = {True: 0, False: 0}
    for seed in range(first, first + 20):
        given = problem(seed)
        brute = Brute(given)
        every = [(brute.cost(c), brute.slots(c)) for c in islice(brute.all(), 3_000)]
        if not every or len(every) == 3_000:
            continue
        valid = {_as_set(slots): cost for cost, slots in every}
        for _n in range(30):
            _cost, slots = r.choice(every)
            tried = _disturbed(r, given, slots) if r.random() < 0.85 else slots
            seen = check(given, Calendar(tried))
            assert seen.valid == (_as_set(tried) in valid), (seed, seen.violations, tried)
            assert seen.cost == valid.get(_as_set(tried))
            judged[seen.valid] += 1
    assert all(judged.values())


MONDAY = date(2027, 2, 1)


def _slots(
    module: str, *days: date, half: str = "am", venue: str | None = "V1", trainer: str = "T1"
) -> tuple[Slot, ...]:
    return tuple(Slot(module, 0, day, half, (Taught(trainer, "lead"),), venue) for day in days)


def _given(**changes: object) -> Problem:
    lead = (Role("lead", ("T1", "T2")),)
    modules = tuple(
        Module(name, (Block(1, cells=("am",)),), gap, lead, ("V1",))
        for name, gap in (("M1", None), ("M2", Gap(Length(1, Unit.WEEKS), Length(2, Unit.WEEKS))))
    )
    plain = Problem(
        MONDAY,
        MONDAY + timedelta(days=150),
        modules,
        HALVES[:2],
        (Trainer("T1"), Trainer("T2")),
        (Venue("V1", 10), Venue("V2")),
        group_size=10,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


FINE = (*_slots("M1", MONDAY), *_slots("M2", MONDAY + timedelta(days=7)))


def _names(given: Problem, slots: tuple[Slot, ...]) -> set[str]:
    return {one.rule for one in check(given, Calendar(slots)).violations}


def _module(given: Problem, n: int, **changes: object) -> Problem:
    modules = list(given.modules)
    modules[n] = replace(modules[n], **changes)  # type: ignore[arg-type]
    return replace(given, modules=tuple(modules))


def _trainer(**changes: object) -> Problem:
    return _given(trainers=(replace(Trainer("T1"), **changes), Trainer("T2")))  # type: ignore[arg-type]


def test_a_calendar_that_keeps_every_rule_is_valid_and_costs_what_it_costs() -> None:
    seen = check(_given(), Calendar(FINE))
    assert seen.valid
    assert seen.cost == 0


@pytest.mark.parametrize(
    ("given", "slots", "names"),
    [
        (_given(), FINE[:1], {"missing:M2"}),
        (_given(), (*FINE, *_slots("M2", MONDAY + timedelta(days=9))), {"shape:M2"}),
        (_given(), (FINE[0], *_slots("M2", MONDAY + timedelta(days=3))), {"gap:M2"}),
        (_given(), (FINE[0], *_slots("M2", MONDAY + timedelta(days=15))), {"gap:M2"}),
        (_given(), (*_slots("M1", MONDAY - timedelta(days=7)), *_slots("M2", MONDAY)), {"horizon"}),
        (_given(), (FINE[0], *_slots("M2", MONDAY + timedelta(days=12))), {"weekday"}),
        (_given(), (FINE[0], *_slots("M2", MONDAY + timedelta(days=7), half="pm")), {"shape:M2"}),
        (_given(), (FINE[0], *_slots("M2", MONDAY + timedelta(days=7), venue="V2")), {"venue:M2"}),
        (_given(group_size=11), FINE, {"capacity:V1"}),
        (_given(rules=(WeekdaysRule("wd", (2,)),)), FINE, {"wd"}),
        (_given(rules=(ClosureRule("cl", MONDAY, MONDAY),)), FINE, {"cl"}),
        (_given(rules=(CellsRule("c", 1, "am"),)), FINE, {"c"}),
        (_given(rules=(CellsRule("c", 1, "am", hard=False),)), FINE, set()),
        (_given(links=(Link("L", "M1", Anchor.END, "M2", Length(1, Unit.MONTHS)),)), FINE, {"L"}),
        (_module(_given(), 1, window=Window(MONDAY, MONDAY)), FINE, {"window:M2"}),
        (
            _module(_given(), 0, level=Level.PINNED, at=At(MONDAY + timedelta(days=1), "am")),
            FINE,
            {"pinned:M1"},
        ),
        (_module(_given(), 0, level=Level.PINNED, at=At(MONDAY, "am", ("T2",))), FINE, {"pinned:M1"}),
        (_module(_given(), 0, level=Level.PINNED, at=At(MONDAY, "am", ("T1",), "V1")), FINE, set()),
        (_module(_given(), 0, level=Level.PUBLISHED, at=At(MONDAY + timedelta(days=1), "am")), FINE, set()),
        (_module(_given(), 0, team=(Role("lead", ("T2",)),)), FINE, {"team:M1"}),
        (_trainer(booked=(Booking(MONDAY, "am"),)), FINE, {"booked:T1:2027-02-01:am"}),
        (
            _given(venues=(Venue("V1", 10, None, (Booking(MONDAY, "am"),)), Venue("V2"))),
            FINE,
            {"booked:V1:2027-02-01:am"},
        ),
        (_trainer(away=(Absence("off", MONDAY, MONDAY, None, "am"),)), FINE, {"off"}),
        (_trainer(away=(Absence("off", MONDAY, MONDAY, None, "pm"),)), FINE, set()),
        (
            _trainer(max_days_week=1, booked=(Booking(MONDAY + timedelta(days=1), "am"),)),
            FINE,
            {"max_days_week:T1"},
        ),
        (
            _trainer(max_days_row=1, booked=(Booking(MONDAY + timedelta(days=1), "am"),)),
            FINE,
            {"max_days_row:T1"},
        ),
        (_trainer(max_days_row=1, booked=(Booking(MONDAY + timedelta(days=2), "am"),)), FINE, set()),
    ],
)
def test_a_broken_rule_is_named(given: Problem, slots: tuple[Slot, ...], names: set[str]) -> None:
    assert _names(given, slots) == names


def test_two_towns_need_their_travel_cells_between_them() -> None:
    booked = (Booking(MONDAY, "pm", "Limoges"),)
    venues = (Venue("V1", 10, "Guéret"), Venue("V2"))
    given = replace(_trainer(booked=booked), venues=venues)
    assert _names(given, FINE) == set()
    assert _names(replace(given, travel_cells=1), FINE) == {"travel:T1"}
    same_town = replace(given, venues=(Venue("V1", 10, "Limoges"), Venue("V2")), travel_cells=1)
    assert _names(same_town, FINE) == set()


def test_a_public_holiday_is_named_with_its_day() -> None:
    easter = date(2027, 3, 29)
    slots = (*_slots("M1", easter - timedelta(days=7)), *_slots("M2", easter))
    assert _names(_given(), slots) == {"holiday:2027-03-29"}


def test_a_module_that_follows_on_the_same_day_needs_a_gap_of_nothing_and_a_later_cell() -> None:
    given = _module(_given(), 1, gap=Gap(Length(0, Unit.DAYS), None), blocks=(Block(1, any_start=True),))
    assert _names(given, (FINE[0], *_slots("M2", MONDAY, half="pm"))) == set()
    assert _names(given, (FINE[0], *_slots("M2", MONDAY, half="am"))) == {"gap:M2"}
    assert _names(_module(given, 1, gap=None), (FINE[0], *_slots("M2", MONDAY, half="pm"))) == {"gap:M2"}
