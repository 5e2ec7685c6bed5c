"""Figures of offers read from a house's dossiers, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.domain.offers import Figures, Outcome
from backoffice.services.offer_figures import figures_of
from tests.services.conftest import NOW, Trade

SIGNED = {"name": "I. Chambraud", "on": "2026-06-01"}


def figures(trade: Trade, today: date | None = None) -> Figures:
    with trade.database.reading() as unit:
        return figures_of(unit.driver, today or NOW.date(), None, None)


def test_an_empty_house_has_nothing_to_count(trade: Trade) -> None:
    found = figures(trade)
    assert found.all.offers == 0
    assert found.waiting == found.losses == found.delivery == ()
    assert {one.count for one in found.pipeline} == {0}


def test_a_signed_quote_leaves_the_waiting_and_joins_the_months_of_its_slots(trade: Trade) -> None:
    ref, number = trade.offered()
    [waiting] = figures(trade, NOW.date() + timedelta(days=9)).waiting
    assert (waiting.quote, waiting.ref, waiting.days) == (number, ref, 9)
    trade.act("accept-quote", number, SIGNED)
    found = figures(trade)
    assert found.waiting == ()
    assert found.all.counts[Outcome.ACCEPTED] == 1
    assert sum(one.net_cents for one in found.delivery) == found.all.accepted_net_cents > 0
    [signed] = [one for one in found.pipeline if one.count]
    assert (signed.key, signed.weighted_cents) == ("accepted", found.all.accepted_net_cents)


def test_a_declined_dossier_is_a_loss_under_its_reason(trade: Trade) -> None:
    ref, _number = trade.offered()
    trade.act("decline", ref, {"cause": "price"})
    found = figures(trade)
    assert [(one.key, one.count) for one in found.losses] == [("price", 1)]
    assert found.losses[0].net_cents > 0
    assert all(one.count == 0 for one in found.pipeline)


def test_an_offer_belongs_to_the_month_of_its_first_version(trade: Trade) -> None:
    trade.offered()
    found = figures(trade)
    assert [one.key for one in found.by["month"]] == [f"{NOW:%Y-%m}"]
    with trade.database.reading() as unit:
        assert figures_of(unit.driver, NOW.date(), NOW.date() + timedelta(days=1), None).all.offers == 0
