"""Enrolments: each state against each act, seats, the closing date, what must be proved."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import parse_length
from backoffice.domain.enrolments import (
    ENROLMENT_LABELS,
    ENROLMENT_MOVES,
    Closing,
    EnrolmentMoveRefused,
    EnrolmentState,
    GroupFull,
    Membership,
    Seats,
    check_room,
    lacking,
    member_on,
    moved,
    moves_from,
)
from backoffice.domain.lifecycle import MoveRefused, ReasonMissing, Stage, allowed, step
from backoffice.domain.programme import Requirement

PARIS = Calendar("FR")
# Written from the records sheet, not from the code: a letter names the state reached, a dot a refusal.
COLUMNS = ["candidate", "admitted", "waiting", "refused", "enrolled", "withdrawn", "replaced"]
LETTERS = {
    "C": "candidate",
    "A": "admitted",
    "W": "waiting",
    "R": "refused",
    "E": "enrolled",
    "-": "withdrawn",
    "P": "replaced",
}
EXPECTED = {
    "admit":                "A . A . . . .",
    "put-on-waiting-list":  "W W . . . . .",
    "refuse-enrolment":     "R R R . . . .",
    "confirm-enrolment":    ". E E . . . .",
    "withdraw-enrolment":   "- - - . - . .",
    "replace-participant":  ". P . . P . .",
    "reconsider-enrolment": ". . . C . C .",
}  # fmt: skip
CELLS = [
    (act, state, letter)
    for act, row in EXPECTED.items()
    for state, letter in zip(COLUMNS, row.split(), strict=True)
]


def test_the_table_and_the_expectation_speak_of_the_same_acts_and_states() -> None:
    assert [move.act for move in ENROLMENT_MOVES] == list(EXPECTED)
    assert [str(state) for state in EnrolmentState] == COLUMNS
    assert set(ENROLMENT_LABELS) == set(EnrolmentState)


@pytest.mark.parametrize(("act", "state", "letter"), CELLS)
def test_each_act_leads_where_the_trade_says_or_is_refused_with_those_allowed(
    act: str, state: str, letter: str
) -> None:
    here = EnrolmentState(state)
    if letter == ".":
        with pytest.raises(EnrolmentMoveRefused) as raised:
            moved(here, act, reason="because")
        assert act not in moves_from(here)
        assert all(other in str(raised.value.remedy) for other in moves_from(here))
        return
    assert act in moves_from(here)
    assert moved(here, act, reason="because") == LETTERS[letter]


def test_saying_no_and_going_back_are_explained() -> None:
    for act, state in (("refuse-enrolment", "candidate"), ("reconsider-enrolment", "withdrawn")):
        with pytest.raises(ReasonMissing):
            moved(EnrolmentState(state), act, reason=" ")


# -- seats


def test_who_was_admitted_holds_a_seat_and_who_waits_holds_none() -> None:
    seats = Seats.of(["enrolled", "enrolled", "admitted", "waiting", "candidate", "withdrawn", "refused"], 4)
    assert (seats.taken, seats.left, seats.over) == (3, 1, 0)
    assert (seats.enrolled, seats.admitted, seats.waiting, seats.candidates) == (2, 1, 1, 1)


def test_without_a_maximum_there_is_always_room() -> None:
    seats = Seats.of(["enrolled"] * 200, None)
    assert seats.left is None
    assert seats.room_for(10_000)


@given(st.lists(st.sampled_from(COLUMNS)), st.integers(1, 30), st.integers(1, 5))
def test_seats_left_and_seats_beyond_never_are_both(states: list[str], most: int, more: int) -> None:
    seats = Seats.of(states, most)
    assert seats.left is not None
    assert seats.left * seats.over == 0
    assert seats.taken - seats.over + seats.left == most
    if seats.room_for(more):
        check_room("G", seats, more)
    else:
        with pytest.raises(GroupFull):
            check_room("G", seats, more)


# -- closing


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("Europe/Paris", datetime(2017, 4, 4, 22, tzinfo=UTC)),
        ("Indian/Reunion", datetime(2017, 4, 4, 20, tzinfo=UTC)),
        ("America/Martinique", datetime(2017, 4, 5, 4, tzinfo=UTC)),
    ],
)
def test_before_the_5th_of_april_is_until_the_end_of_the_4th_where_the_session_is(
    zone: str, end: datetime
) -> None:
    found = Closing(before=date(2017, 4, 5)).end(None, PARIS, zone)
    assert found is not None
    assert found.astimezone(UTC) == end


def test_an_instant_is_that_instant_and_nothing_closes_nothing() -> None:
    at = datetime(2027, 4, 1, 10, tzinfo=UTC)
    assert Closing(at=at).end(None, PARIS, "Europe/Paris") == at
    assert Closing().end(date(2027, 4, 12), PARIS, "Europe/Paris") is None


def test_on_a_day_at_the_latest_that_day_is_still_in_time() -> None:
    before, latest = (Closing(**{way: date(2027, 4, 5)}) for way in ("before", "on"))
    ends = [one.end(None, PARIS, "Europe/Paris") for one in (before, latest)]
    assert ends == [datetime(2027, 4, 4, 22, tzinfo=UTC), datetime(2027, 4, 5, 22, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("length", "first", "last"),
    [
        ("10 days", "2026-12-07", "2026-11-27"),
        ("10 working days", "2026-11-20", "2026-11-05"),  # over 11 November
        ("15 clear days", "2026-12-07", "2026-11-20"),  # the law's own reading: Saturday 21, safely Friday 20
        ("1 month", "2027-03-31", "2027-02-26"),  # 28 February is a Sunday
    ],
)
def test_so_long_before_the_first_slot_counts_back_as_every_deadline_does(
    length: str, first: str, last: str
) -> None:
    rule = Closing(length=parse_length(length))
    assert rule.last_day(date.fromisoformat(first), PARIS) == date.fromisoformat(last)
    assert rule.last_day(None, PARIS) is None


# -- requirements

ASKED = (
    Requirement("membership", "adhésion de l'année"),
    Requirement("experience", "accompagner des projets", mandatory=False),
    Requirement("diploma", "un diplôme"),
)


def test_a_membership_proves_itself_and_the_rest_is_proved_by_hand() -> None:
    assert [lack.rank for lack in lacking(ASKED, (), member=False)] == [1, 2, 3]
    assert [lack.rank for lack in lacking(ASKED, (), member=True)] == [2, 3]
    assert [lack.rank for lack in lacking(ASKED, {1, 3}, member=False)] == [2]
    assert lacking((), (), member=False) == ()


@pytest.mark.parametrize(
    ("day", "member"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_a_membership_counts_on_its_first_and_on_its_last_day(day: date, member: bool) -> None:
    year = Membership("2027", date(2027, 1, 1), date(2027, 12, 31))
    assert member_on([year], day) is member
    assert member_on([Membership("toujours", date(2020, 1, 1))], day)


# -- the stage of an own session


def test_a_session_of_ours_is_drafted_opened_and_confirmed_and_nobody_declines_it() -> None:
    def stands(stage: Stage, act: str) -> Stage:
        return step(stage, act, reason="r", kind="own_session")

    assert stands(Stage.RECEIVED, "draft-offer") is Stage.DRAFTING
    assert stands(Stage.DRAFTING, "open-session") is Stage.OFFERED
    assert stands(Stage.OFFERED, "accept-quote") is Stage.OFFERED
    assert stands(Stage.OFFERED, "confirm-group") is Stage.ACCEPTED
    assert stands(Stage.ACCEPTED, "issue-quote") is Stage.ACCEPTED
    assert stands(Stage.ACCEPTED, "accept-quote") is Stage.ACCEPTED
    assert stands(Stage.ACCEPTED, "reverse-acceptance") is Stage.ACCEPTED
    assert stands(Stage.ACCEPTED, "close") is Stage.CLOSED
    for act in ("decline", "expire"):
        with pytest.raises(MoveRefused) as raised:
            stands(Stage.OFFERED, act)
        assert all(other in str(raised.value.remedy) for other in allowed(Stage.OFFERED, "own_session"))


def test_only_a_session_of_ours_is_opened() -> None:
    with pytest.raises(MoveRefused):
        step(Stage.DRAFTING, "open-session", kind="intra")
