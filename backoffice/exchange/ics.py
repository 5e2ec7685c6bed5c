"""Calendars for other programs (RFC 5545): one event for each thing, told again when it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backoffice.domain.text import clean, clean_line

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Timezone

MEDIA = "text/calendar"
_PRODUCT = "-//backoffice//calendar//EN"
# Half a surrogate pair can't be written in UTF-8.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a calendar: a whole `day`, or from `start` to `end` (UTC), told in `zone`'s local time.

    `uid` is the thing's own for ever; `sequence` goes up each time it changes, and `stamp` says when it last
    did. A `cancelled` event tells those who hold it to take it away. `busy` things take up their time.
    """

    uid: str
    summary: str
    stamp: datetime
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str = "UTC"
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    sequence: int = 0
    tentative: bool = False
    cancelled: bool = False
    busy: bool = False


def calendar(name: str, events: Sequence[Event]) -> bytes:
    """`events` as the bytes of an iCalendar file; the same ones give the same bytes.

    Lines end in CRLF and hold at most 75 octets; control characters are left out of every text. The zones
    that local times are told in are described. No text makes it fail.
    """
    from icalendar import Calendar, vText

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(_line(name)))
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    ordered = sorted(events, key=_order)
    for zone in _zones(ordered):
        made.add_component(zone)
    for event in ordered:
        made.add_component(_component(event))
    return _bytes(made)


def _bytes(made: Calendar) -> bytes:
    written: bytes = made.to_ical(sorted=False)
    return written


def _order(event: Event) -> tuple[str, str]:
    at = event.start.isoformat() if event.start else event.day.isoformat() if event.day else ""
    return at, event.uid


def _zones(events: Sequence[Event]) -> Iterable[Timezone]:
    """A VTIMEZONE for each zone that a local time is told in, over the years that are told."""
    for name in sorted({event.zone for event in events if event.start} - {"UTC"}):
        years = [at.year for event in events if event.zone == name for at in _instants(event)]
        first, last = min(years) - 1, max(years) + 2
        yield _zone(name, datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC))


def _zone(name: str, first: datetime, last: datetime) -> Timezone:
    """The offsets of a zone between two instants, each from its own onset.

    Written here: the library's own onsets are an hour late where clocks go forward.
    """
    from icalendar import Timezone

    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    made.add_component(_offset(zone, first, first))
    for onset in _changes(zone, first, last):
        made.add_component(_offset(zone, onset - timedelta(seconds=1), onset))
    return made


def _offset(zone: ZoneInfo, before: datetime, onset: datetime) -> Component:
    from icalendar import TimezoneDaylight, TimezoneStandard

    old, new = before.astimezone(zone), onset.astimezone(zone)
    made = TimezoneDaylight() if new.dst() else TimezoneStandard()
    shift = old.utcoffset() or timedelta()
    # The onset is told in the local time that it ends (RFC 5545, 3.6.5).
    made.add("dtstart", (onset + shift).replace(tzinfo=None))
    made.add("tzoffsetfrom", shift)
    made.add("tzoffsetto", new.utcoffset() or timedelta())
    made.add("tzname", new.tzname() or str(zone))
    return made


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterable[datetime]:
    """The instants, to the second, from which a zone has another offset; no zone changes twice a day."""
    day = timedelta(days=1)
    for at in (first + day * n for n in range((last - first).days)):
        low, high = at, at + day
        if _shift(zone, low) == _shift(zone, high):
            continue
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            low, high = (middle, high) if _shift(zone, middle) == _shift(zone, at) else (low, middle)
        yield high


def _shift(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _instants(event: Event) -> Iterable[datetime]:
    return (at for at in (event.start, event.end) if at is not None)


def _component(event: Event) -> Component:
    from icalendar import Event as Made

    made = Made()
    made.add("uid", _line(event.uid))
    made.add("dtstamp", event.stamp.astimezone(UTC))
    made.add("last-modified", event.stamp.astimezone(UTC))
    made.add("sequence", event.sequence)
    for name, value in _when(event):
        made.add(name, value)
    made.add("summary", _line(event.summary))
    if event.description:
        made.add("description", _text(event.description))
    if event.location:
        made.add("location", _line(event.location))
    if event.categories:
        made.add("categories", [_line(one) for one in event.categories])
    made.add("status", _status(event))
    made.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    return made


def _when(event: Event) -> Iterable[tuple[str, Any]]:
    if event.start is None:
        assert event.day is not None
        yield "dtstart", event.day
        yield "dtend", event.day + timedelta(days=1)
        return
    zone = UTC if event.zone == "UTC" else ZoneInfo(event.zone)
    yield "dtstart", event.start.astimezone(zone)
    # An event without an end takes no time: it ends when it starts.
    if event.end is not None:
        yield "dtend", event.end.astimezone(zone)


def _status(event: Event) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.tentative else "CONFIRMED"


def _line(text: str) -> str:
    return clean_line(_SURROGATE.sub("", text))


def _text(text: str) -> str:
    return clean(_SURROGATE.sub("", text))
