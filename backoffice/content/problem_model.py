"""The shape of a calendar problem's file (``calendar-problem/1``)."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from backoffice.content.base import Content, Line
from backoffice.domain import calendar_problem as values
from backoffice.domain.calendar_problem import Anchor, Level, Span, Unit
from backoffice.i18n import _

# A portfolio of 150 trainers over 18 months stays under this; refused before it is parsed.
PROBLEM_BYTES = 4_000_000
FORMAT = "calendar-problem/1"

_DAY = re.compile(r"(19|[2-9]\d)\d\d-\d\d-\d\d")
# Who means "without end" writes 9999-12-31; nothing is planned beyond this, and nothing is lost before it.
_ENDLESS = date(2299, 12, 31)
_MONTH = re.compile(r"(19|20|21)\d\d-\d\d")
_HOUR = re.compile(r"\d\d:\d\d(:00)?")


def _as_day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return min(date.fromisoformat(value), _ENDLESS)
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    raise PydanticCustomError("date_parsing", "date")


def _as_time(value: Any) -> Any:
    if isinstance(value, str) and _HOUR.fullmatch(value):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, time):
        return value
    raise PydanticCustomError("time_parsing", "time")


def _whole(low: int, high: int) -> Any:
    return Field(strict=True, ge=low, le=high)


Day = Annotated[date, BeforeValidator(_as_day)]
Hour = Annotated[time, BeforeValidator(_as_time)]
Id = Annotated[
    str,
    Field(
        strict=True,
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$",
    ),
]
Count = Annotated[int, _whole(1, 10_000)]
Weight = Annotated[int, _whole(0, 1_000_000)]
Limit = Annotated[int, _whole(0, 10_000)]
YesNo = Annotated[bool, Field(strict=True)]


class _Part(Content):
    """A key given as null is a key left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LengthFile(_Part):
    n: Annotated[int, _whole(0, 10_000)]
    unit: Unit

    def value(self) -> values.Length:
        return values.Length(self.n, self.unit)


class GapFile(_Part):
    min: LengthFile | None = None
    max: LengthFile | None = None
    target_days: Annotated[int, _whole(0, 10_000)] | None = None

    def value(self) -> values.Gap:
        return values.Gap(_value(self.min), _value(self.max), self.target_days)


class BlockGapFile(_Part):
    """A gap has one shape; between blocks, evenness isn't counted."""

    min: LengthFile | None = None
    max: LengthFile | None = None
    target_days: Annotated[int, _whole(0, 10_000)] | None = None

    def value(self) -> values.Gap:
        return values.Gap(_value(self.min), _value(self.max))


class LinkFile(_Part):
    id: Id
    source: Annotated[Id, Field(alias="from")]
    anchor: Anchor | None = None
    to: Id
    min: LengthFile | None = None
    max: LengthFile | None = None

    def value(self) -> values.Link:
        anchor = self.anchor or Anchor.END
        return values.Link(self.id, self.source, anchor, self.to, _value(self.min), _value(self.max))


class BlockFile(_Part):
    half_days: Annotated[int, _whole(1, 1_000)]
    gap: BlockGapFile | None = None
    start: Literal["first", "any"] | None = None
    span: Span | None = None
    cells: Annotated[tuple[Id, ...], Field(min_length=1, max_length=8)] | None = None

    def value(self, order: dict[str, int]) -> values.Block:
        cells = self.cells or tuple(half for half in ("am", "pm") if half in order)
        ordered = tuple(sorted(cells, key=lambda half: order.get(half, 99)))
        return values.Block(
            self.half_days, _value(self.gap), self.start == "any", self.span or Span.DAYS, ordered
        )


class RoleFile(_Part):
    role: Line
    any_of: Annotated[tuple[Id, ...], Field(max_length=500)]

    def value(self) -> values.Role:
        return values.Role(self.role, tuple(dict.fromkeys(self.any_of)))


class WindowFile(_Part):
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]

    def value(self) -> values.Window:
        return values.Window(self.first, self.last)


def _as_window(value: Any) -> Any:
    """``2027-03`` is the whole month."""
    if not isinstance(value, str):
        return value
    if not _MONTH.fullmatch(value) or not 1 <= int(value[5:]) <= 12:
        raise PydanticCustomError(
            "bad_month", "{message}", {"message": _("This should be a month, such as 2027-03.")}
        )
    first = date.fromisoformat(f"{value}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return {"from": first, "to": date.fromordinal(following.toordinal() - 1)}


class AtFile(_Part):
    date: Day
    half: Id
    trainers: tuple[Id, ...] | None = None
    venue: Id | None = None

    def value(self) -> values.At:
        return values.At(self.date, self.half, self.trainers, self.venue)


class ModuleFile(_Part):
    id: Id
    gap: GapFile | None = None
    blocks: Annotated[tuple[BlockFile, ...], Field(min_length=1, max_length=60)]
    team: Annotated[tuple[RoleFile, ...], Field(max_length=12)] | None = None
    venues: Annotated[tuple[Id, ...], Field(max_length=500)] | None = None
    window: Annotated[WindowFile, BeforeValidator(_as_window)] | None = None
    level: Level | None = None
    at: AtFile | None = None

    def value(self, order: dict[str, int]) -> values.Module:
        return values.Module(
            self.id,
            tuple(block.value(order) for block in self.blocks),
            _value(self.gap),
            tuple(role.value() for role in self.team or ()),
            tuple(dict.fromkeys(self.venues or ())),
            _value(self.window),
            self.level or Level.DRAFT,
            _value(self.at),
        )


class BookingFile(_Part):
    date: Day
    half: Id
    state: Literal["held", "confirmed"] | None = None
    town: Line | None = None

    def value(self) -> values.Booking:
        return values.Booking(self.date, self.half, self.town or None, self.state or "confirmed")


class AbsenceFile(_Part):
    id: Id
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    rrule: Annotated[str, Field(strict=True, max_length=2_000)] | None = None
    half: Id | None = None

    def value(self) -> values.Absence:
        return values.Absence(self.id, self.first, self.last, self.rrule or None, self.half)


class TrainerFile(_Part):
    id: Id
    rank: Annotated[int, _whole(1, 1_000)] | None = None
    town: Line | None = None
    max_days_week: Limit | None = None
    max_days_row: Limit | None = None
    booked: tuple[BookingFile, ...] | None = None
    away: tuple[AbsenceFile, ...] | None = None

    def value(self) -> values.Trainer:
        return values.Trainer(
            self.id,
            1 if self.rank is None else self.rank,
            self.town or None,
            self.max_days_week,
            self.max_days_row,
            tuple(one.value() for one in self.booked or ()),
            tuple(one.value() for one in self.away or ()),
        )


class VenueFile(_Part):
    id: Id
    capacity: Annotated[int, _whole(0, 1_000_000)] | None = None
    town: Line | None = None
    booked: tuple[BookingFile, ...] | None = None

    def value(self) -> values.Venue:
        booked = tuple(one.value() for one in self.booked or ())
        return values.Venue(self.id, self.capacity, self.town or None, booked)


_NEEDS = {
    "weekdays": ("allow",),
    "school_holidays": ("zone",),
    "closure": ("first", "last"),
    "cells": (),
    "not_before": ("date",),
    "not_after": ("date",),
}


class RuleFile(_Part):
    id: Id
    kind: Literal["weekdays", "school_holidays", "closure", "cells", "not_before", "not_after"]
    hard: YesNo | None = None
    allow: tuple[Annotated[int, _whole(1, 7)], ...] | None = None
    zone: Literal["A", "B", "C"] | None = None
    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    weekday: Annotated[int, _whole(1, 7)] | None = None
    half: Id | None = None
    date: Day | None = None

    def missing(self) -> tuple[str, ...]:
        """The keys that this kind of rule needs and hasn't."""
        names = {"first": "from", "last": "to"}
        return tuple(names.get(key, key) for key in _NEEDS[self.kind] if getattr(self, key) is None)

    def value(self) -> values.Rule:
        """The rule; only when nothing is `missing`."""
        hard = self.hard is not False
        if self.kind == "weekdays":
            return values.WeekdaysRule(self.id, tuple(sorted(set(self.allow or ()))), hard)
        if self.kind == "school_holidays":
            return values.SchoolRule(self.id, self.zone or "", hard)
        if self.kind == "cells":
            return values.CellsRule(self.id, self.weekday, self.half, hard)
        if self.kind == "closure":
            return values.ClosureRule(self.id, self.first or date.min, self.last or date.min, hard)
        kind = values.NotBefore if self.kind == "not_before" else values.NotAfter
        return kind(self.id, self.date or date.min)


class WeightsFile(_Part):
    earliness: Weight | None = None
    evenness: Weight | None = None
    rank: Weight | None = None
    continuity: Weight | None = None
    school: Weight | None = None
    closure: Weight | None = None
    weekday: Weight | None = None
    cells: Weight | None = None
    travel: Weight | None = None
    moved: Weight | None = None

    def value(self) -> values.Weights:
        return values.Weights(**{key: weight or 0 for key, weight in self})


class DiversityFile(_Part):
    share_bp: Annotated[int, _whole(0, 10_000)] | None = None
    days: Annotated[int, _whole(0, 10_000)] | None = None

    def value(self) -> values.Diversity:
        share_bp = 5_000 if self.share_bp is None else self.share_bp
        return values.Diversity(share_bp, 7 if self.days is None else self.days)


class HorizonFile(_Part):
    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]


Territory = Literal["FR", "FR-57", "FR-67", "FR-68", "GP", "MQ", "GF", "RE", "YT", "MF", "BL", "PM"]


class ProblemFile(_Part):
    """Modules to place in order, with gaps, on half-days that suit trainers, venues and calendars."""

    format: Literal["calendar-problem/1"]
    horizon: HorizonFile
    zone: Annotated[str, Field(strict=True, max_length=100)] | None = None
    territory: Territory | None = None
    good_friday: YesNo | None = None
    half_days: Annotated[dict[Id, tuple[Hour, Hour]], Field(min_length=1, max_length=8)]
    group_size: Annotated[int, _whole(0, 1_000_000)] | None = None
    travel_cells: Annotated[int, _whole(0, 100)] | None = None
    links: Annotated[tuple[LinkFile, ...], Field(max_length=200)] | None = None
    modules: Annotated[tuple[ModuleFile, ...], Field(min_length=1, max_length=200)]
    trainers: Annotated[tuple[TrainerFile, ...], Field(max_length=1_000)] | None = None
    venues: Annotated[tuple[VenueFile, ...], Field(max_length=1_000)] | None = None
    rules: Annotated[tuple[RuleFile, ...], Field(max_length=500)] | None = None
    weights: WeightsFile | None = None
    diversity: DiversityFile | None = None
    alternatives: Annotated[int, _whole(1, 4)] | None = None

    def value(self) -> values.Problem:
        """The problem as values; only when it has no mistake."""
        halves = sorted(self.half_days.items(), key=lambda item: item[1])
        order = {half: n for n, (half, _hours) in enumerate(halves)}
        return values.Problem(
            first=self.horizon.first,
            last=self.horizon.last,
            modules=tuple(module.value(order) for module in self.modules),
            half_days=tuple(values.HalfDay(half, *hours) for half, hours in halves),
            trainers=tuple(one.value() for one in self.trainers or ()),
            venues=tuple(one.value() for one in self.venues or ()),
            rules=tuple(one.value() for one in self.rules or ()),
            links=tuple(one.value() for one in self.links or ()),
            weights=(self.weights or WeightsFile()).value(),
            diversity=(self.diversity or DiversityFile()).value(),
            alternatives=self.alternatives or 3,
            zone=self.zone or "Europe/Paris",
            territory=self.territory or "FR",
            good_friday=bool(self.good_friday),
            group_size=self.group_size,
            travel_cells=self.travel_cells or 0,
        )


def _value(part: Any) -> Any:
    return None if part is None else part.value()
