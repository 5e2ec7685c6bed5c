"""The lines of Today: groups with a heading, each line a state, a day, a dossier and what is to be done."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backoffice.i18n import _, formats, ngettext
from backoffice.services.opening import Agenda, AgendaGroup, AgendaLine
from backoffice.services.states import sign
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList

Row = AgendaLine | AgendaGroup | int | None  # a line, a heading, how many more, a blank line


class AgendaList(LineList):
    """What waits, group by group; the cursor skips headings."""

    def __init__(self, agenda: Agenda | None = None) -> None:
        super().__init__()
        self._agenda = agenda
        self._rows = _flat(agenda)

    def on_mount(self) -> None:
        self.measured()

    def show(self, agenda: Agenda) -> None:
        """Shows another agenda; the cursor stays on the same thing when it is still there."""
        here = self.line_at(self.cursor)
        self._agenda, self._rows = agenda, _flat(agenda)
        self.measured()
        same = [i for i, row in enumerate(self._rows) if isinstance(row, AgendaLine) and _same(row, here)]
        self.go_to(same[0] if same else self.cursor)

    def line_at(self, index: int) -> AgendaLine | None:
        row = self._rows[index] if index < len(self._rows) else None
        return row if isinstance(row, AgendaLine) else None

    @property
    def here(self) -> AgendaLine | None:
        """The line under the cursor."""
        return self.line_at(self.cursor)

    def count(self) -> int:
        return len(self._rows)

    def stops(self, index: int) -> bool:
        return isinstance(self._rows[index], AgendaLine)

    def render_line(self, y: int) -> Strip:
        if y == 0 and not self._rows:
            says = (
                "…"
                if self._agenda is None
                else _("Nothing waits. New requests are entered from Requests (2).")
            )
            base = self.rich_style
            return Strip([Segment("  " + says, base + self.tone("quiet"))]).adjust_cell_length(
                self.line_width, base
            )
        return super().render_line(y)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        row = self._rows[index]
        base = self.rich_style
        if isinstance(row, AgendaLine):
            return self._draw_line(row, width, base, here)
        if isinstance(row, AgendaGroup):
            return self._draw_heading(row, width, base)
        if isinstance(row, int):
            more = ngettext("and {n} more", "and {n} more", row).format(n=formats.number(row))
            return Strip([Segment("    " + more, base + self.tone("quiet"))]).adjust_cell_length(width, base)
        return Strip.blank(width, base)

    def _draw_heading(self, group: AgendaGroup, width: int, base: Style) -> Strip:
        title = f" {_(group.label)} "
        count = f"{formats.number(len(group.lines) + group.more)} "
        rule = "─" * max(0, width - len(title) - len(count) - 2)
        return Strip(
            [
                Segment(title, base + self.tone("brand")),
                Segment(count, base + self.tone("quiet")),
                Segment(rule, base + self.tone("frame")),
            ]
        ).adjust_cell_length(width, base)

    def _draw_line(self, row: AgendaLine, width: int, base: Style, here: bool) -> Strip:
        base = base + self.tone("here") if here else base
        state = sign(row.states, row.state)
        wide = width >= 100
        day, client = (13, (width - 56) // 2) if wide else (5, max(10, (width - 46) // 2))
        pieces = [
            ("› " if here else "  ", ""),
            (fit(str(state), 13), state.tone),
            (" ", ""),
            (fit(_day(row, wide), day), ""),
            (fit(_left(row), 6, right=True), state.tone if row.state == "late" else "quiet"),
            ("  ", ""),
            (fit(line(row.ref), 13), "quiet"),
            (" ", ""),
            (fit(line(row.client), client), ""),
            ("  ", ""),
            (_what(row), ""),
        ]
        segments = [
            Segment(text, base + self.tone(tone) if tone and not here else base) for text, tone in pieces
        ]
        return Strip(segments).adjust_cell_length(width, base)


def _what(row: AgendaLine) -> str:
    step = sign("step", row.step).word
    who = sign("owed_by", row.owed_by).word if row.owed_by not in ("", "us") else ""
    parts = (row.hours, who, step[:1].upper() + step[1:], line(row.what))
    return " · ".join(part for part in parts if part)


def _day(row: AgendaLine, wide: bool) -> str:
    if row.day is None:
        return ""
    return formats.brief_date(row.day) if wide else f"{row.day:%d/%m}"


def _left(row: AgendaLine) -> str:
    if row.left is None:
        return ""
    # A minus sign rather than words: the state beside it already says that it is late.
    days = ngettext("{n} d", "{n} d", abs(row.left)).format(n=abs(row.left))
    return f"−{days}" if row.left < 0 else days


def _same(row: AgendaLine, other: AgendaLine | None) -> bool:
    return other is not None and (row.ref, row.tab, row.step, row.what) == (
        other.ref,
        other.tab,
        other.step,
        other.what,
    )


def _flat(agenda: Agenda | None) -> tuple[Row, ...]:
    rows: list[Row] = []
    for group in agenda.groups if agenda else ():
        if not group.lines and not group.more:
            continue
        if rows:
            rows.append(None)
        rows += [group, *group.lines]
        if group.more:
            rows.append(group.more)
    return tuple(rows)
