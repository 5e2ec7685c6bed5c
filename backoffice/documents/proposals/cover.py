"""The cover of a proposal: who, to whom, what, and its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backoffice.documents.kit.design import (
    ACCENT,
    BODY,
    CAPTION,
    HAIR,
    LABEL,
    REGULAR,
    SEMIBOLD,
    STRONG,
    WHITE,
    Style,
)
from backoffice.documents.kit.frame import letterhead, place, reach
from backoffice.documents.kit.names import postal, reach_of
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Cell, Column, Para, Row, row_strips
from backoffice.documents.kit.text import lines, printable
from backoffice.documents.proposals.page import LEFT, WIDTH
from backoffice.documents.sheets import ProposalSheet
from backoffice.i18n import _
from backoffice.i18n.formats import long_date

_BAND = (196.0, 236.0)
_OVER = Style(SEMIBOLD, 9, 12, ".745 .855 .886")
_NAME = Style(SEMIBOLD, 27, 33, WHITE)
_SMALLER = Style(SEMIBOLD, 20, 25, WHITE)
_FOR = Style(REGULAR, 13, 18, WHITE)
_FIGURE = Style(SEMIBOLD, 11.5, 14.5)
_MOST_LINES = 4


def paint_cover(paper: Paper, sheet: ProposalSheet, draft: bool, logo: Picture | None, foot: float) -> None:
    """Draws the first page down to `foot`."""
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 52, WIDTH, [text for text in (place(who), reach(who)) if text])
    _band(paper, sheet)
    top = sum(_BAND) + 26
    top = _figures(paper, sheet, top)
    _below(paper, sheet, draft, top, foot)


def _band(paper: Paper, sheet: ProposalSheet) -> None:
    top, tall = _BAND
    paper.fill(0, top, paper.width, tall, ACCENT)
    y = top + 36
    paper.text(LEFT, y, printable(_("Detailed proposal").upper()), _OVER)
    style = _NAME if len(lines(sheet.title, _NAME, WIDTH)) <= 3 else _SMALLER
    shown = lines(sheet.title, style, WIDTH)
    y += 8
    for at, line in enumerate(shown[:_MOST_LINES]):
        y += style.leading
        paper.text(LEFT, y, line + ("…" if at == _MOST_LINES - 1 and len(shown) > _MOST_LINES else ""), style)
    y = max(y + 26, top + tall - 52)
    if sheet.client.name:
        paper.text(LEFT, y, lines(_("for {client}").format(client=sheet.client.name), _FOR, WIDTH)[0], _FOR)
    if sheet.variant:
        told = _("Variant: {name}").format(name=sheet.variant)
        paper.text(LEFT, y + 18, lines(told, _OVER, WIDTH)[0], _OVER)


def _figures(paper: Paper, sheet: ProposalSheet, top: float) -> float:
    """The figures side by side, as wide as what they say; gives where they end."""
    if not sheet.figures:
        return top
    shares = [min(max(len(one.text), len(one.label), 9), 26) for one in sheet.figures]
    room = WIDTH - 14 * (len(shares) - 1)
    cols, x = [], LEFT
    for share in shares:
        wide = room * share / sum(shares)
        cols.append(Column(x, wide))
        x += wide + 14
    cells = [(Para(one.label, CAPTION), Para(one.text, _FIGURE, before=2)) for one in sheet.figures]
    return _drawn(paper, cols, cells, top) + 14


def _drawn(paper: Paper, cols: Sequence[Column], cells: Sequence[Cell], top: float) -> float:
    for strip in row_strips(cols, Row(cells, 0, 0, rule=None, whole=40)):
        strip.paint(paper, top)
        top += strip.height
    return top


def _below(paper: Paper, sheet: ProposalSheet, draft: bool, top: float, foot: float) -> None:
    paper.rule(LEFT, top, LEFT + WIDTH, top, HAIR, 0.6)
    third = (WIDTH - 40) / 3
    cols = [Column(LEFT + at * (third + 20), third) for at in range(3)]
    contact = reach_of(sheet.author)
    cells = (
        tuple(_labelled(_references(sheet, draft))),
        (Para(_("For"), CAPTION), *postal(sheet.client)) if sheet.client.name else (),
        (Para(_("Your contact"), CAPTION), Para(contact, BODY)) if contact else (),
    )
    _drawn(paper, cols, cells, min(top + 18, foot - 150))


def _references(sheet: ProposalSheet, draft: bool) -> Iterator[tuple[str, str]]:
    yield _("Reference"), sheet.reference if draft or not sheet.number else sheet.number
    if sheet.issued_on and not draft:
        yield _("Sent on"), long_date(sheet.issued_on)
    if sheet.valid_until:
        yield _("Valid until"), long_date(sheet.valid_until)
    if sheet.quote:
        yield _("Quote"), sheet.quote


def _labelled(told: Iterator[tuple[str, str]]) -> Iterator[Para]:
    for at, (label, text) in enumerate(told):
        yield Para(label, LABEL, before=4 if at else 0)
        yield Para(text, STRONG)
