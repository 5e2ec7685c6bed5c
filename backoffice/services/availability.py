"""When a trainer is away and a client closed, as they are kept on their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.content.closures import closure_of
from backoffice.domain.calendars import Closure
from backoffice.store.records import Client, Trainer

# What has no end ends here for the calendars: nothing is planned that far.
ENDLESS = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Away:
    """From `first` to `last`, both included, on every day or those of `rrule` (RFC 5545, begun at `first`);
    the whole day, or only its `half` (am, pm, eve). `label` is why, in the planner's words."""

    first: date
    last: date
    rrule: str | None = None
    half: str | None = None
    label: str = ""


def absences_of(trainer: Trainer) -> tuple[Away, ...]:
    """When a trainer is away: kept as ``{"from", "to", "rrule", "half", "label"}``, `to` null without end."""
    return tuple(_away(one) for one in trainer.unavailability)


def _away(kept: Mapping[str, Any]) -> Away:
    last = kept.get("to")
    return Away(
        date.fromisoformat(kept["from"]),
        date.fromisoformat(last) if last else ENDLESS,
        kept.get("rrule") or None,
        kept.get("half") or None,
        kept.get("label") or "",
    )


def client_closures(client: Client | None) -> Iterable[Closure]:
    """When a client is closed: kept as people wrote it, a period a line."""
    return (closure_of(str(one)) for one in (client.closures if client else ()))
