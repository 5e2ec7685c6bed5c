"""What UI tests stand on: an app on a fake desk, a way to wait for it, and screens kept as plain text."""

from __future__ import annotations

import asyncio
import difflib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

sys.path.insert(0, str(Path(__file__).parent))

from fake_desk import FakeDesk, opening

from backoffice import i18n
from backoffice.services import states
from backoffice.tui.app import BackofficeApp

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    # Words of states are kept by language; a test may speak one of its own in place of French.
    states._family.cache_clear()
    yield
    states._family.cache_clear()
    i18n.use("fr")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@asynccontextmanager
async def running(
    desk: FakeDesk, size: tuple[int, int] = (80, 24), **house: Any
) -> AsyncIterator[tuple[BackofficeApp, Pilot[None]]]:
    """The application on `desk`, once it has come; nothing moves by itself."""
    async with running_at_once(desk, size, **house) as (app, pilot):
        await until(pilot, lambda: app.desk is not None)
        await settled(pilot)
        yield app, pilot


@asynccontextmanager
async def running_at_once(
    desk: FakeDesk, size: tuple[int, int] = (80, 24), **house: Any
) -> AsyncIterator[tuple[BackofficeApp, Pilot[None]]]:
    """The application on `desk`, whether it has come or not."""
    app = BackofficeApp(opening(desk, **house))
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        try:
            yield app, pilot
        finally:
            # The program ends when what works in the background has; a real desk is never slow by order.
            slow = getattr(desk, "slow", None)
            if slow is not None:
                slow.set()


async def until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float = 8) -> None:
    """Waits until `true`; fails when it never is."""
    for _turn in range(int(seconds / 0.02)):
        await pilot.pause()
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the screen never got there")


# Acts wait for people; everything else that works in the background ends by itself.
_PATIENT = frozenset({"act", "acts", "save", "leave", "look"})


async def settled(pilot: Pilot[Any], quiet: float = 0.05) -> None:
    """Waits until nothing works in the background, for `quiet` seconds at a stretch, and all is drawn."""
    still = 0.0
    for _turn in range(400):
        await asyncio.sleep(0.01)
        busy = any(worker.is_running and worker.group not in _PATIENT for worker in pilot.app.workers)
        still = 0 if busy else still + 0.01
        if still >= quiet:
            await pilot.pause()
            return
    raise AssertionError("something never ended")


def text_of(app: Any) -> str:
    """The screen as plain text, blanks at the ends of lines left out."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


Check = Callable[[Any, Pilot[Any], str], Awaitable[None]]


@pytest.fixture
def snapshot() -> Check:
    """Compares the screen with the text kept under its name; BACKOFFICE_SNAPSHOTS=write keeps it anew."""

    async def check(app: Any, pilot: Pilot[Any], name: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get("BACKOFFICE_SNAPSHOTS") == "write":
            await settled(pilot, 0.8)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text_of(app), encoding="utf-8")
            return
        assert path.exists(), f"{path.name} isn't kept yet: run with BACKOFFICE_SNAPSHOTS=write"
        kept = path.read_text(encoding="utf-8")
        # A busy machine draws later, never something else.
        with suppress(AssertionError):
            await until(pilot, lambda: text_of(app) == kept, seconds=5)
        now = text_of(app)
        if now != kept:
            lines = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=1)
            pytest.fail(f"{name} has changed:\n" + "\n".join(lines), pytrace=False)

    return check
