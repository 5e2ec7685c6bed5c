"""A snapshot in, the bytes of its document out; no file, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from backoffice.documents.attendance import attendance_pages, attendance_title
from backoffice.documents.errors import MissingGlyph
from backoffice.documents.kit.binder import About, Painter, bind
from backoffice.documents.kit.design import A4, A4_LANDSCAPE
from backoffice.documents.kit.picture import Picture, picture
from backoffice.documents.kit.text import lacking
from backoffice.documents.letters import letter_pages, letter_title
from backoffice.documents.quotes import quote_pages, quote_title
from backoffice.documents.sheets import AcknowledgementSheet, AttendanceSheet, QuoteSheet
from backoffice.documents.sheets.codec import text_hash
from backoffice.i18n import speaking

Sheet = QuoteSheet | AttendanceSheet | AcknowledgementSheet


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


def _pages(sheet: Sheet, draft: bool, logo: Picture | None) -> tuple[tuple[float, float], str, list[Painter]]:
    if isinstance(sheet, QuoteSheet):
        return A4, quote_title(sheet, draft), quote_pages(sheet, draft, logo)
    if isinstance(sheet, AcknowledgementSheet):
        return A4, letter_title(sheet), letter_pages(sheet, draft, logo)
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
