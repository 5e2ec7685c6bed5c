"""A quote as it is to be printed: everything that its pages say, gathered into one flat snapshot."""

from __future__ import annotations

from datetime import date

from backoffice.data.mentions import mention
from backoffice.documents import sheets
from backoffice.domain.agreement import Terms, against
from backoffice.domain.vat import sentence
from backoffice.i18n import _, ngettext, speaking
from backoffice.i18n.formats import counted
from backoffice.services.action_sheet import action_of, programme_behind
from backoffice.services.acts import Doing
from backoffice.services.papers import organisation, person_of
from backoffice.store.counting import totals_of
from backoffice.store.records import Client, Contact, Quote, QuoteLine


def quote_sheet(doing: Doing, quote: Quote) -> sheets.QuoteSheet:
    """The snapshot of `quote` as it stands: of a draft, or of what is being issued."""
    with speaking(quote.language):
        return _sheet(doing, quote)


def _sheet(doing: Doing, quote: Quote) -> sheets.QuoteSheet:
    request, on = quote.request, quote.issued_on or doing.today
    terms = doing.settings.quotes
    totals = totals_of(quote)
    stands = not reasons_against(doing, quote)
    ours = doing.settings.organisation
    return sheets.QuoteSheet(
        language=quote.language,
        reference=request.ref,
        version=_version(quote),
        organisation=organisation(doing, quote.language),
        client=client_of(quote.client, _contact_of(quote)),
        action=action_of(doing, quote),
        lines=tuple(_line(line) for line in quote.lines if not line.optional),
        options=tuple(_line(line) for line in quote.lines if line.optional),
        vat_groups=tuple(
            sheets.VatGroup(
                code=group.vat.code or f"{group.vat.category}{group.vat.rate_bp}",
                rate_bp=group.vat.rate_bp if group.vat.taxed else None,
                base_cents=group.net_cents,
                vat_cents=group.vat_cents,
                mention=sentence(group.vat.reason, on) if group.vat.reason else "",
            )
            for group in totals.groups
        ),
        net_cents=totals.net_cents,
        vat_cents=totals.vat_cents,
        total_cents=totals.total_cents,
        number=quote.full_number,
        issued_on=on,
        valid_until=quote.valid_until,
        subject=subject_of(doing, quote),
        issuer=person_of(request.owner.name, "", request.owner.email or "") if request.owner else None,
        discounts=tuple(
            sheets.Discount(one.discount.label, one.cents, one.discount.share_bp) for one in totals.discounts
        ),
        instalments=tuple(
            sheets.InstalmentLine(one.label, one.amount_cents, one.due_on, one.share_bp)
            for one in quote.instalments
        ),
        payment_terms=tuple(
            text
            for text in (
                terms.payment,
                terms.late_penalties,
                mention("recovery_fee", on, quote.language),
                terms.early_payment,
            )
            if text
        ),
        iban=ours.iban or "",
        bic=ours.bic or "",
        cancellation=tuple(
            sheets.CancellationBand(
                "client",
                band.least_days,
                band.most_days + 1 if band.most_days is not None else None,
                "days",
                band.share_bp,
            )
            for band in terms.cancellation
        ),
        clauses=_clauses(doing, quote),
        stands_for_agreement=stands,
        contract_statement=_statement(quote, stands, on),
        signatory=person_of(ours.signatory, ours.signatory_quality),
        subject_to_funding=quote.subject_to_funding,
    )


def _clauses(doing: Doing, quote: Quote) -> tuple[sheets.Clause, ...]:
    terms = doing.settings.quotes
    given = (
        (_("Note"), str(quote.body.get("note", ""))),
        (_("Force majeure"), terms.force_majeure),
        (_("Personal data"), terms.data_protection),
        (_("Terms of sale"), terms.terms),
    )
    return tuple(sheets.Clause(title, text) for title, text in given if text)


def _statement(quote: Quote, stands: bool, on: date) -> str:
    individual = quote.client is not None and quote.client.kind == "individual"
    follows = "agreement_follows" if _is_training(quote) else "agreement_if_training"
    code = "quote_stands" if stands else "contract_follows" if individual else follows
    return mention(code, on, quote.language)


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
    """What is sold, where it isn't established that it is a training action; else what documents say."""
    if _is_training(quote):
        return ""
    programme = programme_behind(doing, quote.request)
    return (programme.category if programme else "") or _("Service")


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


def _contact_of(quote: Quote) -> Contact | None:
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


def _line(line: QuoteLine) -> sheets.PriceLine:
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
    action = action_of(doing, quote)
    return against(
        Terms(
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
            payment=doing.settings.quotes.payment,
            client_kind=quote.client.kind if quote.client else "",
            training_action=_is_training(quote),
            allowed=doing.settings.quotes.stands_for_agreement,
        )
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
