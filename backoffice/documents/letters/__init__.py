"""Letters on paper: who writes to whom, what about, and what is said."""

from __future__ import annotations

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.picture import Picture
from backoffice.documents.letters.acknowledgement import acknowledgement_strips
from backoffice.documents.letters.head import head_strips, title_block
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.acknowledgement import AcknowledgementSheet
from backoffice.i18n import _


def letter_title(sheet: AcknowledgementSheet) -> str:
    """``Acknowledgement of receipt INT-2026-0042``."""
    return f"{_('Acknowledgement of receipt')} {sheet.reference}"


def letter_pages(sheet: AcknowledgementSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.understood.topic}"
    frame = Frame(A4, LEFT, running, sheet.reference, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(104, 56, frame.foot - 12)
    flow.add(head_strips(sheet))
    flow.add(acknowledgement_strips(sheet))
    return leaves(frame, flow.pages, lambda paper: title_block(paper, sheet, draft, logo))
