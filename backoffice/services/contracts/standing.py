"""What stands between the parties of an agreement, as it was signed and as the dossier has it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from backoffice.domain.amendments import Matter, Sitting, Standing, differing
from backoffice.domain.contracts import STANDING, ContractState
from backoffice.services.acceptance import taken_of
from backoffice.services.action_sheet import action_of, place, slots_in_order
from backoffice.services.acts import Doing
from backoffice.services.contracts.reading import amendments_of, contracts_of
from backoffice.store.counting import totals_of
from backoffice.store.records import Contract, Quote, Request, Slot


def standing_of_quote(doing: Doing, quote: Quote) -> Standing:
    """What is being agreed: the quote's amounts with its options, the dossier's aims, dates and headcount."""
    totals, action = totals_of(quote, taken_of(quote)), action_of(doing, quote)
    return Standing(
        aims=action.objectives,
        sittings=sittings_of(doing, quote.request),
        least=action.headcount_min,
        most=action.headcount_max,
        net_cents=totals.net_cents,
        vat_cents=totals.vat_cents,
    )


def sittings_of(doing: Doing, request: Request) -> tuple[Sitting, ...]:
    """The dates of a dossier now, in the order of its modules."""
    return tuple(_sitting(slot) for slot in slots_in_order(doing, request))


def _sitting(slot: Slot) -> Sitting:
    return Sitting(
        module=slot.module.label,
        day=slot.day,
        start=slot.start or "",
        finish=slot.finish or "",
        minutes=slot.minutes,
        place=place(slot) if slot.day else "",
    )


def as_json(standing: Standing) -> dict[str, Any]:
    """A standing as a contract keeps it."""
    found = asdict(standing)
    for one in found["sittings"]:
        one["day"] = one["day"].isoformat() if one["day"] else None
    return found


def from_json(kept: Mapping[str, Any]) -> Standing:
    """A standing that a contract kept."""
    sittings = (
        Sitting(**{**one, "day": date.fromisoformat(one["day"]) if one["day"] else None})
        for one in kept["sittings"]
    )
    return Standing(
        tuple(kept["aims"]),
        tuple(sittings),
        kept["least"],
        kept["most"],
        kept["net_cents"],
        kept["vat_cents"],
    )


def standing_in(doing: Doing, contract: Contract) -> Standing:
    """What an agreement and the amendments under it say together."""
    last = (contract, *amendments_of(doing, contract))[-1]
    return from_json(last.body["standing"])


def standing_now(doing: Doing, contract: Contract) -> Standing:
    """What the dossier says now of what acts may change there: its dates, its headcount.

    Aims and price change by an amendment alone.
    """
    least, most = headcount_now(doing, contract)
    return replace(
        standing_in(doing, contract),
        sittings=sittings_of(doing, contract.request),
        least=least,
        most=most,
    )


def headcount_asked(doing: Doing, quote: Quote) -> tuple[int | None, int | None]:
    """The fewest and the most people that a dossier asks for itself, whatever was amended."""
    action = action_of(doing, quote)
    return action.headcount_min, action.headcount_max


def headcount_now(doing: Doing, contract: Contract) -> tuple[int | None, int | None]:
    """The headcount of a dossier as an agreement's amendments have it: the last one that changed it says so,
    until the dossier itself asks for another than it did then."""
    asked = headcount_asked(doing, contract.quote)
    last = next(iter(_of_headcount(amendments_of(doing, contract))), None)
    if last is None or last.body.get("asked_headcount", list(asked)) != list(asked):
        return asked
    said = from_json(last.body["standing"])
    return said.least, said.most


def _of_headcount(amendments: Sequence[Contract]) -> list[Contract]:
    """The amendments that changed the headcount, the last first."""
    return [one for one in reversed(amendments) if Matter.HEADCOUNT in one.body["matters"]]


def headcount_amended(doing: Doing, request: Request) -> tuple[Contract, int | None, int | None] | None:
    """The signed amendment that gives a dossier its headcount, and what it says; None when none does."""
    for contract in signed_contracts(doing, request):
        signed = [one for one in amendments_of(doing, contract) if one.state == ContractState.SIGNED]
        last = next(iter(_of_headcount(signed)), None)
        asked = list(headcount_asked(doing, contract.quote))
        if last is not None and last.body.get("asked_headcount", asked) == asked:
            said = from_json(last.body["standing"])
            return last, said.least, said.most
    return None


def pending(doing: Doing, contract: Contract) -> tuple[Matter, ...]:
    """What of a signed agreement is no longer so, and asks for an amendment."""
    if ContractState(contract.state) is not ContractState.SIGNED or contract.parent_id is not None:
        return ()
    return differing(standing_in(doing, contract), standing_now(doing, contract))


def signed_contracts(doing: Doing, request: Request) -> tuple[Contract, ...]:
    """The agreements and contracts of a dossier that are signed and stand."""
    return tuple(
        one
        for one in contracts_of(doing, request)
        if one.parent_id is None and one.state == "signed" and ContractState(one.state) in STANDING
    )
