"""The screens as people see them, kept as text in two sizes; readable in every theme."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SIZES, Check, running, settled
from fake_desk import FakeDesk
from scenes import SCENES, WIDE
from textual.pilot import Pilot


async def play(pilot: Pilot[Any], scene: str) -> None:
    """Presses the keys that lead to a scene."""
    for key in SCENES[scene]:
        await pilot.press(key)
        await settled(pilot)
    # The longest pause before a screen asks something is 0.12 s.
    await settled(pilot, 0.2)


@pytest.mark.parametrize(
    ("scene", "size"),
    [(scene, size) for scene in SCENES for size in SIZES if size == "80x24" or scene in WIDE],
)
async def test_a_screen_stays_as_it_was_designed(
    scene: str, size: str, desk: FakeDesk, snapshot: Check
) -> None:
    async with running(desk, SIZES[size]) as (app, pilot):
        await play(pilot, scene)
        await snapshot(app, pilot, f"{scene}-{size}")
