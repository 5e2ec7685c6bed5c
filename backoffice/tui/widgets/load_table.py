"""Who teaches how much: a trainer a line, a month a column, minutes and days."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from backoffice.i18n import _, formats, language
from backoffice.i18n.words import MONTHS_SHORT
from backoffice.services.planning.board_values import Load
from backoffice.tui.keys import LOAD_KEYS
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined

_WIDE = 14


class LoadTable(LineList):
    """The load of trainers; the working days of each month stand on top, the sums at the bottom."""

    HEAD = 2
    BINDINGS: ClassVar[list[BindingType]] = [*LOAD_KEYS]

    class Turned(Message):
        """Other months are wanted, so many later."""

        def __init__(self, months: int) -> None:
            super().__init__()
            self.months = months

    def __init__(self) -> None:
        super().__init__()
        self.load: Load | None = None

    def show(self, load: Load) -> None:
        self.load = load
        self.measured()

    def months(self) -> int:
        """How many months fit, the sum beside them."""
        return max(1, (self.app.size.width - 22) // _WIDE - 1)

    def action_months(self, step: int) -> None:
        self.post_message(self.Turned(step * max(1, self.months() - 1)))

    def ref_at(self, index: int) -> str | None:
        rows = self.load.rows if self.load else ()
        return rows[index].ref if index < len(rows) else None

    def count(self) -> int:
        return len(self.load.rows) + 1 if self.load and self.load.rows else 0

    def draw(self, index: int, width: int, here: bool) -> Strip:
        assert self.load is not None
        base = self.rich_style + self.tone("here") if here else self.rich_style
        rows = self.load.rows
        if index < len(rows):
            name, minutes, days = rows[index].name, rows[index].minutes, rows[index].days
            style = base
        else:
            name = _("All")
            minutes = tuple(map(sum, zip(*(row.minutes for row in rows), strict=True)))
            days = tuple(map(sum, zip(*(row.days for row in rows), strict=True)))
            style = base if here else base + self.tone("brand")
        cells = [_cell(*pair) for pair in zip(minutes, days, strict=True)]
        return joined(
            [(self._text(name, [*cells, _cell(sum(minutes), sum(days))], width), style)], base, width
        )

    def draw_head(self, y: int, width: int) -> Strip:
        head = self.rich_style + self.tone("head")
        load = self.load
        if load is None:
            return joined([], head, width)
        if y == 0:
            names = [f"{MONTHS_SHORT[language()][month.month - 1]} {month.year}" for month in load.months]
            return joined([(self._text(_("Trainer"), [*names, _("Sum")], width), head)], head, width)
        days = [_days(count) for count in (*load.available, sum(load.available))]
        return joined([(self._text(_("working days"), days, width), head)], head, width)

    def _text(self, name: str, cells: list[str], width: int) -> str:
        room = max(8, width - _WIDE * len(cells) - 1)
        return f" {fit(line(name), room)}" + "".join(fit(cell, _WIDE, right=True) for cell in cells)


def _cell(minutes: int, days: int) -> str:
    return f"{formats.duration(minutes)} · {_days(days)}" if minutes or days else "–"


def _days(count: int) -> str:
    return _("{n} d").format(n=formats.number(count))
