"""Calendars side by side on paper: a timeline of weeks for each, then the table of their dates."""

from __future__ import annotations

from backoffice.documents.attendance.page import LEFT, RIGHT, WIDTH
from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import (
    A4_LANDSCAPE,
    ACCENT,
    REGULAR,
    SMALL,
    SMALL_STRONG,
    TITLE,
    Style,
)
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines, letterhead, reach
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Para, Strip, paragraph, space
from backoffice.documents.options.dates import dates_table
from backoffice.documents.options.timeline import timeline
from backoffice.documents.options.words import answer_line, follower_line
from backoffice.documents.sheets.options import OptionsSheet
from backoffice.i18n import _
from backoffice.i18n.formats import long_date

_FIRST_TOP, _TOP = 74.0, 56.0
_NAME = Style(REGULAR, 19, 22, ACCENT)


def options_title(sheet: OptionsSheet) -> str:
    """``Calendar options INT-2026-0042``."""
    return f"{_('Calendar options')} {sheet.reference}"


def options_pages(sheet: OptionsSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.title}"
    frame = Frame(A4_LANDSCAPE, LEFT, running, sheet.reference, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(_FIRST_TOP, _TOP, frame.foot - 10)
    flow.add(_head(sheet))
    flow.add(timeline(sheet, flow.left))
    flow.add(dates_table(sheet))
    flow.add(_foot(sheet))
    return leaves(frame, flow.pages, lambda paper: _title_block(paper, sheet, draft, logo))


def _title_block(paper: Paper, sheet: OptionsSheet, draft: bool, logo: Picture | None) -> None:
    letterhead(paper, sheet.organisation, logo, LEFT, 22, WIDTH - 300, [reach(sheet.organisation)])
    paper.right(RIGHT, 36, _("Calendar options"), _NAME)
    dated = f" · {long_date(sheet.issued_on)}" if sheet.issued_on and not draft else ""
    version = f" · {_('version {n}').format(n=sheet.version)}" if sheet.version > 1 else ""
    paper.right(RIGHT, 48, f"{sheet.reference}{version}{dated}", SMALL_STRONG)


def _head(sheet: OptionsSheet) -> list[Strip]:
    return [
        *paragraph(LEFT, WIDTH, Para(sheet.title, TITLE), Para(sheet.client_name, SMALL)),
        space(2, glue=True),
        *paragraph(LEFT, WIDTH, Para(answer_line(sheet), Style(SMALL_STRONG.face, 9.2, 12.6, ACCENT))),
        space(8),
    ]


def _foot(sheet: OptionsSheet) -> list[Strip]:
    text = follower_line(sheet)
    return [space(8), *paragraph(LEFT, WIDTH, Para(text, SMALL))] if text else []
