"""An attendance sheet on paper: a cell to sign for each participant and slot, on as many pages as needed."""

from __future__ import annotations

from backoffice.documents.attendance.grid import bands
from backoffice.documents.attendance.head import facts_strips, title_block
from backoffice.documents.attendance.page import LEFT, WIDTH
from backoffice.documents.attendance.table import Grid, band_strips
from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4_LANDSCAPE
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.picture import Picture
from backoffice.documents.sheets.attendance import AttendanceSheet
from backoffice.i18n import _

_TOP = 62.0
_TALLEST_FACTS = 150.0
_MOST_ROOM = 70.0


def attendance_title(sheet: AttendanceSheet, draft: bool) -> str:
    """``Attendance sheet EMA-2026-0007``; a draft has no number."""
    title = _("Attendance sheet")
    return title if draft or not sheet.number else f"{title} {sheet.number}"


def layout(sheet: AttendanceSheet, bottom: float) -> Flow:
    """The pages of `sheet`: for each band of slots, all participants, then the trainers and observations."""
    flow = Flow(_TOP, _TOP, bottom)
    facts = facts_strips(sheet)
    if sum(strip.height for strip in facts) > _TALLEST_FACTS:
        # Beyond reason: whole once, cut to fit wherever it is repeated.
        flow.add(facts)
        flow.turn()
        facts = facts_strips(sheet, cut=True)
    every = bands(sheet.slots)
    for number, band in enumerate(every):
        flow.turn()
        last = number == len(every) - 1
        flow.add(band_strips(Grid.of(sheet, every), band, facts, last))
        # What is left of the page is room to write in.
        flow.pages[-1][-1].strip.height += min(max(flow.left, 0), _MOST_ROOM)
    return flow


def attendance_pages(sheet: AttendanceSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    frame = Frame(A4_LANDSCAPE, LEFT, "", "", legal_lines(sheet.organisation, WIDTH), draft)
    pages = layout(sheet, frame.foot - 8).pages
    return leaves(frame, pages, lambda paper: title_block(paper, sheet, draft, logo), on_each=True)
