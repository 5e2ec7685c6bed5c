"""The palette: records found as one types, long lists a moment later, what was opened last first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk

from backoffice.services.ports import Hit
from backoffice.tui.palette import Palette
from backoffice.tui.screens.record import RecordScreen


class Slowly(FakeDesk):
    """A desk whose first answer knows the requests, and whose second one somebody else too."""

    def find_records(self, text: str, *, thorough: bool = False) -> Sequence[Hit]:
        found = list(super().find_records(text))[:3]
        return [*found, Hit("participant", "PAR-0001", "Zoé Caisse")] if thorough else found


async def test_what_takes_longer_comes_after_and_moves_nobodys_cursor() -> None:
    async with running(Slowly(), first="requests") as (app, pilot):
        await pilot.press("ctrl+p", *"caisse")
        await until(pilot, lambda: "INT-2026" in text_of(app))
        await pilot.press("down")
        here = app.screen.query_one("_Hits").cursor  # type: ignore[attr-defined]
        await until(pilot, lambda: "Zoé Caisse" in text_of(app))
        assert app.screen.query_one("_Hits").cursor == here == 1  # type: ignore[attr-defined]


async def test_enter_before_the_answer_waits_for_what_only_the_second_finds() -> None:
    class Late(FakeDesk):
        def find_records(self, text: str, *, thorough: bool = False) -> Sequence[Hit]:
            return [Hit("participant", "PAR-0001", "Zoé")] if thorough else []

    async with running(Late(), first="requests") as (app, pilot):
        await pilot.press("ctrl+p", *"zoex", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.ref == "PAR-0001"  # type: ignore[attr-defined]


async def test_the_last_record_is_two_keys_away_even_tomorrow(desk: FakeDesk, tmp_path: Path) -> None:
    async with running(desk, first="requests", state=tmp_path) as (_app, pilot):
        await pilot.press("enter")
        await settled(pilot)
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert app.screen.ref == "INT-2026-0001"  # type: ignore[attr-defined]


async def test_what_was_opened_lately_comes_before_the_newest(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        app.was_opened("request", "INT-2026-0017", "Caisse")
        await pilot.press("ctrl+p", *"int-2026")
        await until(pilot, lambda: "INT-2026-0001" in text_of(app))
        lines = [
            line
            for line in text_of(app).splitlines()
            if ("INT-2026-00" in line and "dossier" in line) or "│" in line
        ]
        first = next(line for line in lines if "INT-2026" in line)
        assert "INT-2026-0017" in first
