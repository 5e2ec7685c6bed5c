"""A list drawn line by line with a cursor: what every list of the UI stands on."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from backoffice.tui.keys import LIST_KEYS
from backoffice.tui.themes import TONES


class LineList(ScrollView, can_focus=True):
    """Only the lines on screen are ever drawn, so a million rows cost what twenty do.

    A subclass says how many lines there are (`count`) and draws one (`draw`); `HEAD` lines stay on top.
    """

    HEAD: ClassVar[int] = 0
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--here", "line--head"} | {f"line--{tone}" for tone in TONES}
    BINDINGS: ClassVar[list[BindingType]] = [*LIST_KEYS]
    DEFAULT_CSS = """
    LineList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        color: $bo-text; background: $bo-ground;
        .line--here { color: $bo-here-text; background: $bo-here; text-style: bold; }
        .line--head { color: $bo-quiet; background: $bo-raised; }
        .line--quiet { color: $bo-quiet; }
        .line--frame { color: $bo-frame; }
        .line--brand { color: $bo-brand; text-style: bold; }
        .line--good { color: $bo-good; }
        .line--warn { color: $bo-warn; }
        .line--bad { color: $bo-bad; text-style: bold; }
        .line--info { color: $bo-info; }
        &:ansi .line--here { text-style: bold reverse; }
        &:nocolor .line--here { text-style: bold reverse; }
        &:ansi .line--head { text-style: underline; }
    }
    """
    cursor: reactive[int] = reactive(0, repaint=False, init=False)

    class Opened(Message):
        """Enter, or a second click, on a line."""

        def __init__(self, widget: LineList, index: int) -> None:
            super().__init__()
            self.widget, self.index = widget, index

        @property
        def control(self) -> LineList:
            return self.widget

    class Moved(Message):
        """The cursor stands on another line."""

        def __init__(self, widget: LineList, index: int) -> None:
            super().__init__()
            self.widget, self.index = widget, index

        @property
        def control(self) -> LineList:
            return self.widget

    def count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def draw(self, index: int, width: int, here: bool) -> Strip:
        """Line `index`, `width` cells wide, as it is under the cursor or not."""
        raise NotImplementedError

    def draw_head(self, y: int, width: int) -> Strip:
        """Line `y` of those that stay on top."""
        raise NotImplementedError

    def click_head(self, x: int) -> None:
        """A click on the lines that stay on top."""

    def stops(self, index: int) -> bool:
        """Whether the cursor may stand on line `index`."""
        return True

    # -- drawing

    @property
    def line_width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def page_size(self) -> int:
        """Lines that are on screen at once, those on top left out."""
        return max(1, self.scrollable_content_region.height - self.HEAD)

    def tone(self, name: str) -> Style:
        """The style of a tone (``quiet``, ``good``, ``here``…), no style for none."""
        return self.get_component_rich_style(f"line--{name}", partial=True) if name else Style.null()

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        if y < self.HEAD:
            return self.draw_head(y, width)
        index = y - self.HEAD + self.scroll_offset.y
        if index >= self.count():
            return Strip.blank(width, self.rich_style)
        return self.draw(index, width, here=index == self.cursor)

    def measured(self) -> None:
        """To be called when the number of lines has changed."""
        self.virtual_size = Size(0, self.HEAD + self.count())
        self.cursor = self._nearest(min(self.cursor, max(0, self.count() - 1)), 1)
        self.refresh()

    def forget(self) -> None:
        """Drops what was drawn: the language, the theme or the width has changed."""
        self.refresh()

    def retell(self) -> None:
        """The language has changed."""
        self.forget()

    def on_resize(self, _event: events.Resize) -> None:
        self.forget()
        self.show_cursor()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.forget()

    def on_focus(self) -> None:
        self._refresh_at(self.cursor)

    def on_blur(self) -> None:
        self._refresh_at(self.cursor)

    def _refresh_at(self, index: int) -> None:
        y = index - self.scroll_offset.y + self.HEAD
        self.refresh(Region(0, y, self.size.width, 1))

    # -- moving

    def go_to(self, index: int, way: int = 1) -> None:
        """Puts the cursor on `index`, or on the nearest line where it may stand, looking `way` first."""
        if not self.count():
            return
        old, self.cursor = self.cursor, self._nearest(max(0, min(index, self.count() - 1)), way)
        before = self.scroll_offset.y
        self.show_cursor()
        if self.scroll_offset.y == before:
            self._refresh_at(old)
            self._refresh_at(self.cursor)
        if old != self.cursor:
            self.post_message(self.Moved(self, self.cursor))

    def _nearest(self, index: int, way: int) -> int:
        for step in (way, -way):
            found = index
            while 0 <= found < self.count():
                if self.stops(found):
                    return found
                found += step
        return index

    def show_cursor(self) -> None:
        """Scrolls as little as is needed for the cursor to be on screen."""
        top, page = self.scroll_offset.y, self.page_size
        # The line above the first one where the cursor may stand is its heading: show it too.
        first = self.cursor if self.cursor != self._nearest(0, 1) else 0
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif self.cursor >= top + page:
            self.scroll_to(y=self.cursor - page + 1, animate=False)

    def action_move(self, step: int) -> None:
        self.go_to(self.cursor + step, 1 if step > 0 else -1)

    def action_page(self, way: int) -> None:
        self.go_to(self.cursor + way * max(1, self.page_size - 1), way)

    def action_first(self) -> None:
        self.go_to(0)

    def action_last(self) -> None:
        self.go_to(self.count() - 1, -1)

    def action_open(self) -> None:
        if self.count():
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        y = event.y - self.HEAD
        index = y + self.scroll_offset.y
        if y < 0:
            self.click_head(event.x)
        if y < 0 or index >= self.count() or not self.stops(index):
            return
        again = index == self.cursor and event.chain > 1
        self.go_to(index)
        if again:
            self.action_open()


def joined(pieces: list[tuple[str, Style]], base: Style, width: int) -> Strip:
    """Pieces of text over a base style, as one strip of exactly `width` cells."""
    strip = Strip([Segment(text, base + style) for text, style in pieces if text])
    return sparing(strip, width, base)


def sparing(strip: Strip, width: int, base: Style) -> Strip:
    """A strip of exactly `width` cells whose neighbours of one style are one: each change costs 40 bytes."""
    return strip.adjust_cell_length(width, base).simplify()
