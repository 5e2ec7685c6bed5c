"""Time that counts only while the house is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines.counting import working_days_from
from backoffice.domain.deadlines.errors import BadHours
from backoffice.domain.deadlines.zones import first_instant

Hours = tuple[tuple[time, time], ...]
OPENING: Hours = ((time(9), time(12, 30)), (time(14), time(17, 30)))

_END = datetime.max.replace(tzinfo=UTC)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def read_hours(value: object) -> Hours:
    """Opening hours from pairs of ``HH:MM``, put in order. Raises `BadHours` when they cross or are empty."""
    if not isinstance(value, list | tuple) or not value:
        raise BadHours
    spans = tuple(sorted(_span(pair) for pair in value))
    if any(one[1] > two[0] for one, two in pairwise(spans)):
        raise BadHours
    return spans


def _span(pair: object) -> tuple[time, time]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise BadHours
    opening, closing = map(_local_time, pair)
    if opening >= closing:
        raise BadHours
    return opening, closing


def _local_time(text: object) -> time:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise BadHours
    return time.fromisoformat(text)


def open_spans(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The opening and closing instants (UTC) of a working day."""
    for opening, closing in hours:
        yield (
            first_instant(datetime.combine(day, opening), zone),
            first_instant(datetime.combine(day, closing), zone),
        )


def after_open_time(
    start: datetime, open_time: timedelta, calendar: Calendar, zone: ZoneInfo, hours: Hours
) -> datetime:
    """The instant (UTC) at which `open_time` (more than none) of opening has passed since `start`.

    It begins at the next opening when `start` is outside, and ends with its last minute: at a closing, not
    at the opening that follows. OverflowError or ValueError after the year 9999.
    """
    left, whole_day = open_time, _open_time(hours)
    # What can't fit is refused before walking through every day to the end of the calendar.
    if open_time > _END - start:
        raise OverflowError(open_time)
    first_day = start.astimezone(zone).date()
    for day in working_days_from(calendar, first_day):
        if left > whole_day and day != first_day and _is_regular(day, hours, zone):
            left -= whole_day
            continue
        for opening, closing in open_spans(day, hours, zone):
            begin = max(opening, start)
            if left <= closing - begin:
                return begin + left
            left -= max(closing - begin, timedelta())
    raise AssertionError(start)


def open_between(
    start: datetime, end: datetime, calendar: Calendar, zone: ZoneInfo, hours: Hours
) -> timedelta:
    """How long the house was open from `start` to `end` (UTC); none when `end` isn't after `start`."""
    total, last_day = timedelta(), end.astimezone(zone).date()
    for day in working_days_from(calendar, start.astimezone(zone).date()):
        if day > last_day:
            break
        for opening, closing in open_spans(day, hours, zone):
            total += max(min(closing, end) - max(opening, start), timedelta())
    return total


def _open_time(hours: Hours) -> timedelta:
    return sum(
        (_since_midnight(closing) - _since_midnight(opening) for opening, closing in hours), timedelta()
    )


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _is_regular(day: date, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether the clocks stay as they are from the first opening of `day` to its last closing."""
    opening = datetime.combine(day, hours[0][0], zone)
    closing = datetime.combine(day, hours[-1][1], zone).replace(fold=1)
    return opening.utcoffset() == closing.utcoffset()
