"""What is ordered under a framework takes from what is left, and gives it back when cancelled."""

from __future__ import annotations

import pytest

from backoffice.domain.frameworks import AlreadyOrdered, NotRunning, OverMaximum, UnknownLot
from backoffice.errors import Invalid
from backoffice.services.frameworks.ordering import NotABuyer, OrderNumberTaken
from backoffice.services.frameworks.reading import FrameworkRetired, NoFramework, rooms_of
from backoffice.services.kinds import resolve
from backoffice.store.doctor import examine_database
from backoffice.store.images import ChangedSince
from tests.services.conftest import dump
from tests.services.frameworks.conftest import Market


def left(market: Market, lot: str = "1") -> int | None:
    with market.database.reading() as unit:
        rooms = rooms_of(unit, resolve(unit, "ACC-2026").record)
    return next(room.left_cents for room in rooms if room.lot == lot)


def test_an_order_takes_its_amount_from_its_lot_alone(market: Market) -> None:
    ref = market.placed()
    assert market.order(ref) == f"{ref}/B1"
    assert (left(market, "1"), left(market, "2")) == (750_000, 500_000)


def test_what_is_left_can_be_ordered_to_the_cent_and_not_a_cent_more(market: Market) -> None:
    ref = market.placed()
    market.order(ref, net_cents=999_999)
    with pytest.raises(OverMaximum) as refused:
        market.order(ref, "BC-2", 2)
    assert "0.01" in refused.value.message
    assert market.order(ref, "BC-2", 1) == f"{ref}/B2"
    assert left(market) == 0


def test_from_eighty_percent_on_one_is_told_what_is_left(market: Market) -> None:
    ref = market.placed()
    quiet = market.run("record-order-form", ref, {"number": "1", "on": "2026-05-29", "net_cents": 799_999})
    assert quiet.warnings == ()
    told = market.run("record-order-form", ref, {"number": "2", "on": "2026-05-29", "net_cents": 1})
    assert len(told.warnings) == 1
    assert "80%" in told.warnings[0]
    assert "2,000.00" in told.warnings[0]


@pytest.mark.parametrize("on", ["2025-12-31", "2026-06-01"])
def test_the_first_day_and_the_day_before(market: Market, on: str) -> None:
    ref = market.placed()
    if on < "2026":
        with pytest.raises(NotRunning):
            market.order(ref, on=on)
    else:
        assert market.order(ref, on=on)


def test_an_order_of_tomorrow_is_refused(market: Market) -> None:
    with pytest.raises(Invalid):
        market.order(market.placed(), on="2026-06-02")


def test_cancelling_gives_the_amount_back_once_and_keeps_the_form(market: Market) -> None:
    ref = market.placed()
    form = market.order(ref, net_cents=1_000_000)
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "marché suspendu"})
    assert left(market) == 1_000_000
    with pytest.raises(Invalid):
        market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "encore"})
    with market.database.reading() as unit:
        assert resolve(unit, form).record.cancelled == {"on": "2026-06-01", "why": "marché suspendu"}
    assert market.order(ref, "BC-2", 1_000_000)


def test_a_cancelling_cant_be_undone_once_the_amount_is_anothers(market: Market) -> None:
    ref = market.placed()
    form = market.order(ref, net_cents=600_000)
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "annulé"})
    market.act("record-order-form", ref, {"number": "B", "on": "2026-06-01", "net_cents": 600_000}, user="sb")
    with pytest.raises(AlreadyOrdered):
        market.undo()
    assert left(market) == 400_000


def test_every_act_of_an_order_can_be_undone_to_the_same_rows(market: Market) -> None:
    ref = market.placed()
    before = dump(market.database)
    form = market.order(ref)
    ordered = dump(market.database)
    market.act("edit-order-form", form, {"number": "X", "on": "2026-05-28", "net_cents": 100})
    market.undo()
    assert dump(market.database) == ordered
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "annulé"})
    market.undo()
    assert dump(market.database) == ordered
    market.undo()
    assert dump(market.database) == before
    assert examine_database(market.database) == ()


def test_correcting_an_amount_counts_it_once(market: Market) -> None:
    ref = market.placed()
    form = market.order(ref, net_cents=900_000)
    market.act("edit-order-form", form, {"number": "BC-1", "on": "2026-05-29", "net_cents": 1_000_000})
    assert left(market) == 0
    with pytest.raises(OverMaximum):
        market.act("edit-order-form", form, {"number": "BC-1", "on": "2026-05-29", "net_cents": 1_000_001})


def test_the_same_number_isnt_recorded_twice(market: Market) -> None:
    ref = market.placed()
    form = market.order(ref)
    with pytest.raises(OrderNumberTaken):
        market.order(market.placed("2"))
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "annulé"})
    assert market.order(ref)


def test_a_dossier_under_no_framework_takes_no_order_form(market: Market) -> None:
    with pytest.raises(NoFramework):
        market.order(market.received())


def test_only_its_buyers_order_under_a_framework(market: Market) -> None:
    stranger = market.received()
    with pytest.raises(NotABuyer):
        market.act("place-under-framework", stranger, {"framework": "ACC-2026", "lot": "1"})


def test_another_member_of_the_group_of_buyers_orders_too(market: Market) -> None:
    other = market.client(name="Commune")
    market.publish(buyers='market = "2026-FORM-012" -> market = "2026-FORM-012"\nbuyers = ["' + other + '"]')
    ref = market.received(client=other)
    market.act("place-under-framework", ref, {"framework": "ACC-2026", "lot": "1"})
    assert market.order(ref)


def test_a_lot_is_named_where_there_are_some(market: Market) -> None:
    ref = market.received(client=market.buyer)
    for lot in ("", "3"):
        with pytest.raises(UnknownLot):
            market.act("place-under-framework", ref, {"framework": "ACC-2026", "lot": lot})


def test_a_dossier_with_orders_doesnt_change_frameworks(market: Market) -> None:
    ref = market.placed()
    form = market.order(ref)
    with pytest.raises(Invalid):
        market.act("place-under-framework", ref, {"framework": "ACC-2026", "lot": "2"})
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "annulé"})
    market.act("place-under-framework", ref, {"framework": "ACC-2026", "lot": "2"})


def test_a_retired_framework_takes_no_order(market: Market) -> None:
    ref = market.placed()
    market.act("retire-framework", "ACC-2026")
    with pytest.raises(FrameworkRetired):
        market.order(ref)


def test_a_buyer_that_needs_an_engagement_number_gives_one(market: Market) -> None:
    ref = market.placed()
    values = {"name": "Communauté de communes", "kind": "public", "siret": "99950931800096"}
    market.act("edit-client", market.buyer, values | {"engagement_needed": True})
    with pytest.raises(Invalid) as refused:
        market.order(ref)
    assert refused.value.place.path == "engagement"
    assert market.order(ref, engagement="EJ-7")


def test_a_framework_cant_go_below_what_is_ordered(market: Market) -> None:
    market.order(market.placed(), net_cents=600_000)
    with pytest.raises(AlreadyOrdered):
        market.publish(maximum='maximum = "10 000" -> maximum = "5 999,99"')
    with pytest.raises(UnknownLot):
        market.act("remove-lot", "ACC-2026", {"code": "1"})
    with pytest.raises(NotRunning):
        market.act("end-framework", "ACC-2026", {"ended_on": "2026-05-28"})
    market.publish(maximum='maximum = "10 000" -> maximum = "6 000"')
    assert left(market) == 0


def test_a_raised_maximum_cant_be_undone_once_it_is_used(market: Market) -> None:
    ref = market.placed()
    market.publish(maximum='maximum = "10 000" -> maximum = "20 000"')
    market.act(
        "record-order-form", ref, {"number": "B", "on": "2026-06-01", "net_cents": 1_500_000}, user="sb"
    )
    with pytest.raises(AlreadyOrdered):
        market.undo()


def test_the_publication_of_a_framework_in_use_cant_be_undone(market: Market) -> None:
    market.user = "sb"
    market.placed()
    market.user = "er"
    with pytest.raises(ChangedSince):
        market.undo()
