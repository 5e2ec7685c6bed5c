"""The screens that are looked at in every size, theme and language: a name and the keys that lead there."""

from __future__ import annotations

# Those whose layout changes with the width.
WIDE = (
    *("today", "requests", "dossier", "dossier-calendar", "dossier-tasks", "form", "palette"),
    "import-preview",
)

FILE = ("c", "l", "i", "e", "n", "t", "s", "full_stop", "c", "s", "v")

SCENES: dict[str, tuple[str, ...]] = {
    "today": (),
    "requests": ("2",),
    "requests-filtered": ("2", "slash", "f", "o", "r", "g", "e", "s", "enter"),
    "requests-view": ("2", "v", "v", "s", "space", "space"),
    "directory": ("6", "v"),
    "catalogue": ("5",),
    "dossier": ("2", "enter"),
    "dossier-calendar": ("2", "enter", "right", "right", "down"),
    "dossier-tasks": ("2", "enter", "left", "down"),
    "catalogue-templates": ("5", "v", "v", "v"),
    "client": ("2", "enter", "enter"),
    "acts": ("2", "enter", "a"),
    "confirm": ("2", "enter", "i"),
    "reason": ("2", "enter", "n"),
    "form": ("2", "c"),
    "form-errors": ("2", "c", "f10"),
    "import": ("6", "I"),
    "import-preview": ("6", "I", *FILE, "f10"),
    "import-refused": (
        "6",
        "I",
        *FILE,
        "f10",
        "enter",
    ),
    "palette": ("2", "ctrl+p", "f", "o", "r", "g", "e"),
    "help": ("2", "question_mark"),
    "help-in-a-form": ("2", "c", "f1"),
}
