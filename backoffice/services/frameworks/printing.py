"""A framework's papers: its price schedule as it stands on the day, the acknowledgement of an order form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from backoffice.content.frameworks import FrameworkFile, ScheduleLine, framework_of
from backoffice.documents import sheets
from backoffice.documents.errors import GlyphMissing
from backoffice.documents.printing import render
from backoffice.documents.sheets.frameworks import (
    OrderAcknowledgementSheet,
    OrderedLine,
    PriceScheduleSheet,
    ScheduleLot,
    SchedulePrice,
)
from backoffice.domain.pricing.units import unit_label
from backoffice.domain.vat import sentence
from backoffice.errors import NotFound
from backoffice.i18n import N_, _, ngettext, speaking
from backoffice.i18n.formats import quantity, rate, short_date
from backoffice.services.acceptance import accepted_totals, taken_of
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.frameworks.ordering import check_open
from backoffice.services.frameworks.reading import under
from backoffice.services.kinds import ref_of
from backoffice.services.names import safe_name
from backoffice.services.papers import issue, logo_bytes, organisation, person_of
from backoffice.services.quote_drafts import vat_of_client
from backoffice.services.quote_sheet import client_of, market_of, price_line
from backoffice.services.slots import slots_of
from backoffice.store.records import Client, Framework, OrderForm, Quote

KIND = "order_acknowledgement"


@act("print-price-schedule", N_("Print the price schedule"), on="framework", final=True)
def print_schedule(doing: Doing, record: Framework, _values: None) -> Done:
    """Prints the prices as they stand on the day: nothing is kept but the version itself.

    Raises GlyphMissing for a character that the typeface lacks.
    """
    sheet = schedule_sheet(doing, record)
    rendered = render(sheet, draft=record.state == "retired", logo=logo_bytes(doing))
    if rendered.missing:
        raise GlyphMissing(rendered.missing)
    doing.prints.append(Print(f"{safe_name(f'BPU-{record.ref}-{record.version_no}')}.pdf", rendered.pdf))
    return Done(record, record.ref, {"version": record.version_no})


def schedule_sheet(doing: Doing, record: Framework) -> PriceScheduleSheet:
    """The snapshot of a price schedule, in the language of its client."""
    read = framework_of(record.body)
    client = _client(doing, read.client)
    with speaking(client.language):
        known = [_client(doing, ref).name for ref in read.buyers]
        return PriceScheduleSheet(
            language=client.language,
            code=record.ref,
            version=record.version_no,
            organisation=organisation(doing, client.language),
            title=record.title,
            client=client_of(client, None),
            on=doing.today,
            lots=tuple(_lots(doing, read, client)),
            market=read.market,
            buyers=tuple(known),
            length=length_of(read),
            revision=revision_of(read),
        )


def _client(doing: Doing, ref: str) -> Client:
    found: Client | None = doing.unit.maybe(Client, ref)
    if found is None:
        raise NotFound(_("client"), ref)
    return found


def length_of(read: FrameworkFile) -> str:
    """How long a framework lasts, with what may still be added, in words."""
    framework = read.framework()
    told = _("from {first} to {last}").format(
        first=short_date(framework.starts_on), last=short_date(framework.last_day)
    )
    left = 0 if framework.tacit or framework.ended_on else framework.renewals - framework.renewed
    if not left:
        return told
    more = ngettext("{n} renewal of {months} months", "{n} renewals of {months} months", left)
    return f"{told}, {more.format(n=left, months=framework.renewal_months)}"


def revision_of(read: FrameworkFile) -> str:
    """The formula by which prices are revised, in words; empty for firm prices."""
    revision = read.framework().revision
    if revision is None:
        return ""
    text = _(
        "At each anniversary: P = P0 x ({fixed} + {moving} x I / I0), I being the index “{index}” and I0 its "
        "value at the start, {base}; unit prices are rounded to the cent."
    )
    said = text.format(
        fixed=rate(revision.fixed_bp),
        moving=rate(10_000 - revision.fixed_bp),
        index=revision.index,
        base=quantity(revision.base_e4),
    )
    readings = (
        _("{value} from {day}").format(value=quantity(one.value_e4), day=short_date(one.from_day))
        for one in revision.readings
    )
    told = ", ".join(readings)
    return f"{said} {_('Index read: {readings}.').format(readings=told)}" if told else said


def _lots(doing: Doing, read: FrameworkFile, client: Client) -> Iterator[ScheduleLot]:
    lots = [(one.code, one.label, one.minimum_cents, one.maximum_cents) for one in read.lots]
    for code, label, least, most in lots or [("", "", read.minimum_cents, read.maximum_cents)]:
        mine = (one for one in read.lines if one.lot == code)
        prices = tuple(_price(doing, read, client, one) for one in mine)
        yield ScheduleLot(code, label, prices, least, most)


def _price(doing: Doing, read: FrameworkFile, client: Client, line: ScheduleLine) -> SchedulePrice:
    now = read.price_on(line, doing.today)
    vat = vat_of_client(doing, client, line.rate().line_nature)
    return SchedulePrice(
        code=line.code,
        label=line.label,
        unit=line.unit or _(unit_label(line.per, line.by)),
        unit_price_micro=now,
        vat=rate(vat.rate_bp) if vat.taxed else _("exempt"),
        first_micro=line.price_micro if now != line.price_micro else None,
    )


# The order form -------------------------------------------------------------------------------------------


@act(
    "print-order-acknowledgement",
    N_("Acknowledge the order form"),
    on="order-form",
    final=True,
    key="p",
)
def print_acknowledgement(doing: Doing, form: OrderForm, _values: None) -> Done:
    """Issues the letter that says that the order arrived; what hasn't changed isn't made again."""
    check_open(form)
    sheet = order_sheet(doing, form)
    document, new = issue(
        doing,
        sheet,
        kind=KIND,
        name=f"AR-{ref_of(form).replace('/', '-')}",
        request=form.request,
        quote=form.quote,
        subject_uid=form.uid,
    )
    return Done(form, ref_of(form), {"version": document.version_no, "new": new, "sha256": document.sha256})


def order_sheet(doing: Doing, form: OrderForm) -> OrderAcknowledgementSheet:
    """The snapshot of the acknowledgement of an order form, in the language of its client."""
    request, quote, client = form.request, form.quote, form.client or form.request.client
    found = under(doing.unit, request)
    language = client.language if client else doing.settings.language
    whole = quote is not None and accepted_totals(quote).net_cents == form.net_cents
    with speaking(language):
        lot = found.read.framework().lot(form.lot) if found else None
        return OrderAcknowledgementSheet(
            language=language,
            reference=ref_of(form),
            version=1,
            organisation=organisation(doing, language),
            client=_addressed(doing, form, client),
            order_number=form.number,
            ordered_on=form.ordered_on,
            topic=request.topic,
            framework=f"{form.framework_ref} – {found.record.title}" if found else form.framework_ref,
            net_cents=form.net_cents,
            total_cents=accepted_totals(quote).total_cents if quote is not None and whole else None,
            lot=f"{lot.code} – {lot.label}" if lot else "",
            quote=ref_of(quote) if quote is not None else "",
            lines=_ordered_lines(quote) if quote is not None and whole else (),
            dates=_dates(doing, form),
            exemption=_exemption(doing, quote) if quote is not None and whole else "",
            public=client is not None and client.kind == "public",
            note=form.note or "",
            follower=person_of(request.owner.name, "", request.owner.email or "") if request.owner else None,
        )


def _addressed(doing: Doing, form: OrderForm, client: Client | None) -> sheets.Client:
    """The client with what its accounts look for on an invoice."""
    contact = form.request.contact if client is form.request.client else None
    return replace(
        client_of(client, contact),
        engagement=form.engagement or "",
        market=market_of(doing, form.request),
    )


def _ordered_lines(quote: Quote) -> tuple[OrderedLine, ...]:
    taken = taken_of(quote)
    shown = (price_line(line) for line in quote.lines if not line.optional or line.position in taken)
    return tuple(
        OrderedLine(one.label, one.quantity_e4, one.unit, one.unit_price_micro, one.net_cents)
        for one in shown
    )


def _dates(doing: Doing, form: OrderForm) -> tuple[date, ...]:
    days = {slot.day for slot in slots_of(doing, form.request) if slot.day and slot.state != "cancelled"}
    return tuple(sorted(days))


def _exemption(doing: Doing, quote: Quote) -> str:
    """Why no VAT is due, where none is."""
    groups = accepted_totals(quote).groups
    if any(group.vat.taxed for group in groups):
        return ""
    reasons = (sentence(group.vat.reason, doing.today) for group in groups if group.vat.reason)
    return " ".join(dict.fromkeys(reasons))
