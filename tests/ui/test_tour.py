"""The tour: offered once, passed by doing what it says, left and taken up again, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from textual.pilot import Pilot

from backoffice.services.ports import Act
from backoffice.tui.app import BackofficeApp
from backoffice.tui.dialogs import TourOffer
from backoffice.tui.tour import STEPS, TourBar


class Newcomer(FakeDesk):
    """A desk on which calls are logged."""

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        return (*super().acts_for(ref), Act("log-exchange", "Log an exchange", "x", asks=True))


async def begun(app: BackofficeApp, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: isinstance(app.screen, TourOffer))
    await pilot.press("enter")
    await until(pilot, lambda: bool(app.screen.query(TourBar)))


def at(app: BackofficeApp) -> int:
    return app.tour.at if app.tour is not None else -1


# What a newcomer presses at each step.
PRESSED = (
    ("2",),
    ("slash", *"caisse", "enter"),
    ("escape", "v"),
    ("enter",),
    ("right",),
    ("a", "escape"),
    ("x", "escape"),
    ("ctrl+p", *"caisse", "escape"),
    ("f1", "escape"),
    ("3",),
    ("1",),
    ("ctrl+n",),
)


async def test_a_newcomer_finishes_it_by_doing_what_it_says(tmp_path: Path) -> None:
    assert len(PRESSED) == len(STEPS)
    async with running(Newcomer(), (120, 40), state=tmp_path, tour=True) as (app, pilot):
        await begun(app, pilot)
        for step, keys in enumerate(PRESSED):
            assert at(app) == step
            await settled(pilot)
            for key in keys:
                await pilot.press(key)
                await settled(pilot, 0.3)
            await until(pilot, lambda: at(app) != step)  # noqa: B023
        assert app.tour is None
        await until(pilot, lambda: not app.screen.query(TourBar))
    async with running(Newcomer(), state=tmp_path, tour=True) as (app, pilot):
        await settled(pilot)
        assert not app.screen.is_modal
        assert app.tour is None


async def test_it_is_left_and_taken_up_where_it_was(tmp_path: Path) -> None:
    async with running(Newcomer(), state=tmp_path, tour=True) as (app, pilot):
        await begun(app, pilot)
        await pilot.press("ctrl+n", "ctrl+n")
        await until(pilot, lambda: at(app) == 2)
        await pilot.press("T")
        await until(pilot, lambda: app.tour is None)
        await settled(pilot)
        assert not app.screen.query(TourBar)
        await pilot.press("T")
        await until(pilot, lambda: at(app) == 2)
    async with running(Newcomer(), state=tmp_path, tour=True) as (app, pilot):
        await until(pilot, lambda: at(app) == 2)


@pytest.mark.parametrize("answer", [("escape",), ("left", "enter"), ("left", "left", "enter")])
async def test_later_asks_again_and_never_doesnt(answer: tuple[str, ...], tmp_path: Path) -> None:
    async with running(Newcomer(), state=tmp_path, tour=True) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, TourOffer))
        await pilot.press(*answer)
        await until(pilot, lambda: not app.screen.is_modal)
        assert app.tour is None
    async with running(Newcomer(), state=tmp_path, tour=True) as (app, pilot):
        await settled(pilot, 0.2)
        assert isinstance(app.screen, TourOffer) == (len(answer) < 3)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_step_stands_whole_on_the_screen(
    language: str, size: tuple[int, int], tmp_path: Path
) -> None:
    async with running(Newcomer(), size, language=language, state=tmp_path, tour=True) as (app, pilot):
        await begun(app, pilot)
        assert app.tour is not None
        app.tour._timer.stop()  # the steps that this very screen passes too are looked at as the others
        for step in range(len(STEPS)):
            await until(pilot, lambda: at(app) == step)  # noqa: B023
            await settled(pilot)
            bar = app.screen.query_one(TourBar)
            assert len(bar._lines(size[0])) <= 3
            last = bar._lines(size[0])[-1]
            assert last.endswith(")"), last
            assert last in text_of(app)
            await pilot.press("ctrl+n")


async def test_nobody_is_offered_it_twice_nor_in_the_way_of_those_who_know(
    desk: FakeDesk, tmp_path: Path
) -> None:
    async with running(desk, state=tmp_path) as (app, pilot):
        await settled(pilot)
        assert not app.screen.is_modal
