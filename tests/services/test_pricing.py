"""A draft priced from the rate card: its lines say their rule, changes show, ceilings hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backoffice.domain.pricing.changes import DiscountOverCeiling
from backoffice.domain.pricing.lines import AmbiguousRates
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.catalogue import Retired, SamePublication
from backoffice.services.pricing import MembershipOver, NoRateCard, NotInForce, VatOnExempt
from backoffice.services.quote_drafts import NotADraft
from backoffice.store.doctor import examine_database
from backoffice.store.images import ChangedSince
from tests.services.conftest import LINE, Trade, dump
from tests.services.pricing_kit import CARD, nets, shown


@pytest.fixture
def priced_house(trade: Trade) -> Trade:
    trade.act("publish-rate-card", "", {"text": CARD})
    trade.act("new-user", "", {"initials": "MG", "name": "Marie Guy", "role": "manager"})
    return trade


def drafted(trade: Trade, **values: Any) -> tuple[str, str]:
    """A dossier of three half-days for twelve people, with a draft quote without lines."""
    ref = trade.received(**values)
    trade.act("skip-acknowledgement", ref, reason="met on Monday")
    trade.act("skip-needs", ref, reason="known client")
    trade.act("draft-offer", ref, {"programme": "COOP"})
    return ref, f"{ref}/V1"


def line(ref: str, **values: Any) -> dict[str, Any]:
    return {"label": "Animation", "quantity_e4": 15_000, "unit": "jour", "unit_micro": 1_400_000_000} | values


def test_a_draft_is_priced_from_its_slots_its_people_and_its_client(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote, {"km": 240})
    found = shown(priced_house.database, quote)
    # 3 half-days: 1.5 days, 4 people above 8, one journey for each module, 12 handouts at the usual price.
    assert nets(found) == [
        ("Animation", 210_000),
        ("Animation – personnes supplémentaires", 72_000),
        ("Ingénierie", 90_000),
        ("Déplacement", 22_800),
        ("Supports", 36_000),
    ]
    assert all(one["origin"] == "rate" and one["why"] for one in found["lines"])
    assert found["total_cents"] == 430_800
    assert examine_database(priced_house.database) == ()


def test_pricing_again_keeps_what_a_person_wrote_and_changed(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("add-line", quote, LINE | {"label": "Conférence"})
    priced_house.act("price-quote", quote)
    lines = shown(priced_house.database, quote)["lines"]
    animation = next(one for one in lines if one["label"] == "Animation")
    priced_house.act("edit-line", animation["ref"], line(quote, unit_micro=1_330_000_000))
    priced_house.act("price-quote", quote, {"headcount": 8})
    found = shown(priced_house.database, quote)
    by_label = {one["label"]: one for one in found["lines"]}
    assert by_label["Conférence"]["origin"] == "by_hand"
    assert by_label["Animation"]["origin"] == "changed"
    assert by_label["Animation"]["changed"] == ["unit_micro"]
    assert by_label["Animation"]["said"]["unit_micro"] == 1_400_000_000
    assert by_label["Animation"]["net_cents"] == 199_500
    assert "Animation – personnes supplémentaires" not in by_label
    priced_house.act("price-quote", quote, {"keep_changes": False})
    again = {one["label"]: one for one in shown(priced_house.database, quote)["lines"]}
    assert (again["Animation"]["origin"], again["Animation"]["net_cents"]) == ("rate", 210_000)
    assert again["Conférence"]["origin"] == "by_hand"


def test_a_line_taken_out_says_what_its_rule_proposed(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote)
    last = shown(priced_house.database, quote)["lines"][-1]["ref"]
    priced_house.act("remove-line", last)
    found = shown(priced_house.database, quote)
    assert [(one["label"], one["net_cents"]) for one in found["dropped"]] == [("Supports", 36_000)]
    priced_house.act("add-line", quote, LINE | {"label": "Autre"})
    assert shown(priced_house.database, quote)["lines"][-1]["origin"] == "by_hand"


def test_pricing_is_undone_whole(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    before = dump(priced_house.database)
    priced_house.act("price-quote", quote, {"km": 240})
    priced_house.undo()
    assert dump(priced_house.database) == before
    priced_house.act("price-quote", quote)
    once = dump(priced_house.database)
    priced_house.act("price-quote", quote, {"headcount": 8, "asked": ["room"]})
    priced_house.undo()
    assert dump(priced_house.database) == once


def test_a_new_version_keeps_what_the_rules_said(priced_house: Trade) -> None:
    ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote)
    number = priced_house.act("issue-quote", quote).ref
    priced_house.act("revise-quote", number)
    assert {one["origin"] for one in shown(priced_house.database, f"{ref}/V2")["lines"]} == {"rate"}
    with pytest.raises(NotADraft):
        priced_house.act("price-quote", number)
    priced_house.act("delete-draft", f"{ref}/V2")
    assert examine_database(priced_house.database) == ()


def test_members_pay_the_members_price_on_the_day_and_no_longer_once_it_is_over(priced_house: Trade) -> None:
    client = priced_house.client()
    priced_house.act(
        "record-membership", client, {"label": "Adhésion", "from_day": "2026-01-01", "to_day": "2026-06-30"}
    )
    ref, quote = drafted(priced_house, client=client)
    priced_house.act("price-quote", quote)
    assert nets(shown(priced_house.database, quote))[-1] == ("Supports", 24_000)
    priced_house.dated(f"{ref}/S1", "2026-07-06", trainers=[])
    told = priced_house.run("price-quote", quote).warnings
    assert nets(shown(priced_house.database, quote))[-1] == ("Supports", 36_000)
    assert any("membership" in text and "30" in text for text in told)
    with pytest.raises(MembershipOver) as refused:
        priced_house.act("price-quote", quote, {"members": "members"})
    assert str(refused.value.place) == "members"
    priced_house.act("price-quote", quote, {"members": "members"}, reason="renewal is on its way")
    assert nets(shown(priced_house.database, quote))[-1] == ("Supports", 24_000)


def test_the_members_price_typed_for_a_membership_that_is_over_is_told_before_the_quote_leaves(
    priced_house: Trade,
) -> None:
    client = priced_house.client()
    priced_house.act(
        "record-membership", client, {"label": "Adhésion", "from_day": "2025-01-01", "to_day": "2025-12-31"}
    )
    _ref, quote = drafted(priced_house, client=client)
    priced_house.act("price-quote", quote)
    supports = shown(priced_house.database, quote)["lines"][-1]
    cheap = {name: supports[name] for name in ("label", "quantity_e4", "unit", "nature")}
    priced_house.act(
        "edit-line", supports["ref"], cheap | {"unit_micro": 20_000_000}, user="mg", reason="they insisted"
    )
    told = priced_house.run("issue-quote", quote).warnings
    assert any("members' price" in text for text in told), told


def test_a_discount_over_its_ceiling_takes_a_manager_and_a_reason(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote)
    first = shown(priced_house.database, quote)["lines"][0]["ref"]
    priced_house.act("edit-line", first, line(quote, discount_bp=1_000))
    for values in ({"discount_bp": 1_001}, {"unit_micro": 1_259_000_000}, {"discount_bp": 10_000}):
        with pytest.raises(DiscountOverCeiling) as refused:
            priced_house.act("edit-line", first, line(quote, **values), reason="a good client")
        assert str(refused.value.place) == f"{first}.discount_bp"
        with pytest.raises(DiscountOverCeiling):
            priced_house.act("edit-line", first, line(quote, **values), user="mg")
    priced_house.act("edit-line", first, line(quote, discount_bp=2_000), user="mg", reason="first contract")
    design = shown(priced_house.database, quote)["lines"][2]["ref"]
    with pytest.raises(DiscountOverCeiling):
        priced_house.act(
            "edit-line", design, line(quote, label="Ingénierie", quantity_e4=10_000, unit_micro=899_000_000)
        )
    head = {"title": "Coopérer", "discount_bp": 1_001}
    with pytest.raises(DiscountOverCeiling):
        priced_house.act("edit-quote", quote, head)
    priced_house.act("edit-quote", quote, head | {"discount_bp": 1_000})


def test_without_a_card_only_a_whole_discount_takes_a_manager(trade: Trade) -> None:
    _ref, quote = drafted(trade)
    with pytest.raises(DiscountOverCeiling):
        trade.act("add-line", quote, LINE | {"discount_bp": 10_000})
    trade.act("add-line", quote, LINE | {"discount_bp": 9_000})
    trade.act("new-user", "", {"initials": "MG", "name": "Marie Guy", "role": "manager"})
    trade.act("add-line", quote, LINE | {"discount_bp": 10_000}, user="mg", reason="offered")


def test_the_card_in_force_is_taken_and_another_only_with_a_reason(trade: Trade) -> None:
    _ref, quote = drafted(trade)
    with pytest.raises(NoRateCard):
        trade.act("price-quote", quote)
    trade.act("publish-rate-card", "", {"text": CARD.replace("2026-12-31", "2026-05-31")})
    with pytest.raises(NoRateCard):
        trade.act("price-quote", quote)
    with pytest.raises(NotInForce):
        trade.act("price-quote", quote, {"card": "INTRA-2026"})
    trade.act("price-quote", quote, {"card": "INTRA-2026"}, reason="agreed in May")
    other = CARD.replace('"INTRA-2026"', '"COOP-2026"').replace('kinds = ["intra"]', 'programmes = ["COOP"]')
    trade.act("publish-rate-card", "", {"text": other.replace("1 400", "1 600")})
    trade.act("price-quote", quote, {"keep_changes": False})
    assert shown(trade.database, quote)["card"] == "COOP-2026"
    trade.act("retire-rate-card", "COOP-2026")
    with pytest.raises(NoRateCard):
        trade.act("price-quote", quote)


def test_vat_stated_on_an_exempt_line_is_refused_with_its_place(trade: Trade) -> None:
    _ref, quote = drafted(trade)
    trade.act("publish-rate-card", "", {"text": CARD.replace('price = "900"', 'price = "900"\nvat = "20 %"')})
    with pytest.raises(VatOnExempt) as refused:
        trade.act("price-quote", quote)
    assert str(refused.value.place) == "rates[1].vat_bp"


def test_a_room_and_consulting_bear_vat_beside_exempt_training(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote, {"asked": ["room"]})
    found = shown(priced_house.database, quote)
    assert nets(found)[-1] == ("Salle", 31_500)
    assert found["vat_cents"] == 6_300
    with pytest.raises(Invalid) as refused:
        priced_house.act("price-quote", quote, {"asked": ["pool"]})
    assert str(refused.value.place) == "asked"


def test_what_is_missing_is_told_and_gives_no_line(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    told = priced_house.run("price-quote", quote).warnings
    assert any(text.startswith("travel: the kilometres") for text in told)
    assert "Déplacement" not in dict(nets(shown(priced_house.database, quote)))
    assert any("travel: the kilometres" in text for text in priced_house.run("issue-quote", quote).warnings)


def test_two_rates_that_apply_as_much_are_refused(trade: Trade) -> None:
    more = CARD.replace('ceiling = "0 %"', 'payers = ["association"]') + (
        '[[rates]]\ncode = "design"\nlabel = "Ingénierie"\nper = "file"\nby = "once"\nprice = "850"\n'
        'kinds = ["intra"]\n'
    )
    trade.act("publish-rate-card", "", {"text": more})
    _ref, quote = drafted(trade)
    with pytest.raises(AmbiguousRates) as refused:
        trade.act("price-quote", quote)
    assert str(refused.value.place) == "rates.design"


def test_the_margin_is_the_net_less_trainers_journeys_and_what_is_bought(priced_house: Trade) -> None:
    ref, quote = drafted(priced_house)
    priced_house.act("price-quote", quote, {"km": 240})
    margin = shown(priced_house.database, quote)["margin"]
    # Module 1 asks for two people: 2 x 7 h, then 3 h 30 alone, at 500 a day of 7 h.
    assert margin["trainers_cents"] == 125_000
    assert margin["others"] == {"travel": 17_100}
    assert margin["unknown"] == 1  # nobody said what handouts cost
    kerbrat = priced_house.act("new-trainer", "", {"name": "Kerbrat", "day_cost_cents": 62_000}).ref
    priced_house.dated(f"{ref}/S1", "2026-07-06", trainers=[kerbrat])
    assert shown(priced_house.database, quote)["margin"]["trainers_cents"] == 31_000 + 50_000 + 25_000


# The card itself ------------------------------------------------------------------------------------------


def test_a_card_is_edited_rate_by_rate_each_time_a_new_version(priced_house: Trade) -> None:
    new = {"code": "follow", "label": "Suivi", "per": "file", "by": "month", "price_micro": 240_000_000}
    assert priced_house.act("add-rate", "INTRA-2026", new).ref == "INTRA-2026/L7"
    priced_house.act("edit-rate", "INTRA-2026/L7", new | {"price_micro": 250_000_000})
    priced_house.act("remove-rate", "INTRA-2026/L6")
    _ref, quote = drafted(priced_house)
    assert priced_house.act("price-quote", quote).payload["card_version"] == 4
    assert nets(shown(priced_house.database, quote))[-1] == ("Suivi", 25_000)
    priced_house.act(
        "edit-card-head", "INTRA-2026", {"title": "Tarifs", "valid_from": "2026-01-01", "ceiling_bp": 500}
    )
    assert shown(priced_house.database, quote)["card_version"] == 4
    with pytest.raises(BackofficeError):
        priced_house.act("add-rate", "INTRA-2026", new | {"price_micro": 1})


def test_next_years_card_is_this_years_with_its_prices_raised(priced_house: Trade) -> None:
    new = {"code": "INTRA-2027", "title": "Tarifs 2027", "valid_from": "2027-01-01", "price_change_bp": 250}
    priced_house.act("copy-rate-card", "INTRA-2026", new)
    _ref, quote = drafted(priced_house)
    found = shown(priced_house.database, quote, card="INTRA-2026")["proposed"]
    assert found["lines"][0]["unit_micro"] == 1_400_000_000
    priced_house.at(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))
    _ref, later = drafted(priced_house)
    priced_house.act("price-quote", later)
    found = shown(priced_house.database, later)
    assert found["card"] == "INTRA-2027"
    assert [one["unit_micro"] for one in found["lines"]][:3] == [1_435_000_000, 123_000_000, 923_000_000]


def test_the_same_card_twice_is_refused_and_a_retired_one_isnt_edited(priced_house: Trade) -> None:
    with pytest.raises(SamePublication):
        priced_house.act("publish-rate-card", "", {"text": CARD})
    priced_house.act("retire-rate-card", "INTRA-2026")
    with pytest.raises(Retired):
        priced_house.act("remove-rate", "INTRA-2026/L1")


def test_editing_a_card_is_undone(priced_house: Trade) -> None:
    before = dump(priced_house.database)
    priced_house.act("remove-rate", "INTRA-2026/L6")
    priced_house.undo()
    assert dump(priced_house.database) == before


def test_publishing_a_card_isnt_undone_under_a_quote_that_it_priced(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house, client=priced_house.client())
    priced_house.act("publish-rate-card", "", {"text": CARD.replace("1 400", "1 500")}, user="mg")
    priced_house.act("price-quote", quote)
    with pytest.raises(ChangedSince):
        priced_house.undo("mg")


def test_a_price_agreed_with_the_client_is_taken_while_it_holds(priced_house: Trade) -> None:
    client = priced_house.client()
    agreed = {"rate": "day", "price_micro": 1_250_000_000, "from_day": "2026-01-01"}
    with pytest.raises(Invalid):
        priced_house.act("agree-price", client, agreed | {"rate": "days"})
    priced_house.act("agree-price", client, agreed)
    _ref, quote = drafted(priced_house, client=client)
    priced_house.act("price-quote", quote)
    first = shown(priced_house.database, quote)["lines"][0]
    assert (first["unit_micro"], first["origin"]) == (1_250_000_000, "rate")
    assert "agreed" in first["why"]
    priced_house.act("end-agreed-price", client, {"rate": "day", "to_day": "2026-05-31"})
    priced_house.act("price-quote", quote)
    assert shown(priced_house.database, quote)["lines"][0]["unit_micro"] == 1_400_000_000


def test_every_line_is_replaced_when_it_is_asked_once(priced_house: Trade) -> None:
    _ref, quote = drafted(priced_house)
    priced_house.act("add-line", quote, LINE | {"label": "Conférence"})
    priced_house.act("price-quote", quote, {"replace_all": True})
    assert {one["origin"] for one in shown(priced_house.database, quote)["lines"]} == {"rate"}
    priced_house.act("add-line", quote, LINE | {"label": "Conférence"})
    priced_house.act("price-quote", quote)
    assert "Conférence" in dict(nets(shown(priced_house.database, quote)))
