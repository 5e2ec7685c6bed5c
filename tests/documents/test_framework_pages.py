"""The pages of a framework: its price schedule, the acknowledgement of an order form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backoffice.documents.printing import render
from backoffice.documents.sheets.frameworks import OrderAcknowledgementSheet, PriceScheduleSheet

SAMPLES = Path(__file__).parent / "samples"
Said = Callable[[bytes], list[str]]


@pytest.fixture(scope="module")
def schedule() -> PriceScheduleSheet:
    return PriceScheduleSheet.from_json((SAMPLES / "price-schedule.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def order() -> OrderAcknowledgementSheet:
    return OrderAcknowledgementSheet.from_json((SAMPLES / "order.json").read_text(encoding="utf-8"))


def pages(sheet: PriceScheduleSheet | OrderAcknowledgementSheet, said: Said) -> str:
    return " ".join(said(render(sheet, draft=False, logo=None).pdf))


def test_a_schedule_gives_each_lot_its_amounts_and_prices(schedule: PriceScheduleSheet, said: Said) -> None:
    text = pages(schedule, said)
    assert "2026-DT-014" in text
    for words in ("Lot 1 – Appui aux projets de territoire", "maximum 40 000,00 € HT", "Prix unitaire HT"):
        assert words in text
    for lot in schedule.lots:
        for price in lot.prices:
            assert price.label in text.replace("\u2019", "’")
    assert "exonéré" in text
    assert "20 %" in text
    assert "Prix révisé" not in text


def test_a_revised_price_stands_beside_the_first(schedule: PriceScheduleSheet, said: Said) -> None:
    lot = schedule.lots[0]
    revised = replace(lot.prices[0], first_micro=lot.prices[0].unit_price_micro, unit_price_micro=830_500_000)
    lots = (replace(lot, prices=(revised, *lot.prices[1:])), *schedule.lots[1:])
    text = pages(replace(schedule, lots=lots), said)
    assert "Prix d’origine" in text
    assert "820,00 €" in text
    assert "830,50 €" in text


def test_a_long_schedule_turns_the_page_with_its_heads(schedule: PriceScheduleSheet, said: Said) -> None:
    lot = schedule.lots[0]
    many = tuple(replace(lot.prices[0], code=f"p{n}") for n in range(120))
    told = said(render(replace(schedule, lots=(replace(lot, prices=many),)), draft=False, logo=None).pdf)
    assert len(told) > 2
    assert all("Prix unitaire HT" in page for page in told[:-1])


def test_an_order_form_is_acknowledged_with_what_chorus_pro_asks(
    order: OrderAcknowledgementSheet, said: Said
) -> None:
    text = pages(order, said)
    for words in (
        "BC-2026-118",
        "EJ-2026-00731",
        "DEV-TERR",
        "2026-DT-014",
        "999 815 905 00016",
        "Chorus Pro",
    ):
        assert words in text, words
    assert "5 897,00 €" in text
    assert "7 076,40 €" in text


def test_a_private_buyer_hears_nothing_of_chorus_pro(order: OrderAcknowledgementSheet, said: Said) -> None:
    assert "Chorus" not in pages(replace(order, public=False), said)


def test_what_isnt_said_isnt_printed(order: OrderAcknowledgementSheet, said: Said) -> None:
    bare = replace(order, lines=(), lot="", quote="", dates=(), total_cents=None, follower=None)
    text = pages(bare, said)
    for words in ("Lot", "Notre devis", "TTC", "Désignation"):
        assert words not in text, words
    assert "5 897,00 €" in text


def test_hostile_text_is_printed_as_it_is(order: OrderAcknowledgementSheet, said: Said) -> None:
    text = pages(replace(order, topic="<b>Jean <jean@x.fr></b> & [x]"), said)
    assert "<b>Jean <jean@x.fr></b> & [x]" in text


def test_the_same_sheet_gives_the_same_bytes(order: OrderAcknowledgementSheet) -> None:
    once, again = (render(order, draft=False, logo=None).pdf for _time in range(2))
    assert once == again
