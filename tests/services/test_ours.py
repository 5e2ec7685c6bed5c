"""What of a dossier its source doesn't state: marked by key, shown, and never a key that leads nowhere."""

from __future__ import annotations

import pytest

from backoffice.domain.key_paths import BadKeyPath
from backoffice.errors import Invalid
from tests.services.conftest import Trade, dump
from tests.services.test_catalogue import show

KEYS = ("headcount.max: not stated: twelve fit the room", "slots[].minutes", "topic")


def test_marked_keys_are_shown_with_why_and_with_what_stands_there(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("mark-ours", ref, {"keys": KEYS})
    said, screen = show(trade, ref)
    assert said["ours"] == [
        {"path": "headcount.max", "note": "not stated: twelve fit the room"},
        {"path": "slots[].minutes", "note": ""},
        {"path": "topic", "note": ""},
    ]
    for text in ("headcount.max → 12 (not stated: twelve fit the room)", "slots[].minutes → 3", "topic →"):
        assert text in screen, text


def test_a_key_that_leads_nowhere_or_is_there_twice_is_refused(trade: Trade) -> None:
    ref = trade.drafted()
    before = dump(trade.database)
    for keys in (("headcount.most",), ("slots[9].minutes",), ("Topic",), ("documents[]",)):
        with pytest.raises(BadKeyPath):
            trade.act("mark-ours", ref, {"keys": keys})
    with pytest.raises(Invalid):
        trade.act("mark-ours", ref, {"keys": ("topic", "topic: why")})
    assert dump(trade.database) == before


def test_a_mark_outlives_what_it_marked_and_an_edit_of_the_request(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("mark-ours", ref, {"keys": ("quotes[0].total_cents", "topic")})
    trade.act("delete-draft", f"{ref}/V1")
    trade.act("edit-request", ref, {"topic": "Autrement", "client": "CLI-0001"})
    said, screen = show(trade, ref)
    assert [one["path"] for one in said["ours"]] == ["quotes[0].total_cents", "topic"]
    assert "quotes[0].total_cents → no longer there" in screen
    assert "topic → Autrement" in screen


def test_marks_are_taken_away_and_put_back(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("mark-ours", ref, {"keys": KEYS})
    before = dump(trade.database)
    trade.act("mark-ours", ref, {"keys": ()})
    assert show(trade, ref)[0]["ours"] == []
    trade.undo()
    assert dump(trade.database) == before
