"""Programmes on paper: what the public must be able to read before it asks for a training."""

from __future__ import annotations

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.picture import Picture
from backoffice.documents.programmes.body import body_strips
from backoffice.documents.programmes.head import head_strips, title_block
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.programme import ProgrammeSheet
from backoffice.i18n import _


def programme_title(sheet: ProgrammeSheet) -> str:
    """``Programme FA-COOP – Formation-action…``."""
    return f"{_('Programme')} {sheet.code} – {sheet.title}"


def programme_pages(sheet: ProgrammeSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.title}"
    frame = Frame(A4, LEFT, running, sheet.code, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(104, 56, frame.foot - 12)
    flow.add(head_strips(sheet))
    flow.add(body_strips(sheet))
    return leaves(frame, flow.pages, lambda paper: title_block(paper, sheet, logo))
