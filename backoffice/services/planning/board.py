"""The planner's board, read in a few queries: who, where or what, in the half-days of some weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from backoffice.content.closures import closure_of
from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.recurrence import parse
from backoffice.domain.school import Known, SchoolCalendar, department_of, zone_of
from backoffice.services.acts import Doing
from backoffice.services.availability import Away, away_of
from backoffice.services.days import school_calendar
from backoffice.services.planning.board_values import (
    DOSSIER,
    TRAINER,
    VENUE,
    Board,
    BoardRow,
    DayMark,
    Off,
    Sitting,
    ToPlan,
)
from backoffice.store.driver import fetch
from backoffice.store.types import instant_text

MOST_WEEKS = 60
# A board of more rows than anybody reads; the others are found by their name.
MOST_ROWS = 1_000

_SLOTS = """
SELECT s.id, r.ref, s.sequence, m.code, coalesce(c.name, r.topic), s.state, s.hold_until, s.day, s.start,
    s.finish, s.minutes, v.ref, v.name, t.ref, t.first_name, t.name, NULL, m.title
FROM slots s
JOIN requests r ON r.id = s.request_id
JOIN request_modules m ON m.id = s.module_id
LEFT JOIN clients c ON c.id = r.client_id
LEFT JOIN venues v ON v.id = s.venue_id
LEFT JOIN slot_trainers st ON st.slot_id = s.id
LEFT JOIN trainers t ON t.id = st.trainer_id
WHERE s.day >= ? AND s.day <= ? AND s.state IN ('proposed', 'held', 'confirmed', 'done')
ORDER BY s.day, s.start, s.id, st.position
"""
_OPTIONS = """
SELECT p.id, r.ref, s.sequence, m.code, coalesce(c.name, r.topic), 'held', NULL, p.day, p.start,
    p.finish, s.minutes, v.ref, v.name, t.ref, t.first_name, t.name, o.position, m.title
FROM option_places p
JOIN calendar_options o ON o.id = p.option_id
JOIN slots s ON s.id = p.slot_id
JOIN requests r ON r.id = s.request_id
JOIN request_modules m ON m.id = s.module_id
LEFT JOIN clients c ON c.id = r.client_id
LEFT JOIN venues v ON v.id = p.venue_id
LEFT JOIN option_trainers ot ON ot.place_id = p.id
LEFT JOIN trainers t ON t.id = ot.trainer_id
WHERE p.day >= ? AND p.day <= ? AND o.state = 'held' AND (o.hold_until IS NULL OR o.hold_until > ?)
ORDER BY p.day, p.start, p.id, ot.position
"""
_TRAINERS = "SELECT ref, first_name, name, town, unavailability FROM trainers ORDER BY sort_key, id LIMIT ?"
_VENUES = (
    "SELECT v.ref, v.name, coalesce(v.town, v.city, ''), v.territory, v.postcode FROM venues v"
    " ORDER BY v.sort_key, v.id LIMIT ?"
)
_DOSSIERS = """
SELECT r.ref, coalesce(c.name, r.topic), r.topic, coalesce(c.territory, r.territory), c.school_zone,
    c.postcode, c.closures
FROM requests r
LEFT JOIN clients c ON c.id = r.client_id
WHERE (
    r.stage IN ('received', 'acknowledged', 'analysing', 'drafting', 'offered', 'accepted') AND EXISTS (
        SELECT 1 FROM slots w WHERE w.request_id = r.id
        AND w.state IN ('to_plan', 'proposed', 'held', 'confirmed')
    )
) OR EXISTS (
    SELECT 1 FROM slots s WHERE s.request_id = r.id AND s.day >= ? AND s.day <= ?
    AND s.state IN ('proposed', 'held', 'confirmed', 'done')
)
ORDER BY r.ref LIMIT ?
"""
_TO_PLAN = """
SELECT r.ref, m.code, m.title, sum(s.minutes), count(*)
FROM slots s
JOIN requests r ON r.id = s.request_id
JOIN request_modules m ON m.id = s.module_id
WHERE s.state = 'to_plan' AND s.alternative = 1 AND s.time = 'live' AND s.supervision <> 'none'
GROUP BY r.ref, m.code, m.title, m.position
ORDER BY r.ref, m.position
"""

_day = lru_cache(4_096)(date.fromisoformat)
_time = lru_cache(512)(time.fromisoformat)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def board_of(doing: Doing, by: str, first: date, weeks: int) -> Board:
    """The board by trainer, venue or dossier, of `weeks` weeks from that of `first`."""
    return _Board(doing, by, monday_of(first), max(1, min(weeks, MOST_WEEKS))).board()


class _Board:
    def __init__(self, doing: Doing, by: str, first: date, weeks: int) -> None:
        self.doing, self.by, self.first, self.weeks = doing, by, first, weeks
        self.last = first + timedelta(days=7 * weeks - 1)
        self.hours = doing.settings.hours
        self.names: dict[str, str] = {}
        self.days: dict[str, tuple[DayMark, ...]] = {}
        self.schools = school_calendar(doing.settings)

    def board(self) -> Board:
        sittings = self._sittings()
        make = {TRAINER: self._trainers, VENUE: self._venues, DOSSIER: self._dossiers}[self.by]
        rows = tuple(make(_by(sittings, self.by)))
        return Board(
            self.by,
            self.first,
            self.weeks,
            self.doing.today,
            rows,
            self.days,
            self.names,
            tuple((half.start, half.finish) for half in (self.hours.morning, self.hours.afternoon)),
            frozenset(n - 1 for n in self.doing.settings.planning.weekdays),
        )

    @property
    def _midday(self) -> time:
        return self.hours.afternoon.start

    # -- what is booked

    def _sittings(self) -> tuple[Sitting, ...]:
        driver, span = self.doing.unit.driver, (self.first.isoformat(), self.last.isoformat())
        now = instant_text(self.doing.now)
        found = [*self._read(fetch(driver, _SLOTS, span), now)]
        found += self._read(fetch(driver, _OPTIONS, (*span, now)), now)
        return tuple(sorted(found, key=lambda one: (one.day, one.start, one.ref)))

    def _read(self, rows: Sequence[Any], now: str) -> Iterable[Sitting]:
        for _id, group in groupby(rows, key=itemgetter(0)):
            lines = list(group)
            yield self._sitting(lines[0], tuple(self._called(one) for one in lines if one[13]), now)

    def _called(self, row: Sequence[Any]) -> str:
        ref: str = row[13]
        self.names.setdefault(ref, f"{row[14] or ''} {row[15]}".strip())
        return ref

    def _sitting(self, row: Sequence[Any], trainers: tuple[str, ...], now: str) -> Sitting:
        _id, ref, rank, module, topic, state, until, day, start, finish, minutes, venue, name = row[:13]
        if venue:
            self.names.setdefault(venue, name)
        self.names.setdefault(ref, topic)
        # An option that has run out holds nothing any more, though nobody wrote it.
        if state == "held" and until is not None and str(until) <= now:
            state = "expired"
        begins, ends = _time(start), _time(finish)
        return Sitting(
            f"{ref}/S{rank}", ref, module, topic, state, _as_day(day), begins, ends, minutes,
            self._halves(begins, ends), trainers, venue, row[16], row[17] or "",
        )  # fmt: skip

    def _halves(self, start: time, finish: time) -> tuple[str, ...]:
        """A slot is drawn where it begins and, when it lasts beyond midday, in the afternoon too."""
        morning, afternoon = start < self.hours.morning.finish, finish > self._midday
        if start >= self.hours.morning.finish:
            morning, afternoon = False, True
        return tuple(half for half, there in (("am", morning), ("pm", afternoon)) if there) or ("am",)

    # -- rows

    def _trainers(self, by: Mapping[str, list[Sitting]]) -> Iterable[BoardRow]:
        ours = self.doing.settings.organisation
        zone = zone_of(department_of(ours.address.postcode))
        key = self._kind_of_days(ours.territory, zone)
        for ref, first_name, name, town, away in self._fetch(_TRAINERS, MOST_ROWS):
            called = f"{first_name or ''} {name}".strip()
            self.names[ref] = called
            yield BoardRow(ref, called, town or "", key, zone, tuple(by[ref]), self._away(_as_json(away)))

    def _venues(self, by: Mapping[str, list[Sitting]]) -> Iterable[BoardRow]:
        for ref, name, town, territory, postcode in self._fetch(_VENUES, MOST_ROWS):
            self.names[ref] = name
            zone = zone_of(department_of(postcode)) if postcode else None
            key = self._kind_of_days(territory, zone)
            yield BoardRow(ref, name, town, key, zone, tuple(by[ref]))

    def _dossiers(self, by: Mapping[str, list[Sitting]]) -> Iterable[BoardRow]:
        waiting: dict[str, list[ToPlan]] = defaultdict(list)
        for ref, code, title, minutes, count in self._fetch(_TO_PLAN):
            waiting[ref].append(ToPlan(code, title, int(minutes), int(count)))
        span = self.first.isoformat(), self.last.isoformat()
        for ref, client, topic, territory, said, postcode, closed in self._fetch(_DOSSIERS, *span, MOST_ROWS):
            zone = said or (zone_of(department_of(postcode)) if postcode else None)
            key = self._kind_of_days(territory, zone, ref, _as_json(closed))
            note = topic if topic != client else ""
            yield BoardRow(ref, client, note, key, zone, tuple(by[ref]), {}, tuple(waiting[ref]))

    def _fetch(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        return fetch(self.doing.unit.driver, query, given)

    def _away(self, kept: Sequence[Mapping[str, Any]]) -> Mapping[tuple[date, str], Off]:
        """The half-days of absences; what was noted by hand is said before what was read of the same one."""
        found: dict[tuple[date, str], Off] = {}
        halves = (
            ("am", self.hours.morning.start, self.hours.morning.finish),
            ("pm", self._midday, self.hours.afternoon.finish),
        )
        for one in sorted(map(away_of, kept), key=_is_read, reverse=True):
            for half in one.halves(halves):
                for day in self._days_of(one):
                    for drawn in ("am", "pm") if half is None else (half,):
                        found[day, "pm" if drawn == "eve" else drawn] = Off(one.label, _is_read(one))
        return found

    def _days_of(self, one: Away) -> Iterable[date]:
        first, last = max(one.first, self.first), min(one.last, self.last)
        if one.rrule is None:
            return (first + timedelta(days=n) for n in range((last - first).days + 1))
        return (day for day in parse(one.rrule).days(one.first, last) if day >= first)

    # -- days

    def _kind_of_days(
        self, territory: str, zone: str | None, ref: str = "", closed: Sequence[str] = ()
    ) -> str:
        """The name under which the days of a territory, a zone and a client's closures stand."""
        key = f"{territory}|{zone or ''}" + (f"|{ref}" if closed else "")
        if key not in self.days:
            theirs = tuple(closure_of(str(one)) for one in closed)
            ours = tuple(Closure(one.first, one.last, one.name) for one in self.hours.closures)
            self.days[key] = tuple(_marks(self.first, self.last, territory, zone, ours, theirs, self.schools))
        return key


def _marks(
    first: date,
    last: date,
    territory: str,
    zone: str | None,
    ours: tuple[Closure, ...],
    theirs: tuple[Closure, ...],
    schools: SchoolCalendar,
) -> Iterable[DayMark]:
    calendar = Calendar(territory)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        answer = schools.on(zone, day) if zone else None
        closure = next((one for one in (*ours, *theirs) if one.first <= day <= one.last), None)
        mark = DayMark(calendar.holiday(day) or "", _closed(closure))
        if isinstance(answer, Known):
            yield replace(mark, school=answer.name or "")
        else:
            yield replace(mark, unknown=zone is not None)


def _is_read(one: Away) -> bool:
    return bool(one.source)


def _closed(closure: Closure | None) -> str:
    return "" if closure is None else closure.label or "–"


def _by(sittings: Iterable[Sitting], by: str) -> Mapping[str, list[Sitting]]:
    found: dict[str, list[Sitting]] = defaultdict(list)
    for one in sittings:
        if by == TRAINER:
            for ref in one.trainers:
                found[ref].append(one)
        elif by == VENUE and one.venue:
            found[one.venue].append(one)
        elif by == DOSSIER:
            found[one.dossier].append(one)
    return found


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else _day(value)


def _as_json(value: Any) -> Any:
    """A column of JSON as either engine gives it."""
    if isinstance(value, str):
        import json

        return json.loads(value)
    return value or []
