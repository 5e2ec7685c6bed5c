"""A house with a short template of tasks, and what tests ask of its tasks."""

from __future__ import annotations

from typing import Any

from backoffice.store.driver import fetch
from tests.services.conftest import AFTERNOON, Trade

SHIPPED = 13


def tasks(trade: Trade, ref: str = "") -> dict[str, tuple[Any, ...]]:
    """Tasks by their title: the day they are due on and their state."""
    with trade.database.reading() as unit:
        rows = fetch(
            unit.driver,
            "SELECT t.title, t.due_date, t.state FROM tasks t JOIN requests r ON r.id = t.request_id"
            " WHERE r.ref = ? OR ? = '' ORDER BY t.id",
            (ref, ref),
        )
    return {row[0]: tuple(row[1:]) for row in rows}


def called(trade: Trade, title: str) -> str:
    """The reference of the task with this title."""
    with trade.database.reading() as unit:
        [[found]] = fetch(
            unit.driver,
            "SELECT r.ref || '/T' || t.sequence FROM tasks t JOIN requests r ON r.id = t.request_id"
            " WHERE t.title = ?",
            (title,),
        )
    return str(found)


def confirmed(trade: Trade, *, signed: bool = True) -> tuple[str, str]:
    """An accepted dossier whose first module has its two half-days confirmed; and its trainer."""
    ref, _quote = trade.accepted()
    if signed:
        trade.act("receive-piece", called(trade, "Convention signée"))
        trade.act("accept-piece", called(trade, "Convention signée"))
    trainer = trade.trainer()
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    trade.dated(f"{ref}/S2", "2026-09-15", AFTERNOON, trainers=[trainer])
    trade.act("confirm-slots", ref)
    return ref, trainer
