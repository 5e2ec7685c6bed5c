"""The head of an agreement: what it is, its number, what it is about, and between whom."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import (
    ACCENT,
    ACCENT_TINT,
    CAPTION,
    REGULAR,
    SMALL,
    SMALL_INK,
    STRONG,
    SUBHEADING,
    TINT,
    TITLE,
    Style,
)
from backoffice.documents.kit.frame import letterhead, place, reach
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
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
)
from backoffice.documents.kit.text import lines
from backoffice.documents.quotes.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.agreement import AgreementSheet, AmendmentSheet, ContractSheet
from backoffice.documents.sheets.parts import Client, Organisation, Person
from backoffice.i18n import _
from backoffice.i18n.formats import long_date, money, person, siren, siret

_NAME = Style(REGULAR, 21, 24, ACCENT)


def title_block(
    paper: Paper, sheet: AgreementSheet | AmendmentSheet, word: str, draft: bool, logo: Picture | None
) -> None:
    """Draws the letterhead and, on the right, what the document is with its number and day."""
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 160, [text for text in (place(who), reach(who)) if text])
    paper.right(RIGHT, 52, word, _NAME)
    told = [] if draft or not sheet.number else [(sheet.number, SUBHEADING)]
    if sheet.issued_on and not draft:
        told.append((_("Issued on {day}").format(day=long_date(sheet.issued_on)), SMALL))
    for row, (text, style) in enumerate(told):
        paper.right(RIGHT, 67 + row * 11.2, lines(text, style, 200)[0], style)


def subject_strips(sheet: AgreementSheet | AmendmentSheet) -> list[Strip]:
    """What the document is in full, the law that it comes under, and the title of the action."""
    if isinstance(sheet, AmendmentSheet):
        agreement = sheet.parent_kind == "agreement"
        kind = (
            _("Amendment to the training agreement") if agreement else _("Amendment to the training contract")
        )
        title = sheet.title
    else:
        contract = isinstance(sheet, ContractSheet)
        kind = _("Vocational training contract") if contract else _("Vocational training agreement")
        title = sheet.action.title
    paras = [Para(kind, CAPTION), Para(title, TITLE), Para(sheet.basis, SMALL, before=2)]
    return [*paragraph(LEFT, WIDTH, *paras), space(4)]


def parties_strips(sheet: AgreementSheet | AmendmentSheet) -> list[Strip]:
    """Between whom: each party with what the law and the trade ask, and who signs for it."""
    individual = _individual(sheet)
    second = _("the trainee") if individual else _("the client")
    ours = list(_organisation(sheet.organisation, sheet.signatory))
    theirs = list(_client(sheet.client, sheet.client_signatory, individual))
    ours.append(Para(_("hereinafter “the organisation”, of the one part,"), SMALL, before=3))
    theirs.append(Para(_("hereinafter “{party}”, of the other part,").format(party=second), SMALL, before=3))
    cols = columns(LEFT + 10, (WIDTH - 12) / 2 - 20, (WIDTH - 12) / 2 - 20, gap=32)
    row = Row((ours, theirs), 9, 9, rule=None, decor=_boxes(cols), whole=40)
    return [*heading(LEFT, WIDTH, _("Between"), above=10), *row_strips(cols, row)]


def _individual(sheet: AgreementSheet | AmendmentSheet) -> bool:
    if isinstance(sheet, AmendmentSheet):
        return sheet.parent_kind == "contract"
    return isinstance(sheet, ContractSheet)


def _boxes(cols: tuple[Column, ...]) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        for col, colour in zip(cols, (TINT, ACCENT_TINT), strict=True):
            paper.fill(col.x - 10, top, col.width + 20, height, colour)

    return draw


def _organisation(who: Organisation, signatory: Person | None) -> Iterator[Para]:
    yield Para(_("The training organisation"), CAPTION)
    yield Para(who.name, STRONG)
    form = who.legal_form
    if who.capital_cents is not None and form:
        form = _("{form} with a capital of {capital}").format(form=form, capital=money(who.capital_cents))
    for text in (form, *who.address):
        if text:
            yield Para(text)
    if who.siret:
        yield Para(_("SIRET {siret}").format(siret=siret(who.siret)), SMALL, before=3)
    if who.rcs:
        yield Para(_("RCS {register}").format(register=who.rcs), SMALL)
    if who.registration:
        yield Para(who.registration, SMALL, before=3)
    yield from _represented(signatory)


def _client(who: Client, signatory: Person | None, individual: bool) -> Iterator[Para]:
    yield Para(_("The trainee") if individual else _("The client"), CAPTION)
    yield Para(who.name, STRONG)
    for text in (who.legal_form, *who.address):
        if text:
            yield Para(text)
    if who.siret:
        yield Para(_("SIRET {siret}").format(siret=siret(who.siret)), SMALL, before=3)
    elif who.siren:
        yield Para(_("SIREN {siren}").format(siren=siren(who.siren)), SMALL, before=3)
    if not individual:
        yield from _represented(signatory)


def _represented(who: Person | None) -> Cell:
    if who is None:
        return ()
    named = person(who.first_name, who.last_name)
    told = ", ".join(part for part in (named, who.function) if part)
    return (Para(_("represented by {person}").format(person=told), SMALL_INK, before=3),)
