"""The state of a promise at an instant: the one thing about it that the clock decides."""

from __future__ import annotations

from backoffice.domain.commitments.projection import Projected, seconds

STATES = ("running", "due_soon", "late", "kept", "broken", "suspended", "lifted")


def state_at(outcome: str, suspended: bool, due_at: str, soon_at: str, now: str) -> str:
    """One of STATES; instants are texts."""
    if outcome:
        return outcome
    if suspended:
        return "suspended"
    if due_at <= now:
        return "late"
    return "due_soon" if soon_at <= now else "running"


def minutes_at(one: Projected, now: str) -> tuple[int, int]:
    """Elapsed minutes, gross and net of the pauses; of an open promise, those until `now`."""
    if one.gross_minutes is not None and one.net_minutes is not None:
        return one.gross_minutes, one.net_minutes
    gross = max(seconds(now) - one.started_s, 0)
    running = gross if one.stopped_s is None else max(min(one.stopped_s - one.started_s, gross), 0)
    return gross // 60, max(running - one.paused_s, 0) // 60
