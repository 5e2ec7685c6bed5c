"""A quote under a framework: its price schedule comes before the rate card, its order form takes from it."""

from __future__ import annotations

import pytest

from backoffice.domain.frameworks import OverMaximum
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.frameworks.ordered import forms_of
from backoffice.services.frameworks.reading import quoted_warnings
from backoffice.services.kinds import resolve
from backoffice.services.pricing import said_of, why_of
from backoffice.services.quote_sheet import quote_sheet
from backoffice.store.records import OrderForm
from backoffice.store.unit import UnitOfWork
from tests.services.frameworks.conftest import Market

CARD = """
format = "rate-card/1"
code = "GRILLE"
title = "Grille"
[[rates]]
code = "jour"
label = "Journée"
price = "1 400"
[[rates]]
code = "repas"
label = "Repas"
service = "meals"
per = "group"
by = "day"
price = "100"
"""
ORDER = {"by": "order", "name": "A. Maire", "on": "2026-06-01", "order_number": "BC-9"}


def doing_at(unit: UnitOfWork) -> Doing:
    return Doing(unit, settings_of(unit), None, unit.now)


def forms(market: Market) -> list[OrderForm]:
    with market.database.reading() as unit:
        return [one for one in forms_of(unit, "ACC-2026") if one.state == "open"]


def lines(market: Market, ref: str) -> dict[str, tuple[str, int, int]]:
    with market.database.reading() as unit:
        quote = resolve(unit, ref).record
        return {line.label: (line.rule, line.quantity_e4, line.unit_micro) for line in quote.lines}


def test_the_schedule_proposes_its_own_lines_and_says_so(market: Market) -> None:
    _ref, quote = market.quoted()
    assert lines(market, quote) == {
        "Journée d’animation": ("ACC-2026 1 jour", 15_000, 1_150_000_000),
        "Préparation": ("ACC-2026 1 dossier", 10_000, 400_000_000),
    }
    with market.database.reading() as unit:
        first = resolve(unit, quote).record.lines[0]
        assert "price schedule of ACC-2026, lot 1" in why_of(said_of(first) or {})


def test_the_schedules_price_comes_before_the_cards_and_the_clients_own(market: Market) -> None:
    market.act("publish-rate-card", "", {"text": CARD, "file": "g.toml"})
    market.act(
        "agree-price", market.buyer, {"rate": "jour", "price_micro": 1_000_000_000, "from_day": "2026-01-01"}
    )
    _ref, quote = market.quoted()
    found = lines(market, quote)
    assert found["Journée d’animation"] == ("ACC-2026 1 jour", 15_000, 1_150_000_000)
    assert "Repas" not in found


def test_what_the_schedule_hasnt_is_priced_when_asked_for_and_pointed_out(market: Market) -> None:
    market.act("publish-rate-card", "", {"text": CARD, "file": "g.toml"})
    ref = market.placed()
    market.draft(ref)
    done = market.run("price-quote", f"{ref}/V1", {"asked": ["repas"]})
    assert any("has to agree on it first" in text for text in done.warnings)
    assert lines(market, f"{ref}/V1")["Repas"][0] == "GRILLE repas"


def test_a_dossier_under_no_framework_keeps_to_the_card(market: Market) -> None:
    market.act("publish-rate-card", "", {"text": CARD, "file": "g.toml"})
    ref = market.received(client=market.buyer)
    market.draft(ref)
    market.act("price-quote", f"{ref}/V1")
    assert set(lines(market, f"{ref}/V1")) == {"Journée", "Repas"}


def test_a_price_changed_by_hand_is_pointed_out_before_the_quote_leaves(market: Market) -> None:
    ref = market.placed()
    market.draft(ref)
    market.act("price-quote", f"{ref}/V1")
    market.act(
        "edit-line",
        f"{ref}/V1/L1",
        {"label": "Journée d’animation", "quantity_e4": 15_000, "unit": "jour", "unit_micro": 1_200_000_000},
    )
    with market.database.reading() as unit:
        told = quoted_warnings(doing_at(unit), resolve(unit, f"{ref}/V1").record)
    assert any("Not at a price of ACC-2026" in text and "Journée" in text for text in told)


def test_a_quote_beyond_what_is_left_is_pointed_out(market: Market) -> None:
    other = market.placed()
    market.order(other, net_cents=900_000)
    _ref, quote = market.quoted()
    with market.database.reading() as unit:
        told = quoted_warnings(doing_at(unit), resolve(unit, quote).record)
    assert len(told) == 1
    assert "2,125.00" in told[0]
    assert "1,000.00" in told[0]


def test_the_quote_names_the_market_and_its_lot_for_chorus_pro(market: Market) -> None:
    _ref, quote = market.quoted()
    with market.database.reading() as unit:
        sheet = quote_sheet(doing_at(unit), resolve(unit, quote).record)
    assert sheet.client.market == "2026-FORM-012, lot 1"
    assert sheet.client.siret


def test_an_acceptance_by_order_records_the_order_form_in_the_same_go(market: Market) -> None:
    ref, quote = market.quoted()
    done = market.run("accept-quote", quote, ORDER)
    assert [one.act for one in done.stored] == ["accept-quote", "record-order-form"]
    (form,) = forms(market)
    assert (form.number, form.net_cents, form.lot) == ("BC-9", 212_500, "1")
    assert done.stored[-1].ref == f"{ref}/B1"


def test_an_acceptance_whose_order_doesnt_fit_is_refused_as_a_whole(market: Market) -> None:
    market.order(market.placed(), net_cents=900_000)
    _ref, quote = market.quoted()
    with pytest.raises(OverMaximum):
        market.run("accept-quote", quote, ORDER)
    with market.database.reading() as unit:
        assert resolve(unit, quote).record.state == "issued"


def test_an_acceptance_by_signature_says_that_the_order_form_is_missing(market: Market) -> None:
    _ref, quote = market.quoted()
    done = market.run("accept-quote", quote, {"name": "A. Maire", "on": "2026-06-01"})
    assert any("record-order-form" in text for text in done.warnings)
    assert forms(market) == []


def test_an_acceptance_taken_back_gives_the_amount_back(market: Market) -> None:
    _ref, quote = market.quoted()
    market.run("accept-quote", quote, ORDER)
    market.act("reverse-acceptance", quote, reason="wrong quote")
    assert forms(market) == []
    market.undo()
    assert len(forms(market)) == 1


def test_an_order_form_recorded_before_the_acceptance_isnt_recorded_twice(market: Market) -> None:
    _ref, quote = market.quoted()
    market.order(quote, "BC-9", 212_500, on="2026-06-01")
    done = market.run("accept-quote", quote, ORDER)
    assert [one.act for one in done.stored] == ["accept-quote"]
    assert len(forms(market)) == 1
