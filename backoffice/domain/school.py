"""School holidays by zone: known to be, known not to be, or not published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.data import school_holidays as published
from backoffice.data.zones import DEPARTMENTS, PUBLISHED
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The name of the holiday (a message id), or None where the calendar is known and there is class."""

    name: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No calendar is published, or none was imported: nothing is said, which isn't "no holiday"."""


Answer = Known | Unknown
UNKNOWN = Unknown()
_CLASS = Known(None)


class BadSchoolYear(Invalid):
    code = "bad_school_year"

    def __init__(self, why: str, name: str, first: date) -> None:
        super().__init__(
            _(why).format(name=name, day=first.isoformat()),
            remedy=_("Give each holiday its first day and the day when class resumes, in order."),
        )


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """From `first` to `last`, both included (`last` is the day before the return)."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """All that is known of a zone from `first` to `last`; the holidays are in order and inside."""

    zone: str
    first: date
    last: date
    holidays: tuple[SchoolHoliday, ...]

    def __post_init__(self) -> None:
        before = self.first - _DAY
        for one in self.holidays:
            if one.last < one.first:
                raise BadSchoolYear(N_("{name} ({day}) ends before it starts."), one.name, one.first)
            if one.first <= before:
                raise BadSchoolYear(N_("{name} ({day}) starts too early."), one.name, one.first)
            if one.last > self.last:
                raise BadSchoolYear(N_("{name} ({day}) ends after the year."), one.name, one.first)
            before = one.last


def school_year(zone: str, starts_on: date, last: date, rows: Iterable[tuple[str, date, date]]) -> SchoolYear:
    """A year as it is published: the first day of class, the last day known, and (name, first day, return).

    Where class starts after 1 September, the days from then on are the summer's end. Raises `BadSchoolYear`.
    """
    holidays = [SchoolHoliday(name, first, back - _DAY) for name, first, back in rows]
    september = date(starts_on.year, 9, 1)
    if september < starts_on <= date(starts_on.year, 9, 30):
        holidays.insert(0, SchoolHoliday(published.SUMMER, september, starts_on - _DAY))
        return SchoolYear(zone, september, last, tuple(holidays))
    return SchoolYear(zone, starts_on, last, tuple(holidays))


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Years of several zones; where two say something of a day, the later in the tuple is believed."""

    years: tuple[SchoolYear, ...]

    def with_years(self, added: Iterable[SchoolYear]) -> SchoolCalendar:
        """The same calendar with years that were imported, which are believed first."""
        return SchoolCalendar((*self.years, *added))

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of which something is known, in order."""
        return tuple(sorted({year.zone for year in self.years}))

    def on(self, zone: str, day: date) -> Answer:
        """What is known of `day` in `zone`."""
        for year in reversed(self.years):
            if year.zone == zone and year.first <= day <= year.last:
                name = next((one.name for one in year.holidays if one.first <= day <= one.last), None)
                return Known(name) if name else _CLASS
        return UNKNOWN

    def holidays(self, zone: str, first: date, last: date) -> tuple[SchoolHoliday, ...]:
        """The holidays between two days, both included, cut to them; for a mask or a shaded timeline."""
        return tuple(
            SchoolHoliday(answer.name, start, end)
            for answer, start, end in self._runs(zone, first, last)
            if isinstance(answer, Known) and answer.name
        )

    def unpublished(self, zone: str, first: date, last: date) -> tuple[tuple[date, date], ...]:
        """The runs of days, both ends included, of which nothing is known."""
        return tuple((a, b) for answer, a, b in self._runs(zone, first, last) if isinstance(answer, Unknown))

    def _runs(self, zone: str, first: date, last: date) -> Iterator[tuple[Answer, date, date]]:
        """Runs of days that have the same answer, found at the days where an answer may change."""
        if first > last:
            return
        edges = sorted({first, *(edge for edge in self._edges(zone) if first < edge <= last)})
        start, answer = first, self.on(zone, first)
        for edge in edges[1:]:
            found = self.on(zone, edge)
            if found != answer:
                yield answer, start, edge - _DAY
                start, answer = edge, found
        yield answer, start, last

    def _edges(self, zone: str) -> Iterator[date]:
        for year in self.years:
            if year.zone == zone:
                yield from (year.first, year.last + _DAY)
                for one in year.holidays:
                    yield from (one.first, one.last + _DAY)


def _shipped() -> SchoolCalendar:
    return SchoolCalendar(
        tuple(
            SchoolYear(zone, year.first, year.last, _holidays_of(zone, year.rows))
            for year in published.YEARS
            for zone in PUBLISHED
        )
    )


def _holidays_of(zone: str, rows: Sequence[published.Row]) -> tuple[SchoolHoliday, ...]:
    return tuple(
        SchoolHoliday(row.name, row.first, row.back - _DAY if row.back else date(row.first.year, 8, 31))
        for row in rows
        if zone in row.zones
    )


SHIPPED = _shipped()


def school_holiday(zone: str, day: date, calendar: SchoolCalendar = SHIPPED) -> Answer:
    """What is known of `day` in `zone`: `Known(name)`, `Known(None)` when there is class, or `Unknown()`."""
    return calendar.on(zone, day)


_ZONE_OF = {number: zone for zone, numbers in DEPARTMENTS.items() for number in numbers.split()}


def zone_of(department: str) -> str | None:
    """The school zone of a department (``23`` is in A, ``2A`` in ``2A-2B``); None where there is none."""
    return _ZONE_OF.get(department.upper())


def department_of(postcode: str) -> str:
    """The department that a post code suggests: two digits, three overseas, ``2A`` and ``2B`` in Corsica."""
    code = "".join(postcode.split())
    if code[:2] in ("97", "98"):
        return {"97133": "977", "97150": "978"}.get(code, code[:3])
    if code[:2] == "20":
        return "2A" if code[:3] in ("200", "201") else "2B"
    return code[:2]
