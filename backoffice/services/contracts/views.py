"""Agreements, contracts, amendments and adaptations as their screens and `show` give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backoffice.domain.agreement import ContractForm
from backoffice.domain.amendments import Matter
from backoffice.i18n import N_, _
from backoffice.services.acceptance import options_of, taken_of
from backoffice.services.acts import Doing
from backoffice.services.cancellation import owed_words, terms_of
from backoffice.services.contracts.forms import form_here
from backoffice.services.contracts.reading import adaptations_of, amendments_of, contracts_of, standing_on
from backoffice.services.contracts.signing import withdrawal_of
from backoffice.services.contracts.standing import pending
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.store.records import Adaptation, Contract, Quote, Request, RequestModule

MATTER_LABELS = {
    Matter.AIMS: N_("aims"),
    Matter.DATES: N_("dates"),
    Matter.HEADCOUNT: N_("headcount"),
    Matter.PRICE: N_("price"),
}
FORM_LABELS = {
    ContractForm.QUOTE: N_("the signed quote stands for the agreement"),
    ContractForm.AGREEMENT: N_("a training agreement"),
    ContractForm.CONTRACT: N_("an individual’s contract"),
    ContractForm.NONE: N_("none: not established as a training action"),
}


def matters_in_words(matters: Iterable[str]) -> str:
    """``dates, price``."""
    return ", ".join(_(MATTER_LABELS[Matter(one)]) for one in matters)


def contract_lines(found: Sequence[Contract]) -> Lines:
    """Agreements, contracts and amendments: number, kind, signature, amount."""
    columns = (
        Column("ref", N_("Number"), 17),
        Column("kind", N_("Document"), 12, kind=Cell.STATE, states="document"),
        Column("state", N_("State"), 16, kind=Cell.STATE, states="contract"),
        Column("issued", N_("Issued on"), 10, kind=Cell.DATE, priority=1),
        Column("signed", N_("Signed on"), 10, kind=Cell.DATE),
        Column("by", N_("Signed by"), 14, grow=1, priority=2),
        Column("total", N_("Total"), 12, kind=Cell.MONEY),
    )
    return lines(N_("Agreements"), columns, map(_contract_row, found))


def _contract_row(one: Contract) -> tuple[str, ...]:
    return (
        one.ref,
        one.kind,
        one.state,
        one.issued_on.isoformat(),
        one.signed_on.isoformat() if one.signed_on else "",
        str((one.signature or {}).get("name", "")),
        str(one.total_cents),
    )


def agreement_blocks(doing: Doing, request: Request) -> tuple[Block, ...]:
    """What a dossier's tab shows of its agreements, with what takes an amendment."""
    found = contracts_of(doing, request)
    if not found:
        return ()
    waiting = [(one, pending(doing, one)) for one in found]
    told = [
        (N_("To be amended"), _("{what}: {text}").format(what=one.ref, text=matters_in_words(m)))
        for one, m in waiting
        if m
    ]
    notes = (facts(N_("Amendment"), *told),) if told else ()
    return (contract_lines(found), *notes)


def contract_blocks(doing: Doing, contract: Contract) -> Iterable[Block]:
    asked, signed, ended = contract.asked or {}, contract.signature or {}, contract.ended or {}
    withdrawal = withdrawal_of(doing, contract)
    yield facts(
        N_("Document"),
        (N_("Kind"), contract.kind, Cell.STATE, "document"),
        (N_("State"), contract.state, Cell.STATE, "contract"),
        (N_("Dossier"), contract.request.ref, Cell.TEXT, "", contract.request),
        (N_("Quote"), ref_of(contract.quote), Cell.TEXT, "", contract.quote),
        (N_("Client"), contract.client.name, Cell.TEXT, "", contract.client),
        (N_("Amends"), contract.parent.ref if contract.parent else None, Cell.TEXT, "", contract.parent),
        (N_("What changes"), matters_in_words(contract.body.get("matters", ()))),
        (N_("Issued on"), contract.issued_on, Cell.DATE),
        (N_("Total"), contract.total_cents, Cell.MONEY),
    )
    yield facts(
        N_("Signature"),
        (N_("Asked of"), asked.get("whom")),
        (N_("Asked on"), asked.get("on"), Cell.DATE),
        (N_("Sent by"), asked.get("by"), Cell.STATE, "signed_by"),
        (N_("Signed by"), ", ".join(p for p in (signed.get("name"), signed.get("quality")) if p)),
        (N_("Signed on"), contract.signed_on, Cell.DATE),
        (N_("Signed by us"), signed.get("ours")),
        (N_("Signed by us on"), signed.get("ours_on"), Cell.DATE),
        (N_("Where the proof is kept"), signed.get("proof")),
        (N_("Signed copy"), contract.proof.name if contract.proof else None, Cell.TEXT, "", contract.proof),
        (N_("Hash"), contract.proof.sha256 if contract.proof else None),
        (N_("May be given up until"), withdrawal.last_day if withdrawal else None, Cell.DATE),
        (N_("Nothing may be asked before"), withdrawal.payable_from if withdrawal else None, Cell.DATE),
        (N_("Given up on"), ended.get("on"), Cell.DATE),
        (N_("Reason"), ended.get("reason")),
        (N_("To be amended"), matters_in_words(pending(doing, contract))),
    )
    under = amendments_of(doing, contract)
    if under:
        yield contract_lines(under)


def contract_json(doing: Doing, contract: Contract) -> dict[str, Any]:
    """An agreement, a contract or an amendment as `show` gives it."""
    withdrawal = withdrawal_of(doing, contract)
    return {
        "format": "agreement-record/1",
        "version": contract.version,
        **contract_item(contract),
        "request": contract.request.ref,
        "quote": ref_of(contract.quote),
        "client": contract.client.ref,
        "parent": contract.parent.ref if contract.parent else None,
        "matters": contract.body.get("matters", []),
        "asked": contract.asked,
        "signature": contract.signature,
        "proof": {"ref": ref_of(contract.proof), "sha256": contract.proof.sha256} if contract.proof else None,
        "withdrawal_until": withdrawal.last_day.isoformat() if withdrawal else None,
        "payable_from": withdrawal.payable_from.isoformat() if withdrawal else None,
        "ended": contract.ended,
        "standing": contract.body["standing"],
        "to_amend": [str(one) for one in pending(doing, contract)],
        "amendments": [contract_item(one) for one in amendments_of(doing, contract)],
    }


def contract_item(contract: Contract) -> dict[str, Any]:
    """An agreement, a contract or an amendment as a dossier lists it."""
    return {
        "number": contract.ref,
        "kind": contract.kind,
        "state": contract.state,
        "issued_on": contract.issued_on.isoformat(),
        "signed_on": contract.signed_on.isoformat() if contract.signed_on else None,
        "net_cents": contract.net_cents,
        "vat_cents": contract.vat_cents,
        "total_cents": contract.total_cents,
    }


# -- adaptations


def adaptation_lines(found: Iterable[Adaptation]) -> Lines:
    """What became of modules on the way."""
    columns = (
        Column("ref", N_("Reference"), 17, priority=1),
        Column("module", N_("Module"), 10, grow=1),
        Column("text", N_("What changed"), 18, grow=3),
        Column("with", N_("Agreed with"), 12, kind=Cell.STATE, states="agreed_with"),
        Column("on", N_("On"), 10, kind=Cell.DATE),
        Column("matters", N_("Amendment for"), 10, grow=1, priority=2),
    )
    rows = (
        (
            ref_of(one),
            one.module.label,
            one.text.split("\n")[0],
            one.agreed_with,
            one.agreed_on.isoformat(),
            matters_in_words(one.matters),
        )
        for one in found
    )
    return lines(N_("Adaptations"), columns, rows)


def adaptation_list(doing: Doing, request: Request) -> tuple[Block, ...]:
    """The adaptations of a dossier, or nothing."""
    found = adaptation_lines(adaptations_of(doing, request))
    return (found,) if found.rows else ()


def module_adaptations(doing: Doing, module: RequestModule) -> tuple[Block, ...]:
    """Those of one module."""
    mine = [one for one in adaptations_of(doing, module.request) if one.module_id == module.id]
    return (adaptation_lines(mine),) if mine else ()


def adaptation_blocks(_doing: Doing, one: Adaptation) -> Iterable[Block]:
    return (
        facts(
            N_("Adaptation"),
            (N_("Dossier"), one.request.ref, Cell.TEXT, "", one.request),
            (N_("Module"), f"{one.module.label} · {one.module.title}", Cell.TEXT, "", one.module),
            (N_("Agreed with"), one.agreed_with, Cell.STATE, "agreed_with"),
            (N_("Who agreed"), one.who),
            (N_("On"), one.agreed_on, Cell.DATE),
            (N_("Takes an amendment for"), matters_in_words(one.matters)),
            (N_("By"), one.recorded_by.name if one.recorded_by else None),
        ),
        *prose(N_("What changed"), one.text),
    )


def adaptation_item(one: Adaptation) -> dict[str, Any]:
    """An adaptation as a dossier lists it."""
    return {
        "ref": ref_of(one),
        "module": one.module.code,
        "text": one.text,
        "matters": list(one.matters),
        "agreed_with": one.agreed_with,
        "who": one.who,
        "agreed_on": one.agreed_on.isoformat(),
    }


# -- quotes


def acceptance_blocks(doing: Doing, quote: Quote) -> tuple[Block, ...]:
    """How a quote was accepted, the form that its action takes, and its cancellation terms."""
    given = quote.acceptance or {}
    total = given.get("total_cents")
    other = total if total is not None and total != quote.total_cents else None
    by = (("signature", N_("signature")), ("order", N_("purchase order")))
    words = dict(by)
    accepted = facts(
        N_("Acceptance"),
        (N_("Accepted by"), words.get(str(given.get("by")), ""), Cell.MESSAGE),
        (N_("Signed by"), ", ".join(p for p in (given.get("name"), given.get("quality")) if p)),
        (N_("On"), given.get("on"), Cell.DATE),
        (N_("Order number"), given.get("order_number")),
        (N_("Amount ordered"), given.get("order_cents"), Cell.MONEY),
        (N_("Engagement number"), given.get("engagement")),
        (N_("Where the proof is kept"), given.get("proof")),
        (N_("Options taken"), ", ".join(options_of(quote, taken_of(quote)))),
        (N_("Total with options"), other, Cell.MONEY),
        (N_("Condition"), _("subject to funding") if quote.subject_to_funding else None),
        (N_("Funding granted on"), (given.get("funding_granted") or {}).get("on"), Cell.DATE),
    )
    contract = standing_on(doing, quote)
    form = facts(
        N_("Contract"),
        (N_("Form"), FORM_LABELS[form_here(doing, quote)], Cell.MESSAGE),
        (N_("Issued"), contract.ref if contract else None, Cell.TEXT, "", contract),
        (N_("State"), contract.state if contract else None, Cell.STATE, "contract"),
        *_cancellation(doing, quote),
    )
    return (*((accepted,) if accepted.facts else ()), form)


def _cancellation(doing: Doing, quote: Quote) -> Iterable[tuple[Any, ...]]:
    for band in terms_of(doing, quote).bands:
        label = N_("Given up by the client") if band.party == "client" else N_("Given up by us")
        upto = f"{band.least} – {band.most}" if band.most is not None else f"{band.least} +"
        notice = f"{upto} {_(_UNITS[band.unit])}"
        yield (label, _("{what}: {text}").format(what=notice, text=owed_words(band)))


_UNITS = {
    "days": N_("days before"),
    "working_days": N_("working days before"),
    "clear_days": N_("clear days before"),
    "weeks": N_("weeks before"),
    "months": N_("months before"),
}
