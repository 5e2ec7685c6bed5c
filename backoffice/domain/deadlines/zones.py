"""Local times and instants of a zone, exact when its clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backoffice.domain.deadlines.errors import AmbiguousTime, BadZone, NonexistentTime

PARIS = "Europe/Paris"
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
# Files that some systems keep beside the zones, and that mean something else on each machine.
_NOT_ZONES = ("localtime", "posixrules")
_NOT_ZONE_FOLDERS = ("posix/", "right/")


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises `BadZone`."""
    if name in _NOT_ZONES or name.startswith(_NOT_ZONE_FOLDERS):
        raise BadZone(name)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadZone(name) from None


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks in `zone` show `local`, which has no offset.

    Raises `NonexistentTime` or `AmbiguousTime`; OverflowError outside the years 1 to 9999.
    """
    first, second = _both(local, zone)
    before, after = first.utcoffset(), second.utcoffset()
    assert before is not None
    assert after is not None
    text = local.isoformat(timespec="seconds" if local.second else "minutes")
    if before < after:
        raise NonexistentTime(text, str(zone))
    if before > after:
        timespec = "seconds" if local.second else "minutes"
        raise AmbiguousTime(
            text, str(zone), (first.isoformat(timespec=timespec), second.isoformat(timespec=timespec))
        )
    return first.astimezone(UTC)


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which clocks in `zone` have come to `local`, even by passing over it."""
    first, second = _both(local, zone)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    # Passed over: read with the offset before the change it is late, with the offset after it is early.
    early, late = second.astimezone(UTC), first.astimezone(UTC)
    if late < early:
        return late
    while late - early > _SECOND:
        middle = early + timedelta(seconds=(late - early) // (2 * _SECOND))
        passed = middle.astimezone(zone).replace(tzinfo=None) >= local
        early, late = (early, middle) if passed else (middle, late)
    return late


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which `day` is over in `zone`; OverflowError when no day follows it.

    It is the midnight after it, whatever the clocks do there: a midnight passed over is the instant of the
    change; of two midnights, the second, unless the clocks go back to the first and not before it.
    """
    midnight = datetime.combine(day + _DAY, time())
    first, second = _both(midnight, zone)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    again = second.astimezone(UTC)
    comes_back = again > first.astimezone(UTC) and (again - _SECOND).astimezone(zone).date() <= day
    return again if comes_back else first_instant(midnight, zone)


def _both(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """`local` in `zone` with the offset before a change of the clocks, and with the offset after it."""
    first = local.replace(tzinfo=zone)
    return first, first.replace(fold=1)
