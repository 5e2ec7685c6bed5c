"""What is kept, as the text of its file: TOML that people read and edit."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import tomli_w

from backoffice.content.base import Content


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
