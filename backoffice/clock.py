"""The time of day, as something that can be handed over and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the instant it is, in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock, to the second."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class FrozenClock:
    """Always the same instant: the demo's, and the tests'."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


def local_date(instant: datetime, zone: str) -> date:
    """The day it is at `instant` in `zone` (an IANA name)."""
    return instant.astimezone(ZoneInfo(zone)).date()
