"""An agreement or an individual's contract leaves the house: numbered, frozen, kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.contracts import AgreementWish, ContractWish
from backoffice.documents import sheets
from backoffice.i18n import N_
from backoffice.services.acceptance import accepted_totals
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.checks import check_agreement, check_contract, warnings_of
from backoffice.services.contracts.sheet import Numbered, agreement_sheet, contract_sheet
from backoffice.services.contracts.standing import as_json, standing_of_quote
from backoffice.services.papers import issue
from backoffice.services.questions import check_questions
from backoffice.services.quote_sheet import contact_of
from backoffice.store.records import Contract, Quote

_EFFECT = N_(
    "It takes its number, is frozen and printed. It can then be signed, withdrawn or amended, never changed."
)


def signatory_of(quote: Quote) -> dict[str, str]:
    """Who would sign for the client: who signed the quote, else the dossier's contact."""
    signed = quote.acceptance or {}
    if signed.get("name"):
        return {"signatory": signed["name"], "signatory_quality": signed.get("quality") or ""}
    contact = contact_of(quote)
    if contact is None:
        return {}
    name = f"{contact.first_name or ''} {contact.name}".strip()
    return {"signatory": name, "signatory_quality": contact.role or ""}


def agreement_opening(doing: Doing, quote: Quote) -> Mapping[str, Any]:
    """What the form of an agreement opens with."""
    enrolled = any(one.state == "enrolled" for g in quote.request.training_groups for one in g.enrolments)
    payers = {one.payer for one in quote.instalments if one.payer}
    return {
        **signatory_of(quote),
        "with_names": enrolled,
        "funder": next(iter(payers), None),
        "place": doing.settings.organisation.address.city,
    }


def contract_opening(doing: Doing, _quote: Quote) -> Mapping[str, Any]:
    """What the form of a contract opens with."""
    return {"place": doing.settings.organisation.address.city}


@act(
    "issue-agreement",
    N_("Issue the training agreement"),
    on="quote",
    model=AgreementWish,
    opening=agreement_opening,
    effect=_EFFECT,
)
def issue_agreement(doing: Doing, quote: Quote, values: AgreementWish) -> Done:
    """Numbers, freezes and prints the agreement of an accepted quote, with its annexes, or nothing at all."""
    check_agreement(doing, quote)
    return _issued(doing, quote, "agreement", values)


@act(
    "issue-contract",
    N_("Issue the individual’s contract"),
    on="quote",
    model=ContractWish,
    opening=contract_opening,
    effect=_EFFECT,
)
def issue_contract(doing: Doing, quote: Quote, values: ContractWish) -> Done:
    """Numbers, freezes and prints the contract of an individual who pays."""
    check_contract(doing, quote, at_distance=values.at_distance)
    return _issued(doing, quote, "contract", values)


def _issued(doing: Doing, quote: Quote, kind: str, values: AgreementWish | ContractWish) -> Done:
    noted = check_questions(doing, quote.request)
    doing.warnings += warnings_of(doing, quote)
    pattern = getattr(doing.settings.numbering, kind)
    year = doing.happened_on.year
    n = doing.unit.next_number(f"{kind}|{year}", doing.happened_on)
    made = Numbered(pattern.format(year=year, n=n), doing.happened_on)
    totals = accepted_totals(quote)
    assert made.number is not None
    assert quote.client_id is not None
    contract = doing.unit.add(
        Contract(
            ref=made.number,
            kind=kind,
            request_id=quote.request_id,
            quote_id=quote.id,
            client_id=quote.client_id,
            issued_on=doing.happened_on,
            at_distance=isinstance(values, ContractWish) and values.at_distance,
            net_cents=totals.net_cents,
            vat_cents=totals.vat_cents,
            total_cents=totals.total_cents,
            body={"standing": as_json(standing_of_quote(doing, quote))},
        )
    )
    sheet = _sheet(doing, quote, values, made)
    document, _new = issue(
        doing,
        sheet,
        kind=kind,
        name=contract.ref,
        request=quote.request,
        quote=quote,
        subject_uid=contract.uid,
    )
    payload = {"number": contract.ref, "total_cents": contract.total_cents, "sha256": document.sha256}
    return Done(contract, contract.ref, payload | noted)


def _sheet(
    doing: Doing, quote: Quote, values: AgreementWish | ContractWish, made: Numbered
) -> sheets.AgreementSheet:
    if isinstance(values, ContractWish):
        return contract_sheet(doing, quote, values, made)
    return agreement_sheet(doing, quote, values, made)
