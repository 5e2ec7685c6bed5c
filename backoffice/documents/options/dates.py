"""The table of dates: a row for each slot, a column for each option."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.documents.attendance.page import LEFT, WIDTH
from backoffice.documents.kit.design import ACCENT, ACCENT_TINT, SMALL, SMALL_INK, SMALL_STRONG
from backoffice.documents.kit.strips import Cell, Column, Para, Row, Strip, columns, heading, table, tinted
from backoffice.documents.options.words import mode_text, option_name
from backoffice.documents.sheets.options import OptionColumn, OptionDate, OptionsSheet
from backoffice.i18n import _
from backoffice.i18n.formats import time_span, weekday_date

_WHAT = 150.0
_GAP = 12.0


def dates_table(sheet: OptionsSheet) -> list[Strip]:
    """Every date of every option; a slot that an option leaves where it is has none there."""
    cols = _columns(len(sheet.options))
    titles = (_("Module"), *(option_name(option) for option in sheet.options))
    head = Row(
        [(Para(title, SMALL_STRONG),) for title in titles],
        4,
        4,
        rule=ACCENT,
        weight=1,
        decor=tinted(cols, ACCENT_TINT),
        spread=6,
    )
    found = [{one.slot: one for one in option.dates} for option in sheet.options]
    return [
        *heading(LEFT, WIDTH, _("Dates of each option"), above=10),
        *table(cols, [head], [_row(slot, found) for slot in _slots(sheet.options)]),
    ]


def _columns(options: int) -> tuple[Column, ...]:
    each = (WIDTH - 12 - _WHAT) / options - _GAP
    return columns(LEFT + 6, _WHAT, *[each] * options, gap=_GAP)


def _slots(options: Sequence[OptionColumn]) -> list[int]:
    return sorted({one.slot for option in options for one in option.dates})


def _row(slot: int, found: Sequence[dict[int, OptionDate]]) -> Row:
    one = next(dates[slot] for dates in found if slot in dates)
    what: list[Para] = [Para(f"{one.module} – {one.title}", SMALL_INK)]
    if one.part:
        what.append(Para(one.part, SMALL))
    if one.group:
        what.append(Para(one.group, SMALL))
    return Row([what, *(_date(dates.get(slot)) for dates in found)], 4, 4, spread=6, whole=14)


def _date(one: OptionDate | None) -> Cell:
    if one is None:
        return (Para("–", SMALL),)
    where = ", ".join(part for part in (one.venue, mode_text(one.mode)) if part)
    told = [Para(f"{weekday_date(one.day)}, {time_span(one.start, one.end)}", SMALL_STRONG)]
    told += [Para(text, SMALL) for text in (", ".join(one.trainers), where) if text]
    return told
