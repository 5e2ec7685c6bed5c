"""Plain values as TOML that people edit: one key a line, long lists and texts on several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_WIDE = 80
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def toml_pairs(values: Mapping[str, Any]) -> Iterable[str]:
    """A line for each key that holds something."""
    return (
        f"{name} = {toml_value(value)}" for name, value in values.items() if value not in (None, "", [], ())
    )


def toml_value(value: Any) -> str:
    """A text, a whole number, a flag, or a list of them, as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        items = [toml_value(one) for one in value]
        joined = ", ".join(items)
        return f"[{joined}]" if len(joined) < _WIDE else "[\n  " + ",\n  ".join(items) + ",\n]"
    return _text(str(value))


def _text(text: str) -> str:
    if "\n" in text:
        # A text of several lines stays so: only what would end it is escaped.
        return '"""\n' + text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').rstrip("\n") + '"""'
    return '"' + "".join(_ESCAPED.get(character, character) for character in text) + '"'
