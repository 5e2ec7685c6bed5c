"""The sections of a proposal: text in blocks, tables that split well, the calendar drawn with its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    BODY,
    CAPTION,
    FAINT,
    HAIR,
    HEADING,
    LABEL,
    MUTED,
    SMALL,
    SUBHEADING,
    TINT,
    TOTAL,
)
from backoffice.documents.kit.names import reach_of
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.rich import ITALIC, Run, rich
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Decor,
    Para,
    Row,
    Strip,
    columns,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
    together,
)
from backoffice.documents.proposals.calendar import calendar_strips
from backoffice.documents.proposals.page import CELL, CELL_STRONG, CHAPTER, LEFT, TEXT, WIDTH, Mark
from backoffice.documents.sheets import DataTable, ProposalSheet, SectionSheet, TextBlock, Words
from backoffice.i18n import _

_GAP = 10.0
# A row of a table stays whole up to this many lines; a longer one may go on over the page.
_WHOLE = 9
_INDENT = 13.0
# A table no taller than this isn't parted.
_SMALL = 230.0


def section_strips(sheet: ProposalSheet, section: SectionSheet, rank: int, room: float) -> list[Strip]:
    """A section under its numbered title; `room` is the height left on the page."""
    made = _title(section, rank)
    made += text_strips(section.before)
    if section.code == "dates":
        made += calendar_strips(sheet, room - sum(strip.height for strip in made))
    for at, one in enumerate(section.tables, start=1):
        made += table_strips(one, f"s{rank}t{at}" if section.code == "modules" else "")
    made += text_strips(section.after)
    return [*made, space(14)]


def _title(section: SectionSheet, rank: int) -> list[Strip]:
    mark = Mark(f"s{rank}", str(rank), section.title)
    cols = columns(LEFT, 22, WIDTH - 26, gap=4)
    row = Row(
        ((Para(str(rank), replace(CHAPTER, colour=FAINT)),), (Para(section.title, CHAPTER),)),
        0,
        4,
        rule=ACCENT,
        weight=0.9,
        glue=True,
        tag=mark,
    )
    return [space(14, glue=True), *row_strips(cols, row), space(7, glue=True)]


# Text


def text_strips(blocks: Sequence[TextBlock]) -> list[Strip]:
    """What people wrote, block after block."""
    made: list[Strip] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        made += _block(block)
        tight = block.kind == "item" and following is not None and following.kind == "item"
        made.append(space(2 if tight else 6.5, glue=block.kind == "heading"))
    return made


def _block(block: TextBlock) -> list[Strip]:
    match block.kind:
        case "heading":
            return _heading(block)
        case "item":
            x = LEFT + _INDENT * max(block.level - 1, 0)
            marker = Run(block.marker, replace(TEXT, colour=ACCENT))
            wide = _INDENT if len(block.marker) < 3 else _INDENT + 7
            return rich(x, LEFT + WIDTH - x, _runs(block.words), TEXT.leading, marker=marker, hang=wide)
        case "quote":
            made = rich(LEFT + 14, WIDTH - 14, _runs(block.words), TEXT.leading)
            return [replace(strip, decor=_barred(strip.decor)) for strip in made]
        case "code":
            return paragraph(LEFT + 10, WIDTH - 20, Para("".join(one.text for one in block.words), SMALL))
        case "rule":
            return [Strip(8, decor=_ruled)]
        case "table":
            return _written_table(block)
        case _:
            x = LEFT + _INDENT * block.level
            return rich(x, LEFT + WIDTH - x, _runs(block.words), TEXT.leading)


def _heading(block: TextBlock) -> list[Strip]:
    style = HEADING if block.level < 3 else SUBHEADING
    runs = [replace(one, style=style) for one in _runs(block.words)]
    made = rich(LEFT, WIDTH, runs, style.leading)
    for strip in made:
        strip.glue = True
    return [space(5, glue=True), *made]


def _runs(words: Iterable[Words]) -> Iterator[Run]:
    for one in words:
        style = TEXT
        if one.strong:
            style = replace(style, face=CELL_STRONG.face)
        elif one.emphasis:
            style = replace(style, face=ITALIC)
        if one.code:
            style = replace(style, colour=MUTED)
        yield Run(one.text, style, one.href)


def _barred(under: Decor | None) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        if under:
            under(paper, top, height)
        paper.fill(LEFT, top, 2.4, height, ACCENT)

    return draw


def _ruled(paper: Paper, top: float, height: float) -> None:
    paper.rule(LEFT, top + height / 2, LEFT + WIDTH, top + height / 2, HAIR, 0.6)


def _written_table(block: TextBlock) -> list[Strip]:
    head, *rows = block.rows
    return table_strips(DataTable(tuple(rows), tuple(1 for _cell in head), head))


# Tables


def table_strips(one: DataTable, name: str = "") -> list[Strip]:
    """A table under its title; its heads come again on each page, its totals stay together."""
    cols = _columns(one)
    made = _caption(one, name)
    top = [_heads(one)] if one.heads else []
    *rows, last = (_row(one, cells, at, cols) for at, cells in enumerate(one.rows))
    rows.append(last)
    body = table(cols, top, rows)
    if sum(strip.height for strip in body) <= _SMALL:
        together(body)
    elif one.sums:
        # A total is never alone on its page.
        for strip in body[-one.sums - 1 : -1]:
            strip.glue = True
    note = (
        paragraph(LEFT, WIDTH, *(Para(text, SMALL) for text in one.note.split("\n"))) if _noted(one) else []
    )
    return [*made, *body, *([space(4)] if note else []), *note, space(10)]


def _noted(one: DataTable) -> bool:
    """Whether its note stands under it: a title takes it above."""
    return bool(one.note) and not one.title


def _caption(one: DataTable, name: str) -> list[Strip]:
    if not one.title:
        return []
    tag = Mark(name, "", one.title, 1) if name else None
    cols = columns(LEFT, WIDTH - 130, 122, gap=8, align=("left", "right"))
    row = Row(((Para(one.title, HEADING),), (Para(one.aside, LABEL),)), 5, 2, rule=None, glue=True, tag=tag)
    made = row_strips(cols, row)
    if one.note:
        said = [Para(text, SMALL) for text in one.note.split("\n")]
        made += row_strips((Column(LEFT, WIDTH),), Row((said,), 0, 4, rule=None, glue=True))
    return made


def _columns(one: DataTable) -> tuple[Column, ...]:
    room = WIDTH - _GAP * (len(one.shares) - 1)
    widths = [room * share / sum(one.shares) for share in one.shares]
    sides = ["left"] * (len(widths) - one.figures) + ["right"] * one.figures
    return columns(LEFT, *widths, gap=_GAP, align=sides)


def _heads(one: DataTable) -> Row:
    return Row([(Para(text, CAPTION),) for text in one.heads], 0, 4, rule=FAINT, weight=0.8)


def _row(one: DataTable, cells: Sequence[str], at: int, cols: Sequence[Column]) -> Row:
    last = at == len(one.rows) - 1
    if at >= len(one.rows) - one.sums:
        return _total(cells, last, cols)
    shown = [_cell(text, place == 0, one.bold) for place, text in enumerate(cells)]
    decor = tinted(cols, TINT, 0) if at % 2 and len(one.rows) > 6 and one.heads else None
    return Row(shown, 3.8, 3.8, whole=_WHOLE, decor=decor)


def _cell(text: str, first: bool, bold: bool) -> Cell:
    """The lines of a cell; in the first column, what follows its name is smaller."""
    name, *more = text.split("\n")
    style = CELL_STRONG if first and (bold or more) else CELL
    return (Para(name, style), *(Para(line, SMALL if first else CELL) for line in more))


def _total(cells: Sequence[str], last: bool, cols: Sequence[Column]) -> Row:
    style = replace(TOTAL, size=10.6, leading=14) if last else BODY
    shown = [(Para(text, style if text else BODY),) for text in cells]
    decor = tinted(cols, ACCENT_TINT, 0) if last else None
    return Row(shown, 4.5, 4.5, rule=ACCENT if last else HAIR, weight=0.8, decor=decor, middle=True)


def closing_strips(sheet: ProposalSheet) -> list[Strip]:
    """Whom to turn to, side by side, on one page."""
    told = [(_("Your contact"), sheet.author), *((one.role, one.person) for one in sheet.contacts)]
    shown = [(label, reach_of(who)) for label, who in told if reach_of(who)]
    if not shown:
        return []
    wide = (WIDTH - 24 - 18 * (len(shown) - 1)) / len(shown)
    cols = columns(LEFT + 12, *([wide] * len(shown)), gap=18)
    cells = [(Para(label, CAPTION), Para(text, CELL, before=2)) for label, text in shown]
    row = Row(cells, 11, 11, rule=None, decor=tinted(cols, ACCENT_TINT, 12), whole=20)
    return together([space(8), *row_strips(cols, row)])
