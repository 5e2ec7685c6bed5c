"""Where an agreement is signed: by both parties, each with its date."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.documents.kit.design import BODY, FAINT, HAIR, SMALL, SMALL_STRONG
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Decor,
    Para,
    Row,
    Strip,
    columns,
    heading,
    paragraph,
    row_strips,
    space,
    together,
)
from backoffice.documents.quotes.page import LEFT, WIDTH
from backoffice.documents.sheets.agreement import AgreementSheet, AmendmentSheet, ContractSheet
from backoffice.documents.sheets.parts import Person
from backoffice.i18n import _, pgettext
from backoffice.i18n.formats import person


def signature_strips(sheet: AgreementSheet | AmendmentSheet) -> list[Strip]:
    """Where and in how many copies it is made, and a box for each party; on one page."""
    made = _("Made in two copies, one for each party.")
    if sheet.place:
        made = _("Made in two copies, one for each party, at {place}.").format(place=sheet.place)
    cols = columns(LEFT + 8, (WIDTH - 16) / 2 - 16, (WIDTH - 16) / 2 - 16, gap=32)
    boxes = Row(
        (
            _box(_theirs(sheet), sheet.client_signatory),
            _box(_("For the training organisation"), sheet.signatory),
        ),
        6,
        44,
        least=138,
        rule=None,
        decor=_outlines(cols),
        whole=24,
    )
    return together(
        [
            *heading(LEFT, WIDTH, _("Signatures")),
            *paragraph(LEFT, WIDTH, Para(made, BODY)),
            space(6),
            *row_strips(cols, boxes),
        ]
    )


def _theirs(sheet: AgreementSheet | AmendmentSheet) -> str:
    contract = isinstance(sheet, ContractSheet)
    amended = isinstance(sheet, AmendmentSheet) and sheet.parent_kind == "contract"
    return (
        _("The trainee: read and approved") if contract or amended else _("For the client: read and approved")
    )


def _box(title: str, who: Person | None) -> Cell:
    named = person(who.first_name, who.last_name) if who else ""
    return (
        Para(title, SMALL_STRONG),
        Para(_("Date"), SMALL, before=8.4),
        Para(f"{pgettext('signatory', 'Name')}   {named}".rstrip(), SMALL, before=8.4),
        Para(
            f"{pgettext('signatory', 'Quality')}   {who.function if who else ''}".rstrip(), SMALL, before=8.4
        ),
        Para(_("Signature and stamp"), SMALL, before=8.4),
    )


def _outlines(cols: Sequence[Column]) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        for col in cols:
            paper.frame(col.x - 8, top, col.width + 16, height, FAINT, 0.7)
            for row in range(3):
                y = top + 6 + 10.6 + (row + 1) * 19
                paper.rule(col.x, y, col.x + col.width, y, HAIR, 0.5)

    return draw
