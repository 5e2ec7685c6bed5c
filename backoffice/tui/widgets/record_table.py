"""One table for every list of records: ids in an array, rows fetched by id as they come on screen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from backoffice.i18n import _
from backoffice.services.ports import Query, RowSource
from backoffice.tui.cells import RIGHT, Place, laid_out, written
from backoffice.tui.keys import TABLE_KEYS
from backoffice.tui.own_views import shown_columns
from backoffice.tui.shown import fit
from backoffice.tui.widgets.lines import LineList, sparing

_GAP = 2
_MARGIN = 2  # the cursor's and the mark's own cell
_FIRST = 200  # ids of the first page and a few more, on screen while the rest is read
_KEPT_ROWS = 4_000  # about 2 MB; a page is fetched again in less than a millisecond


@dataclass(frozen=True, slots=True)
class _Listing:
    """A worker's answer to a query: its ids (the first ones when `more` are coming) and the rows of a page.

    `fresh` replaces the rows on screen; a list that goes on after its first page keeps them.
    """

    query: Query
    ids: array[int]
    total: int
    cursor: int
    rows: Mapping[int, tuple[str, ...]]
    more: bool = False
    fresh: bool = True


class RecordTable(LineList):
    """A list of any length; no key waits for its source, which is only asked in worker threads."""

    HEAD = 1
    BINDINGS: ClassVar[list[BindingType]] = [*TABLE_KEYS]

    class Listed(Message):
        """The list has been read: how many lines match, of how many."""

        def __init__(self, table: RecordTable, matched: int, total: int) -> None:
            super().__init__()
            self.table, self.matched, self.total = table, matched, total

        @property
        def control(self) -> RecordTable:
            return self.table

    class Failed(Message):
        """The source couldn't be read."""

        def __init__(self, table: RecordTable, error: Exception) -> None:
            super().__init__()
            self.table, self.error = table, error

    class _Read(Message):
        def __init__(self, listing: _Listing) -> None:
            super().__init__()
            self.listing = listing

    class _Fetched(Message):
        def __init__(self, rows: Mapping[int, tuple[str, ...]], asked: tuple[int, ...]) -> None:
            super().__init__()
            self.rows, self.asked = rows, asked

    def __init__(
        self,
        source: RowSource | None = None,
        *,
        query: Query | None = None,
        empty: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.source = source
        self.query_now = query or Query()
        self.empty = empty
        self.ids: array[int] = array("q")
        self.total = 0
        self.marked: dict[int, str] = {}
        self.chosen: tuple[str, ...] = ()  # the columns that the person chose; none: those of the source
        self._listed = False
        self._shown = self.query_now
        self._to_last = False
        self._rows: dict[int, tuple[str, ...]] = {}
        self._strips: dict[int, Strip] = {}
        self._places: tuple[Place, ...] | None = None
        self._wanted_query: Query | None = None
        self._reading = False
        self._missing = False
        self._fetching = False

    def on_mount(self) -> None:
        if self.source is not None:
            self.reload()

    # -- what is listed

    def count(self) -> int:
        return len(self.ids)

    def attach(self, source: RowSource, query: Query | None = None) -> None:
        """Lists another source, from its first line."""
        self.source, self.query_now = source, query or Query()
        self.ids, self.total, self._listed = array("q"), 0, False
        self._rows.clear()
        self.marked.clear()
        self.cursor = 0
        self.forget()
        self.reload()

    def ask(self, query: Query) -> None:
        """Lists what `query` asks; what is on screen stays until the answer comes."""
        if query != self.query_now or not self._listed:
            self.query_now = query
            self.reload()

    def reload(self) -> None:
        """Reads the list again; the cursor stays on the same record, wherever it stands now."""
        self._wanted_query = self.query_now
        if not self._reading and self.source is not None:
            self._read_next()

    def current_id(self) -> int | None:
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    def row(self, index: int) -> tuple[str, ...] | None:
        """The raw cells of a line, or None when they aren't here yet."""
        return self._rows.get(self.ids[index]) if index < len(self.ids) else None

    def ref(self, index: int | None = None) -> str | None:
        """The reference of a line (the cursor's by default), when it is known."""
        row = self.row(self.cursor if index is None else index)
        return row[0] if row else None

    def go_to_ref(self, ref: str) -> None:
        """Puts the cursor on a record, when its line is among those at hand."""
        one = next((one for one, row in self._rows.items() if row and row[0] == ref), None)
        if one is not None and one in self.ids:
            self.go_to(self.ids.index(one))

    def chosen_refs(self) -> tuple[str, ...]:
        """The references that an act applies to: the marked lines', else the cursor's."""
        if self.marked:
            return tuple(self.marked.values())
        here = self.ref()
        return (here,) if here else ()

    # -- reading, one at a time, always the latest question

    def _read_next(self) -> None:
        query, self._wanted_query = self._wanted_query, None
        source = self.source
        if query is None or source is None:
            return
        self._reading = True
        again = self._listed and query == self._shown
        kept, at, page = (self.current_id() if again else None), self.cursor, self.page_size + 1

        def whole(fresh: bool) -> None:
            # The rows of a page come with the ids: one trip, and no placeholder on screen.
            ids = source.ids(query)
            cursor = _found(ids, kept, at)
            top = max(0, cursor - page)
            rows = source.rows(ids[top : cursor + page]) if fresh else {}
            self.post_message(self._Read(_Listing(query, ids, source.total(), cursor, rows, fresh=fresh)))

        def begun() -> None:
            ids = source.ids(query, _FIRST)
            rows = source.rows(ids[:page])
            # A newer question makes the rest of this answer useless.
            more = len(ids) == _FIRST and self._wanted_query is None
            self.post_message(self._Read(_Listing(query, ids, source.total(), 0, rows, more)))
            if more:
                whole(fresh=False)

        self._in_thread((lambda: whole(fresh=True)) if again else begun, "read")

    def _in_thread(self, work: Callable[[], None], group: str) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # any failure of the source is told, never lost in a thread
                self.post_message(self.Failed(self, error))

        self.run_worker(guarded, thread=True, group=group, exit_on_error=False)

    def on_record_table__read(self, message: RecordTable._Read) -> None:
        message.stop()
        listing = message.listing
        self._reading = listing.more
        if self._wanted_query is not None and self._wanted_query != listing.query:
            if not listing.more:
                self._read_next()
            return
        self._wanted_query = None
        self._take(listing)
        self.measured()
        self.show_cursor()
        if not listing.more:
            self.post_message(self.Listed(self, len(self.ids), self.total))
        if listing.fresh:
            self.post_message(self.Moved(self, self.cursor))

    def _take(self, listing: _Listing) -> None:
        self.ids, self.total, self._shown = listing.ids, listing.total, listing.query
        self._listed = True
        if listing.fresh:
            self._rows = dict(listing.rows)
            self._strips.clear()
            self.set_reactive(LineList.cursor, listing.cursor)
        if self._to_last and not listing.more:
            self.set_reactive(LineList.cursor, max(0, len(self.ids) - 1))
        self._to_last = self._to_last and listing.more
        self._missing = False

    def action_last(self) -> None:
        # The end of a list that is still being read isn't its end: go there once it is known.
        self._to_last = self._reading
        super().action_last()

    def on_record_table_failed(self, _message: RecordTable.Failed) -> None:
        self._reading = self._fetching = False

    def _want_rows(self) -> None:
        """A line on screen isn't here: fetch the page around it, once the screen is drawn."""
        if not self._missing and not self._fetching:
            self._missing = True
            self.call_later(self._fetch)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The next page is fetched before it is asked for, so that PgDn draws it at once."""
        super().watch_scroll_y(old_value, new_value)
        top, page = self.scroll_offset.y, self.page_size
        edges = (max(0, top - page), min(top + 2 * page, len(self.ids)) - 1)
        if any(0 <= edge < len(self.ids) and self.ids[edge] not in self._rows for edge in edges):
            self._want_rows()

    def _fetch(self) -> None:
        self._missing = False
        source, top, page = self.source, self.scroll_offset.y, self.page_size
        around = self.ids[max(0, top - 2 * page) : top + 3 * page + 1]
        asked = tuple(one for one in around if one not in self._rows)
        if not asked or source is None or self._fetching:
            return
        self._fetching = True

        def fetch() -> None:
            self.post_message(self._Fetched(source.rows(asked), asked))

        self._in_thread(fetch, "rows")

    def on_record_table__fetched(self, message: RecordTable._Fetched) -> None:
        message.stop()
        self._fetching = False
        if len(self._rows) > _KEPT_ROWS:
            self._rows.clear()
            self._strips.clear()
        # A row that has gone since the list was read stays blank; asking for it for ever would help nobody.
        self._rows.update({one: message.rows.get(one, ()) for one in message.asked})
        for one in message.asked:
            self._strips.pop(one, None)
        self.refresh()

    def choose(self, columns: tuple[str, ...]) -> None:
        """Shows these columns, in this order; none means those of the source."""
        self.chosen = columns
        self.forget()

    # -- drawing

    def forget(self) -> None:
        self._strips.clear()
        self._places = None
        self.refresh()

    @property
    def places(self) -> tuple[Place, ...]:
        if self._places is None:
            shown = shown_columns(self.source.columns if self.source else (), self.chosen)
            places = laid_out([column for _rank, column in shown], self.line_width - _MARGIN - 1, _GAP)
            self._places = tuple(replace(place, index=shown[place.index][0]) for place in places)
        return self._places

    def draw_head(self, y: int, width: int) -> Strip:
        base = self.rich_style + self.tone("head")
        segments = [Segment(" " * _MARGIN, base)]
        for place in self.places:
            name = _(place.column.label) + self._arrow(place.column.key)
            right = place.column.kind in RIGHT
            segments += [Segment(fit(name, place.width, right=right), base), Segment(" " * _GAP, base)]
        return Strip(segments).adjust_cell_length(width, base)

    def _arrow(self, column: str) -> str:
        if self.query_now.sort != column:
            return ""
        return " ▼" if self.query_now.descending else " ▲"

    def render_line(self, y: int) -> Strip:
        if y == self.HEAD and not self.ids:
            says = (_(self.empty) if self.empty else _("Nothing here.")) if self._listed else "…"
            base = self.rich_style
            return Strip([Segment("  " + says, base + self.tone("quiet"))]).adjust_cell_length(
                self.line_width, base
            )
        return super().render_line(y)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        one = self.ids[index]
        if here:
            return self._draw_row(one, width, self.rich_style + self._here(), here=True)
        strip = self._strips.get(one)
        if strip is None:
            strip = self._draw_row(one, width, self.rich_style, here=False)
            if one in self._rows:
                if len(self._strips) > 400:
                    self._strips.clear()
                self._strips[one] = strip
        return strip

    def _here(self) -> Style:
        return self.tone("here")

    def _draw_row(self, one: int, width: int, base: Style, here: bool) -> Strip:
        row = self._rows.get(one)
        mark = ("›" if here else " ") + ("✓" if one in self.marked else " ")
        segments = [Segment(mark, base)]
        if row is None:
            self._want_rows()
            segments.append(Segment("· · ·", base if here else base + self.tone("frame")))
            return Strip(segments).adjust_cell_length(width, base)
        for place in self.places:
            segments += self._draw_cell(row, place, base, here)
        return sparing(Strip(segments), width, base)

    def _draw_cell(
        self, row: tuple[str, ...], place: Place, base: Style, here: bool
    ) -> tuple[Segment, Segment]:
        column = place.column
        raw = row[place.index] if place.index < len(row) else ""
        text, tone = written(raw, column.kind, column.states)
        # On the cursor's line the tones would lose their contrast; the glyph and the word stay.
        style = base + self.tone(tone) if tone and not here else base
        return Segment(fit(text, place.width, right=column.kind in RIGHT), style), Segment(" " * _GAP, base)

    # -- acts on the list itself

    def action_mark(self) -> None:
        one, ref = self.current_id(), self.ref()
        if one is None or ref is None:
            return
        if self.marked.pop(one, None) is None:
            self.marked[one] = ref
        self._strips.pop(one, None)
        self._refresh_at(self.cursor)
        self.action_move(1)

    def action_mark_all(self) -> None:
        # Only what was seen can be acted on: a mark on a million lines that nobody looked at is a trap.
        seen = {one: row[0] for one, row in self._rows.items() if row}
        self.marked = {} if self.marked else seen
        self.forget()

    def action_sort(self, step: int) -> None:
        shown = shown_columns(self.source.columns if self.source else (), self.chosen)
        sortable = [column.key for _rank, column in shown if column.sorts]
        if sortable:
            order = ["", *sortable]
            now = order.index(self.query_now.sort) if self.query_now.sort in order else 0
            self.ask(replace(self.query_now, sort=order[(now + step) % len(order)], descending=False))

    def action_turn(self) -> None:
        self.ask(replace(self.query_now, descending=not self.query_now.descending))

    def action_copy(self) -> None:
        refs = self.chosen_refs()
        if refs:
            self.app.copy_to_clipboard("\n".join(refs))

    def click_head(self, x: int) -> None:
        start = _MARGIN
        for place in self.places:
            if start <= x < start + place.width + _GAP and place.column.sorts:
                same = self.query_now.sort == place.column.key
                turned = same and not self.query_now.descending
                self.ask(replace(self.query_now, sort=place.column.key, descending=turned))
                return
            start += place.width + _GAP


def _found(ids: array[int], kept: int | None, at: int) -> int:
    """Where the kept id stands now, else where the cursor was."""
    if kept is not None:
        try:
            return ids.index(kept)
        except ValueError:
            pass
    return max(0, min(at, len(ids) - 1))
