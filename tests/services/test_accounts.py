"""What the accounts are given: to the cent, by nature and VAT, with nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from backoffice.errors import BackofficeError
from backoffice.i18n import speaking
from backoffice.services.accounts import KEYS, as_json, rows_of, table_for_people
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from tests.services.conftest import LINE, Trade
from tests.services.test_contracts import SIGNED, agreed
from tests.services.test_dues import AMENDED, dues

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def rows(trade: Trade, what: str, since: date | None = None, until: date | None = None) -> list[Any]:
    with trade.database.reading() as unit:
        return rows_of(Doing(unit, settings_of(unit), None, unit.now), what, since, until)


def mixed(trade: Trade, **values: Any) -> str:
    """An accepted quote that sells training and consulting."""
    ref = trade.drafted(**values)
    trade.act("add-line", f"{ref}/V1", LINE | {"label": "Étude", "nature": "consulting"})
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    return number


def test_what_was_signed_is_told_by_nature_and_vat(trade: Trade) -> None:
    number = mixed(trade)
    found = {(one["nature"], one["vat_bp"]): one for one in rows(trade, "signed")}
    assert set(found) == {("training", 0), ("consulting", 2_000)}
    assert found["training", 0]["vat_code"] == "VATEX-FR-CGI261-4"
    assert found["consulting", 2_000]["vat_cents"] == 58_000
    assert {one["number"] for one in found.values()} == {number}


def test_an_amendment_is_a_row_of_its_own_on_the_day_it_was_signed(trade: Trade) -> None:
    _ref, quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    wish = AMENDED | {"price_change_cents": 50_000, "price_nature": "consulting"}
    amendment = trade.act("issue-amendment", contract, wish).ref
    assert [one["number"] for one in rows(trade, "signed")] == [quote]
    trade.act("record-signature", amendment, SIGNED)
    told = [(one["document"], one["number"], one["agreement"]) for one in rows(trade, "signed")]
    assert told == [("amendment", amendment, contract), ("quote", quote, contract)]
    assert sum(one["total_cents"] for one in rows(trade, "signed")) == sum(
        one["total_cents"] for one in dues(trade)
    )


def test_instalments_by_nature_add_up_to_what_was_signed(trade: Trade) -> None:
    mixed(trade)
    for name in ("net_cents", "vat_cents", "total_cents"):
        signed = sum(one[name] for one in rows(trade, "signed"))
        assert sum(one[name] for one in rows(trade, "instalments")) == signed


def test_a_period_takes_what_was_signed_or_is_due_in_it(trade: Trade) -> None:
    mixed(trade)
    assert len(rows(trade, "signed", *JUNE)) == 2
    assert rows(trade, "signed", date(2026, 7, 1), None) == []
    assert {one["due_on"] for one in rows(trade, "instalments", *JUNE)} == {"2026-06-01"}
    document = as_json("signed", rows(trade, "signed", *JUNE), *JUNE)
    assert (document["format"], document["from"]) == ("accounts-signed/1", "2026-06-01")


@pytest.mark.parametrize(("language", "mark", "amount"), [("fr", ";", "2900,00"), ("en", ",", "2900.00")])
def test_the_file_has_the_headings_and_decimals_of_its_language(
    trade: Trade, language: str, mark: str, amount: str
) -> None:
    mixed(trade, client=trade.client(name="=2+5", kind="association"))
    found = rows(trade, "signed")
    with speaking(language):
        text = table_for_people("signed", found)
    head, *lines = csv.reader(io.StringIO(text), delimiter=mark)
    assert len(head) == len(KEYS["signed"])
    assert head[0] == {"fr": "Signé le", "en": "Signed on"}[language]
    cells = dict(zip(KEYS["signed"], next(one for one in lines if amount in one), strict=True))
    assert cells["net_cents"] == amount
    assert cells["client_name"] == "'=2+5"


def test_a_negative_amount_stays_a_number(trade: Trade) -> None:
    _ref, _quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    wish = AMENDED | {"price_change_cents": -50_000}
    trade.act("record-signature", trade.act("issue-amendment", contract, wish).ref, SIGNED)
    assert ",-500.00," in table_for_people("signed", rows(trade, "signed"))


def test_the_act_writes_the_file_and_refuses_days_the_wrong_way_round(trade: Trade) -> None:
    mixed(trade)
    done = trade.run("write-accounts", "", {"what": "instalments"})
    [written] = done.prints
    assert written.name == "accounts-instalments.csv"
    assert written.data.startswith(b"\xef\xbb\xbf")
    with pytest.raises(BackofficeError):
        trade.act("write-accounts", "", {"since": "2026-06-02", "until": "2026-06-01"})
