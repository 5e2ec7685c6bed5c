"""What the planner's cursor stands on, in words: the day, its slots, what is to plan, the staged moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual.strip import Strip

from backoffice.i18n import _, formats, ngettext
from backoffice.services.planning.board_values import Board, BoardRow, DayMark, Off, Sitting
from backoffice.services.states import sign
from backoffice.tui.planner_grid import Grid
from backoffice.tui.shown import line
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.sheet import wrapped

Line = tuple[str, str]


class BoardDetail(LineList, can_focus=False):
    """The lines under the board; what is staged comes first, with what it would meet."""

    DEFAULT_CSS = """
    BoardDetail { height: 6; background: $bo-raised; border-top: none; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        width = max(20, self.line_width)
        self.lines = tuple(
            (part, tone) for text, tone in lines for part in (wrapped(text, width) if text else [""])
        )
        self.measured()

    def count(self) -> int:
        return len(self.lines)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        text, tone = self.lines[index]
        return joined([(text, self.tone(tone))], self.rich_style, width)


def detail_of(grid: Grid, row: BoardRow | None, checking: bool) -> tuple[Line, ...]:
    """What is to be said of the cursor's half-day, each line with its tone."""
    board = grid.board
    if board is None:
        return ((_("Reading…"), "quiet"),)
    found = list(_staged(grid, checking))
    if row is None:
        return (*found, (_("No row: choose another view, or clear the filter."), "quiet"))
    day, half = grid.when(grid.at)
    found.append((" · ".join((_when(row, day, half), *_marks(row, grid.mark_of(row, day)))), "brand"))
    off = row.away.get((day, half))
    if off is not None:
        found.append((_off(off), "warn"))
    found += [(_sitting(grid, board, one), "") for one in grid.sittings(row, day, half)]
    return (*found, *_to_plan(row))


def _staged(grid: Grid, checking: bool) -> Iterator[Line]:
    changes = grid.changes()
    if grid.picked:
        staged = grid.staged[grid.picked]
        hours = formats.time_span(staged.start, staged.finish)
        yield f"◆ {staged.slot} → {formats.weekday_date(staged.day)} {hours}", "brand"
    elif changes:
        told = ngettext("{n} move staged", "{n} moves staged", len(changes)).format(n=len(changes))
        yield f"◆ {told} · {_('Enter makes them all, Esc drops them')}", "brand"
    met = [one for one in grid.clashes if not one.wished]
    alone = len(met) == 1
    for one in met:
        # What would free it is said where there is room: with several, the reasons come first.
        remedy = f" {line(one.remedy)}" if alone else ""
        yield f"‼ {line(one.slot)} · {line(one.text)}{remedy}", "bad" if one.stops else "warn"
    if checking:
        yield _("Looking for conflicts…"), "quiet"
    elif changes and not met:
        yield f"✓ {_('No conflict.')}", "good"
    for one in grid.clashes:
        if one.wished:
            yield f"△ {line(one.text)}", "warn"


def _off(off: Off) -> str:
    if off.read:
        return f"{sign('board', 'busy')} · {_('read from their calendar, and changed there only')}"
    away = sign("board", "away")
    return f"{away} · {line(off.label)}" if off.label else str(away)


def _when(row: BoardRow, day: date, half: str) -> str:
    name = _("morning") if half == "am" else _("afternoon")
    return f"{row.ref} · {line(row.name)} · {formats.weekday_date(day)}, {name}"


def _marks(row: BoardRow, mark: DayMark) -> Iterator[str]:
    if mark.holiday:
        yield f"{sign('board', 'holiday')} ({_(mark.holiday)})"
    if mark.closure:
        yield f"{sign('board', 'closure')} ({line(mark.closure)})"
    zone = row.zone or "?"
    if mark.school:
        told = _("zone {zone}: {name}").format(zone=zone, name=_(mark.school))
        yield f"{sign('board', 'school').glyph} {told}"
    elif mark.unknown:
        yield f"{sign('board', 'unknown').glyph} {_('zone {zone}: not published').format(zone=zone)}"


def _sitting(grid: Grid, board: Board, one: Sitting) -> str:
    state = sign("board", "staged") if one.ref in grid.staged else sign("slot", one.state)
    people = ", ".join(board.names.get(ref, ref) for ref in one.trainers)
    parts = [
        f"{state} {one.ref}",
        one.title or one.module,
        one.topic,
        formats.time_span(one.start, one.finish),
        people,
        board.names.get(one.venue, one.venue) if one.venue else "",
    ]
    if one.option is not None:
        parts.insert(1, _("option {n}").format(n=one.option))
    return " · ".join(line(part) for part in parts if part)


def _to_plan(row: BoardRow) -> Iterator[Line]:
    if row.to_plan:
        parts = [f"{line(one.module)} {formats.duration(one.minutes)}" for one in row.to_plan]
        yield f"○ {_('To plan: {modules}').format(modules=', '.join(parts))}", "warn"
