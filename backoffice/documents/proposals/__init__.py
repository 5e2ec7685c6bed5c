"""A detailed proposal on paper: a cover, its contents, its sections with their tables and calendar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import A4
from backoffice.documents.kit.flow import Flow, Placed
from backoffice.documents.kit.frame import Frame, legal_lines
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.proposals.contents import Entry, contents_strips
from backoffice.documents.proposals.cover import paint_cover
from backoffice.documents.proposals.page import LEFT, WIDTH, Mark
from backoffice.documents.proposals.sections import closing_strips, section_strips
from backoffice.documents.sheets import ProposalSheet
from backoffice.i18n import _

_TOP = 58.0


@dataclass(frozen=True, slots=True)
class _Whole:
    """What each page needs to know of the document."""

    sheet: ProposalSheet
    frame: Frame
    logo: Picture | None
    total: int


def proposal_title(sheet: ProposalSheet, draft: bool) -> str:
    """``Detailed proposal INT-2026-0042-R1``; a draft has no number."""
    name = _("Detailed proposal")
    return name if draft or not sheet.number else f"{name} {sheet.number}"


def proposal_pages(sheet: ProposalSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.title}"
    reference = sheet.reference if draft or not sheet.number else sheet.number
    frame = Frame(A4, LEFT, running, reference, legal_lines(sheet.organisation, WIDTH), draft)
    body = _flow(frame)
    for rank, section in enumerate(sheet.sections, start=1):
        body.add(section_strips(sheet, section, rank, body.left))
    body.add(closing_strips(sheet))
    contents = _contents(frame, body)
    pages = [*contents.pages, *body.pages]
    whole = _Whole(sheet, frame, logo, len(pages) + 1)
    return [
        partial(_first, whole),
        *(partial(_page, whole, placed, number) for number, placed in enumerate(pages, start=2)),
    ]


def _flow(frame: Frame) -> Flow:
    return Flow(_TOP, _TOP, frame.foot - 14)


def _contents(frame: Frame, body: Flow) -> Flow:
    """The table of contents; how many pages it takes is known only once it is laid out."""
    taken = 1
    while True:
        made = _flow(frame)
        made.add(contents_strips(_entries(body, 1 + taken)))
        if len(made.pages) == taken:
            return made
        taken = len(made.pages)


def _entries(body: Flow, before: int) -> list[Entry]:
    return [
        Entry(one.strip.tag, number)
        for number, placed in enumerate(body.pages, start=before + 1)
        for one in placed
        if isinstance(one.strip.tag, Mark)
    ]


def _first(whole: _Whole, paper: Paper) -> None:
    whole.frame.under(paper)
    paint_cover(paper, whole.sheet, whole.frame.draft, whole.logo, whole.frame.foot)
    whole.frame.around(paper, 1, whole.total)


def _page(whole: _Whole, placed: list[Placed], number: int, paper: Paper) -> None:
    whole.frame.under(paper)
    for one in placed:
        if isinstance(one.strip.tag, Mark):
            paper.mark(one.strip.tag.name, one.strip.tag.title, one.strip.tag.level)
        one.strip.paint(paper, one.top)
    whole.frame.around(paper, number, whole.total)
