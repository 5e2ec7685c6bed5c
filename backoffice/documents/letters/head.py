"""The head of a letter: who writes, to whom, its references, what it is about."""

from __future__ import annotations

from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    CAPTION,
    REGULAR,
    SMALL,
    TITLE,
    Style,
)
from backoffice.documents.kit.frame import letterhead, place
from backoffice.documents.kit.names import postal
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Para,
    Row,
    Strip,
    columns,
    labelled,
    paragraph,
    row_strips,
    space,
    tinted,
)
from backoffice.documents.quotes.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.acknowledgement import AcknowledgementSheet
from backoffice.i18n import _
from backoffice.i18n.formats import long_date, phone

# A letter's name is longer than the word Quote.
_NAME = Style(REGULAR, 19, 22, ACCENT)


def title_block(paper: Paper, sheet: AcknowledgementSheet, draft: bool, logo: Picture | None) -> None:
    """Draws the letterhead and, on the right, what the letter is and its date."""
    who = sheet.organisation
    reached = "\u00a0· ".join(part for part in (phone(who.phone), who.email) if part)
    said = [text for text in (place(who), reached, who.website) if text]
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 190, said)
    paper.right(RIGHT, 52, _("Acknowledgement"), _NAME)
    if sheet.issued_on and not draft:
        paper.right(RIGHT, 68, long_date(sheet.issued_on), SMALL)


def head_strips(sheet: AcknowledgementSheet) -> list[Strip]:
    """References and addressee side by side, then what the letter is about."""
    cols = columns(LEFT, WIDTH - 246, 222, gap=12)
    box = tinted((Column(cols[1].x, 222),), ACCENT_TINT, 12)
    both = Row((_references(sheet), postal(sheet.client)), 9, 9, rule=None, decor=box, whole=24)
    return [
        *row_strips(cols, both),
        space(20, glue=True),
        *paragraph(LEFT, WIDTH, Para(_("Your request"), CAPTION), Para(sheet.understood.topic, TITLE)),
        space(8),
    ]


def _references(sheet: AcknowledgementSheet) -> Cell:
    told = [
        (_("Our reference"), sheet.reference),
        (_("Version"), str(sheet.version) if sheet.version > 1 else ""),
        (_("Received on"), long_date(sheet.received_on)),
    ]
    return labelled(told)
