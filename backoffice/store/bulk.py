"""Many new rows of one table at once: the values, dates, folded columns and images that a flush gives one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnDefault, Dialect, Table, TypeDecorator
from sqlalchemy.dialects import sqlite

from backoffice.domain.uid import new_uid
from backoffice.store.driver import fetch, holes, insert_many, is_sqlite
from backoffice.store.images import KEPT_BY_FLUSH
from backoffice.store.records import Plain, Record
from backoffice.store.types import instant_text
from backoffice.store.unit import UnitOfWork

# Our column types mean the same for every engine, so any dialect writes their values.
_DIALECT = sqlite.dialect()
_AT_ONCE = 500
_NONE: Mapping[str, Any] = {}
_STAMPS = frozenset({"created_at", "updated_at"})


class New(NamedTuple):
    """A row to be made: its columns, the records it is linked to (for its words), its uid if it has one.

    `written` are columns whose values are already as the table keeps them.
    """

    values: Mapping[str, Any]
    links: Mapping[str, Any] = _NONE
    uid: str = ""
    written: Mapping[str, Any] = _NONE


class Made(NamedTuple):
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
    shape = _shape(kind)
    now = instant_text(unit.now)
    bound = [_bound(now, kind, shape, row) for row in rows]
    names = shape.names
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
class _Shape:
    """How a table's rows are filled: its columns, their values when none is given (or what makes them), and
    what writes those that aren't kept as they are, by their places."""

    names: tuple[str, ...]
    places: Mapping[str, int]
    given: Mapping[str, Any]
    made: tuple[tuple[str, Callable[[Any], Any]], ...]
    binds: tuple[tuple[int, Callable[[Any, Dialect], Any]], ...]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]


@cache
def _shape(kind: type[Record]) -> _Shape:
    columns = [column for column in _table(kind).columns if column.name != "id"]
    names = tuple(column.name for column in columns)
    defaults = {column.name: _default(column) for column in columns}
    return _Shape(
        names,
        {name: at for at, name in enumerate(names)},
        {name: value for name, value in defaults.items() if not callable(value)},
        tuple((name, value) for name, value in defaults.items() if callable(value)),
        tuple((at, bind) for at, bind in enumerate(map(_bind, columns)) if bind is not None),
        itemgetter(*names),
    )


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ColumnDefault) else None


def _bind(column: Column[Any]) -> Callable[[Any, Dialect], Any] | None:
    if column.name in _STAMPS:
        return None  # as texts already: one instant for all the rows
    kind = column.type
    writes = isinstance(kind, TypeDecorator) and "process_bind_param" in vars(type(kind))
    return kind.process_bind_param if writes else None  # type: ignore[attr-defined]


def _bound(now: str, kind: type[Record], shape: _Shape, row: New) -> list[Any]:
    values = {**shape.given, **row.values, "uid": row.uid or new_uid(), "version": 1}
    values["created_at"] = values["updated_at"] = now
    for name, make in shape.made:
        if name not in values:
            values[name] = make({})
    values |= Plain(kind, values, row.links).folded()
    bound = list(shape.pick(values))
    for at, bind in shape.binds:
        bound[at] = bind(bound[at], _DIALECT)
    for name, value in row.written.items():
        bound[shape.places[name]] = value
    return bound


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
