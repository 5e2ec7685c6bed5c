"""The margin of each version: its net, less trainers from their slots, journeys, rooms; never printed."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.content.programme import module_of
from backoffice.content.rate_card import rate_card_of
from backoffice.domain.pricing.card import Service
from backoffice.domain.pricing.margin import Cost, Margin, Seat, margin, still_to_staff, trainers_cost
from backoffice.domain.programme import elapsed, trainer_minutes
from backoffice.services.acts import Doing
from backoffice.services.pricing import cost_of, said_of
from backoffice.services.pricing_case import places_of, standing_slots
from backoffice.services.rate_cards import card_at
from backoffice.store.records import Quote, Request, Slot, SlotTrainer

# What somebody else is paid for: a line of it without a known cost leaves the margin unsure.
_BOUGHT = frozenset(
    (Service.TRAVEL, Service.LODGING, Service.MEALS, Service.MATERIAL, Service.ROOM, Service.LICENCE)
)


def margin_of(doing: Doing, quote: Quote) -> Margin:
    """What a version leaves us; options aside."""
    slots = standing_slots(doing, quote.request)
    seats = [Seat(slot.minutes, seat.trainer.day_cost_cents) for slot in slots for seat in _paid(slot)]
    usual = _usual_day_cost(doing, quote)
    unnamed = still_to_staff(_unstaffed(quote.request, slots), usual, _day_minutes(doing))
    return margin(quote.net_cents, (trainers_cost(seats), unnamed), _others(quote))


def _paid(slot: Slot) -> list[SlotTrainer]:
    return [seat for seat in slot.team if seat.costs]


def _unstaffed(request: Request, slots: Iterable[Slot]) -> int:
    """The minutes still to be taught by nobody named: of live slots, else of the modules themselves."""
    live = [slot for slot in slots if slot.time == "live"]
    if live:
        return sum(slot.minutes * places_of(slot.module) for slot in live if not _paid(slot))
    headcount = request.headcount_max or request.headcount_min or 1
    taught = (
        trainer_minutes(module_of(module.body), headcount) * places_of(module) for module in request.modules
    )
    return sum(taught) * request.groups


def _usual_day_cost(doing: Doing, quote: Quote) -> int | None:
    pricing = quote.pricing
    record = card_at(doing.unit, pricing.card_ref, pricing.card_version) if pricing else None
    return rate_card_of(record.body).day_cost_cents if record else None


def _day_minutes(doing: Doing) -> int:
    hours = doing.settings.hours
    return sum(elapsed(half.start, half.finish) for half in (hours.morning, hours.afternoon))


def _others(quote: Quote) -> dict[str, Cost]:
    """What the lines cost us, by service; lines written by hand cost what nobody said."""
    found: dict[str, Cost] = {}
    for line in quote.lines:
        said = said_of(line)
        if line.optional or said is None:
            continue
        cost, service = cost_of(line, said), str(said["service"])
        known = found.get(service, Cost())
        lacks = cost is None and service in _BOUGHT and line.net_cents > 0
        found[service] = Cost(known.cents + (cost or 0), known.unknown + lacks)
    return found
