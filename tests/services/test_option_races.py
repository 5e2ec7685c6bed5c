"""Several dossiers hold, or confirm, the same trainer at once: exactly one of them has them."""

from __future__ import annotations

import time

import pytest

from backoffice.clock import FrozenClock
from backoffice.domain.conflicts import SlotConflict
from backoffice.services import taking_up
from backoffice.services.dispatcher import Order, do
from backoffice.services.kinds import resolve
from backoffice.services.options import checks
from backoffice.store.database import Database
from tests.services.conftest import Trade
from tests.services.test_options import ANSWER_BY, FIRST, UNTIL
from tests.store.postgres import NOW
from tests.store.races import together

AT_ONCE = 4


def opened(target: str) -> Database:
    return Database.open(target, FrozenClock(NOW))


@pytest.fixture
def dossiers(target: str) -> list[str]:
    """Dossiers whose only option, and whose first slot, ask for one trainer on one morning."""
    database = opened(target)
    trade = Trade(database)
    trainer = trade.trainer()
    refs = []
    for _n in range(AT_ONCE):
        ref = trade.drafted()
        calendar = {"places": [f"S1 {FIRST[0]} 09:00-12:30 {trainer}"]}
        trade.act("propose-options", ref, {"answer_by": ANSWER_BY, "calendars": [calendar]})
        trade.dated(f"{ref}/S2", FIRST[0], {"start": "08:30", "finish": "12:00"}, trainers=[trainer])
        refs.append(ref)
    database.close()
    return refs


def hold(target: str, ref: str) -> str:
    return attempt(target, Order("hold-option", f"{ref}/O1", {"until": UNTIL}))


def attempt(target: str, order: Order) -> str:
    database = opened(target)
    try:
        do(database, (order,), user="er")
    except SlotConflict:
        return "taken"
    finally:
        database.close()
    return "held"


def held(target: str, refs: list[str]) -> int:
    database = opened(target)
    with database.reading() as unit:
        found = sum(resolve(unit, f"{ref}/O1", "option").record.state == "held" for ref in refs)
    database.close()
    return found


def test_one_of_several_who_hold_at_once_has_the_trainer(target: str, dossiers: list[str]) -> None:
    told = together(AT_ONCE, lambda rank: hold(target, dossiers[rank]))
    assert sorted(told) == ["held", *["taken"] * (AT_ONCE - 1)]
    assert held(target, dossiers) == 1


def look_first_then_hold(target: str, ref: str) -> str:
    """What looking inside the transaction, under lock, is for: it is looked at before, and not again."""
    database = opened(target)
    with database.reading() as unit:
        trainers = resolve(unit, f"{ref}/O1", "option").record.places[0].team
        assert len(trainers) == 1
    database.close()
    time.sleep(0.3)
    checks.clashes_with = lambda *_given: ()  # type: ignore[assignment]  # in this process alone
    return hold(target, ref)


def test_the_control_that_looks_before_it_writes_holds_the_trainer_twice(
    target: str, dossiers: list[str]
) -> None:
    told = together(AT_ONCE, lambda rank: look_first_then_hold(target, dossiers[rank]))
    assert told == ["held"] * AT_ONCE
    assert held(target, dossiers) == AT_ONCE


def hold_or_confirm(target: str, ref: str, rank: int) -> str:
    if rank % 2:
        return hold(target, ref)
    return attempt(target, Order("confirm-slot", f"{ref}/S2"))


def test_a_hold_and_a_confirmation_at_once_never_both_have_the_trainer(
    target: str, dossiers: list[str]
) -> None:
    told = together(AT_ONCE, lambda rank: hold_or_confirm(target, dossiers[rank], rank))
    assert sorted(told) == ["held", *["taken"] * (AT_ONCE - 1)]


def confirm_unseeing(target: str, ref: str, rank: int) -> str:
    taking_up._optioned = lambda *_given: []  # type: ignore[assignment]  # in this process alone
    return hold_or_confirm(target, ref, rank)


def test_the_control_that_doesnt_see_options_gives_the_trainer_twice(
    target: str, dossiers: list[str]
) -> None:
    """One dossier holds first; another confirms a slot without looking at what options hold."""
    assert hold(target, dossiers[1]) == "held"
    assert together(1, lambda _rank: confirm_unseeing(target, dossiers[0], 0)) == ["held"]
    assert attempt(target, Order("confirm-slot", f"{dossiers[2]}/S2")) == "taken"
