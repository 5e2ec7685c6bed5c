"""When a quote's instalments fall due: by the dossier's slots, its payer, and the day it was signed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.domain import instalments as plan
from backoffice.domain.calendars import Calendar
from backoffice.services.action_sheet import slots_in_order
from backoffice.services.acts import Doing
from backoffice.services.quote_drafts import to_plan
from backoffice.store.counting import totals_of
from backoffice.store.records import Funder, FundingPayer, Quote, Request, Slot

# A payer of a dossier's funding plan, as it is called: INT-2026-0042/F1.
_PLANNED = re.compile(r"(?P<request>.+)/F(?P<rank>\d{1,6})")
_PAYERS = {
    "individual": plan.PayerKind.INDIVIDUAL,
    "public": plan.PayerKind.PUBLIC,
    "company": plan.PayerKind.COMPANY,
    "association": plan.PayerKind.COMPANY,
}


def payers_of(
    doing: Doing, quote: Quote, *, at_distance: bool = False, more: Iterable[str] = ()
) -> dict[str, plan.Payer]:
    """Who pays a quote, as the guards see them, by the name that its instalments (or `more`) give them."""
    kind = quote.client.kind if quote.client else "company"
    client = plan.Payer(_PAYERS[kind], at_distance, bool(quote.body.get("advance_agreed")))
    names = {*(one.payer or "client" for one in quote.instalments), *more, "client"}
    return {name: client if name == "client" else _other(doing, name) for name in names}


def _other(doing: Doing, name: str) -> plan.Payer:
    """A payer other than the quote's client: a funder, or another client of the funding plan."""
    found = named_payer(doing, name)
    if isinstance(found, FundingPayer) and found.client is not None:
        return plan.Payer(_PAYERS[found.client.kind])
    return plan.Payer(plan.PayerKind.FUNDER)


def named_payer(doing: Doing, payer: str | None) -> Funder | FundingPayer | None:
    """Whom an instalment names: a funder, or a payer of the funding plan that is none; None: the client."""
    if not payer or payer == "client":
        return None
    funder: Funder | None = doing.unit.maybe(Funder, payer)
    if funder is not None:
        return funder
    found = _PLANNED.fullmatch(payer)
    request = doing.unit.maybe(Request, found["request"]) if found else None
    if found is None or request is None:
        return None
    query = select(FundingPayer).where(FundingPayer.request_id == request.id)
    planned: FundingPayer | None = doing.unit.session.scalars(
        query.where(FundingPayer.position == int(found["rank"]))
    ).one_or_none()
    return planned


def payer_name(doing: Doing, payer: str | None) -> str:
    """A payer as documents name it; empty for the client itself."""
    found = named_payer(doing, payer)
    return found.name if found else payer or ""


def dues_of(
    doing: Doing,
    quote: Quote,
    *,
    signed_on: date | None = None,
    taken: Collection[int] = (),
    at_distance: bool = False,
) -> tuple[plan.Due, ...]:
    """What falls due and when, with the options of the ranks `taken`; empty without instalments."""
    if not quote.instalments:
        return ()
    total = totals_of(quote, taken).total_cents
    asked = [to_plan(one) for one in quote.instalments]
    ours = doing.settings.organisation
    calendar = Calendar(ours.territory)
    return plan.schedule(
        asked,
        total,
        milestones_of(doing, quote.request, signed_on),
        payers_of(doing, quote, at_distance=at_distance),
        calendar.is_working_day,
    )


def binds_on(quote: Quote, signed_on: date) -> date | None:
    """The day from which a signed quote binds its payer; None for an individual, whom only the contract
    that follows binds."""
    individual = quote.client is not None and quote.client.kind == "individual"
    return None if individual else signed_on


def milestones_of(doing: Doing, request: Request, signed_on: date | None = None) -> plan.Milestones:
    """The days that instalments wait for, as far as the dossier's slots are dated."""
    slots = slots_in_order(doing, request)
    days = sorted(slot.day for slot in slots if slot.day)
    whole = bool(days) and all(slot.day for slot in slots)
    return plan.Milestones(
        signed_on=signed_on,
        starts_on=days[0] if days else None,
        ends_on=days[-1] if whole else None,
        module_ends=tuple(_module_end(slots, module.id) for module in request.modules),
        minutes=tuple((slot.day, slot.minutes) for slot in slots if slot.day and slot.counts)
        if whole
        else (),
    )


def _taught(slots: Sequence[Slot]) -> tuple[tuple[date, int], ...]:
    return tuple((slot.day, slot.minutes) for slot in slots if slot.day and slot.counts)


def _module_end(slots: Sequence[Any], module_id: int) -> date | None:
    mine: list[Slot] = [slot for slot in slots if slot.module_id == module_id]
    return max(s.day for s in mine if s.day) if mine and all(s.day for s in mine) else None


def date_instalments(quote: Quote, dues: Sequence[plan.Due]) -> None:
    """Writes on each instalment the day it is due; one in several parts, that of its last part."""
    for due in dues:
        quote.instalments[due.position].due_on = due.due_on
