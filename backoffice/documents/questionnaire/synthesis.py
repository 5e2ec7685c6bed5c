"""What participants answered to a question together: bars for counts, the mean, texts without names."""

from __future__ import annotations

from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    BODY,
    LABEL,
    SMALL,
    SMALL_INK,
    SMALL_STRONG,
    STRONG,
)
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.strips import (
    Column,
    Decor,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    paragraph,
    row_strips,
    space,
    together,
)
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.questionnaire import SheetCount, SheetQuestion
from backoffice.i18n import ngettext
from backoffice.i18n.formats import number

_LABEL, _FIGURE = 210.0, 24.0


def synthesis_strips(question: SheetQuestion) -> list[Strip]:
    """The question, how many answered it, and their answers."""
    text = ngettext("{n} answer of {asked}", "{n} answers of {asked}", question.answered)
    said = text.format(n=number(question.answered), asked=number(question.asked))
    head = paragraph(LEFT, WIDTH, Para(question.text, STRONG, before=8), Para(said, SMALL), glue=True)
    told = [Para(line, BODY if question.counts else LABEL, before=1) for line in question.told]
    bars = [strip for one in question.counts for strip in _bar(one, question.answered)]
    kept = together([*head, *paragraph(LEFT, WIDTH, *told), *bars])
    return [*kept, *paragraph(LEFT, WIDTH, *bullets(question.texts, SMALL_INK)), space(2)]


def _bar(count: SheetCount, answered: int) -> list[Strip]:
    cols = columns(
        LEFT, _LABEL, WIDTH - _LABEL - _FIGURE - 20, _FIGURE, gap=10, align=("left", "left", "right")
    )
    cells = ((Para(count.label, SMALL_INK),), (), (Para(number(count.n), SMALL_STRONG),))
    return row_strips(cols, Row(cells, 1.4, 1.4, rule=None, decor=_drawn(cols[1], count.n, answered)))


def _drawn(col: Column, n: int, answered: int) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        paper.fill(col.x, top + 3.4, col.width, height - 6.8, ACCENT_TINT)
        if n and answered:
            paper.fill(col.x, top + 3.4, col.width * min(n, answered) / answered, height - 6.8, ACCENT)

    return draw
