"""A quote as it is to be printed: everything that its pages say, gathered into one flat snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from backoffice.data.mentions import mention
from backoffice.documents import sheets
from backoffice.domain.agreement import ContractForm, Terms, against, contract_form
from backoffice.domain.house_texts import Room
from backoffice.domain.instalments import Due
from backoffice.domain.money import Totals
from backoffice.domain.months import Period, last_day
from backoffice.domain.vat import sentence
from backoffice.i18n import _, ngettext, speaking
from backoffice.i18n.formats import counted, month
from backoffice.services.action_sheet import action_of, programme_behind
from backoffice.services.acts import Doing
from backoffice.services.cancellation import printed_bands, printed_notes, terms_of
from backoffice.services.frameworks.reading import under
from backoffice.services.papers import organisation, person_of
from backoffice.services.schedule import dues_of, payer_name
from backoffice.services.texts.book import own_clauses, said
from backoffice.store.counting import totals_of
from backoffice.store.records import Client, Contact, Quote, QuoteLine, Request


def quote_sheet(doing: Doing, quote: Quote) -> sheets.QuoteSheet:
    """The snapshot of `quote` as it stands: of a draft, or of what is being issued."""
    with speaking(quote.language):
        return _sheet(doing, quote)


def _sheet(doing: Doing, quote: Quote) -> sheets.QuoteSheet:
    request, on = quote.request, quote.issued_on or doing.today
    cancellation = terms_of(doing, quote)
    totals = totals_of(quote)
    form = form_of(doing, quote)
    stands = form is ContractForm.QUOTE
    ours = doing.settings.organisation
    return sheets.QuoteSheet(
        language=quote.language,
        reference=request.ref,
        version=_version(quote),
        organisation=organisation(doing, quote.language),
        client=replace(client_of(quote.client, contact_of(quote)), market=market_of(doing, request)),
        action=action_of(doing, quote),
        lines=tuple(price_line(line) for line in quote.lines if not line.optional),
        options=tuple(price_line(line) for line in quote.lines if line.optional),
        vat_groups=vat_groups(totals, on),
        net_cents=totals.net_cents,
        vat_cents=totals.vat_cents,
        total_cents=totals.total_cents,
        number=quote.full_number,
        issued_on=on,
        valid_until=quote.valid_until,
        subject=subject_of(doing, quote),
        issuer=person_of(request.owner.name, "", request.owner.email or "") if request.owner else None,
        discounts=discounts_of(totals),
        instalments=printed_instalments(doing, quote, dues_of(doing, quote)),
        payment_terms=payment_terms(doing, quote, on, quote.issued_at),
        iban=ours.iban or "",
        bic=ours.bic or "",
        cancellation=printed_bands(cancellation),
        cancellation_notes=printed_notes(cancellation),
        clauses=_clauses(doing, quote, on),
        stands_for_agreement=stands,
        contract_statement=_statement(form, on, quote.language),
        signatory=person_of(ours.signatory, ours.signatory_quality),
        subject_to_funding=quote.subject_to_funding,
    )


def vat_groups(totals: Totals, on: date) -> tuple[sheets.VatGroup, ...]:
    """The amounts by VAT treatment, each with its reason on the day `on`."""
    return tuple(
        sheets.VatGroup(
            code=group.vat.code or f"{group.vat.category}{group.vat.rate_bp}",
            rate_bp=group.vat.rate_bp if group.vat.taxed else None,
            base_cents=group.net_cents,
            vat_cents=group.vat_cents,
            mention=sentence(group.vat.reason, on) if group.vat.reason else "",
        )
        for group in totals.groups
    )


def discounts_of(totals: Totals) -> tuple[sheets.Discount, ...]:
    """The discounts as documents show them."""
    return tuple(
        sheets.Discount(one.discount.label, one.cents, one.discount.share_bp) for one in totals.discounts
    )


def payment_terms(doing: Doing, quote: Quote, on: date, at: datetime | None = None) -> tuple[str, ...]:
    """The terms of payment that the house and the law give; the penalties, the fee and the discount of the
    commercial code are between professionals alone."""
    language = quote.language
    payment, late, early = (
        said(doing, code, on, language, at) for code in ("payment", "late-penalties", "early-payment")
    )
    if quote.client is not None and quote.client.kind == "individual":
        return (payment,)
    given = (payment, late, mention("recovery_fee", on, language), early)
    return tuple(text for text in given if text)


def _clauses(doing: Doing, quote: Quote, on: date) -> tuple[sheets.Clause, ...]:
    language, at = quote.language, quote.issued_at
    given = (
        (_("Note"), str(quote.body.get("note", ""))),
        (_("Force majeure"), said(doing, "force-majeure", on, language, at)),
        (_("Personal data"), said(doing, "data-protection", on, language, at)),
        (_("Terms of sale"), said(doing, "terms-of-sale", on, language, at)),
        *own_clauses(doing, Room.QUOTE, on, language, at),
    )
    return tuple(sheets.Clause(title, text) for title, text in given if text)


_STATEMENTS = {
    ContractForm.QUOTE: "quote_stands",
    ContractForm.AGREEMENT: "agreement_follows",
    ContractForm.CONTRACT: "contract_follows",
    ContractForm.NONE: "agreement_if_training",
}


def _statement(form: ContractForm, on: date, language: str) -> str:
    """What the quote says of the form that the action takes."""
    return mention(_STATEMENTS[form], on, language)


def printed_instalments(doing: Doing, quote: Quote, dues: Sequence[Due]) -> tuple[sheets.InstalmentLine, ...]:
    """The schedule as documents show it; what falls due month by month has a line for each."""
    parts = Counter(due.position for due in dues)
    made = []
    for due in dues:
        one = quote.instalments[due.position]
        label = f"{due.label} – {_of_period(due.period)}" if due.period else due.label
        whole = parts[due.position] == 1
        payer = payer_name(doing, one.payer)
        made.append(
            sheets.InstalmentLine(label, due.cents, due.due_on, one.share_bp if whole else None, payer)
        )
    return tuple(made)


def _of_period(period: Period) -> str:
    last = last_day(period)
    if period.months == 1:
        return f"{month(last)} {last.year}"
    return _("quarter {n} of {year}").format(n=period.rank, year=period.year)


def _version(quote: Quote) -> int:
    """Which offer it is of those made to its client: its number's index, once it has a number.

    An own session counts the drafts of all its clients together, which says nothing to each of them.
    """
    shared = quote.request.kind == "own_session"
    return quote.idx or (1 if shared else quote.version_no)


def _is_training(quote: Quote) -> bool:
    """Whether it is established that what is sold is a training action."""
    return bool(quote.body.get("training_action", True))


def subject_of(doing: Doing, quote: Quote) -> str:
    """What is sold, where it isn't established that it is a training action; else what documents say.

    A variant says which one it is.
    """
    kind = ""
    if not _is_training(quote):
        programme = programme_behind(doing, quote.request)
        kind = (programme.category if programme else "") or _("Service")
    if not quote.variant:
        return kind
    return _("{what} · variant: {variant}").format(what=kind or _("Training action"), variant=quote.variant)


def client_of(client: Client | None, contact: Contact | None) -> sheets.Client:
    """A client as its documents name it; an own session has none."""
    if client is None:
        return sheets.Client(name="", address=())
    street = (client.street or "").split("\n")
    city = f"{client.postcode or ''} {client.city or ''}".strip()
    country = client.country if client.country != "FR" else ""
    billing = str(client.billing.get("address", ""))
    return sheets.Client(
        name=client.name,
        address=tuple(line for line in (*street, city, country) if line),
        legal_form=client.legal_form or "",
        siren=client.siren or "",
        siret=client.siret or "",
        vat_number=client.vat_number or "",
        contact=_contact(contact) if contact else None,
        billing_address=tuple(line for line in billing.split("\n") if line),
        service_code=str(client.public_codes.get("service", "")),
    )


def market_of(doing: Doing, request: Request) -> str:
    """The number of the market that a dossier is ordered under, with its lot; empty under none."""
    found = under(doing.unit, request)
    if found is None:
        return ""
    number = found.read.market or found.record.ref
    return _("{number}, lot {lot}").format(number=number, lot=found.lot) if found.lot else number


def contact_of(quote: Quote) -> Contact | None:
    """The dossier's contact, on the quotes to the dossier's own client."""
    return quote.request.contact if quote.client is quote.request.client else None


def _contact(contact: Contact) -> sheets.Person:
    return sheets.Person(
        contact.first_name or "",
        contact.name,
        contact.role or "",
        contact.email or "",
        contact.phone or "",
    )


def price_line(line: QuoteLine) -> sheets.PriceLine:
    """A line as documents show it."""
    vat = line.vat
    return sheets.PriceLine(
        label=line.label,
        quantity_e4=line.quantity_e4,
        unit=_unit(line.unit or "", line.quantity_e4),
        unit_price_micro=line.unit_micro,
        net_cents=line.net_cents,
        vat=vat.get("code") or f"{vat.get('category')}{vat.get('rate_bp')}",
        section=line.section or "",
        detail=line.detail or "",
        discount_bp=line.discount_bp,
    )


def reasons_against(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """Why the quote can't stand for the training agreement, as message ids; empty when it does."""
    return against(agreement_terms(doing, quote))


def form_of(
    doing: Doing, quote: Quote, *, signed_on: date | None = None, starts_on: date | None = None
) -> ContractForm:
    """The form that what a quote sells takes: the quote itself, an agreement, or an individual's contract."""
    return contract_form(agreement_terms(doing, quote), signed_on, starts_on)


def agreement_terms(doing: Doing, quote: Quote) -> Terms:
    """What the rule of the training agreement looks at."""
    action = action_of(doing, quote)
    return Terms(
        title=action.title,
        objectives=" ".join(action.objectives),
        content=" ".join(module.title for module in action.modules),
        means=" ".join(action.means),
        minutes=action.minutes,
        period=action.period or " ".join(day.isoformat() for day in action.dates),
        conduct=action.conduct,
        follow_up=action.follow_up,
        recognition=action.recognition,
        price=str(quote.total_cents or ""),
        payment=said(doing, "payment", quote.issued_on or doing.today, quote.language),
        client_kind=quote.client.kind if quote.client else "",
        training_action=_is_training(quote),
        allowed=doing.settings.quotes.stands_for_agreement,
    )


def _unit(unit: str, quantity_e4: int) -> str:
    """The unit in the number that its quantity asks for, where it is one of the trade's usual words."""
    words = {
        "jour": ngettext("day", "days", counted(quantity_e4)),
        "demi-journée": ngettext("half-day", "half-days", counted(quantity_e4)),
        "heure": ngettext("hour", "hours", counted(quantity_e4)),
        "personne": ngettext("person", "persons", counted(quantity_e4)),
        "module": ngettext("module", "modules", counted(quantity_e4)),
        "forfait": ngettext("flat rate", "flat rates", counted(quantity_e4)),
        "trajet": ngettext("journey", "journeys", counted(quantity_e4)),
    }
    return words.get(unit.strip().lower(), unit)
