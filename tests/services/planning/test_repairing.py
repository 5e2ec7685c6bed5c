"""When something moves: what holds stays, what doesn't goes near, and nobody is moved for nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backoffice.services.planning.answer_json import places_values
from backoffice.services.planning.proposing import NothingToPlan
from backoffice.store.records import Trainer
from tests.services.conftest import AFTERNOON, MORNING, Trade
from tests.services.planning.conftest import asked, keep, linked, teacher

DAYS = ((1, "2026-09-15", MORNING), (2, "2026-09-15", AFTERNOON), (3, "2026-09-16", MORNING))
LATER = ((4, "2026-10-13", MORNING), (5, "2026-10-13", AFTERNOON))


def confirmed(trade: Trade, trainer: str) -> str:
    """A dossier wholly confirmed: module 1 on 15 and 16 September, module 2 on 13 October."""
    ref = linked(trade)
    for n, day, half in (*DAYS, *LATER):
        trade.dated(f"{ref}/S{n}", day, half, trainers=[trainer])
        trade.act("confirm-slot", f"{ref}/S{n}")
    return ref


def ill(trade: Trade, trainer: str, first: str, last: str) -> None:
    keep(trade, Trainer, trainer, unavailability=[{"from": first, "to": last}])


def test_when_all_holds_nothing_moves(planning: Trade) -> None:
    ref = confirmed(planning, teacher(planning))
    teacher(planning, "Autre")
    found = asked(planning, ref, start=None, repair=True)
    assert [one.places for one in found.proposed] == [()]
    assert "nothing moves" in found.notes[0]


def test_somebody_else_who_has_the_skill_takes_over_before_a_date_is_moved(planning: Trade) -> None:
    kerbrat, other = teacher(planning), teacher(planning, "Autre")
    ref = confirmed(planning, kerbrat)
    ill(planning, kerbrat, "2026-10-12", "2026-10-14")
    [one] = asked(planning, ref, start=None, repair=True).proposed
    assert [(place.slot, place.day) for place in one.places] == [
        (f"{ref}/S4", date(2026, 10, 13)),
        (f"{ref}/S5", date(2026, 10, 13)),
    ]
    assert {place.trainers for place in one.places} == {((other, "lead"),)}
    assert one.moved == ()
    done = planning.act("move-slots", ref, places_values(one.places), reason="illness")
    assert done.payload is not None
    assert {kerbrat, other} <= set(done.payload["to_tell"])


def test_alone_a_trainer_moves_only_the_module_that_no_longer_holds_and_near(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = confirmed(planning, kerbrat)
    ill(planning, kerbrat, "2026-10-12", "2026-10-14")
    [one] = asked(planning, ref, start=None, repair=True).proposed
    assert set(one.moved) == {f"{ref}/S4", f"{ref}/S5"} == {place.slot for place in one.places}
    for place in one.places:
        assert timedelta() < abs(place.day - date(2026, 10, 13)) <= timedelta(days=7)
    planning.act("move-slots", ref, places_values(one.places), reason="illness")
    again = asked(planning, ref, start=None, repair=True)
    assert [found.places for found in again.proposed] == [()]


def test_the_client_moves_a_module_and_the_gap_still_holds(planning: Trade) -> None:
    ref = confirmed(planning, teacher(planning))
    month = ((date(2026, 9, 14), date(2026, 10, 2)),)
    [one] = asked(planning, ref, start=None, repair=True, avoid=month).proposed
    first = [place for place in one.places if place.module == "L1"]
    assert [place.slot for place in first] == [f"{ref}/S{n}" for n in (1, 2, 3)]
    # One module moves, and it moves to where the other needn't.
    assert {place.module for place in one.places} == {"L1"}
    last = max(place.day for place in first)
    assert timedelta(weeks=3) <= date(2026, 10, 13) - last <= timedelta(weeks=8)


def test_what_was_kept_by_name_or_is_over_never_moves(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = confirmed(planning, kerbrat)
    ill(planning, kerbrat, "2026-10-12", "2026-10-14")
    kept = tuple(f"{ref}/S{n}" for n in (4, 5))
    found = asked(planning, ref, start=None, repair=True, kept=kept)
    assert [one.places for one in found.proposed] == [()]


def test_a_module_dated_in_a_shape_of_its_own_keeps_it(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    for n, day in ((1, "2026-09-15"), (2, "2026-09-17"), (3, "2026-09-22")):
        planning.dated(f"{ref}/S{n}", day, trainers=[kerbrat])
        planning.act("confirm-slot", f"{ref}/S{n}")
    found = asked(planning, ref, start=None, repair=True)
    assert [one.places for one in found.proposed] == [()]
    ill(planning, kerbrat, "2026-09-15", "2026-09-15")
    [one] = asked(planning, ref, start=None, repair=True).proposed
    days = [place.day for place in one.places]
    assert [(day - days[0]).days for day in days] == [0, 2, 7]


def test_a_repair_that_cant_be_says_why(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = confirmed(planning, kerbrat)
    ill(planning, kerbrat, "2026-06-01", "2028-12-31")
    found = asked(planning, ref, start=None, repair=True)
    assert found.status == "impossible"
    assert any("Kerbrat is away" in text for text in found.reasons)


def test_what_has_no_date_needs_no_repair(planning: Trade) -> None:
    teacher(planning)
    with pytest.raises(NothingToPlan):
        asked(planning, linked(planning), repair=True)


def test_a_module_of_days_far_apart_goes_near_too(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning)
    for n, day, half in (
        (1, "2026-09-15", MORNING),
        (2, "2026-09-15", AFTERNOON),
        (3, "2026-10-06", MORNING),
    ):
        planning.dated(f"{ref}/S{n}", day, half, trainers=[kerbrat])
    ill(planning, kerbrat, "2026-09-14", "2026-09-18")
    [one] = asked(planning, ref, start=None, repair=True).proposed
    days = {place.slot: place.day for place in one.places}
    assert days[f"{ref}/S3"] - days[f"{ref}/S1"] == timedelta(days=21)
    assert abs(days[f"{ref}/S1"] - date(2026, 9, 15)) <= timedelta(days=7)
