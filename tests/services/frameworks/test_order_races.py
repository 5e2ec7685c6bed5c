"""Several people order what is left at once: together they never order more than there is."""

from __future__ import annotations

import time

import pytest

from backoffice.clock import FrozenClock
from backoffice.domain.frameworks import Framework, OverMaximum
from backoffice.services.dispatcher import Order, do
from backoffice.services.frameworks.reading import rooms_of
from backoffice.services.kinds import resolve
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from tests.services.frameworks.conftest import Market
from tests.store.postgres import NOW
from tests.store.races import together

AT_ONCE = 6
EACH = 400_000  # cents: two of them fit in the lot's 10 000 euros


def opened(target: str) -> Database:
    return Database.open(target, FrozenClock(NOW))


@pytest.fixture
def dossier(target: str) -> str:
    """A dossier under the framework's first lot."""
    database = opened(target)
    ref = Market(database).begin().placed()
    database.close()
    return ref


def order(target: str, ref: str, rank: int) -> str:
    database = opened(target)
    values = {"number": f"BC-{rank}", "on": "2026-06-01", "net_cents": EACH}
    try:
        do(database, (Order("record-order-form", ref, values),), user="er" if rank % 2 else "sb")
    except OverMaximum:
        return "refused"
    finally:
        database.close()
    return "ordered"


def ordered(target: str) -> int:
    database = opened(target)
    with database.reading() as unit:
        rooms = rooms_of(unit, resolve(unit, "ACC-2026").record)
    database.close()
    return next(room.ordered_cents for room in rooms if room.lot == "1")


def test_orders_given_at_once_never_exceed_the_maximum(target: str, dossier: str) -> None:
    told = together(AT_ONCE, lambda rank: order(target, dossier, rank))
    assert sorted(told) == ["ordered"] * 2 + ["refused"] * (AT_ONCE - 2)
    assert ordered(target) == 2 * EACH
    assert examine_database(opened(target)) == ()


def look_first_then_order(target: str, ref: str, rank: int) -> str:
    """What checking inside the transaction is for: what is left is looked at before, and not again."""
    database = opened(target)
    with database.reading() as unit:
        rooms = rooms_of(unit, resolve(unit, "ACC-2026").record)
    database.close()
    left = next(room.left_cents for room in rooms if room.lot == "1") or 0
    time.sleep(0.3)
    if left < EACH:
        return "refused"
    Framework.check = lambda self, _orders, wanted: self.rooms_for((), wanted.lot, wanted.on)  # type: ignore[method-assign]  # in this process alone
    return order(target, ref, rank)


def test_the_control_that_looks_before_it_orders_exceeds_the_maximum(target: str, dossier: str) -> None:
    told = together(AT_ONCE, lambda rank: look_first_then_order(target, dossier, rank))
    assert told.count("ordered") > 2
    assert ordered(target) > 1_000_000
    assert "framework_orders" in {one.code for one in examine_database(opened(target))}
