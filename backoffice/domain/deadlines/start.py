"""Where a deadline counts from: a day, or an instant and the local day that it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from backoffice.domain.deadlines.errors import FAR_START, BadStart
from backoffice.domain.deadlines.zones import PARIS, instant_of, zone_of

_SHAPE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?)?"
)


@dataclass(frozen=True, slots=True)
class Start:
    """A local day and, when the start has a time, its instant (UTC); made by `on` or `at`."""

    day: date
    instant: datetime | None = None

    @classmethod
    def on(cls, day: date) -> Start:
        """A day without a time."""
        return cls(day)

    @classmethod
    def at(cls, instant: datetime, zone: str = PARIS) -> Start:
        """An aware instant, and its local day in `zone`. Raises `BadZone`, OverflowError."""
        return cls(instant.astimezone(zone_of(zone)).date(), instant.astimezone(UTC))


def read_start(text: str, zone: str = PARIS) -> Start:
    """``2026-11-02``, ``2026-11-02T10:15`` (local in `zone`), or with an offset: an instant.

    An offset may be another one than the zone's: the instant is what counts, and its day is the zone's.
    Raises `BadStart`, `BadZone`, `NonexistentTime`, `AmbiguousTime`.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise BadStart(text)
    try:
        if found["time"] is None:
            return Start.on(date.fromisoformat(text))
        written = datetime.fromisoformat(text)
    except ValueError:
        raise BadStart(text) from None
    try:
        return Start.at(written if found["offset"] else instant_of(written, zone_of(zone)), zone)
    except OverflowError:
        raise BadStart(text, FAR_START) from None
