"""Other people's text on the terminal: drawn as data, never as markup, and without control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.text import Text
from textual.content import Content
from textual.filter import LineFilter

from backoffice.domain.text import CONTROL

if TYPE_CHECKING:
    from textual.color import Color

_BLANKS = re.compile("[\t\n ]+")
# A newline or a tab has no business in a line of the terminal either.
_UNSHOWABLE = re.compile(CONTROL.pattern[:-1] + "\t\n]")


def line(text: str) -> str:
    """`text` on one line, without what a terminal would obey."""
    return _BLANKS.sub(" ", CONTROL.sub("", text))


def shown(text: str, style: str = "") -> Text:
    """`text` for a widget that takes a Rich renderable."""
    return Text(CONTROL.sub("", text), style=style, no_wrap=False)


def content(text: str, style: str = "") -> Content:
    """`text` for a widget that takes Content; brackets in it stay brackets."""
    kept = Content(CONTROL.sub("", text))
    return kept.stylize(style) if style else kept


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` cut or padded to exactly `width` cells; what was cut ends with an ellipsis."""
    length = cell_len(text)
    if length == width:
        return text
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    blank = " " * (width - length)
    return blank + text if right else text + blank


class ControlFilter(LineFilter):
    """Deletes control characters and direction marks from every line, whichever widget drew it.

    Last line of defence: they were cleaned at storage, and again by the helpers above.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, those with something to delete made again; a deleted character leaves a blank."""
        search = _UNSHOWABLE.search
        if not any(search(segment.text) for segment in segments):
            return segments
        return [self._clean(segment) for segment in segments]

    @staticmethod
    def _clean(segment: Segment) -> Segment:
        text = _UNSHOWABLE.sub("", segment.text)
        # The width that the compositor counted is kept, or the rest of the line would slide to the left.
        return Segment(text + " " * (segment.cell_length - cell_len(text)), segment.style, segment.control)
