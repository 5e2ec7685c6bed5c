"""A trainer’s month: its weeks on top by half-days, then each day with what is taught and what isn’t."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.style import Style
from textual.strip import Strip

from backoffice.i18n import _, formats, language
from backoffice.i18n.words import WEEKDAYS_SHORT
from backoffice.services.planning.board_values import HALVES, Board, BoardRow, DayMark, Sitting
from backoffice.services.states import sign
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined

_CELL = 8
_TAUGHT = ("confirmed", "done", "held")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the days: the day, what stands there, and its slot, if it is one."""

    day: date
    text: str
    tone: str = ""
    sitting: Sitting | None = None


class MonthView(LineList):
    """The month `first` (its first day) of one row of a board."""

    HEAD: ClassVar[int] = 8  # the names of the days, six weeks at most, a blank line

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None
        self.row: BoardRow | None = None
        self.first = date.min
        self._lines: tuple[_Line, ...] = ()

    def show(self, board: Board, row: BoardRow | None, first: date) -> None:
        """Shows a month; the cursor goes to today, or stays on its day."""
        day = self.day
        same = first == self.first
        self.board, self.row, self.first = board, row, first
        self.forget()
        wanted = day if same and day is not None else board.today
        self.go_to(next((at for at, one in enumerate(self._lines) if one.day >= wanted), 0))

    @property
    def day(self) -> date | None:
        return self._lines[self.cursor].day if self.cursor < len(self._lines) else None

    def sitting_at(self, index: int) -> Sitting | None:
        return self._lines[index].sitting if index < len(self._lines) else None

    def minutes(self, *states: str) -> int:
        """The minutes of the month's slots in these states."""
        return sum(one.minutes for one in self._sittings() if one.state in states and one.option is None)

    def days_taught(self) -> int:
        """The days on which something held, confirmed or done stands."""
        return len({one.day for one in self._sittings() if one.state in _TAUGHT})

    @property
    def _days(self) -> list[date]:
        return [
            self.first + timedelta(days=n) for n in range(monthrange(self.first.year, self.first.month)[1])
        ]

    def _sittings(self) -> list[Sitting]:
        row = self.row
        wanted = (self.first.year, self.first.month)
        return [one for one in row.sittings if (one.day.year, one.day.month) == wanted] if row else []

    # -- the lines

    def forget(self) -> None:
        if self.board is not None:
            self._lines = tuple(one for day in self._days for one in self._of(day))
            self.measured()
        self.refresh()

    def _of(self, day: date) -> Iterator[_Line]:
        found = sorted((one for one in self._sittings() if one.day == day), key=lambda one: one.start)
        yield from (_Line(day, self._taught(one), sign("slot", one.state).tone, one) for one in found)
        away = [
            (half, self.row.away[day, half]) for half in HALVES if self.row and (day, half) in self.row.away
        ]
        if len(away) == len(HALVES) and away[0][1] == away[1][1]:
            away = [("", away[0][1])]
        for half, off in away:
            words = {"am": _("morning"), "pm": _("afternoon")}.get(half, "")
            why = _("busy elsewhere") if off.read else line(off.label) or _("away")
            yield _Line(day, f"/ {' · '.join(text for text in (why, words) if text)}", "warn")
        if found or away:
            return
        mark = self._mark(day)
        if mark is not None and (mark.holiday or mark.closure):
            yield _Line(day, f"╳ {_(mark.holiday) if mark.holiday else line(mark.closure)}", "quiet")
        elif self.board is not None and day.weekday() in self.board.weekdays:
            yield _Line(day, "·", "frame")

    def _taught(self, one: Sitting) -> str:
        state = sign("slot", one.state)
        names = self.board.names if self.board is not None else {}
        venue = line(names.get(one.venue, one.venue)) if one.venue else ""
        what = " · ".join(text for text in (one.dossier, line(one.topic), one.module, venue) if text)
        return f"{state.glyph} {formats.time_span(one.start, one.finish):<16} {what}"

    def _mark(self, day: date) -> DayMark | None:
        board, row = self.board, self.row
        marks = board.days.get(row.days, ()) if board is not None and row is not None else ()
        at = (day - board.first).days if board is not None else -1
        return marks[at] if 0 <= at < len(marks) else None

    # -- drawing

    def draw_head(self, y: int, width: int) -> Strip:
        base = self.rich_style
        if y == 0:
            names = "".join(f" {name:<{_CELL - 1}}" for name in WEEKDAYS_SHORT[language()])
            return joined([(" " + names, self.tone("quiet"))], base, width)
        start = self.first - timedelta(days=self.first.weekday()) + timedelta(days=7 * (y - 1))
        pieces = [(" ", Style.null())]
        for day in (start + timedelta(days=n) for n in range(7)):
            pieces += self._cell(day) if day.month == self.first.month else [(" " * _CELL, Style.null())]
        return joined(pieces, base, width) if y < self.HEAD - 1 else Strip.blank(width, base)

    def _cell(self, day: date) -> list[tuple[str, Style]]:
        here = self.tone("here") if day == self.day else Style.null()
        today = self.board is not None and day == self.board.today
        number = (f" {day.day:>2}", here or (self.tone("brand") if today else Style.null()))
        halves = [self._half(day, half) for half in HALVES]
        drawn = [(glyph, self.tone(tone)) for glyph, tone in halves]
        return [number, (" ", Style.null()), *drawn, (" " * (_CELL - 6), Style.null())]

    def _half(self, day: date, half: str) -> tuple[str, str]:
        there = next((one for one in self._sittings() if one.day == day and half in one.halves), None)
        if there is not None:
            state = sign("slot", there.state)
            return state.glyph, state.tone
        if self.row is not None and (day, half) in self.row.away:
            return ("≡" if self.row.away[day, half].read else "/"), "warn"
        mark = self._mark(day)
        if mark is not None and (mark.holiday or mark.closure):
            return "╳", "quiet"
        return ("░" if mark is not None and mark.school else "·"), "frame"

    def count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        one = self._lines[index]
        before = self._lines[index - 1].day if index else None
        base = self.rich_style + self.tone("here") if here else self.rich_style
        weekday = WEEKDAYS_SHORT[language()][one.day.weekday()]
        name = f"{weekday} {one.day.day:>2}" if before != one.day else ""
        today = self.board is not None and one.day == self.board.today
        pieces = [
            ("› " if here else "  ", base),
            (fit(name, 8), self.tone("" if here else "brand" if today else "quiet")),
            (one.text, self.tone("" if here else one.tone)),
        ]
        return joined(pieces, base, width)
