"""The promises made to many requests received at once (an import): as one by one, with few statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from backoffice.clock import local_date
from backoffice.domain.commitments.events import VERSION, Event
from backoffice.domain.commitments.opening import openings
from backoffice.domain.commitments.policy import Asked
from backoffice.domain.commitments.projection import local_day, read
from backoffice.domain.commitments.story import Happened, Story
from backoffice.domain.lifecycle import Stage
from backoffice.domain.text import fold
from backoffice.services.acts import Doing
from backoffice.services.around import Followed
from backoffice.services.clocks import Place, promised
from backoffice.services.lifts import BY_HAND, LIFTED, lifts_of
from backoffice.store.clocks.reading import CLOCK
from backoffice.store.clocks.rows import Rows, rows_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.journal import Entry
from backoffice.store.types import instant_text

_RECEIVE = "receive-request"
_RECEIVED, _SUBMISSION = str(Event.RECEIVED), str(Event.SUBMISSION)
_QUESTIONS, _VISIT = str(Event.QUESTIONS), str(Event.VISIT)


class Received(NamedTuple):
    """A request that is about to be made: its uid and reference, its columns, when that happened, and the
    kind of its client ("" without one)."""

    uid: str
    ref: str
    columns: Mapping[str, Any]
    occurred_at: datetime
    client_kind: str = ""


class Promised(NamedTuple):
    """What a request is promised: the rows of its promises, what its row of the journal says of them, and
    the rows of those that were lifted elsewhere, still without the request's number."""

    rows: Rows
    notes: Mapping[str, Any]
    lifted: tuple[Entry, ...] = ()

    def followed(self, number: int) -> Followed:
        """As what follows from the reception of the request `number`."""
        return Followed(self.notes, number, tuple(replace(one, dossier_id=number) for one in self.lifted))


def promise_many(doing: Doing, received: Sequence[Received]) -> dict[str, Promised]:
    """What the reception of each request means to its clocks, by its uid; nothing is written.

    One that comes in at a later stage was promised what it was elsewhere: nothing is opened for its past.
    """
    new = [one for one in received if one.columns["stage"] == Stage.RECEIVED]
    shelf = Shelf(doing.unit.driver)
    current = shelf.current
    chosen = _Chosen(doing, shelf, current)
    found: dict[str, Promised] = {}
    for one in new:
        at = instant_text(one.occurred_at)
        story = Story()
        clock = {"facts": _facts(one.columns), "v": VERSION, "dossier": one.uid, "settings": current}
        story.add(Happened(1, _RECEIVE, at, clock))
        more = chosen(story, one, at)
        story.promise(more, at)
        lifted = tuple(_lifted_again(doing, one, story, current)) if LIFTED in one.columns["details"] else ()
        found[one.uid] = Promised(rows_of(story, one.uid, shelf), {CLOCK: clock | more}, lifted)
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
        yield Entry(BY_HAND, one.uid, lift.at, actor, one.ref, payload)


class _Chosen:
    """The promises that new requests make: chosen once for those alike that came in on the same day."""

    def __init__(self, doing: Doing, shelf: Shelf, current: int) -> None:
        self._doing, self._zone = doing, doing.settings.organisation.zone
        self._shelf, self._current = shelf, current
        self._known: dict[tuple[_Said, Place, str, bool], dict[str, Any]] = {}

    def __call__(self, story: Story, one: Received, at: str) -> dict[str, Any]:
        said, place = _said(one), _place(one.columns)
        received = story.happened[_RECEIVED]
        if len(story.happened) > 1:  # a procedure's own instants open what no other request's do
            return self._promised(story, said, place, at)
        key = (said, place, local_day(min(received, at), self._zone), received < at)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._promised(story, said, place, at)
        return known

    def _promised(self, story: Story, said: _Said, place: Place, at: str) -> dict[str, Any]:
        made = openings(story, self._shelf, self._current, _asked(said), self._day_of, at)
        return promised(self._doing, place, story, made)

    def _day_of(self, instant: str) -> date:
        return local_date(read(instant), self._zone)


def _facts(columns: Mapping[str, Any]) -> dict[str, str]:
    details, submission = columns["details"], columns.get("submission_at")
    found = {_RECEIVED: instant_text(columns["received_at"])}
    if submission:
        found[_SUBMISSION] = instant_text(submission)
    if questions := details.get("questions_at"):
        found[_QUESTIONS] = questions
    if visit := details.get("visit_at"):
        found[_VISIT] = visit
    return found


class _Said(NamedTuple):
    """What a request says that policies look at, as it was written."""

    kind: str
    client_kind: str
    channel: str
    our_role: str
    programme: str
    tags: tuple[str, ...]
    funding: str


def _said(one: Received) -> _Said:
    columns, details = one.columns, one.columns["details"]
    return _Said(
        columns["kind"],
        one.client_kind,
        columns.get("channel") or "",
        columns.get("our_role") or "own",
        details.get("programme") or "",
        tuple(details.get("tags") or ()),
        details.get("funding") or "",
    )


def _asked(said: _Said) -> Asked:
    return Asked(
        kind=said.kind,
        client_kind=said.client_kind,
        channel=said.channel,
        our_role=said.our_role,
        programmes=frozenset({said.programme} if said.programme else ()),
        tags=frozenset(fold(tag) for tag in said.tags),
        funding=fold(said.funding),
    )


def _place(columns: Mapping[str, Any]) -> Place:
    return Place(columns["territory"], columns["details"].get("procedure_zone"))
