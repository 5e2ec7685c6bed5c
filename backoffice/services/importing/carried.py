"""What a record holds beside what its form asks, as JSON values under `more`, and back into its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnDefault

from backoffice.content.base import BadField
from backoffice.domain.text import clean
from backoffice.errors import NotFound, Place
from backoffice.i18n import _
from backoffice.services.finding import Find
from backoffice.services.kinds import KINDS
from backoffice.store.canonical import canonical
from backoffice.store.images import KEPT_BY_FLUSH
from backoffice.store.records import Base
from backoffice.store.types import Day, Flag, Instant, Json, Token, instant_text

# What each flush or each act derives by itself isn't carried: the house that takes it in derives its own.
_OWN = frozenset({"id", "uid"}) | KEPT_BY_FLUSH
_MOST = 2**63 - 1
_DEEPEST = 30


@cache
def _columns(kind: type[Base], covered: frozenset[str]) -> dict[str, Column[Any]]:
    """The columns that `more` holds, by the key that they have there."""
    found = {}
    table: Any = kind.__table__
    for column in table.columns:
        if column.name not in _OWN | covered:
            found[column.name.removesuffix("_id") if column.foreign_keys else column.name] = column
    return found


@cache
def _tables() -> dict[str, str]:
    return {kind.__tablename__: name for name, kind in KINDS.items()}


def kind_of_link(column: Column[Any], *, strict: bool = True) -> str:
    """The kind of record that a foreign key leads to; "" for another table, unless `strict`."""
    table = next(iter(column.foreign_keys)).column.table.name
    return _tables()[table] if strict else _tables().get(table, "")


def default_of(column: Column[Any]) -> Any:
    """What a column holds when nothing is said."""
    default = column.default
    if not isinstance(default, ColumnDefault):
        return None
    return default.arg({}) if callable(default.arg) else default.arg


def written(
    record: Any, covered: Collection[str], refs: Mapping[str, Mapping[int, str]], always: Collection[str] = ()
) -> dict[str, Any]:
    """`more` of `record`: its other columns that aren't at their default; `refs` name what links lead to."""
    found: dict[str, Any] = {}
    kind: type[Base] = type(record)
    for key, column in _columns(kind, frozenset(covered)).items():
        value = getattr(record, column.name)
        if value == default_of(column) and key not in always:
            continue
        if column.foreign_keys:
            value = refs[kind_of_link(column)][value]
        found[key] = _plain(column, value)
    return found


def _plain(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Instant):
        return instant_text(value) if value is not None else None
    return value.isoformat() if isinstance(column.type, Day) and value is not None else value


def read(
    kind: type[Base], more: Mapping[str, Any], covered: Collection[str], find: Find, place: Place
) -> dict[str, Any]:
    """The columns that `more` stands for; raises BadField with the key that is wrong."""
    known = _columns(kind, frozenset(covered))
    found: dict[str, Any] = {}
    for key, value in more.items():
        at = Place(place.file, place.line, f"{place.path}.{key}" if place.path else key)
        column = known.get(key)
        if column is None:
            raise BadField(
                _("This key isn't known here."),
                at,
                "extra_forbidden",
                _("Known: {keys}.").format(keys=", ".join(known)),
            )
        found[column.name] = judged(column, value, find, at)
    return found


def judged(column: Column[Any], value: Any, find: Find, at: Place) -> Any:
    """`value` as `column` keeps it, cleaned; raises BadField, or NotFound for a link that leads nowhere."""
    if value is None:
        if not column.nullable:
            raise _bad(at)
        return None
    if column.foreign_keys:
        if not isinstance(value, str):
            raise _bad(at)
        try:
            return find.id_of(kind_of_link(column), value)
        except NotFound as wrong:
            raise wrong.at(at) from None
    try:
        return _read(column, _cleaned(value))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise _bad(at) from None


def _read(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, Json):
        canonical(value)
        default = default_of(column)
        if not isinstance(value, dict if default is None else type(default)):
            raise TypeError
        return value
    if isinstance(kind, Flag):
        if not isinstance(value, bool):
            raise TypeError
        return value
    if kind.python_type is int:
        if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value <= _MOST:
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    if isinstance(kind, Instant | Day):
        return kind.process_result_value(value, _NO_DIALECT)
    if isinstance(kind, Token):
        kind.process_bind_param(value, _NO_DIALECT)
    return value


_NO_DIALECT: Any = None


def _cleaned(value: Any, depth: int = 0) -> Any:
    """Text as it is kept, at any depth that people need; raises ValueError for what can't be written."""
    if depth > _DEEPEST:
        raise ValueError(depth)
    if isinstance(value, str):
        value.encode()
        return clean(value)
    if isinstance(value, dict):
        return {_cleaned(key, depth): _cleaned(one, depth + 1) for key, one in value.items()}
    return [_cleaned(one, depth + 1) for one in value] if isinstance(value, list | tuple) else value


def _bad(at: Place) -> BadField:
    return BadField(
        _("This value can't be kept here."),
        at,
        "bad_value",
        _("Give it as the export writes it, or leave it out."),
    )
