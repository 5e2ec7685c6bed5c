"""A headcount that an amendment changed shows on the dossier, and what the client asked for stays written."""

from __future__ import annotations

from typing import Any

from backoffice.services.acts import Doing
from backoffice.services.contracts.standing import pending
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import Found
from backoffice.services.showing import shown
from backoffice.store.records import Contract, Request
from tests.services.conftest import Trade
from tests.services.test_contracts import SIGNED, agreed
from tests.services.test_dues import AMENDED


def signed(trade: Trade) -> tuple[str, str]:
    ref, _quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    return ref, contract


def told(trade: Trade, ref: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return shown(doing, Found("request", unit.find(Request, ref), ref))


def waiting(trade: Trade, contract: str) -> tuple[str, ...]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return tuple(str(one) for one in pending(doing, unit.find(Contract, contract)))


def test_it_shows_once_it_is_signed_and_the_request_stays_as_it_was(trade: Trade) -> None:
    ref, contract = signed(trade)
    amendment = trade.act("issue-amendment", contract, AMENDED | {"headcount_max": 14}).ref
    assert told(trade, ref)["headcount_amended"] is None
    trade.act("record-signature", amendment, SIGNED)
    found = told(trade, ref)
    assert found["headcount_amended"] == {"min": None, "max": 14, "by": amendment}
    assert found["headcount"] == {"min": None, "max": 12}
    assert waiting(trade, contract) == ()


def test_a_request_that_then_asks_for_another_number_takes_one_more_amendment(trade: Trade) -> None:
    ref, contract = signed(trade)
    amendment = trade.act("issue-amendment", contract, AMENDED | {"headcount_max": 14}).ref
    trade.act("record-signature", amendment, SIGNED)
    trade.act("edit-request", ref, {"topic": "Coopérer", "headcount_max": 16, "client": _client(trade, ref)})
    assert waiting(trade, contract) == ("headcount",)
    assert told(trade, ref)["headcount_amended"] is None


def _client(trade: Trade, ref: str) -> str:
    return str(told(trade, ref)["client"]["ref"])


def test_the_last_amendment_that_changed_it_says_how_many(trade: Trade) -> None:
    ref, contract = signed(trade)
    for most in (14, 15):
        wish = AMENDED | {"headcount_max": most}
        trade.act("record-signature", trade.act("issue-amendment", contract, wish).ref, SIGNED)
    wish = AMENDED | {"headcount_max": 15, "price_change_cents": 1_000}
    trade.act("record-signature", trade.act("issue-amendment", contract, wish).ref, SIGNED)
    assert told(trade, ref)["headcount_amended"]["max"] == 15
