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
    return elapsed_minutes(one.started_s, one.paused_s, one.stopped_s, seconds(now))


def elapsed_minutes(started_s: int, paused_s: int, stopped_s: int | None, now_s: int) -> tuple[int, int]:
    """Minutes since a clock started, gross and net of its pauses; it stands still since `stopped_s`."""
    gross = max(now_s - started_s, 0)
    running = gross if stopped_s is None else max(min(stopped_s - started_s, gross), 0)
    return gross // 60, max(running - paused_s, 0) // 60
