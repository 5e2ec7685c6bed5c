"""What becomes of a promise: its dates, whether it was kept, how long it took; from its dossier's story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.commitments.events import (
    EXCHANGE,
    OWED_AFTER_THE_END,
    SAID,
    Event,
    names_of,
    said_by,
)
from backoffice.domain.commitments.policy import Policy, Way
from backoffice.domain.commitments.story import Promise, Story
from backoffice.domain.deadlines import (
    OPENING,
    Deadline,
    Hours,
    Pause,
    Question,
    Roll,
    Start,
    end_of_day,
    parse_length,
    reckon,
    reckon_paused,
    zone_of,
)

_DAY = timedelta(days=1)
_ONE_WORKING_DAY = parse_length("1 working day")
KEPT, BROKEN, LIFTED = "kept", "broken", "lifted"
_NOT_DONE: Sequence[tuple[str, Collection[str]]] = ()
_NO_PAUSE: tuple[list[Pause], str] = ([], "")


class Dates(NamedTuple):
    """The days and instants of a promise, as texts; `soon_at` is when it begins to be due soon."""

    nominal: str
    target: str
    due: str
    due_at: str
    soon_at: str


class Projected(NamedTuple):
    """A promise as it stands, whatever the hour: only its state still depends on it.

    `outcome` is empty while it is open. `started_s` is the second that elapsed time counts from, `paused_s`
    the seconds taken out so far, `stopped_s` the second at which a clock that stands still stopped.
    """

    n: int
    opened_at: str
    nominal: str
    target: str
    due: str
    due_at: str
    soon_at: str
    outcome: str
    suspended: bool
    closed_at: str
    closed_by: str
    reason: str
    started_s: int
    paused_s: int
    stopped_s: int | None
    gross_minutes: int | None
    net_minutes: int | None


def instant_text(at: datetime) -> str:
    """An instant (UTC) as stories hold it."""
    return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@lru_cache(maxsize=65_536)
def read(text: str) -> datetime:
    """The instant that a text of a story holds."""
    return datetime.fromisoformat(text)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=65_536)
def seconds(text: str) -> int:
    """The instant as seconds since 1970."""
    passed = read(text) - _EPOCH
    return passed.days * 86_400 + passed.seconds


@lru_cache(maxsize=65_536)
def local_day(text: str, zone: str) -> str:
    """The day that it is in `zone` at the instant of a story's text, as a text."""
    return read(text).astimezone(zone_of(zone)).date().isoformat()


class Reckoner:
    """A policy with the calendar whose days count for a promise; what it has reckoned once it knows."""

    def __init__(
        self,
        policy: Policy,
        territory: str = "FR",
        zone: str = "Europe/Paris",
        hours: Hours = OPENING,
        closures: tuple[Closure, ...] = (),
    ) -> None:
        self.policy = policy
        self.zone = zone
        self.hours = hours
        self.calendar = Calendar(
            territory,
            good_friday=policy.good_friday,
            closures=closures if policy.own_closures else (),
        )
        self._known: dict[str, Dates] = {}
        # Most policies count from one event of the whole dossier: it is looked up by its name at once.
        first = policy.sources[0]
        self.source = str(first) if len(policy.sources) == 1 and policy.head is None else None
        self._plain = policy.length is not None and not policy.length.by_the_clock

    def dates(self, start: str, pauses: Sequence[Pause] = ()) -> Dates:
        """The dates of a promise that counts from `start`, its clock having stood still during `pauses`."""
        if pauses or not self._plain:
            return self._found(start, pauses)
        # A policy has few days to count from, however many dossiers.
        day = local_day(start, self.zone)
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._found(start, ())
        return known

    def question(self, start: str) -> Question | None:
        """What is reckoned; None when the procedure itself sets the instant."""
        policy = self.policy
        if policy.length is None:
            return None
        return Question(
            start=Start.at(read(start), self.zone),
            length=policy.length,
            calendar=self.calendar,
            zone=self.zone,
            backward=policy.way is Way.BEFORE,
            roll=policy.roll,
            hours=self.hours,
        )

    def deadline(self, start: str, pauses: Sequence[Pause] = ()) -> Deadline:
        """The deadline of a promise that counts from `start`."""
        question = self.question(start)
        if question is None:
            day = read(start).astimezone(zone_of(self.zone)).date()
            return Deadline(day, day, read(start))
        return reckon_paused(question, pauses)

    def _found(self, start: str, pauses: Sequence[Pause]) -> Dates:
        found = self.deadline(start, pauses)
        target = self._target(found)
        return Dates(
            found.nominal_date.isoformat(),
            target.isoformat(),
            found.due_date.isoformat(),
            instant_text(found.due_at),
            instant_text(self._soon(found, target)),
        )

    def _target(self, found: Deadline) -> date:
        """The last working day on or before the nominal date; hour units and backward ones: the due date."""
        if not self._plain or self.policy.way is not Way.AFTER:
            return found.due_date
        question = Question(
            Start.on(found.nominal_date + _DAY), _ONE_WORKING_DAY, self.calendar, backward=True
        )
        return reckon(question).nominal_date

    def _soon(self, found: Deadline, target: date) -> datetime:
        length = self.policy.due_soon
        if length.by_the_clock:
            start = Start.at(found.due_at, self.zone)
            return reckon(Question(start, length, self.calendar, self.zone, backward=True)).due_at
        asked = Question(Start.on(target), length, self.calendar, self.zone, backward=True, roll=Roll.NONE)
        return end_of_day(reckon(asked).nominal_date - _DAY, zone_of(self.zone))


def starts(policy: Policy, story: Story, scope: str) -> str | None:
    """The instant that a promise counts from: that of the latest of its events, once all have happened."""
    if policy.head is None and len(policy.sources) == 1:
        return story.happened.get(policy.sources[0])
    found = ""
    for name in names_of(policy.sources, scope):
        at = story.happened.get(name)
        if at is None:
            return None
        found = max(found, at)
    return found


def scopes(policy: Policy, story: Story) -> tuple[str, ...]:
    """What a policy makes promises for: the dossier as a whole (""), or each of its modules or complaints, or
    each time of what comes again, in their order."""
    if policy.head is None:
        return ("",)
    mark = f"{policy.head}:"
    found = [(at, name) for name, at in story.happened.items() if name.startswith(mark)]
    return tuple(name.removeprefix(mark) for _at, name in sorted(found))


def project(story: Story, promise: Promise, reckoner: Reckoner) -> Projected | None:
    """What became of `promise`; None while what it counts from isn't there."""
    policy, source = reckoner.policy, reckoner.source
    start = story.happened.get(source) if source else starts(policy, story, promise.scope)
    if start is None:
        return None
    opened = _opened(policy, story, promise, start)
    closed_at, act, reason, outcome = closing(policy, story, promise)
    counts_from = start if policy.way is Way.AFTER else opened
    pauses, stopped = _NO_PAUSE
    if story.waits or story.ends:
        pauses, stopped = pauses_of(policy, story, counts_from, closed_at)
    dates = reckoner.dates(start, pauses)
    if stopped and stopped >= dates.due_at:
        stopped = ""  # it was late already: nothing stops that any more
    if closed_at and not outcome:
        outcome = KEPT if closed_at < dates.due_at else BROKEN
    begun = seconds(counts_from)
    paused = sum([(pause.end - pause.start) // _SECOND for pause in pauses]) if pauses else 0
    gross = net = None
    if closed_at:
        gross = max(seconds(closed_at) - begun, 0)
        gross, net = gross // 60, max(gross - paused, 0) // 60
    return Projected(
        promise.n,
        opened,
        *dates,
        outcome,
        bool(stopped) and not closed_at,
        closed_at,
        act,
        reason,
        begun,
        paused,
        seconds(stopped) if stopped and not closed_at else None,
        gross,
        net,
    )


def _opened(policy: Policy, story: Story, promise: Promise, start: str) -> str:
    """When it was open: from its start, or from when it was made, when what it counts from lay ahead."""
    if policy.way is Way.FIXED:
        return story.happened.get(Event.RECEIVED, promise.made_at)
    # What has happened may be corrected to a later date than the act that told it.
    return min(start, promise.made_at) if policy.ahead else start


def closing(policy: Policy, story: Story, promise: Promise) -> tuple[str, str, str, str]:
    """When, by which act, why, and the outcome when it was lifted; empty texts while it is open."""
    kept_at, kept_by = _kept(policy, story, promise)
    lift = _lift(policy, story, promise) if story.lifted or story.left_out or story.ends else None
    if lift is not None and (not kept_at or lift[0] < kept_at):
        return (*lift, LIFTED)
    return kept_at, kept_by, "", ""


def _kept(policy: Policy, story: Story, promise: Promise) -> tuple[str, str]:
    """When and by what it was kept first; empty texts while it isn't."""
    scope, since = promise.scope, ""
    if policy.head is not None:
        if policy.again:
            scope = (
                ""  # a time of what comes again is called by its own rank, which no act that keeps it knows
            )
        if policy.anew:
            since = starts(policy, story, promise.scope) or ""
    kept_at = kept_by = ""
    for act in policy.kept_by:
        if act == EXCHANGE and story.version > 1:
            done = _said(policy, story, promise)
        else:
            done = story.acts.get(act, _NOT_DONE)
        for at, scopes_of in done:
            if at < since or (scopes_of and scope and scope not in scopes_of):
                continue
            if not kept_at or (at, act) < (kept_at, kept_by):
                kept_at, kept_by = at, act
    return kept_at, kept_by


def _said(policy: Policy, story: Story, promise: Promise) -> Sequence[tuple[str, Collection[str]]]:
    """When who owes the promise spoke, once it was open; never in the exchange that it counts from."""
    start = starts(policy, story, promise.scope)
    if start is None:
        return ()
    opened, mark = _opened(policy, story, promise, start), said_by(policy.owed_by)
    own = f"{mark}{promise.scope}" if policy.head in SAID else ""
    return [
        (at, ())
        for name, at in story.happened.items()
        if name.startswith(mark) and name != own and at >= opened
    ]


def _lift(policy: Policy, story: Story, promise: Promise) -> tuple[str, str, str] | None:
    found = []
    if promise.n in story.lifted:
        at, reason = story.lifted[promise.n]
        found.append((at, "lift-commitment", reason))
    if policy.step in story.left_out:
        found.append(story.left_out[policy.step])
    end = story.ended
    if end is not None and policy.step not in OWED_AFTER_THE_END:
        found.append((end.at, end.act, end.reason))
    return min(found, default=None)


def pauses_of(policy: Policy, story: Story, start: str, closed_at: str) -> tuple[list[Pause], str]:
    """The times when the clock stood still since `start`, and since when it does now (or an empty text)."""
    if policy.way is not Way.AFTER or not (story.waits or story.ends):
        return [], ""
    found: list[tuple[str, str]] = []
    if policy.paused_by:
        for index, (at, whom) in enumerate(story.waits):
            if whom in policy.paused_by:
                found.append((at, story.waits[index + 1][0] if index + 1 < len(story.waits) else ""))
    found += [(end.at, end.until) for end in story.ends if end.until]
    stopped, kept = "", []
    for begin, end in _merged(found):
        begin = max(begin, start)
        if closed_at and begin >= closed_at:
            continue
        if not end and not closed_at:
            stopped = begin
            continue
        end = min(end or closed_at, closed_at or end)
        if begin < end:
            kept.append(Pause(read(begin), read(end)))
    return kept, stopped


def _merged(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Stretches in order and apart; an end that is empty is beyond any other."""
    merged: list[tuple[str, str]] = []
    for begin, end in sorted(found):
        if merged and (not merged[-1][1] or begin <= merged[-1][1]):
            last = merged[-1]
            merged[-1] = (last[0], "" if not end or not last[1] else max(end, last[1]))
        else:
            merged.append((begin, end))
    return merged
