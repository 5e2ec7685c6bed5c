"""What a proposal says of its price and its terms: its quote's lines, totals and instalments."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.quotes.price import exemptions, final, sums
from backoffice.documents.quotes.terms import band_words
from backoffice.documents.sheets import DataTable, PriceLine, QuoteSheet
from backoffice.i18n import _, pgettext
from backoffice.i18n.formats import amount, long_date, money, quantity, rate, unit_price
from backoffice.services.proposals.reading import Ground
from backoffice.services.texts.book import said


def price_tables(ground: Ground) -> Iterator[DataTable]:
    """The lines of its quote with their totals, its options, its instalments."""
    sheet = ground.priced
    if sheet is None or not sheet.lines:
        return
    heads = (pgettext("price line", "Description"), _("Quantity"), _("Unit price"), _("Amount"))
    lines = tuple(_line(one) for one in sheet.lines)
    totals = [(label, "", "", text) for label, text in sums(sheet)]
    totals.append((final(sheet), "", "", money(sheet.total_cents)))
    note = "\n".join(exemptions(sheet, sheet.lines))
    yield DataTable((*lines, *totals), _SHARES, heads, note=note, figures=3, sums=len(totals))
    title = _("Options, not included in the total")
    yield DataTable(tuple(map(_line, sheet.options)), _SHARES, heads, title=title, figures=3)
    rows = tuple(
        (
            one.label,
            long_date(one.due) if one.due else "–",
            rate(one.share_bp) if one.share_bp is not None else "–",
            money(one.amount_cents),
        )
        for one in sheet.instalments
    )
    heads = (_("Instalment"), _("Due date"), _("Share"), _("Amount"))
    yield DataTable(rows, (46, 24, 12, 18), heads, title=_("Payment schedule"), figures=2)


_SHARES = (52, 16, 15, 17)


def _line(one: PriceLine) -> tuple[str, ...]:
    named = f"{one.label}\n{one.detail}".strip()
    if one.discount_bp:
        named = f"{named}\n{_('discount of {rate}').format(rate=rate(one.discount_bp))}"
    count = f"{quantity(one.quantity_e4)} {one.unit}".strip()
    return named, count, unit_price(one.unit_price_micro), amount(one.net_cents)


def terms_tables(ground: Ground) -> Iterator[DataTable]:
    """Until when it binds, how it is paid and funded, what a cancellation costs, whom to turn to."""
    sheet = ground.priced
    rows = [
        (_("Validity"), _validity(ground)),
        (_("Quote"), _quote(sheet)),
        (_("Access delay"), "\n".join(_delays(ground))),
        (_("Funding"), "\n".join(_funding(ground))),
        (_("Payment"), "\n".join(sheet.payment_terms) if sheet else _payment(ground)),
        *((clause.title, clause.text) for clause in (sheet.clauses if sheet else ())),
        (_("Quality and complaints"), _person(ground)),
    ]
    yield DataTable(tuple(row for row in rows if row[1]), (26, 74), bold=True)
    bands = tuple(band_words(one) for one in (sheet.cancellation if sheet else ()))
    heads = (_("Cancelled or postponed by"), _("Notice before the first slot concerned"), _("Amount due"))
    yield DataTable(bands, (32, 44, 24), heads, figures=1)


def _payment(ground: Ground) -> str:
    return said(ground.doing, "payment", ground.doing.today, ground.proposal.language)


def _quote(sheet: QuoteSheet | None) -> str:
    return sheet.number or "" if sheet else ""


def _validity(ground: Ground) -> str:
    until = ground.proposal.valid_until or (
        ground.proposal.quote.valid_until if ground.proposal.quote else None
    )
    return _("This proposal binds us until {day}.").format(day=long_date(until)) if until else ""


def _person(ground: Ground) -> str:
    who = ground.doing.settings.organisation.quality
    return " · ".join(text for text in (who.name, who.email, who.phone) if text)


def _funding(ground: Ground) -> Iterator[str]:
    """What this client said, then what the programme says of it (RNQ indicator 1)."""
    programme = ground.programme
    yield from filter(None, (ground.request.details.get("funding"), programme.funding if programme else ""))


def _delays(ground: Ground) -> Iterator[str]:
    programme = ground.programme
    for one in programme.access_delays if programme else ():
        if one.request_kind == ground.request.kind:
            yield one.text
