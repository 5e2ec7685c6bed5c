"""The contents of a proposal: each section and module with its page, which a click leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backoffice.documents.kit.design import DISPLAY, FAINT, REGULAR, SEMIBOLD, Style
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import Para, Set, Strip, paragraph, space
from backoffice.documents.kit.text import lines
from backoffice.documents.proposals.page import LEFT, RIGHT, WIDTH, Mark
from backoffice.i18n import _

_FIRST = Style(SEMIBOLD, 10.6, 14)
_SECOND = Style(REGULAR, 9.4, 13)
_RANK = 24.0
_DOT = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: what it names, and on which page that is."""

    mark: Mark
    page: int


def contents_strips(entries: Sequence[Entry]) -> list[Strip]:
    """The contents under their title."""
    made = [*paragraph(LEFT, WIDTH, Para(_("Contents"), DISPLAY), glue=True), space(16, glue=True)]
    return made + [_line(one) for one in entries]


def _line(entry: Entry) -> Strip:
    mark = entry.mark
    style = _SECOND if mark.level else _FIRST
    x = LEFT + _RANK
    height = 15.5 if mark.level else 24.0
    room = WIDTH - _RANK - 40
    shown = lines(mark.title, style, room)
    title = shown[0] + ("…" if len(shown) > 1 else "")
    y = height - 5
    page = str(entry.page)
    texts = [Set(x, y, title, style), Set(RIGHT - measure(page, style), y, page, style)]
    if mark.rank:
        texts.insert(0, Set(LEFT, y, mark.rank, style))
    end = x + measure(title, style)

    def draw(paper: Paper, top: float, tall: float) -> None:
        # Dots stand on one grid, so that those of every line are under each other.
        for at in range(int((end + 8 - LEFT) // _DOT) + 1, int((RIGHT - 26 - LEFT) // _DOT)):
            paper.fill(LEFT + at * _DOT, top + y - 1, 0.8, 0.8, FAINT)
        paper.leads_to(LEFT, top, WIDTH, tall, mark.name)

    return Strip(height, texts, draw)
