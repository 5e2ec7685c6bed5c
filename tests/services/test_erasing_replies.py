"""Participants' answers are erased three years after they served: for good, and nowhere left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from backoffice.domain.needs.retention import erased_from, oldest_kept
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.dispatcher import NothingToUndo
from backoffice.services.needs.erasing import KeptUntil, NothingToErase
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.images import ChangedSince
from backoffice.store.replies_due import replies_due
from tests.services.conftest import MORNING, Trade
from tests.services.test_needs import BEFORE, TABLE

LATER = datetime(2029, 11, 3, 8, tzinfo=UTC)


def answered(trade: Trade) -> tuple[str, str]:
    """A dossier whose participants answered, its training dated: its reference and the questionnaire's."""
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    ref = trade.drafted()
    needs = trade.act("open-needs", ref, {"questionnaire": "AVANT"}).ref
    trade.act("import-replies", needs, {"text": TABLE})
    trade.dated(f"{ref}/S1", "2026-11-03", MORNING)
    return ref, needs


def everything(trade: Trade) -> str:
    """All that the database holds of analyses, acts and what undoing needs, as one text."""
    tables = ("needs_analyses", "journal", "undo_steps", "idempotency")
    with trade.database.reading() as unit:
        return "\n".join(repr(fetch(unit.driver, f"SELECT * FROM {name}")) for name in tables)


def undo_all(trade: Trade) -> None:
    while True:
        trade.undo()


def due(trade: Trade, today: date) -> list[str]:
    with trade.database.reading() as unit:
        count, found = replies_due(unit.driver, oldest_kept(today), 10)
    assert count == len(found)
    return [f"{one.ref}/N{one.position}" for one in found]


@pytest.mark.parametrize(
    ("answer", "slot", "day"),
    [
        (date(2026, 6, 1), None, date(2029, 6, 1)),
        (date(2026, 6, 1), date(2026, 11, 3), date(2029, 11, 3)),
        (date(2026, 12, 1), date(2026, 11, 3), date(2029, 12, 1)),
        (date(2024, 2, 29), None, date(2027, 2, 28)),
    ],
)
def test_answers_are_kept_three_years_after_they_served_last(answer: date, slot: Any, day: date) -> None:
    assert erased_from(answer, slot) == day


def test_they_are_listed_and_shown_from_that_day_on_not_before(trade: Trade) -> None:
    _ref, needs = answered(trade)
    assert due(trade, date(2029, 11, 2)) == []
    assert due(trade, date(2029, 11, 3)) == [needs]
    with trade.database.reading() as unit:
        shown = agenda_of(unit.driver, Here(LATER))
        [group] = [one for one in shown.groups if one.name == "erase"]
        assert [(line.state, line.tab) for line in group.lines] == [("to_erase", "needs")]


def test_before_their_time_they_are_erased_for_a_reason_only(trade: Trade) -> None:
    _ref, needs = answered(trade)
    with pytest.raises(KeptUntil, match="2029"):
        trade.act("erase-replies", needs)
    trade.act("erase-replies", needs, reason="un participant le demande")
    assert due(trade, date(2040, 1, 1)) == []


def test_nothing_of_what_was_answered_is_left_anywhere(trade: Trade) -> None:
    _ref, needs = answered(trade)
    trade.act("remove-reply", needs, {"n": 1})
    words = [f"attente {letter}" for letter in "ABCDE"]
    assert all(word in everything(trade) for word in words), "those taken out stand in what undoing needs"
    later = trade.at(LATER)
    done = later.act("erase-replies", needs)
    assert dict(done.payload or {}) == {"erased": 4}
    left = everything(later)
    assert not [word for word in words if word in left]
    with later.database.reading() as unit:
        [(replies, on, count)] = fetch(
            unit.driver,
            "SELECT replies, erased_on, erased_replies FROM needs_analyses WHERE audience = 'participants'",
        )
    assert (replies, on, count) == ("[]", "2029-11-03", 4)
    assert examine_database(later.database) == ()


def test_what_brought_them_in_can_no_longer_be_undone(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    ref = trade.received()
    needs = trade.act("open-needs", ref, {"questionnaire": "AVANT"}).ref
    trade.act("import-replies", needs, {"text": TABLE})
    trade.act("erase-replies", needs, reason="demande")
    with pytest.raises((NothingToUndo, ChangedSince)):
        undo_all(trade)
    assert "attente A" not in everything(trade)


def test_a_questionnaire_that_holds_nothing_isnt_erased(trade: Trade) -> None:
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    needs = trade.act("open-needs", trade.received(), {"questionnaire": "AVANT"}).ref
    with pytest.raises(NothingToErase):
        trade.act("erase-replies", needs)
