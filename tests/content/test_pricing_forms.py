"""Forms of prices and funding, typed field after field: each is read while the others are still empty."""

from __future__ import annotations

import datetime as dt

import pytest

from backoffice.content.base import Content
from backoffice.content.enrolments import Membership
from backoffice.content.fields import Kind, describe
from backoffice.content.pricing import (
    AgreedPrice,
    AgreedRate,
    CardCopy,
    FundingAsked,
    FundingDecision,
    PayerLine,
    PriceWish,
)
from backoffice.content.rate_card import CardHead, RateLine
from backoffice.content.typed_form import read_field

TODAY = dt.date(2026, 6, 1)
MODELS = (
    *(AgreedPrice, AgreedRate, CardCopy, CardHead, FundingAsked, FundingDecision, PayerLine, PriceWish),
    RateLine,
)
_TYPED = {
    Kind.WHOLE: "3",
    Kind.AMOUNT: "12,50",
    Kind.UNIT_PRICE: "0,603",
    Kind.QUANTITY: "1,5",
    Kind.RATE: "5 %",
    Kind.DATE: "1/6/2026",
    Kind.YES_NO: "oui",
}
_OWN = {
    "bands": "5: -5 %",
    "zones": "idf: 75 77",
    "costs": "train: 212,40",
    "caps": "30 / heure / personne",
    "payers": "company",
    "kinds": "intra",
    "exceed": "manager",
}


@pytest.mark.parametrize(
    ("model", "name"), [(model, asked.name) for model in MODELS for asked in describe(model)]
)
def test_a_field_is_read_before_the_others_are_filled_in(model: type[Content], name: str):
    asked = next(one for one in describe(model) if one.name == name)
    choice = next((token for token, _label in asked.choices if token), "")
    text = choice or _OWN.get(name) or _TYPED.get(asked.kind, "x")
    _understood, wrong = read_field(model, name, text, TODAY)
    assert not wrong


def test_a_band_or_a_cap_that_cant_be_read_says_so_under_its_field():
    assert read_field(RateLine, "bands", "five", TODAY)[1]
    assert read_field(PayerLine, "caps", "30 / fortnight", TODAY)[1]
    assert read_field(PriceWish, "costs", "train", TODAY)[1]


def test_a_rule_on_two_fields_waits_for_both():
    assert read_field(Membership, "to_day", "31/12/2026", TODAY)[1] == ""
