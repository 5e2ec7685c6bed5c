"""The themes: light, dark, high contrast, the terminal's own; text at 7:1 or more, the rest at 4.5:1."""

from __future__ import annotations

from textual.theme import Theme

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

LIGHT, DARK, CONTRAST = "backoffice-light", "backoffice-dark", "backoffice-contrast"
ANSI = "backoffice-ansi"
NAMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "ansi": ANSI}
# What ctrl+t goes through; the terminal's own colours are chosen once, in the settings.
TURN = (LIGHT, DARK, CONTRAST)


class UnknownTheme(BackofficeError):
    """The settings name a theme that there isn't; the dark one is used."""

    code = "unknown_theme"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is no theme named {name}.").format(name=name),
            place=Place(path="workstation.theme"),
            remedy=_("Choose one of: {names}.").format(names=", ".join(NAMES)),
        )


# Tone → colour. `quiet` is text that matters less, still at 7:1; `frame` draws lines and glyphs only.
_DARK = {
    "text": "#e8eaec",
    "quiet": "#bcc2c8",
    "frame": "#8e959d",
    "ground": "#16181b",
    "raised": "#1f2225",
    "bar": "#2a2e33",
    "here": "#27527d",
    "here-text": "#ffffff",
    "brand": "#7fd6c8",
    "good": "#8fdb9a",
    "warn": "#f3c969",
    "bad": "#ffa8a0",
    "info": "#9ccbff",
}
_LIGHT = {
    "text": "#1a1e23",
    "quiet": "#3f464f",
    "frame": "#666d77",
    "ground": "#fcfcfb",
    "raised": "#f3f3f2",
    "bar": "#e6e6e4",
    "here": "#c6dcf2",
    "here-text": "#0c1d2e",
    "brand": "#0a4a47",
    "good": "#0f4d27",
    "warn": "#5c3800",
    "bad": "#851010",
    "info": "#11397a",
}
# Black and white, and few bright colours: everything but lines and glyphs at 12:1 or more.
_CONTRAST = {
    "text": "#ffffff",
    "quiet": "#ffffff",
    "frame": "#d0d0d0",
    "ground": "#000000",
    "raised": "#000000",
    "bar": "#1c1c1c",
    "here": "#ffff00",
    "here-text": "#000000",
    "brand": "#00ffff",
    "good": "#66ff66",
    "warn": "#ffd75f",
    "bad": "#ffd7d7",
    "info": "#c8e4ff",
}
_ANSI = {
    "text": "ansi_default",
    "quiet": "ansi_default",
    "frame": "ansi_default",
    "ground": "ansi_default",
    "raised": "ansi_default",
    "bar": "ansi_default",
    "here": "ansi_default",
    "here-text": "ansi_default",
    "brand": "ansi_default",
    "good": "ansi_default",
    "warn": "ansi_default",
    "bad": "ansi_default",
    "info": "ansi_default",
}
TONES = ("quiet", "frame", "brand", "good", "warn", "bad", "info")


def _theme(name: str, colours: dict[str, str], *, dark: bool, ansi: bool = False) -> Theme:
    return Theme(
        name=name,
        primary=colours["brand"],
        secondary=colours["info"],
        accent=colours["brand"],
        warning=colours["warn"],
        error=colours["bad"],
        success=colours["good"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["raised"],
        panel=colours["bar"],
        dark=dark,
        text_alpha=1.0,
        ansi=ansi,
        variables={f"bo-{tone}": colour for tone, colour in colours.items()}
        | {
            "scrollbar": colours["frame"],
            "scrollbar-hover": colours["brand"],
            "scrollbar-active": colours["brand"],
            "scrollbar-background": colours["ground"],
            "scrollbar-background-hover": colours["ground"],
            "scrollbar-background-active": colours["ground"],
            "scrollbar-corner-color": colours["ground"],
            "border": colours["frame"],
            "border-blurred": colours["frame"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            "input-selection-background": colours["here"],
            "input-selection-foreground": colours["here-text"],
            "screen-selection-background": colours["here"],
            "screen-selection-foreground": colours["here-text"],
            "block-cursor-background": colours["here"],
            "block-cursor-foreground": colours["here-text"],
            "block-cursor-blurred-background": colours["here"],
            "block-cursor-blurred-foreground": colours["here-text"],
            "text-muted": colours["quiet"],
            "text-disabled": colours["quiet"],
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
        },
    )


def themes() -> tuple[Theme, ...]:
    """Light, dark, high contrast, and the terminal's own."""
    return (
        _theme(LIGHT, _LIGHT, dark=False),
        _theme(DARK, _DARK, dark=True),
        _theme(CONTRAST, _CONTRAST, dark=True),
        _theme(ANSI, _ANSI, dark=True, ansi=True),
    )
