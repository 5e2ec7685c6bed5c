"""What a person made of a list: views of their own, the columns they chose, the order they left it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backoffice.services.ports import Column, Query, SavedView

if TYPE_CHECKING:
    from backoffice.services.remembered import Remembered

# Before the name of a view of one's own: no view that comes with a list is called so.
OWN = "own:"
_MOST = 30


def own_views(remembered: Remembered, kind: str) -> dict[str, Query]:
    """The person's own views of a list, by name."""
    rows = remembered.mapping("views").get(kind)
    return {str(name): _query(row) for name, row in rows.items()} if isinstance(rows, dict) else {}


def save_view(remembered: Remembered, kind: str, name: str, query: Query) -> None:
    """Keeps what is listed now under `name`; the oldest one leaves when there are too many."""
    rows = {one: _row(kept) for one, kept in own_views(remembered, kind).items() if one != name}
    rows[name] = _row(query)
    _put(remembered, "views", kind, dict(list(rows.items())[-_MOST:]))


def forget_view(remembered: Remembered, kind: str, name: str) -> None:
    """Drops a view of one's own."""
    rows = {one: _row(kept) for one, kept in own_views(remembered, kind).items() if one != name}
    _put(remembered, "views", kind, rows)


def labelled(views: Sequence[SavedView], own: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Names and labels for the bar: the views that come with the list, then one's own."""
    return (*((view.name, view.label) for view in views), *((OWN + name, f"★ {name}") for name in own))


def chosen_columns(remembered: Remembered, kind: str) -> tuple[str, ...]:
    """The columns that the person chose, in their order; none when they never did."""
    names = remembered.mapping("columns").get(kind)
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def choose_columns(remembered: Remembered, kind: str, names: Sequence[str]) -> None:
    """Remembers which columns are shown; none means those that come with the list."""
    _put(remembered, "columns", kind, list(names))


def shown_columns(columns: Sequence[Column], names: Sequence[str]) -> tuple[tuple[int, Column], ...]:
    """The columns to show with their rank in a row; of chosen ones, the last leaves first."""
    by_name = {column.key: (rank, column) for rank, column in enumerate(columns)}
    kept = [by_name[name] for name in names if name in by_name]
    if not kept:
        return tuple(enumerate(columns))
    return tuple((rank, replace(column, priority=place)) for place, (rank, column) in enumerate(kept))


def last_order(remembered: Remembered, kind: str, columns: Sequence[Column]) -> tuple[str, bool]:
    """The column by which the list was last sorted, and whether downwards; ("", False) for its own order."""
    row = remembered.mapping("orders").get(kind)
    if not isinstance(row, list) or len(row) != 2:
        return "", False
    known = any(column.key == row[0] and column.sorts for column in columns)
    return (str(row[0]), bool(row[1])) if known else ("", False)


def keep_order(remembered: Remembered, kind: str, query: Query) -> None:
    """Remembers the order of a list, when it isn't what is remembered already."""
    if remembered.mapping("orders").get(kind, ["", False]) != [query.sort, query.descending]:
        _put(remembered, "orders", kind, [query.sort, query.descending])


def _put(remembered: Remembered, name: str, kind: str, value: Any) -> None:
    remembered.put(name, {**remembered.mapping(name), kind: value})


def _row(query: Query) -> dict[str, Any]:
    return {
        "text": query.text,
        "sort": query.sort,
        "descending": query.descending,
        "where": [list(one) for one in query.where],
    }


def _query(row: Any) -> Query:
    if not isinstance(row, dict):
        return Query()
    where = row.get("where") or ()
    pairs = tuple((str(one[0]), str(one[1])) for one in where if isinstance(one, list) and len(one) == 2)
    return Query(str(row.get("text", "")), str(row.get("sort", "")), bool(row.get("descending")), pairs)
