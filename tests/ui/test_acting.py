"""How an act is carried out: what one should know before, why, and when it really happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from textual.events import Key

from backoffice.services.ports import Act
from backoffice.tui.act_dialog import ActDialog
from backoffice.tui.dialogs import Menu
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen


class Knowing(FakeDesk):
    """A desk on which issuing has things to say first, and asks why."""

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        said = ("Open question INT-2026-0042/Q1: how many hours?", "3 slots have no date yet.")
        return tuple(
            replace(act, warnings=said, needs_reason=True) if act.name == "issue-quote" else act
            for act in super().acts_for(ref)
        )


async def opened(pilot: Any) -> None:
    await pilot.press("enter")
    await settled(pilot)


async def test_what_is_missing_is_listed_and_the_reason_asked_before_a_quote_leaves() -> None:
    desk = Knowing()
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "3 slots have no date yet." in text_of(app))
        assert "Open question INT-2026-0042/Q1" in text_of(app)
        # Enter in the reason goes to Cancel: what can't be undone takes a key more.
        await pilot.press(*"urgent", "enter", "enter")
        await settled(pilot)
        assert not desk.ran
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        await pilot.press(*"urgent", "enter", "right", "enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][0] == "issue-quote"
        assert desk.ran[0][3] == "urgent"


async def test_an_act_without_a_dialog_is_given_one_by_f9_to_say_when_it_happened(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("a", "down", "down", "down", "f9")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        await pilot.press(*"28/05 9h30", "enter", "enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][0] == "print-sheets"
        assert desk.times == [datetime(2026, 5, 28, 7, 30, tzinfo=UTC)]


async def test_a_time_that_cant_be_is_said_and_nothing_typed_is_lost(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("n", *"known client", "f9")
        await pilot.pause()
        await pilot.press(*"1/5 9h", "enter")
        await pilot.press("enter")
        await until(pilot, lambda: "It was received later." in text_of(app))
        assert "known client" in text_of(app)
        assert not desk.ran
        await pilot.press("end", "ctrl+u", *"nonsense", "enter", "enter")
        await pilot.pause()
        assert not desk.ran
        await pilot.press("end", "ctrl+u", *"28/5 9h", "enter", "enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][3] == "known client"


async def test_the_folded_field_of_a_form_says_when_it_happened(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert "Happened" not in text_of(app)
        form = app.screen
        form.fields["name"].box.value = "N"
        await pilot.press("f9")
        await until(pilot, lambda: "Happened" in text_of(app))
        await pilot.press(*"hier")
        await pilot.press("end", "ctrl+u", *"28/05")
        await until(pilot, lambda: "Thursday 28 May 2026" in text_of(app))
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.times == [datetime(2026, 5, 28, 10, 0, tzinfo=UTC)]


async def test_a_form_that_says_itself_when_has_no_folded_field(desk: FakeDesk) -> None:
    class Own(FakeDesk):
        def acts_for(self, ref: str) -> tuple[Act, ...]:
            return (*super().acts_for(ref), Act("log-exchange", "Log", "x", asks=True, own_time=True))

    async with running(Own(), first="requests") as (app, pilot):
        await opened(pilot)
        assert isinstance(app.screen, RecordScreen)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("f9")
        await pilot.pause()
        assert "Happened" not in text_of(app)
        assert "F9" not in text_of(app)


async def test_leaving_a_form_whose_only_typing_is_when_asks_first(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("f9")
        await until(pilot, lambda: "Happened" in text_of(app))
        await pilot.press(*"28/05", "escape")
        await until(pilot, lambda: "hasn’t been saved" in text_of(app))


class Logging(FakeDesk):
    """A desk whose list of requests logs an exchange on the line under the cursor."""

    def acts_on(self, kind: str) -> tuple[Act, ...]:
        log = Act("log-exchange", "Log an exchange", "x", asks=True, own_time=True, on_row=True)
        return (*super().acts_on(kind), *((log,) if kind == "requests" else ()))


async def test_one_key_logs_an_exchange_on_the_line_under_the_cursor_and_the_cursor_stays() -> None:
    desk = Logging()
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("j", "j", "x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        app.screen.fields["name"].box.value = "N"
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][:2] == ("log-exchange", "INT-2026-0003")
        await until(pilot, lambda: not isinstance(app.screen, FormScreen))
        await settled(pilot)
        assert app.screen.table.cursor == 2


async def test_the_same_key_logs_it_from_today() -> None:
    desk = Logging()
    async with running(desk) as (app, pilot):
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        app.screen.fields["name"].box.value = "N"
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][:2] == ("log-exchange", "INT-2026-0031")


async def test_an_act_on_a_line_stands_once_in_the_menu() -> None:
    class Both(Logging):
        def acts_for(self, ref: str) -> tuple[Act, ...]:
            log = Act("log-exchange", "Log an exchange", "x", asks=True, own_time=True)
            return (*super().acts_for(ref), log)

    async with running(Both(), first="requests") as (app, pilot):
        await pilot.press("a")
        await until(pilot, lambda: "What to do?" in text_of(app))
        assert text_of(app).count("Log an exchange") == 1


async def test_keys_typed_on_while_a_menu_goes_away_choose_nothing_more(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Menu))
        menu = app.screen
        for key in ("e", "i", "e"):
            menu.post_message(Key(key, key))
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert app._exception is None


async def test_f9_in_an_empty_menu_does_nothing(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await app.push_screen(Menu("?", ()))
        await settled(pilot)
        await pilot.press("f9", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Menu)
        assert app._exception is None
