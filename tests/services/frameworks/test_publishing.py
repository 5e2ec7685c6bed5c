"""A framework by its forms: head, lots, prices, renewals, revisions; each act a version, and undone."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.content.frameworks import FrameworkFile, framework_of, framework_toml, read_framework
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.catalogue import Retired
from backoffice.services.kinds import resolve
from tests.services.conftest import dump
from tests.services.frameworks.conftest import FRAMEWORK, Market


def read(market: Market, code: str = "ACC-2026") -> FrameworkFile:
    with market.database.reading() as unit:
        return framework_of(resolve(unit, code).record.body)


HEAD = {
    "code": "CADRE",
    "title": "Cadre",
    "sort": "private",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}
PRICE = {
    "code": "nuit",
    "label": "Nuit",
    "lot": "1",
    "price_micro": 110_000_000,
    "per": "trainer",
    "by": "night",
}


def test_a_private_framework_needs_no_maximum_and_a_public_one_does(market: Market) -> None:
    values = HEAD | {"client": market.buyer}
    assert market.act("new-framework", "", values).ref == "CADRE"
    with pytest.raises(BackofficeError) as refused:
        market.act("new-framework", "", values | {"code": "AUTRE", "sort": "public"})
    assert "R.2162-4" in refused.value.message
    assert market.act("new-framework", "", values | {"code": "AUTRE", "sort": "public", "maximum_cents": 1})


def test_a_code_is_given_once(market: Market) -> None:
    with pytest.raises(Invalid):
        market.act("new-framework", "", HEAD | {"client": market.buyer, "code": "ACC-2026"})


def test_a_buyer_who_isnt_there_is_refused(market: Market) -> None:
    with pytest.raises(NotFound):
        market.act("new-framework", "", HEAD | {"client": "CLI-9999"})


@pytest.mark.parametrize(
    ("act", "ref", "values"),
    [
        ("set-lot", "ACC-2026", {"code": "3", "label": "Suivi", "maximum_cents": 1}),
        ("set-lot", "ACC-2026", {"code": "1", "label": "Animer", "maximum_cents": 2_000_000}),
        ("remove-lot", "ACC-2026", {"code": "2"}),
        ("add-price", "ACC-2026", PRICE),
        ("edit-price", "ACC-2026/L1", PRICE),
        ("remove-price", "ACC-2026/L2", None),
        ("revise-prices", "ACC-2026", {"from_day": "2027-01-01", "value_e4": 3_150_000}),
        ("renew-framework", "ACC-2026", None),
        ("end-framework", "ACC-2026", {"ended_on": "2026-06-30"}),
        ("retire-framework", "ACC-2026", None),
    ],
)
def test_each_act_is_undone_to_the_very_same_rows(market: Market, act: str, ref: str, values: object) -> None:
    before = dump(market.database)
    market.act(act, ref, values)  # type: ignore[arg-type]
    assert dump(market.database) != before
    market.undo()
    assert dump(market.database) == before


def test_a_lot_leaves_with_its_prices(market: Market) -> None:
    market.act("remove-lot", "ACC-2026", {"code": "1"})
    assert [line.code for line in read(market).lines] == ["conseil"]


def test_a_price_is_called_by_its_rank(market: Market) -> None:
    assert market.act("add-price", "ACC-2026", PRICE).ref == "ACC-2026/L4"
    assert read(market).lines[3].price_micro == 110_000_000


def test_prices_follow_the_index_from_the_anniversary_on(market: Market) -> None:
    market.act("revise-prices", "ACC-2026", {"from_day": "2027-01-01", "value_e4": 3_150_000})
    framework = read(market)
    day = framework.lines[0]
    assert framework.price_on(day, date(2026, 12, 31)) == 1_150_000_000
    # 1150 x (0,15 + 0,85 x 315 / 300) = 1198,875 -> 1 198,88
    assert framework.price_on(day, date(2027, 1, 1)) == 1_198_880_000


def test_prices_arent_revised_between_anniversaries(market: Market) -> None:
    with pytest.raises(BackofficeError) as refused:
        market.act("revise-prices", "ACC-2026", {"from_day": "2026-09-01", "value_e4": 3_150_000})
    assert "anniversary" in refused.value.message
    assert "2027" in (refused.value.remedy or "")


def test_a_framework_is_renewed_as_often_as_it_says(market: Market) -> None:
    assert read(market).framework().last_day == date(2026, 12, 31)
    for _time in range(3):
        market.act("renew-framework", "ACC-2026")
    assert read(market).framework().last_day == date(2029, 12, 31)
    with pytest.raises(Invalid):
        market.act("renew-framework", "ACC-2026")


def test_one_renewed_unless_refused_needs_no_act(market: Market) -> None:
    market.publish(tacit="tacit = false -> tacit = true")
    assert read(market).framework().last_day == date(2029, 12, 31)
    with pytest.raises(Invalid):
        market.act("renew-framework", "ACC-2026")
    market.act("end-framework", "ACC-2026", {"ended_on": "2027-12-31"})
    assert read(market).framework().last_day == date(2027, 12, 31)


def test_beyond_four_years_one_is_told_that_it_must_be_justified(market: Market) -> None:
    text = "renewals = 3 -> renewals = 4"
    assert not market.run("set-lot", "ACC-2026", {"code": "3", "label": "S", "maximum_cents": 1}).warnings
    longer = FRAMEWORK.format(client=market.buyer).replace(*text.split(" -> "))
    values = {"text": longer, "file": "x"}
    assert any("60 months" in one for one in market.run("publish-framework", "", values).warnings)


def test_a_retired_framework_isnt_edited(market: Market) -> None:
    market.act("retire-framework", "ACC-2026")
    with pytest.raises(Retired):
        market.act("add-price", "ACC-2026", PRICE)


def test_its_text_gives_the_same_framework_again(market: Market) -> None:
    market.act("revise-prices", "ACC-2026", {"from_day": "2027-01-01", "value_e4": 3_150_000})
    with market.database.reading() as unit:
        text = framework_toml(resolve(unit, "ACC-2026").record.body)
    assert read_framework(text, "x.toml") == read(market)
