"""The one place where clocks are opened and closed: after each act, from what it did to its dossier.

What the act means to promises is noted in its row of the journal; the promises' own rows then follow from the
journal alone, and are made again from it at will (`store/clocks`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from backoffice.clock import local_date
from backoffice.data.territories import ZONES
from backoffice.domain.commitments.events import (
    ACTS,
    AGAIN,
    FIXED,
    SAID,
    SAYS,
    VERSION,
    ActRule,
    Event,
    named,
    said_by,
)
from backoffice.domain.commitments.opening import Opening, openings
from backoffice.domain.commitments.policy import Policy
from backoffice.domain.commitments.projection import read
from backoffice.domain.commitments.story import WAITING, Story
from backoffice.domain.commitments.story import Happened as Noted
from backoffice.domain.deadlines import end_of_day, zone_of
from backoffice.services.acts import Act, Doing
from backoffice.services.around import Followed, Happened, around_every_act
from backoffice.services.clock_facts import FLAGS, Facts, asked_of, dates_stand, facts_of, said_of, whole
from backoffice.services.kinds import dossier_of
from backoffice.store.clocks.reading import CLOCK, UNDO, Told, story_of
from backoffice.store.clocks.rows import rows_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.clocks.writing import keep
from backoffice.store.records import JournalRow, Record, Request
from backoffice.store.types import instant_text

# Beyond every place in the journal: the act that is being done has none yet.
_NEXT = 10**16
_SECOND = timedelta(seconds=1)
_SAYS_NOTHING = ActRule()
_PROCEDURE = frozenset(FIXED)
_DATES = (Event.FIRST_SLOT, Event.LAST_SLOT, Event.MODULE_START, Event.MODULE_END, Event.DATES_CONFIRMED)
# Events that the records themselves tell; the others are told by acts alone.
_SAID_BY = frozenset(said_by(whom).partition(":")[0] for whom in SAYS)
_TOLD = frozenset((Event.RECEIVED, Event.ACCEPTED, *FIXED, *_DATES, *SAID, *_SAID_BY))


@dataclass(frozen=True, slots=True)
class Meant:
    """What an act's row of the journal holds for the clocks, and the dossier it concerns."""

    clock: dict[str, Any]
    dossier_id: int


@dataclass(slots=True)
class Follower:
    """Follows an act that is being done: made before it, asked after it."""

    doing: Doing
    dossier_id: int | None = None
    told: Told = field(default_factory=lambda: Told(Story(), empty=True))
    baseline: Facts = field(default_factory=dict)

    @classmethod
    def before(cls, doing: Doing, record: object) -> Follower:
        """Looks at the dossier of `record` before the act.

        The facts of one that has no story yet (it is older than promises are) are noted as they stand, and
        open nothing; nor do exchanges of a story that was told before each of them was.
        """
        request = dossier_of(record)
        return cls(doing) if request is None else cls(doing, request.id, *_stand(doing, request))

    def after(self, happened: Happened) -> Followed:
        """What the act meant to its dossier's promises, whose rows are brought up to it."""
        meant = self._meant(happened.act, happened.done.subject)
        return Followed({CLOCK: meant.clock}, meant.dossier_id) if meant else Followed()

    def _meant(self, act: Act, subject: Record) -> Meant | None:
        request = dossier_of(subject)
        if request is None:
            return None
        told, baseline = self.told, self.baseline
        if request.id != self.dossier_id:
            made = act.makes == "request"
            told, baseline = (Told(Story(), empty=True), {}) if made else _stand(self.doing, request)
        if told.purged:
            return None
        at = _happened_at(self.doing, act.name, subject)
        return _follow(self.doing, request, told.story, act.name, at, baseline)


@around_every_act(undone=False)
def _look(doing: Doing, _act: Act, record: object) -> Follower:
    return Follower.before(doing, record)


def follow_undo(doing: Doing, row: JournalRow) -> Meant | None:
    """As `Follower.after`, once the act of a row of the journal was undone."""
    clock = json.loads(row.payload or "{}").get(CLOCK)
    uid = clock["dossier"] if clock else row.subject_uid
    request = doing.unit.session.scalars(select(Request).where(Request.uid == uid)).one_or_none()
    if request is None:
        return None
    told = story_of(doing.unit, request.id, undone=row.seq)
    if told.purged or told.empty:
        return None
    return _follow(doing, request, told.story, UNDO, instant_text(doing.now), _untold(doing, request, told))


def _stand(doing: Doing, request: Request) -> tuple[Told, Facts]:
    told = story_of(doing.unit, request.id)
    if told.purged:
        return told, {}
    return told, facts_of(doing, request) if told.empty else _untold(doing, request, told)


def _untold(doing: Doing, request: Request, told: Told) -> Facts:
    """Exchanges that an older program didn't tell one by one."""
    return said_of(doing, request) if told.story.version < VERSION else {}


def _happened_at(doing: Doing, act: str, subject: Record) -> str:
    """When it happened for the clocks: a quote is accepted on the day it was signed."""
    signed = (getattr(subject, "acceptance", None) or {}).get("on") if act == "accept-quote" else None
    if signed and signed < doing.happened_on.isoformat():
        over = end_of_day(date.fromisoformat(signed), zone_of(doing.settings.organisation.zone))
        return instant_text(over - _SECOND)
    return instant_text(doing.occurred_at)


def _follow(doing: Doing, request: Request, story: Story, act: str, at: str, baseline: Facts) -> Meant | None:
    clock: dict[str, Any] = dict(doing.noted)
    if baseline:
        clock["baseline"] = {name: text or at for name, text in baseline.items()}
        story.base(clock["baseline"])
    if changed := _changed(doing, request, story, at):
        clock["facts"] = changed
    clock |= _meaning(doing, request, act, story)
    if not clock and act not in ACTS and act != UNDO:
        return None
    if at != instant_text(doing.occurred_at):
        clock["at"] = at
    shelf = Shelf(doing.unit.driver)
    clock |= {"v": VERSION, "dossier": request.uid, "settings": shelf.current}
    story.add(Noted(_NEXT, act, at, clock, doing.reason))
    promised = _promises(doing, request, story, shelf, at)
    story.promise(promised, at)
    keep(doing.unit, request, rows_of(story, request.uid, shelf))
    return Meant(clock | promised, request.id)


def _changed(doing: Doing, request: Request, story: Story, at: str) -> dict[str, str | None]:
    """The facts that aren't those of the story so far."""
    now = facts_of(doing, request)
    ended = not dates_stand(request)
    found: dict[str, str | None] = {}
    for name in sorted({*now, *story.happened}):
        event = name.partition(":")[0]
        if event not in _TOLD or (ended and event in _DATES):
            continue
        value = now.get(name)
        if name in FLAGS and value is not None:
            value = story.happened.get(name, at)
        if value != story.happened.get(name):
            found[name] = value
    if (request.waiting_for or "") != story.waiting:
        found[WAITING] = request.waiting_for
    return found


def _meaning(doing: Doing, request: Request, act: str, story: Story) -> dict[str, Any]:
    """What an act says by itself: its events, the steps it leaves out, an end."""
    rule = ACTS.get(act, _SAYS_NOTHING)
    scope = str(doing.noted.get("scopes", ("",))[0])
    found: dict[str, Any] = {}
    if events := dict.fromkeys((*rule.events, *map(Event, doing.noted.get("events", ())))):
        found["events"] = [name for event in events for name in _names(event, scope, story)]
    if rule.leaves_out:
        found["leaves_out"] = [str(step) for step in rule.leaves_out]
    if rule.ends or rule.reopens:
        found["ended" if rule.ends else "reopened"] = True
    if rule.whole and not whole(doing, request, rule.whole):
        found["part"] = True
    return found


def _names(event: Event, scope: str, story: Story) -> tuple[str, ...]:
    """What is done again is noted as done, and as the next time that it is."""
    if event not in AGAIN:
        return (named(event, scope),)
    mark = f"{event}:"
    before = sum(1 for name in story.happened if name.startswith(mark))
    # One whose first time was noted by its bare name alone had that time.
    return str(event), named(event, str(max(before, int(event in story.happened)) + 1))


def _promises(doing: Doing, request: Request, story: Story, shelf: Shelf, at: str) -> dict[str, Any]:
    """The promises that the story now makes, and the ranks of those that they replace."""
    zone = doing.settings.organisation.zone

    def day_of(instant: str) -> date:
        return local_date(read(instant), zone)

    made = openings(story, shelf, shelf.current, asked_of(request), day_of, at)
    return promised(doing, Place(request.territory, request.details.get("procedure_zone")), story, made)


class Place(NamedTuple):
    """Where a dossier is: its territory, and the zone of its procedure if it has one."""

    territory: str
    procedure_zone: str | None = None


def promised(doing: Doing, place: Place, story: Story, made: Sequence[Opening]) -> dict[str, Any]:
    """What the journal holds of promises that are made: each with its rank and whose days count for it."""
    found: dict[str, Any] = {}
    if made:
        ranks = range(story.last_n + 1, story.last_n + 1 + len(made))
        found["promises"] = [[n, *_promise(doing, place, one)] for n, one in zip(ranks, made, strict=True)]
    if replaced := [one.replaces for one in made if one.replaces is not None]:
        found["replaced"] = replaced
    return found


def _promise(doing: Doing, place: Place, one: Opening) -> tuple[str, int, str, str, str]:
    territory, zone = _calendar_of(doing, place, one.policy)
    return one.policy.id, one.settings, territory, zone, one.scope


def _calendar_of(doing: Doing, place: Place, policy: Policy) -> tuple[str, str]:
    """Whose days count: ours unless the policy says the client's; a procedure's instants have its zone."""
    territory, zone = str(doing.settings.organisation.territory), doing.settings.organisation.zone
    if policy.client_calendar:
        territory, zone = place.territory, ZONES.get(place.territory, zone)
    if _PROCEDURE & set(policy.sources):
        zone = place.procedure_zone or zone
    return territory, zone
