"""The grid that is signed: slots across, participants down, then the trainers and the observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backoffice.documents.attendance.grid import Band, places, trainers
from backoffice.documents.attendance.page import CELL, FEW, LEFT, NAMES, ROW, TOTAL, WIDE_CELL, WIDTH
from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    ALERT,
    BODY,
    CAPTION,
    FAINT,
    HAIR,
    MUTED,
    REGULAR,
    SEMIBOLD,
    SMALL,
    SMALL_INK,
    SMALL_STRONG,
    TINT,
    Style,
)
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Decor,
    Para,
    Row,
    Strip,
    columns,
    row_strips,
    together,
)
from backoffice.documents.sheets.attendance import AttendanceSheet, SheetParticipant, SheetSlot
from backoffice.i18n import _
from backoffice.i18n.formats import brief_date, duration, time_span

_PAD = 5.0
_STRUCK = Style(SEMIBOLD, 7.4, 9.6, ALERT)
_NAME = Style(SEMIBOLD, 9, 10.8)
_MORE = Style(REGULAR, 7.4, 9, MUTED)
_BLANK_LINES = 10
_NEAR = 3
# Lines of a name that stay in one row: a cell to sign is in one piece.
_WHOLE = 14


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet with what its bands share: the marks by cell, the numbered places, the widest band."""

    sheet: AttendanceSheet
    marks: Mapping[tuple[int, int], str]
    places: tuple[str, ...]
    most: int

    @classmethod
    def of(cls, sheet: AttendanceSheet, every: Sequence[Band]) -> Grid:
        marks = {(mark.participant, mark.slot): mark.kind for mark in sheet.marks}
        return cls(sheet, marks, places(sheet), max(map(len, every), default=1))

    def columns(self, band: Band) -> tuple[Column, ...]:
        """Names, a column for each slot, hours; slots are as wide on every page."""
        inner = WIDTH - NAMES - TOTAL
        cell = min(inner / self.most, WIDE_CELL if self.most <= FEW else CELL)
        names = WIDTH - TOTAL - cell * self.most
        widths = (names, *(cell for _slot in band), TOTAL)
        sides = ("left", *("centre" for _slot in band), "right")
        return tuple(
            Column(col.x + _PAD, col.width - 2 * _PAD, col.align)
            for col in columns(LEFT, *widths, align=sides)
        )


def band_strips(grid: Grid, band: Band, facts: list[Strip], last: bool) -> list[Strip]:
    """A band's rows under `facts` and the slots, which come again on each page."""
    cols = grid.columns(band)
    head = [*facts, *row_strips(cols, _header(grid, band, cols, last))]
    for strip in head:
        strip.glue = True
    rows = [*_participants(grid, band, cols), *_blank(grid, band, cols)]
    # Trainers sign under names, never on a page of their own.
    apart, near = rows[:-_NEAR], [*rows[-_NEAR:], *_trainers(grid, band, cols)]
    ends = [strip for row in near for strip in row_strips(cols, row)]
    made = [strip for row in apart for strip in row_strips(cols, row)]
    made += together([*ends, *_observations(grid, cols, last)])
    for strip in made:
        strip.head = head
    made[0].head = ()
    return [*head, *made]


def _header(grid: Grid, band: Band, cols: Sequence[Column], last: bool) -> Row:
    slots = grid.sheet.slots
    whole = sum(slot.minutes for slot in slots)
    here = sum(slots[at].minutes for at in band)
    hours = [Para(_("Hours"), SMALL_STRONG), Para(duration(here), SMALL_INK)]
    if last and here != whole:
        hours.append(Para(_("of {total}").format(total=duration(whole)), SMALL))
    named = (Para(_("Participant"), SMALL_STRONG), Para(_("Surname, first name, employer, function"), SMALL))
    cells = [named, *(_slot(grid, slots[at]) for at in band), hours]
    return Row(
        cells, 3.5, 3.5, spread=_PAD, rule=ACCENT, weight=1, decor=_boxes(cols, fill=ACCENT_TINT), whole=24
    )


def _slot(grid: Grid, slot: SheetSlot) -> Cell:
    said = [
        Para(f"{brief_date(slot.day)} {slot.day.year}", SMALL_STRONG),
        Para(time_span(slot.start, slot.end), SMALL_INK),
        Para(duration(slot.minutes), SMALL),
    ]
    if slot.own_pace:
        said.append(Para(_("remote, own pace") if slot.mode == "remote" else _("own pace"), _STRUCK))
    elif slot.mode == "remote":
        said.append(Para(_("remote, live"), _STRUCK))
    elif slot.mode == "workplace":
        said.append(Para(_("at the workplace"), _STRUCK))
    if len(grid.places) > 1 and slot.venue:
        said.append(Para(_("place {number}").format(number=grid.places.index(slot.venue) + 1), SMALL))
    return said


def _participants(grid: Grid, band: Band, cols: Sequence[Column]) -> list[Row]:
    return [
        _signed(grid, band, cols, at, _named(person)) for at, person in enumerate(grid.sheet.participants)
    ]


def _named(person: SheetParticipant) -> Cell:
    name = " ".join(part for part in (person.last_name.upper(), person.first_name) if part)
    more = ", ".join(part for part in (person.employer, person.function) if part)
    return (Para(name, _NAME), Para(more, _MORE)) if more else (Para(name, _NAME),)


def _blank(grid: Grid, band: Band, cols: Sequence[Column]) -> list[Row]:
    """Lines to fill in by hand: those asked for, or a page of them when nobody is named."""
    known = len(grid.sheet.participants)
    count = grid.sheet.blank_lines or (0 if known else _BLANK_LINES)
    return [_signed(grid, band, cols, known + at, ()) for at in range(count)]


def _signed(grid: Grid, band: Band, cols: Sequence[Column], at: int, named: Cell) -> Row:
    """A participant's row: an empty cell for each slot to sign, a struck one for each that isn't."""
    kinds = [grid.marks.get((at, slot), "") for slot in band]
    slots = [grid.sheet.slots[slot] for slot in band]
    cells = [_unsigned(kind, slot) for kind, slot in zip(kinds, slots, strict=True)]
    followed = sum(slot.minutes for kind, slot in zip(kinds, slots, strict=True) if not kind)
    struck = [place for place, kind in enumerate(kinds) if kind]
    shaded = [place for place, slot in enumerate(slots) if slot.own_pace]
    decor = _boxes(cols, struck=struck, shaded=shaded)
    hours = (Para(f"/ {duration(followed)}", SMALL),)
    return Row(
        [named, *cells, hours],
        2,
        2,
        ROW,
        spread=_PAD,
        rule=FAINT,
        decor=decor,
        middle=True,
        whole=_WHOLE,
        tag=(at, band),
    )


def _unsigned(kind: str, slot: SheetSlot) -> Cell:
    words = {"absent": _("ABSENT"), "excused": _("EXCUSED"), "not_enrolled": _("NOT ENROLLED")}
    if kind:
        return (Para(words.get(kind, kind.upper()), _STRUCK),)
    return (Para(_("not signed"), SMALL),) if slot.own_pace else ()


def _trainers(grid: Grid, band: Band, cols: Sequence[Column]) -> list[Row]:
    """A row for each trainer of the band, with a cell for each slot that they teach."""
    slots = [grid.sheet.slots[at] for at in band]
    rows = []
    for name in trainers(grid.sheet, band) or ("",):
        teaches = [name in slot.trainers or not name for slot in slots]
        hours = sum(slot.minutes for slot, own in zip(slots, teaches, strict=True) if own)
        cells: list[Cell] = [() for _slot in slots]
        named = (Para(name, _NAME), Para(_("Trainer"), _MORE)) if name else (Para(_("Trainer"), BODY),)
        shaded = [at for at, own in enumerate(teaches) if not own]
        decor = _boxes(cols, fill=TINT, shaded=shaded, blank=True)
        total = (Para(f"/ {duration(hours)}", SMALL),)
        rows.append(
            Row(
                [named, *cells, total],
                2,
                2,
                ROW,
                spread=_PAD,
                rule=FAINT,
                decor=decor,
                middle=True,
                tag=(name, band),
            )
        )
    return rows


def _observations(grid: Grid, cols: Sequence[Column], last: bool) -> list[Strip]:
    """A box to write in, under the rule of signing."""
    whole = (Column(cols[0].x, cols[-1].x + cols[-1].width - cols[0].x),)
    said = [
        Para(
            _("Observations: late arrival or early departure with the time, absence and its reason"), CAPTION
        ),
        Para(
            _("Each person signs at the time, for each slot followed; nothing is signed in advance."), _MORE
        ),
    ]
    if last and grid.sheet.observations:
        said.append(Para(grid.sheet.observations, SMALL_INK, before=2))
    row = Row((said,), 3, 14, 36, spread=_PAD, rule=FAINT, decor=_boxes(whole), tag="observations")
    return row_strips(whole, row)


def _boxes(
    cols: Sequence[Column],
    fill: str | None = None,
    struck: Sequence[int] = (),
    shaded: Sequence[int] = (),
    blank: bool = False,
) -> Decor:
    """The lines between cells; `struck` and `shaded` are places among the slots' columns.

    `blank` leaves the cells to sign white on a filled row.
    """
    edges = [col.x - _PAD for col in cols] + [cols[-1].x + cols[-1].width + _PAD]
    inner = list(pairwise(edges[1:-1]))

    def draw(paper: Paper, top: float, height: float) -> None:
        if fill:
            paper.fill(edges[0], top, edges[-1] - edges[0], height, fill)
        for at, (left, right) in enumerate(inner):
            if at in shaded:
                paper.fill(left, top, right - left, height, HAIR if blank else TINT)
            elif blank:
                paper.fill(left, top, right - left, height, "1 1 1")
        for at in struck:
            left, right = inner[at]
            paper.rule(left, top + height, right, top, HAIR, 0.8)
        # The fill of a row hides the rule above it.
        paper.rule(edges[0], top, edges[-1], top, FAINT, 0.5)
        for x in edges:
            paper.rule(x, top, x, top + height, FAINT, 0.5)

    return draw
