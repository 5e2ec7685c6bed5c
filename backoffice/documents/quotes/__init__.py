"""A quote on paper: what and how much first, then the action in detail, the terms, and where to sign."""

from __future__ import annotations

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.picture import Picture
from backoffice.documents.quotes.action import action_strips
from backoffice.documents.quotes.head import head_strips, title_block
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.quotes.price import price_strips
from backoffice.documents.quotes.terms import agreement_strips, terms_strips
from backoffice.documents.sheets.quote import QuoteSheet
from backoffice.i18n import _

_PARTS = (head_strips, price_strips, action_strips, terms_strips, agreement_strips)


def quote_title(sheet: QuoteSheet, draft: bool) -> str:
    """``Quote DEV-2026-0042-2``; a draft has no number."""
    return _("Quote") if draft or not sheet.number else f"{_('Quote')} {sheet.number}"


def quote_pages(sheet: QuoteSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    reference = sheet.reference if draft or not sheet.number else sheet.number
    running = f"{sheet.organisation.name} · {sheet.action.title}"
    legal = legal_lines(sheet.organisation, WIDTH)
    frame = Frame(A4, LEFT, running, reference, legal, draft)
    flow = Flow(104, 56, frame.foot - 12)
    for part in _PARTS:
        flow.add(part(sheet))
    return leaves(frame, flow.pages, lambda paper: title_block(paper, sheet, draft, logo))
