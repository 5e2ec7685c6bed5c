"""A trainer's month: what is taught day by day, by keys alone, with its sums."""

from __future__ import annotations

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk

from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.month import MonthScreen
from backoffice.tui.screens.record import RecordScreen


async def test_a_month_shows_its_slots_and_opens_them(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        app.open_month("TRA-0001", "Élodie Roux")
        await until(pilot, lambda: isinstance(app.screen, MonthScreen) and "June 2026" in text_of(app))
        await settled(pilot)
        text = text_of(app)
        assert "Élodie Roux" in text
        taught = [one for one in app.screen.query_one("MonthView")._lines if one.sitting]  # type: ignore[attr-defined]
        assert taught
        assert taught[0].text.split(" ·")[0] in text
        view = app.screen.query_one("MonthView")
        view.go_to(view._lines.index(taught[0]))  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))


async def test_the_next_month_is_one_key_away_and_today_another(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        app.open_month("TRA-0001", "Élodie Roux")
        await until(pilot, lambda: "June 2026" in text_of(app))
        await pilot.press("w")
        await until(pilot, lambda: "July 2026" in text_of(app))
        await pilot.press("W", "W")
        await until(pilot, lambda: "May 2026" in text_of(app))
        await pilot.press("t")
        await until(pilot, lambda: "June 2026" in text_of(app))


async def test_an_absence_is_recorded_from_its_day(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        app.open_month("TRA-0001", "Élodie Roux")
        await until(pilot, lambda: isinstance(app.screen, MonthScreen) and bool(app.screen.acts))
        await settled(pilot)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        assert app.screen.fields["when"].words  # type: ignore[attr-defined]
