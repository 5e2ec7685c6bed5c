"""The lots of a public consultation: studied, answered, then won or lost."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import Invalid
from backoffice.services.frameworks.consultations import NoProcedure, lots_of
from backoffice.services.kinds import resolve
from tests.services.conftest import Trade, dump

LOT = {"code": "1", "label": "Animation", "maximum_cents": 4_000_000}


@pytest.fixture
def procedure(trade: Trade) -> str:
    client = trade.client(kind="public", name="Commune")
    return trade.received(client=client, kind="procedure", submission_at="2026-06-20T10:00:00Z")


def lots(trade: Trade, ref: str) -> tuple[Any, ...]:
    with trade.database.reading() as unit:
        return lots_of(resolve(unit, ref).record)


def test_the_deadline_of_the_answer_is_a_commitment(trade: Trade, procedure: str) -> None:
    with trade.database.reading() as unit:
        found = [
            resolve(unit, f"{procedure}/C{n}").record
            for n in range(1, 4)
            if _there(unit, f"{procedure}/C{n}")
        ]
        assert "2026-06-20T10:00:00" in {one.due_at.isoformat()[:19] for one in found}


def _there(unit: Any, ref: str) -> bool:
    try:
        resolve(unit, ref)
    except Exception:
        return False
    return True


def test_a_lot_is_studied_answered_then_won(trade: Trade, procedure: str) -> None:
    trade.act("describe-consultation", procedure, {"reference": "2026-FORM-7"})
    trade.act("note-lot", procedure, LOT)
    trade.act("note-lot", procedure, LOT | {"state": "answered"})
    told = trade.run("decide-lot", procedure, {"code": "1", "outcome": "won", "on": "2026-06-01"})
    assert [(one["code"], one["state"]) for one in lots(trade, procedure)] == [("1", "won")]
    assert any("new-framework" in text for text in told.warnings)


def test_a_lot_that_wasnt_answered_is_neither_won_nor_lost(trade: Trade, procedure: str) -> None:
    trade.act("note-lot", procedure, LOT)
    for outcome in ("won", "lost"):
        with pytest.raises(Invalid):
            trade.act("decide-lot", procedure, {"code": "1", "outcome": outcome, "on": "2026-06-01"})
    trade.act("decide-lot", procedure, {"code": "1", "outcome": "dropped", "on": "2026-06-01"})


def test_a_lot_nobody_noted_a_day_to_come_and_one_decided(trade: Trade, procedure: str) -> None:
    trade.act("note-lot", procedure, LOT | {"state": "answered"})
    for code, on in (("2", "2026-06-01"), ("1", "2026-06-02")):
        with pytest.raises(Invalid):
            trade.act("decide-lot", procedure, {"code": code, "outcome": "lost", "on": on})
    trade.act("decide-lot", procedure, {"code": "1", "outcome": "lost", "on": "2026-06-01", "why": "2e"})
    with pytest.raises(Invalid):
        trade.act("note-lot", procedure, LOT)


def test_a_request_that_answers_no_procedure_has_no_lots(trade: Trade) -> None:
    with pytest.raises(NoProcedure):
        trade.act("note-lot", trade.received(), LOT)


def test_its_acts_are_undone_to_the_very_same_rows(trade: Trade, procedure: str) -> None:
    kept = [dump(trade.database)]
    trade.act("describe-consultation", procedure, {"reference": "2026-FORM-7"})
    kept.append(dump(trade.database))
    trade.act("note-lot", procedure, LOT | {"state": "answered"})
    kept.append(dump(trade.database))
    trade.act("decide-lot", procedure, {"code": "1", "outcome": "lost", "on": "2026-06-01"})
    for before in reversed(kept):
        trade.undo()
        assert dump(trade.database) == before
