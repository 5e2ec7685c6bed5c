"""The planner's board: who, where or what, in half-days; what each day is; what staged moves would meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.planning.at_desk import MovedMeanwhile, line_to
from backoffice.services.planning.board import board_of
from backoffice.services.planning.board_load import load_of
from backoffice.services.planning.board_moves import clashes_of
from backoffice.services.planning.board_values import Board, BoardRow, Off, Staged
from backoffice.store.records import Slot
from tests.services.conftest import AFTERNOON, Trade
from tests.services.planning.conftest import SEPTEMBER, plans

TUESDAY = "2026-09-15"
MONDAY = date(2026, 9, 14)


@contextmanager
def reading(trade: Trade) -> Iterator[Doing]:
    with trade.database.reading() as unit:
        yield Doing(unit, settings_of(unit), None, unit.now)


def board(trade: Trade, by: str = "trainer", first: date = MONDAY, weeks: int = 2) -> Board:
    with reading(trade) as doing:
        return board_of(doing, by, first, weeks)


def row(board: Board, ref: str) -> BoardRow:
    return next(one for one in board.rows if one.ref == ref)


def test_a_slot_stands_in_the_half_days_of_its_trainer_its_venue_and_its_dossier(trade: Trade) -> None:
    ref, trainer, venue = trade.drafted(), trade.trainer(), trade.venue()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer], venue=venue)
    for by, there in (("trainer", trainer), ("venue", venue), ("dossier", ref)):
        [one] = row(board(trade, by), there).sittings
        assert (one.ref, one.day.isoformat(), one.halves, one.state) == (
            f"{ref}/S1",
            TUESDAY,
            ("am",),
            "proposed",
        )
        assert one.trainers == (trainer,)
    assert board(trade).names[trainer] == "Kerbrat"
    assert board(trade, first=date(2026, 9, 21)).rows[0].sittings == ()


def test_a_slot_over_midday_stands_in_both_half_days(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    hours = {"start": "10:00", "finish": "15:30", "other_hours": "one stretch"}
    trade.act("date-slot", f"{ref}/S1", {"day": TUESDAY, **hours, "trainers": [trainer]})
    [one] = row(board(trade), trainer).sittings
    assert one.halves == ("am", "pm")


def test_a_cancelled_slot_is_not_there_and_an_option_that_has_run_out_holds_nothing(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    trade.dated(f"{ref}/S2", TUESDAY, AFTERNOON, trainers=[trainer])
    trade.act("hold-slot", f"{ref}/S1", {"until": "2026-08-01T10:00:00Z"})
    trade.act("cancel-slot", f"{ref}/S2", reason="not wanted")
    assert [one.state for one in row(board(trade), trainer).sittings] == ["held"]
    trade.at(datetime(2026, 8, 2, tzinfo=UTC))
    assert [one.state for one in row(board(trade), trainer).sittings] == ["expired"]


def test_a_trainer_is_away_on_the_half_days_that_were_noted(trade: Trade) -> None:
    trainer = trade.trainer()
    trade.act("add-absence", trainer, {"when": "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/", "label": "university"})
    trade.act("add-absence", trainer, {"when": "2026-09-25/2026-09-30"})
    away = row(board(trade), trainer).away
    assert away[date(2026, 9, 16), "pm"] == Off("university")
    assert (date(2026, 9, 16), "am") not in away
    assert {day for day, _half in away} == {date(2026, 9, n) for n in (16, 23, 25, 26, 27)}


def test_days_are_marked_for_the_territory_and_the_zone_of_the_row(trade: Trade) -> None:
    client = trade.client(
        postcode="67000", territory="FR-67", school_zone="B", closures=["2026-12-21/2026-12-22 x"]
    )
    ref = trade.drafted(client=client)
    there = board(trade, "dossier", date(2026, 12, 21), 1)
    marks = there.days[row(there, ref).days]
    assert marks[0].closure == "x"
    assert marks[4].holiday  # Christmas
    assert marks[5].holiday  # Saint Stephen's day, in Alsace and Moselle only
    assert marks[0].school == "Christmas holidays"
    assert row(there, ref).zone == "B"


def test_a_dossier_says_its_minutes_to_plan_by_module(trade: Trade) -> None:
    ref = trade.drafted()
    found = row(board(trade, "dossier"), ref).to_plan
    assert sum(one.slots for one in found) == 3
    trade.dated(f"{ref}/S1", TUESDAY)
    after = row(board(trade, "dossier"), ref).to_plan
    assert sum(one.minutes for one in after) < sum(one.minutes for one in found)


def test_load_counts_what_is_held_or_confirmed_by_month(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    trade.dated(f"{ref}/S2", TUESDAY, AFTERNOON, trainers=[trainer])
    with reading(trade) as doing:
        assert load_of(doing, SEPTEMBER, 3).rows[0].minutes == (0, 0, 0)
    trade.act("confirm-slot", f"{ref}/S1")
    trade.act("confirm-slot", f"{ref}/S2")
    with reading(trade) as doing:
        load = load_of(doing, SEPTEMBER, 3)
    assert load.months == (SEPTEMBER, date(2026, 10, 1), date(2026, 11, 1))
    [found] = load.rows
    assert found.days == (1, 0, 0)
    assert found.minutes[0] > 0


def moved(ref: str, day: str, start: str = "09:00", finish: str = "12:30") -> Staged:
    return Staged(ref, date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(finish))


def test_a_staged_move_says_what_it_would_meet_and_nothing_is_kept(trade: Trade) -> None:
    ref, other, trainer = trade.drafted(), trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    trade.dated(f"{other}/S1", "2026-09-16", trainers=[trainer])
    for one in (ref, other):
        trade.act("confirm-slot", f"{one}/S1")
    with reading(trade) as doing:
        [clash] = [c for c in clashes_of(doing, [moved(f"{ref}/S1", "2026-09-16")]) if c.rule == "trainer"]
        assert (clash.slot, clash.hard, clash.stops) == (f"{ref}/S1", True, True)
        assert clashes_of(doing, [moved(f"{ref}/S1", "2026-09-17")]) == ()
    with trade.database.reading() as unit:
        days = {str(one.day) for one in unit.session.query(Slot).filter(Slot.day.is_not(None))}
    assert days == {TUESDAY, "2026-09-16"}


def test_two_slots_that_change_places_meet_nothing(trade: Trade) -> None:
    ref, other, trainer = trade.drafted(), trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    trade.dated(f"{other}/S1", "2026-09-16", trainers=[trainer])
    for one in (ref, other):
        trade.act("confirm-slot", f"{one}/S1")
    swapped = [moved(f"{ref}/S1", "2026-09-16"), moved(f"{other}/S1", TUESDAY)]
    with reading(trade) as doing:
        assert clashes_of(doing, swapped) == ()
        both = [moved(f"{ref}/S1", "2026-09-18"), moved(f"{other}/S1", "2026-09-18")]
        assert {one.rule for one in clashes_of(doing, both)} == {"trainer"}


def test_a_move_onto_a_holiday_or_of_a_slot_that_is_done_is_told(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    with reading(trade) as doing:
        [clash] = clashes_of(doing, [moved(f"{ref}/S1", "2026-11-11")])
        assert (clash.rule, clash.hard, clash.stops) == ("holiday", False, False)
        [undated] = clashes_of(doing, [moved(f"{ref}/S2", "2026-09-18")])
        assert (undated.rule, undated.hard) == ("state", True)


def test_the_board_is_the_same_whatever_the_house_plans(trade: Trade) -> None:
    plans(trade, holds="free")
    assert board(trade, weeks=500).weeks == 60


def test_a_slot_that_somebody_else_moved_meanwhile_is_not_moved_from_an_old_board(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", TUESDAY, trainers=[trainer])
    staged = replace(moved(f"{ref}/S1", "2026-09-17"), was=(MONDAY, time(9), time(12, 30)))
    with trade.database.reading() as unit:
        slot = unit.session.query(Slot).filter(Slot.day.is_not(None)).one()
        with pytest.raises(MovedMeanwhile):
            line_to(slot, staged)
        assert line_to(slot, replace(staged, was=(date.fromisoformat(TUESDAY), time(9), time(12, 30))))
