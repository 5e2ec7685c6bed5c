"""The promises made to many requests received at once (an import): as one by one, with few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backoffice.clock import local_date
from backoffice.domain.commitments.events import VERSION, Event
from backoffice.domain.commitments.opening import Opening, openings
from backoffice.domain.commitments.policy import Asked
from backoffice.domain.commitments.projection import read
from backoffice.domain.commitments.story import Happened, Story
from backoffice.domain.lifecycle import Stage
from backoffice.domain.text import fold
from backoffice.services.acts import Doing
from backoffice.services.around import Followed
from backoffice.services.clocks import Place, promised
from backoffice.services.lifts import BY_HAND, lifts_of
from backoffice.store.clocks.bulk import write
from backoffice.store.clocks.reading import CLOCK
from backoffice.store.clocks.rows import Rows, rows_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.journal import Entry
from backoffice.store.records import Client
from backoffice.store.types import instant_text

_RECEIVE = "receive-request"


@dataclass(frozen=True, slots=True)
class Received:
    """A request that was just made: its number, uid and reference, its columns, and when that happened."""

    id: int
    uid: str
    ref: str
    columns: Mapping[str, Any]
    occurred_at: datetime


def promise_many(doing: Doing, received: Sequence[Received]) -> dict[int, Followed]:
    """What the reception of each request means to its clocks, by its number, its promises being kept.

    One that comes in at a later stage was promised what it was elsewhere: nothing is opened for its past.
    """
    new = [one for one in received if one.columns["stage"] == Stage.RECEIVED]
    shelf, kinds = Shelf(doing.unit.driver), _client_kinds(doing, new)
    current = shelf.current
    chosen = _Chosen(doing, shelf, current)
    found: dict[int, Followed] = {}
    rows: list[tuple[int, Rows]] = []
    for one in new:
        at = instant_text(one.occurred_at)
        story, clock = Story(), {"facts": _facts(one.columns), "v": VERSION}
        clock |= {"dossier": one.uid, "settings": current}
        story.add(Happened(1, _RECEIVE, at, clock))
        asked = _asked(one.columns, kinds.get(one.columns.get("client_id"), ""))
        made = chosen(story, asked, at)
        more = promised(doing, _place(one.columns), story, made)
        story.promise(more, at)
        entries = tuple(_lifted_again(doing, one, story, current))
        rows.append((one.id, rows_of(story, one.uid, shelf)))
        found[one.id] = Followed({CLOCK: clock | more}, one.id, entries)
    write(doing.unit.driver, rows, instant_text(doing.now))
    return found


def _lifted_again(doing: Doing, one: Received, story: Story, settings: int) -> Iterator[Entry]:
    """The promises that had been lifted where the request comes from, lifted in `story` too."""
    ranks = {(promise.policy, promise.scope): promise.n for promise in story.promises.values()}
    actor = doing.actor.id if doing.actor else None
    for place, lift in enumerate(lifts_of(one.columns["details"]), 2):
        n = ranks.get((lift.policy, lift.scope))
        if n is None:
            continue
        clock = {"lifted": [n], "v": VERSION, "dossier": one.uid, "settings": settings}
        story.add(Happened(place, BY_HAND, instant_text(lift.at), clock, lift.reason))
        payload = {"commitment": n, "reason": lift.reason, CLOCK: clock}
        yield Entry(BY_HAND, one.uid, lift.at, actor, one.ref, payload, dossier_id=one.id)


class _Chosen:
    """The promises that new requests make: chosen once for those alike that came in on the same day."""

    def __init__(self, doing: Doing, shelf: Shelf, current: int) -> None:
        self._zone = doing.settings.organisation.zone
        self._shelf, self._current = shelf, current
        self._known: dict[tuple[Asked, date, bool], list[Opening]] = {}

    def __call__(self, story: Story, asked: Asked, at: str) -> list[Opening]:
        received = story.happened[Event.RECEIVED]
        if len(story.happened) > 1:  # a procedure's own instants open what no other request's do
            return self._openings(story, asked, at)
        key = (asked, self._day_of(min(received, at)), received < at)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._openings(story, asked, at)
        return known

    def _openings(self, story: Story, asked: Asked, at: str) -> list[Opening]:
        return openings(story, self._shelf, self._current, asked, self._day_of, at)

    def _day_of(self, instant: str) -> date:
        return local_date(read(instant), self._zone)


def _client_kinds(doing: Doing, new: Sequence[Received]) -> dict[int | None, str]:
    numbers = {one.columns["client_id"] for one in new if one.columns.get("client_id")}
    query = select(Client.id, Client.kind).where(Client.id.in_(numbers))
    return {number: str(kind) for number, kind in doing.unit.session.execute(query)}


def _facts(columns: Mapping[str, Any]) -> dict[str, str]:
    details, submission = columns["details"], columns.get("submission_at")
    found = {
        Event.RECEIVED: _text(columns["received_at"]),
        Event.SUBMISSION: _text(submission) if submission else None,
        Event.QUESTIONS: details.get("questions_at"),
        Event.VISIT: details.get("visit_at"),
    }
    return {str(event): text for event, text in found.items() if text}


def _text(at: datetime) -> str:
    return instant_text(at)


def _asked(columns: Mapping[str, Any], client_kind: str) -> Asked:
    details = columns["details"]
    return Asked(
        kind=columns["kind"],
        client_kind=client_kind,
        channel=columns.get("channel") or "",
        our_role=columns.get("our_role") or "own",
        programmes=frozenset({details["programme"]} if details.get("programme") else ()),
        tags=frozenset(fold(tag) for tag in details.get("tags") or ()),
        funding=fold(details.get("funding") or ""),
    )


def _place(columns: Mapping[str, Any]) -> Place:
    return Place(columns["territory"], columns["details"].get("procedure_zone"))
