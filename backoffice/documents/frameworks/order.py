"""The acknowledgement of an order form: what is ordered, under which framework, how it is invoiced."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import (
    A4,
    ACCENT,
    ACCENT_TINT,
    BODY,
    CAPTION,
    FAINT,
    LABEL,
    REGULAR,
    SMALL,
    STRONG,
    SUBHEADING,
    TITLE,
    TOTAL,
    Style,
)
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines, letterhead, place, reach
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.names import addressee
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Para,
    Row,
    Strip,
    columns,
    facts,
    heading,
    labelled,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
    together,
)
from backoffice.documents.quotes.page import LABELS, LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.frameworks import OrderAcknowledgementSheet, OrderedLine
from backoffice.i18n import _
from backoffice.i18n.formats import amount, days, long_date, money, person, quantity, siret, unit_price

_NAME = Style(REGULAR, 19, 22, ACCENT)


def order_title(sheet: OrderAcknowledgementSheet) -> str:
    """``Order received BC-2026-17``."""
    return f"{_('Order received')} {sheet.order_number}"


def order_pages(sheet: OrderAcknowledgementSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.topic}"
    frame = Frame(A4, LEFT, running, sheet.reference, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(104, 56, frame.foot - 12)
    flow.add(_head(sheet))
    flow.add(_body(sheet))
    return leaves(frame, flow.pages, lambda paper: _title_block(paper, sheet, draft, logo))


def _title_block(paper: Paper, sheet: OrderAcknowledgementSheet, draft: bool, logo: Picture | None) -> None:
    who = sheet.organisation
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 170, [text for text in (place(who), reach(who)) if text])
    paper.right(RIGHT, 53, _("Order received"), _NAME)
    paper.right(RIGHT, 68, sheet.reference, SUBHEADING)
    if sheet.issued_on and not draft:
        paper.right(RIGHT, 79.2, long_date(sheet.issued_on), SMALL)


def _head(sheet: OrderAcknowledgementSheet) -> list[Strip]:
    cols = columns(LEFT, WIDTH - 246, 222, gap=12)
    box = tinted((Column(cols[1].x, 222),), ACCENT_TINT, 12)
    both = Row((_references(sheet), addressee(sheet.client)), 9, 9, rule=None, decor=box, whole=24)
    about = (Para(_("Your order"), CAPTION), Para(sheet.topic, TITLE))
    return [*row_strips(cols, both), space(20, glue=True), *paragraph(LEFT, WIDTH, *about), space(8)]


def _references(sheet: OrderAcknowledgementSheet) -> Cell:
    told = [
        (_("Your order"), sheet.order_number),
        (_("Ordered on"), long_date(sheet.ordered_on)),
        (_("Our quote"), sheet.quote),
        (_("Version"), str(sheet.version) if sheet.version > 1 else ""),
    ]
    return labelled(told)


def _body(sheet: OrderAcknowledgementSheet) -> list[Strip]:
    thanks = _("We have received your order form {number} of {day}, and will carry it out as follows.")
    said = thanks.format(number=sheet.order_number, day=long_date(sheet.ordered_on))
    under = [(label, (Para(text),)) for label, text in _under(sheet) if text]
    return [
        *paragraph(LEFT, WIDTH, Para(_("Dear Sir or Madam,")), Para(said, before=5)),
        *heading(LEFT, WIDTH, _("What is ordered")),
        *_lines(sheet),
        *_totals(sheet),
        *heading(LEFT, WIDTH, _("Framework and invoicing")),
        *facts(LEFT, WIDTH, LABELS, under),
        *([space(6), *paragraph(LEFT, WIDTH, Para(sheet.note))] if sheet.note else []),
        *_end(sheet),
    ]


def _under(sheet: OrderAcknowledgementSheet) -> Iterator[tuple[str, str]]:
    who = sheet.client
    yield _("Framework"), sheet.framework
    yield _("Lot"), sheet.lot
    yield _("Market number"), who.market
    yield _("Dates"), days(sheet.dates) if sheet.dates else ""
    yield _("SIRET of the buyer"), siret(who.siret) if who.siret else ""
    yield _("Service code"), who.service_code
    yield _("Engagement number"), who.engagement
    if sheet.public:
        yield (
            _("Invoice"),
            _("Filed on Chorus Pro with these references; payable within 30 days of its receipt."),
        )


def _lines(sheet: OrderAcknowledgementSheet) -> list[Strip]:
    if not sheet.lines:
        return []
    heads = (_("Description"), _("Quantity"), _("Unit price"), _("Amount excl. VAT"))
    widths = (76.0, 66.0, 76.0)
    first = WIDTH - sum(widths) - 8 * len(widths)
    cols = columns(LEFT, first, *widths, gap=8, align=("left", "right", "right", "right"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    made = table(cols, [top], map(_row, sheet.lines))
    made[-1].glue = True
    return made


def _row(one: OrderedLine) -> Row:
    cells = (
        one.label,
        f"{quantity(one.quantity_e4)} {one.unit}".strip(),
        unit_price(one.unit_price_micro),
        amount(one.net_cents),
    )
    return Row([(Para(text, BODY),) for text in cells], 3.6, 3.6)


def _totals(sheet: OrderAcknowledgementSheet) -> list[Strip]:
    cols = columns(LEFT + WIDTH - 280, 184, 88, gap=8, align=("left", "right"))
    label = _("Amount ordered excl. VAT")
    last = Row(
        ((Para(label, STRONG),), (Para(money(sheet.net_cents), TOTAL),)),
        6,
        6,
        rule=ACCENT,
        weight=0.8,
        middle=True,
    )
    made = [space(4), *row_strips(cols, last)]
    if sheet.exemption:
        made += [space(4), *paragraph(LEFT, WIDTH, Para(sheet.exemption, SMALL))]
    elif sheet.total_cents is not None and sheet.total_cents != sheet.net_cents:
        taxed = Row(((Para(_("Total incl. VAT"), LABEL),), (Para(money(sheet.total_cents)),)), 3, 3)
        made += row_strips(cols, taxed)
    return together(made)


def _end(sheet: OrderAcknowledgementSheet) -> list[Strip]:
    who = sheet.follower
    signed = person(who.first_name, who.last_name) if who else sheet.organisation.name
    end = [Para(_("Yours sincerely,"), before=14), Para(signed, STRONG, before=6)]
    return together(paragraph(LEFT, WIDTH, *end))
