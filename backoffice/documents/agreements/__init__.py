"""Agreements, individuals' contracts and amendments on paper: parties, articles, signatures, annexes."""

from __future__ import annotations

from backoffice.documents.agreements.amendment import amendment_strips
from backoffice.documents.agreements.annexes import annex_strips
from backoffice.documents.agreements.articles import article_strips
from backoffice.documents.agreements.head import parties_strips, subject_strips, title_block
from backoffice.documents.agreements.signing import signature_strips
from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.picture import Picture
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.agreement import AgreementSheet, AmendmentSheet, ContractSheet
from backoffice.i18n import _

Sheet = AgreementSheet | AmendmentSheet


def word_of(sheet: Sheet) -> str:
    """What the document is, in a word: agreement, contract, amendment."""
    if isinstance(sheet, AmendmentSheet):
        return _("Amendment no. {n}").format(n=sheet.rank)
    return _("Contract") if isinstance(sheet, ContractSheet) else _("Agreement")


def agreement_title(sheet: Sheet, draft: bool) -> str:
    """``Agreement CONV-2026-0001``; a draft has no number."""
    return word_of(sheet) if draft or not sheet.number else f"{word_of(sheet)} {sheet.number}"


def agreement_pages(sheet: Sheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    reference = sheet.reference if draft or not sheet.number else sheet.number
    title = sheet.title if isinstance(sheet, AmendmentSheet) else sheet.action.title
    frame = Frame(
        A4,
        LEFT,
        f"{sheet.organisation.name} · {title}",
        reference,
        legal_lines(sheet.organisation, WIDTH),
        draft,
    )
    flow = Flow(104, 56, frame.foot - 12)
    flow.add(subject_strips(sheet))
    flow.add(parties_strips(sheet))
    if isinstance(sheet, AmendmentSheet):
        flow.add(amendment_strips(sheet))
        flow.add(signature_strips(sheet))
    else:
        flow.add(article_strips(sheet, signature_strips(sheet)))
        annexes = annex_strips(sheet)
        if annexes:
            flow.turn()
            flow.add(annexes)
    return leaves(frame, flow.pages, lambda paper: title_block(paper, sheet, word_of(sheet), draft, logo))
