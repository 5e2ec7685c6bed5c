"""The database fails while people work: a clear message, and nothing that they typed is lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import tempfile
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import settled, text_of, until
from textual.pilot import Pilot

from backoffice.clock import FrozenClock
from backoffice.content.base import build
from backoffice.content.settings import Settings
from backoffice.services.dispatcher import Order
from backoffice.services.dispatcher import do as run
from backoffice.services.front_door import opening
from backoffice.services.house import apply_settings
from backoffice.services.office import Office
from backoffice.store import engines
from backoffice.store.database import Database
from backoffice.tui.app import BackofficeApp
from backoffice.tui.dialogs import ErrorPanel
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen

ROOT = Path(__file__).parents[2]
REF = "SES-2026-0001"
TYPED = "Rappelle jeudi, après son comité"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one session of ours, to which nothing happened yet."""
    made = tmp_path_factory.mktemp("faults")
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    (made / "config.toml").write_text(text, encoding="utf-8")
    values = tomllib.loads(text)
    del values["workstation"]
    values["organisation"]["logo"] = ""
    database = Database.create(str(made / "backoffice.db"))
    database.clock = FrozenClock(datetime(2026, 6, 1, 7, tzinfo=UTC))
    apply_settings(database, build(Settings, values), made)
    run(database, (Order("new-user", "", {"initials": "ER", "name": "Élodie Roux"}),))
    database.close()
    office = Office.open(made, user="er")
    office.do("receive-request", "", {"kind": "own_session", "topic": "Conduire une coopération"})
    office.close()
    return made


@pytest.fixture
def folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)
    # Whoever owns the folder of the tests, another user gets to this one.
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        yield Path(shutil.copytree(made, Path(above) / "house"))


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[Any, Pilot[None]]]:
    """A dossier on the screen, an exchange typed into its form and not saved yet."""
    app = BackofficeApp(opening(str(folder), user="er", language="en"))
    app.animation_level = "none"
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.open_record(REF)
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await settled(pilot)
        app.screen.fields["summary"].box.focus()
        await pilot.press(*TYPED)
        await settled(pilot)
        yield app, pilot


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program writes, and doesn't end."""
    other = sqlite3.connect(folder / "backoffice.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """No file can grow, nor be written beyond its first pages."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The rights were taken away; root has them all the same, so it becomes somebody else meanwhile."""
    file, user = folder / "backoffice.db", os.geteuid()
    file.chmod(0o444)
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        file.chmod(0o600)


@contextmanager
def gone(folder: Path) -> Iterator[None]:
    """Somebody moved the file away, and put it back later."""
    file, away = folder / "backoffice.db", folder / "ailleurs.db"
    file.rename(away)
    yield
    with suppress(FileNotFoundError):
        file.unlink()
    away.rename(file)


FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "locked": (locked, "Someone else is writing; nothing was saved."),
    "full": (full, "Nothing was saved:"),
    "read-only": (read_only, "the file or its folder can only be"),
    "gone": (gone, "database"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_while_saving_is_said_and_what_was_typed_is_saved_once_it_is_over(
    fault: str, folder: Path
) -> None:
    strike, says = FAULTS[fault]
    async with at_work(folder) as (app, pilot):
        form = app.screen
        with strike(folder):
            await pilot.press("f10")
            await until(pilot, lambda: isinstance(app.screen, ErrorPanel), 20)
            told = text_of(app)
            assert says in told, told
            assert "→" in told  # what to do about it
            assert "Traceback" not in told
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is form)
            assert form.fields["summary"].words == TYPED
        assert exchanges(folder) == []
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen), 20)
        assert exchanges(folder) == [TYPED]
        assert app._exception is None
    assert not list(folder.glob(".state/crash-*"))


@pytest.mark.parametrize("fault", ["locked", "gone"])
async def test_a_fault_while_reading_leaves_on_screen_what_was_there(fault: str, folder: Path) -> None:
    strike, _says = FAULTS[fault]
    async with at_work(folder) as (app, pilot):
        form = app.screen
        with strike(folder):
            await pilot.press("f3")
            await settled(pilot, 0.5)
            for _dialog in range(3):
                if isinstance(app.screen, ErrorPanel):
                    await pilot.press("enter")
                    await settled(pilot, 0.3)
        assert form.fields["summary"].words == TYPED
        await pilot.press("f3", "f5")
        await settled(pilot, 0.5)
        assert app._exception is None


async def test_what_somebody_else_deleted_meanwhile_is_said_and_nothing_typed_is_dropped(
    folder: Path,
) -> None:
    other = Office.open(folder, user="er")
    other.do("add-payer", REF, {"name": "OPCO du Val", "share_bp": 5_000})
    app = BackofficeApp(opening(str(folder), user="er", language="en"))
    app.animation_level = "none"
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.open_record(f"{REF}/F1")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot)
        app.screen.perform(next(act for act in app.screen.acts if act.name == "edit-payer"))
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await settled(pilot)
        form = app.screen
        form.fields["name"].box.focus()
        await pilot.press(*"OPCO des Monts")
        other.do("remove-payer", f"{REF}/F1")
        typed = {name: field.words for name, field in form.fields.items()}
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ErrorPanel), 20)
        assert f"{REF}/F1" in text_of(app)
        # The record behind, which reads itself again, may say so too.
        for _panel in range(3):
            if app.screen is not form:
                await pilot.press("enter")
                await settled(pilot, 0.3)
        assert app.screen is form
        assert {name: field.words for name, field in form.fields.items()} == typed
        assert typed["name"] == "OPCO des Monts"
        assert app._exception is None
    other.close()


def exchanges(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "backoffice.db") as database:
        return [row[0] for row in database.execute("SELECT summary FROM exchanges")]
