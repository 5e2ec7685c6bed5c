"""Figures of offers: what was answered, what waits, what was lost, what is to come."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SIZES, Check, running, settled, text_of
from fake_desk import FakeDesk

from backoffice.domain.offers import Figures, Outcome, Tally
from backoffice.tui.screens.offer_figures import VIEWS
from backoffice.tui.screens.record import RecordScreen

NOTHING = Tally(None, dict.fromkeys(Outcome, 0), 0, 0, ())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", ["month", "waiting", "pipeline", "delivery"])
async def test_offers_stay_as_they_were_designed(
    view: str, size: str, language: str, desk: FakeDesk, snapshot: Check
) -> None:
    async with running(desk, SIZES[size], language=language) as (app, pilot):
        await pilot.press("7", "d")
        await settled(pilot, 0.2)
        await pilot.press(*["v"] * [name for name, _label in VIEWS].index(view))
        await settled(pilot, 0.2)
        await snapshot(app, pilot, f"offers-{view}-{language}-{size}")


async def test_the_first_view_is_drawn_as_soon_as_it_is_read(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("7", "d")
        await settled(pilot, 0.2)
        assert "▲ accepted" in text_of(app)


async def test_the_period_is_the_one_of_the_figures_before(desk: FakeDesk) -> None:
    async with running(desk) as (_app, pilot):
        await pilot.press("7", "p", "p", "d")
        await settled(pilot, 0.2)
        assert desk.asked_figures[-1] == (date(2026, 4, 1), date(2026, 6, 30), "offers")


async def test_a_quote_that_waits_opens_and_escape_comes_back(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("7", "d", "v", "v", "v")
        await settled(pilot, 0.2)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, RecordScreen)
        assert app.screen.ref == "DEV-2026-0001-1"
        await pilot.press("escape")
        await settled(pilot)
        assert "Without an answer" in text_of(app)


async def test_an_empty_house_says_so_in_every_view(desk: FakeDesk) -> None:
    empty = Figures(NOTHING, {"month": (), "owner": (), "client": ()}, (), (), (), ())
    desk.offers = lambda *_asked: empty  # type: ignore[method-assign]
    async with running(desk) as (app, pilot):
        await pilot.press("7", "d")
        for _view in VIEWS:
            await settled(pilot, 0.1)
            assert "Offers" in text_of(app)
            await pilot.press("v")
        await settled(pilot, 0.1)
        assert "No offer was issued" in text_of(app)
