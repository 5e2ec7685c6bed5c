"""Many new rows of one table at once: the values, dates, folded columns and images that a flush gives one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnDefault, Table, TypeDecorator
from sqlalchemy.dialects import sqlite

from backoffice.domain.uid import new_uid
from backoffice.store.driver import fetch, holes, insert_many, is_sqlite
from backoffice.store.images import KEPT_BY_FLUSH
from backoffice.store.records import Plain, Record
from backoffice.store.unit import UnitOfWork

# Our column types mean the same for every engine, so any dialect writes their values.
_DIALECT = sqlite.dialect()
_AT_ONCE = 500
_NONE: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class New:
    """A row to be made: its columns, the records it is linked to (for its words), its uid if it has one.

    `written` are columns whose values are already as the table keeps them.
    """

    values: Mapping[str, Any]
    links: Mapping[str, Any] = field(default_factory=lambda: _NONE)
    uid: str = ""
    written: Mapping[str, Any] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was made; `image` is what undoing it needs."""

    id: int
    uid: str
    image: Mapping[str, Any] | None


def insert(unit: UnitOfWork, kind: type[Record], rows: Sequence[New], *, images: bool = True) -> list[Made]:
    """Puts `rows` into the table of `kind`; they are then as if each had been added and flushed.

    Without `images`, they can't be undone.
    The records' own hooks (seals, folded copies elsewhere) aren't run: only for kinds that have none.
    """
    if not rows:
        return []
    unit.session.flush()
    columns = _columns(kind)
    bound = [_bound(unit, kind, columns, row) for row in rows]
    names = [column.name for column in columns]
    insert_many(unit.driver, kind.__tablename__, names, bound)
    unit.wrote()
    at = names.index("uid")
    ids = _ids(unit, kind.__tablename__, [values[at] for values in bound])
    found = []
    for values in bound:
        number = ids[values[at]]
        found.append(Made(number, values[at], _image(kind, names, values, number) if images else None))
    return found


# What SQLite may hold of its file while many rows are written; the usual 2 MB have it write and read again.
_ROOM_KB = 65_536


@contextmanager
def roomy(unit: UnitOfWork) -> Iterator[None]:
    """Gives the work in the block more memory for pages: a connection's usual share is for few rows."""
    connection = unit.driver
    if not is_sqlite(connection):
        yield
        return
    [(usual,)] = fetch(connection, "PRAGMA cache_size")
    connection.execute(f"PRAGMA cache_size = -{_ROOM_KB}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {usual}")


def _table(kind: type[Record]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column is filled: its value when none is given (or what makes it), and what writes it."""

    name: str
    default: Any
    made: bool
    bind: Any


@cache
def _columns(kind: type[Record]) -> tuple[_Column, ...]:
    return tuple(_column(column) for column in _table(kind).columns if column.name != "id")


def _column(column: Column[Any]) -> _Column:
    default = column.default.arg if isinstance(column.default, ColumnDefault) else None
    kind = column.type
    writes = isinstance(kind, TypeDecorator) and "process_bind_param" in vars(type(kind))
    bind = kind.process_bind_param if writes else None  # type: ignore[attr-defined]
    return _Column(column.name, default, callable(default), bind)


def _bound(unit: UnitOfWork, kind: type[Record], columns: Sequence[_Column], row: New) -> list[Any]:
    values = {**row.values, "uid": row.uid or new_uid(), "version": 1}
    values["created_at"] = values["updated_at"] = unit.now
    for column in columns:
        if column.name not in values:
            values[column.name] = column.default({}) if column.made else column.default
    values |= Plain(kind, values, row.links).folded()
    bound = [
        values[column.name] if column.bind is None else column.bind(values[column.name], _DIALECT)
        for column in columns
    ]
    for name, value in row.written.items():
        bound[_places(kind)[name]] = value
    return bound


@cache
def _places(kind: type[Record]) -> dict[str, int]:
    return {column.name: at for at, column in enumerate(_columns(kind))}


def _ids(unit: UnitOfWork, table: str, uids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(uids), _AT_ONCE):
        part = uids[start : start + _AT_ONCE]
        sql = f'SELECT uid, id FROM "{table}" WHERE uid IN ({holes(len(part))})'
        found |= dict(fetch(unit.driver, sql, part))
    return found


def _image(kind: type[Record], names: Sequence[str], bound: Sequence[Any], number: int) -> dict[str, Any]:
    after = {name: value for name, value in zip(names, bound, strict=True) if name not in KEPT_BY_FLUSH}
    return {
        "what": "made",
        "table": kind.__tablename__,
        "key": number,
        "before": {},
        "after": dict(sorted((after | {"id": number}).items())),
    }
