"""What a dossier's accepted quotes ask of their payers, as its dates, contracts and amendments stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backoffice.domain import instalments as plan
from backoffice.domain.calendars import Calendar
from backoffice.domain.contracts import ContractState
from backoffice.domain.deadlines import end_of_day
from backoffice.domain.dues import SOON_DAYS, Handed, Part, due_day, parts_of
from backoffice.domain.lifecycle import ENDS
from backoffice.domain.money import NatureAmount
from backoffice.domain.slots import SlotState
from backoffice.domain.vat import LineNature, VatTreatment
from backoffice.services.acceptance import taken_of
from backoffice.services.action_sheet import slots_in_order
from backoffice.services.acts import Doing
from backoffice.services.contracts.changes import changes_of, share_from, share_json
from backoffice.services.contracts.reading import amendments_of, contracts_of, standing_on
from backoffice.services.dues.payers import Payer, payer_of, payers_said
from backoffice.services.live_quotes import quotes_of
from backoffice.services.quote_drafts import to_plan
from backoffice.services.schedule import binds_on, milestones_of, payers_of
from backoffice.store.counting import natures_of
from backoffice.store.records import DueRow, Handover, Quote, Request
from backoffice.store.types import instant_text

_NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def handovers_of(doing: Doing, quote: Quote) -> Sequence[Handover]:
    """What of a quote was passed to the accounts, in the order it was."""
    query = select(Handover).where(Handover.quote_id == quote.id).order_by(Handover.part)
    return doing.unit.session.scalars(query).all()


def binds(doing: Doing, quote: Quote) -> bool:
    """Whether something may still be asked on a quote: it is accepted, its dossier goes on, and the
    individual who signed the contract didn't give it up."""
    if quote.state != "accepted" or quote.request.stage in ENDS:
        return False
    given_up = any(
        one.quote_id == quote.id and one.parent_id is None and one.state == ContractState.RETRACTED
        for one in contracts_of(doing, quote.request)
    )
    return not given_up or standing_on(doing, quote) is not None


def amounts_now(doing: Doing, quote: Quote) -> tuple[NatureAmount, ...]:
    """What stands on a quote by VAT treatment and nature: its lines and options taken, then what signed
    amendments changed."""
    found: dict[tuple[VatTreatment, LineNature], NatureAmount] = {}
    for one in (*natures_of(quote, taken_of(quote)), *_amended(doing, quote)):
        key = (one.vat, one.nature)
        known = found.get(key)
        found[key] = one if known is None else added(known, one)
    return tuple(found.values())


def added(one: NatureAmount, other: NatureAmount) -> NatureAmount:
    """Two amounts of the same nature and treatment together."""
    net, vat = one.net_cents + other.net_cents, one.vat_cents + other.vat_cents
    return replace(one, net_cents=net, vat_cents=vat)


def _amended(doing: Doing, quote: Quote) -> Iterable[NatureAmount]:
    contract = standing_on(doing, quote)
    for one in amendments_of(doing, contract) if contract else ():
        if one.state == ContractState.SIGNED:
            yield from changes_of(doing, one)


def parts_now(doing: Doing, quote: Quote, handed: Sequence[Handover]) -> tuple[Part, ...]:
    """The parts to be asked on a quote as it stands; where nothing binds any more, what was passed on."""
    given = [Handed(one.position - 1, one.period, tuple(map(share_from, one.shares))) for one in handed]
    labels = [one.label for one in quote.instalments]
    if not binds(doing, quote):
        return parts_of((), (), given, labels)
    dues, _payers = schedule_now(doing, quote)
    return parts_of(dues, amounts_now(doing, quote), given, labels)


def schedule_now(doing: Doing, quote: Quote) -> tuple[tuple[plan.Due, ...], dict[str, plan.Payer]]:
    """What a quote asks of whom and when as its dossier stands, amendments apart; and its payers."""
    said = payers_said(quote)
    contract = standing_on(doing, quote)
    at_distance = contract is not None and contract.at_distance
    payers = payers_of(doing, quote, at_distance=at_distance, more=said.values())
    calendar = Calendar(doing.settings.organisation.territory)
    dues = plan.schedule(
        _planned(quote), _total(quote), milestones_now(doing, quote), payers, calendar.is_working_day
    )
    return dues, payers


def planned_now(doing: Doing, quote: Quote) -> tuple[tuple[str, int], ...]:
    """Whom each instalment of a quote is addressed to, and its cents, amendments included."""
    rest = sum(one.total_cents for one in amounts_now(doing, quote)) - _total(quote)
    planned = _planned(quote)
    cents = list(plan.amounts(planned, _total(quote)))
    cents[-1] += rest
    return tuple((one.payer, amount) for one, amount in zip(planned, cents, strict=True))


def _planned(quote: Quote) -> list[plan.Instalment]:
    """The instalments of a quote with who pays them now; one without a schedule is paid when all is over."""
    said = payers_said(quote)
    found = [to_plan(one) for one in quote.instalments] or [plan.Instalment(quote.title, plan.Trigger.END)]
    return [replace(one, payer=said.get(at, one.payer)) for at, one in enumerate(found, start=1)]


def _total(quote: Quote) -> int:
    return sum(one.total_cents for one in natures_of(quote, taken_of(quote)))


def milestones_now(doing: Doing, quote: Quote) -> plan.Milestones:
    """The days that instalments wait for: all is done once every slot of the dossier took place."""
    found = milestones_of(doing, quote.request, _signed_on(doing, quote))
    slots = slots_in_order(doing, quote.request)
    over = bool(slots) and all(slot.state == SlotState.DONE for slot in slots)
    return replace(found, completed_on=found.ends_on if over else None)


def _signed_on(doing: Doing, quote: Quote) -> date | None:
    contract = standing_on(doing, quote)
    if contract is not None and contract.signed_on is not None:
        return contract.signed_on
    said = (quote.acceptance or {}).get("on")
    return binds_on(quote, date.fromisoformat(said)) if said else None


# Rows -----------------------------------------------------------------------------------------------------


def is_written(doing: Doing, request: Request) -> bool:
    """Whether what a dossier's quotes ask is what is kept."""
    return [_values(row) for row in _kept(doing, request)] == rows_of(doing, request)


def _kept(doing: Doing, request: Request) -> Sequence[DueRow]:
    query = select(DueRow).where(DueRow.request_id == request.id)
    return doing.unit.session.scalars(query.order_by(DueRow.quote_id, DueRow.part)).all()


def rewrite(doing: Doing, request: Request) -> None:
    """Writes what a dossier's quotes ask again, where it isn't what is kept."""
    kept, wanted = _kept(doing, request), rows_of(doing, request)
    if [_values(row) for row in kept] == wanted:
        return
    for row in kept:
        doing.unit.session.delete(row)
    doing.unit.session.flush()
    doing.unit.session.add_all(DueRow(**values) for values in wanted)
    doing.unit.session.flush()


def rows_of(doing: Doing, request: Request) -> list[dict[str, Any]]:
    """The rows of a dossier's accepted quotes, and of those of which something was passed on."""
    found: list[dict[str, Any]] = []
    for quote in sorted(quotes_of(doing, request), key=lambda one: one.id):
        handed = handovers_of(doing, quote) if quote.state != "draft" else ()
        if quote.state != "accepted" and not handed:
            continue
        found += [
            _row(doing, quote, n, part, handed)
            for n, part in enumerate(parts_now(doing, quote, handed), start=1)
        ]
    return found


def _row(doing: Doing, quote: Quote, n: int, part: Part, handed: Sequence[Handover]) -> dict[str, Any]:
    given = handed[part.handed] if part.handed is not None else None
    payer: Payer = payer_of(doing, quote, part.payer)
    day = due_day(part)
    late = end_of_day(day, ZoneInfo(doing.settings.organisation.zone)) if day else _NEVER
    planned = quote.instalments[part.position] if part.position < len(quote.instalments) else None
    return {
        "request_id": quote.request_id,
        "quote_id": quote.id,
        "part": n,
        "position": part.position + 1,
        "label": part.label,
        "trigger": planned.trigger if planned else str(plan.Trigger.END),
        "period": part.period,
        "client_id": payer.client_id,
        "funder_id": payer.funder_id,
        "payer": payer.name,
        "due_on": day,
        "due_at": late,
        "soon_at": late - timedelta(days=SOON_DAYS) if day else _NEVER,
        "due_order": f"{0 if given is None else 9} {instant_text(late)}",
        "waits": quote.subject_to_funding and given is None,
        "open": given is None,
        "settles": part.settles,
        "net_cents": sum(one.net_cents for one in part.shares),
        "vat_cents": sum(one.vat_cents for one in part.shares),
        "total_cents": part.cents,
        "shares": [share_json(one) for one in part.shares],
        "handed_on": given.handed_on if given else None,
        "number": given.number if given else None,
    }


def _values(row: DueRow) -> dict[str, Any]:
    return {
        column.name: getattr(row, column.name) for column in DueRow.__table__.columns if column.name != "id"
    }
