"""A snapshot in, the bytes of its document out; no file, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from backoffice.documents.agreements import agreement_pages, agreement_title
from backoffice.documents.attendance import attendance_pages, attendance_title
from backoffice.documents.errors import MissingGlyph
from backoffice.documents.frameworks import order_pages, order_title, schedule_pages, schedule_title
from backoffice.documents.kit.binder import About, Painter, bind
from backoffice.documents.kit.design import A4, A4_LANDSCAPE
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture, picture
from backoffice.documents.kit.text import lacking
from backoffice.documents.letters import letter_pages, letter_title
from backoffice.documents.options import options_pages, options_title
from backoffice.documents.packs import pack_pages, pack_title
from backoffice.documents.programmes import programme_pages, programme_title
from backoffice.documents.proposals import proposal_pages, proposal_title
from backoffice.documents.questionnaire import questionnaire_pages, questionnaire_title
from backoffice.documents.quotes import quote_pages, quote_title
from backoffice.documents.sheets import (
    AcknowledgementSheet,
    AgreementSheet,
    AmendmentSheet,
    AttendanceSheet,
    OptionsSheet,
    ProgrammeSheet,
    ProposalSheet,
    QuoteSheet,
)
from backoffice.documents.sheets.codec import text_hash
from backoffice.documents.sheets.frameworks import OrderAcknowledgementSheet, PriceScheduleSheet
from backoffice.documents.sheets.pack import TrainerPack
from backoffice.documents.sheets.questionnaire import QuestionnaireSheet
from backoffice.i18n import _, speaking

Sheet = (
    QuoteSheet
    | AttendanceSheet
    | AcknowledgementSheet
    | OptionsSheet
    | ProgrammeSheet
    | ProposalSheet
    | QuestionnaireSheet
    | AgreementSheet
    | AmendmentSheet
    | OrderAcknowledgementSheet
    | PriceScheduleSheet
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document: its bytes, how many pages, and the characters that its family lacks.

    What is issued has none `missing`: services raise `GlyphMissing` first.
    """

    pdf: bytes
    missing: tuple[MissingGlyph, ...]
    pages: int


def render(sheet: Sheet, *, draft: bool, logo: bytes | None) -> Rendered:
    """`sheet` as a PDF in its own language; the same snapshot gives the same bytes.

    A `draft` is marked on every page and carries no number. No text makes it fail; a `logo` that isn't a
    picture does (LogoUnreadable).
    """
    text = sheet.to_json()
    drawn = picture(logo) if logo else None
    with speaking(sheet.language):
        size, title, pages = _pages(sheet, draft, drawn)
        about = About(title, sheet.organisation.name, sheet.language, text_hash(text), draft)
        pdf = bind(pages, size, about)
    return Rendered(pdf, missing_glyphs(sheet, text), len(pages))


def render_run(
    sheets: Sequence[AttendanceSheet], *, pack: TrainerPack | None = None, logo: bytes | None
) -> bytes:
    """Attendance sheets in one file to print in one go, each in its own language, behind a trainer's `pack`.

    The same sheets give the same bytes. `sheets` and `pack` aren't both empty.
    """
    drawn = picture(logo) if logo else None
    first = pack or sheets[0]
    pages: list[Painter] = []
    if pack is not None:
        with speaking(pack.language):
            pages += [_in_language(pack.language, page) for page in pack_pages(pack, drawn)]
    for sheet in sheets:
        with speaking(sheet.language):
            # Pages are laid out in the sheet's language; they are drawn in it too.
            pages += [_in_language(sheet.language, page) for page in attendance_pages(sheet, False, drawn)]
    with speaking(first.language):
        title = pack_title(pack) if pack is not None else _("Attendance sheets")
        text = "\n".join([*([pack.to_json()] if pack else []), *(sheet.to_json() for sheet in sheets)])
        about = About(title, first.organisation.name, first.language, text_hash(text), draft=False)
        return bind(pages, A4_LANDSCAPE, about)


def _in_language(language: str, page: Painter) -> Painter:
    def paint(paper: Paper) -> None:
        with speaking(language):
            page(paper)

    return paint


def _pages(sheet: Sheet, draft: bool, logo: Picture | None) -> tuple[tuple[float, float], str, list[Painter]]:
    if isinstance(sheet, QuoteSheet):
        return A4, quote_title(sheet, draft), quote_pages(sheet, draft, logo)
    if isinstance(sheet, ProposalSheet):
        return A4, proposal_title(sheet, draft), proposal_pages(sheet, draft, logo)
    if isinstance(sheet, AcknowledgementSheet):
        return A4, letter_title(sheet), letter_pages(sheet, draft, logo)
    if isinstance(sheet, AgreementSheet | AmendmentSheet):
        return A4, agreement_title(sheet, draft), agreement_pages(sheet, draft, logo)
    if isinstance(sheet, QuestionnaireSheet):
        return A4, questionnaire_title(sheet), questionnaire_pages(sheet, draft, logo)
    if isinstance(sheet, ProgrammeSheet):
        return A4, programme_title(sheet), programme_pages(sheet, draft, logo)
    if isinstance(sheet, OrderAcknowledgementSheet):
        return A4, order_title(sheet), order_pages(sheet, draft, logo)
    if isinstance(sheet, PriceScheduleSheet):
        return A4, schedule_title(sheet), schedule_pages(sheet, draft, logo)
    if isinstance(sheet, OptionsSheet):
        return A4_LANDSCAPE, options_title(sheet), options_pages(sheet, draft, logo)
    return A4_LANDSCAPE, attendance_title(sheet, draft), attendance_pages(sheet, draft, logo)


def missing_glyphs(sheet: Sheet, text: str = "") -> tuple[MissingGlyph, ...]:
    """Each character of `sheet` (whose JSON is `text`) that can't be printed, with its field."""
    # Its JSON holds all its texts; only a backslash there can stand for a character that isn't seen.
    text = text or sheet.to_json()
    if "\\" not in text and not lacking(text):
        return ()
    return tuple(
        MissingGlyph(char, f"U+{ord(char):04X}", where)
        for where, text in _texts(sheet, "")
        for char in lacking(text)
    )


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text of a snapshot with its path: ``client.contact.email``, ``lines[2].label``."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}[{at}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
