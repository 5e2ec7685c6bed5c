"""Calendars proposed for a dossier, against everything that is booked, or the reason why there is none."""

from __future__ import annotations

from backoffice.services.planning.values import (
    BUDGET_MS,
    GapBetween,
    Outcome,
    Place,
    Proposed,
    Relaxation,
    Term,
    Wish,
)

__all__ = ["BUDGET_MS", "GapBetween", "Outcome", "Place", "Proposed", "Relaxation", "Term", "Wish"]
