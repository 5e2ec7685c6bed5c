"""Every character that is drawn can be read: 7:1 for text, 4.5:1 for lines and glyphs, in each theme."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import running, text_of
from fake_desk import FakeDesk
from rich.color import Color as RichColor
from rich.color import ColorSystem
from scenes import SCENES
from test_screens import play
from textual.color import Color

from backoffice.tui.themes import _CONTRAST

THEMES = ("light", "dark", "contrast")
LOOKED_AT = ("today", "requests-view", "dossier", "form-errors", "acts", "confirm", "help")


def luminance(color: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 255 for part in (color.r, color.g, color.b)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def drawn(color: RichColor, palette: ColorSystem) -> Color:
    return Color.from_rich_color(color.downgrade(palette))


def unreadable(app: Any, palette: ColorSystem, text: float = 7.0) -> set[str]:
    found = set()
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        for segment in strip:
            style = segment.style
            if not segment.text.strip() or style is None or style.color is None or style.bgcolor is None:
                continue
            fore, back = drawn(style.color, palette), drawn(style.bgcolor, palette)
            if style.reverse:
                fore, back = back, fore
            ratio = contrast(fore, back)
            needed = text if any(character.isalnum() for character in segment.text) else 4.5
            if style.dim or ratio < needed:
                found.add(f"line {y}: {segment.text.strip()!r} {fore.hex} on {back.hex} is {ratio:.1f}:1")
    return found


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", LOOKED_AT)
async def test_every_character_has_the_contrast_it_needs(scene: str, theme: str, desk: FakeDesk) -> None:
    async with running(desk, (120, 40), theme=theme) as (app, pilot):
        await play(pilot, scene)
        assert unreadable(app, ColorSystem.TRUECOLOR) == set()
        # Many terminals have 256 colours; rounding to them costs some contrast, never below 4.5:1.
        assert unreadable(app, ColorSystem.EIGHT_BIT, text=4.5) == set()


async def test_without_colour_the_cursor_is_still_seen(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(desk, first="requests") as (app, pilot):
        await play(pilot, "today")
        strips = app.screen._compositor.render_strips()
        here = next(strip for strip in strips if strip.text.startswith("›"))
        assert all(segment.style.reverse for segment in here if segment.style and segment.text.strip())
        assert app.theme == "backoffice-ansi"
        sequence = app.screen._compositor.render_full_update().render_segments(app.console)
        assert "38;" not in sequence
        assert "48;" not in sequence


async def test_ctrl_t_goes_through_the_themes_and_a_name_that_is_none_is_told(desk: FakeDesk) -> None:
    async with running(desk, theme="rose") as (app, pilot):
        assert "There is no theme named rose." in text_of(app)
        assert "light, dark, contrast, ansi" in text_of(app)
        await pilot.press("enter")
        seen = []
        for _turn in range(3):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen == ["backoffice-contrast", "backoffice-light", "backoffice-dark"]


def test_high_contrast_is_higher_than_the_others() -> None:
    colours = {name: Color.parse(value) for name, value in _CONTRAST.items()}
    for tone in ("text", "quiet", "brand", "good", "warn", "bad", "info"):
        for ground in ("ground", "raised", "bar"):
            assert contrast(colours[tone], colours[ground]) >= 12, (tone, ground)
    assert contrast(colours["here-text"], colours["here"]) >= 12


def test_every_scene_that_is_shown_exists() -> None:
    assert set(LOOKED_AT) <= set(SCENES)
