"""The planner's board, drawn row by row: the half-days of some weeks, and what stands in each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from backoffice.i18n import N_, _, formats, language
from backoffice.i18n.words import WEEKDAYS
from backoffice.services.planning.board_values import BoardRow
from backoffice.services.states import sign
from backoffice.tui.keys import BOARD_KEYS
from backoffice.tui.planner_grid import WEEK, Grid, Spot
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined

# A week's half-days and the line before them.
_WEEK_WIDE = WEEK + 1


class BoardView(LineList):
    """Rows of half-days; a slot that is picked up moves with the arrows."""

    HEAD = 2
    HELP = N_(
        "Arrows go from half-day to half-day. Space picks the slot under the cursor up: then ← → move it by "
        "a half-day, ⇧← ⇧→ by a day, ↑ ↓ by a week, and what it would meet shows at once. Space puts it "
        "down, Enter makes all the staged moves together, Esc drops them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*BOARD_KEYS]

    class Looked(Message):
        """The cursor is on another half-day, or other weeks are looked at."""

    class Pushed(Message):
        """The slot that is held stands elsewhere."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self.grid = grid

    # -- what LineList asks

    def count(self) -> int:
        return len(self.grid.rows)

    @property
    def row(self) -> BoardRow | None:
        rows = self.grid.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def name_width(self, width: int) -> int:
        """What is left for the names once as many whole weeks as fit are drawn."""
        least = 17 if width < 100 else 24
        weeks = max(1, (width - least) // _WEEK_WIDE)
        return width - weeks * _WEEK_WIDE

    def fitting(self) -> int:
        """How many weeks are drawn."""
        width = max(self.line_width, 40)
        return max(1, (width - self.name_width(width)) // _WEEK_WIDE)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        row = self.grid.rows[index]
        base = self.rich_style
        room = self.name_width(width)
        named = base + self.tone("here") if here else base
        pieces: list[tuple[str, Style]] = [
            (fit(f"{'›' if here else ' '}{line(self._titled(row, room))}", room), named)
        ]
        for week in range(self.grid.weeks):
            pieces.append(("│", base + self.tone("frame")))
            pieces += self._week(row, week, here, base)
        return joined(pieces, base, width)

    def _titled(self, row: BoardRow, room: int) -> str:
        waiting = sum(one.minutes for one in row.to_plan)
        if not waiting:
            return row.name
        left = f" ○{formats.duration(waiting)}"
        return fit(row.name, max(4, room - 2 - cell_len(left))) + left

    def _week(self, row: BoardRow, week: int, here: bool, base: Style) -> list[tuple[str, Style]]:
        """The cells of a week, those alike in one piece."""
        found: list[tuple[str, Style]] = []
        for cell in range(week * WEEK, (week + 1) * WEEK):
            spot = self.grid.spot(row, cell)
            text, tone = _drawn(spot)
            style = base + self.tone("here") if here and cell == self.grid.at else base + self.tone(tone)
            if here and cell == self.grid.at and text == " ":
                text = "_"
            if found and found[-1][1] == style:
                found[-1] = (found[-1][0] + text, style)
            else:
                found.append((text, style))
        return found

    def draw_head(self, y: int, width: int) -> Strip:
        head = self.rich_style + self.tone("head")
        room = self.name_width(width)
        pieces = [(" " * room, head)]
        for week in range(self.grid.weeks):
            monday = self.grid.first + timedelta(days=7 * week)
            pieces.append(("│", head))
            pieces += [(fit(_week_name(monday), WEEK), head)] if y == 0 else self._letters(monday, head)
        return joined(pieces, head, width)

    def _letters(self, monday: date, head: Style) -> list[tuple[str, Style]]:
        """The days of a week by their letter; today's has a mark instead of it."""
        today = self.grid.board.today if self.grid.board else None
        found = []
        for n in range(7):
            day = monday + timedelta(days=n)
            here = day == self.grid.when(self.grid.at)[0]
            letter = "▼" if day == today else WEEKDAYS[language()][n][0].upper()
            style = self.rich_style + self.tone("here") if here else head
            found.append((letter, style + self.tone("brand") if day == today and not here else style))
            found.append((" ", style if here else head))
        return found

    # -- moving

    def on_resize(self, event: events.Resize) -> None:
        self.grid.weeks = self.fitting()
        self.grid.at = min(self.grid.at, self.grid.cells - 1)
        super().on_resize(event)
        self.post_message(self.Looked())

    def action_move(self, step: int) -> None:
        if self.grid.picked:
            self._push(step * 14)
        else:
            super().action_move(step)

    def action_half(self, step: int) -> None:
        """A half-day left or right: the cursor, or the slot that is held."""
        if self.grid.picked:
            self._push(step)
        else:
            self.look(lambda: self.grid.move(step))

    def action_day(self, step: int) -> None:
        if self.grid.picked:
            self._push(step * 2)
        else:
            self.look(lambda: self.grid.move(step * 2))

    def action_weeks(self, step: int) -> None:
        """So many weeks later or earlier."""
        self.look(lambda: self.grid.scroll(step * max(1, self.grid.weeks - 1)))

    def action_today(self) -> None:
        today = self.grid.board.today if self.grid.board else None
        if today is not None:
            self.look(lambda: self.grid.look_at(today))

    def action_sitting(self, way: int) -> None:
        """The next slot of the row, or the one before."""
        row = self.row
        found = self.grid.next_sitting(row, way) if row is not None else None
        if found is not None:
            self.look(lambda: self.grid.look_at(found.day, found.halves[0]))

    def look(self, change: object) -> None:
        """Does `change` to what is looked at, and draws only what differs."""
        before = self.grid.first
        assert callable(change)
        change()
        if self.grid.first != before:
            self.refresh()
        else:
            self._refresh_at(self.cursor)
            self.refresh_head()
        self.post_message(self.Looked())

    def refresh_head(self) -> None:
        from textual.geometry import Region

        self.refresh(Region(0, 0, self.size.width, self.HEAD))

    def _push(self, halves: int) -> None:
        self.grid.push(halves)
        self.refresh()
        self.post_message(self.Pushed())

    def on_click(self, event: events.Click) -> None:
        width = self.line_width
        cell = self._clicked(event.x, width)
        if cell is not None and event.y >= self.HEAD:
            self.grid.at = cell
        super().on_click(event)
        self.post_message(self.Looked())

    def _clicked(self, x: int, width: int) -> int | None:
        week, at = divmod(x - self.name_width(width), _WEEK_WIDE)
        return week * WEEK + at - 1 if at > 0 and 0 <= week < self.grid.weeks else None


def _drawn(spot: Spot) -> tuple[str, str]:
    """The character of a half-day, and its tone."""
    if spot.clash:
        return "‼", "bad"
    if spot.count > 1:
        return (str(spot.count) if spot.count < 10 else "+"), "brand"
    found = sign("board", spot.mark)
    return found.glyph, found.tone


def _week_name(monday: date) -> str:
    """The number of a week and its Monday."""
    number = monday.isocalendar().week
    return f"{_('W{n}').format(n=number)} {monday:%d/%m/%y}"


class Legend(LineList, can_focus=False):
    """What the characters of the board stand for, on one line."""

    DEFAULT_CSS = """
    Legend { height: 1; background: $bo-ground; }
    """
    MARKS = (
        "confirmed",
        "held",
        "proposed",
        "away",
        "busy",
        "holiday",
        "closure",
        "school",
        "done",
        "unknown",
    )

    def count(self) -> int:
        return 1

    def draw(self, index: int, width: int, here: bool) -> Strip:
        pieces: list[tuple[str, Style]] = []
        used = 0
        for name in self.MARKS:
            found = sign("board", name)
            text = f" {found.glyph} {found.word}"
            if used + cell_len(text) > width:
                break
            pieces += [(f" {found.glyph}", self.tone(found.tone)), (f" {found.word}", self.tone("quiet"))]
            used += cell_len(text)
        return joined(pieces, self.rich_style, width)
