"""Proposals as the screens and the JSON show them: versions, sections, what is missing, a preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backoffice.documents.sheets import DataTable, SectionSheet
from backoffice.domain.proposal import SECTION_TITLES, ProposalState
from backoffice.domain.prose import plain_lines
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, speaking
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Changes, Column, Lines, Prose, Tab
from backoffice.services.proposals.comparing import SectionChange, changes, written_of
from backoffice.services.proposals.drafting import file_of
from backoffice.services.proposals.reading import Ground, aims_of, proposals_of, results_of
from backoffice.services.proposals.sending import lacks_in
from backoffice.services.proposals.sheet import document_of, proposal_sheet, section_sheet
from backoffice.store.records import Proposal, ProposalSection, Request
from backoffice.store.types import instant_text

_VERSIONS = (
    Column("ref", N_("Proposal"), 17),
    Column("variant", N_("Variant"), 12, grow=1, priority=1),
    Column("title", N_("Title"), 18, grow=3, priority=2),
    Column("state", N_("State"), 11, kind=Cell.STATE, states="proposal"),
    Column("sent", N_("Sent"), 10, kind=Cell.LOCAL_DAY),
    Column("quote", N_("Quote"), 17, priority=3),
)
_SECTIONS = (
    Column("ref", N_("Reference"), 20, priority=2),
    Column("title", N_("Section"), 22, grow=1, kind=Cell.MESSAGE),
    Column("words", N_("Words"), 6, kind=Cell.NUMBER),
    Column("rows", N_("Rows"), 6, kind=Cell.NUMBER, priority=1),
    Column("printed", N_("Printed"), 11, kind=Cell.STATE, states="printed"),
)
# Beyond this, a cell isn't read at a glance: the row is told in lines.
_SHORT = 34
_MOST_COMPARED = 4


def proposal_tab(doing: Doing, request: Request) -> Tab | None:
    """The tab of a dossier: its versions, then the last one's sections and what that lacks."""
    found = proposals_of(doing, request)
    if not found:
        return None
    last = found[-1]
    rows = (_version_row(one) for one in reversed(found))
    blocks = (
        lines(N_("Versions"), _VERSIONS, rows),
        *_lacking(last),
        section_lines(doing, last),
    )
    return Tab("proposal", N_("Proposal"), blocks, str(len(found)) if len(found) > 1 else "")


def _version_row(one: Proposal) -> tuple[str, ...]:
    sent = instant_text(one.sent_at) if one.sent_at else ""
    return ref_of(one), one.variant or "", one.title, one.state, sent, ref_of(one.quote) if one.quote else ""


def _lacking(proposal: Proposal) -> tuple[Block, ...]:
    """What a draft lacks, in a text."""
    if proposal.state != ProposalState.DRAFT:
        return ()
    return prose(N_("Before sending"), "\n".join(f"▲ {one.words()}" for one in lacks_in(proposal)))


def section_lines(doing: Doing, proposal: Proposal) -> Lines:
    """The sections of a version; each opens."""
    ground = Ground(doing, proposal)
    rows = []
    for one in proposal.sections:
        count = str(len(f"{one.before} {one.after}".split()))
        printed = "printed" if one.shown else "left_out"
        rows.append((ref_of(one), SECTION_TITLES[one.code], count, _rows(ground, one), printed))
    return lines(N_("Sections"), _SECTIONS, rows)


def _rows(ground: Ground, section: ProposalSection) -> str:
    try:
        made = section_sheet(ground, section)
    except BackofficeError:
        return ""
    return str(sum(len(table.rows) for table in made.tables)) if made.tables else ""


def proposal_blocks(doing: Doing, proposal: Proposal) -> Iterable[Block]:
    """The screen of one version."""
    document = document_of(doing, proposal)
    quote = proposal.quote
    yield facts(
        N_("Proposal"),
        (N_("State"), proposal.state, Cell.STATE, "proposal"),
        (N_("Dossier"), proposal.request.ref, Cell.TEXT, "", proposal.request),
        (N_("Variant"), proposal.variant),
        (N_("Quote"), ref_of(quote) if quote else None, Cell.TEXT, "", quote),
        (N_("Valid until"), proposal.valid_until or (quote.valid_until if quote else None), Cell.DATE),
        (N_("Sent"), proposal.sent_at, Cell.INSTANT),
        (N_("Document"), document.file_name if document else None, Cell.TEXT, "", document),
        (N_("Reason"), proposal.why),
    )
    yield from _lacking(proposal)
    yield section_lines(doing, proposal)
    yield _aims(proposal)
    if proposal.results:
        yield _results(proposal)


def _aims(proposal: Proposal) -> Lines:
    columns = (
        Column("rank", N_("Rank"), 4),
        Column("text", N_("Objective"), 24, grow=3),
        Column("modules", N_("Modules"), 10, grow=1),
        Column("method", N_("Method"), 14, grow=2, priority=2),
        Column("evaluation", N_("Evaluation"), 14, grow=2, priority=1),
    )
    rows = (
        (str(rank), one.text, ", ".join(one.modules), one.method, one.evaluation)
        for rank, one in enumerate(aims_of(proposal), start=1)
    )
    return lines(
        N_("Objectives"), columns, rows, N_("None yet: choose the act Set an objective."), opens=False
    )


def _results(proposal: Proposal) -> Lines:
    columns = (
        Column("label", N_("Result"), 20, grow=2),
        Column("value", N_("Value"), 8),
        Column("count", N_("Out of"), 6, kind=Cell.NUMBER),
        Column("period", N_("Over"), 10, priority=1),
        Column("method", N_("How it is computed"), 20, grow=2, priority=2),
    )
    rows = ((one.label, one.value, str(one.count), one.period, one.method) for one in results_of(proposal))
    return lines(N_("Results"), columns, rows, opens=False)


def proposal_tabs(doing: Doing, proposal: Proposal) -> Iterable[Tab]:
    """What will be printed, to be read."""
    try:
        sheet = proposal_sheet(doing, proposal)
    except BackofficeError as wrong:
        yield Tab("preview", N_("Preview"), (Prose(N_("Preview"), f"▲ {wrong.message}"),))
        return
    yield Tab("preview", N_("Preview"), tuple(block for one in sheet.sections for block in preview(one)))
    earlier = [one for one in proposals_of(doing, proposal.request) if one.position < proposal.position]
    for other in reversed(earlier[-_MOST_COMPARED:]):
        found = changes(proposal_sheet(doing, other), sheet)
        name = f"R{other.position}"
        yield Tab(f"compared-{name}", N_("Compared with"), tuple(_changed(found)), name)


def _changed(found: Iterable[SectionChange]) -> Iterator[Block]:
    """The sections that differ, words marked; those that are the same in a line."""
    same = [one.title for one in found if one.state == "same"]
    for one in found:
        if one.state != "same":
            note = f"+{one.added} −{one.removed}"
            pieces = tuple((str(piece.change), piece.text) for piece in one.pieces)
            yield Changes(one.title, pieces, note)
    if same:
        yield Prose(N_("Unchanged"), " · ".join(same))


def section_blocks(doing: Doing, section: ProposalSection) -> Iterable[Block]:
    """The screen of one section: where it stands, then as it will be printed."""
    proposal = section.proposal
    yield facts(
        N_("Section"),
        (N_("Proposal"), ref_of(proposal), Cell.TEXT, "", proposal),
        (N_("State"), proposal.state, Cell.STATE, "proposal"),
        (N_("Printed"), "printed" if section.shown else "left_out", Cell.STATE, "printed"),
    )
    frozen = None if proposal.state == ProposalState.DRAFT else proposal_sheet(doing, proposal)
    if frozen is not None:
        shown = next((one for one in frozen.sections if one.code == section.code), None)
    else:
        with speaking(proposal.language):
            shown = section_sheet(Ground(doing, proposal), section)
    yield from preview(shown) if shown is not None else ()


def preview(section: SectionSheet) -> Iterator[Block]:
    """A section as the screen shows it; its title is in the proposal's language."""
    before, after = (
        "\n".join(plain_lines(map(written_of, blocks))) for blocks in (section.before, section.after)
    )
    if before or not section.tables:
        yield Prose(section.title, before or _("Nothing here."))
    for at, table in enumerate(section.tables):
        name = table.title or (section.title if at or not before else "")
        yield _table(table, name or section.title)
    if after:
        yield Prose(section.title, after)


def _table(table: DataTable, title: str) -> Block:
    cells = [cell for row in table.rows for cell in row]
    if table.heads and all(len(cell) <= _SHORT and "\n" not in cell for cell in cells):
        columns = tuple(
            Column(str(at), head, max(len(head), 8), grow=share, sorts=False)
            for at, (head, share) in enumerate(zip(table.heads, table.shares, strict=True))
        )
        return lines(title, columns, table.rows, opens=False)
    told = [
        *(table.note.split("\n") if table.note else ()),
        *(line for row in table.rows for line in _told(table, row)),
    ]
    return Prose(title, "\n".join(told))


def _told(table: DataTable, row: tuple[str, ...]) -> Iterator[str]:
    """A row in lines: its first cell, then each other one behind its head."""
    first, *others = row
    name, *more = first.split("\n")
    yield f"• {name}"
    yield from (f"  {line}" for line in more)
    heads = table.heads[1:] if table.heads else ("",) * len(others)
    for head, cell in zip(heads, others, strict=True):
        if cell and cell != "–":
            yield f"  {f'{head} : ' if head else ''}{' / '.join(cell.split(chr(10)))}"


def proposal_item(one: Proposal) -> dict[str, Any]:
    """A version as a dossier lists it."""
    return {
        "ref": ref_of(one),
        "variant": one.variant,
        "title": one.title,
        "state": one.state,
        "sent_at": instant_text(one.sent_at) if one.sent_at else None,
        "quote": ref_of(one.quote) if one.quote else None,
    }


def proposal_json(doing: Doing, proposal: Proposal) -> dict[str, Any]:
    """``proposal/1``: its file, with where it stands and what it lacks."""
    document = document_of(doing, proposal)
    body = file_of(proposal).model_dump(mode="json")
    return {
        "format": body.pop("format"),
        "version": proposal.version,
        "request": proposal.request.ref,
        **proposal_item(proposal),
        **body,
        "lacks": [{"section": one.section, "text": one.words()} for one in lacks_in(proposal)]
        if proposal.state == ProposalState.DRAFT
        else [],
        "answer": proposal.answer,
        "document": {"path": document.path, "sha256": document.sha256} if document else None,
    }


def section_json(section: ProposalSection) -> dict[str, Any]:
    """``section/1``."""
    return {
        "format": "section/1",
        "ref": ref_of(section),
        "version": section.version,
        "proposal": ref_of(section.proposal),
        "code": section.code,
        "before": section.before,
        "after": section.after,
        "shown": section.shown,
    }
