"""Two people take the last seat at once: exactly one of them has it."""

from __future__ import annotations

import time

import pytest

from backoffice.clock import FrozenClock
from backoffice.domain.enrolments import GroupFull, Seats
from backoffice.services import enrolling
from backoffice.services.dispatcher import Order, do
from backoffice.services.kinds import resolve
from backoffice.services.seats import seats_of
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from tests.services.conftest import Trade
from tests.store.postgres import NOW
from tests.store.races import together

AT_ONCE = 6
SEATS = 3


def opened(target: str) -> Database:
    return Database.open(target, FrozenClock(NOW))


@pytest.fixture
def group(target: str) -> str:
    """The group of a dossier, with three seats."""
    database = opened(target)
    ref = Trade(database).drafted(headcount_max=SEATS)
    database.close()
    return f"{ref}/G1"


def take_a_seat(target: str, group: str, rank: int) -> str:
    database = opened(target)
    try:
        values = {"people": [f"PERSONNE{rank} Prénom"]}
        do(database, (Order("enrol", group, values),), user="er" if rank % 2 else "sb")
    except GroupFull:
        return "full"
    finally:
        database.close()
    return "in"


def taken(target: str, group: str) -> int:
    database = opened(target)
    with database.reading() as unit:
        found = seats_of(resolve(unit, group).record).enrolled
    database.close()
    return found


def test_as_many_people_as_there_are_seats_are_in_and_the_others_are_told(target: str, group: str) -> None:
    told = together(AT_ONCE, lambda rank: take_a_seat(target, group, rank))
    assert sorted(told) == ["full"] * (AT_ONCE - SEATS) + ["in"] * SEATS
    assert taken(target, group) == SEATS
    assert examine_database(opened(target)) == ()


def look_first_then_take(target: str, group: str, rank: int) -> str:
    """What counting inside the transaction is for: the seats are looked at before, and not again."""
    database = opened(target)
    with database.reading() as unit:
        left = seats_of(resolve(unit, group).record).left
    database.close()
    time.sleep(0.3)
    if not left:
        return "full"
    enrolling.seats_of = lambda _group: Seats()  # type: ignore[assignment]  # in this process alone
    return take_a_seat(target, group, rank)


def test_the_control_that_counts_before_it_writes_gives_seats_twice(target: str, group: str) -> None:
    told = together(AT_ONCE, lambda rank: look_first_then_take(target, group, rank))
    assert told.count("in") > SEATS
    assert taken(target, group) > SEATS


def test_the_last_seat_is_given_once_between_enrolling_and_admitting(target: str, group: str) -> None:
    """A candidate is admitted while somebody else is enrolled: one seat, one of them."""
    database = opened(target)
    trade = Trade(database)
    trade.act("edit-group", group, {"name": "G", "teaching_max": 1})
    trade.act("enrol", group, {"people": ["Candidat Un"], "state": "candidate"})
    database.close()

    def work(rank: int) -> str:
        if rank:
            return take_a_seat(target, group, rank)
        mine = opened(target)
        try:
            do(mine, (Order("admit", f"{group}/P1"),), user="er")
        except GroupFull:
            return "full"
        finally:
            mine.close()
        return "in"

    assert sorted(together(2, work)) == ["full", "in"]
