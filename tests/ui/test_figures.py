"""Figures: a plot that says nothing by colour alone, and a table that says the same."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SIZES, Check, running, settled, text_of
from fake_desk import FakeDesk, figures
from textual import events

from backoffice.services.ports import CommitmentFigures, Figure
from backoffice.tui.screens.figures import FiguresScreen, FigureTable
from backoffice.tui.screens.record import RecordScreen
from backoffice.tui.widgets.plots import Plot

WAYS = {"figures": ("7",), "figures-month": ("7", "V", "V"), "figures-times": ("7", "V")}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", WAYS)
async def test_figures_stay_as_they_were_designed(
    scene: str, size: str, language: str, desk: FakeDesk, snapshot: Check
) -> None:
    async with running(desk, SIZES[size], language=language) as (app, pilot):
        for key in WAYS[scene]:
            await pilot.press(key)
            await settled(pilot, 0.2)
        await snapshot(app, pilot, f"{scene}-{language}-{size}")


async def test_the_period_and_whose_promises_are_asked_of_the_desk(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("f8")
        await settled(pilot)
        await pilot.press("p", "p")
        await settled(pilot)
        await pilot.press("o")
        await settled(pilot)
        assert desk.asked_figures[0] == (date(2026, 1, 1), date(2026, 12, 31), "us")
        assert desk.asked_figures[-1] == (date(2026, 4, 1), date(2026, 6, 30), "client")
        assert "No promise is due in this period" in text_of(app)


async def test_a_click_that_comes_when_the_plot_has_gone_breaks_nothing(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("7")
        await settled(pilot)
        plot = app.screen.query_one(Plot)
        far = events.MouseDown(plot, 0, 0, 0, 0, 1, False, False, False, screen_x=500, screen_y=500)
        plot.post_message(far)
        await settled(pilot)
        assert app._exception is None


async def test_a_clients_line_opens_its_record(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("7", "v", "v")
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, RecordScreen)
        assert app.screen.ref == figures().by["client"][1].key


async def test_what_was_broken_hangs_below_the_line_even_when_it_is_one_among_many(desk: FakeDesk) -> None:
    def few(*_asked: object) -> CommitmentFigures:
        one = Figure("quote", "", 400, 1, 0, 0, 9_975, 1_440, 2_880)
        return CommitmentFigures(one, {"step": (one,), "owner": (), "client": (), "month": ()}, (1_440,))

    desk.figures = few  # type: ignore[method-assign]
    async with running(desk) as (app, pilot):
        await pilot.press("7")
        await settled(pilot, 0.2)
        lines = text_of(app).splitlines()
        zero = next(n for n, line in enumerate(lines) if "0 ┫──" in line)
        assert "█" in lines[zero - 1]
        assert "█" in lines[zero + 1] or "▀" in lines[zero + 1]
        assert "99.75% kept" in text_of(app)


async def test_nothing_that_people_typed_reaches_the_plot(desk: FakeDesk) -> None:
    """The library reads its labels as markup: a client's name stands in the table alone, as it is."""
    evil = "[bold red]Ébène[/] [@click=app.quit]x[/]\x1b[31m"

    def dressed(*_asked: object) -> CommitmentFigures:
        one = Figure("CLI-0001", evil, 3, 1, 0, 0, 7_500, 60, 90)
        return CommitmentFigures(one, {"step": (), "owner": (one,), "client": (one,), "month": ()}, (60, 90))

    desk.figures = dressed  # type: ignore[method-assign]
    async with running(desk, (120, 40)) as (app, pilot):
        await pilot.press("7", "v", "v")
        await settled(pilot, 0.2)
        assert "[bold red]Ébène[/] [@click=app.quit]x[/][31m" in text_of(app)


async def test_figures_follow_the_theme_and_the_size(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("7")
        await settled(pilot, 0.2)
        before = text_of(app)
        await pilot.press("ctrl+t")
        await settled(pilot, 0.2)
        assert text_of(app) == before
        await pilot.resize_terminal(120, 40)
        await settled(pilot, 0.2)
        assert isinstance(app.screen, FiguresScreen)
        assert "9 in 10" in text_of(app)
        assert app.screen.query_one(FigureTable).count() == 7
