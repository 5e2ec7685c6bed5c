"""The blocks of a record's tab, drawn line by line: facts, short lists, prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from backoffice.i18n import _, formats
from backoffice.services.ports import Block, Changes, Facts, Lines, Prose, Sheet, Tab
from backoffice.services.states import sign
from backoffice.tui.cells import RIGHT, laid_out, written
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.record_head import Piece, clock_pieces, minutes_pieces


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a tab: its pieces, whether the cursor stops there, what Enter opens and `y` copies."""

    pieces: tuple[Piece, ...]
    stops: bool = False
    opens: str | None = None
    copies: str = ""


class SheetView(LineList):
    """The blocks of a tab, one under the other; facts and lines can be walked, opened and copied."""

    def __init__(self, *, preview: bool = False) -> None:
        super().__init__()
        self._preview = preview
        self._blocks: tuple[Block, ...] = ()
        self._sheet: Sheet | None = None
        self._rows: tuple[_Row, ...] = ()

    def show(self, sheet: Sheet, tab: Tab | None = None) -> None:
        """Shows a tab of `sheet` (its first one by default)."""
        shown = tab or (sheet.tabs[0] if sheet.tabs else None)
        self._sheet, self._blocks = sheet, shown.blocks if shown else ()
        self.forget()
        self.measured()

    def record_at(self, index: int) -> str | None:
        return self._rows[index].opens if index < len(self._rows) else None

    def text_at(self, index: int) -> str:
        return self._rows[index].copies if index < len(self._rows) else ""

    def count(self) -> int:
        return len(self._rows)

    def stops(self, index: int) -> bool:
        return self._rows[index].stops

    def forget(self) -> None:
        width = self.line_width
        rows: list[_Row] = []
        if self._preview and self._sheet is not None:
            rows += _preview_head(self._sheet, width)
        for block in self._blocks:
            if rows:
                rows.append(_Row(()))
            rows += _block_rows(block, max(20, width - 3))
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.measured()
        self.refresh()

    def draw(self, index: int, width: int, here: bool) -> Strip:
        here = here and self.has_focus
        base = self.rich_style + self.tone("here") if here else self.rich_style
        pieces = self._rows[index].pieces
        lead = ("› " if here else "  ", Style.null())
        return joined(
            [lead] + [(text, self.tone("" if here else tone)) for text, tone in pieces], base, width
        )


def _preview_head(sheet: Sheet, width: int) -> list[_Row]:
    rows = [_Row(((fit(line(sheet.title), width - 2), "brand"),))]
    if sheet.subtitle:
        rows.append(_Row(((fit(line(sheet.subtitle), width - 2), "quiet"),)))
    if sheet.stage:
        state = sign("stage", sheet.stage)
        rows.append(_Row(((str(state), state.tone),)))
    rows += [_Row(clock_pieces(clock)) for clock in sheet.clocks]
    if sheet.minutes is not None:
        rows.append(_Row(minutes_pieces(sheet.minutes, width - 2)))
    return rows


def _block_rows(block: Block, width: int) -> list[_Row]:
    match block:
        case Facts():
            return [_title(block.title, width), *_fact_rows(block, width)]
        case Lines():
            return [_title(block.title, width, len(block.rows)), *_line_rows(block, width)]
        case Changes():
            return [_title(block.title, width, note=block.note), *_change_rows(block, width)]
        case Prose():
            return [_title(block.title, width), *(_Row(((text, ""),)) for text in wrapped(block.text, width))]


def _title(title: str, width: int, count: int | None = None, note: str = "") -> _Row:
    name = _(title)
    number = f" {formats.number(count)}" if count is not None else f" {note}" if note else ""
    rule = " " + "─" * max(0, width - cell_len(name + number) - 1)
    return _Row(((name, "brand"), (number, "quiet"), (rule, "frame")))


# Said by signs too, for those who don't see the colours.
_CHANGED = {"added": ("good", "{+", "+}"), "removed": ("bad", "[-", "-]")}


def _change_rows(block: Changes, width: int) -> list[_Row]:
    """The text with what was added and removed marked, cut between words."""
    rows: list[_Row] = []
    current: list[Piece] = []
    used = 0
    for tone, text in _changed(block):
        for at, part in enumerate(text.split("\n")):
            if at:
                rows.append(_Row(tuple(current)))
                current, used = [], 0
            for word in filter(None, part.split(" ")):
                shown = line(word)
                if used and used + 1 + cell_len(shown) > width:
                    rows.append(_Row(tuple(current)))
                    current, used = [], 0
                blank = " " if used else ""
                current.append((blank + shown, tone))
                used += cell_len(blank + shown)
    return [*rows, *([_Row(tuple(current))] if current else [])]


def _changed(block: Changes) -> Iterator[tuple[str, str]]:
    for change, text in block.pieces:
        tone, before, after = _CHANGED.get(change, ("", "", ""))
        body = text.strip("\n ")
        lead, _body, tail = text.partition(body) if body else (text, "", "")
        yield from (("", lead), (tone, f"{before}{body}{after}" if body else ""), ("", tail))


def _fact_rows(block: Facts, width: int) -> list[_Row]:
    labels = [_(fact.label) for fact in block.facts]
    column = min(max(map(cell_len, labels), default=0), max(12, width // 3))
    rows: list[_Row] = []
    for label, fact in zip(labels, block.facts, strict=True):
        text, tone = written(fact.value, fact.kind, fact.states) if fact.value else ("—", "quiet")
        first, *rest = wrapped(text, width - column - 2) or [""]
        pointer = (" →", "info") if fact.record else ("", "")
        # A question is longer than a label: it goes on under itself.
        named, *below = wrapped(label, column) or [""]
        head = ((fit(named, column), "quiet"), ("  ", ""), (first, tone), pointer)
        rows.append(_Row(head, stops=True, opens=fact.record, copies=text))
        rows += [
            _Row(((fit(name, column), "quiet"), ("  ", ""), (more, tone)))
            for name, more in zip_longest(below, rest, fillvalue="")
        ]
    return rows


def _line_rows(block: Lines, width: int) -> list[_Row]:
    if not block.rows:
        return [_Row(((_(block.empty) if block.empty else _("Nothing here."), "quiet"),))]
    places = laid_out(block.columns, width)
    head = tuple(
        (fit(_(place.column.label), place.width, right=place.column.kind in RIGHT) + "  ", "quiet")
        for place in places
    )
    rows = [_Row(head)]
    for cells in block.rows:
        pieces: list[Piece] = []
        for place in places:
            column = place.column
            raw = cells[place.index] if place.index < len(cells) else ""
            text, tone = written(raw, column.kind, column.states)
            pieces += [(fit(text, place.width, right=column.kind in RIGHT), tone), ("  ", "")]
        rows.append(
            _Row(
                tuple(pieces), stops=True, opens=(cells[0] or None) if block.opens else None, copies=cells[0]
            )
        )
    return rows


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, cut between words; a longer word is cut where it must."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        current = ""
        for word in line(paragraph).split(" "):
            while cell_len(word) > width:
                lines += [current] if current else []
                current, word = "", word
                lines.append(word[:width])
                word = word[width:]
            joined_up = f"{current} {word}" if current else word
            if cell_len(joined_up) > width:
                lines.append(current)
                current = word
            else:
                current = joined_up
        lines.append(current)
    return lines
