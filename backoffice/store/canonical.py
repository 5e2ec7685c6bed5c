"""One text for one value: what is hashed, compared and kept as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any


def canonical(value: Any) -> str:
    """`value` as JSON with sorted keys and no blank; the same value always gives the same text.

    Tuples become lists. Raises TypeError for a float (amounts, durations and rates are whole numbers),
    a key that isn't text, or anything that JSON can't say.
    """
    _refuse_floats(value)
    return _ENCODER.encode(value)


def plain(value: list[str | int | None]) -> str:
    """As `canonical`, for what can hold no float."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: Any) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is list:
        _look_into(value)
    elif isinstance(value, float):
        raise TypeError(f"a float isn't kept: {value!r}")
    elif kind is dict or isinstance(value, _OBJECTS):
        if not _TEXT.issuperset(map(type, value)):
            for key in value:
                if not isinstance(key, str):
                    raise TypeError(f"a key must be text: {key!r}")
        _look_into(value.values())
    elif isinstance(value, _LISTS):
        _look_into(value)


def _look_into(items: Collection[Any]) -> None:
    # Most hold nothing but plain values: all are looked at in one step.
    if not _PLAIN.issuperset(map(type, items)):
        for item in items:
            if type(item) not in _PLAIN:
                _refuse_floats(item)


_PLAIN = frozenset({str, int, bool, type(None)})
_TEXT = frozenset({str})
# Tuples of types: a union would be made again at each call, and millions of them are.
_OBJECTS, _LISTS = (dict, Mapping), (list, tuple)


def sha256(data: bytes | str) -> str:
    """The SHA-256 of `data` (text as UTF-8), in lower-case hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
