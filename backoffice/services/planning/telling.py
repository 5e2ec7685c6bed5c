"""Who must be told when slots move, and which band of the cancellation terms a move reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.domain.cancellation import Party
from backoffice.domain.conflicts import OCCUPYING
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.cancellation import band_reached as bands_of
from backoffice.services.cancellation import owed_words
from backoffice.services.kinds import ref_of
from backoffice.services.teams import full_name
from backoffice.store.records import Slot, Trainer, Venue


@dataclass(frozen=True, slots=True)
class Band:
    """The band that a move reaches: days of notice before the slot, and the share of the price."""

    days: int
    share_bp: int
    text: str


@dataclass(frozen=True, slots=True)
class Before:
    """A slot, and where it was before it was placed elsewhere."""

    slot: Slot
    day: date | None
    start: str | None
    finish: str | None
    state: str
    team: tuple[Trainer, ...]
    venue: Venue | None
    client_knew: bool
    band: Band | None

    @classmethod
    def of(cls, doing: Doing, slot: Slot) -> Before:
        return cls(
            slot=slot,
            day=slot.day,
            start=slot.start,
            finish=slot.finish,
            state=slot.state,
            team=tuple(one.trainer for one in slot.team),
            venue=slot.venue,
            client_knew=slot.state in OCCUPYING or slot.client_answer in ("asked", "yes"),
            band=_band(doing, slot),
        )

    @property
    def has_moved(self) -> bool:
        now = (self.slot.day, self.slot.start, self.slot.finish)
        return now != (self.day, self.start, self.finish)

    @property
    def has_changed(self) -> bool:
        """Whether it is elsewhere, or nowhere any more."""
        return self.has_moved or (self.slot.state == "cancelled" and self.state != "cancelled")

    @property
    def was_taken(self) -> bool:
        return self.state in OCCUPYING


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody to be told, of which slots; `ref` is theirs."""

    ref: str
    name: str
    slots: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.name} ({', '.join(self.slots)})"


def whom_to_tell(before: Sequence[Before]) -> tuple[Told, ...]:
    """Trainers who leave, come or move, venues likewise, and the client where they knew of the date.

    Nobody needs to be told of what was only proposed, but for a client who was asked.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    several = len({one.slot.request_id for one in before}) > 1
    for one in before:
        called = ref_of(one.slot) if several else f"S{one.slot.sequence}"
        for ref, name in _concerned(one):
            found.setdefault(ref, (name, []))[1].append(called)
    return tuple(Told(ref, name, tuple(slots)) for ref, (name, slots) in found.items())


def _concerned(one: Before) -> Iterable[tuple[str, str]]:
    now = {seat.trainer.id: seat.trainer for seat in one.slot.team}
    was = {trainer.id: trainer for trainer in one.team}
    if one.was_taken:
        # Whoever stays is told of another time; whoever comes or goes, of the change.
        for number, trainer in (was | now).items():
            if one.has_changed or (number in was) != (number in now):
                yield trainer.ref, full_name(trainer)
        venues = {venue.id: venue for venue in (one.venue, one.slot.venue) if venue is not None}
        for venue in venues.values():
            if one.has_changed or len(venues) > 1:
                yield venue.ref, venue.name
    client = one.slot.request.client
    if client is not None and one.client_knew and (one.has_changed or one.venue is not one.slot.venue):
        yield client.ref, client.name


def told(before: Sequence[Before], beside: str | None = None) -> tuple[dict[str, Any], str]:
    """For the history and in words: who must be told of what became of slots, and the band that it reaches.

    Whoever is called `beside` knows of it already.
    """
    people = [one for one in whom_to_tell(before) if one.ref != beside]
    band = band_reached(before)
    payload: dict[str, Any] = {"to_tell": [one.ref for one in people]}
    if band is not None:
        payload |= {"band_days": band.days, "band_bp": band.share_bp}
    texts = (
        [_("To be told: {people}.").format(people=" ; ".join(one.text for one in people))] if people else []
    )
    return payload, " ".join((*texts, *((band.text,) if band else ())))


def band_reached(before: Sequence[Before]) -> Band | None:
    """The dearest band that the moves reach together."""
    reached = [one.band for one in before if one.band is not None and one.has_changed]
    return max(reached, key=lambda band: band.share_bp, default=None)


def _band(doing: Doing, slot: Slot) -> Band | None:
    """The band that the client would reach by giving up this date now, when somebody counts on it."""
    found = next((one for one in bands_of(doing, slot) if one.band.party is Party.CLIENT), None)
    if found is None or slot.day is None:
        return None
    days = (slot.day - doing.today).days
    text = _("{slot} was {n} days away; cancelled, the terms would ask the client for: {share}.").format(
        slot=ref_of(slot), n=days, share=owed_words(found.band)
    )
    return Band(days, found.band.share_bp, text)
