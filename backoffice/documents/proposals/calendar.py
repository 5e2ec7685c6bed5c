"""The calendar of a proposal: its weeks with the gaps between modules, or, without dates, the way it goes."""

from __future__ import annotations

from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    CAPTION,
    FAINT,
    REGULAR,
    SMALL,
    SMALL_STRONG,
    Style,
)
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import Decor, Strip, space
from backoffice.documents.kit.text import lines
from backoffice.documents.options.timeline import Titled, drawing
from backoffice.documents.proposals.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets import OptionColumn, OptionDate, OptionGap, ProposalSheet, Stop
from backoffice.i18n import _

_TALLEST = 330.0
_ACROSS = 3
_BOX = 58.0
_BETWEEN = 62.0
_ROW = 82.0
_GAP = Style(REGULAR, 7.6, 9.4, ACCENT)


def calendar_strips(sheet: ProposalSheet, room: float) -> list[Strip]:
    """The drawing of the dates, or of the modules one after the other with the time between them."""
    if sheet.sittings:
        said = (
            _("Between two modules, the time that is left for the work in between.") if sheet.pauses else ""
        )
        titled = Titled(_column(sheet), _("Calendar"), said)
        tall = _TALLEST if room < 180 else min(max(room - 20, 160), _TALLEST)
        return [*drawing([titled], LEFT, WIDTH, tall, WIDTH), space(8)]
    return [*_chain(sheet.stops), space(8)] if len(sheet.stops) > 1 else []


def _column(sheet: ProposalSheet) -> OptionColumn:
    return OptionColumn(
        1,
        tuple(
            OptionDate(rank, one.module, one.title, one.day, one.start, one.end, one.minutes)
            for rank, one in enumerate(sheet.sittings, start=1)
        ),
        tuple(OptionGap(one.first, one.then, one.days) for one in sheet.pauses),
    )


def _chain(stops: tuple[Stop, ...]) -> list[Strip]:
    """Boxes from left to right, some on each row, an arrow with the gap before each but the first."""
    rows = [stops[at : at + _ACROSS] for at in range(0, len(stops), _ACROSS)]
    wide = (WIDTH - _BETWEEN * (_ACROSS - 1)) / _ACROSS
    made = [Strip(_ROW, decor=_row(row, wide, first=at == 0)) for at, row in enumerate(rows)]
    for strip in made[:-1]:
        strip.glue = len(made) <= 4
    return made


def _row(stops: tuple[Stop, ...], wide: float, *, first: bool) -> Decor:
    def draw(paper: Paper, top: float, _height: float) -> None:
        for at, stop in enumerate(stops):
            x = LEFT + at * (wide + _BETWEEN)
            if at:
                _arrow(paper, x - _BETWEEN, top + 18 + _BOX / 2, stop.gap)
            elif not first:
                _carried(paper, top + 12, stop.gap)
            _box(paper, x, top + 18, wide, stop)

    return draw


def _box(paper: Paper, x: float, y: float, wide: float, stop: Stop) -> None:
    paper.fill(x, y, wide, _BOX, ACCENT_TINT)
    paper.fill(x, y, 3, _BOX, ACCENT)
    room = wide - 18
    paper.text(x + 10, y + 14, _one(stop.module, SMALL_STRONG, room), SMALL_STRONG)
    for at, line in enumerate(lines(stop.title, SMALL, room)[:2]):
        paper.text(x + 10, y + 25 + at * 10, line, SMALL)
    paper.text(x + 10, y + _BOX - 7, _one(stop.length, CAPTION, room), CAPTION)


def _arrow(paper: Paper, x: float, y: float, gap: str) -> None:
    left, right = x + 6, x + _BETWEEN - 6
    paper.rule(left, y, right, y, FAINT, 0.8)
    paper.rule(right - 4, y - 3, right, y, FAINT, 0.8)
    paper.rule(right - 4, y + 3, right, y, FAINT, 0.8)
    told = lines(gap, _GAP, _BETWEEN - 8)[:3] if gap else []
    for at, line in enumerate(told):
        paper.centre(x + _BETWEEN / 2, y - 5 - _GAP.leading * (len(told) - 1 - at), line, _GAP)


def _carried(paper: Paper, y: float, gap: str) -> None:
    """The gap before the first box of a further row."""
    paper.text(LEFT, y, _one(f"… {gap}" if gap else "…", _GAP, RIGHT - LEFT), _GAP)


def _one(text: str, style: Style, room: float) -> str:
    shown = lines(text, style, room)
    return shown[0] + ("…" if len(shown) > 1 and measure(shown[0] + "…", style) <= room else "")
