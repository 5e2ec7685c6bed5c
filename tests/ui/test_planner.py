"""The planner: weeks in half-days, moves staged by keys, conflicts at each, calendars side by side."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from conftest import SIZES, Check, running, settled, text_of, until
from fake_desk import FakeDesk
from fake_planner import AM, IMPOSSIBLE, calendars
from textual.pilot import Pilot
from textual.widgets import Input

from backoffice.errors import Invalid
from backoffice.services.planning.board_values import Clash, Staged
from backoffice.tui.act_dialog import ActDialog
from backoffice.tui.dialogs import Confirm, ErrorPanel, Menu
from backoffice.tui.planner_grid import Grid
from backoffice.tui.screens.away import AwayScreen
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.planner import PlannerScreen
from backoffice.tui.screens.proposal import ProposalScreen
from backoffice.tui.screens.record import RecordScreen

SLOT = "INT-2026-0042/S1"
TAKEN = Clash(
    SLOT, "trainer", "Maëlle Kerbrat already teaches.", "Choose another time.", hard=True, stops=True
)
HOLIDAY = Clash(SLOT, "holiday", "8 June is a public holiday.", "Choose another day.", hard=False, stops=True)
WISHED = Clash(
    SLOT, "", "Module 2 should rather start at least 3 weeks later.", "", hard=False, stops=False, wished=True
)

WAYS = {
    "planner": ("3", "s"),
    "planner-moving": ("3", "s", "space", "shift+right"),
    "planner-dossiers": ("3", "v", "v"),
    "planner-load": ("3", "V"),
    "planner-proposal": ("3", "v", "v", "p"),
    "planner-criteria": ("3", "v", "v", "p", "e"),
    "planner-busy": ("3", *("right",) * 8),
    "planner-drop": ("3", "s", "space", "down", "space", "escape"),
    "planner-if-away": ("3", "m", "f10"),
    "planner-if-away-form": ("3", "s", "m"),
    "planner-absence": ("3", "s", "b"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", WAYS)
async def test_the_planner_stays_as_it_was_designed(
    scene: str, size: str, language: str, desk: FakeDesk, snapshot: Check
) -> None:
    desk.found = (TAKEN,)
    async with running(desk, SIZES[size], language=language) as (app, pilot):
        for key in WAYS[scene]:
            await pilot.press(key)
            await settled(pilot, 0.2)
        await snapshot(app, pilot, f"{scene}-{language}-{size}")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES)
async def test_why_there_is_no_calendar_stays_as_it_was_designed(
    size: str, language: str, desk: FakeDesk, snapshot: Check
) -> None:
    desk.outcome = IMPOSSIBLE
    async with running(desk, SIZES[size], language=language) as (app, pilot):
        for key in WAYS["planner-proposal"]:
            await pilot.press(key)
            await settled(pilot, 0.2)
        await snapshot(app, pilot, f"planner-impossible-{language}-{size}")


async def opened(pilot: Pilot[None], *keys: str) -> PlannerScreen:
    """The planner's screen once these keys were pressed on it, whatever they opened over it."""
    await pilot.press("3")
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PlannerScreen)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return screen


async def test_arrows_move_a_slot_by_half_days_days_and_weeks(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        screen = await opened(pilot, "s", "space")
        places = []
        for key in ("right", "right", "shift+right", "down", "left", "up"):
            await pilot.press(key)
            await settled(pilot)
            staged = screen.grid.staged[SLOT]
            places.append((staged.day.isoformat(), staged.start.hour, staged.finish.hour))
        assert places == [
            ("2026-06-02", 14, 17),
            ("2026-06-03", 9, 12),
            ("2026-06-04", 9, 12),
            ("2026-06-11", 9, 12),
            ("2026-06-10", 14, 17),
            ("2026-06-03", 14, 17),
        ]
        assert len(desk.checked) == 6


async def test_a_moved_slot_passes_over_the_days_on_which_the_house_does_not_plan(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        screen = await opened(pilot, "s", "space", *["shift+right"] * 4)
        assert screen.grid.staged[SLOT].day == date(2026, 6, 8)  # from Tuesday 2 by four days: Monday 8


async def test_what_a_move_would_meet_shows_at_each_key(desk: FakeDesk) -> None:
    desk.found = (TAKEN,)
    async with running(desk, (120, 40)) as (app, pilot):
        await opened(pilot, "s", "space", "right")
        assert TAKEN.text in text_of(app)
        assert "‼" in text_of(app)
        desk.found = ()
        await pilot.press("right")
        await settled(pilot)
        assert TAKEN.text not in text_of(app)
        assert "No conflict." in text_of(app)


async def test_what_is_only_wished_between_modules_is_told_and_stops_nothing(desk: FakeDesk) -> None:
    desk.found = (WISHED,)
    async with running(desk, (120, 40)) as (app, pilot):
        await opened(pilot, "s", "space", "right")
        assert f"△ {WISHED.text}" in text_of(app)
        assert "No conflict." in text_of(app)
        assert "‼" not in text_of(app)


async def test_keys_never_wait_for_conflicts(desk: FakeDesk) -> None:
    desk.hold_clashes = threading.Event()
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "s")
        for key in ("space", "right", "right"):
            await pilot.press(key)
            await pilot.pause()
        assert screen.grid.staged[SLOT].day == date(2026, 6, 3)
        assert "Looking for conflicts…" in text_of(app)
        desk.hold_clashes.set()
        await until(pilot, lambda: "No conflict." in text_of(app))


async def test_enter_makes_all_the_staged_moves_together(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        screen = await opened(pilot, "s", "space", "shift+right", "space", "s", "space", "down", "enter")
        await until(pilot, lambda: bool(desk.moved))
        [(staged, broken, why, key)] = desk.moved
        assert {one.slot for one in staged} == {SLOT, "INT-2026-0042/S3"}
        assert (broken, why) == ((), "")
        assert key
        assert not screen.grid.staged


async def test_escape_drops_the_slot_that_is_held_then_all_the_moves_then_goes_back(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "s", "space", "shift+right", "space", "s", "space", "down")
        assert len(screen.grid.staged) == 2
        await pilot.press("escape")
        await settled(pilot)
        assert tuple(screen.grid.staged) == (SLOT,)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")  # the focus is on Cancel
        await until(pilot, lambda: app.screen is screen)
        assert tuple(screen.grid.staged) == (SLOT,)
        await dropped(pilot)
        assert not screen.grid.staged
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is not screen
        assert not desk.moved


async def dropped(pilot: Pilot[None]) -> None:
    """Drops the staged moves, as the dialog asks."""
    screen = pilot.app.screen
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
    await pilot.press("right", "enter")
    await until(pilot, lambda: pilot.app.screen is screen)
    await settled(pilot)


async def test_staged_moves_are_asked_about_before_the_program_is_left(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await opened(pilot, "s", "space", "down", "space", "1", "ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape", "3")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PlannerScreen)
        assert tuple(screen.grid.staged) == (SLOT,)


async def test_a_rule_is_broken_only_for_a_reason(desk: FakeDesk) -> None:
    desk.found = (HOLIDAY,)
    async with running(desk) as (app, pilot):
        await opened(pilot, "s", "space", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        assert HOLIDAY.text in text_of(app)
        await pilot.press("escape")
        await settled(pilot)
        assert not desk.moved
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        await pilot.press(*"client", "enter")
        await until(pilot, lambda: bool(desk.moved))
        assert desk.moved[0][1:3] == (("holiday",), "client")


async def test_moves_that_are_refused_stay_staged(desk: FakeDesk) -> None:
    desk.move_failure = Invalid("Already taken.", remedy="Choose another time.")
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "s", "space", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel))
        assert tuple(screen.grid.staged) == (SLOT,)
        await pilot.press("escape")
        desk.move_failure = None
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: bool(desk.moved))


async def test_what_is_done_or_only_an_option_is_not_moved(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        screen = await opened(pilot, "down", "s", "space")
        assert not screen.grid.staged
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("space")
        await settled(pilot)
        assert not screen.grid.staged


async def test_weeks_further_on_are_read_before_they_are_reached(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        screen = await opened(pilot)
        assert len(desk.boards) == 1
        for _n in range(20):
            await pilot.press("w")
        await settled(pilot)
        assert screen.grid.first > date(2027, 6, 1)
        assert len(desk.boards) > 1
        await pilot.press("t")
        await settled(pilot)
        assert screen.grid.when(screen.grid.at)[0] == date(2026, 6, 1)


async def test_enter_opens_the_dossier_of_the_slot_or_the_record_of_the_row(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await opened(pilot, "s", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert (app.screen.ref, app.screen.tab) == ("INT-2026-0042", "calendar")
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("right", "right", "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.ref == "TRA-0001"


async def test_rows_are_filtered_while_one_types(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "slash")
        await pilot.press(*"benamar")
        await settled(pilot)
        assert [row.ref for row in screen.grid.rows] == ["TRA-0002"]
        assert app.screen.query_one("#filter", Input).has_focus
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert len(screen.grid.rows) == 4


async def test_the_dossiers_calendar_proposes_and_opens_in_the_planner(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        await settled(pilot)
        ref = app.screen.ref
        app.screen.choose("calendar")
        await settled(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ProposalScreen))
        assert app.screen.ref == ref
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, PlannerScreen))
        assert app.screen.view == "dossier"


async def test_the_calendar_that_is_chosen_is_taken(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await opened(pilot, "v", "v", "p")
        assert isinstance(app.screen, ProposalScreen)
        await pilot.press("right", "enter")
        await until(pilot, lambda: bool(desk.taken))
        ref, chosen, key = desk.taken[0]
        assert (ref, chosen) == ("INT-2026-0042", calendars().proposed[1])
        assert key
        await until(pilot, lambda: isinstance(app.screen, PlannerScreen))


async def proposal(desk: FakeDesk, pilot: Pilot[None]) -> ProposalScreen:
    """The calendars of a dossier, once they are there."""
    await opened(pilot, "v", "v", "p")
    screen = pilot.app.screen
    assert isinstance(screen, ProposalScreen)
    await until(pilot, lambda: screen.found is not None)
    return screen


async def test_criteria_are_kept_and_looked_for_again(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await proposal(desk, pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"1/9/2026", "tab", *"1/8/2026", "f10")
        await settled(pilot)
        assert isinstance(app.screen, FormScreen)  # it ends before it begins
        await pilot.press("ctrl+u", *"1/12/2026", "f10")
        await until(pilot, lambda: app.screen is screen and len(desk.wishes) == 2)
        wish = desk.wishes[-1]
        assert wish is not None
        assert (wish.start_day, wish.finish_day) == (date(2026, 9, 1), date(2026, 12, 1))
        await until(pilot, lambda: "with criteria" in text_of(app))


async def test_the_calendars_that_are_marked_go_to_the_client(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await proposal(desk, pilot)
        await pilot.press("space", "right", "right", "space", "o")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"30/6/2026", "f10")
        await until(pilot, lambda: bool(desk.shown))
        ref, shown, asked = desk.shown[0]
        proposed = calendars().proposed
        assert (ref, shown) == ("INT-2026-0042", (proposed[0], proposed[2]))
        assert asked.answer_by == date(2026, 6, 30)


async def test_unmarked_all_the_calendars_go_to_the_client(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await proposal(desk, pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press(*"30/6/2026", "f10")
        await until(pilot, lambda: bool(desk.shown))
        assert desk.shown[0][1] == calendars().proposed


async def test_what_to_give_up_is_chosen_and_said_why(desk: FakeDesk) -> None:
    desk.outcome = IMPOSSIBLE
    async with running(desk) as (app, pilot):
        screen = await proposal(desk, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        await pilot.press("enter")  # no reason, no dates
        await settled(pilot)
        assert not desk.eased
        await pilot.press(*"the client insists", "enter")
        await until(pilot, lambda: bool(desk.eased))
        assert desk.eased[0] == (screen.ref, IMPOSSIBLE.relaxations[0], "the client insists")


async def test_nobody_is_put_at_two_places_by_choice(desk: FakeDesk) -> None:
    desk.outcome = IMPOSSIBLE
    async with running(desk) as (app, pilot):
        await proposal(desk, pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel))
        assert "at two places at once" in text_of(app)
        assert not desk.eased


async def away(pilot: Pilot[None]) -> AwayScreen:
    """What becomes of the first trainer's dates, once it is asked."""
    await opened(pilot, "s", "m")
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, AwayScreen))
    screen = pilot.app.screen
    assert isinstance(screen, AwayScreen)
    return screen


async def test_an_absence_is_looked_through_from_the_half_day_under_the_cursor(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await away(pilot)
        await until(pilot, lambda: screen.found is not None)
        [(trainer, wish)] = desk.asked_away
        assert (trainer, wish.when) == ("TRA-0001", "2026-06-02/2026-06-15")
        assert "Idriss Benamar" in text_of(app)
        assert IMPOSSIBLE.reasons[0] in text_of(app)


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ((), (("INT-2026-0042",), True)),
        (("down",), (("INT-2026-0042",), False)),
        (("down", "down"), ((), True)),
    ],
)
async def test_the_moves_and_the_absence_are_made_together_or_each_alone(
    keys: tuple[str, ...], made: tuple[tuple[str, ...], bool], desk: FakeDesk
) -> None:
    async with running(desk) as (app, pilot):
        screen = await away(pilot)
        await until(pilot, lambda: screen.found is not None)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, Menu))
        await pilot.press(*keys, "enter")
        await until(pilot, lambda: bool(desk.made_away))
        assert desk.made_away == [made]
        await until(pilot, lambda: isinstance(app.screen, PlannerScreen))


async def test_a_dossier_that_is_left_out_keeps_its_dates(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await away(pilot)
        await until(pilot, lambda: screen.found is not None)
        await pilot.press("space")
        assert screen.view.wanted == ()
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, Menu))
        await pilot.press("enter")
        await until(pilot, lambda: bool(desk.made_away))
        assert desk.made_away == [((), True)]


async def test_a_what_if_is_stopped_by_escape(desk: FakeDesk) -> None:
    desk.hold_search = threading.Event()
    async with running(desk) as (app, pilot):
        screen = await away(pilot)
        await until(pilot, lambda: "dossier 2 of 2" in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: screen.found is not None)
        assert "stopped before the end" in text_of(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PlannerScreen))


async def test_an_absence_is_recorded_from_the_row_on_the_day_under_the_cursor(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await opened(pilot, "s", "b")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert isinstance(app.screen, FormScreen)
        assert app.screen.fields["when"].words == "Tuesday 2 June 2026" or "2 June 2026" in text_of(app)


async def test_what_was_read_from_a_calendar_is_told_apart(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, *["right"] * 8)
        row = screen.board.row
        assert row is not None
        assert screen.grid.spot(row, 5).mark == "away"
        assert screen.grid.spot(row, 8).mark == "busy"
        assert "changed there only" in text_of(app)


async def test_a_resize_at_any_moment_keeps_what_is_staged(desk: FakeDesk) -> None:
    desk.found = (TAKEN,)
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "s", "space", "down")
        for size in ((200, 60), (60, 15), (30, 8), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert tuple(screen.grid.staged) == (SLOT,)
            assert 0 <= screen.grid.at < screen.grid.cells
        assert TAKEN.text in text_of(app)


async def test_an_empty_house_says_so(desk: FakeDesk) -> None:
    desk.empty = True
    async with running(desk) as (app, pilot):
        screen = await opened(pilot, "s", "space", "b", "m", "p", "a", "enter")
        for _view in range(4):
            await pilot.press("v")
            await settled(pilot)
        assert app.screen is screen
        assert "No row" in text_of(app)


async def test_a_locked_database_is_said_and_the_board_stays(desk: FakeDesk) -> None:
    desk.board_failure = Invalid("Somebody else is writing.", remedy="Try again.")
    async with running(desk) as (app, pilot):
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel))
        assert "Somebody else is writing." in text_of(app)
        desk.board_failure = None
        await pilot.press("escape", "r")
        await until(pilot, lambda: "Maëlle Kerbrat" in text_of(app))


async def test_a_search_is_stopped_by_escape_and_left_by_another(desk: FakeDesk) -> None:
    desk.hold_search = threading.Event()
    async with running(desk) as (app, pilot):
        await pilot.press("3")
        await settled(pilot)
        app.open_proposal("INT-2026-0042")
        await until(pilot, lambda: isinstance(app.screen, ProposalScreen))
        assert "Looking for dates…" in text_of(app)
        await pilot.press("enter")  # nothing to take yet
        await pilot.press("escape")
        await until(pilot, lambda: "It was stopped" in text_of(app))
        assert desk.stopped
        assert not desk.taken
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PlannerScreen))


async def test_what_is_missing_to_plan_is_said_in_place(desk: FakeDesk) -> None:
    desk.outcome = Invalid("Nobody has the skill M3.", remedy="Add it to a trainer.")
    async with running(desk) as (app, pilot):
        await pilot.press("3")
        app.open_proposal("INT-2026-0042")
        await until(pilot, lambda: "Nobody has the skill M3." in text_of(app))
        assert "Add it to a trainer." in text_of(app)


async def test_a_move_whose_slot_moved_elsewhere_meanwhile_is_dropped(desk: FakeDesk) -> None:
    grid = Grid(date(2026, 6, 1))
    grid.show(desk.board("trainer", date(2026, 6, 1), 8))
    grid.pick(grid.rows[0].sittings[0])
    grid.push(2)
    assert grid.changes() == (Staged(SLOT, date(2026, 6, 3), *AM, was=(date(2026, 6, 2), *AM)),)
    board = desk.board("trainer", date(2026, 6, 1), 8)
    row = board.rows[0]
    elsewhere = replace(row.sittings[0], day=date(2026, 6, 5))
    grid.show(replace(board, rows=(replace(row, sittings=(elsewhere, *row.sittings[1:])), *board.rows[1:])))
    assert grid.changes() == ()


@pytest.mark.parametrize("weeks", [1, 4, 11])
def test_the_cursor_never_leaves_the_weeks(weeks: int) -> None:
    grid = Grid(date(2026, 6, 1), weeks)
    for step in (-1, 1, -30, 200, -200, 5):
        grid.move(step)
        assert 0 <= grid.at < grid.cells
        assert grid.first.weekday() == 0
