"""Lists as each person wants them: own views, columns, order, what was listed before, several at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk, Refused
from fake_forms import everything
from textual.pilot import Pilot

from backoffice.services.ports import Act, Outcome
from backoffice.tui.dialogs import ErrorPanel
from backoffice.tui.list_dialogs import ColumnsDialog, ViewName
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.lists import ListScreen


def head(app: Any) -> str:
    return next(line for line in text_of(app).splitlines() if "Reference" in line)


def shown(app: Any) -> ListScreen:
    assert isinstance(app.screen, ListScreen)
    return app.screen


async def filtered(pilot: Pilot[Any], text: str) -> None:
    await pilot.press("slash", *text, "enter")
    await settled(pilot, 0.1)


async def test_a_view_of_ones_own_is_kept_under_a_name_and_there_tomorrow(
    desk: FakeDesk, tmp_path: Path
) -> None:
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await filtered(pilot, "caisse")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, ViewName))
        await pilot.press(*"caisses", "enter")
        await until(pilot, lambda: "★ caisses" in text_of(app))
    async with running(desk, (120, 40), first="requests", state=tmp_path) as (app, pilot):
        await pilot.press("V")
        await until(pilot, lambda: shown(app).text == "caisse")
        await settled(pilot, 0.1)
        assert "/caisse" in text_of(app)
        await pilot.press("W")
        await until(pilot, lambda: "★ caisses" not in text_of(app))


async def test_a_view_that_comes_with_the_list_isnt_dropped(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("v", "W")
        await until(pilot, lambda: "only those of your own" in text_of(app).replace("\n", " "))
        assert " Mine " in text_of(app)


async def test_columns_are_chosen_ordered_and_remembered(desk: FakeDesk, tmp_path: Path) -> None:
    async with running(desk, (116, 30), first="requests", state=tmp_path) as (app, pilot):
        assert "Waiting f" in head(app)
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, ColumnsDialog))
        await pilot.press("G", "less_than_sign", "up", "up", "up", "up", "space", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        await settled(pilot)
        before = head(app)
    async with running(desk, (116, 30), first="requests", state=tmp_path) as (app, pilot):
        await settled(pilot)
        assert head(app) == before
        assert before.index("Owner") < before.index("Target")
        await pilot.press("C", "tab", "tab", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        await settled(pilot)
        assert head(app).index("Target") < head(app).index("Owner")


async def test_the_order_of_a_list_is_remembered(desk: FakeDesk, tmp_path: Path) -> None:
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await pilot.press("s", "s", "S")
        await until(pilot, lambda: "Client ▼" in head(app))
        await settled(pilot, 0.1)
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await until(pilot, lambda: "Client ▼" in head(app))


async def test_backspace_goes_back_to_what_was_listed_before(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("v", "v")
        await settled(pilot)
        where = shown(app).table.query_now.where
        assert where == (("stage", "offered"),)
        await pilot.press("backspace")
        await settled(pilot)
        assert shown(app).table.query_now.where == (("owner", "er"),)
        await pilot.press("ctrl+o")
        await settled(pilot)
        assert shown(app).table.query_now.where == ()


async def test_in_the_directory_it_goes_back_to_the_list_before(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("6", "v", "v")
        await settled(pilot)
        assert shown(app).kind == "funders"
        await pilot.press("backspace")
        await settled(pilot)
        assert shown(app).kind == "contacts"


class Several(FakeDesk):
    """A desk with an act whose form holds for many, and one whose form doesn't; one record refuses."""

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        return (
            Act("assign", "Give to somebody", "b", asks=True, many=True),
            Act("edit-request", "Edit the request", "e", asks=True),
        )

    def run(self, act: str, ref: str, value: object | None, **rest: Any) -> Outcome:
        if ref == "INT-2026-0002":
            raise Refused
        return super().run(act, ref, value, **rest)


async def test_one_form_is_done_to_all_that_are_marked_and_what_is_refused_is_told() -> None:
    desk = Several()
    desk.models["assign"] = everything(name="Zoé")
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await pilot.press("space", "space", "space", "a", "b")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await settled(pilot, 0.1)
        assert "3 records" in text_of(app)
        await pilot.press("f10")
        await until(pilot, lambda: len(desk.ran) == 2)
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel))
        assert "INT-2026-0002" in text_of(app)
        assert {ran[1] for ran in desk.ran} == {"INT-2026-0001", "INT-2026-0003"}


async def test_a_form_that_opens_with_one_record_is_never_written_over_several() -> None:
    desk = Several()
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("space", "space", "a", "e")
        await until(pilot, lambda: "one record at a time" in text_of(app))
        assert not desk.ran
