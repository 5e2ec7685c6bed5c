"""Several people at once: what others record shows within seconds; nobody's cursor or words move."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from fake_forms import everything

from backoffice.services.ports import Form
from backoffice.tui.app import BackofficeApp
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.lists import ListScreen


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackofficeApp, "LOOK_EVERY", 0.1)


def somebody_renames(desk: FakeDesk, ref: str, client: str) -> None:
    rows = desk.sources["requests"].all
    number = next(number for number, row in rows.items() if row[0] == ref)
    rows[number] = (ref, client, *rows[number][2:])


async def test_what_somebody_else_records_shows_by_itself_and_the_cursor_stays(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: app._beat is not None)
        await settled(pilot, 0.1)
        somebody_renames(desk, "INT-2026-0002", "Nouvelle Caisse")
        desk.beat += 1
        await until(pilot, lambda: "Nouvelle Caisse" in text_of(app))
        assert isinstance(app.screen, ListScreen)
        assert app.screen.table.ref() == "INT-2026-0004"


async def test_control_without_an_act_recorded_nothing_is_read_again(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await until(pilot, lambda: app._beat is not None)
        await settled(pilot, 0.1)
        somebody_renames(desk, "INT-2026-0002", "Nouvelle Caisse")
        await asyncio.sleep(0.5)
        assert "Nouvelle Caisse" not in text_of(app)


async def test_a_list_behind_a_record_is_read_again_when_it_is_seen(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: app._beat is not None)
        await settled(pilot, 0.1)
        somebody_renames(desk, "INT-2026-0002", "Nouvelle Caisse")
        desk.beat += 1
        await until(pilot, lambda: app._beat == desk.beat)
        await settled(pilot, 0.1)
        await pilot.press("escape")
        await until(pilot, lambda: "Nouvelle Caisse" in text_of(app))


async def test_words_being_typed_stay_and_the_form_says_that_its_record_has_changed() -> None:
    class Changing(FakeDesk):
        now = replace(everything(name="Avant"), version=1)

        def form(self, act: str, ref: str) -> Form:
            return self.now

    desk = Changing()
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await until(pilot, lambda: app._beat is not None)
        await settled(pilot, 0.1)
        await pilot.press(*"Zoe")
        desk.now = replace(desk.now, typed={"name": "Leur nom"}, version=2)
        desk.beat += 1
        await until(pilot, lambda: "Somebody else has just changed this" in text_of(app))
        assert isinstance(app.screen, FormScreen)
        assert app.screen.fields["name"].words == "Zoe"
        assert app.screen.fields["name"].box.has_focus
