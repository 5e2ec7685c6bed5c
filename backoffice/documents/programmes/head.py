"""The head of a programme's sheet: whose it is, what it is called, and its figures at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import ACCENT, CAPTION, FIGURE, REGULAR, SMALL, SUBHEADING, TITLE, Style
from backoffice.documents.kit.frame import letterhead, place, reach
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Para, Row, Strip, columns, paragraph, row_strips, space
from backoffice.documents.quotes.head import length
from backoffice.documents.quotes.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.programme import Organised, ProgrammeSheet
from backoffice.i18n import _
from backoffice.i18n.formats import long_date, rate

_NAME = Style(REGULAR, 21, 24, ACCENT)


def title_block(paper: Paper, sheet: ProgrammeSheet, logo: Picture | None) -> None:
    """Draws the letterhead and, on the right, the word Programme with its code, version and date."""
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 170, [text for text in (place(who), reach(who)) if text])
    paper.right(RIGHT, 53, _("Programme"), _NAME)
    paper.right(
        RIGHT, 68, _("{code}, version {version}").format(code=sheet.code, version=sheet.version), SUBHEADING
    )
    if sheet.updated_on:
        paper.right(RIGHT, 79.2, _("Up to date on {day}").format(day=long_date(sheet.updated_on)), SMALL)


def head_strips(sheet: ProgrammeSheet) -> list[Strip]:
    """The title, the aim in a sentence, and the figures of the shortest look at it."""
    aim = [Para(sheet.aim, before=5)] if sheet.aim else []
    named = paragraph(LEFT, WIDTH, Para(sheet.category or _("Training"), CAPTION), Para(sheet.title, TITLE))
    return [space(10), *named, *paragraph(LEFT, WIDTH, *aim), space(9, glue=True), *_glance(sheet)]


def _glance(sheet: ProgrammeSheet) -> list[Strip]:
    told = [(label, text) for label, text in _figures(sheet.formats) if text]
    cols = columns(LEFT, *[(WIDTH - 12 * (len(told) - 1)) / len(told)] * len(told), gap=12)
    cells = [(Para(label, CAPTION), Para(text, FIGURE)) for label, text in told]
    return row_strips(cols, Row(cells, 6, 6, rule=None, whole=12))


def _figures(formats: tuple[Organised, ...]) -> Iterator[tuple[str, str]]:
    """What all the formats say alike, or each of them."""
    yield _("Duration"), _each(length(one.minutes, one.days_e4) for one in formats)
    yield _("Participants"), _each(people(one) for one in formats)
    yield _("Remote"), _each(rate(one.remote_bp) for one in formats)


def _each(texts: Iterator[str]) -> str:
    return _(" or ").join(dict.fromkeys(text for text in texts if text))


def people(one: Organised) -> str:
    """``8 to 12``, ``12 at most``, ``8 at least``."""
    low, high = one.headcount_min, one.headcount_max
    if low and high and low != high:
        return _("{low} to {high}").format(low=low, high=high)
    if high:
        return str(high) if low else _("{high} at most").format(high=high)
    return _("{low} at least").format(low=low) if low else ""
