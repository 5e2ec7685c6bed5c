"""Figures of offers: answers, times to sign, losses, what waits, the pipeline, months of delivery."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.clock import local_date
from backoffice.domain import offers
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.services.figures import median, p90
from backoffice.services.office import Office
from backoffice.store.driver import stream

GROUPS = ("month", "owner", "client")
_ENDED = {str(stage) for stage in ENDS}
# A dossier that ended or is closed is no pipeline any more.
_PIPELINE = tuple(str(stage) for stage in Stage if str(stage) not in _ENDED | {"closed"})


_VERSIONS = (
    "SELECT q.number, q.idx, q.state, q.issued_on, q.valid_until, q.acceptance, q.net_cents, q.request_id,"
    " r.ref, o.ref, c.ref FROM quotes q JOIN requests r ON r.id = q.request_id"
    " LEFT JOIN users o ON o.id = r.owner_id LEFT JOIN clients c ON c.id = q.client_id"
    " WHERE q.number IS NOT NULL ORDER BY q.number, q.idx"
)
_REQUESTS = (
    "SELECT r.id, r.stage, r.ended, (SELECT q.net_cents FROM quotes q WHERE q.request_id = r.id"
    " AND q.state = 'draft' ORDER BY q.version_no DESC LIMIT 1) FROM requests r"
)
_SLOTS = (
    "SELECT s.request_id, s.day, s.minutes FROM slots s WHERE s.alternative = 1 AND s.counts = 1"
    " AND s.state <> 'cancelled' AND EXISTS"
    " (SELECT 1 FROM quotes q WHERE q.request_id = s.request_id AND q.state = 'accepted')"
)


def offer_figures(office: Office, since: date | None = None, until: date | None = None) -> offers.Figures:
    """The figures of offers first issued from `since` to `until`, both included."""
    today = local_date(office.now, office.settings.organisation.zone)
    with office.database.reading() as unit:
        return figures_of(unit.driver, today, since, until)


@dataclass(slots=True)
class _Row:
    version: offers.Version
    request_id: int
    ref: str
    keys: Mapping[str, str | None]


def figures_of(connection: Any, today: date, since: date | None, until: date | None) -> offers.Figures:
    """As `offer_figures`, over the driver's own connection."""
    rows = [_row(*row) for row in stream(connection, _VERSIONS)]
    numbers: dict[str, list[_Row]] = {}
    for row in rows:
        numbers.setdefault(row.version.number, []).append(row)
    found = [(offers.offer_of([one.version for one in of], today), of[-1]) for of in numbers.values()]
    within = [(offer, row.keys) for offer, row in found if _within(offer.issued_on, since, until)]
    return offers.Figures(
        all=offers.tally(offer for offer, _keys in within),
        by={name: _group(name, within) for name in GROUPS},
        waiting=_waiting(rows, today),
        delivery=_delivery(connection, rows, since, until),
        **_of_requests(connection, _worth(found), since, until),
    )


def _row(number: str, idx: int, state: str, issued: Any, until: Any, acceptance: Any, *rest: Any) -> _Row:
    net, request_id, ref, owner, client = rest
    told = json.loads(acceptance) if isinstance(acceptance, str) else acceptance
    version = offers.Version(
        number, idx, state, _day(issued) or date.min, _day(until), _day((told or {}).get("on")), net
    )
    return _Row(version, request_id, ref, {"owner": owner, "client": client})


def _day(value: Any) -> date | None:
    """A day as SQLite (a text) or PostgreSQL gives it."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _group(
    name: str, found: Iterable[tuple[offers.Offer, Mapping[str, str | None]]]
) -> tuple[offers.Tally, ...]:
    groups: dict[str | None, list[offers.Offer]] = {}
    for offer, keys in found:
        key = f"{offer.issued_on:%Y-%m}" if name == "month" else keys[name]
        groups.setdefault(key, []).append(offer)
    made = [offers.tally(some, key) for key, some in groups.items()]
    if name == "month":
        return tuple(sorted(made, key=lambda one: one.key or ""))
    return tuple(sorted(made, key=lambda one: (-one.offers, one.key or "")))


def _waiting(rows: Iterable[_Row], today: date) -> tuple[offers.Waiting, ...]:
    """The versions that can still be answered, the oldest first."""
    found = (
        offers.Waiting(
            f"{row.version.number}-{row.version.idx}",
            row.ref,
            row.keys["client"] or "",
            row.version.issued_on,
            (today - row.version.issued_on).days,
            row.version.valid_until,
            row.version.net_cents,
        )
        for row in rows
        if row.version.state == "issued"
    )
    return tuple(sorted(found, key=lambda one: (-one.days, one.quote)))


def _delivery(
    connection: Any, rows: Iterable[_Row], since: date | None, until: date | None
) -> tuple[offers.Share, ...]:
    slots: dict[int, list[tuple[date | None, int]]] = {}
    for request_id, day, minutes in stream(connection, _SLOTS):
        slots.setdefault(request_id, []).append((_day(day), minutes))
    months: dict[str, list[int]] = {}
    for row in rows:
        if row.version.state == "accepted":
            for month, cents in offers.by_month(row.version.net_cents, slots.get(row.request_id, ())).items():
                months.setdefault(month, []).append(cents)
    first, last = f"{since:%Y-%m}" if since else "", f"{until:%Y-%m}" if until else "9999"
    kept = {month: cents for month, cents in months.items() if not month or first <= month <= last}
    # What has no date yet comes last.
    order = sorted(kept, key=lambda month: (not month, month))
    return tuple(offers.Share(month, len(kept[month]), sum(kept[month])) for month in order)


def _worth(found: Iterable[tuple[offers.Offer, _Row]]) -> Mapping[int, int]:
    """Cents without VAT of each dossier: the sum of its offers, one to each client."""
    worth: dict[int, int] = {}
    for offer, row in found:
        if offer.outcome is not offers.Outcome.WITHDRAWN:
            worth[row.request_id] = worth.get(row.request_id, 0) + offer.net_cents
    return worth


def _of_requests(
    connection: Any, worth: Mapping[int, int], since: date | None, until: date | None
) -> Mapping[str, tuple[offers.Share, ...]]:
    stages: dict[str, list[int]] = {stage: [] for stage in _PIPELINE}
    causes: dict[str, list[int]] = {}
    for number, stage, ended, draft in stream(connection, _REQUESTS):
        net = worth.get(number, draft or 0)
        if stage in stages:
            stages[stage].append(net)
        told = json.loads(ended) if isinstance(ended, str) else ended or {}
        if stage == "declined" and _ended_within(told, since, until):
            causes.setdefault(str(told.get("cause") or "other"), []).append(net)
    losses = sorted(causes.items(), key=lambda one: (-len(one[1]), one[0]))
    return {
        "losses": tuple(offers.Share(cause, len(nets), sum(nets)) for cause, nets in losses),
        "pipeline": tuple(_stage(stage, nets) for stage, nets in stages.items()),
    }


def _ended_within(ended: Mapping[str, Any], since: date | None, until: date | None) -> bool:
    day = _day(ended.get("on"))
    return day is None or _within(day, since, until)


def _stage(stage: str, nets: list[int]) -> offers.Share:
    likely = offers.LIKELY_BP[stage]
    worth = sum(offers.weighted(net, likely) for net in nets)
    return offers.Share(stage, len(nets), sum(nets), worth, likely)


# As the contract has it ------------------------------------------------------------------------------------


def as_json(found: offers.Figures, since: date | None, until: date | None) -> dict[str, Any]:
    """The ``figures-offers/1`` document: cents without VAT, days, basis points."""
    return {
        "format": "figures-offers/1",
        "from": since.isoformat() if since else None,
        "to": until.isoformat() if until else None,
        "all": tally_json(found.all),
        **{f"by_{name}": [tally_json(one) for one in found.by[name]] for name in GROUPS},
        "waiting": [_waiting_json(one) for one in found.waiting],
        "waiting_by_age": [
            {"from_days": low, "to_days": high, "count": count, "net_cents": net}
            for low, high, count, net in offers.ages(found.waiting)
        ],
        "losses": [
            {"cause": one.key, "count": one.count, "net_cents": one.net_cents} for one in found.losses
        ],
        "pipeline": [
            {
                "stage": one.key,
                "count": one.count,
                "net_cents": one.net_cents,
                "likely_bp": one.likely_bp,
                "weighted_cents": one.weighted_cents,
            }
            for one in found.pipeline
        ],
        "delivery": [
            {"month": one.key or None, "dossiers": one.count, "net_cents": one.net_cents}
            for one in found.delivery
        ],
    }


def tally_json(one: offers.Tally) -> dict[str, Any]:
    """A line of figures as JSON and CSV have it."""
    days = list(one.days)
    return {
        "key": one.key,
        "offers": one.offers,
        **{str(outcome): one.counts[outcome] for outcome in offers.Outcome},
        "net_cents": one.net_cents,
        "accepted_net_cents": one.accepted_net_cents,
        "conversion_bp": one.conversion_bp,
        "median_days_to_sign": median(days),
        "p90_days_to_sign": p90(days),
    }


def _waiting_json(one: offers.Waiting) -> dict[str, Any]:
    return {
        "quote": one.quote,
        "ref": one.ref,
        "client": one.client,
        "issued_on": one.issued_on.isoformat(),
        "days": one.days,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "net_cents": one.net_cents,
    }
