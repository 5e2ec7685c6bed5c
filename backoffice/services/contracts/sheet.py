"""An agreement or an individual's contract as it is to be printed, gathered into one flat snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from backoffice.content.contracts import AgreementWish, ContractWish
from backoffice.content.programme import module_of
from backoffice.data.mentions import mention
from backoffice.documents import sheets
from backoffice.domain.choices import PURPOSES
from backoffice.domain.contracts import withdrawal_days
from backoffice.domain.house_texts import Room
from backoffice.domain.instalments import Trigger
from backoffice.domain.programme import Pace, Part, Supervision
from backoffice.i18n import _, speaking
from backoffice.i18n.formats import duration
from backoffice.services.acceptance import accepted_totals, taken_of
from backoffice.services.action_sheet import action_of
from backoffice.services.acts import Doing
from backoffice.services.cancellation import printed_bands, printed_notes, terms_of
from backoffice.services.kinds import resolve
from backoffice.services.papers import organisation, person_of
from backoffice.services.payers import paid_by
from backoffice.services.quote_sheet import (
    client_of,
    contact_of,
    discounts_of,
    payment_terms,
    price_line,
    printed_instalments,
    vat_groups,
)
from backoffice.services.schedule import dues_of
from backoffice.services.texts.book import own_clauses, said
from backoffice.store.records import Enrolment, Funder, Quote


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number and the day of what is being issued; neither for a draft to look at."""

    number: str | None = None
    on: date | None = None


DRAFT = Numbered()


def agreement_sheet(
    doing: Doing, quote: Quote, values: AgreementWish, made: Numbered = DRAFT
) -> sheets.AgreementSheet:
    """The snapshot of the agreement of an accepted quote."""
    with speaking(quote.language):
        on = made.on or doing.today
        names = _participants(quote) if values.with_names else ()
        signatory = person_of(values.signatory, values.signatory_quality) if values.signatory else None
        funder = _funder(doing, values)
        return sheets.AgreementSheet(
            **_common(doing, quote, values, made, on),
            basis=mention("agreement_basis", on, quote.language),
            participants=names,
            funders=(sheets.FunderFile(funder.name, values.file_number),) if funder else (),
            funding=tuple(_funding(doing, quote, values, funder, on)),
            instalments=_instalments(doing, quote, at_distance=False),
            client_signatory=signatory,
        )


def contract_sheet(
    doing: Doing, quote: Quote, values: ContractWish, made: Numbered = DRAFT
) -> sheets.ContractSheet:
    """The snapshot of the contract of an individual who pays."""
    with speaking(quote.language):
        on = made.on or doing.today
        days = withdrawal_days(values.at_distance)
        code = "withdrawal_at_distance" if values.at_distance else "withdrawal"
        common = _common(doing, quote, values, made, on)
        request = quote.request
        # The law asks for the people of the action (L.6353-4, 1°): all those who follow it together.
        common["action"] = replace(
            common["action"], headcount_min=request.headcount_min, headcount_max=request.headcount_max
        )
        return sheets.ContractSheet(
            **common,
            basis=mention("contract_basis", on, quote.language),
            instalments=tuple(_after_withdrawal(doing, quote, at_distance=values.at_distance)),
            client_signatory=person_of(quote.client.name) if quote.client else None,
            withdrawal_days=days,
            withdrawal=mention(code, on, quote.language),
            payment_guard=mention("individual_payment", on, quote.language),
            early_end=tuple(
                text for text in (said(doing, "early-end", on, quote.language), _prevented()) if text
            ),
        )


def _prevented() -> str:
    return _(
        "If force majeure that is duly recognised keeps the trainee from following the training, only what "
        "was really given is due, in proportion to its value in this contract."
    )


def _common(
    doing: Doing, quote: Quote, values: AgreementWish | ContractWish, made: Numbered, on: date
) -> dict[str, Any]:
    """What an agreement and a contract both say."""
    ours, request, terms = doing.settings.organisation, quote.request, terms_of(doing, quote)
    totals, taken = accepted_totals(quote), taken_of(quote)
    action = action_of(doing, quote)
    return {
        "language": quote.language,
        "reference": request.ref,
        "version": 1,
        "organisation": organisation(doing, quote.language),
        "client": client_of(quote.client, contact_of(quote)),
        "action": action,
        "lines": tuple(price_line(one) for one in quote.lines if not one.optional or one.position in taken),
        "vat_groups": vat_groups(totals, on),
        "net_cents": totals.net_cents,
        "vat_cents": totals.vat_cents,
        "total_cents": totals.total_cents,
        "number": made.number,
        "issued_on": made.on,
        "quote_number": quote.full_number or "",
        "quote_on": quote.issued_on,
        "purpose": _(dict(PURPOSES)[values.purpose]),
        "groups": max(request.groups, 1),
        "group_minutes": action.minutes * max(request.groups, 1),
        "conditions": tuple(_conditions(quote)),
        "discounts": discounts_of(totals),
        "payment_terms": payment_terms(doing, quote, on),
        "iban": ours.iban or "",
        "bic": ours.bic or "",
        "cancellation": printed_bands(terms),
        "cancellation_notes": printed_notes(terms),
        "not_executed": mention("not_executed", on, quote.language),
        "indemnity": mention("indemnity", on, quote.language),
        "clauses": tuple(_clauses(doing, quote, values, on)),
        "signatory": person_of(ours.signatory, ours.signatory_quality),
        "place": values.place or ours.address.city,
    }


def _after_withdrawal(doing: Doing, quote: Quote, *, at_distance: bool) -> Iterator[sheets.InstalmentLine]:
    """An individual's schedule: what waits for the signature is due once the withdrawal period has ended."""
    at_signature = {one.label for one in quote.instalments if one.trigger == Trigger.SIGNATURE}
    for line in _instalments(doing, quote, at_distance=at_distance):
        later = _("{label}, once the withdrawal period has ended").format(label=line.label)
        yield replace(line, label=later) if line.label in at_signature else line


def _instalments(doing: Doing, quote: Quote, *, at_distance: bool) -> tuple[sheets.InstalmentLine, ...]:
    """The schedule with the options taken; what waits for the signature waits for that of this document."""
    dues = dues_of(doing, quote, taken=taken_of(quote), at_distance=at_distance)
    return printed_instalments(doing, quote, dues)


def _participants(quote: Quote) -> tuple[sheets.SheetParticipant, ...]:
    """Those who are enrolled: of a shared session, those whom this client pays for."""
    shared = quote.request.kind in ("own_session", "inter")
    people = (
        one
        for group in quote.request.training_groups
        for one in group.enrolments
        if one.state == "enrolled" and (not shared or (quote.client and paid_by(one, quote.client)))
    )
    return tuple(map(_participant, people))


def _participant(one: Enrolment) -> sheets.SheetParticipant:
    person = one.participant
    return sheets.SheetParticipant(
        person.name, person.first_name or "", person.employer or "", person.function or ""
    )


def _funder(doing: Doing, values: AgreementWish) -> Funder | None:
    if not values.funder:
        return None
    found = resolve(doing.unit, values.funder, "funder").record
    return found if isinstance(found, Funder) else None


def _funding(
    doing: Doing, quote: Quote, values: AgreementWish, funder: Funder | None, on: date
) -> Iterator[str]:
    if quote.subject_to_funding:
        yield _("This agreement takes effect once the funder has agreed to pay; until then nothing is due.")
    if funder is not None and values.subrogation:
        pays = _("{funder} pays the organisation directly, by subrogation, for the part that it bears.")
        yield pays.format(funder=funder.name)
        yield said(doing, "subrogation", on, quote.language) or _(
            "What it refuses, reduces or doesn't bear, absences included, is due by the client."
        )


def _conditions(quote: Quote) -> Iterator[sheets.Clause]:
    """What the law asks to be said of each part without a live trainer that counts as training."""
    for module in quote.request.modules:
        for part in module_of(module.body).parts:
            said = "\n".join(_said_of(part)) if part.is_training else ""
            if said:
                yield sheets.Clause(part.title, said)


def _said_of(part: Part) -> Iterator[str]:
    given, told = part.conditions, list[tuple[str, str]]()
    if part.supervision is Supervision.WORKPLACE:
        told = [
            (_("Analysis of the work: {text}"), given.work_analysis),
            (_("Trainer: {text}"), given.named_trainer),
            (_("Reflective phases: {text}"), given.reflective_phases),
            (_("Evaluation: {text}"), given.evaluation),
        ]
    elif part.pace is Pace.OWN_PACE:
        announced = duration(given.announced_minutes) if given.announced_minutes is not None else ""
        told = [
            (_("Technical and teaching assistance: {text}"), given.assistance),
            (_("Average time: {text}"), announced),
            (_("Evaluation: {text}"), given.evaluation),
        ]
    yield from (words.format(text=text) for words, text in told if text)


def _clauses(
    doing: Doing, quote: Quote, values: AgreementWish | ContractWish, on: date
) -> Iterator[sheets.Clause]:
    room = Room.AGREEMENT if isinstance(values, AgreementWish) else Room.CONTRACT

    def ours(code: str) -> str:
        return said(doing, code, on, quote.language)

    given = (
        (_("Force majeure"), ours("force-majeure")),
        (_("House rules"), ours("house-rules")),
        (_("Intellectual property"), ours("intellectual-property")),
        (_("Confidentiality"), ours("confidentiality")),
        (_("Personal data"), ours("data-protection")),
        *own_clauses(doing, room, on, quote.language),
        (_("Particular clauses"), values.clauses),
        (_("Disputes"), ours("disputes")),
    )
    return (sheets.Clause(title, text) for title, text in given if text)
