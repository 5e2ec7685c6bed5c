"""What happens around a dossier as its people see it, on the real services: two sizes, kept as text."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import SIZES, Check, settled, until
from textual.pilot import Pilot

from backoffice.services.front_door import opening
from backoffice.services.office import Office
from backoffice.tui.app import BackofficeApp
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen
from tests.cli.conftest import demo_folder

__all__ = ["demo_folder"]

REF = "INT-2026-0005"  # after those of the demonstration
WISH = {
    "topic": "Accueil du public",
    "client": "CLI-0001",
    "contact": "CON-0001",
    "programme": "FA-COOP",
    "headcount_max": 10,
    "wanted_minutes": 2_400,
    "received_at": "2026-05-26T08:00:00Z",
}
LINE = {"label": "Animation", "quantity_e4": 50_000, "unit": "jour", "unit_micro": 1_450_000_000}


@pytest.fixture(scope="module")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, with a dossier on which much happened."""
    made = shutil.copytree(demo_folder, tmp_path_factory.mktemp("followup") / "demo")
    office = Office.open(made, user="er")
    file = made / "bon-de-commande.pdf"
    file.write_bytes(b"%PDF-1.7")
    for act, ref, values, rest in (
        ("receive-request", "", WISH, {}),
        ("acknowledge", REF, None, {"occurred_at": datetime(2026, 5, 27, 7, tzinfo=UTC)}),
        ("skip-needs", REF, None, {"reason": "client connu"}),
        ("draft-offer", REF, {"programme": "FA-COOP"}, {}),
        ("add-line", f"{REF}/V1", LINE, {}),
        ("ask-question", f"{REF}/M1", {"text": "Les pauses comptent-elles ?", "about": "M1"}, {}),
        ("ask-question", REF, {"text": "Quel lieu ?", "about": "places", "due_on": "2026-06-12"}, {}),
        ("answer-question", f"{REF}/Q3", {"answer": "À Guéret.", "value": "Guéret"}, {}),
        ("log-exchange", REF, {"summary": "Demande le programme", "direction": "in", "kind": "mail"}, {}),
        (
            "log-exchange",
            REF,
            {
                "summary": "Rappelle après son comité",
                "who": "CON-0001",
                "at": "2026-05-29T08:30:00Z",
                "waiting_for": "client",
                "chase_on": "2026-06-08",
            },
            {},
        ),
        ("log-exchange", REF, {"summary": "Une autre affaire", "waiting_for": "client"}, {}),
        ("remove-exchange", f"{REF}/X3", None, {"reason": "autre dossier"}),
        ("attach", f"{REF}/X2", {"path": str(file), "note": "non signé"}, {}),
    ):
        office.do(act, ref, values, **rest)
    office.close()
    return made


@asynccontextmanager
async def on_the_dossier(folder: Path, size: tuple[int, int]) -> AsyncIterator[tuple[Any, Pilot[None]]]:
    app = BackofficeApp(opening(str(folder), user="er", language="en"))
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.open_record(REF)
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot)
        yield app, pilot


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tab", ["request", "documents", "exchanges", "history"])
async def test_the_tabs_stay_as_they_were_designed(
    folder: Path, tab: str, size: str, snapshot: Check
) -> None:
    async with on_the_dossier(folder, SIZES[size]) as (app, pilot):
        app.screen.choose(tab)
        await settled(pilot)
        await snapshot(app, pilot, f"followup-{tab}-{size}")


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_is_logged_by_one_key_its_summary_and_one_key(
    folder: Path, size: str, snapshot: Check
) -> None:
    async with on_the_dossier(folder, SIZES[size]) as (app, pilot):
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await until(pilot, lambda: "Chambraud" in app.screen.fields["who"].words)
        await snapshot(app, pilot, f"followup-log-{size}")
        assert app.screen.fields["summary"].box.has_focus


@pytest.mark.parametrize("size", SIZES)
async def test_issuing_says_what_is_open_and_missing_and_asks_why(
    folder: Path, size: str, snapshot: Check
) -> None:
    async with on_the_dossier(folder, SIZES[size]) as (app, pilot):
        await pilot.press("i", "f9")
        await until(pilot, lambda: bool(app.screen.query("WhenField")))
        await pilot.press(*"vendredi 9h")
        await settled(pilot)
        await snapshot(app, pilot, f"followup-issue-{size}")
