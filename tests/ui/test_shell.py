"""The shell: places, acts, dialogs, languages, keys of one's own, and nothing that waits or is lost."""

from __future__ import annotations

import gettext
import threading
from typing import Any

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk, Refused
from fake_forms import everything
from textual import events
from textual.app import ScreenStackError
from textual.errors import NoWidget
from textual.widgets import Static

from backoffice import i18n
from backoffice.tui.app import BackofficeApp
from backoffice.tui.dialogs import Confirm
from backoffice.tui.help import HelpScreen
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen


@pytest.mark.parametrize(
    ("key", "crumb"),
    [("1", "Today"), ("f3", "Requests"), ("5", "Catalogue"), ("f7", "Directory › Clients"), ("f2", "Today")],
)
async def test_each_screen_has_a_digit_and_a_function_key(key: str, crumb: str, desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("6", key)
        await settled(pilot)
        assert text_of(app).splitlines()[1].strip().startswith(crumb)


async def test_help_and_commands_come_first_at_80_columns_on_every_screen(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        for key in ("1", "2", "5", "6"):
            await pilot.press(key)
            await settled(pilot)
            assert text_of(app).splitlines()[-1].startswith(" ? Help  ^p Commands ")


async def test_a_line_of_today_opens_its_dossier_at_the_right_tab(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("j", "enter")
        await settled(pilot)
        assert isinstance(app.screen, RecordScreen)
        assert (app.screen.ref, app.screen.tab) == ("INT-2026-0042", "quote")
        await pilot.press("escape")
        await settled(pilot)
        assert "› △ due soon" in text_of(app)


async def test_an_act_that_cant_be_undone_states_its_effect_and_enter_cancels_it(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "gets its number" in text_of(app))
        await pilot.press("enter")
        await settled(pilot)
        assert not desk.ran
        await pilot.press("i", "right", "enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][:2] == ("issue-quote", "INT-2026-0001")


async def test_a_reason_is_asked_and_never_empty(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("n", "enter")
        await pilot.pause()
        assert "there must be some" in text_of(app)
        await pilot.press(*"known", "enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][3] == "known"


async def test_a_refused_act_says_why(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("a", "end", "enter")
        await until(pilot, lambda: "not now" in text_of(app))
        assert "Slots are still to come." in text_of(app)
        assert not desk.ran


async def test_an_act_on_marked_lines_is_done_to_each_of_them(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (_app, pilot):
        await pilot.press("space", "space", "a", "p")
        await until(pilot, lambda: len(desk.ran) == 2)
        assert [ran[1] for ran in desk.ran] == ["INT-2026-0001", "INT-2026-0002"]
        assert len({ran[4] for ran in desk.ran}) == 2


async def test_long_work_shows_how_far_it_is_and_can_be_stopped(desk: FakeDesk) -> None:
    desk.slow = threading.Event()
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("p")
        await until(pilot, lambda: "/ 1,000" in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not desk.ran
        assert "Stopped" in text_of(app)


async def test_the_last_act_is_undone_by_one_key(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("u")
        await until(pilot, lambda: desk.undone == 1)
        assert "Undone." in text_of(app)


async def test_an_error_of_the_desk_is_shown_with_its_remedy_and_the_screen_stays(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        desk.failure = Refused()
        await pilot.press("enter")
        await until(pilot, lambda: "→ Acknowledge first." in text_of(app))
        desk.failure = None
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert "INT-2026-0001" in text_of(app)


async def test_something_unforeseen_is_written_down_without_its_message(
    desk: FakeDesk, tmp_path: Any
) -> None:
    async with running(desk, first="requests", state=tmp_path) as (_app, pilot):
        desk.failure = ZeroDivisionError("Élodie Roux, 06 12 34 56 78")
        await pilot.press("enter")
        await until(pilot, lambda: any(tmp_path.iterdir()))
        (log,) = tmp_path.iterdir()
        assert "ZeroDivisionError" in log.read_text()
        assert "lodie" not in log.read_text()


async def test_the_palette_finds_acts_screens_and_records(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("colon", *"issue")
        await settled(pilot)
        assert "Issue the quote" in text_of(app)
        await pilot.press("escape", "ctrl+p", *"catal", "enter")
        await settled(pilot)
        assert text_of(app).splitlines()[1].strip().startswith("Catalogue")
        await pilot.press("ctrl+p", *"0042", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.ref == "INT-2026-0042"


async def test_the_screen_before_comes_back_by_one_key(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("2", "6", "ctrl+o", "backspace")
        await settled(pilot)
        assert app.current_mode == "today"


class Marked(gettext.NullTranslations):
    """A language in which every message begins with ¤."""

    def gettext(self, message: str) -> str:
        return "¤" + message if message else ""

    def ngettext(self, one: str, many: str, n: int) -> str:
        return "¤" + (one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return "¤" + message


@pytest.mark.parametrize("keys", [(), ("2",), ("2", "enter"), ("2", "c"), ("6",)])
async def test_another_language_is_spoken_at_once_and_everywhere(
    keys: tuple[str, ...], desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages = {"en": gettext.NullTranslations(), "fr": Marked()}
    monkeypatch.setattr(i18n, "_catalogue", languages.__getitem__)
    async with running(desk) as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        english = text_of(app)
        await pilot.press("ctrl+l")
        await settled(pilot)
        spoken = text_of(app)
        assert spoken.count("¤") > 8
        for word in (
            "Help",
            "Commands",
            "Today",
            "Requests",
            "Reference",
            "Client",
            "acknowledged",
            "Save",
            "intra",
        ):
            for line in spoken.splitlines():
                start = line.find(word)
                assert start < 1 or line[start - 1] == "¤" or word not in english or "CLI" in line, line
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert text_of(app) == english


async def test_keys_of_ones_own_replace_those_of_the_house_and_clashes_are_told(desk: FakeDesk) -> None:
    keys = {"list.down": "z", "app.help": "f11", "lists.filter": "k", "list.gone": "x"}
    async with running(desk, first="requests", keys=keys) as (app, pilot):
        text = text_of(app)
        assert "There is nothing named list.gone" in text
        assert "k is already the key of list.up" in text
        await pilot.press("enter", "z")
        await settled(pilot)
        from backoffice.tui.widgets.record_table import RecordTable

        assert app.screen.query_one(RecordTable).cursor == 1
        await pilot.press("f11")
        await pilot.pause()
        assert "─ Help ─" in text_of(app)


async def save(_value: object, _at: object) -> bool:
    return True


async def test_keys_typed_while_a_screen_opens_are_meant_for_it_and_keep_their_order(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        # All at once, as a fast typist or a slow line sends them.
        app.push_screen(FormScreen(everything(), save))
        for key in ("É", "l", "o", "d", "i", "e"):
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: "Élodie" in text_of(app))
        for key in ("escape", "escape", "escape", "enter", "f9", "f9", "question_mark", "f9", "a", "f9"):
            app.post_message(events.Key(key, None))
        await settled(pilot, 0.3)
        assert app._exception is None


async def test_a_second_enter_in_the_palette_chooses_nothing_more(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("ctrl+p")
        await settled(pilot)
        for _again in range(4):
            app.post_message(events.Key("enter", "\r"))
        await settled(pilot, 0.3)
        assert app._exception is None


async def test_an_answer_that_comes_under_the_help_goes_away_when_the_help_has(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        answers: list[bool | None] = []
        dialog = Confirm("Drop", "What was typed.")
        app.push_screen(dialog, answers.append)
        await settled(pilot)
        app.push_screen(HelpScreen(dialog, None))
        await settled(pilot)
        help_page = app.screen
        dialog.dismiss(True)
        dialog.dismiss(False)
        await settled(pilot)
        assert app.screen is help_page
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)
        assert answers == [True]


async def test_leaving_with_the_cursor_in_a_field_is_no_crash(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("c")
        await settled(pilot)
        app.exit()
        app._handle_exception(ScreenStackError("gone"))
        assert app._exception is None
        assert app.return_code == 0


async def test_a_click_on_what_has_just_gone_is_nothing(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(desk, first="requests") as (app, pilot):
        gone = Static("gone")
        for found in ((gone, gone.region), NoWidget()):

            def at(_x: int, _y: int, found: object = found) -> object:
                if isinstance(found, Exception):
                    raise found
                return found

            monkeypatch.setattr(app, "get_widget_at", at)
            click = events.MouseDown(None, 10, 3, 0, 0, 1, False, False, False, screen_x=10, screen_y=3)
            app.post_message(click)
            await settled(pilot)
            assert app._exception is None


async def test_ctrl_c_says_what_leaves(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "^q leaves the program." in text_of(app)


async def test_copying_hands_the_reference_to_the_terminal(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("j", "y")
        await pilot.pause()
        assert app.clipboard == "INT-2026-0002"


async def test_the_first_screen_is_painted_before_the_desk_comes() -> None:
    from fake_desk import opening

    gate = threading.Event()
    given = opening()
    from dataclasses import replace

    late = replace(given, open_desk=lambda: gate.wait(10) and FakeDesk())
    app = BackofficeApp(late)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "INT-2026-0031" in text_of(app)
        await pilot.press("2")
        await pilot.pause()
        assert "Requests" in text_of(app).splitlines()[1]
        gate.set()
        await until(pilot, lambda: "INT-2026-0001" in text_of(app))


async def test_the_palette_offers_to_back_the_workspace_up_from_any_screen(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("ctrl+p", *"back")
        await settled(pilot)
        assert "Back up the workspace" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: desk.ran)
        assert desk.ran[0][:2] == ("back-up", "")
