"""Every way to count x every event x every pause, against days counted one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from backoffice.domain.calendars import Calendar
from backoffice.domain.commitments.events import Event, Step, leading, named
from backoffice.domain.commitments.policy import Policy, Way
from backoffice.domain.commitments.projection import Reckoner, instant_text, project, read
from backoffice.domain.commitments.story import Happened, tell
from backoffice.domain.deadlines import Roll, parse_length

CALENDAR = Calendar("FR")
DAY = timedelta(days=1)
AT = "2026-05-20T08:00:00Z"  # a Wednesday, 10:00 in Paris
STARTED = date(2026, 5, 20)
WAITED = ("2026-05-22T08:00:00Z", "2026-05-27T08:00:00Z")
OUT = frozenset(date(2026, 5, day) for day in range(23, 28))
PLAIN = Policy("p", Step.DATES, (Event.RECEIVED,), roll=Roll.NONE, kept_by=frozenset({"confirm-slots"}))
PAUSED = replace(PLAIN, paused_by=frozenset({"client"}))
POLICIES = {
    "days": replace(PLAIN, length=parse_length("10 days")),
    "days, paused": replace(PAUSED, length=parse_length("10 days")),
    "working days": replace(PLAIN, length=parse_length("6 working days")),
    "working days, paused": replace(PAUSED, length=parse_length("6 working days")),
    "hours": replace(PLAIN, length=parse_length("72 hours")),
    "hours, paused": replace(PAUSED, length=parse_length("72 hours")),
    "days before": replace(PLAIN, way=Way.BEFORE, length=parse_length("10 days")),
    "working days before": replace(PLAIN, way=Way.BEFORE, length=parse_length("6 working days")),
}
PAUSES = {
    "no wait": (),
    "waiting for the client": ((WAITED[0], "client"),),
    "having waited for the client": ((WAITED[0], "client"), (WAITED[1], None)),
    "having waited for the trainer": ((WAITED[0], "trainer"), (WAITED[1], None)),
}
TABLE = [(name, event, pause) for name, event, pause in product(POLICIES, Event, PAUSES)]


def _counted(policy: Policy, out: frozenset[date]) -> date:
    """The last day, the days being counted one by one."""
    assert policy.length is not None
    count, working = int(str(policy.length).split()[0]), "working" in str(policy.length)
    step = -DAY if policy.way is Way.BEFORE else DAY
    day = STARTED
    while count:
        day += step
        off = day in out or (working and not CALENDAR.is_working_day(day))
        count -= 0 if off else 1
    return day


def _expected(policy: Policy, pause: str) -> tuple[str, bool]:
    """The last instant and whether the clock stands still."""
    assert policy.length is not None
    stops = bool(policy.paused_by) and "client" in pause
    whole = stops and pause.startswith("having")
    if "hours" in str(policy.length):
        waited = read(WAITED[1]) - read(WAITED[0]) if whole else timedelta()
        # 72 hours end on the 23rd at 10:00, after the wait has begun.
        return instant_text(read(AT) + timedelta(hours=72) + waited), stops and not whole
    day = _counted(policy, OUT if whole else frozenset())
    return f"{day}T22:00:00Z", stops and not whole


@pytest.mark.parametrize(("name", "event", "pause"), TABLE)
def test_every_event_counts_the_same_way_and_stops_for_whom_it_says(
    name: str, event: Event, pause: str
) -> None:
    policy = replace(POLICIES[name], sources=(event,))
    scope = "1" if leading(policy.sources) else ""
    clock = {"settings": 1, "facts": {named(event, scope): AT}}
    rows = [
        Happened(1, "any", AT, clock | {"v": 2, "promises": [[1, "p", 1, "FR", "Europe/Paris", scope]]}),
        *(
            Happened(n, "wait-for", at, {"facts": {"waiting": whom}})
            for n, (at, whom) in enumerate(PAUSES[pause], 2)
        ),
    ]
    story = tell(rows)
    found = project(story, story.promises[1], Reckoner(policy))
    assert found is not None
    assert (found.due_at, found.suspended) == _expected(policy, pause)


def test_without_its_event_no_policy_promises_anything() -> None:
    for name, event in product(POLICIES, Event):
        policy = replace(POLICIES[name], sources=(event,))
        story = tell([Happened(1, "any", AT, {"promises": [[1, "p", 1, "FR", "Europe/Paris", "M1"]]})])
        assert project(story, story.promises[1], Reckoner(policy)) is None
