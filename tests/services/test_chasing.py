"""A quote without an answer is chased with a text that says what it was and until when it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backoffice.services.chasing import NothingToChase
from tests.services.conftest import NOW, Trade


def told(trade: Trade, quote: str) -> str:
    [printed] = trade.run("follow-up-text", quote).prints
    return printed.data.decode()


def test_it_says_what_was_offered_when_and_until_when(trade: Trade) -> None:
    _ref, quote = trade.offered()
    text = told(trade, quote)
    for fact in (
        f"notre devis {quote}",
        "1er juin 2026",
        "2\u202f900,00\u00a0€",
        "valable jusqu’au",
    ):
        assert fact in text, fact


def test_once_over_it_offers_to_extend_it(trade: Trade) -> None:
    _ref, quote = trade.offered()
    text = told(trade.at(NOW + timedelta(days=80)), quote)
    assert "a pris fin le" in text
    assert "valable" not in text


@pytest.mark.parametrize("answered", ["accept-quote", "refuse-quote", None])
def test_only_a_quote_that_waits_is_chased(trade: Trade, answered: str | None) -> None:
    if answered is None:
        quote = f"{trade.drafted()}/V1"
    else:
        _ref, quote = trade.offered()
        signed = {"name": "I. Chambraud", "on": "2026-06-01"}
        trade.act(answered, quote, signed if answered == "accept-quote" else {"cause": "price"})
    with pytest.raises(NothingToChase):
        told(trade, quote)
