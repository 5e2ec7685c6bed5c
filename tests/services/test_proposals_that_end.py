"""A proposal waits for no answer any more once its dossier, or the quote of its price, has ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from tests.services.conftest import Trade, dump


def sent(trade: Trade) -> tuple[str, str]:
    """A dossier whose proposal was sent with its quote."""
    ref = trade.drafted()
    proposal = trade.act("draft-proposal", ref, {}).ref
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("send-proposal", proposal, reason="sans méthode")
    return ref, quote


def states(trade: Trade) -> list[str]:
    with trade.database.reading() as unit:
        return [state for (state,) in fetch(unit.driver, "SELECT state FROM proposals ORDER BY id")]


@pytest.mark.parametrize(
    ("act", "on_quote", "values", "reason", "state"),
    [
        ("decline", False, {"cause": "price"}, "", "refused"),
        ("withdraw", False, None, "plus de formateur", "withdrawn"),
        ("refuse-quote", True, {"cause": "price"}, "", "refused"),
        ("withdraw-quote", True, None, "erreur", "withdrawn"),
    ],
)
def test_it_ends_with_what_it_was_sent_for(
    trade: Trade, act: str, on_quote: bool, values: Mapping[str, Any] | None, reason: str, state: str
) -> None:
    ref, quote = sent(trade)
    before = dump(trade.database)
    trade.act(act, quote if on_quote else ref, values, reason=reason)
    assert states(trade) == [state]
    assert examine_database(trade.database) == ()
    trade.undo()
    assert dump(trade.database) == before


def test_another_proposal_stays_alive_when_one_quote_is_refused(trade: Trade) -> None:
    ref, quote = sent(trade)
    trade.act("revise-proposal", f"{ref}/R1")
    trade.act("new-variant", quote, {"variant": "À distance"})
    trade.act("refuse-quote", quote, {"cause": "price"})
    assert states(trade) == ["refused", "draft"]
