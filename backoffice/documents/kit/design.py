"""The look of every printed page: colours, type, spacing; one place to change them all."""

from __future__ import annotations

from dataclasses import dataclass

# Lengths are PDF points (1/72 inch). Floats here are for drawing only.
MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A4_LANDSCAPE = (A4[1], A4[0])

# Colours are written as the operands of the PDF operators rg and RG.
INK = ".106 .141 .188"
MUTED = ".337 .396 .463"
FAINT = ".580 .627 .678"
HAIR = ".835 .859 .886"
TINT = ".953 .965 .973"
ACCENT = ".090 .337 .431"
ACCENT_TINT = ".902 .937 .949"
ALERT = ".647 .200 .082"
WATERMARK = ".914 .925 .937"
WHITE = "1 1 1"

REGULAR = "SourceSansPro-Regular"
SEMIBOLD = "SourceSansPro-Semibold"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: its face, its size and the distance between its baselines (points)."""

    face: str
    size: float
    leading: float
    colour: str = INK


DISPLAY = Style(REGULAR, 25, 28, ACCENT)
TITLE = Style(SEMIBOLD, 16, 19.5)
HEADING = Style(SEMIBOLD, 11.5, 15, ACCENT)
SUBHEADING = Style(SEMIBOLD, 9.4, 12.6)
BODY = Style(REGULAR, 9.2, 12.6)
STRONG = Style(SEMIBOLD, 9.2, 12.6)
LABEL = Style(REGULAR, 8.4, 12.6, MUTED)
SMALL = Style(REGULAR, 8, 10.6, MUTED)
SMALL_INK = Style(REGULAR, 8, 10.6)
SMALL_STRONG = Style(SEMIBOLD, 8, 10.6)
CAPTION = Style(SEMIBOLD, 7.2, 9.6, MUTED)
LEGAL = Style(REGULAR, 6.8, 8.8, MUTED)
TOTAL = Style(SEMIBOLD, 12, 16, ACCENT)
FIGURE = Style(SEMIBOLD, 9.8, 13)
