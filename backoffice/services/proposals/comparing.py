"""Two versions of a proposal compared section by section, words added and removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backoffice.documents.sheets import DataTable, ProposalSheet, SectionSheet, TextBlock
from backoffice.domain.prose import BlockKind, Span, plain_lines
from backoffice.domain.prose import TextBlock as Written
from backoffice.domain.word_diff import Change, Piece, compare
from backoffice.i18n import _
from backoffice.i18n.formats import long_date
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.proposals.sheet import proposal_sheet
from backoffice.store.records import Proposal

HEAD = "head"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section in both versions: ``same``, ``changed``, ``added``, ``removed``; its words and their fate."""

    code: str
    title: str
    state: str
    pieces: tuple[Piece, ...]

    @property
    def added(self) -> int:
        """How many words were added."""
        return _words(self.pieces, Change.ADDED)

    @property
    def removed(self) -> int:
        """How many words were removed."""
        return _words(self.pieces, Change.REMOVED)


def _words(pieces: tuple[Piece, ...], fate: Change) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.change is fate)


def compared(doing: Doing, first: Proposal, second: Proposal) -> tuple[SectionChange, ...]:
    """`first` against `second`: what was sent as it was sent, a draft as it stands."""
    return changes(proposal_sheet(doing, first), proposal_sheet(doing, second))


def changes(first: ProposalSheet, second: ProposalSheet) -> tuple[SectionChange, ...]:
    """Two snapshots, their head first, then each section that either has, in the order of the second."""
    old, new = _sections(first), _sections(second)
    codes = [*new, *(code for code in old if code not in new)]
    return tuple(_change(code, old, new) for code in codes)


Told = Mapping[str, tuple[str, str]]


def _change(code: str, old: Told, new: Told) -> SectionChange:
    title = (new.get(code) or old[code])[0]
    before, after = (told.get(code, ("", ""))[1] for told in (old, new))
    if code not in old or code not in new:
        state = "added" if code in new else "removed"
    else:
        state = "same" if before == after else "changed"
    return SectionChange(code, title, state, compare(before, after))


def _sections(sheet: ProposalSheet) -> Told:
    head = "\n".join(_head(sheet)) + "\n"
    told = {HEAD: (_("Head"), head)}
    return told | {one.code: (one.title, text_of(one)) for one in sheet.sections}


def _head(sheet: ProposalSheet) -> Iterator[str]:
    yield sheet.title
    if sheet.variant:
        yield sheet.variant
    if sheet.valid_until:
        yield _("Valid until {day}").format(day=long_date(sheet.valid_until))
    for one in sheet.figures:
        yield f"{one.label} : {one.text}"


def text_of(section: SectionSheet) -> str:
    """A section as plain text, a line for each paragraph and each row."""
    lines = [
        *plain_lines(map(written_of, section.before)),
        *(line for table in section.tables for line in table_lines(table)),
        *plain_lines(map(written_of, section.after)),
    ]
    return "".join(f"{line}\n" for line in lines)


def written_of(block: TextBlock) -> Written:
    """A block of a snapshot as the rules of prose see it."""
    spans = tuple(Span(one.text, one.strong, one.emphasis, one.code, one.href) for one in block.words)
    return Written(BlockKind(block.kind), spans, block.level, block.marker, block.rows)


def table_lines(table: DataTable) -> Iterator[str]:
    """A table as lines of text; a line end inside a cell becomes a slash."""
    if table.title:
        yield f"{table.title} {table.aside}".strip()
    if table.note:
        yield " / ".join(table.note.split("\n"))
    for row in (*((table.heads,) if table.heads else ()), *table.rows):
        yield " | ".join(" / ".join(cell.split("\n")) for cell in row)


def comparison_json(first: Proposal, second: Proposal, found: tuple[SectionChange, ...]) -> dict[str, Any]:
    """``proposal-comparison/1``."""
    return {
        "format": "proposal-comparison/1",
        "first": ref_of(first),
        "second": ref_of(second),
        "sections": [
            {
                "code": one.code,
                "title": one.title,
                "state": one.state,
                "words_added": one.added,
                "words_removed": one.removed,
                "pieces": [{"change": str(piece.change), "text": piece.text} for piece in one.pieces],
            }
            for one in found
        ],
    }
