"""What is kept, as the text of its file: TOML that people read and edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

import tomli_w

from backoffice.content.base import Content

_WIDE = 80
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def file_text(read: Content) -> str:
    """A file's content as TOML: what only says a default is left out; reading it gives the same again.

    Texts of several lines stay so. Lengths and plain minutes are written as people write them.
    """
    return tomli_w.dumps(_told(read.model_dump(exclude_defaults=True)), multiline_strings=True)


def _told(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _short({str(key): _told(one) for key, one in value.items() if one is not None})
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _short(told: dict[str, Any]) -> Any:
    """``"3 weeks"`` for ``{n, unit}``, ``210`` for minutes that can't change."""
    if told.keys() == {"n", "unit"}:
        return f"{told['n']} {told['unit'].replace('_', ' ')}"
    if told.keys() == {"planned", "least", "most"} and len(set(told.values())) == 1:
        return told["planned"]
    return told


# Value by value, where a file's own order and shortenings say more than its model


def toml_pairs(values: Mapping[str, Any]) -> Iterable[str]:
    """A line for each key that holds something."""
    return (
        f"{name} = {toml_value(value)}" for name, value in values.items() if value not in (None, "", [], ())
    )


def toml_value(value: Any, *, day: bool = False) -> str:
    """A text, a whole number, a flag, or a list of them, as TOML writes it; a `day` isn't quoted."""
    if day:
        return str(value)
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
