"""Reads lists over a driver's own connection (sqlite3 or psycopg): ids, rows, counts, pages."""

from __future__ import annotations

import base64
import binascii
import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from backoffice.clock import SystemClock
from backoffice.domain.text import clean_line, sort_key
from backoffice.store.driver import column, fetch, holes, is_sqlite
from backoffice.store.lists.catalogue import LISTS
from backoffice.store.lists.conditions import EXAMPLES, INDEXED, Condition, Query, conditions, phrase, terms
from backoffice.store.lists.errors import BadCursor, UnknownList, UnknownSort
from backoffice.store.lists.spec import Key, ListSpec

Item = dict[str, Any]
# Below SQLite's and PostgreSQL's limits of place-holders.
_AT_ONCE = 500
# From so many hits on, a page of them is found sooner without the search index.
_COMMON = 20_000
# How many rows, the last made, are looked through for a word too short for an index.
_LATELY = 50_000
# A character after every other that a reference or a name may go on with.
_AFTER = "\U0010fffd"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: how many rows the list has, how many match, the cursor of the next page, the rows."""

    total: int
    matched: int
    next: str | None
    items: tuple[Item, ...]


class _Order(NamedTuple):
    key: Key
    down: bool

    @property
    def sql(self) -> str:
        turn = " DESC" if self.down else ""
        return f"{self.key.order}{turn}, t.id{turn}"

    @property
    def joins(self) -> tuple[str, ...]:
        return self.key.joins if self.key.order_joins is None else self.key.order_joins


def spec_of(name: str, now: datetime | None = None) -> ListSpec:
    """The list called `name` as it is at `now` (the machine's instant by default); raises UnknownList."""
    if name not in LISTS:
        raise UnknownList(name, LISTS)
    return LISTS[name].at(now or SystemClock().now())


def ids(connection: Any, spec: ListSpec, query: Query | None = None, limit: int | None = None) -> array[int]:
    """The ids of every row that matches (or of the first `limit`), in order, in 8 bytes each."""
    query = query or Query()
    order = _order(spec, query)
    where = conditions(spec, query, indexed=_indexed(connection, spec, query, limit))
    sql = _ids_sql(spec, where, order) + (f" LIMIT {limit:d}" if limit is not None else "")
    return array("q", column(connection, sql, _values(where)))


def count(connection: Any, spec: ListSpec, query: Query | None = None) -> int:
    """How many rows match; without a query, how many there are."""
    where = conditions(spec, query or Query(), indexed=is_sqlite(connection))
    body = _body(spec, where, ())
    if len(where) == 1 and where[0].fts:
        # The index alone answers: its rows are the list's, one for one.
        body = f"FROM {where[0].fts} WHERE {where[0].sql}"
    [(number,)] = fetch(connection, f"SELECT count(*) {body}", _values(where))
    return int(number)


def rows(connection: Any, spec: ListSpec, wanted: Sequence[int]) -> tuple[Item, ...]:
    """The rows with these ids, in the order asked; one that has gone meanwhile is left out."""
    found = rows_by_id(connection, spec, wanted)
    return tuple(found[number] for number in wanted if number in found)


def rows_by_id(connection: Any, spec: ListSpec, wanted: Sequence[int]) -> dict[int, Item]:
    """The rows with these ids, by id; one that has gone meanwhile is missing."""
    found: dict[int, Item] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        found |= _some(connection, spec, list(wanted[start : start + _AT_ONCE]))
    return found


def page(
    connection: Any, spec: ListSpec, query: Query | None = None, limit: int = 50, after: str | None = None
) -> Page:
    """`limit` rows after the cursor `after` (a page's `next`); raises BadCursor and what `ids` raises."""
    query = query or Query()
    order = _order(spec, query)
    where = conditions(spec, query, indexed=_indexed(connection, spec, query, limit))
    beyond = (*where, _after(spec, query, order, after)) if after else where
    columns = f"t.id, {order.key.order}"
    sql = f"SELECT {columns} {_body(spec, beyond, order.joins)} ORDER BY {order.sql} LIMIT {limit + 1:d}"
    found = fetch(connection, sql, _values(beyond))
    more = _cursor(spec, query, found[limit - 1]) if 0 < limit < len(found) else None
    items = rows(connection, spec, [row[0] for row in found[:limit]])
    total = count(connection, spec)
    matched = count(connection, spec, query) if query.filters or query.search else total
    return Page(total, matched, more, items)


def newest(
    connection: Any, spec: ListSpec, search: str, limit: int, *, lately: int | None = None
) -> tuple[Item, ...]:
    """The last made rows that hold every term of `search`, newest first; nothing is counted.

    With `lately`, a list that has no search index is looked through among so many of its last rows only; so
    is every list for terms that are all too short for an index.
    """
    where = conditions(spec, Query(search=search), indexed=is_sqlite(connection))
    index = next((condition.fts for condition in where if condition.fts), None)
    bound = lately if any(len(term) >= INDEXED for term in terms(search)) else lately or _LATELY
    if bound is not None and index is None:
        where = (*where, Condition(f"t.id > (SELECT COALESCE(max(id), 0) FROM {spec.table}) - {bound:d}"))
    order = f"{index}.rowid" if index else "t.id"
    sql = f"SELECT t.id {_body(spec, where, ())} ORDER BY {order} DESC LIMIT {limit:d}"
    return rows(connection, spec, [row[0] for row in fetch(connection, sql, _values(where))])


def begun(connection: Any, spec: ListSpec, text: str, limit: int) -> tuple[Item, ...]:
    """The rows whose order begins with `text` (a name, the number of a quote) or whose reference does."""
    starts = []
    if any("t.sort_key" in (key.order or "") for key in spec.keys):
        starts.append(("t.sort_key", sort_key(text).partition("\x01")[0]))
    if any(key.sql == "t.ref" for key in spec.keys):
        starts.append(("t.ref", clean_line(text).upper()))
    fixed = (Condition(spec.where),) if spec.where else ()
    found: list[int] = []
    for name, start in starts:
        if start:
            within = Condition(f"{name} >= ? AND {name} < ?", (start, start + _AFTER))
            body = _body(spec, (*fixed, within), ())
            found += column(
                connection, f"SELECT t.id {body} ORDER BY {name} LIMIT {limit:d}", _values((within,))
            )
    return rows(connection, spec, list(dict.fromkeys(found))[:limit])


def statements(spec: ListSpec, *, sqlite: bool) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    """Every SQL text of a list with values for it (each sort, each filter, a search), for a test to run."""
    orders = [_order(spec, Query(sort=name)) for name in spec.sorts()]
    sorted_texts = [
        (f"SELECT t.id {_body(spec, (), order.joins)} ORDER BY {order.sql}", ()) for order in orders
    ]
    queries = [
        Query(search="ab abc l'abcd"),
        *(Query(filters=_example(spec, name)) for name in spec.filters()),
    ]
    wheres = [conditions(spec, query, indexed=sqlite) for query in queries]
    kept = [(f"SELECT count(*) {_body(spec, where, ())}", _values(where)) for where in wheres]
    many = [(_many_sql(many.sql, 1), (1,)) for many in spec.many]
    return ((_rows_sql(spec, 1), (1,)), *sorted_texts, *kept, *many)


def _example(spec: ListSpec, name: str) -> tuple[tuple[str, str], ...]:
    if any(many.name == name for many in spec.many):
        return ((name, EXAMPLES["text"]),)
    key = spec.key(name) or spec.key(name.rpartition("_")[0])
    assert key is not None
    empty = ((name, ""),) if spec.key(name) else ()
    values = [value for value, _sql in key.cases] or [EXAMPLES[key.kind]]
    return (*((name, value) for value in values), *empty)


def _order(spec: ListSpec, query: Query) -> _Order:
    asked = query.sort or spec.sort
    key = spec.key(asked.removeprefix("-"))
    if key is None or key.order is None:
        raise UnknownSort(spec.name, asked.removeprefix("-"), spec.sorts())
    return _Order(key, asked.startswith("-"))


def _ids_sql(spec: ListSpec, where: Sequence[Condition], order: _Order) -> str:
    return f"SELECT t.id {_body(spec, where, order.joins)} ORDER BY {order.sql}"


def _body(spec: ListSpec, where: Sequence[Condition], joins: Iterable[str]) -> str:
    needed = {*joins, *(name for condition in where for name in condition.joins)}
    index = next((condition.fts for condition in where if condition.fts), None)
    kept = [f"({condition.sql})" for condition in where]
    # CROSS tells SQLite to read the index first, which it wouldn't always do by itself.
    source = (
        f"FROM {index} CROSS JOIN {spec.table} t ON t.id = {index}.rowid" if index else f"FROM {spec.table} t"
    )
    tables = [source, *(sql for name, sql in (spec.joins or {}).items() if name in needed)]
    return " ".join([*tables, *(["WHERE " + " AND ".join(kept)] if kept else [])])


def _indexed(connection: Any, spec: ListSpec, query: Query, limit: int | None) -> bool:
    """Whether the search index is the shorter way. A page of a common term isn't: its rows are met sooner
    by walking the list in its order than by sorting all that the index gives."""
    asked = phrase(spec, query.search)
    if not is_sqlite(connection) or asked is None or limit is None:
        return is_sqlite(connection)
    found = f"SELECT 1 FROM {spec.fts} WHERE {spec.fts} MATCH ? LIMIT {_COMMON:d}"
    [(number,)] = fetch(connection, f"SELECT count(*) FROM ({found})", (asked,))
    return int(number) < _COMMON


def _values(where: Sequence[Condition]) -> tuple[str | int, ...]:
    return tuple(value for condition in where for value in condition.values)


def _rows_sql(spec: ListSpec, how_many: int) -> str:
    columns = ", ".join(key.sql for key in spec.keys)
    joins = " ".join((spec.joins or {}).values())
    return f"SELECT t.id, {columns} FROM {spec.table} t {joins} WHERE t.id IN ({holes(how_many)})"


def _many_sql(sql: str, how_many: int) -> str:
    return f"{sql} WHERE s.slot_id IN ({holes(how_many)}) ORDER BY s.slot_id, s.position, s.id"


def _some(connection: Any, spec: ListSpec, wanted: list[int]) -> dict[int, Item]:
    if not wanted:
        return {}
    found = {
        row[0]: {key.name: _value(key, value) for key, value in zip(spec.keys, row[1:], strict=True)}
        for row in fetch(connection, _rows_sql(spec, len(wanted)), wanted)
    }
    for many in spec.many:
        values: dict[int, list[Any]] = {}
        for number, value in fetch(connection, _many_sql(many.sql, len(wanted)), wanted):
            values.setdefault(number, []).append(value)
        for number, item in found.items():
            item[many.name] = values.get(number, [])
    return found


def _value(key: Key, value: Any) -> Any:
    return bool(value) if key.kind == "flag" and value is not None else value


def _cursor(spec: ListSpec, query: Query, row: tuple[Any, ...]) -> str:
    text = json.dumps([spec.name, query.sort or spec.sort, row[1], row[0]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(spec: ListSpec, query: Query, order: _Order, cursor: str) -> Condition:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        name, sort, value, number = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, UnicodeError):
        raise BadCursor from None
    whole = order.key.kind in ("whole", "flag")
    good = isinstance(number, int) and isinstance(value, int if whole else str)
    if (name, sort) != (spec.name, query.sort or spec.sort) or not good:
        raise BadCursor
    sign = "<" if order.down else ">"
    return Condition(f"({order.key.order}, t.id) {sign} (?, ?)", (value, number), order.joins)
