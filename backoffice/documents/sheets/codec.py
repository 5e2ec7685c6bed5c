"""Snapshots to and from canonical JSON: one text for one value, so that its hash stands for it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from backoffice.documents.errors import SheetUnreadable

T = TypeVar("T")
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(sheet: object) -> str:
    """`sheet` as canonical JSON: sorted keys, no blanks, dates ``YYYY-MM-DD``, local times ``HH:MM``."""
    text = json.dumps(sheet, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair can't be written in UTF-8; its escape can.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def snapshot_hash(sheet: object) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal: printed in the file, kept beside it."""
    return text_hash(to_json(sheet))


def text_hash(text: str) -> str:
    """The SHA-256 of a snapshot's canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if is_dataclass(value):
        kind: Any = type(value)
        unsaid = _later(kind)
        held = {name: getattr(value, name) for name in _names(kind)}
        return {name: one for name, one in held.items() if name not in unsaid or one != unsaid[name]}
    raise TypeError(type(value))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


# Marks a field that joined its format after sheets of it were issued: left out while it says nothing, so that
# their text, and its hash, stay what they were.
LATER = {"later": True}


@cache
def _later(kind: type) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind) if field.metadata.get("later")}


def from_json(kind: type[T], text: str, upgrades: Mapping[str, Upgrade]) -> T:
    """The `kind` of sheet that `text` holds; older formats go through `upgrades` (by their name) first.

    Raises SheetUnreadable.
    """
    try:
        data = json.loads(text)
    except ValueError as wrong:
        raise SheetUnreadable(str(wrong)) from wrong
    return value_from(kind, upgraded(data, _current(kind), upgrades))


def _current(kind: type) -> str:
    # The format is the default of the field of that name.
    return next(str(field.default) for field in fields(kind) if field.name == "format")


def upgraded(data: object, current: str, upgrades: Mapping[str, Upgrade]) -> dict[str, Any]:
    """`data` brought to the format `current`, one number at a time."""
    for _ in range(len(upgrades) + 1):
        if not isinstance(data, dict) or not isinstance(data.get("format"), str):
            raise SheetUnreadable("format")
        if data["format"] == current:
            return data
        if data["format"] not in upgrades:
            raise SheetUnreadable(data["format"])
        data = upgrades[data["format"]](data)
    raise SheetUnreadable("format")


def value_from(kind: type[T], data: object) -> T:
    """`data` (plain JSON values) as a `kind`, its fields checked by type. Raises SheetUnreadable."""
    made: T = _read(kind, data, "")
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any, path: str) -> Any:
    if is_dataclass(kind):
        return _read_record(kind, data, path)
    origin = get_origin(kind)
    if origin is tuple:
        if not isinstance(data, list):
            raise SheetUnreadable(path)
        item = get_args(kind)[0]
        return tuple(_read(item, value, f"{path}[{at}]") for at, value in enumerate(data))
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(kind) if arg is not NoneType)
        return None if data is None else _read(inner, data, path)
    return _read_plain(kind, data, path)


def _read_record(kind: Any, data: Any, path: str) -> Any:
    if not isinstance(data, dict) or data.keys() | _later(kind).keys() != set(_names(kind)):
        raise SheetUnreadable(path or kind.__name__)
    hints = _hints(kind)
    return kind(
        **{name: _read(hints[name], value, f"{path}.{name}".lstrip(".")) for name, value in data.items()}
    )


def _read_plain(kind: Any, data: Any, path: str) -> Any:
    if kind in (date, time):
        try:
            return kind.fromisoformat(data)
        except (TypeError, ValueError) as wrong:
            raise SheetUnreadable(path) from wrong
    # A boolean is an int for Python, not here.
    if type(data) is not kind:
        raise SheetUnreadable(path)
    return data
