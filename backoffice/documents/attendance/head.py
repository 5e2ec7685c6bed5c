"""The head of each page of an attendance sheet: whose training, for whom, under which agreement, where."""

from __future__ import annotations

from dataclasses import replace

from backoffice.documents.attendance.grid import places
from backoffice.documents.attendance.page import LEFT, RIGHT, WIDTH
from backoffice.documents.kit.design import ACCENT, CAPTION, REGULAR, SMALL_INK, SMALL_STRONG, STRONG, Style
from backoffice.documents.kit.frame import letterhead, reach
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Cell, Para, Row, Strip, columns, row_strips
from backoffice.documents.kit.text import lines
from backoffice.documents.sheets.attendance import AttendanceSheet
from backoffice.i18n import _
from backoffice.i18n.formats import duration

_NAME = Style(REGULAR, 19, 22, ACCENT)
_MOST_CHARS = 120


def title_block(paper: Paper, sheet: AttendanceSheet, draft: bool, logo: Picture | None) -> None:
    """Draws the letterhead and, on the right, the document's name and number."""
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 22, WIDTH - 260, [reach(who)])
    paper.right(RIGHT, 36, _("Attendance sheet"), _NAME)
    told = [sheet.number] if sheet.number and not draft else []
    told.append(sheet.reference)
    if sheet.version > 1:
        told.append(_("version {number}").format(number=sheet.version))
    told = [text for text in told if text]
    if told:
        paper.right(RIGHT, 48, lines(" · ".join(told), SMALL_STRONG, 250)[0], SMALL_STRONG)


def facts_strips(sheet: AttendanceSheet, cut: bool = False) -> list[Strip]:
    """What every page recalls, in two rows; `cut` shortens texts that would fill the page."""
    cols = columns(LEFT, 300, 270, 110, WIDTH - 680 - 36, gap=12)
    module = " – ".join(part for part in (sheet.module_label, sheet.module_title) if part)
    total = sum(slot.minutes for slot in sheet.slots)
    upper = (
        (sheet.subject or _("Training action"), sheet.title, STRONG),
        (_("Client"), sheet.client_name, STRONG),
        (_contract(sheet.contract_kind), sheet.contract_number, SMALL_INK),
        (_("Total duration"), duration(total), SMALL_INK),
    )
    lower = (
        (_("Module"), module, SMALL_INK),
        (_("Place"), _places(sheet), SMALL_INK),
        (_("Group"), sheet.group, SMALL_INK),
        (_("Slots"), str(len(sheet.slots)), SMALL_INK),
    )
    rows = [Row([_cell(*one, cut=cut) for one in told], 2, 2, rule=None, whole=12) for told in (upper, lower)]
    made = [strip for row in rows for strip in row_strips(cols, row)]
    made[-1].height += 4
    return made


def _cell(label: str, text: str, style: Style, cut: bool) -> Cell:
    if not text:
        return ()
    if cut and len(text) > _MOST_CHARS:
        text = " ".join(text[:_MOST_CHARS].split()) + "…"
    return (Para(label, CAPTION), Para(text, replace(style, leading=11)))


def _contract(kind: str) -> str:
    named = {"quote": _("Quote"), "agreement": _("Agreement"), "contract": _("Contract")}
    return named.get(kind, _("Amendment"))


def _places(sheet: AttendanceSheet) -> str:
    """The venue; numbered when there are several, as the columns recall them."""
    told = places(sheet)
    if len(told) < 2:
        return "".join(told)
    return "\n".join(f"{number}. {place}" for number, place in enumerate(told, 1))
