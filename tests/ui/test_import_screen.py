"""The import screen: looked at before anything is written, what is wrong first, stopped when one wants."""

from __future__ import annotations

import threading
from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from textual.pilot import Pilot

from backoffice.content.acts import ImportWish
from backoffice.tui.dialogs import ErrorPanel, ProgressPanel
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.importing import ImportScreen


async def preview(pilot: Pilot[Any], file: str = "liste") -> None:
    """From the directory to the preview of a file."""
    await pilot.press("6")
    await settled(pilot)
    await pilot.press("I")
    await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
    await pilot.press(*file, "f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportScreen))
    await settled(pilot)


async def test_nothing_is_written_before_it_is_asked(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        await preview(pilot)
        [(wish, dry_run, partial)] = desk.imported
        assert isinstance(wish, ImportWish)
        # The list that it was opened from says what it holds.
        assert (wish.file, wish.kind) == ("liste", "clients")
        assert dry_run
        assert partial


async def test_with_something_refused_only_what_is_right_comes_in(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await preview(pilot)
        await pilot.press("i")
        await settled(pilot)
        assert len(desk.imported) == 1
        await pilot.press("p")
        await until(pilot, lambda: len(desk.imported) == 2)
        await until(pilot, lambda: not isinstance(app.screen, ImportScreen | FormScreen))
        assert desk.imported[1][1:] == (False, True)
        assert "2 new, 1 changed" in text_of(app)


async def test_with_nothing_refused_everything_comes_in(desk: FakeDesk) -> None:
    desk.all_right = True
    async with running(desk) as (app, pilot):
        await preview(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert len(desk.imported) == 1
        await pilot.press("f10")
        await until(pilot, lambda: len(desk.imported) == 2)
        assert desk.imported[1][1:] == (False, False)
        await until(pilot, lambda: not isinstance(app.screen, ImportScreen | FormScreen))


async def test_enter_says_what_to_mend(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await preview(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel))
        assert "Copy the 14 digits." in text_of(app)


async def test_escape_goes_back_to_what_was_typed(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await preview(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert "liste" in text_of(app)
        assert len(desk.imported) == 1


async def test_a_form_without_a_file_or_a_table_says_so(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("I")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("f10")
        await settled(pilot)
        assert "Give a file, or a pasted table." in text_of(app)
        assert desk.imported == []


async def test_a_long_import_shows_how_far_it_is_and_can_be_stopped(desk: FakeDesk) -> None:
    desk.all_right = True
    async with running(desk) as (app, pilot):
        await preview(pilot)
        desk.slow = threading.Event()
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ProgressPanel))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        assert len(desk.imported) == 1


async def test_an_import_that_cannot_be_undone_is_confirmed_first(desk: FakeDesk) -> None:
    desk.all_right = desk.final = True
    async with running(desk) as (app, pilot):
        await preview(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "be put back by u" in text_of(app))
        await pilot.press("enter")  # the focus is on Cancel
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        assert len(desk.imported) == 1


async def test_the_palette_knows_it_everywhere(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("ctrl+p")
        await settled(pilot)
        await pilot.press(*"import", "enter")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
