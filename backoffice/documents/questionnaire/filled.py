"""A question with its answer: texts as they were written, tables as tables."""

from __future__ import annotations

from backoffice.documents.kit.design import ACCENT_TINT, BODY, FAINT, HAIR, LABEL, SMALL
from backoffice.documents.kit.strips import (
    Para,
    Row,
    Strip,
    columns,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
)
from backoffice.documents.questionnaire.blank import grid_columns
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.questionnaire import SheetQuestion
from backoffice.i18n import _

_ASKED = 168.0


def filled_strips(question: SheetQuestion) -> list[Strip]:
    """The question on the left and its answer beside it; a table stands under its question."""
    if question.rows:
        return [*paragraph(LEFT, WIDTH, Para(question.text, LABEL, before=7), glue=True), *_table(question)]
    cols = columns(LEFT, _ASKED, WIDTH - _ASKED - 14, gap=14)
    lines = question.answer.split("\n") if question.answer else []
    answer = [Para(line, BODY) for line in lines] or [_missing(question)]
    row = Row([(Para(question.text, LABEL),), answer], 3.5, 3.5, rule=HAIR)
    return row_strips(cols, row)


def _missing(question: SheetQuestion) -> Para:
    return Para(_("mandatory, not answered yet") if question.mandatory else "–", SMALL)


def _table(question: SheetQuestion) -> list[Strip]:
    cols = grid_columns(len(question.columns))
    titles = [(Para(title, LABEL),) for title in question.columns]
    head = Row(titles, 2, 2, rule=HAIR, decor=tinted(cols, ACCENT_TINT, 4))
    rows = [Row([(Para(cell, BODY),) for cell in row], 3, 3, rule=HAIR) for row in question.rows]
    rows[-1] = Row(rows[-1].cells, 3, 3, rule=FAINT)
    return [*table(cols, [head], rows), space(4)]
