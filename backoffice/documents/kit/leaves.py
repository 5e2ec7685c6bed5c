"""Pages of a document whose text flows: what lies under and around it, the title of its first page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.flow import Placed
from backoffice.documents.kit.frame import Frame
from backoffice.documents.kit.paper import Paper


def leaves(
    frame: Frame, pages: Sequence[list[Placed]], title: Painter, *, on_each: bool = False
) -> list[Painter]:
    """`pages` in their frame; `title` is drawn on the first of them, or `on_each`."""
    total = len(pages)
    return [
        partial(_leaf, frame, placed, title if on_each or number == 1 else None, number, total)
        for number, placed in enumerate(pages, 1)
    ]


def _leaf(
    frame: Frame, placed: list[Placed], title: Painter | None, number: int, total: int, paper: Paper
) -> None:
    frame.under(paper)
    if title is not None:
        title(paper)
    for one in placed:
        one.strip.paint(paper, one.top)
    frame.around(paper, number, total)
