"""Signatures: asked, recorded with their proof, taken back; a contract withdrawn, or given up in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from backoffice.content.contracts import ReadSignature, Retraction, Signature, SignatureAsked
from backoffice.content.settings import Settings
from backoffice.domain.calendars import Calendar
from backoffice.domain.contracts import (
    ContractState,
    RetractedTooLate,
    Withdrawal,
    check_contract_move,
    check_signed,
    late,
    withdrawal,
)
from backoffice.domain.file_names import media_type, safe_file_name
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import long_date, short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.issuing import signatory_of
from backoffice.services.contracts.reading import amendments_of
from backoffice.services.exchanges import removal
from backoffice.services.kinds import next_rank
from backoffice.services.schedule import date_instalments, dues_of, milestones_of
from backoffice.store.incoming import read_regular
from backoffice.store.records import Attachment, Contract


class AmendedSince(BackofficeError):
    code = "amended_since"

    def __init__(self, ref: str, amendment: str) -> None:
        super().__init__(
            _("{amendment} amends {ref}.").format(ref=ref, amendment=amendment),
            remedy=_("Take back or withdraw the amendment first."),
        )


class NotAnIndividuals(BackofficeError):
    code = "not_an_individuals"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} isn't an individual's contract: nobody may give it up so.").format(ref=ref),
            remedy=_("Withdraw it before it is signed; after, the cancellation terms hold."),
        )


def check_amendments(doing: Doing, contract: Contract) -> None:
    """Raises AmendedSince while an amendment under it counts, or a later one than an amendment does."""
    parent = contract.parent or contract
    later = [one for one in amendments_of(doing, parent) if (one.rank or 0) > (contract.rank or 0)]
    if later:
        raise AmendedSince(contract.ref, later[-1].ref)


def _asked(doing: Doing, contract: Contract) -> Mapping[str, Any]:
    return {"whom": _signer(contract)["name"], "on": doing.happened_on}


def _signer(contract: Contract) -> dict[str, str]:
    if contract.quote.client is not None and contract.quote.client.kind == "individual":
        return {"name": contract.quote.client.name, "quality": ""}
    who = signatory_of(contract.quote)
    return {"name": who.get("signatory", ""), "quality": who.get("signatory_quality", "")}


@act(
    "ask-signature",
    N_("Ask for the signature"),
    on="contract",
    model=SignatureAsked,
    opening=_asked,
)
def ask_signature(doing: Doing, contract: Contract, values: SignatureAsked) -> Done:
    """Notes that it was sent to be signed: to whom, how, when."""
    check_contract_move("ask-signature", contract.ref, ContractState(contract.state))
    check_signed(contract.ref, contract.issued_on, values.on, doing.happened_on)
    contract.state = ContractState.ASKED
    contract.asked, contract.asked_on = values.model_dump(mode="json"), values.on
    return Done(contract, contract.ref, {"by": values.by, "on": values.on.isoformat()})


def _opening(doing: Doing, contract: Contract) -> Mapping[str, Any]:
    return {**_signer(contract), "on": doing.happened_on}


def _read(values: Signature, settings: Settings) -> Signature:
    """The signed copy, read before the transaction begins."""
    if not values.proof_file:
        return values
    name, data = read_regular(values.proof_file, settings.files.attachment_mb)
    return ReadSignature(**values.model_dump(), file_name=name, data=data)


@act(
    "record-signature",
    N_("Record the signature"),
    on="contract",
    model=Signature,
    opening=_opening,
    before=_read,
    key="s",
)
def record_signature(doing: Doing, contract: Contract, values: Signature) -> Done:
    """It is signed: by whom, when; the signed copy is filed by its hash. Nobody signs before it was issued.

    Payments that wait for the signature are dated from then on: an individual's, not before the withdrawal
    period has ended.
    """
    check_contract_move("record-signature", contract.ref, ContractState(contract.state))
    ours_on = values.ours_on or values.on
    for day in (values.on, ours_on):
        check_signed(contract.ref, contract.issued_on, day, doing.happened_on)
    _warn(doing, contract, max(values.on, ours_on))
    contract.state, contract.signed_on = ContractState.SIGNED, values.on
    ours = doing.settings.organisation
    contract.signature = {
        "name": values.name,
        "quality": values.quality,
        "on": values.on.isoformat(),
        "ours": ours.signatory,
        "ours_on": ours_on.isoformat(),
        "proof": values.proof,
    }
    payload: dict[str, Any] = {"on": values.on.isoformat()}
    if isinstance(values, ReadSignature):
        contract.proof_id = _filed(doing, contract, values).id
        payload["proof_sha256"] = contract.proof.sha256 if contract.proof else None
    says = ""
    if contract.parent_id is None:
        dues = dues_of(doing, contract.quote, signed_on=values.on, at_distance=contract.at_distance)
        date_instalments(contract.quote, dues)
        says = _withdrawal_in_words(doing, contract)
    return Done(contract, contract.ref, payload, says)


def _warn(doing: Doing, contract: Contract, signed_on: date) -> None:
    starts_on = milestones_of(doing, contract.request).starts_on
    if contract.parent_id is None and late(signed_on, starts_on) and starts_on is not None:
        doing.warnings.append(
            _("The first slot was on {day}: it is to be signed before.").format(day=short_date(starts_on))
        )


def _filed(doing: Doing, contract: Contract, values: ReadSignature) -> Attachment:
    name = safe_file_name(values.file_name)
    media = media_type(name)
    attachment = doing.unit.add(
        Attachment(
            request_id=contract.request_id,
            position=next_rank(doing, contract.request, "A"),
            quote_id=contract.quote_id,
            name=name,
            media=media,
            size=len(values.data),
            sha256=doing.unit.put_blob(values.data, media),
            note=_("{number}, signed").format(number=contract.ref),
            filed_by_id=doing.actor.id if doing.actor else None,
        )
    )
    contract.proof = attachment
    return attachment


def withdrawal_of(doing: Doing, contract: Contract) -> Withdrawal | None:
    """Until when an individual may give a signed contract up; None for anything else."""
    if contract.kind != "contract" or contract.signed_on is None:
        return None
    calendar = Calendar(doing.settings.organisation.territory)
    return withdrawal(contract.signed_on, contract.at_distance, calendar)


def _withdrawal_in_words(doing: Doing, contract: Contract) -> str:
    """Until when an individual may give a contract up, and when the first payment may be asked."""
    found = withdrawal_of(doing, contract)
    if found is None:
        return ""
    return _("It may be given up until {last}; nothing may be asked before {first}.").format(
        last=long_date(found.last_day), first=long_date(found.payable_from)
    )


@act("reverse-signature", N_("Take the signature back"), on="contract")
def reverse_signature(doing: Doing, contract: Contract, _values: None) -> Done:
    """It was recorded on the wrong document, or wasn't one: it waits to be signed again."""
    check_contract_move("reverse-signature", contract.ref, ContractState(contract.state))
    _check_reason(doing)
    check_amendments(doing, contract)
    contract.state = ContractState.ASKED if contract.asked else ContractState.ISSUED
    contract.signed_on = contract.signature = contract.proof_id = None
    if contract.parent_id is None:
        date_instalments(contract.quote, dues_of(doing, contract.quote))
    return Done(contract, contract.ref)


@act("withdraw-contract", N_("Withdraw it"), on="contract")
def withdraw_contract(doing: Doing, contract: Contract, _values: None) -> Done:
    """We take back what was issued and isn't signed, for a reason; its number stays taken."""
    check_contract_move("withdraw-contract", contract.ref, ContractState(contract.state))
    _check_reason(doing)
    check_amendments(doing, contract)
    contract.state, contract.ended = ContractState.WITHDRAWN, removal(doing)
    return Done(contract, contract.ref)


def _sent(doing: Doing, _contract: Contract) -> Mapping[str, Any]:
    return {"on": doing.happened_on}


@act("record-retraction", N_("The individual gives it up"), on="contract", model=Retraction, opening=_sent)
def record_retraction(doing: Doing, contract: Contract, values: Retraction) -> Done:
    """An individual withdraws in time: nothing is due, and what was paid is given back."""
    if contract.kind != "contract":
        raise NotAnIndividuals(contract.ref)
    check_contract_move("record-retraction", contract.ref, ContractState(contract.state))
    found, signed_on = withdrawal_of(doing, contract), contract.signed_on
    assert found is not None
    assert signed_on is not None
    check_signed(contract.ref, signed_on, values.on, doing.happened_on)
    if values.on > found.last_day:
        raise RetractedTooLate(contract.ref, found.last_day)
    check_amendments(doing, contract)
    contract.state = ContractState.RETRACTED
    contract.ended = removal(doing) | {"on": values.on.isoformat(), "proof": values.proof}
    return Done(contract, contract.ref, {"on": values.on.isoformat()})


def _check_reason(doing: Doing) -> None:
    if not doing.reason:
        raise Invalid(
            _("This needs a reason."), place=Place(path="reason"), remedy=_("Say why in a few words.")
        )
