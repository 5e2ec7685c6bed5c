"""A rate card as a file: what it says comes back the same, what is wrong is told with its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.content.base import build
from backoffice.content.rate_card import (
    RateCardFile,
    RateLine,
    rate_card_body,
    rate_card_of,
    rate_card_toml,
    read_rate_card,
)
from backoffice.errors import BackofficeError, each
from tests.services.pricing_kit import CARD

HEAD = 'format = "rate-card/1"\ncode = "C"\ntitle = "T"\n'
RATE = '[[rates]]\ncode = "day"\nlabel = "Animation"\n'


def test_a_card_written_as_text_is_read_back_as_it_was():
    read = read_rate_card(CARD, "tarifs.toml")
    body = rate_card_body(read)
    again = read_rate_card(rate_card_toml(body), "tarifs.toml")
    assert rate_card_body(again) == body
    assert rate_card_of(body).card() == read.card()
    assert 'price = "1400"' in rate_card_toml(body)


@given(
    price=st.integers(0, 10**15),
    bands=st.dictionaries(st.integers(1, 999), st.integers(0, 10**12), max_size=4),
    discounts=st.dictionaries(st.integers(1_000, 9_999), st.integers(0, 10_000), max_size=3),
    label=st.text("aéÀ \"\\'’[]{}#=\n", max_size=40).map("x{}".format),
    least=st.none() | st.integers(1, 10**12),
)
def test_any_price_comes_back_exactly(price: int, bands: Any, discounts: Any, label: str, least: int | None):
    told = [f"{at}: {micro // 10**6}.{micro % 10**6:06d}" for at, micro in sorted(bands.items())]
    told += [f"{at}: -{bp // 100}.{bp % 100:02d} %" for at, bp in sorted(discounts.items())]
    rate = {"code": "r", "label": label, "price_micro": price, "bands": told, "least_cents": least}
    card = {"format": "rate-card/1", "code": "C", "title": "T", "rates": [rate]}
    read = build(RateCardFile, card, "x.toml")
    body = rate_card_body(read)
    again = read_rate_card(rate_card_toml(body), "x.toml")
    assert rate_card_body(again) == body
    assert again.card() == read.card()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD, "rates"),
        (HEAD + RATE + "price = 1400\n", "rates[0]"),
        (HEAD + RATE + 'price = "1.400"\n', "rates[0]"),
        (HEAD + RATE + 'price = "1400"\nprice_micro = 1\n', "rates[0]"),
        (HEAD + RATE + "price_micro = 1.5\n", "rates[0].price_micro"),
        (HEAD + RATE, "rates[0]"),
        (HEAD + RATE + 'price = "-5"\n', "rates[0].price_micro"),
        (HEAD + RATE + 'price = "5"\nbands = ["five: 3"]\n', "rates[0].bands"),
        (HEAD + RATE + 'price = "5"\nbands = ["5: -120 %"]\n', "rates[0].bands"),
        (HEAD + RATE + 'price = "5"\nzones = ["moon"]\n', ""),
        (HEAD + RATE + 'price = "5"\nper = "planet"\n', "rates[0].per"),
        (HEAD + RATE + 'price = "5"\ncolour = "red"\n', "rates[0].colour"),
        (HEAD + 'zones = ["75 77"]\n' + RATE + 'price = "5"\n', "zones"),
        (HEAD + RATE + 'price = "5"\n' + RATE + 'price = "6"\n', ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, place: str):
    with pytest.raises(BackofficeError) as refused:
        read_rate_card(text, "tarifs.toml")
    places = [str(one.place) for one in each(refused.value)]
    assert all(one.startswith("tarifs.toml") for one in places)
    assert any(place in one for one in places), places
    assert all(one.message for one in each(refused.value))


def test_a_form_and_a_file_say_the_same_rate():
    typed = build(RateLine, {"code": "day", "label": "Animation", "price_micro": 1_400_000_000})
    written = build(RateLine, {"code": "day", "label": "Animation", "price": "1 400,00"})
    assert typed == written
