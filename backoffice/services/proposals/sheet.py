"""A proposal as it is printed or compared: everything that its pages say, gathered into one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from backoffice.content.markdown import read_markdown
from backoffice.documents import sheets
from backoffice.documents.quotes.head import length
from backoffice.domain import prose
from backoffice.domain.proposal import SECTION_TITLES, ProposalState
from backoffice.i18n import _, speaking
from backoffice.services.acts import Doing
from backoffice.services.papers import organisation, person_of
from backoffice.services.proposals.reading import Ground, client_of_proposal
from backoffice.services.proposals.tables import gap_words, glances, tables_of
from backoffice.services.quote_sheet import client_of
from backoffice.store.records import Document, Proposal, ProposalSection


def proposal_sheet(doing: Doing, proposal: Proposal) -> sheets.ProposalSheet:
    """The snapshot of a proposal: what was sent, as it was; of a draft, as it stands."""
    kept = document_of(doing, proposal)
    if kept is not None:
        return sheet_in(kept)
    with speaking(proposal.language):
        return _sheet(doing, Ground(doing, proposal))


def document_of(doing: Doing, proposal: Proposal) -> Document | None:
    """The document that was sent; None for a draft."""
    if proposal.state == ProposalState.DRAFT:
        return None
    query = select(Document).where(Document.kind == "proposal", Document.subject_uid == proposal.uid)
    return doing.unit.session.scalars(query.order_by(Document.version_no.desc())).first()


def sheet_in(document: Document) -> sheets.ProposalSheet:
    """The snapshot that a document was made from."""
    from backoffice.store.canonical import canonical

    return sheets.ProposalSheet.from_json(canonical(document.sheet))


def number_of(proposal: Proposal) -> str:
    """``INT-2026-0042-R1``: how the document is called."""
    return f"{proposal.request.ref}-R{proposal.position}"


def _sheet(doing: Doing, ground: Ground) -> sheets.ProposalSheet:
    proposal, request = ground.proposal, ground.request
    ours = doing.settings.organisation
    client = client_of_proposal(proposal)
    contact = request.contact if client is request.client else None
    sittings = tuple(_sittings(ground))
    return sheets.ProposalSheet(
        language=proposal.language,
        reference=request.ref,
        version=proposal.position,
        organisation=organisation(doing, proposal.language, public=True),
        client=client_of(client, contact),
        title=proposal.title,
        sections=tuple(
            filter(filled, (section_sheet(ground, one) for one in proposal.sections if one.shown))
        ),
        number=number_of(proposal),
        variant=proposal.variant or "",
        issued_on=doing.happened_on,
        valid_until=proposal.valid_until or (proposal.quote.valid_until if proposal.quote else None),
        figures=tuple(sheets.Glance(label, text) for label, text in glances(ground) if text),
        sittings=sittings,
        pauses=tuple(_pauses(sittings)),
        stops=() if sittings else tuple(_stops(ground)),
        author=person_of(
            request.owner.name, "", request.owner.email or ours.email, request.owner.phone or ours.phone
        )
        if request.owner
        else None,
        contacts=(
            sheets.Contact(
                _("Disability"),
                person_of(ours.disability.name, "", ours.disability.email, ours.disability.phone),
            ),
            sheets.Contact(
                _("Quality"), person_of(ours.quality.name, "", ours.quality.email, ours.quality.phone)
            ),
        ),
        quote=(proposal.quote.full_number or "") if proposal.quote else "",
        total_cents=ground.priced.total_cents if ground.priced and ground.priced.lines else None,
    )


def section_sheet(ground: Ground, section: ProposalSection) -> sheets.SectionSheet:
    """A section as it stands, in the language in force; raises MarkdownRefused with its place."""
    return sheets.SectionSheet(
        code=section.code,
        title=_(SECTION_TITLES[section.code]),
        before=blocks_of(section.before, f"{section.code}.before"),
        tables=tables_of(section.code, ground),
        after=blocks_of(section.after, f"{section.code}.after"),
    )


def blocks_of(text: str, path: str) -> tuple[sheets.TextBlock, ...]:
    """The blocks of a Markdown text, as a snapshot holds them."""
    return tuple(
        sheets.TextBlock(str(one.kind), tuple(map(_words, one.spans)), one.level, one.marker, one.rows)
        for one in read_markdown(text, path)
    )


def _words(span: prose.Span) -> sheets.Words:
    return sheets.Words(span.text, span.strong, span.emphasis, span.code, span.href)


def filled(section: sheets.SectionSheet) -> bool:
    """Whether a section says anything."""
    return bool(section.before or section.tables or section.after)


def _sittings(ground: Ground) -> Iterator[sheets.Sitting]:
    if not ground.action.dates:
        return
    titles = {module.label: module.title for module in ground.modules}
    for slot in ground.action.calendar:
        if slot.day and slot.start and slot.end:
            title = titles.get(slot.module, "")
            yield sheets.Sitting(slot.module, title, slot.day, slot.start, slot.end, slot.minutes)


def _pauses(sittings: Iterable[sheets.Sitting]) -> Iterator[sheets.Pause]:
    spans: dict[str, tuple[date, date]] = {}
    for one in sittings:
        first, last = spans.get(one.module, (one.day, one.day))
        spans[one.module] = min(first, one.day), max(last, one.day)
    ordered = sorted(spans.items(), key=lambda item: item[1])
    for (before, (_first, last)), (then, (first, _last)) in pairwise(ordered):
        yield sheets.Pause(before, then, (first - last).days)


def _stops(ground: Ground) -> Iterator[sheets.Stop]:
    for at, (module, block) in enumerate(zip(ground.modules, ground.action.modules, strict=True)):
        gap = gap_words(module.link) if module.link and at else ""
        yield sheets.Stop(module.label, module.title, length(block.minutes, block.days_e4), gap)
