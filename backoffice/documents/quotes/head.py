"""The head of a quote: who, to whom, its number and dates, and the action at a glance."""

from __future__ import annotations

from backoffice.documents.kit.design import (
    ACCENT_TINT,
    CAPTION,
    DISPLAY,
    FIGURE,
    SMALL,
    SUBHEADING,
    TITLE,
)
from backoffice.documents.kit.frame import letterhead, place, reach
from backoffice.documents.kit.names import addressee, reach_of
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
from backoffice.documents.kit.text import lines
from backoffice.documents.quotes.page import LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.quote import Action, QuoteSheet
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import (
    counted,
    days,
    duration,
    long_date,
    period,
    quantity,
    rate,
)


def title_block(paper: Paper, sheet: QuoteSheet, draft: bool, logo: Picture | None) -> None:
    """Draws the letterhead and, on the right, the word Quote with its number and dates."""
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 150, [text for text in (place(who), reach(who)) if text])
    paper.right(RIGHT, 54, _("Quote"), DISPLAY)
    told = [] if draft or not sheet.number else [(sheet.number, SUBHEADING)]
    if sheet.issued_on and not draft:
        told.append((_("Issued on {day}").format(day=long_date(sheet.issued_on)), SMALL))
    if sheet.valid_until:
        told.append((_("Valid until {day}").format(day=long_date(sheet.valid_until)), SMALL))
    for row, (text, style) in enumerate(told):
        paper.right(RIGHT, 68 + row * 11.2, lines(text, style, 200)[0], style)


def head_strips(sheet: QuoteSheet) -> list[Strip]:
    """References and client side by side, then the title and the figures of the action."""
    cols = columns(LEFT, WIDTH - 246, 222, gap=12)
    client = Column(cols[1].x, 222)
    box = tinted((client,), ACCENT_TINT, 12)
    both = Row((_references(sheet), addressee(sheet.client)), 9, 9, rule=None, decor=box, whole=24)
    return [
        *row_strips(cols, both),
        space(20, glue=True),
        *_subject(sheet),
        space(9, glue=True),
        *_glance(sheet.action),
    ]


def _subject(sheet: QuoteSheet) -> list[Strip]:
    above = sheet.subject or _("Training action")
    return paragraph(LEFT, WIDTH, Para(above, CAPTION), Para(sheet.action.title, TITLE), glue=True)


def _references(sheet: QuoteSheet) -> Cell:
    told = [(_("Our reference"), sheet.reference)]
    if sheet.version > 1:
        told.append((_("Version"), str(sheet.version)))
    told += [
        (_("Your contact"), reach_of(sheet.issuer)),
        (_("Your order"), sheet.client.purchase_order),
        (_("Engagement number"), sheet.client.engagement),
        (_("Service code"), sheet.client.service_code),
        (_("Market number"), sheet.client.market),
    ]
    told += [
        (_("Funder"), " – ".join(part for part in (one.name, one.file_number) if part))
        for one in sheet.funders
    ]
    return labelled(told)


def _glance(action: Action) -> list[Strip]:
    told = [
        (_("Duration"), length(action.minutes, action.days_e4)),
        (_("Participants"), headcount(action)),
        (_("Dates"), when(action)),
        (_("Place"), ", ".join(action.places)),
        (_("Remote"), rate(action.remote_bp)),
    ]
    shown = [(label, text) for label, text in told if text]
    # Figures are short, dates and places are not.
    shares = {_("Dates"): 1.7, _("Place"): 1.5, _("Remote"): 0.7}
    whole = sum(shares.get(label, 1) for label, _text in shown)
    room = WIDTH - 12 * (len(shown) - 1)
    cols = columns(LEFT, *(room * shares.get(label, 1) / whole for label, _text in shown), gap=12)
    cells = [(Para(label, CAPTION), Para(text, FIGURE)) for label, text in shown]
    row = Row(cells, 6, 6, rule=None, whole=12)
    return row_strips(cols, row)


def length(minutes: int, days_e4: int | None) -> str:
    """``35 h, 5 days``: both are asked for."""
    told = duration(minutes)
    if days_e4 is None:
        return told
    unit = ngettext("day", "days", counted(days_e4))
    return f"{told} · {quantity(days_e4)}\u00a0{unit}"


def headcount(action: Action) -> str:
    """``8 to 12``, ``12 at most``, ``8 at least``."""
    low, high = action.headcount_min, action.headcount_max
    if low and high and low != high:
        return _("{low} to {high}").format(low=low, high=high)
    if high:
        return str(high) if low else _("{high} at most").format(high=high)
    return _("{low} at least").format(low=low) if low else ""


def when(action: Action) -> str:
    """The days of the action, its period, or what is known of it in words."""
    if action.dates:
        return days(action.dates)
    if action.period_from and action.period_to:
        return period(action.period_from, action.period_to)
    return action.period
