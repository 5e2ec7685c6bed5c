"""What a rate card refuses to say, which card a dossier follows, where a zone is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.domain.pricing.card import (
    OVERSEAS,
    Band,
    Basis,
    Card,
    CardError,
    Mode,
    Rate,
    Service,
    Shown,
    Zone,
    chosen,
)
from backoffice.domain.pricing.changes import (
    DiscountOverCeiling,
    changed,
    check_ceiling,
    discount_given,
)
from backoffice.domain.pricing.units import By, Per
from backoffice.domain.vat import LineNature

_ = 1_000_000


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("by", {"per": Per.VEHICLE, "by": By.DAY}),
        ("by", {"per": Per.PERSON, "by": By.KM}),
        ("beyond", {"beyond": 50}),
        ("least_persons", {"least_persons": 3}),
        ("price_micro", {"price_micro": None}),
        ("price_micro", {"at_cost": True}),
        ("cap_micro", {"cap_micro": 1}),
        ("valid_until", {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 31)}),
        ("extra_micro", {"included": 8}),
        ("included", {"extra_micro": 8}),
        ("extra_micro", {"per": Per.FILE, "included": 8, "extra_micro": 8}),
        ("weekend_bp", {"by": By.MODULE, "weekend_bp": 100}),
        ("most_micro", {"shown": Shown.RANGE}),
        ("most_micro", {"shown": Shown.RANGE, "most_micro": 1}),
        ("most_micro", {"most_micro": 3 * _}),
        ("residual_micro", {"shown": Shown.RESIDUAL}),
        ("residual_micro", {"shown": Shown.RESIDUAL, "residual_micro": 3 * _}),
        ("nature", {"service": Service.CONSULTING, "nature": LineNature.TRAINING}),
        ("nature", {"service": Service.ROOM, "nature": LineNature.ANCILLARY}),
        ("nature", {"service": Service.MEMBERSHIP, "nature": LineNature.TRAINING}),
        ("bands", {"bands": (Band(5, 1), Band(5, 2))}),
        ("bands", {"bands": (Band(0, 1),)}),
        ("mode", {"mode": Mode.PROGRESSIVE, "by": By.HOUR, "bands": (Band(2, 1),)}),
        ("mode", {"mode": Mode.PROGRESSIVE, "basis": Basis.GROUP_SIZE, "bands": (Band(2, 1),)}),
        ("mode", {"mode": Mode.PROGRESSIVE, "basis": Basis.PROGRAMMES, "bands": (Band(2, 1),)}),
    ],
)
def test_a_rate_that_says_two_things_at_once_is_refused_on_its_field(field: str, values: dict[str, Any]):
    with pytest.raises(CardError) as refused:
        Rate(**({"code": "r", "label": "r", "price_micro": 2 * _} | values))
    assert str(refused.value.place) == field
    assert refused.value.remedy


def test_a_band_gives_a_price_or_a_discount_and_not_both():
    for given in ((None, None), (1, 1)):
        with pytest.raises(CardError):
            Band(5, *given)


def test_two_rates_for_the_same_cases_and_an_unknown_zone_are_refused_with_their_place():
    one = Rate("r", "r", price_micro=1)
    with pytest.raises(CardError) as refused:
        Card("C", "c", (one, Rate("r", "other", price_micro=2)))
    assert str(refused.value.place) == "rates[1].code"
    Card("C", "c", (one, Rate("r", "other", price_micro=2, payers=("public",))))
    with pytest.raises(CardError) as refused:
        Card("C", "c", (one, Rate("z", "z", price_micro=2, zones=("idf",))))
    assert str(refused.value.place) == "rates[1].zones"


def test_a_place_is_in_the_first_zone_that_holds_it_else_on_the_mainland_or_overseas():
    card = Card("C", "c", (Rate("r", "r", price_micro=1),), zones=(Zone("idf", postcodes=("75", "92")),))
    assert card.zone_of("FR", "75011") == "idf"
    assert card.zone_of("FR", "23000") == ""
    assert card.zone_of("FR-67", "67000") == ""
    assert card.zone_of("RE", "97400") == OVERSEAS


def test_the_most_special_card_in_force_is_followed_then_the_latest():
    rate = (Rate("r", "r", price_micro=1),)
    usual = Card("A", "a", rate, date(2026, 1, 1), date(2026, 12, 31))
    later = Card("B", "b", rate, date(2026, 6, 1))
    intra = Card("C", "c", rate, kinds=("intra",))
    s44 = Card("D", "d", rate, programmes=("S44",))
    cards = (usual, later, intra, s44)
    assert chosen(cards, "intra", ["S44"], date(2026, 7, 1)) is s44
    assert chosen(cards, "intra", ["S45"], date(2026, 7, 1)) is intra
    assert chosen(cards, "inter", [], date(2026, 7, 1)) is later
    assert chosen(cards, "inter", [], date(2026, 5, 31)) is usual
    assert chosen(cards, "inter", [], date(2025, 12, 31)) is None


# Changes and discounts ------------------------------------------------------------------------------------


def test_a_lower_price_is_a_discount_and_a_bands_own_isnt():
    assert discount_given(1_000, 0, 1_000, 1_000) == 1_000
    assert discount_given(1_000, 0, 900, 0) == 1_000
    assert discount_given(1_000, 0, 900, 1_000) == 1_900
    assert discount_given(1_000, 500, 1_000, 500) == 0
    assert discount_given(1_000, 500, 1_000, 1_450) == 1_000
    assert discount_given(1_000, 0, 1_100, 0) == 0
    assert discount_given(0, 0, 0, 0) == 0
    assert discount_given(1_000, 0, 0, 0) == 10_000


def test_a_ceiling_is_exceeded_only_by_who_may_and_with_a_reason():
    check_ceiling("L1", 1_000, 1_000, ("manager",), role="accountant", reason="")
    for role, reason in (("accountant", "why"), ("manager", "")):
        with pytest.raises(DiscountOverCeiling):
            check_ceiling("L1", 1_001, 1_000, ("manager",), role=role, reason=reason)
    check_ceiling("L1", 1_001, 1_000, ("manager",), role="manager", reason="why")
    with pytest.raises(DiscountOverCeiling):
        check_ceiling("L1", 10_000, 10_000, ("manager",), role="accountant", reason="why")


def test_what_differs_is_told_field_by_field():
    said = {"label": "A", "unit": "jour", "unit_micro": 5, "optional": False}
    assert changed(said, said | {"unit": None}) == ("unit",)
    assert changed(said, said | {"unit_micro": 6, "optional": True}) == ("unit_micro", "optional")
    assert changed(said, dict(said)) == ()
