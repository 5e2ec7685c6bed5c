"""What flows down a page: paragraphs and table rows, cut into strips that a page break may part.

A strip has a height and draws itself between two ordinates; `tag` says what it stands for. `glue` keeps it on
the page of the next one; `head` is drawn again on top of a page that begins with it. All layout is made of
these, so splitting, repeated headers and keeping together are each written once (`flow.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from backoffice.documents.kit.design import ACCENT, BODY, HAIR, HEADING, LABEL, Style
from backoffice.documents.kit.faces import face
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.text import lines

# Lines that a row keeps together unless it says otherwise.
WHOLE_LINES = 5

Decor = Callable[[Paper, float, float], None]
"""Draws behind a strip: the page, its top, its height."""


@dataclass(slots=True)
class Set:
    """A line of text set inside a strip: its left end and its baseline below the strip's top."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(slots=True)
class Strip:
    """An indivisible band of a page."""

    height: float
    texts: Sequence[Set] = ()
    decor: Decor | None = None
    glue: bool = False
    head: Sequence[Strip] = ()
    tag: object = None

    def paint(self, paper: Paper, top: float) -> None:
        if self.decor:
            self.decor(paper, top, self.height)
        for item in self.texts:
            paper.text(item.x, top + item.y, item.text, item.style)


@dataclass(frozen=True, slots=True)
class Para:
    """A text in one style; `marker` hangs in front of its first line when `indent` leaves room for it."""

    text: str
    style: Style = BODY
    before: float = 0.0
    indent: float = 0.0
    marker: str = ""


Cell = Sequence[Para]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where it begins and how wide it is (points), and its side: left, right, centre."""

    x: float
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, the space above and below them, what is drawn behind and under it.

    A row of more lines than `whole` may be parted between its lines. The rule goes `spread` points beyond
    the columns on each side.
    """

    cells: Sequence[Cell]
    above: float = 4.0
    below: float = 4.0
    least: float = 0.0
    rule: str | None = HAIR
    weight: float = 0.5
    decor: Decor | None = None
    middle: bool = False
    glue: bool = False
    whole: int = WHOLE_LINES
    spread: float = 0.0
    tag: object = None


def columns(x: float, *widths: float, gap: float = 0.0, align: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns side by side from `x`, with `gap` between them."""
    starts = accumulate(widths, lambda at, width: at + width + gap, initial=x)
    sides = [*align, *["left"] * (len(widths) - len(align))]
    return tuple(Column(at, width, side) for at, width, side in zip(starts, widths, sides, strict=False))


def space(height: float, glue: bool = False) -> Strip:
    """A blank band."""
    return Strip(height, glue=glue)


def paragraph(x: float, width: float, *paras: Para, glue: bool = False) -> list[Strip]:
    """Texts one under the other, that a page break may part."""
    return row_strips((Column(x, width),), Row((paras,), 0, 0, rule=None, glue=glue))


def table(cols: Sequence[Column], head: Sequence[Row], rows: Iterable[Row]) -> list[Strip]:
    """A table whose `head` is drawn again on each page; it stays with the first row."""
    top = [strip for row in head for strip in row_strips(cols, row)]
    for strip in top:
        strip.glue = True
    body = [strip for row in rows for strip in row_strips(cols, row)]
    for strip in body:
        strip.head = top
    if body:
        body[0].head = ()
    return top + body


def heading(x: float, width: float, text: str, above: float = 16.0) -> list[Strip]:
    """A section's title over a rule, kept with what follows."""
    row = Row(((Para(text, HEADING),),), 0, 3.5, rule=ACCENT, weight=0.8, glue=True)
    return [space(above, glue=True), *row_strips((Column(x, width),), row), space(4, glue=True)]


def facts(x: float, width: float, label: float, pairs: Iterable[tuple[str, Cell]]) -> list[Strip]:
    """Labels on the left, in `label` points, and what they stand for; pairs without text are left out."""
    cols = columns(x, label, width - label - 12, gap=12)
    told = ((name, [para for para in cell if para.text]) for name, cell in pairs)
    rows = (Row((_label(name, cell[0].style), cell), 2.6, 2.6) for name, cell in told if cell)
    return [strip for row in rows for strip in row_strips(cols, row)]


def _label(name: str, beside: Style) -> Cell:
    """A label whose first baseline is that of the text beside it."""
    return (Para(name, replace(LABEL, size=min(LABEL.size, beside.size), leading=beside.leading)),)


def labelled(pairs: Iterable[tuple[str, str]]) -> Cell:
    """Labels, each above what it stands for, in one cell; pairs without text are left out."""
    shown = [(label, text) for label, text in pairs if text]
    return tuple(
        para
        for at, (label, text) in enumerate(shown)
        for para in (Para(label, LABEL, before=3.5 if at else 0), Para(text, BODY))
    )


def bullets(items: Iterable[str], style: Style = BODY) -> Cell:
    """Each item behind a bullet; a single one has none."""
    texts = [item for item in items if item.strip()]
    if len(texts) == 1:
        return (Para(texts[0], style),)
    return tuple(Para(text, style, indent=9, marker="•") for text in texts)


def together(strips: list[Strip]) -> list[Strip]:
    """The same strips, on one page if a page can hold them."""
    for strip in strips[:-1]:
        strip.glue = True
    return strips


@dataclass(slots=True)
class _Line:
    """A line of a cell before its row is cut: how far its foot is below the foot of the line before."""

    x: float
    advance: float
    text: str
    style: Style
    marker: Set | None = None

    def sets(self, foot: float) -> list[Set]:
        """What to draw for a line whose box ends at `foot`."""
        y = baseline(self.style, foot)
        own = Set(self.x, y, self.text, self.style)
        return [own] if self.marker is None else [replace(self.marker, y=y), own]


def row_strips(cols: Sequence[Column], row: Row) -> list[Strip]:
    """`row` as one strip, or one for each line when it has many: those part anywhere but near their ends."""
    laid = [_lay(col, cell) for col, cell in zip(cols, row.cells, strict=False)]
    count = max(map(len, laid), default=0)
    made = [_whole(laid, row)] if count <= row.whole else _parted(laid, count, row)
    if row.rule:
        made[-1].decor = _underlined(cols, row, made[-1].decor)
    made[-1].glue = row.glue
    made[0].tag = row.tag
    return made


def _lay(col: Column, cell: Cell) -> list[_Line]:
    laid = []
    for para in cell:
        style = para.style
        marker = Set(col.x, 0, para.marker, style) if para.marker else None
        before = para.before
        for text in lines(para.text, style, max(col.width - para.indent, style.size)):
            laid.append(_Line(_start(col, para, text), style.leading + before, text, style, marker))
            marker, before = None, 0.0
    return laid


def _start(col: Column, para: Para, text: str) -> float:
    if col.align == "left":
        return col.x + para.indent
    free = col.width - measure(text, para.style)
    return col.x + (free if col.align == "right" else free / 2)


def baseline(style: Style, foot: float) -> float:
    """Where a line whose box ends at `foot` has its baseline: its capitals are in the middle of the box."""
    capital: float = face(style.face).face.capHeight / 1000
    return foot - (style.leading - style.size * capital) / 2


def _whole(laid: list[list[_Line]], row: Row) -> Strip:
    tall = max((sum(line.advance for line in cell) for cell in laid), default=0.0)
    height = max(row.above + tall + row.below, row.least)
    texts = []
    for cell in laid:
        own = sum(line.advance for line in cell)
        foot = (height - own) / 2 if row.middle else row.above
        for line in cell:
            foot += line.advance
            texts.extend(line.sets(foot))
    return Strip(height, texts, row.decor)


def _parted(laid: list[list[_Line]], count: int, row: Row) -> list[Strip]:
    made = []
    for at in range(count):
        here = [cell[at] for cell in laid if at < len(cell)]
        above = row.above if at == 0 else 0.0
        tall = above + max(line.advance for line in here)
        # Neither the first line nor the last is left alone on its page.
        glue = at == 0 or at == count - 2
        texts = [item for line in here for item in line.sets(tall)]
        made.append(Strip(tall, texts, row.decor, glue))
    made[-1].height += row.below
    return made


def _underlined(cols: Sequence[Column], row: Row, decor: Decor | None) -> Decor:
    left, right = cols[0].x - row.spread, cols[-1].x + cols[-1].width + row.spread
    colour, weight = row.rule or HAIR, row.weight

    def draw(paper: Paper, top: float, height: float) -> None:
        if decor:
            decor(paper, top, height)
        paper.rule(left, top + height, right, top + height, colour, weight)

    return draw


def tinted(cols: Sequence[Column], colour: str, margin: float = 6.0) -> Decor:
    """A fill behind the whole row, `margin` points wider than its columns on each side."""
    left, right = cols[0].x - margin, cols[-1].x + cols[-1].width + margin

    def draw(paper: Paper, top: float, height: float) -> None:
        paper.fill(left, top, right - left, height, colour)

    return draw
