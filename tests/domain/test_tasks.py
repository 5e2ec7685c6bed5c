"""Tasks: when each is due around its event, and what a change of dates does to those that are there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.data.holidays import TERRITORIES
from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.deadlines import Length, Roll, Term, Unit, UnknownUnit, parse_length
from backoffice.domain.tasks import (
    CLOSED,
    NEXT_ACT,
    OPEN,
    TASK_MOVES,
    Event,
    Facts,
    Key,
    Known,
    Line,
    Session,
    TaskError,
    TaskMoveRefused,
    TaskState,
    TaskTemplate,
    Wanted,
    changes,
    day_length,
    due_on,
    step,
    wanted,
)
from backoffice.domain.tasks.lines import ImpossibleEvent

MAINLAND = Calendar()
TUESDAY = date(2026, 9, 15)


def line(event: Event = Event.FIRST_SLOT, *, before: str = "", after: str = "", **values: object) -> Line:
    return Line(
        "a",
        "A",
        event,
        before=parse_length(before) if before else None,
        after=parse_length(after) if after else None,
        **values,  # type: ignore[arg-type]
    )


# -- the day


@pytest.mark.parametrize(
    ("task", "event", "due"),
    [
        (line(before="30 days"), TUESDAY, date(2026, 8, 14)),  # Sunday 16 August, and the 15th is a holiday
        (line(before="15 days"), TUESDAY, date(2026, 8, 31)),
        (line(before="2 working days"), TUESDAY, date(2026, 9, 11)),
        (line(after="5 working days"), date(2026, 9, 16), date(2026, 9, 23)),
        (line(after="90 days"), date(2026, 11, 17), date(2027, 2, 15)),
        (line(after="10 days"), date(2026, 10, 22), date(2026, 11, 2)),  # Sunday 1 November, a holiday
        (line(before="1 month"), date(2026, 3, 31), date(2026, 2, 27)),  # 28 February is a Saturday
        (line(before="15 clear days"), date(2026, 12, 7), date(2026, 11, 20)),
        (line(before="2 weeks"), date(2026, 6, 15), date(2026, 6, 1)),
        (line(), date(2026, 9, 13), date(2026, 9, 13)),  # the event itself is on that Sunday
    ],
)
def test_a_task_is_due_so_long_before_or_after_its_event(task: Line, event: date, due: date) -> None:
    assert due_on(task, event, MAINLAND).due == due


def test_a_day_off_moves_where_the_line_says() -> None:
    sunday = date(2026, 9, 13)
    asked = {
        Roll.NONE: sunday,
        Roll.NEXT: date(2026, 9, 14),
        Roll.PREVIOUS: date(2026, 9, 11),
    }
    for roll, due in asked.items():
        assert due_on(line(before="2 days", roll=roll), TUESDAY, MAINLAND).due == due
        assert due_on(line(roll=roll), sunday, MAINLAND).due == due


def test_what_a_task_takes_counts_after_it_began() -> None:
    begun = line(Event.STARTED, after="2 weeks", lasts=parse_length("5 working days"))
    assert due_on(begun, date(2026, 6, 1), MAINLAND).due == date(2026, 6, 22)


def test_own_closures_are_days_off_only_when_the_calendar_holds_them() -> None:
    closed = Calendar(closures=(Closure(date(2026, 8, 3), date(2026, 8, 21)),))
    assert due_on(line(before="30 days"), TUESDAY, closed).due == date(2026, 7, 31)


_UNITS = st.sampled_from(
    [Unit.DAYS, Unit.WORKING_DAYS, Unit.OUVRABLES, Unit.CLEAR_DAYS, Unit.WEEKS, Unit.MONTHS]
)
_LENGTHS = st.builds(lambda n, unit: Length((Term(n, unit),)), st.integers(1, 120), _UNITS)
_DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
_CALENDARS = st.sampled_from([Calendar(territory) for territory in TERRITORIES])


@given(_DAYS, _LENGTHS, _CALENDARS)
def test_before_its_event_a_task_falls_on_a_working_day_that_is_early_enough(
    event: date, length: Length, calendar: Calendar
) -> None:
    found = due_on(Line("a", "A", Event.FIRST_SLOT, before=length), event, calendar)
    assert calendar.is_working_day(found.due)
    assert found.due <= found.nominal < event
    # Nothing nearer to the nominal day would do.
    between = (found.due + timedelta(days=n) for n in range(1, (found.nominal - found.due).days + 1))
    assert not any(calendar.is_working_day(day) for day in between)


@given(_DAYS, _LENGTHS, _CALENDARS)
def test_after_its_event_a_task_falls_on_a_working_day_that_isnt_too_soon(
    event: date, length: Length, calendar: Calendar
) -> None:
    found = due_on(Line("a", "A", Event.LAST_SLOT, after=length), event, calendar)
    assert calendar.is_working_day(found.due)
    assert event < found.nominal <= found.due
    between = (found.nominal + timedelta(days=n) for n in range((found.due - found.nominal).days))
    assert not any(calendar.is_working_day(day) for day in between)


@given(_DAYS, st.integers(0, 60), _LENGTHS)
def test_an_event_put_off_never_brings_its_tasks_forward(event: date, later: int, length: Length) -> None:
    for task in (
        line(before="9 days"),
        Line("a", "A", Event.FIRST_SLOT, before=length),
        Line("a", "A", Event.FIRST_SLOT, after=length),
    ):
        first = due_on(task, event, MAINLAND).due
        assert due_on(task, event + timedelta(days=later), MAINLAND).due >= first


# -- what a line may say


def test_nothing_can_be_planned_before_what_is_known_only_once_it_happened() -> None:
    for event in (Event.RECEIVED, Event.ACCEPTED, Event.UNDATED):
        with pytest.raises(ImpossibleEvent):
            line(event, before="2 days")


def test_a_module_goes_with_an_event_of_modules_only() -> None:
    assert line(Event.MODULE_START, module="M3").module == "M3"
    with pytest.raises(ImpossibleEvent) as wrong:
        line(Event.FIRST_SLOT, module="M3")
    assert "module_start" in (wrong.value.remedy or "")


def test_a_fixed_date_has_its_day_and_nothing_else_has() -> None:
    assert line(Event.DATE, on=TUESDAY).on == TUESDAY
    for values in ({"event": Event.DATE}, {"event": Event.FIRST_SLOT, "on": TUESDAY}):
        with pytest.raises(ImpossibleEvent):
            line(**values)  # type: ignore[arg-type]


def test_a_date_is_on_one_side_of_its_event() -> None:
    with pytest.raises(TaskError):
        line(before="2 days", after="3 days")


def test_a_task_never_keeps_waiting_the_act_that_does_it() -> None:
    with pytest.raises(TaskError, match="confirm-slots"):
        line(done_by="confirm-slots", blocks=("confirm-slots",))


def test_a_task_is_told_in_days_not_hours() -> None:
    with pytest.raises(UnknownUnit) as wrong:
        day_length("3 heures")
    assert "hours" not in (wrong.value.allowed or ())


def test_two_tasks_of_a_template_have_different_codes() -> None:
    with pytest.raises(TaskError, match="a"):
        TaskTemplate("T", "T", (line(), line()))


def test_a_template_tells_which_modules_it_lacks() -> None:
    template = TaskTemplate("T", "T", (line(), Line("b", "B", Event.MODULE_END, module="M9")))
    assert template.modules_lacking({"M1", "M2"}) == ((1, "M9"),)
    assert template.modules_lacking({"M9"}) == ()


# -- the plan


M3 = Session("M3", "uid-3", "g1", date(2026, 9, 15), date(2026, 9, 16))
M4 = Session("M4", "uid-4", "g1", date(2026, 10, 13), date(2026, 10, 14))
LINES = (
    Line("q", "Q", Event.FIRST_SLOT, before=parse_length("30 days")),
    Line("s", "S", Event.MODULE_START, before=parse_length("2 working days")),
    Line("c", "C", Event.MODULE_END, after=parse_length("5 working days")),
    Line("only", "O", Event.MODULE_START, module="M4"),
    Line("agreement", "A", Event.ACCEPTED, after=parse_length("5 days")),
    Line("later", "L", Event.UNDATED),
)


def plan(facts: Facts) -> dict[tuple[str, str], date | None]:
    found = wanted("p", LINES, facts, MAINLAND)
    return {(one.key.line, one.key.module): one.due for one in found}


def test_nothing_is_wanted_before_its_event_is_known() -> None:
    assert plan(Facts(received=date(2026, 6, 1))) == {("later", ""): None}


def test_each_module_has_its_own_tasks_and_the_whole_has_one() -> None:
    found = plan(Facts(sessions=(M4, M3)))
    assert found == {
        ("q", ""): date(2026, 8, 14),
        ("s", "uid-3"): date(2026, 9, 11),
        ("s", "uid-4"): date(2026, 10, 9),
        ("c", "uid-3"): date(2026, 9, 23),
        ("c", "uid-4"): date(2026, 10, 21),
        ("only", "uid-4"): date(2026, 10, 13),
        ("later", ""): None,
    }


def test_two_groups_of_a_module_have_each_their_tasks() -> None:
    other = Session("M3", "uid-3", "g2", date(2026, 9, 22), date(2026, 9, 23))
    keys = {one.key for one in wanted("p", LINES, Facts(sessions=(M3, other)), MAINLAND)}
    assert {Key("p", "s", "uid-3", "g1"), Key("p", "s", "uid-3", "g2")} <= keys


def known(rank: int, key: Key | None, day: int, state: TaskState = TaskState.TO_DO, **rest: object) -> Known:
    return Known(rank, key, date(2026, 9, day), state, **rest)  # type: ignore[arg-type]


K1, K2 = Key("p", "one"), Key("p", "two")
ASKED = Wanted(K1, line(), date(2026, 9, 20))


def test_an_open_task_moves_with_its_event() -> None:
    found = changes([known(1, K1, 10)], [ASKED])
    assert [(one.task.rank, one.due) for one in found.moved] == [(1, date(2026, 9, 20))]
    assert (found.made, found.dropped, found.back) == ((), (), ())


@pytest.mark.parametrize("state", [TaskState.TO_RECEIVE, TaskState.RECEIVED, TaskState.REFUSED])
def test_a_task_that_waits_for_a_piece_moves_too(state: TaskState) -> None:
    assert changes([known(1, K1, 10, state)], [ASKED]).moved


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_what_was_done_stays(state: TaskState) -> None:
    assert not changes([known(1, K1, 10, state, dropped_by="hand")], [ASKED])
    assert not changes([known(1, K1, 10, state, dropped_by="hand")], [])


def test_a_day_that_a_person_chose_stays() -> None:
    assert not changes([known(1, K1, 10, dated=True)], [ASKED])


def test_a_task_whose_event_went_away_is_dropped_and_taken_up_again_when_it_is_back() -> None:
    gone = changes([known(1, K1, 10), known(2, None, 10)], [])
    assert [one.rank for one in gone.dropped] == [1]
    back = changes([known(1, K1, 10, TaskState.DROPPED, dropped_by="plan")], [ASKED])
    assert [(one.task.rank, one.due) for one in back.back] == [(1, date(2026, 9, 20))]
    assert not back.made


def test_a_dossier_that_ended_drops_all_that_is_open_and_one_that_goes_on_takes_it_up_again() -> None:
    there = [known(1, K1, 10), known(2, None, 10), known(3, K2, 10, TaskState.DONE)]
    assert [one.rank for one in changes(there, [ASKED], ended=True).dropped] == [1, 2]
    dropped = [
        known(1, K1, 10, TaskState.DROPPED, dropped_by="end"),
        known(2, None, 10, TaskState.DROPPED, dropped_by="end"),
        known(3, K2, 10, TaskState.DROPPED, dropped_by="end"),
    ]
    # The third's event isn't known any more: it comes back with it.
    assert [one.task.rank for one in changes(dropped, [ASKED]).back] == [1, 2]


_STATES = st.sampled_from(list(TaskState))
_KNOWN = st.lists(
    st.builds(
        lambda line_code, day, state, dated, by: (line_code, day, state, dated, by),
        st.sampled_from("abcdef"),
        st.integers(1, 28),
        _STATES,
        st.booleans(),
        st.sampled_from(["plan", "end", "hand"]),
    ),
    max_size=6,
    unique_by=lambda one: one[0],
)
_ASKED = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 28), max_size=6)


@given(_KNOWN, _ASKED)
def test_a_plan_carried_out_asks_for_nothing_more(
    there: list[tuple[str, int, TaskState, bool, str]], asked_for: dict[str, int]
) -> None:
    tasks = {
        rank: known(
            rank, Key("p", code), day, state, dated=dated, dropped_by=by if state == "dropped" else ""
        )
        for rank, (code, day, state, dated, by) in enumerate(there, 1)
    }
    asked = [Wanted(Key("p", code), line(), date(2026, 9, day)) for code, day in asked_for.items()]
    found = changes(list(tasks.values()), asked)
    for one in found.moved:
        tasks[one.task.rank] = Known(one.task.rank, one.task.key, one.due, one.task.state)
    for dropped in found.dropped:
        tasks[dropped.rank] = Known(
            dropped.rank, dropped.key, dropped.due, TaskState.DROPPED, dropped.dated, "plan"
        )
    for back in found.back:
        tasks[back.task.rank] = Known(
            back.task.rank, back.task.key, back.due, TaskState.TO_DO, back.task.dated
        )
    for rank, made in enumerate(found.made, 100):
        tasks[rank] = Known(rank, made.key, made.due, TaskState.TO_DO)
    assert not changes(list(tasks.values()), asked)
    # What was closed before, a person dropped or dated is as it was.
    for rank, (_code, day, state, dated, by) in enumerate(there, 1):
        if state in CLOSED and not (state == "dropped" and by != "hand"):
            assert tasks[rank].state is state
        if dated:
            assert tasks[rank].due == date(2026, 9, day)


# -- states


def test_a_piece_is_received_then_accepted_or_refused_and_then_awaited_again() -> None:
    received = step(TaskState.TO_RECEIVE, "receive-piece")
    assert step(received, "accept-piece") is TaskState.ACCEPTED
    refused = step(received, "refuse-piece")
    assert refused in OPEN
    assert step(refused, "receive-piece") is TaskState.RECEIVED


def test_a_refused_act_names_those_that_are_allowed() -> None:
    with pytest.raises(TaskMoveRefused) as wrong:
        step(TaskState.TO_DO, "accept-piece")
    assert "tick-task" in (wrong.value.remedy or "")


def test_one_key_leads_from_every_state_to_another() -> None:
    for state, act in NEXT_ACT.items():
        assert state in TASK_MOVES[act][0]
    assert set(NEXT_ACT) == set(TaskState)
