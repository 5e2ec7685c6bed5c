"""Plots in the terminal's cells: bars up and down from a line, and a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.reactive import reactive
from textual_hires_canvas import Canvas
from textual_plot import AxisFormatter, HiResMode, PlotWidget

from backoffice.i18n import formats

_MARGIN = 7


class _Counts(AxisFormatter):
    """Whole numbers, few of them: half a promise is never kept. What was broken counts downwards."""

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        del max_ticks
        reach = max(abs(min_), abs(max_), 1)
        step = next(one for one in _steps() if reach / one <= 4)
        low, high = -(int(-min_) // step) if min_ < 0 else 0, int(max_) // step
        return [float(n * step) for n in range(low, high + 1)]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        return [formats.number(abs(round(tick))) for tick in ticks]


def _steps() -> Sequence[int]:
    return [mantissa * 10**power for power in range(12) for mantissa in (1, 2, 5)]


class _Named(AxisFormatter):
    """Labels of our own at chosen places; never anything that people typed: the library reads markup."""

    def __init__(self, labels: Sequence[tuple[float, str]]) -> None:
        self.labels = dict(labels)

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        del max_ticks
        return [at for at in self.labels if min_ <= at <= max_]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        return [self.labels.get(tick, "") for tick in ticks]


class Plot(PlotWidget, can_focus=False):
    """A plot to look at: no key and no mouse changes it, the table beside says the same."""

    SCOPED_CSS = False
    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    Plot { height: 1fr; background: $bo-ground; }
    Plot > .plot--axis, Plot:focus > .plot--axis { color: $bo-frame; }
    Plot > .plot--tick { color: $bo-quiet; text-style: none; }
    Plot > .plot--label { color: $bo-quiet; text-style: none; }
    """

    margin_top = reactive(0)
    margin_bottom = reactive(1)
    margin_left = reactive(_MARGIN)

    def __init__(self) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self.set_y_formatter(_Counts())
        self._line = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        # The library looks for a legend to drag under the mouse, and breaks where nothing is there any more.
        event.prevent_default()

    def room(self, width: int = 5) -> int:
        """How many bars of `width` cells there is room for."""
        # While it is hidden it has no size of its own; the screen's is what it will get.
        wide = self.size.width or self.screen.size.width
        return max(1, (wide - _MARGIN - 3) // width)

    def pairs(self, kept: Sequence[int], broken: Sequence[int], labels: Sequence[str]) -> None:
        """Two bars for each label: what was kept rises from the line, what was broken hangs from it.

        A bar is at least a cell high: one broken promise among a hundred is what one looks for.
        """
        self.clear()
        places = list(range(1, len(labels) + 1))
        self.set_x_formatter(_Named([(float(at), label) for at, label in zip(places, labels, strict=True)]))
        rows = max(6, self.size.height - 3)
        cell = max(1, max(kept, default=0) + max(broken, default=0)) / (rows - 2)
        # The line itself takes the cell where bars begin.
        self._bars(places, [max(n, cell) if n else 0 for n in kept], 0.5, "good")
        self._bars(places, [-max(n + cell / 2, cell * 1.6) if n else 0 for n in broken], 0.5, "bad")
        self._line = True
        self.set_xlimits(0.4, len(places) + 0.6)
        self.set_ylimits(-max(max(broken, default=0), cell * 1.5), max(kept, default=0) + cell / 2)

    def histogram(
        self, width: int, counts: Sequence[int], marks: Sequence[int], labels: Sequence[tuple[int, str]]
    ) -> None:
        """Bars side by side, each `width` wide from 0 on; `marks` are upright lines; `labels` stand below."""
        self.clear()
        self._line = False
        self.set_x_formatter(_Named([(float(at), label) for at, label in labels]))
        middles = [width * n + width / 2 for n in range(len(counts))]
        self._bars(middles, counts, width * 0.9, "info")
        for at in marks:
            self.add_v_line(at, self._colour("warn"))
        self.set_xlimits(0, width * len(counts))
        self.set_ylimits(0, max(1, max(counts, default=0) * 1.08))

    def _render_plot(self) -> None:
        """The bars, then the line that they rise and hang from: nothing tells them apart by colour alone."""
        super()._render_plot()
        if not self._line or not self._datasets:
            return
        canvas = self.query_one("#plot", Canvas)
        _x, y = self.get_pixel_from_coordinate(0, 0)
        canvas.draw_line(1, y, canvas.size.width - 2, y, style=self._colour("frame"), char="─")

    def _bars(self, at: Sequence[float], heights: Sequence[float], width: float, tone: str) -> None:
        self.bar(
            list(at), list(heights), width=width, bar_style=self._colour(tone), hires_mode=HiResMode.HALFBLOCK
        )

    def _colour(self, tone: str) -> str:
        colour = self.app.theme_variables.get(f"bo-{tone}", "")
        return colour if colour.startswith("#") else "default"
