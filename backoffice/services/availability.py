"""When a trainer is away and a client closed, as they are kept on their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from backoffice.content.closures import closure_of
from backoffice.domain.calendars import Closure
from backoffice.domain.spell import Spell
from backoffice.store.records import Client, Trainer

# What has no end ends here for the calendars: nothing is planned that far.
ENDLESS = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Away:
    """From `first` to `last`, both included, on every day or those of `rrule` (RFC 5545, begun at `first`);
    the whole day, only its `half` (am, pm, eve), or from `start` to `finish` (none: to the end of the day).
    `label` is why, in the planner's words; `source` where it comes from ("": by hand)."""

    first: date
    last: date
    rrule: str | None = None
    half: str | None = None
    label: str = ""
    start: time | None = None
    finish: time | None = None
    source: str = ""

    @property
    def spell(self) -> Spell:
        """The same as people say it and as its line keeps it."""
        last = None if self.last == ENDLESS else self.last
        timed = self.start is not None or self.finish is not None
        start, finish = (self.start or time(), self.finish or time(23, 59)) if timed else (None, None)
        return Spell(self.first, last, self.rrule, self.half, start, finish)

    def halves(self, halves: Iterable[tuple[str, time, time]]) -> tuple[str | None, ...]:
        """The half-days (name, start, end) that it takes up, or (None,) for whole days."""
        if self.start is None and self.finish is None:
            return (self.half,)
        start, finish = self.start or time(), self.finish or time.max
        return tuple(name for name, opens, closes in halves if start < closes and opens < finish)


def absences_of(trainer: Trainer) -> tuple[Away, ...]:
    """When a trainer is away: kept as ``{"from", "to", "rrule", "half", "label"}``, `to` null without
    end; with "start", "finish", "source" and "uid" when it was read from a calendar."""
    return tuple(away_of(one) for one in trainer.unavailability)


def away_of(kept: Mapping[str, Any]) -> Away:
    """One entry of those that are kept."""
    last = kept.get("to")
    return Away(
        date.fromisoformat(kept["from"]),
        date.fromisoformat(last) if last else ENDLESS,
        kept.get("rrule") or None,
        kept.get("half") or None,
        kept.get("label") or "",
        _time(kept.get("start")),
        _time(kept.get("finish")),
        kept.get("source") or "",
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def client_closures(client: Client | None) -> Iterable[Closure]:
    """When a client is closed: kept as people wrote it, a period a line."""
    return (closure_of(str(one)) for one in (client.closures if client else ()))
