"""Several planners take the same trainer, room or person at once: exactly one of them has it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from backoffice.clock import FrozenClock
from backoffice.domain.conflicts import SlotConflict, unbroken
from backoffice.services import slots, taking_up
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import Order, do, settings_of
from backoffice.services.kinds import resolve
from backoffice.store import database as store
from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.errors import Duplicate, Refused
from tests.services.conftest import Trade
from tests.store.postgres import NOW
from tests.store.races import together

AT_ONCE = 5
DAY = "2026-09-15"


def opened(target: str) -> Database:
    return Database.open(target, FrozenClock(NOW))


def waiting(target: str, what: str) -> list[str]:
    """As many dossiers as planners, whose first slots want the same trainer, room or person at once."""
    database = opened(target)
    trade = Trade(database)
    client = trade.client()
    one, room = trade.trainer("Partagé"), trade.venue(name="Partagée")
    person = trade.act("new-participant", "", {"name": "ARNAUD", "first_name": "Zoé", "client": client}).ref
    found = []
    for rank in range(AT_ONCE):
        own = trade.trainer(f"Propre {rank}")
        ref = trade.drafted(client=client)
        if what == "participant":
            trade.act("enrol", f"{ref}/G1", {"people": [person]})
        values: dict[str, Any] = {"trainers": [one if what == "trainer" else own]}
        found.append(trade.dated(f"{ref}/S1", DAY, **values | ({"venue": room} if what == "venue" else {})))
    database.close()
    return found


def confirm(target: str, slot: str, rank: int) -> str:
    database = opened(target)
    try:
        do(database, (Order("confirm-slot", slot),), user="er" if rank % 2 else "sb")
    except SlotConflict:
        return "refused"
    finally:
        database.close()
    return "confirmed"


def confirmed(target: str) -> int:
    database = opened(target)
    with database.reading() as unit:
        [(count,)] = fetch(unit.driver, "SELECT count(*) FROM slots WHERE state = 'confirmed'")
    database.close()
    return int(count)


@pytest.mark.parametrize("what", ["trainer", "venue", "participant"])
def test_exactly_one_planner_has_what_all_of_them_take_at_once(target: str, what: str) -> None:
    places = waiting(target, what)
    told = together(AT_ONCE, lambda rank: confirm(target, places[rank], rank))
    assert sorted(told) == ["confirmed"] + ["refused"] * (AT_ONCE - 1)
    assert confirmed(target) == 1


def look_first_then_confirm(target: str, slot: str, rank: int) -> str:
    """What looking inside the transaction is for: it is looked at before, and not again."""
    database = opened(target)
    with database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = taking_up.clashes_with(doing, resolve(unit, slot).record, ())
    database.close()
    time.sleep(0.3)
    if unbroken(found, ()):
        return "refused"
    slots.check_free = lambda _doing, _slot: None  # type: ignore[assignment]  # in this process alone
    return confirm(target, slot, rank)


@pytest.mark.parametrize("what", ["trainer", "participant"])
def test_the_control_that_looks_before_the_transaction_takes_it_several_times(target: str, what: str) -> None:
    places = waiting(target, what)
    together(AT_ONCE, lambda rank: look_first_then_confirm(target, places[rank], rank))
    assert confirmed(target) > 1


def slowly(doing: Doing, one: Any) -> None:
    taking_up.check_free(doing, one)
    time.sleep(0.5)


def several_writers() -> None:
    """PostgreSQL lets one writer in at a time only because each asks for it; in this process alone."""
    store._ONE_WRITER = "SELECT 1"
    slots.check_free = slowly  # type: ignore[assignment]


def confirm_beside_others(target: str, slot: str, rank: int) -> str:
    several_writers()
    return confirm(target, slot, rank)


def confirm_without_lock(target: str, slot: str, rank: int) -> str:
    """Looks inside the transaction, but nobody is kept off meanwhile."""
    several_writers()
    taking_up.lock = lambda _doing, _slots: None  # type: ignore[assignment]
    try:
        return confirm(target, slot, rank)
    except (Duplicate, Refused):
        # Found free; it is the journal that then has room for one: two of one place, or one after a gap.
        return "found free"


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
@pytest.mark.parametrize("what", ["trainer", "venue", "participant"])
def test_what_a_slot_takes_up_is_locked_even_if_several_write_at_once(target: str, what: str) -> None:
    places = waiting(target, what)
    told = together(AT_ONCE, lambda rank: confirm_beside_others(target, places[rank], rank))
    assert told.count("confirmed") == 1


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
def test_the_control_without_any_lock_finds_it_free_several_times(target: str) -> None:
    """SQLite lets one writer in at a time anyway."""
    places = waiting(target, "trainer")
    told = together(AT_ONCE, lambda rank: confirm_without_lock(target, places[rank], rank))
    assert told.count("refused") < AT_ONCE - 1


def move_pair(target: str, ref: str, trainers: tuple[str, str], rank: int) -> str:
    """Takes two trainers in an order that depends on who one is: nobody may wait for ever."""
    first, second = trainers if rank % 2 else trainers[::-1]
    database = opened(target)
    try:
        places = [f"S1 {DAY} 09:00-12:30 {first}", f"S2 {DAY} 14:00-17:30 {second}"]
        do(database, (Order("move-slots", ref, {"places": places}),), user="er")
    except SlotConflict:
        return "refused"
    finally:
        database.close()
    return "moved"


def test_several_slots_moved_at_once_are_locked_in_one_order_and_go_together(target: str) -> None:
    database = opened(target)
    trade = Trade(database)
    trainers = (trade.trainer("Un"), trade.trainer("Deux"))
    refs = []
    for _rank in range(AT_ONCE):
        refs.append(ref := trade.drafted())
        for n, day in ((1, 22 + _rank), (2, 22 + _rank)):
            half = {"start": "09:00", "finish": "12:30"} if n == 1 else {"start": "14:00", "finish": "17:30"}
            trade.dated(f"{ref}/S{n}", f"2026-09-{day}", half, trainers=[trade.trainer(f"P{_rank}{n}")])
            trade.act("confirm-slot", f"{ref}/S{n}")
    database.close()
    told = together(AT_ONCE, lambda rank: (rank, move_pair(target, refs[rank], trainers, rank)))
    moved = [rank for rank, one in told if one == "moved"]
    # Whoever takes them in the same halves as another is refused whole; the two ways round fit together.
    assert 1 <= len(moved) <= 2
    assert len({rank % 2 for rank in moved}) == len(moved)
    database = opened(target)
    with database.reading() as unit:
        rows = fetch(unit.driver, "SELECT count(*) FROM slots WHERE day = ? AND state = 'held'", (DAY,))
    database.close()
    assert rows[0][0] == 2 * len(moved)
