"""The terms of a quote and the place to sign it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backoffice.documents.kit.design import (
    ACCENT_TINT,
    CAPTION,
    FAINT,
    HAIR,
    SMALL,
    SMALL_INK,
    SMALL_STRONG,
    STRONG,
)
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.strips import (
    Cell,
    Column,
    Decor,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    facts,
    heading,
    paragraph,
    row_strips,
    space,
    table,
    tinted,
    together,
)
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.sheets.quote import CancellationBand, QuoteSheet
from backoffice.i18n import _, ngettext, pgettext
from backoffice.i18n.formats import iban, long_date, person, rate


def terms_strips(sheet: QuoteSheet) -> list[Strip]:
    """Payment, cancellation and the other clauses."""
    told = facts(LEFT, WIDTH, LABELS, _clauses(sheet))
    bands = cancellation_strips(sheet.cancellation, sheet.cancellation_notes)
    if not told and not bands:
        return []
    return [*heading(LEFT, WIDTH, _("Terms")), *told, *bands]


def _clauses(sheet: QuoteSheet) -> Iterator[tuple[str, Cell]]:
    yield _("Payment"), (*bullets(sheet.payment_terms, SMALL_INK), *bank(sheet.iban, sheet.bic))
    yield from ((clause.title, (Para(clause.text, SMALL_INK),)) for clause in sheet.clauses)
    yield _("Annexes"), bullets(sheet.annexes, SMALL_INK)
    if not sheet.cancellation:
        yield _("Cancellation"), bullets(sheet.cancellation_notes, SMALL_INK)


def bank(account: str, bic: str) -> Cell:
    """Where to pay; nothing without an account."""
    if not account:
        return ()
    told = _("By transfer to IBAN {iban}").format(iban=iban(account))
    return (Para(f"{told}, BIC {bic}" if bic else told, SMALL_INK),)


def cancellation_strips(
    bands: Sequence[CancellationBand], noted: Sequence[str], *, individual: bool = False
) -> list[Strip]:
    """The bands as a table, with what is `noted` under it; nothing without bands.

    The other party of an `individual`'s contract is called the trainee.
    """
    if not bands:
        return []
    cols = columns(LEFT, 150, WIDTH - 290, 120, gap=10, align=("left", "left", "right"))
    heads = (_("Cancelled or postponed by"), _("Notice before the first slot concerned"), _("Amount due"))
    top = Row([(Para(text, CAPTION),) for text in heads], 8, 4, rule=FAINT, weight=0.7)
    rows = [
        Row([(Para(text, SMALL_INK),) for text in band_words(one, individual=individual)], 2.4, 2.4)
        for one in bands
    ]
    made = table(cols, [top], rows)
    notes = bullets(noted, SMALL_INK)
    return [*made, space(3), *(paragraph(LEFT, WIDTH, *notes) if notes else [])]


def band_words(one: CancellationBand, *, individual: bool = False) -> tuple[str, str, str]:
    """Who cancels, with which notice, and what is owed."""
    other = _("the trainee") if individual else _("the client")
    party = other if one.party == "client" else _("the training organisation")
    return party, _notice(one), _owed(one)


def _owed(one: CancellationBand) -> str:
    if not one.rate_bp:
        return _("costs incurred") if one.costs else pgettext("amount owed", "nothing")
    owed = _("{rate} of the price").format(rate=rate(one.rate_bp))
    return _("{owed} and costs incurred").format(owed=owed) if one.costs else owed


def _notice(one: CancellationBand) -> str:
    if one.at_least is not None and one.under is not None:
        told = _("from {low} to less than {high}").format(
            low=one.at_least, high=_counted(one.under, one.unit)
        )
    elif one.under is not None:
        told = _("less than {high}").format(high=_counted(one.under, one.unit))
    elif one.at_least is not None:
        told = _("{low} or more").format(low=_counted(one.at_least, one.unit))
    else:
        told = pgettext("notice", "any")
    return told


def _counted(n: int, unit: str) -> str:
    words = {
        "days": ngettext("{n} day", "{n} days", n),
        "working_days": ngettext("{n} working day", "{n} working days", n),
        "clear_days": ngettext("{n} clear day", "{n} clear days", n),
        "weeks": ngettext("{n} week", "{n} weeks", n),
        "months": ngettext("{n} month", "{n} months", n),
    }
    return words[unit].format(n=n) if unit in words else f"{n} {unit}"


def agreement_strips(sheet: QuoteSheet) -> list[Strip]:
    """What the signature means, and the boxes to sign; on one page."""
    made = heading(LEFT, WIDTH, _("Acceptance"))
    said = [Para(sheet.contract_statement, STRONG if sheet.stands_for_agreement else SMALL_INK)]
    if sheet.valid_until:
        valid = _("This offer binds us until {day}.").format(day=long_date(sheet.valid_until))
        said.append(Para(valid, SMALL_INK, before=2))
    if sheet.subject_to_funding:
        said.append(Para(_("Acceptance is subject to the funder’s agreement."), SMALL_INK, before=2))
    if any(para.text for para in said):
        inner = Column(LEFT + 10, WIDTH - 20)
        box = tinted((inner,), ACCENT_TINT, 10) if sheet.stands_for_agreement else None
        cols = (inner,) if box else (Column(LEFT, WIDTH),)
        made += row_strips(cols, Row(([p for p in said if p.text],), 6, 6, rule=None, decor=box))
    return together([*made, space(6), *_boxes(sheet)])


def _boxes(sheet: QuoteSheet) -> list[Strip]:
    """Two boxes side by side: the client's to fill in, ours with who signs."""
    cols = columns(LEFT + 8, (WIDTH - 16) / 2 - 16, (WIDTH - 16) / 2 - 16, gap=32)
    asked = (_("Date"), _("Name"), pgettext("signatory", "Quality"), _("Signature and stamp"))
    client = [
        Para(_("For the client: read and approved (“Bon pour accord”)"), SMALL_STRONG),
        *(Para(label, SMALL, before=8.4) for label in asked),
    ]
    ours = [Para(_("For the training organisation"), SMALL_STRONG), *_signatory(sheet)]
    row = Row((client, ours), 6, 44, least=138, rule=None, decor=_outlines(cols), whole=24)
    return row_strips(cols, row)


def _signatory(sheet: QuoteSheet) -> Cell:
    who = sheet.signatory
    if who is None:
        return (Para(_("Signature and stamp"), SMALL, before=8.4),)
    named = person(who.first_name, who.last_name)
    told = [(named, SMALL_STRONG), (who.function, SMALL), (_("Signature and stamp"), SMALL)]
    return [Para(text, style, before=0 if at == 1 else 8.4) for at, (text, style) in enumerate(told) if text]


def _outlines(cols: Sequence[Column]) -> Decor:
    def draw(paper: Paper, top: float, height: float) -> None:
        for col in cols:
            paper.frame(col.x - 8, top, col.width + 16, height, FAINT, 0.7)
        for row in range(3):
            y = top + 6 + 10.6 + (row + 1) * 19
            paper.rule(cols[0].x + 46, y, cols[0].x + cols[0].width, y, HAIR, 0.5)

    return draw
