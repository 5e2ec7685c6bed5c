"""The weeks of each calendar drawn one under the other, on one scale: its half-days, the gaps written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from backoffice.documents.attendance.page import LEFT, WIDTH
from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    CAPTION,
    FAINT,
    HAIR,
    HEADING,
    LEGAL,
    SMALL,
    SMALL_STRONG,
    TINT,
    WHITE,
    Style,
)
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import Strip
from backoffice.documents.kit.text import lines, printable
from backoffice.documents.options.words import gap_text, option_name, standing, summary
from backoffice.documents.sheets.options import OptionColumn, OptionDate, OptionsSheet
from backoffice.i18n import _
from backoffice.i18n.formats import days as said_days
from backoffice.i18n.formats import month

_AXIS = 62.0
_HEAD = 54.0
_LEGEND = 14.0
_ROW = (3.2, 19.0)
_CELL = 13.0
_NOON = time(13)
# Every second module is drawn lighter, so that two in one week are told apart.
_LIGHT = ".420 .604 .675"
_GAP = Style(SMALL.face, 7.2, 9, ACCENT)
# A page holds the drawing whole, whatever is above it on the first one.
_TALLEST = 390.0
# Beyond three years no row would be seen any more.
_MOST_WEEKS = 160


@dataclass(frozen=True, slots=True)
class _Scale:
    """Weeks from the Monday `first`, each `row` points tall; `days` of the week are drawn."""

    first: date
    weeks: int
    row: float
    days: int

    def week(self, day: date) -> int:
        return min((day - self.first).days // 7, self.weeks - 1)

    @property
    def height(self) -> float:
        return self.weeks * self.row


@dataclass(frozen=True, slots=True)
class Titled:
    """A calendar to draw, under its name and what is said of how far it stands."""

    calendar: OptionColumn
    name: str
    said: str


def timeline(sheet: OptionsSheet, room: float) -> list[Strip]:
    """The drawing of every option, in at most `room` points of height where its weeks fit in."""
    titled = [Titled(option, option_name(option), standing(option)) for option in sheet.options]
    return drawing(titled, LEFT, WIDTH, room, (WIDTH - _AXIS) / max(len(titled), 2))


def drawing(calendars: Sequence[Titled], left: float, wide: float, room: float, most: float) -> list[Strip]:
    """Calendars side by side on one scale, from `left` on `wide` points, each at most `most` wide."""
    dates = [one for titled in calendars for one in titled.calendar.dates]
    scale = _scale(dates, room - _HEAD - _LEGEND - 16)
    width = min((wide - _AXIS) / len(calendars), most)

    def draw(paper: Paper, top: float, _height: float) -> None:
        _axis(paper, left, wide, top + _HEAD, scale)
        for at, titled in enumerate(calendars):
            _column(paper, left + _AXIS + at * width, top, width - 12, titled, scale)
        legend = _("Each row is a week; the morning is on the left of a day, the afternoon on the right.")
        paper.text(left + _AXIS, top + _HEAD + scale.height + 11, legend, LEGAL)

    return [Strip(_HEAD + scale.height + _LEGEND + 8, decor=draw)]


def _scale(dates: Sequence[OptionDate], room: float) -> _Scale:
    first, last = min(one.day for one in dates), max(one.day for one in dates)
    monday = first - timedelta(days=first.weekday())
    weeks = min((last - monday).days // 7 + 1, _MOST_WEEKS)
    row = min(_ROW[1], max(_ROW[0], room / weeks), _TALLEST / weeks)
    most = max(one.day.isoweekday() for one in dates)
    return _Scale(monday, weeks, row, max(most, 5))


def _axis(paper: Paper, left: float, wide: float, top: float, scale: _Scale) -> None:
    """The months, where each begins."""
    told = ""
    last = -99.0
    for week in range(scale.weeks):
        monday = scale.first + timedelta(weeks=week)
        thursday = monday + timedelta(days=3)
        name = month(thursday)
        y = top + week * scale.row
        if name != told:
            paper.rule(left, y, left + wide, y, HAIR, 0.5)
            if y - last >= CAPTION.leading:
                paper.text(left, y + CAPTION.size + 1.5, name, CAPTION)
                last = y
            told = name


def _column(paper: Paper, x: float, top: float, width: float, titled: Titled, scale: _Scale) -> None:
    option = titled.calendar
    paper.fill(x, top, width, _HEAD - 8, ACCENT_TINT)
    paper.fill(x, top, 3, _HEAD - 8, ACCENT)
    span, length = summary(option)
    paper.text(x + 10, top + 14, titled.name, HEADING)
    paper.right(x + width - 6, top + 14, length, SMALL)
    paper.text(x + 10, top + 26, _cut(span, SMALL_STRONG, width - 16), SMALL_STRONG)
    for at, line in enumerate(lines(titled.said, LEGAL, width - 16)[:2]):
        paper.text(x + 10, top + 35 + at * LEGAL.leading, line, LEGAL)
    body = top + _HEAD
    for week in range(scale.weeks):
        _empty_week(paper, x, body + week * scale.row, scale)
    modules = list(_modules(option))
    for at, (_label, dates) in enumerate(modules):
        for one in dates:
            _half_day(paper, x, body, one, scale, ACCENT if at % 2 == 0 else _LIGHT)
    _labels(paper, x + scale.days * _CELL + 8, body, width - scale.days * _CELL - 8, option, modules, scale)


def _empty_week(paper: Paper, x: float, y: float, scale: _Scale) -> None:
    tall = max(scale.row - 1.2, scale.row * 0.7)
    for day in range(scale.days):
        paper.fill(x + day * _CELL, y + 0.6, _CELL - 1.2, tall, TINT)


def _half_day(paper: Paper, x: float, top: float, one: OptionDate, scale: _Scale, colour: str) -> None:
    half = (_CELL - 1.2) / 2
    left = x + one.day.weekday() * _CELL + (half if one.start >= _NOON else 0)
    wide = 2 * half if one.start < _NOON and one.end > time(15) else half
    tall = max(scale.row - 1.2, scale.row * 0.7)
    paper.fill(left, top + scale.week(one.day) * scale.row + 0.6, wide, tall, colour)


def _modules(option: OptionColumn) -> Iterator[tuple[str, list[OptionDate]]]:
    """The dates of each module, in the order of the first of them."""
    found: dict[str, list[OptionDate]] = {}
    for one in option.dates:
        found.setdefault(one.module, []).append(one)
    yield from found.items()


def _labels(
    paper: Paper,
    x: float,
    top: float,
    width: float,
    option: OptionColumn,
    modules: Sequence[tuple[str, list[OptionDate]]],
    scale: _Scale,
) -> None:
    """Beside its first week, each module and its days; between two of them, the gap."""
    gaps = {gap.then: gap.days for gap in option.gaps}
    lowest, end = top - 99.0, top
    for label, dates in modules:
        row = top + scale.week(dates[0].day) * scale.row
        y = max(row + min(scale.row, SMALL.leading) * 0.75, lowest + SMALL.leading)
        if y > top + scale.height + SMALL.leading:
            # More modules than weeks: the table has them all.
            return
        gap = gaps.get(label)
        text = _module(label, sorted({one.day for one in dates}), width)
        if gap is not None and row - end >= 16:
            middle = (row + end) / 2
            paper.rule(x + 3, end + 2, x + 3, row - 2, FAINT, 0.6)
            paper.rule(x + 1, end + 2, x + 5, end + 2, FAINT, 0.6)
            paper.rule(x + 1, row - 2, x + 5, row - 2, FAINT, 0.6)
            # The line of a month may run there.
            paper.fill(x + 7, middle - 4, measure(printable(gap_text(gap)), _GAP) + 4, 9, WHITE)
            paper.text(x + 9, middle + 2.5, gap_text(gap), _GAP)
        elif gap is not None:
            text = f"{text} ({gap_text(gap)})"
        paper.text(x, y, _cut(text, SMALL_STRONG, width), SMALL_STRONG)
        lowest = y
        end = max(top + (scale.week(dates[-1].day) + 1) * scale.row, y + 2)


def _module(label: str, days: Sequence[date], width: float) -> str:
    """A module and its days, as many words as there is room for."""
    whole = f"{label} · {said_days(days)}"
    if measure(printable(whole), SMALL_STRONG) <= width:
        return whole
    last = f" – {days[-1]:%d/%m}" if len(days) > 1 else ""
    return f"{label} · {days[0]:%d/%m}{last}"


def _cut(text: str, style: Style, width: float) -> str:
    shown = lines(text, style, max(width, style.size * 4))
    return shown[0] + ("…" if len(shown) > 1 else "")
