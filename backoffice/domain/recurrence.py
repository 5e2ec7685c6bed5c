"""Recurring days (RFC 5545, by day), expanded in a time bounded by the range asked for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from backoffice.errors import BackofficeError
from backoffice.i18n import _

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONE_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_LISTS = {"BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366, "BYYEARDAY": 366, "BYWEEKNO": 53}
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")


class BadRecurrence(BackofficeError):
    """A recurring rule that can't be followed."""

    code = "bad_rrule"

    def __init__(self, text: str, part: str) -> None:
        super().__init__(
            _("The recurring rule “{text}” can't be followed: {part}.").format(
                text=text[:200], part=part[:200]
            ),
            remedy=_("Write it as in FREQ=WEEKLY;BYDAY=WE or FREQ=MONTHLY;BYDAY=1MO."),
        )


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The days of a rule, counted from its start; `nth` is (position, weekday 0-6), position 0 is any."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    nth: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    yeardays: tuple[int, ...] = ()
    weeknos: tuple[int, ...] = ()
    week_start: int = 0

    def days(self, start: date, last: date, since: date | None = None) -> Iterator[date]:
        """The days from `start` to `last`, inclusive; `start` itself only when it fits the rule.

        Those before `since` are left out: a rule that began decades ago is no slower.
        """
        end = min(last, self.until) if self.until else last
        after = start if since is None else max(start, since)
        if self.freq == "WEEKLY" and self._names_only_weekdays():
            return self._weekly(start, end, after)
        if self.count is None:
            return self._expanded(start, end, after)
        # What is counted is counted from the first.
        return (day for day in self._expanded(start, end, start) if day >= after)

    def _names_only_weekdays(self) -> bool:
        others = (self.count, self.positions, self.months, self.monthdays, self.yeardays, self.weeknos)
        return not any(others)

    def _weekly(self, start: date, end: date, after: date) -> Iterator[date]:
        """Most rules are of this kind, and long: “every Wednesday”."""
        begins = start.toordinal() - (start.weekday() - self.week_start) % 7
        weekdays = {weekday for _n, weekday in self.nth} or {start.weekday()}
        places = sorted((weekday - self.week_start) % 7 for weekday in weekdays)
        for week in _steps(begins, end.toordinal() + 1, 7 * self.interval, after.toordinal()):
            for day in (week + place for place in places):
                if after.toordinal() <= day <= end.toordinal():
                    yield date.fromordinal(day)

    def _expanded(self, start: date, end: date, after: date) -> Iterator[date]:
        left = self.count
        rule = self._completed(start)
        for period in _periods(self.freq, self.interval, self.week_start, start, end, after):
            for day in rule._chosen(period):
                if day < after:
                    continue
                if day > end or left == 0:
                    return
                left = None if left is None else left - 1
                yield day

    def _completed(self, start: date) -> Recurrence:
        """The rule with what RFC 5545 takes from the start when it names no day."""
        if self.nth or self.monthdays or self.yeardays or self.weeknos or self.freq == "DAILY":
            return self
        if self.freq == "WEEKLY":
            return replace(self, nth=((0, start.weekday()),))
        months = (start.month,) if self.freq == "YEARLY" and not self.months else self.months
        return replace(self, monthdays=(start.day,), months=months)

    def _chosen(self, period: tuple[date, date]) -> list[date]:
        first, last = period
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        found = [day for day in span if self._fits(day)]
        if not self.positions:
            return found
        size = len(found)
        at = {p - 1 if p > 0 else size + p for p in self.positions}
        return [found[i] for i in sorted(at) if 0 <= i < size]

    def _fits(self, day: date) -> bool:
        return (
            (not self.months or day.month in self.months)
            and (not self.monthdays or self._fits_monthday(day))
            and (not self.yeardays or self._fits_yearday(day))
            and (not self.weeknos or self._fits_weekno(day))
            and (not self.nth or any(self._fits_nth(day, n, weekday) for n, weekday in self.nth))
        )

    def _fits_monthday(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        return day.day in self.monthdays or day.day - length - 1 in self.monthdays

    def _fits_yearday(self, day: date) -> bool:
        number = day.timetuple().tm_yday
        length = 366 if monthrange(day.year, 2)[1] == 29 else 365
        return number in self.yeardays or number - length - 1 in self.yeardays

    def _fits_weekno(self, day: date) -> bool:
        year, number, _weekday = day.isocalendar()
        weeks = date(year, 12, 28).isocalendar().week
        return number in self.weeknos or number - weeks - 1 in self.weeknos

    def _fits_nth(self, day: date, n: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if n == 0 or self.freq in ("DAILY", "WEEKLY"):
            return True
        yearly = self.freq == "YEARLY" and not self.months
        number = day.timetuple().tm_yday if yearly else day.day
        length = (
            (366 if monthrange(day.year, 2)[1] == 29 else 365)
            if yearly
            else monthrange(day.year, day.month)[1]
        )
        return n == (number - 1) // 7 + 1 or n == -((length - number) // 7 + 1)


def parse(text: str) -> Recurrence:
    """The rule written as `text` (``FREQ=WEEKLY;BYDAY=WE``), by day or longer; raises BadRecurrence."""
    parts = _parts(text)
    freq = parts.pop("FREQ", "")
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise BadRecurrence(text, f"FREQ={freq}")
    rule = Recurrence(freq)
    for key, value in parts.items():
        rule = _read(rule, text, key, value)
    if any(n for n, _weekday in rule.nth) and freq in ("DAILY", "WEEKLY"):
        raise BadRecurrence(text, "BYDAY")
    return rule


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").strip(";").split(";"):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or key in parts or len(value) > 2_000:
            raise BadRecurrence(text, part)
        parts[key] = value
    return parts


def _read(rule: Recurrence, text: str, key: str, value: str) -> Recurrence:
    if key == "INTERVAL":
        return replace(rule, interval=_whole(text, key, value, 10_000))
    if key == "COUNT":
        return replace(rule, count=_whole(text, key, value, 100_000))
    if key == "UNTIL":
        return replace(rule, until=_until(text, value))
    if key == "WKST" and value in _DAYS:
        return replace(rule, week_start=_DAYS.index(value))
    if key == "BYDAY":
        return replace(rule, nth=tuple(_nth(text, one) for one in value.split(",")))
    if key in _LISTS:
        changes: dict[str, Any] = {_FIELDS[key]: _numbers(text, key, value)}
        return replace(rule, **changes)
    raise BadRecurrence(text, f"{key}={value}")


_FIELDS = {
    "BYMONTHDAY": "monthdays",
    "BYMONTH": "months",
    "BYSETPOS": "positions",
    "BYYEARDAY": "yeardays",
    "BYWEEKNO": "weeknos",
}


def _whole(text: str, key: str, value: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value) or not 1 <= int(value) <= most:
        raise BadRecurrence(text, f"{key}={value}")
    return int(value)


def _numbers(text: str, key: str, value: str) -> tuple[int, ...]:
    found = value.split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,3}", one) for one in found):
        raise BadRecurrence(text, f"{key}={value}")
    numbers = tuple(int(one) for one in found)
    lowest = 1 if key == "BYMONTH" else -_LISTS[key]
    if not all(n and lowest <= n <= _LISTS[key] for n in numbers):
        raise BadRecurrence(text, f"{key}={value}")
    return numbers


def _nth(text: str, one: str) -> tuple[int, int]:
    found = _ONE_DAY.fullmatch(one.strip())
    if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise BadRecurrence(text, f"BYDAY={one}")
    return int(found[1] or 0), _DAYS.index(found[2])


def _until(text: str, value: str) -> date:
    found = _UNTIL.fullmatch(value)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadRecurrence(text, f"UNTIL={value}")


def _periods(
    freq: str, step: int, week_start: int, start: date, end: date, after: date
) -> Iterator[tuple[date, date]]:
    """The days, weeks, months or years that a rule looks into, as (first day, last day), up to `end`; those
    that are over before `after` are left out."""
    if freq == "DAILY":
        yield from ((day, day) for day in _every(start, end, step, after))
    elif freq == "WEEKLY":
        monday = start - timedelta(days=(start.weekday() - week_start) % 7)
        for day in _every(monday, end, 7 * step, after):
            # The first week begins at the start itself: positions are counted from there.
            yield max(day, start), day + timedelta(days=6)
    elif freq == "MONTHLY":
        for number in _steps(_month(start), _month(end) + 1, step, _month(after)):
            year, month = number // 12, number % 12 + 1
            yield date(year, month, 1), date(year, month, monthrange(year, month)[1])
    else:
        for year in _steps(start.year, end.year + 1, step, after.year):
            yield date(year, 1, 1), date(year, 12, 31)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _every(first: date, end: date, step: int, after: date) -> Iterator[date]:
    return map(date.fromordinal, _steps(first.toordinal(), end.toordinal() + 1, step, after.toordinal()))


def _steps(first: int, end: int, step: int, after: int) -> range:
    """The numbers from `first`, `step` by `step`, but for those whose next one isn't over `after` yet."""
    return range(first + max(0, (after - first) // step) * step, end, step)
