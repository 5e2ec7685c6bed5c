"""When a trainer is away, as their screen and their JSON show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.i18n import N_
from backoffice.services.availability import Away, absences_of
from backoffice.services.pieces import lines
from backoffice.services.ports import Cell, Column, Lines
from backoffice.store.records import Trainer

# As many as a screen's short list holds.
_MOST = 400
_COLUMNS = (
    Column("when", N_("When"), 36, grow=3, kind=Cell.SPELL),
    Column("label", N_("Reason"), 12, grow=2),
    Column("source", N_("Noted"), 12, priority=1, kind=Cell.STATE, states="away_source"),
)


def away_lines(trainer: Trainer, today: date) -> Lines:
    """What isn't over, the first first."""
    found = sorted((one for one in absences_of(trainer) if one.last >= today), key=_order)
    return lines(N_("Unavailability"), _COLUMNS, map(_row, found[:_MOST]), opens=False)


def _order(one: Away) -> tuple[date, str]:
    return one.first, _hours(one)


def _row(one: Away) -> tuple[str, ...]:
    return one.spell.line(), one.label, one.source or "by_hand"


def _hours(one: Away) -> str:
    if one.start is None and one.finish is None:
        return one.half or ""
    start = f"{one.start:%H:%M}" if one.start else ""
    return f"{start}-{one.finish:%H:%M}" if one.finish else f"{start}-"


def away_json(trainer: Trainer) -> list[dict[str, Any]]:
    """Every absence that is kept, by hand or from a calendar; never what it is about there."""
    keys = ("from", "to", "rrule", "half", "start", "finish", "label", "source")
    return [{key: one.get(key) or None for key in keys} for one in trainer.unavailability]
