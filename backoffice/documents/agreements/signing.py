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
    ours = _box(_("For the training organisation"), sheet.signatory, stamp=True)
    row = Row(
        (_theirs(sheet), ours),
        6,
        44,
        least=138,
        rule=None,
        decor=_outlines(cols, _individual(sheet)),
        whole=24,
    )
    return together(
        [
            *heading(LEFT, WIDTH, _("Signatures")),
            *paragraph(LEFT, WIDTH, Para(made, BODY)),
            space(6),
            *row_strips(cols, row),
        ]
    )


def _individual(sheet: AgreementSheet | AmendmentSheet) -> bool:
    if isinstance(sheet, AmendmentSheet):
        return sheet.parent_kind == "contract"
    return isinstance(sheet, ContractSheet)


def _theirs(sheet: AgreementSheet | AmendmentSheet) -> Cell:
    if _individual(sheet):
        return _box(_("The trainee: read and approved"), sheet.client_signatory, stamp=False)
    return _box(_("For the client: read and approved"), sheet.client_signatory, stamp=True)


def _box(title: str, who: Person | None, *, stamp: bool) -> Cell:
    """What a party fills in; a person of their own has neither quality nor stamp."""
    named = person(who.first_name, who.last_name) if who else ""
    told = [_("Date"), f"{pgettext('signatory', 'Name')}   {named}".rstrip()]
    if stamp:
        told.append(f"{pgettext('signatory', 'Quality')}   {who.function if who else ''}".rstrip())
    told.append(_("Signature and stamp") if stamp else _("Signature"))
    return (Para(title, SMALL_STRONG), *(Para(text, SMALL, before=8.4) for text in told))


def _outlines(cols: Sequence[Column], individual: bool) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        for at, col in enumerate(cols):
            paper.frame(col.x - 8, top, col.width + 16, height, FAINT, 0.7)
            for row in range(2 if individual and at == 0 else 3):
                y = top + 6 + 10.6 + (row + 1) * 19
                paper.rule(col.x, y, col.x + col.width, y, HAIR, 0.5)

    return draw
