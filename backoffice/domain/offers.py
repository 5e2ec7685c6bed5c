"""What becomes of offers: how many were accepted, how long that took, what waits, what is worth what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backoffice.domain.money import half_away, spread

# How likely a dossier at each stage is taken to be signed, in basis points: rough steps to compare by.
LIKELY_BP: Mapping[str, int] = {
    "received": 1_000,
    "acknowledged": 1_000,
    "analysing": 2_000,
    "drafting": 3_000,
    "offered": 5_000,
    "accepted": 10_000,
}
# Ages of a quote without an answer, in days: the last one is without bound.
AGES = ((0, 7), (8, 15), (16, 30), (31, None))


class Outcome(StrEnum):
    """What became of an offer, all its versions together."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an offer that was issued: its state, days, and amount without VAT in cents."""

    number: str
    idx: int
    state: str
    issued_on: date
    valid_until: date | None
    accepted_on: date | None
    net_cents: int


@dataclass(frozen=True, slots=True)
class Offer:
    """All versions of one number: first issued on a day, worth what was accepted, else the last live one."""

    number: str
    outcome: Outcome
    issued_on: date
    accepted_on: date | None
    net_cents: int

    @property
    def days_to_sign(self) -> int | None:
        """Days from the first version's issue to the signature; None while it isn't signed."""
        return (self.accepted_on - self.issued_on).days if self.accepted_on else None


def offer_of(versions: Sequence[Version], today: date) -> Offer:
    """What became of the versions of one number by `today`; expiry is read from the clock."""
    order = sorted(versions, key=lambda one: one.idx)
    first = min(one.issued_on for one in order)
    accepted = next((one for one in order if one.state == "accepted"), None)
    if accepted is not None:
        return Offer(accepted.number, Outcome.ACCEPTED, first, accepted.accepted_on, accepted.net_cents)
    alive = [one for one in order if one.state == "issued"]
    last = (alive or [one for one in order if one.state != "superseded"] or order)[-1]
    return Offer(last.number, _outcome(last, alive, today), first, None, last.net_cents)


def _outcome(last: Version, alive: Sequence[Version], today: date) -> Outcome:
    if alive:
        over = all(one.valid_until is not None and one.valid_until < today for one in alive)
        return Outcome.EXPIRED if over else Outcome.OPEN
    return Outcome(last.state) if last.state in set(Outcome) else Outcome.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and amounts (cents without VAT) of some offers."""

    key: str | None
    counts: Mapping[Outcome, int]
    net_cents: int
    accepted_net_cents: int
    days: tuple[int, ...]

    @property
    def offers(self) -> int:
        return sum(self.counts.values())

    @property
    def conversion_bp(self) -> int | None:
        """The share accepted of those that the client decided or let expire; None when there is none.

        What we withdrew ourselves says nothing of what clients decide.
        """
        won = self.counts[Outcome.ACCEPTED]
        decided = won + self.counts[Outcome.REFUSED] + self.counts[Outcome.EXPIRED]
        return half_away(10_000 * won, decided) if decided else None


def tally(offers: Iterable[Offer], key: str | None = None) -> Tally:
    """Offers counted together."""
    found = tuple(offers)
    counts = {one: sum(offer.outcome is one for offer in found) for one in Outcome}
    won = [offer for offer in found if offer.outcome is Outcome.ACCEPTED]
    days = sorted(offer.days_to_sign for offer in won if offer.days_to_sign is not None)
    return Tally(
        key,
        counts,
        sum(offer.net_cents for offer in found),
        sum(offer.net_cents for offer in won),
        tuple(days),
    )


def weighted(net_cents: int, likely_bp: int) -> int:
    """An amount that may come, by how likely it is, in cents."""
    return half_away(net_cents * likely_bp, 10_000)


def by_month(net_cents: int, slots: Iterable[tuple[date | None, int]]) -> Mapping[str, int]:
    """A signed amount over the months in which it is delivered, by minutes of slots; exact to the cent.

    The key of what has no date yet is empty; so is that of an amount whose dossier has no slot at all.
    """
    minutes: dict[str, int] = {}
    for day, count in slots:
        month = f"{day:%Y-%m}" if day else ""
        minutes[month] = minutes.get(month, 0) + count
    months = sorted(month for month, count in minutes.items() if count)
    if not months:
        return {"": net_cents}
    parts = spread(net_cents, [minutes[month] for month in months])
    return dict(zip(months, parts, strict=True))


def age_band(days: int) -> tuple[int, int | None]:
    """The band of AGES that a number of days falls into."""
    return next((low, high) for low, high in AGES if high is None or days <= high)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issued version without an answer: for how many days, and until when it can be accepted."""

    quote: str
    ref: str
    client: str
    issued_on: date
    days: int
    valid_until: date | None
    net_cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many dossiers under a `key` (a stage, a reason, a month), for so many cents without VAT."""

    key: str
    count: int
    net_cents: int
    weighted_cents: int | None = None
    likely_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Offers first issued in the period and what became of them; what waits and the pipeline are today's.

    `delivery` spreads what was signed over the months of its slots, from the first to the last month of the
    period; losses are dossiers that clients ended in it.
    """

    all: Tally
    by: Mapping[str, tuple[Tally, ...]]
    waiting: tuple[Waiting, ...]
    losses: tuple[Share, ...]
    pipeline: tuple[Share, ...]
    delivery: tuple[Share, ...]


def ages(waiting: Iterable[Waiting]) -> tuple[tuple[int, int | None, int, int], ...]:
    """What waits for an answer by how long: from, to (days), how many, cents without VAT."""
    found: dict[int, list[int]] = {low: [] for low, _high in AGES}
    for one in waiting:
        found[age_band(one.days)[0]].append(one.net_cents)
    return tuple((low, high, len(found[low]), sum(found[low])) for low, high in AGES)
