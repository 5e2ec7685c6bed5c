"""The one table of every list: keys never wait, the cursor stays on its record, marks and sorts hold."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from conftest import running, running_at_once, settled, text_of, until
from fake_desk import FakeDesk, FakeRows, Refused
from textual.pilot import Pilot

from backoffice.services.ports import Column, Query
from backoffice.tui.app import BackofficeApp
from backoffice.tui.cells import laid_out
from backoffice.tui.widgets.record_table import RecordTable


def table(app: BackofficeApp) -> RecordTable:
    return app.screen.query_one(RecordTable)


async def pressed(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("j", "j", "k"), 1),
        (("down", "down", "up"), 1),
        (("G",), 1203),
        (("end", "home"), 0),
        (("G", "g"), 0),
        (("pagedown",), 17),
        (("pagedown", "pageup"), 0),
        (("up",), 0),
    ],
)
async def test_the_cursor_goes_where_the_key_says(keys: tuple[str, ...], line: int, desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, *keys)
        assert table(app).cursor == line
        assert f"›  INT-2026-{line + 1:04d}".replace("›  ", "› ") in text_of(app)


async def test_no_key_waits_for_the_source_and_rows_fill_in_when_they_come(desk: FakeDesk) -> None:
    rows: FakeRows = desk.sources["requests"]
    async with running(desk, first="requests") as (app, pilot):
        rows.gate.clear()
        await pilot.press("G")
        assert table(app).cursor == 1203
        assert "· · ·" in text_of(app)
        await pilot.press("k", "k")
        assert table(app).cursor == 1201
        rows.gate.set()
        await until(pilot, lambda: "INT-2026-1202" in text_of(app))
        assert "· · ·" not in text_of(app)


async def test_the_source_is_never_asked_by_the_thread_that_draws(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (_app, pilot):
        await pressed(pilot, "G", "slash", "v", "a", "l", "enter")
        assert not any(name == "MainThread" for name in desk.sources["requests"].threads)


async def test_the_cursor_stays_on_the_same_record_when_the_list_is_read_again(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, "j", "j", "j", "j")
        here = table(app).ref()
        del desk.sources["requests"].all[2]
        await pressed(pilot, "r")
        assert table(app).ref() == here
        assert table(app).cursor == 3


async def test_a_record_that_has_gone_leaves_the_cursor_on_its_line(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, "j", "j")
        del desk.sources["requests"].all[3]
        await pressed(pilot, "r")
        assert table(app).cursor == 2
        assert table(app).ref() == "INT-2026-0004"


async def test_the_filter_narrows_while_one_types_and_shows_how_many(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, "slash", *"EBENE")
        assert "/EBENE · 241 / 1,204" in text_of(app)
        await pressed(pilot, "escape")
        assert text_of(app).splitlines()[1].endswith(" 1,204")
        assert table(app).has_focus


async def test_a_slow_answer_to_an_old_question_is_dropped(desk: FakeDesk) -> None:
    rows: FakeRows = desk.sources["requests"]
    async with running(desk, first="requests") as (app, pilot):
        rows.gate.clear()
        shown = table(app)
        shown.ask(Query(text="forges"))
        shown.ask(Query(text="lin"))
        rows.gate.set()
        await settled(pilot)
        row = shown.row(0)
        assert row is not None
        assert row[1] == "Pôle Lin"


async def test_the_first_page_is_there_before_the_whole_list_is_read(desk: FakeDesk) -> None:
    rows: FakeRows = desk.sources["requests"]
    whole = threading.Event()
    ids = rows.ids

    def slow(query: Query, limit: int | None = None) -> Any:
        if limit is None:
            whole.wait(10)
        return ids(query, limit)

    rows.ids = slow  # type: ignore[method-assign]
    async with running_at_once(desk, first="requests") as (app, pilot):
        await until(pilot, lambda: "INT-2026-0001" in text_of(app))
        await pilot.press("j", "j")
        assert table(app).ref() == "INT-2026-0003"
        await pilot.press("G")
        whole.set()
        await settled(pilot)
        assert table(app).ref() == "INT-2026-1204"


async def test_marks_stay_on_their_records_whatever_the_order(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, "space", "space", "S", "s", "S")
        assert table(app).chosen_refs() == ("INT-2026-0001", "INT-2026-0002")
        await pressed(pilot, "escape")
        assert table(app).marked == {}


async def test_a_click_on_a_heading_orders_the_list_and_another_turns_it_round(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.click(RecordTable, offset=(20, 0))
        await settled(pilot)
        assert table(app).query_now == Query(sort="client")
        await pilot.click(RecordTable, offset=(20, 0))
        await settled(pilot)
        assert table(app).query_now == Query(sort="client", descending=True)
        assert "Client ▼" in text_of(app)


async def test_a_click_moves_and_a_double_click_opens(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pilot.click(RecordTable, offset=(5, 4))
        assert table(app).cursor == 3
        await pilot.double_click(RecordTable, offset=(5, 4))
        await settled(pilot)
        assert "Requests › request INT-2026-0004" in text_of(app)


async def test_a_source_that_fails_is_told_and_what_was_on_screen_stays(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        desk.sources["requests"].failure = Refused()
        await pilot.press("r")
        await until(pilot, lambda: "Acknowledge first." in text_of(app))
        desk.sources["requests"].failure = None
        await pressed(pilot, "enter", "r")
        assert "INT-2026-0001" in text_of(app)


async def test_an_empty_list_says_so(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await pressed(pilot, "slash", *"zzz", "enter")
        assert "Nothing matches" in text_of(app)
        await pressed(pilot, "enter", "G", "space", "y")
        assert app.screen is app.screen_stack[0]


def test_narrow_screens_drop_the_columns_that_matter_least() -> None:
    columns = (
        Column("a", "A", 10),
        Column("b", "B", 10, priority=2),
        Column("c", "C", 10, priority=1, grow=1),
    )
    assert [place.column.key for place in laid_out(columns, 40)] == ["a", "b", "c"]
    assert [place.column.key for place in laid_out(columns, 30)] == ["a", "c"]
    assert [place.column.key for place in laid_out(columns, 12)] == ["a"]
    assert sum(place.width for place in laid_out(columns, 40)) + 4 == 40
