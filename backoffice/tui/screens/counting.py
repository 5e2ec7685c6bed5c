"""What the screens of figures share: a period, a row of views, a plot and the table that says the same."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.strip import Strip
from textual.widgets import Static

from backoffice.domain.periods import PERIODS, period_days
from backoffice.i18n import N_, _, formats
from backoffice.tui.screens.base import Page
from backoffice.tui.shown import content, fit, line
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.plots import Plot
from backoffice.tui.widgets.views import ViewBar

PERIOD_NAMES = {
    "year": N_("this year"),
    "twelve_months": N_("twelve months"),
    "quarter": N_("this quarter"),
    "month": N_("this month"),
    "last_year": N_("last year"),
    "all": N_("from the beginning"),
}
_WIDEST = 200
# The last column leaves first when the screen is narrow; the name takes what is left over.
_WIDTHS = (4, 8, 8, 10, 8, 8, 10, 10)


class FigureTable(LineList):
    """A line for each group, numbered as its bars are; the sum of all on the last."""

    HEAD = 1

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[str, ...] = ("", "")
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.widths: tuple[int, ...] = _WIDTHS[1:]

    def show(
        self,
        heads: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        widths: tuple[int, ...] = _WIDTHS[1:],
    ) -> None:
        """`heads` and `rows` begin with a number and a name; all that follows is figures, `widths` wide."""
        self.heads, self.rows, self.widths = heads, rows, widths
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        self.measured()

    def count(self) -> int:
        return len(self.rows)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        base = self.rich_style + self.tone("here") if here else self.rich_style
        last = index == len(self.rows) - 1 and not self.rows[index][0]
        strong = base if here or not last else base + self.tone("brand")
        return joined([(self._text(self.rows[index], width), strong)], base, width)

    def draw_head(self, y: int, width: int) -> Strip:
        head = self.rich_style + self.tone("head")
        return joined([(self._text(self.heads, width), head)], head, width)

    def _text(self, row: tuple[str, ...], width: int) -> str:
        number, name, *figures = row
        widths = self.widths[: len(figures)]
        while figures and sum(widths) + _WIDTHS[0] + 20 > width:
            figures, widths = figures[:-1], widths[:-1]
        room = max(8, width - sum(widths) - _WIDTHS[0] - 1)
        cells = [fit(text, wide, right=True) for text, wide in zip(figures, widths, strict=True)]
        return f"{fit(number, _WIDTHS[0] - 1, right=True)} {fit(line(name), room)}{''.join(cells)}"


class CountedPage(Page):
    """Figures of a period, a view of them at a time: what is counted as a plot, and the same as a table."""

    SCOPED_CSS = False
    VIEWS: ClassVar[tuple[tuple[str, str], ...]] = ()
    CSS = """
    CountedPage Plot { height: 11fr; }
    CountedPage FigureTable { height: 8fr; }
    CountedPage #says { height: 1; padding: 0 1; color: $bo-quiet; background: $bo-ground; }
    CountedPage.-wide Plot { height: 1fr; }
    CountedPage.-wide FigureTable { height: 1fr; }
    """

    def __init__(self, period: str = PERIODS[0]) -> None:
        super().__init__()
        self.view = self.VIEWS[0][0]
        self.period = period

    def body(self) -> ComposeResult:
        yield ViewBar(self.choose)
        yield Plot()
        yield Static(id="says")
        yield FigureTable()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(ViewBar).show(self.VIEWS, self.view)
        # Bars keep the colour that they were drawn in.
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.draw())
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= 36, "-wide")
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draws what was read, once it was, in the view that is chosen."""
        raise NotImplementedError

    async def read(self) -> None:
        """Reads the figures of the period from the desk."""
        raise NotImplementedError

    def reload(self) -> None:
        self.shell.later(self._read(), "figures", self)

    async def _read(self) -> None:
        await self.read()
        self.draw()

    def retell(self) -> None:
        super().retell()
        self.draw()

    def days(self) -> tuple[date | None, date | None]:
        """The first and last day of the period; None is without bound."""
        return period_days(self.period, self.shell.house.today)

    def period_words(self) -> str:
        """The period and its days."""
        since, until = self.days()
        name = _(PERIOD_NAMES[self.period])
        if since is None or until is None:
            return name
        return f"{name} · {formats.short_date(since)} – {formats.short_date(until)}"

    def say(self, text: str) -> None:
        """The sentence between the plot and its table."""
        self.query_one("#says", Static).update(content(fit(text, min(cell_len(text), _WIDEST))))

    def choose(self, view: str) -> None:
        self.view = view
        self.query_one(FigureTable).cursor = 0
        self.draw()

    def action_view(self, step: int) -> None:
        names = [name for name, _label in self.VIEWS]
        self.choose(names[(names.index(self.view) + step) % len(names)])

    def action_period(self, step: int) -> None:
        self.period = PERIODS[(PERIODS.index(self.period) + step) % len(PERIODS)]
        self.reload()
