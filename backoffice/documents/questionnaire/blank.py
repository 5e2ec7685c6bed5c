"""A question to be answered by hand: lines to write on, boxes to tick, a scale, a grid."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.documents.kit.design import ACCENT_TINT, FAINT, HAIR, INK, LABEL, SMALL, SMALL_INK, STRONG
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import (
    Column,
    Decor,
    Para,
    Row,
    Set,
    Strip,
    columns,
    paragraph,
    row_strips,
    space,
    tinted,
    together,
)
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.questionnaire import SheetQuestion
from backoffice.i18n import _

_BOX = 7.5
_LINE = 19.0
_INDENT = 16.0
# Lines to write on, and rows of a grid, that a hand needs.
_LINES = {"text": 1, "long_text": 5, "number": 1, "date": 1}
_ROWS = 5


def blank_strips(question: SheetQuestion) -> list[Strip]:
    """The question, and the room for its answer; both on one page."""
    mark = " *" if question.mandatory else ""
    paras = [Para(f"{question.text}{mark}", STRONG, before=9)]
    paras += [Para(text, SMALL) for text in (question.condition, question.help) if text]
    asked = paragraph(LEFT, WIDTH, *paras, glue=True)
    return together([*asked, space(2, glue=True), *_room(question)])


def _room(question: SheetQuestion) -> list[Strip]:
    if question.kind in ("choice", "several", "yes_no"):
        return [strip for text in question.options for strip in _ticked(text)]
    if question.kind == "scale":
        return [_scale(question)]
    if question.kind == "table":
        return _grid(question.columns)
    return [_ruled(question.unit) for _line in range(_LINES[question.kind])]


def _ruled(unit: str) -> Strip:
    texts = [Set(LEFT + WIDTH - measure(unit, LABEL), _LINE - 4, unit, LABEL)] if unit else []
    end = LEFT + WIDTH - (measure(unit, LABEL) + 6 if unit else 0)

    def draw(paper: Paper, top: float, height: float) -> None:
        paper.rule(LEFT, top + height - 1, end, top + height - 1, FAINT, 0.5)

    return Strip(_LINE, texts, draw)


def written_line(label: str) -> Strip:
    """A label with a line behind it, to be written on by hand."""
    start = LEFT + 120

    def draw(paper: Paper, top: float, height: float) -> None:
        paper.rule(start, top + height - 2, LEFT + WIDTH, top + height - 2, FAINT, 0.5)

    return Strip(24, [Set(LEFT, 20, label, LABEL)], draw)


def _ticked(text: str) -> list[Strip]:
    row = Row(((Para(text, SMALL_INK),),), 2, 2, rule=None, decor=_box(LEFT + 1))
    return row_strips((Column(LEFT + _INDENT, WIDTH - _INDENT),), row)


def _box(x: float) -> Decor:
    def draw(paper: Paper, top: float, _height: float) -> None:
        paper.frame(x, top + 3.4, _BOX, _BOX, INK, 0.7)

    return draw


def _scale(question: SheetQuestion) -> Strip:
    """The marks in a row, each over its box, between what the ends mean."""
    marks = question.options
    low = measure(question.low_label, SMALL)
    first = LEFT + (low + 14 if question.low_label else 0)
    step = min(28.0, (WIDTH - low - measure(question.high_label, SMALL) - 28) / max(len(marks), 1))
    texts = [Set(LEFT, 16.5, question.low_label, SMALL)] if question.low_label else []
    for at, mark in enumerate(marks):
        texts.append(Set(first + at * step + (_BOX - measure(mark, SMALL)) / 2, 8, mark, SMALL))
    if question.high_label:
        texts.append(Set(first + len(marks) * step + 4, 16.5, question.high_label, SMALL))

    def draw(paper: Paper, top: float, _height: float) -> None:
        for at in range(len(marks)):
            paper.frame(first + at * step, top + 10.5, _BOX, _BOX, INK, 0.7)

    return Strip(22, texts, draw)


def _grid(titles: Sequence[str]) -> list[Strip]:
    cols = grid_columns(len(titles))
    head = Row(
        [(Para(title, LABEL),) for title in titles], 2, 2, rule=HAIR, decor=tinted(cols, ACCENT_TINT, 4)
    )
    rows = [Row([()] * len(titles), least=20, rule=FAINT) for _row in range(_ROWS)]
    return [strip for row in (head, *rows) for strip in row_strips(cols, row)]


def grid_columns(n: int) -> tuple[Column, ...]:
    """`n` columns of one width over the page."""
    gap = 10.0
    return columns(LEFT + 4, *[(WIDTH - 8 - gap * (n - 1)) / n] * n, gap=gap)


def yes_no() -> tuple[str, str]:
    """What a yes or no is ticked as."""
    return _("yes"), _("no")
