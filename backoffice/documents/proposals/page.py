"""The measures and styles that all parts of a proposal share, in points."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.documents.kit.design import A4, ACCENT, REGULAR, SEMIBOLD, Style

LEFT = 58.0
WIDTH = A4[0] - 2 * LEFT
RIGHT = LEFT + WIDTH

TEXT = Style(REGULAR, 9.8, 14)
CHAPTER = Style(SEMIBOLD, 15.5, 20, ACCENT)
CELL = Style(REGULAR, 8.7, 11.8)
CELL_STRONG = Style(SEMIBOLD, 8.7, 11.8)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that the contents name: its name in the file, its rank as printed, its title, its level."""

    name: str
    rank: str
    title: str
    level: int = 0
