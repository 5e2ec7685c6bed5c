"""What becomes of a promise: a table of policies, events and pauses, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.calendars import Closure
from backoffice.domain.commitments.events import ACTS, IMPOSSIBLE, Event, Step
from backoffice.domain.commitments.opening import openings
from backoffice.domain.commitments.policy import Asked, Policy, Way, Whom
from backoffice.domain.commitments.projection import Projected, Reckoner, instant_text, project, read
from backoffice.domain.commitments.states import STATES, minutes_at, state_at
from backoffice.domain.commitments.story import Happened, Promise, tell
from backoffice.domain.deadlines import Roll, parse_length

RECEIVED = "2026-05-20T08:12:00Z"  # a Wednesday, 10:12 in Paris
INTRA = Policy(
    "intra",
    Step.FIRST_ANSWER,
    (Event.RECEIVED,),
    length=parse_length("15 days"),
    roll=Roll.NEXT,
    kept_by=frozenset({"issue-quote"}),
    due_soon=parse_length("3 working days"),
)
PAUSED = replace(INTRA, id="paused", paused_by=frozenset({"client"}))
Row = tuple[str, str, dict[str, Any]]


def wait(at: str, whom: str | None) -> Row:
    return "wait-for", at, {"facts": {"waiting": whom}}


def told(policy: Policy, *rows: Row, received: str = RECEIVED, **first: Any) -> Projected | None:
    """What became of the promise of `policy` made when a request was received."""
    made = [[1, policy.id, 1, "FR", "Europe/Paris", first.pop("scope", "")]]
    facts = {"received": received, **first.pop("facts", {})}
    clock = {"settings": 1, "facts": facts, "promises": made}
    happened = [Happened(1, "receive-request", received, clock)]
    happened += [Happened(n, act, at, clock) for n, (act, at, clock) in enumerate(rows, 2)]
    story = tell(happened)
    return project(story, story.promises[1], Reckoner(policy))


def one(policy: Policy, *rows: Row, **first: Any) -> Projected:
    found = told(policy, *rows, **first)
    assert found is not None
    return found


def test_dossier_es_first_answer_is_due_fifteen_calendar_days_after_its_receipt() -> None:
    found = one(INTRA)
    assert (found.nominal, found.due, found.target) == ("2026-06-04",) * 3
    assert found.due_at == "2026-06-04T22:00:00Z"
    assert (found.outcome, found.opened_at) == ("", RECEIVED)
    states = [
        (now, state_at(found.outcome, found.suspended, found.due_at, found.soon_at, f"{now}:00Z"))
        for now in ("2026-05-31T21:59", "2026-05-31T22:00", "2026-06-04T21:59", "2026-06-04T22:00")
    ]
    assert states == [
        ("2026-05-31T21:59", "running"),
        ("2026-05-31T22:00", "due_soon"),
        ("2026-06-04T21:59", "due_soon"),
        ("2026-06-04T22:00", "late"),
    ]


ONE_MONTH = replace(INTRA, length=parse_length("1 month"))
HOURS = replace(INTRA, length=parse_length("48 hours"), roll=Roll.USUAL, due_soon=parse_length("12 hours"))
WORKING = replace(INTRA, length=parse_length("10 working days"), roll=Roll.USUAL)
DATES = [
    # received, policy: nominal, target, due
    ("2026-05-20T08:12:00Z", INTRA, ("2026-06-04", "2026-06-04", "2026-06-04")),
    # Falling on Sunday 7 June: promised for Monday, worked to Friday.
    ("2026-05-23T08:12:00Z", INTRA, ("2026-06-07", "2026-06-05", "2026-06-08")),
    # Received on Whit Monday eve at 23:30 in Paris: the local day counts, not UTC's.
    ("2026-05-23T22:30:00Z", INTRA, ("2026-06-08", "2026-06-08", "2026-06-08")),
    ("2026-05-23T08:12:00Z", replace(INTRA, roll=Roll.NONE), ("2026-06-07", "2026-06-05", "2026-06-07")),
    ("2026-05-23T08:12:00Z", replace(INTRA, roll=Roll.PREVIOUS), ("2026-06-07", "2026-06-05", "2026-06-05")),
    # From the 31st, a month ends on the last day of a shorter one; 28 February 2027 is a Sunday.
    ("2027-01-31T08:12:00Z", ONE_MONTH, ("2027-02-28", "2027-02-26", "2027-03-01")),
    ("2026-05-20T08:12:00Z", WORKING, ("2026-06-04", "2026-06-04", "2026-06-04")),
    # Hours never roll, and are worked to as they are: Saturday.
    ("2026-05-21T08:12:00Z", HOURS, ("2026-05-23", "2026-05-23", "2026-05-23")),
]


@pytest.mark.parametrize(("received", "policy", "dates"), DATES)
def test_the_dates_of_a_promise(received: str, policy: Policy, dates: tuple[str, str, str]) -> None:
    found = one(policy, received=received)
    assert (found.nominal, found.target, found.due) == dates


def test_hours_end_at_their_minute() -> None:
    found = one(HOURS, received="2026-05-21T08:12:00Z")
    assert (found.due_at, found.soon_at) == ("2026-05-23T08:12:00Z", "2026-05-22T20:12:00Z")


PAUSES = [
    # acts, policy: due, suspended, outcome, net and gross minutes of a closed one
    ((), PAUSED, ("2026-06-04", False, "", None, None)),
    ((wait("2026-05-22T08:00:00Z", "client"),), INTRA, ("2026-06-04", False, "", None, None)),
    ((wait("2026-05-22T08:00:00Z", "client"),), PAUSED, ("2026-06-04", True, "", None, None)),
    ((wait("2026-05-22T08:00:00Z", "funder"),), PAUSED, ("2026-06-04", False, "", None, None)),
    # From Friday to Wednesday: five days come after, 9 June.
    (
        (wait("2026-05-22T08:00:00Z", "client"), wait("2026-05-27T08:00:00Z", None)),
        PAUSED,
        ("2026-06-09", False, "", None, None),
    ),
    # Waiting for somebody else goes on counting.
    (
        (wait("2026-05-22T08:00:00Z", "client"), wait("2026-05-27T08:00:00Z", "trainer")),
        PAUSED,
        ("2026-06-09", False, "", None, None),
    ),
    # Late already: nothing stops that any more.
    ((wait("2026-06-04T22:00:00Z", "client"),), PAUSED, ("2026-06-04", False, "", None, None)),
    # Kept while it stood still: the pause ends with it.
    (
        (wait("2026-05-22T08:12:00Z", "client"), ("issue-quote", "2026-05-25T08:12:00Z", {})),
        PAUSED,
        ("2026-06-08", False, "kept", 2 * 1440, 5 * 1440),
    ),
    # A wait noted later for an earlier day takes the place of what was noted of the days after.
    (
        (
            wait("2026-05-27T08:00:00Z", "client"),
            wait("2026-05-21T08:00:00Z", "client"),
            wait("2026-05-23T08:00:00Z", None),
        ),
        PAUSED,
        ("2026-06-08", False, "", None, None),
    ),
]


@pytest.mark.parametrize(("rows", "policy", "expected"), PAUSES)
def test_waiting_suspends_the_clocks_that_say_so(
    rows: tuple[Row, ...], policy: Policy, expected: tuple[Any, ...]
) -> None:
    found = one(policy, *rows)
    assert (found.due, found.suspended, found.outcome, found.net_minutes, found.gross_minutes) == expected


CLOSINGS = [
    ((("issue-quote", "2026-06-04T21:59:59Z", {}),), ("kept", "issue-quote")),
    ((("issue-quote", "2026-06-04T22:00:00Z", {}),), ("broken", "issue-quote")),
    ((("add-line", "2026-06-01T08:00:00Z", {}),), ("", "")),
    # An act on a part keeps nothing before the whole is done.
    ((("issue-quote", "2026-06-01T08:00:00Z", {"part": True}),), ("", "")),
    # Recorded afterwards, it counts from when it happened.
    (
        (("issue-quote", "2026-06-10T08:00:00Z", {}), ("issue-quote", "2026-06-02T08:00:00Z", {})),
        ("kept", "issue-quote"),
    ),
    ((("x", "2026-06-01T08:00:00Z", {"lifted": [1]}),), ("lifted", "lift-commitment")),
    ((("x", "2026-06-01T08:00:00Z", {"lifted": [2]}),), ("", "")),
    ((("skip", "2026-06-01T08:00:00Z", {"leaves_out": ["first_answer"]}),), ("lifted", "skip")),
    ((("decline", "2026-06-01T08:00:00Z", {"ended": True}),), ("lifted", "decline")),
    # Kept first, it stays kept.
    (
        (("issue-quote", "2026-06-01T08:00:00Z", {}), ("decline", "2026-06-02T08:00:00Z", {"ended": True})),
        ("kept", "issue-quote"),
    ),
    (
        (
            ("decline", "2026-06-01T08:00:00Z", {"ended": True}),
            ("reopen", "2026-06-03T08:00:00Z", {"reopened": True}),
        ),
        ("", ""),
    ),
]


@pytest.mark.parametrize(("rows", "expected"), CLOSINGS)
def test_a_promise_is_closed_by_acts(rows: tuple[Row, ...], expected: tuple[str, str]) -> None:
    found = one(INTRA, *rows)
    assert (found.outcome, found.closed_by) == expected


def test_while_a_dossier_had_ended_its_clocks_stood_still() -> None:
    found = one(
        INTRA,
        ("decline", "2026-06-01T08:00:00Z", {"ended": True}),
        ("reopen", "2026-06-11T08:00:00Z", {"reopened": True}),
    )
    assert (found.nominal, found.due, found.paused_s) == ("2026-06-14", "2026-06-15", 10 * 86_400)


def test_a_complaint_stays_owed_when_the_dossier_has_ended() -> None:
    policy = replace(INTRA, step=Step.COMPLAINT, sources=(Event.COMPLAINT,))
    found = one(
        policy,
        ("record-complaint", "2026-05-25T08:00:00Z", {"events": ["complaint:1"]}),
        ("decline", "2026-06-01T08:00:00Z", {"ended": True}),
        scope="1",
    )
    assert (found.outcome, found.nominal) == ("", "2026-06-09")


FIRST_SLOT = {"first_slot": "2026-09-15T07:00:00Z"}
BEFORE = replace(
    INTRA, way=Way.BEFORE, sources=(Event.FIRST_SLOT,), length=parse_length("15 days"), roll=Roll.USUAL
)


def test_a_deadline_before_the_first_slot_moves_earlier_over_a_day_off_and_with_its_slot() -> None:
    found = one(BEFORE, facts=FIRST_SLOT)
    assert (found.nominal, found.due, found.target) == ("2026-08-31", "2026-08-31", "2026-08-31")
    moved = one(
        BEFORE,
        ("move-slot", "2026-06-01T08:00:00Z", {"facts": {"first_slot": "2026-09-14T07:00:00Z"}}),
        facts=FIRST_SLOT,
    )
    assert (moved.nominal, moved.due, moved.target) == ("2026-08-30", "2026-08-28", "2026-08-28")
    assert moved.opened_at == RECEIVED


def test_without_what_it_counts_from_a_promise_isnt_there_and_comes_back_with_it() -> None:
    gone = ("undate-slot", "2026-06-01T08:00:00Z", {"facts": {"first_slot": None}})
    assert told(BEFORE, gone, facts=FIRST_SLOT) is None
    back = ("confirm-slot", "2026-06-02T08:00:00Z", {"facts": FIRST_SLOT})
    assert one(BEFORE, gone, back, facts=FIRST_SLOT).due == "2026-08-31"


def test_of_several_events_the_latest_counts() -> None:
    policy = replace(INTRA, sources=(Event.RECEIVED, Event.NEEDS_COMPLETE, Event.INTERVIEW_HELD))
    needs = ("skip-needs", "2026-05-25T08:00:00Z", {"events": ["needs_complete"]})
    interview = ("log", "2026-05-22T08:00:00Z", {"events": ["interview_held"]})
    assert told(policy, needs) is None
    assert one(policy, needs, interview).nominal == "2026-06-09"


def test_what_a_procedure_fixes_is_its_instant_and_never_rolls() -> None:
    policy = replace(INTRA, way=Way.FIXED, sources=(Event.SUBMISSION,), length=None)
    sunday = {"submission": "2026-06-07T10:00:00Z"}
    found = one(policy, facts=sunday)
    assert (found.nominal, found.due, found.target) == ("2026-06-07",) * 3
    assert (found.due_at, found.opened_at) == ("2026-06-07T10:00:00Z", RECEIVED)


def test_a_clock_that_begins_later_is_open_since_it_was_promised_and_counts_from_its_event() -> None:
    policy = replace(INTRA, sources=(Event.LAST_SLOT,), length=parse_length("5 working days"))
    found = one(policy, facts={"last_slot": "2026-11-17T16:30:00Z"})
    assert (found.opened_at, found.due) == (RECEIVED, "2026-11-24")
    assert minutes_at(found, "2026-10-01T00:00:00Z") == (0, 0)
    assert minutes_at(found, "2026-11-17T17:30:00Z") == (60, 60)


def test_each_module_has_its_own_promise() -> None:
    policy = replace(INTRA, sources=(Event.MODULE_END,), kept_by=frozenset({"print-attendance-sheets"}))
    facts = {"module_end:M3": "2026-09-16T15:00:00Z", "module_end:M4": "2026-10-14T15:00:00Z"}
    printed = ("print-attendance-sheets", "2026-09-20T08:00:00Z", {"scopes": ["M3"]})
    assert one(policy, printed, facts=facts, scope="M3").outcome == "kept"
    assert one(policy, printed, facts=facts, scope="M4").outcome == ""


def test_own_closures_count_as_days_off_only_when_the_policy_says_so() -> None:
    closures = (Closure(datetime(2026, 8, 3).date(), datetime(2026, 8, 21).date()),)  # noqa: DTZ001
    start = "2026-07-30T08:00:00Z"
    policy = replace(WORKING, own_closures=True)
    assert Reckoner(WORKING, closures=closures).dates(start).due == "2026-08-13"
    assert Reckoner(policy, closures=closures).dates(start).due == "2026-09-03"


def test_the_territory_counts_whose_days_were_promised() -> None:
    start = "2026-12-14T08:00:00Z"
    days = {
        t: Reckoner(WORKING, t, z).dates(start) for t, z in (("FR", "Europe/Paris"), ("RE", "Indian/Reunion"))
    }
    # 20 December is a Sunday in 2026: Réunion counts alike, but its day ends three hours earlier.
    assert days["FR"].due == days["RE"].due == "2026-12-29"
    assert (days["FR"].due_at, days["RE"].due_at) == ("2026-12-29T23:00:00Z", "2026-12-29T20:00:00Z")


# -- which are made


SHELF = {
    1: {"intra": replace(INTRA, whom=Whom(kind=("intra",))), "any": replace(WORKING, id="any")},
    2: {"intra": replace(INTRA, whom=Whom(kind=("intra",)), length=parse_length("3 days"))},
}


def opened(
    *rows: Happened, kind: str = "intra", current: int = 1, **asked: Any
) -> list[tuple[str, int, int | None]]:
    story = tell(rows)
    last = rows[-1].at
    found = openings(
        story, lambda n: SHELF.get(n, {}), current, Asked(kind, **asked), lambda t: read(t).date(), last
    )
    return [(each.policy.id, each.settings, each.replaces) for each in found]


def received(settings: int = 1, promised: str = "") -> Happened:
    promises = [[1, promised, settings, "FR", "Europe/Paris", ""]] if promised else []
    clock = {"settings": settings, "facts": {"received": RECEIVED}, "promises": promises}
    return Happened(1, "receive-request", RECEIVED, clock)


def test_a_request_is_promised_what_the_most_specific_policy_says() -> None:
    assert opened(received()) == [("intra", 1, None)]
    assert opened(received(), kind="inter") == [("any", 1, None)]


def test_what_was_promised_isnt_promised_again_by_later_settings() -> None:
    assert opened(received(1, "intra"), current=2) == []


def test_settings_applied_later_open_nothing_for_the_past_unless_they_say_so() -> None:
    old = Happened(1, "acknowledge", RECEIVED, {"settings": 2, "baseline": {"received": RECEIVED}})
    assert opened(old, current=2) == []
    SHELF[3] = {"intra": replace(SHELF[2]["intra"], past=True)}
    assert opened(old, current=3) == [("intra", 3, None)]


def test_a_corrected_fact_has_an_open_promise_chosen_again_by_the_same_settings() -> None:
    assert opened(received(1, "any"), current=2) == [("intra", 1, 1)]
    answered = Happened(2, "issue-quote", "2026-05-22T08:00:00Z", {"settings": 1})
    assert opened(received(1, "any"), answered) == []


def test_what_had_been_done_before_its_event_isnt_promised() -> None:
    answered = Happened(1, "issue-quote", "2026-05-19T08:00:00Z", {"settings": 1})
    assert opened(answered, received()) == []


def test_a_dossier_that_has_ended_promises_nothing_more() -> None:
    ended = Happened(2, "decline", "2026-05-21T08:00:00Z", {"ended": True, "settings": 1})
    assert opened(received(), ended) == []


def test_an_act_that_was_undone_is_no_part_of_the_story() -> None:
    answered = Happened(2, "issue-quote", "2026-05-22T08:00:00Z", {"promises": [[2, "x", 1, "FR", "", ""]]})
    story = tell([received(1, "intra"), answered], undone={2})
    assert "issue-quote" not in story.acts
    assert set(story.promises) == {1}
    assert story.last_n == 2  # its rank isn't given again


def test_every_act_of_the_table_can_be_told_and_every_kind_has_its_events() -> None:
    assert {"receive-request", "issue-quote", "reopen"} <= set(ACTS)
    assert Event.SUBMISSION not in IMPOSSIBLE["procedure"]
    assert set(IMPOSSIBLE) == {"intra", "inter", "procedure", "own_session"}


# -- what always holds

instants = st.datetimes(datetime(2026, 1, 5), datetime(2027, 3, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
policies = st.builds(
    replace,
    st.just(PAUSED),
    length=st.sampled_from(
        ["15 days", "10 working days", "2 weeks", "1 month", "48 hours", "7 working hours", "5 clear days"]
    ).map(parse_length),
    roll=st.sampled_from(list(Roll)),
)
acts = st.one_of(
    st.tuples(st.just("wait-for"), instants, st.sampled_from([None, "client", "funder"])),
    st.tuples(st.just("issue-quote"), instants, st.none()),
    st.tuples(st.just("decline"), instants, st.none()),
    st.tuples(st.just("reopen"), instants, st.none()),
)


def _row(n: int, act: str, at: datetime, whom: str | None) -> Happened:
    clock: dict[str, Any] = {
        "wait-for": {"facts": {"waiting": whom}},
        "decline": {"ended": True},
        "reopen": {"reopened": True},
    }.get(act, {})
    return Happened(n, act, instant_text(at), clock)


@given(policy=policies, start=instants, rows=st.lists(acts, max_size=6), later=st.integers(0, 10_000))
def test_a_promise_is_always_whole(policy: Policy, start: datetime, rows: list[Any], later: int) -> None:
    begun = instant_text(start)
    clock = {"settings": 1, "facts": {"received": begun}, "promises": [[1, "p", 1, "FR", "Europe/Paris", ""]]}
    told_rows = [Happened(1, "receive-request", begun, clock)]
    told_rows += [_row(n, *row) for n, row in enumerate(rows, 2)]
    story, reckoner = tell(told_rows), Reckoner(policy)
    found = project(story, story.promises[1], reckoner)
    assert found == project(tell(told_rows), Promise(*story.promises[1]), Reckoner(policy))
    assert found is not None
    plain = reckoner.dates(begun)
    # Pauses only ever move what is due later, and never take more than they last.
    assert found.due_at >= plain.due_at
    assert found.target <= found.due
    assert found.soon_at <= found.due_at
    assert bool(found.outcome) == bool(found.closed_at)
    if found.outcome in ("kept", "broken"):
        assert (found.outcome == "kept") == (found.closed_at < found.due_at)
    if found.gross_minutes is not None and found.net_minutes is not None:
        assert 0 <= found.net_minutes <= found.gross_minutes
    now = instant_text(start + timedelta(hours=later))
    assert state_at(found.outcome, found.suspended, found.due_at, found.soon_at, now) in STATES
    gross, net = minutes_at(found, now)
    assert 0 <= net <= gross
