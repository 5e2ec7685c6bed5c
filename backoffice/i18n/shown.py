"""What a person typed, as it can be put in a message: short, on one line, nothing invisible."""

from __future__ import annotations

_LONGEST = 40


def shown(text: str) -> str:
    """`text` without what can't be printed, cut after 40 characters."""
    line = "".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in text[: _LONGEST + 1]).strip()
    return line if len(text) <= _LONGEST else line[:_LONGEST] + "…"
