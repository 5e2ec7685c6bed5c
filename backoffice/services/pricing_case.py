"""A dossier as prices see it: its people, the time of its slots, its journeys, its client on the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from backoffice.content.pricing import PriceWish
from backoffice.domain.enrolments import SEATED
from backoffice.domain.pricing.card import Card
from backoffice.domain.pricing.case import Case, Taught, Teaching, Time, half_days_of, nights_of, runs
from backoffice.services.acts import Doing
from backoffice.services.seats import billed_to, member, memberships_of
from backoffice.store.records import (
    Client,
    Quote,
    Request,
    RequestModule,
    Slot,
    SlotTrainer,
    Trainer,
    TrainingGroup,
)

# Where no rate is looked at: caps and memberships are counted alike whatever the card.
NO_CARD = Card("-", "-", ())
_NOON, _EVENING = "13:00", "18:00"
# As long as a usual half-day, for hours wanted that no slot holds yet.
_HALF_DAY_MINUTES = 210


def case_of(doing: Doing, quote: Quote, card: Card, wish: PriceWish) -> Case:
    """What the rates of `card` are counted on, for a quote."""
    request, client = quote.request, quote.client
    slots = [slot for slot in standing_slots(doing, request) if slot.time == "live"]
    day = min((slot.day for slot in slots if slot.day), default=doing.happened_on)
    programmes = tuple(dict.fromkeys(one.programme_ref for one in request.modules if one.programme_ref))
    wanted = request.details.get("programme")
    codes = programmes or ((str(wanted),) if wanted else ())
    journeys = _journeys(slots)
    trainers = tuple(_with(one, wish) for one in _teaching(journeys))
    together = len(_shared(journeys))
    taught = tuple(_taught(quote, group, slots, wish) for group in _groups(quote))
    return Case(
        groups=taught or _unmade(request, wish),
        trainers=trainers,
        on=doing.happened_on,
        kind=request.kind,
        payer=client.kind if client else "company",
        programmes=codes,
        bundled=wish.bundled or max(1, len(codes)),
        member=_member(client, day, wish),
        expired_on=_expired(client, day) if wish.members == "auto" else None,
        zone=_zone(card, client, slots),
        months=wish.months or _months(slots),
        km=wish.km,
        vehicle_trips=wish.trips if wish.trips is not None else together,
        costs=wish.cost_cents(),
        asked=frozenset(wish.asked),
        agreed=agreed_with(client, doing.happened_on),
    )


def standing_slots(doing: Doing, request: Request) -> Sequence[Slot]:
    """The slots of a dossier that aren't cancelled, with their teams and venues read at once."""
    query = (
        select(Slot)
        .where(Slot.request_id == request.id, Slot.state != "cancelled")
        .order_by(Slot.sequence)
        .options(selectinload(Slot.team).selectinload(SlotTrainer.trainer), selectinload(Slot.venue))
    )
    return doing.unit.session.scalars(query).all()


# People ---------------------------------------------------------------------------------------------------


def _groups(quote: Quote) -> list[TrainingGroup]:
    """The groups that a quote is for: of a session, those in which its client pays for somebody."""
    request = quote.request
    if request.kind != "own_session" or quote.client is None:
        return list(request.training_groups)
    return [group for group in request.training_groups if billed_to(group, quote.client)]


def _taught(quote: Quote, group: TrainingGroup, slots: Sequence[Slot], wish: PriceWish) -> Taught:
    mine = [slot for slot in slots if slot.group_id in (None, group.id)]
    return Taught(_time(mine, quote.request.modules), wish.headcount or _headcount(quote, group))


def _headcount(quote: Quote, group: TrainingGroup) -> int | None:
    """As many as the client pays for in a session; else those in the group's price, wanted, or enrolled."""
    request = quote.request
    if request.kind in ("own_session", "inter") and quote.client is not None:
        paid = len(billed_to(group, quote.client))
        if paid or request.kind == "own_session":
            return paid
    seated = sum(one.state in SEATED for one in group.enrolments)
    return group.headcount_included or request.headcount_max or request.headcount_min or seated or None


def _unmade(request: Request, wish: PriceWish) -> tuple[Taught, ...]:
    """The groups that a request asks for, before any offer was drafted: time as it says it wants."""
    minutes = request.details.get("wanted_minutes") or 0
    halves = -(-minutes // _HALF_DAY_MINUTES)
    time = Time(halves, minutes, halves, 1 if minutes else 0)
    people = wish.headcount or request.headcount_max or request.headcount_min
    return (Taught(time, people),) * request.groups


# Time -----------------------------------------------------------------------------------------------------


def _time(slots: Iterable[Slot], modules: Iterable[RequestModule]) -> Time:
    """What one learner follows: parallel copies (sub-groups, one by one) count once."""
    own = [slot for slot in slots if slot.copy == 1]
    weekend = [slot for slot in own if slot.day is not None and slot.day.weekday() > 4]
    taught = {slot.module_id for slot in own}
    return Time(
        half_days=halves_of(own),
        minutes=sum(slot.minutes for slot in own),
        sessions=len(own),
        modules=sum(module.id in taught for module in modules),
        nights=nights_of([*runs(slot.day for slot in own if slot.day), *_undated_stays(own)]),
        weekend_half_days=halves_of(weekend),
        weekend_minutes=sum(slot.minutes for slot in weekend),
        weekend_sessions=len(weekend),
    )


def halves_of(slots: Iterable[Slot]) -> int:
    """The half-days of some slots: two sessions in one morning are one; those without a date each count."""
    dated: set[tuple[date, str]] = set()
    undated = 0
    for slot in slots:
        if slot.day is None or slot.start is None:
            undated += half_days_of(slot.minutes)
        else:
            dated |= {(slot.day, half) for half in _halves(slot)}
    return len(dated) + undated


def _halves(slot: Slot) -> tuple[str, ...]:
    if half_days_of(slot.minutes) > 1:
        return ("am", "pm")
    start = slot.start or ""
    return ("am" if start < _NOON else "pm" if start < _EVENING else "eve",)


def _undated_stays(slots: Iterable[Slot]) -> list[tuple[date, date]]:
    """The stays that modules without dates come to: the days of one follow each other."""
    first = date(2001, 1, 1)
    by_module: dict[int, int] = {}
    for slot in slots:
        if slot.day is None:
            by_module[slot.module_id] = by_module.get(slot.module_id, 0) + half_days_of(slot.minutes)
    days = ((halves + 1) // 2 for halves in by_module.values())
    return [(first, date.fromordinal(first.toordinal() + count - 1)) for count in days if count]


def _months(slots: Sequence[Slot]) -> int:
    days = [slot.day for slot in slots if slot.day]
    if not days:
        return 1
    first, last = min(days), max(days)
    return (last.year - first.year) * 12 + last.month - first.month + 1


# Journeys -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Journeys:
    """One trainer's slots, and those for which they leave their town: dated, or by module."""

    taught: tuple[Slot, ...]
    away: tuple[Slot, ...]


def _journeys(slots: Sequence[Slot]) -> list[_Journeys]:
    """The trainers of some slots: those who are named, then for the others as many as a module asks for."""
    named: dict[int, list[tuple[Slot, Trainer]]] = {}
    unnamed: dict[int, list[Slot]] = {}
    for slot in slots:
        team = [seat for seat in slot.team if seat.costs]
        for seat in team:
            named.setdefault(seat.trainer_id, []).append((slot, seat.trainer))
        missing = places_of(slot.module) - len(team) if not team else 0
        for place in range(missing):
            unnamed.setdefault(place, []).append(slot)
    found = [
        _Journeys(tuple(slot for slot, _who in mine), tuple(slot for slot, who in mine if _leaves(slot, who)))
        for mine in named.values()
    ]
    for mine_unnamed in unnamed.values():
        away = tuple(slot for slot in mine_unnamed if _leaves(slot, None))
        found.append(_Journeys(tuple(mine_unnamed), away))
    return found


def places_of(module: RequestModule) -> int:
    """How many trainers a module pays for."""
    return sum(bool(role["costs"]) for role in module.body["team"])


def _leaves(slot: Slot, trainer: Trainer | None) -> bool:
    """Whether a trainer travels to a slot: not to a remote one, not within their own town."""
    if slot.mode == "remote" or (slot.venue is not None and slot.venue.kind == "remote"):
        return False
    town = slot.venue.town if slot.venue is not None else None
    return not (trainer is not None and trainer.town and town and trainer.town.lower() == town.lower())


def _stays(slots: Iterable[Slot]) -> list[tuple[date, date]]:
    away = list(slots)
    return [*runs(slot.day for slot in away if slot.day), *_undated_stays(away)]


def _teaching(journeys: Iterable[_Journeys]) -> list[Teaching]:
    found = []
    for one in journeys:
        modules = {slot.module_id: slot.module for slot in one.taught}
        stays = _stays(one.away)
        time = _all_time(one.taught, len(modules))
        found.append(Teaching(time, len(stays), nights_of(stays)))
    return found


def _all_time(slots: Sequence[Slot], modules: int) -> Time:
    """What a trainer teaches: every copy counts."""
    weekend = [slot for slot in slots if slot.day is not None and slot.day.weekday() > 4]
    return Time(
        half_days=halves_of(slots),
        minutes=sum(slot.minutes for slot in slots),
        sessions=len(slots),
        modules=modules,
        weekend_half_days=halves_of(weekend),
        weekend_minutes=sum(slot.minutes for slot in weekend),
        weekend_sessions=len(weekend),
    )


def _with(one: Teaching, wish: PriceWish) -> Teaching:
    trips = one.trips if wish.trips is None else wish.trips
    return replace(one, trips=trips, nights=one.nights if wish.nights is None else wish.nights)


def _shared(journeys: Iterable[_Journeys]) -> set[tuple[object, ...]]:
    """The journeys of all trainers, those who leave on the same days for the same module in one car."""
    found: set[tuple[object, ...]] = set()
    for one in journeys:
        found |= {("on", *stay) for stay in runs(slot.day for slot in one.away if slot.day)}
        found |= {("for", slot.module_id) for slot in one.away if slot.day is None}
    return found


# The client -----------------------------------------------------------------------------------------------


def _member(client: Client | None, day: date, wish: PriceWish) -> bool:
    return member(client, day) if wish.members == "auto" else wish.members == "members"


def agreed_with(client: Client | None, on: date) -> dict[str, int]:
    """The prices agreed with a client that hold on a day, by the code of their rate; the latest wins."""
    rows = sorted(client.agreed_prices if client else (), key=lambda one: str(one["from"]))
    day = on.isoformat()
    return {
        str(one["rate"]): int(one["price_micro"])
        for one in rows
        if one["from"] <= day and (one["to"] is None or day <= one["to"])
    }


def _expired(client: Client | None, day: date) -> date | None:
    """The last day of a membership that is over on `day`; None for a member, and for who never was one."""
    if client is None or member(client, day):
        return None
    ended = [one.last for one in memberships_of(client) if one.last is not None and one.last < day]
    return max(ended, default=None)


def expired_for(doing: Doing, quote: Quote) -> date | None:
    """The last day of its client's membership, when it is over on the day that counts."""
    days = [slot.day for slot in standing_slots(doing, quote.request) if slot.day]
    return _expired(quote.client, min(days, default=doing.happened_on))


def _zone(card: Card, client: Client | None, slots: Sequence[Slot]) -> str:
    """The zone of the first place that is known, else of the client."""
    venue = next(
        (slot.venue for slot in slots if slot.venue is not None and slot.venue.kind != "remote"), None
    )
    if venue is not None and (venue.postcode or venue.territory != "FR"):
        return card.zone_of(venue.territory, venue.postcode or "")
    return card.zone_of(client.territory, client.postcode or "") if client else ""
