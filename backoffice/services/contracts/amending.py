"""Amendments: what changes in a signed agreement, numbered under it; nothing else asks for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from backoffice.content.contracts import AmendmentWish
from backoffice.data.mentions import mention
from backoffice.documents import sheets
from backoffice.domain.amendments import Matter, Sitting, Standing, differing, moved
from backoffice.domain.contracts import STANDING, ContractState, check_contract_move
from backoffice.domain.money import NatureAmount
from backoffice.domain.vat import VatTreatment, sentence
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _, speaking
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.changes import price_change, share_json, usual_nature
from backoffice.services.contracts.issuing import signatory_of
from backoffice.services.contracts.reading import amendments_of
from backoffice.services.contracts.standing import as_json, headcount_asked, standing_in, standing_now
from backoffice.services.papers import issue, organisation, person_of
from backoffice.services.quote_drafts import vat_of
from backoffice.services.quote_sheet import client_of, contact_of
from backoffice.store.records import Contract


class NothingToAmend(BackofficeError):
    code = "nothing_to_amend"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("Neither aims, dates, headcount nor price differ from {ref}.").format(ref=ref),
            remedy=_("Record what changed otherwise as an adaptation of its module (record-adaptation)."),
        )


class AmendmentWaits(BackofficeError):
    code = "amendment_waits"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} isn't signed yet: another amendment would begin from what may not stand.").format(
                ref=ref
            ),
            remedy=_("Record its signature, or withdraw it, first."),
        )


def _opening(doing: Doing, contract: Contract) -> Mapping[str, Any]:
    now = standing_now(doing, contract)
    who = {"signatory": contract.client.name} if contract.kind == "contract" else signatory_of(contract.quote)
    return {
        **who,
        "aims": now.aims,
        "headcount_min": now.least,
        "headcount_max": now.most,
        "price_nature": usual_nature(contract.quote),
        "place": doing.settings.organisation.address.city,
    }


def _wanted(doing: Doing, contract: Contract, values: AmendmentWish) -> Standing:
    """What would stand with the amendment: the dossier's dates, the form's aims, headcount and price."""
    now = standing_now(doing, contract)
    change = price_change(doing, contract.quote, values.price_nature, values.price_change_cents)
    wanted = replace(
        now,
        aims=values.aims or now.aims,
        least=values.headcount_min,
        most=values.headcount_max,
        net_cents=now.net_cents + change.net_cents,
        vat_cents=now.vat_cents + change.vat_cents,
    )
    if wanted.net_cents < 0:
        raise Invalid(
            _("The price would be negative."),
            place=Place(path="price_change_cents"),
            remedy=_("Take away at most what was agreed."),
        )
    if wanted.least is not None and wanted.most is not None and wanted.least > wanted.most:
        raise Invalid(
            _("There would be at least {least} people and at most {most}.").format(
                least=wanted.least, most=wanted.most
            ),
            place=Place(path="headcount_max"),
            remedy=_("Give the fewest, then the most."),
        )
    return wanted


_TOLD = {
    Matter.AIMS: N_("Aims change."),
    Matter.DATES: N_("Dates change: {left} left, {come} instead."),
    Matter.HEADCOUNT: N_("The headcount changes."),
    Matter.PRICE: N_("The price changes."),
}


def _preview(doing: Doing, contract: Contract, values: AmendmentWish) -> Sequence[str]:
    """What the amendment would change, before it is issued."""
    signed, wanted = standing_in(doing, contract), _wanted(doing, contract, values)
    left, come = moved(signed, wanted)
    return tuple(
        _(_TOLD[matter]).format(left=len(left), come=len(come)) for matter in differing(signed, wanted)
    )


@act(
    "issue-amendment",
    N_("Issue an amendment"),
    on="contract",
    model=AmendmentWish,
    opening=_opening,
    effect=N_("It takes its number under the agreement, is frozen and printed; it is then to be signed."),
    preview=_preview,
)
def issue_amendment(doing: Doing, contract: Contract, values: AmendmentWish) -> Done:
    """Numbers, freezes and prints what changes in a signed agreement or contract; raises NothingToAmend."""
    if contract.parent is not None:
        contract = contract.parent
    check_contract_move("issue-amendment", contract.ref, ContractState(contract.state))
    former = amendments_of(doing, contract)
    waiting = next((one for one in former if one.state != ContractState.SIGNED), None)
    if waiting is not None:
        raise AmendmentWaits(waiting.ref)
    signed, wanted = standing_in(doing, contract), _wanted(doing, contract, values)
    matters = differing(signed, wanted)
    if not matters:
        raise NothingToAmend(contract.ref)
    rank = doing.unit.next_number(f"{contract.ref}/A", doing.happened_on)
    changed = price_change(doing, contract.quote, values.price_nature, values.price_change_cents)
    amendment = doing.unit.add(_record(doing, contract, rank, wanted, matters, changed))
    sheet = amendment_sheet(doing, contract, values, amendment, signed, wanted, former)
    document, _new = issue(
        doing,
        sheet,
        kind="amendment",
        name=amendment.ref,
        request=contract.request,
        quote=contract.quote,
        subject_uid=amendment.uid,
    )
    payload = {
        "number": amendment.ref,
        "matters": [str(one) for one in matters],
        "total_cents": wanted.total_cents,
        "sha256": document.sha256,
    }
    return Done(amendment, amendment.ref, payload)


def _record(
    doing: Doing,
    contract: Contract,
    rank: int,
    wanted: Standing,
    matters: Sequence[Matter],
    changed: NatureAmount,
) -> Contract:
    return Contract(
        ref=f"{contract.ref}-A{rank}",
        kind="amendment",
        request_id=contract.request_id,
        quote_id=contract.quote_id,
        client_id=contract.client_id,
        parent_id=contract.id,
        rank=rank,
        issued_on=doing.happened_on,
        at_distance=contract.at_distance,
        net_cents=wanted.net_cents,
        vat_cents=wanted.vat_cents,
        total_cents=wanted.total_cents,
        body={
            "standing": as_json(wanted),
            "matters": [str(one) for one in matters],
            "asked_headcount": list(headcount_asked(doing, contract.quote)),
            "changes": [share_json(changed)] if changed.net_cents else [],
        },
    )


def amendment_sheet(
    doing: Doing,
    contract: Contract,
    values: AmendmentWish,
    made: Contract,
    signed: Standing,
    wanted: Standing,
    former: Sequence[Contract],
) -> sheets.AmendmentSheet:
    """The snapshot of an amendment."""
    quote, on = contract.quote, made.issued_on
    matters = differing(signed, wanted)
    left, come = moved(signed, wanted)
    ours = doing.settings.organisation
    with speaking(quote.language):
        dated = Matter.DATES in matters
        vat = vat_of(doing, quote, values.price_nature)
        return sheets.AmendmentSheet(
            language=quote.language,
            reference=contract.request.ref,
            version=1,
            organisation=organisation(doing, quote.language),
            client=client_of(quote.client, contact_of(quote)),
            title=quote.title,
            rank=made.rank or 1,
            parent_kind=contract.kind,
            parent_number=contract.ref,
            parent_on=contract.signed_on,
            basis=mention(
                "contract_basis" if contract.kind == "contract" else "amendment_basis", on, quote.language
            ),
            why=values.why,
            matters=tuple(str(one) for one in matters),
            number=made.ref,
            issued_on=on,
            former=tuple(one.ref for one in former if ContractState(one.state) in STANDING),
            aims_before=signed.aims if Matter.AIMS in matters else (),
            aims_after=wanted.aims if Matter.AIMS in matters else (),
            headcount_before=(signed.least or 0, signed.most or 0) if Matter.HEADCOUNT in matters else (),
            headcount_after=(wanted.least or 0, wanted.most or 0) if Matter.HEADCOUNT in matters else (),
            dates_before=tuple(map(_line, left)) if dated else (),
            dates_after=tuple(map(_line, come)) if dated else (),
            calendar=tuple(map(_line, _in_time(wanted.sittings))) if dated else (),
            price_label=values.price_label,
            net_before_cents=signed.net_cents,
            net_after_cents=wanted.net_cents,
            vat_after_cents=wanted.vat_cents,
            total_before_cents=signed.total_cents,
            total_after_cents=wanted.total_cents,
            taxed=bool(signed.vat_cents or wanted.vat_cents),
            vat_mention=_vat_mention(vat, on) if Matter.PRICE in matters else "",
            rest_stays=_rest(contract, on),
            client_signatory=person_of(values.signatory, values.signatory_quality),
            signatory=person_of(ours.signatory, ours.signatory_quality),
            place=values.place or ours.address.city,
        )


def _vat_mention(vat: VatTreatment, on: date) -> str:
    return sentence(vat.reason, on) if vat.reason else ""


def _rest(contract: Contract, on: date) -> str:
    agreement = contract.kind == "agreement"
    document = _("the agreement") if agreement else _("the contract")
    return mention("amendment_rest", on, contract.quote.language, document=document)


def _in_time(sittings: Sequence[Sitting]) -> list[Sitting]:
    return sorted(sittings, key=lambda one: (one.day is None, one.day or date.max, one.start))


def _line(one: Sitting) -> sheets.CalendarLine:
    return sheets.CalendarLine(
        module=one.module,
        day=one.day,
        start=time.fromisoformat(one.start) if one.start else None,
        end=time.fromisoformat(one.finish) if one.finish else None,
        minutes=one.minutes,
        venue=one.place,
    )
