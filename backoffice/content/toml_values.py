"""Values as the text of a TOML file that people edit."""

from __future__ import annotations

from typing import Any

_WIDE = 80
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def toml(value: Any, *, day: bool = False) -> str:
    """A value as TOML writes it: a text on one line, a long list one item a line; a `day` isn't quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        items = [toml(one) for one in value]
        # One a line once they are many words: that is how people edit them.
        joined = ", ".join(items)
        return f"[{joined}]" if len(joined) < _WIDE else "[\n  " + ",\n  ".join(items) + ",\n]"
    if day:
        return str(value)
    if isinstance(value, int):
        return str(value)
    return '"' + "".join(_ESCAPED.get(character, character) for character in str(value)) + '"'
