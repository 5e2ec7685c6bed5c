"""What surrounds the text of every page: letterhead, running head, legal footer, page x / y, draft mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backoffice.documents.kit.design import (
    ACCENT,
    HAIR,
    LEGAL,
    SEMIBOLD,
    SMALL,
    SMALL_STRONG,
    WATERMARK,
    Style,
)
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.text import lines, printable
from backoffice.documents.sheets.parts import Organisation
from backoffice.i18n import _
from backoffice.i18n.formats import money, phone, siret

_NAME = Style(SEMIBOLD, 12.5, 15, ACCENT)
_DRAFT = Style(SEMIBOLD, 118, 130, WATERMARK)
_DOT = "\u00a0· "
# More lines than this in a footer would eat the page; hostile addresses are cut there only.
_MOST_LEGAL = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """The constant part of a document's pages: margins in points, running head, legal lines."""

    size: tuple[float, float]
    margin: float
    running: str
    reference: str
    legal: tuple[str, ...]
    draft: bool

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.margin

    @property
    def foot(self) -> float:
        """Where the footer begins, from the top of the page."""
        return self.size[1] - 26 - LEGAL.leading * max(len(self.legal), 1)

    def under(self, paper: Paper) -> None:
        """Draws what lies behind the page's content: the mark of a draft."""
        if self.draft:
            paper.slanted(printable(_("DRAFT")), _DRAFT)

    def around(self, paper: Paper, number: int, total: int) -> None:
        """Draws the head and foot of page `number` of `total`: last, for those who have it read aloud."""
        if number > 1 and self.running:
            self._head(paper)
        self._foot(paper, number, total)

    def _head(self, paper: Paper) -> None:
        left, right, y = self.margin, self.size[0] - self.margin, 34.0
        shown = lines(self.running, SMALL, self.width * 0.68)
        paper.text(left, y, shown[0] + ("…" if len(shown) > 1 else ""), SMALL)
        paper.right(right, y, _first(self.reference, SMALL_STRONG, self.width * 0.3), SMALL_STRONG)
        paper.rule(left, y + 7, right, y + 7, HAIR, 0.5)

    def _foot(self, paper: Paper, number: int, total: int) -> None:
        left, right, y = self.margin, self.size[0] - self.margin, self.foot
        paper.rule(left, y, right, y, HAIR, 0.5)
        paper.rule(left, y, left + 28, y, ACCENT, 1.2)
        for at, line in enumerate(self.legal):
            paper.text(left, y + 5 + LEGAL.leading * (at + 0.7), line, LEGAL)
        page = _("page {number} / {total}").format(number=number, total=total)
        paper.right(right, y + 5 + LEGAL.leading * 0.7, page, LEGAL)


def _first(text: str, style: Style, width: float) -> str:
    shown = lines(text, style, width)
    return shown[0] + ("…" if len(shown) > 1 else "")


def legal_lines(who: Organisation, width: float) -> tuple[str, ...]:
    """The identity that letters, quotes and invoices carry (R. 123-237 of the commercial code), in lines."""
    form = who.legal_form
    if who.capital_cents is not None:
        form = _("{form} with a capital of {capital}").format(form=form, capital=money(who.capital_cents))
    ids = (
        who.name + (f", {form}" if form.strip() else ""),
        place(who),
        who.siret and _("SIRET {siret}").format(siret=siret(who.siret)),
        who.rcs and _("RCS {register}").format(register=who.rcs),
        who.ape and _("APE {code}").format(code=who.ape),
        who.vat_number and _("VAT {number}").format(number=who.vat_number),
    )
    # The right end of the first lines is the page number's.
    room = width - 70
    identity = lines(_DOT.join(part for part in ids if part), LEGAL, room)[:_MOST_LEGAL]
    sentence = lines(who.registration, LEGAL, room)[:_MOST_LEGAL] if who.registration else []
    return (*identity, *sentence)


def letterhead(
    paper: Paper,
    who: Organisation,
    logo: Picture | None,
    x: float,
    y: float,
    width: float,
    said: Sequence[str],
) -> None:
    """Draws the logo and the name, with a line under it for each text of `said`."""
    at = x
    if logo:
        wide, tall = logo.fitted(120, 20 + 10.6 * len(said))
        paper.picture(logo.name, logo.data, x, y, wide, tall)
        at = x + wide + 11
    room = width - (at - x)
    paper.text(at, y + 13, _first(who.name, _NAME, room), _NAME)
    for row, text in enumerate(said):
        paper.text(at, y + 25.5 + row * 10.6, _first(text, SMALL, room), SMALL)


def place(who: Organisation) -> str:
    """The address on one line."""
    return ", ".join(part for part in who.address if part)


def reach(who: Organisation) -> str:
    """How to reach the organisation, on one line."""
    return _DOT.join(part for part in (phone(who.phone), who.email, who.website) if part)
