"""Every screen and dialog as people see it, kept as text in two sizes and two languages."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import pytest
from conftest import SIZES, SNAPSHOTS, Check, running, settled, until
from gallery import ELSEWHERE, GALLERY, TABS, Scene
from scenes import SCENES
from textual.pilot import Pilot
from textual.screen import Screen

import backoffice.tui

LANGUAGES = ("en", "fr")


async def play(pilot: Pilot[Any], scene: str) -> None:
    """Presses the keys that lead to a scene."""
    await reach(pilot, Scene(SCENES[scene], ""))


async def reach(pilot: Pilot[Any], scene: Scene) -> None:
    """Presses the keys of a scene, and waits for what it shows."""
    for key in scene.keys:
        await pilot.press(key)
        await settled(pilot)
    if scene.over is not None:
        pilot.app.push_screen(scene.over())
    # The longest pause before a screen asks something is 0.12 s.
    await settled(pilot, 0.2)
    if scene.shows:
        await until(pilot, lambda: type(pilot.app.screen).__name__ == scene.shows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", GALLERY)
async def test_a_screen_stays_as_it_was_designed(
    name: str, size: str, language: str, snapshot: Check
) -> None:
    scene = GALLERY[name]
    desk = scene.desk()
    async with running(desk, SIZES[size], language=language) as (app, pilot):
        await reach(pilot, scene)
        await snapshot(app, pilot, f"{name}-{language}-{size}")


def _classes() -> set[type[Screen[Any]]]:
    """Every screen and dialog that can be on top: those that nothing derives from."""
    found: set[type[Screen[Any]]] = set()
    for module in pkgutil.walk_packages(backoffice.tui.__path__, "backoffice.tui."):
        for _name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, Screen) and one.__module__.startswith("backoffice.tui"):
                found.add(one)
    return {one for one in found if not any(other is not one and issubclass(other, one) for other in found)}


def test_a_screen_without_a_scene_is_not_finished() -> None:
    shown = {scene.shows for scene in (*GALLERY.values(), *ELSEWHERE.values())}
    assert {one.__name__ for one in _classes()} - shown == set()


def test_every_tab_of_a_dossier_has_a_scene() -> None:
    assert {f"dossier-{tab}" for tab in TABS} <= set(GALLERY)


def test_every_scene_is_kept_in_both_sizes_and_both_languages() -> None:
    wanted = {
        f"{name}-{language}-{size}.txt"
        for name in (*GALLERY, *ELSEWHERE)
        for language in LANGUAGES
        for size in SIZES
    }
    assert wanted - {path.name for path in SNAPSHOTS.iterdir()} == set()
