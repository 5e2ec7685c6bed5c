"""A calendar file read for one thing: when its owner is busy. What it is about isn't kept.

Written by hand rather than by a library: a file comes from anybody, so that everything here takes a time in
proportion to its size, nothing recurs without end, and what isn't understood is counted, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from backoffice.domain.recurrence import BadRecurrence, Recurrence, parse
from backoffice.errors import BackofficeError
from backoffice.i18n import _

_MOST_EVENTS = 20_000
_MOST_RULES = 500
_MOST_PERIODS = 5_000
_LONGEST_LINE = 20_000
_YEARS = range(1970, 2101)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)"
)
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_DAY = timedelta(days=1)


class NotACalendar(BackofficeError):
    """A file that holds no calendar, or more than anybody's calendar does."""

    code = "not_a_calendar"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("This file can't be read as a calendar: {reason}.").format(reason=reason),
            remedy=_("Export the calendar again as iCalendar (.ics), for the months to come."),
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a local time with its zone (none: floating, told in the reader's own)."""

    day: date
    at: time | None = None
    zone: str | None = None

    def instant(self, zone: str) -> datetime:
        """In UTC; midnight for a date. `zone` is that of floating times."""
        local = datetime.combine(self.day, self.at or time(), ZoneInfo(self.zone or zone))
        return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class BusyEvent:
    """An event that takes its owner's time: when it begins, how long it lasts, how it comes again."""

    uid: str
    start: Moment
    length: timedelta
    rule: Recurrence | None = None
    until: datetime | None = None
    also: tuple[Moment, ...] = ()
    but: tuple[Moment, ...] = ()
    instead_of: Moment | None = None


@dataclass(frozen=True, slots=True)
class BusyFile:
    """What a calendar file says: events that take time, those called off, and how many weren't understood."""

    events: tuple[BusyEvent, ...] = ()
    off: tuple[tuple[str, Moment | None], ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A stretch of local time: from `first` to `last`, both included; on one day, from `start` to `finish`
    (none: from the beginning, to the end of it)."""

    first: date
    last: date
    start: time | None = None
    finish: time | None = None
    uid: str = ""


def read_calendar(data: bytes) -> BusyFile:
    """The events of an iCalendar file; raises NotACalendar. Anything else that it holds is passed over."""
    text = data.decode("utf-8-sig", "replace")
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        raise NotACalendar(_("it doesn't begin as one"))
    events: list[BusyEvent] = []
    off: list[tuple[str, Moment | None]] = []
    skipped = count = rules = 0
    for properties in _events(text):
        count += 1
        if count > _MOST_EVENTS:
            raise NotACalendar(_("it holds more than {n} events").format(n=_MOST_EVENTS))
        try:
            read = _event(properties)
        except (_NotUnderstood, BadRecurrence, ValueError, OverflowError):
            skipped += 1
            continue
        if isinstance(read, BusyEvent):
            rules += read.rule is not None
            if rules > _MOST_RULES:
                raise NotACalendar(_("it holds more than {n} recurring events").format(n=_MOST_RULES))
            events.append(read)
        elif read is not None:
            off.append(read)
    return BusyFile(tuple(events), tuple(off), skipped)


# Lines and properties --------------------------------------------------------------------------------------


class _NotUnderstood(Exception):
    pass


@dataclass(slots=True)
class _Property:
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class _Open:
    """The event being read, while the components inside it (an alarm) are passed over."""

    found: dict[str, list[_Property]] = field(default_factory=dict)


def _events(text: str) -> Iterator[Mapping[str, list[_Property]]]:
    """The properties of each event, by name; nested components are left out."""
    depth, inside = 0, 0
    event: _Open | None = None
    for line in _lines(text):
        name, _colon, rest = line.partition(":")
        upper = name.strip().upper()
        if upper == "BEGIN":
            depth += 1
            if event is None and rest.strip().upper() == "VEVENT":
                event, inside = _Open(), depth
        elif upper == "END":
            if event is not None and depth == inside:
                yield event.found
                event = None
            depth = max(depth - 1, 0)
        elif event is not None and depth == inside:
            _note(event, line)


def _lines(text: str) -> Iterator[str]:
    """Unfolded lines, cut where one is longer than anything that matters here."""
    held: list[str] = []
    size = 0
    for line in re.split(r"\r\n|\n|\r", text):
        if line[:1] in (" ", "\t") and held:
            if size < _LONGEST_LINE:
                held.append(line[1:])
                size += len(line)
            continue
        if held:
            yield "".join(held)
        held, size = [line], len(line)
    if held:
        yield "".join(held)


_WANTED = frozenset(
    {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP"}
)


def _note(event: _Open, line: str) -> None:
    found = _NAME.match(line)
    name = found[0].upper() if found else ""
    if name not in _WANTED:
        return
    parameters, value = _parted(line[len(name) :])
    event.found.setdefault(name, []).append(_Property(parameters, value))


def _parted(rest: str) -> tuple[dict[str, str], str]:
    """Parameters and value of ``;TZID="Europe/Paris":20260601T090000``: a colon in quotes parts nothing."""
    quoted, at = False, -1
    cuts = [0]
    for at, char in enumerate(rest[:_LONGEST_LINE]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            break
        elif char == ";" and not quoted:
            cuts.append(at)
    parameters = {}
    for start, end in zip(cuts, [*cuts[1:], at], strict=True):
        key, equals, value = rest[start:end].lstrip(";").partition("=")
        if equals:
            parameters[key.strip().upper()] = value.strip().strip('"')
    return parameters, rest[at + 1 :].strip()


# Events ----------------------------------------------------------------------------------------------------


def _event(found: Mapping[str, list[_Property]]) -> BusyEvent | tuple[str, Moment | None] | None:
    """An event that takes time, the name of one that was called off, or None for one that takes none."""
    uid = _first(found, "UID")[:200]
    if not uid or "DTSTART" not in found:
        raise _NotUnderstood
    instead_of = _only(found["RECURRENCE-ID"]) if "RECURRENCE-ID" in found else None
    if _first(found, "STATUS").upper() == "CANCELLED" or _first(found, "TRANSP").upper() == "TRANSPARENT":
        return uid, instead_of
    start = _only(found["DTSTART"])
    length = _length(found, start)
    if length <= timedelta(0):
        return None
    rule, until = _rule(found, start)
    also, but = _moments(found.get("RDATE", ())), _moments(found.get("EXDATE", ()))
    return BusyEvent(uid, start, length, rule, until, tuple(also), tuple(but), instead_of)


def _first(found: Mapping[str, list[_Property]], name: str) -> str:
    return found[name][0].value if name in found else ""


def _only(properties: list[_Property]) -> Moment:
    found = _moments(properties)
    if not found:
        raise _NotUnderstood
    return found[0]


def _moments(properties: list[_Property] | tuple[()]) -> list[Moment]:
    return [
        _moment(value.partition("/")[0], one.parameters)
        for one in properties
        for value in one.value.split(",")
        if value.strip()
    ]


def _moment(value: str, parameters: Mapping[str, str]) -> Moment:
    found = _STAMP.fullmatch(value.strip())
    if not found:
        raise _NotUnderstood
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if day.year not in _YEARS:
        raise _NotUnderstood
    if found[4] is None:
        return Moment(day)
    # A leap second is the one before it.
    at = time(int(found[4]), int(found[5]), min(int(found[6]), 59))
    return Moment(day, at, "UTC" if found[7] else _zone(parameters.get("TZID", "")))


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zone(name: str) -> str | None:
    """The zone that a file names, in the world's list or in Windows'; None for a floating time."""
    if not name:
        return None
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    parts = name.strip("/").split("/")
    tries = (name, "/".join(parts[-2:]), "/".join(parts[-3:]), WINDOWS_TO_OLSON.get(name, ""))
    known = next((one for one in tries if one in _known()), None)
    if known is None:
        raise _NotUnderstood
    return known


def _length(found: Mapping[str, list[_Property]], start: Moment) -> timedelta:
    if "DTEND" in found:
        end = _only(found["DTEND"])
        if (end.at is None) != (start.at is None):
            raise _NotUnderstood
        return end.instant("UTC") - start.instant("UTC")
    if "DURATION" in found:
        told = _LENGTH.fullmatch(_first(found, "DURATION").upper())
        if not told:
            raise _NotUnderstood
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in told.groups()[1:])
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -length if told[1] == "-" else length
    return _DAY if start.at is None else timedelta(0)


def _rule(found: Mapping[str, list[_Property]], start: Moment) -> tuple[Recurrence | None, datetime | None]:
    """How it comes again, by day; the instant after which it doesn't, where that is told to the second."""
    if "RRULE" not in found:
        return None, None
    if len(found["RRULE"]) > 1:
        raise _NotUnderstood
    text = found["RRULE"][0].value
    rule = parse(text)
    told = re.search(r"UNTIL=(\d{8}T\d{6}Z)", text.upper())
    if not told or start.at is None:
        return rule, None
    until = _moment(told[1], {}).instant("UTC")
    # The rule goes by local days: the last one may begin before the instant's own day in UTC, or after.
    return parse(re.sub(r"UNTIL=\w+", f"UNTIL={until + _DAY:%Y%m%d}", text.upper())), until


# Expansion -------------------------------------------------------------------------------------------------


def busy_times(read: BusyFile, first: date, last: date, zone: str) -> tuple[Busy, ...]:
    """When its owner is busy from `first` to `last`, in the local time of `zone`, in order, each once.

    Raises NotACalendar when there are too many of them.
    """
    replaced = {
        (uid, moment.instant(zone))
        for uid, moment in (
            *read.off,
            *((one.uid, one.instead_of) for one in read.events),
        )
        if moment is not None
    }
    called_off = {uid for uid, moment in read.off if moment is None}
    found: set[Busy] = set()
    for event in read.events:
        if event.uid in called_off:
            continue
        for start in _starts(event, first, last, zone):
            at = start.instant(zone)
            if event.instead_of is None and (event.uid, at) in replaced:
                continue
            found.update(_stretches(event, start, first, last, zone))
            if len(found) > _MOST_PERIODS:
                raise NotACalendar(_("it holds more than {n} busy times").format(n=_MOST_PERIODS))
    return tuple(sorted(found, key=_order))


def _order(one: Busy) -> tuple[date, time, date, time, str]:
    return one.first, one.start or time(), one.last, one.finish or time.max, one.uid


def _starts(event: BusyEvent, first: date, last: date, zone: str) -> Iterator[Moment]:
    """When it begins, between the days asked for and far enough before them to reach into them."""
    earliest = first - event.length - _DAY
    but = {one.instant(zone) for one in event.but if one.at is not None}
    but_days = {one.day for one in event.but if one.at is None}
    days: Iterator[date] = iter((event.start.day,))
    if event.rule is not None and event.instead_of is None:
        days = event.rule.days(event.start.day, last + _DAY)
    own = (Moment(day, event.start.at, event.start.zone) for day in days)
    for start in (*own, *event.also):
        at = start.instant(zone)
        if event.until is not None and start.at is not None and at > event.until:
            continue
        if earliest <= start.day <= last + _DAY and at not in but and start.day not in but_days:
            yield start


def _stretches(event: BusyEvent, start: Moment, first: date, last: date, zone: str) -> Iterator[Busy]:
    """One occurrence as local stretches: a part of a day, whole days, a part of another."""
    if start.at is None:
        end_day = start.day + max(event.length, _DAY) - _DAY
        yield from _whole(event.uid, start.day, end_day, first, last)
        return
    there = ZoneInfo(zone)
    begins = start.instant(zone)
    opens = begins.astimezone(there).replace(tzinfo=None)
    closes = (begins + event.length).astimezone(there).replace(tzinfo=None)
    if closes <= opens:  # the clocks went back over it
        closes = opens + timedelta(minutes=1)
    if opens.date() == closes.date():
        yield from _part(event.uid, opens.date(), opens.time(), closes.time(), first, last)
        return
    whole = opens.date()
    if opens.time() != time():
        yield from _part(event.uid, opens.date(), opens.time(), None, first, last)
        whole += _DAY
    yield from _whole(event.uid, whole, closes.date() - _DAY, first, last)
    if closes.time() != time():
        yield from _part(event.uid, closes.date(), None, closes.time(), first, last)


def _part(
    uid: str, day: date, start: time | None, finish: time | None, first: date, last: date
) -> Iterator[Busy]:
    if first <= day <= last:
        yield Busy(day, day, start, finish, uid)


def _whole(uid: str, opens: date, closes: date, first: date, last: date) -> Iterator[Busy]:
    opens, closes = max(opens, first), min(closes, last)
    if opens <= closes:
        yield Busy(opens, closes, None, None, uid)
