"""What a list is: its table, its keys, what each is filtered and ordered by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["text", "whole", "flag", "day", "instant"]


# Named tuples, not dataclasses: these stand before the first paint, and a class costs a tenth of the time.


class Key(NamedTuple):
    """One key of a list. `sql` is its value; `order` what it is sorted by (never NULL), None when it isn't.

    `joins` are the joined tables that `sql` and `order` need; `plain` says that a filter compares `sql`.
    """

    name: str
    sql: str
    kind: Kind = "text"
    order: str | None = None
    filter: bool = True
    joins: tuple[str, ...] = ()
    order_joins: tuple[str, ...] | None = None


class Many(NamedTuple):
    """A key with several values: `sql` gives (id, value) for the ids of a page, in order."""

    name: str
    sql: str


class ListSpec(NamedTuple):
    """A list. `table` has the alias ``t``; `search` is folded text with a blank before each word."""

    name: str
    table: str
    keys: tuple[Key, ...]
    sort: str
    search: str = "t.search_text"
    search_joins: tuple[str, ...] = ()
    joins: Mapping[str, str] | None = None
    many: tuple[Many, ...] = ()
    where: str | None = None
    fts: str | None = None

    @property
    def format(self) -> str:
        """The name of the list's JSON shape."""
        return f"{self.name}/1"

    def key(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)

    def sorts(self) -> tuple[str, ...]:
        """The keys that the list can be sorted by."""
        return tuple(key.name for key in self.keys if key.order is not None)

    def filters(self) -> tuple[str, ...]:
        """What the list can be filtered by; dates and instants also ``_from`` and ``_to``, inclusive."""
        plain = [key.name for key in self.keys if key.filter]
        ranges = [
            f"{key.name}_{end}"
            for key in self.keys
            if key.filter and key.kind in ("day", "instant")
            for end in ("from", "to")
        ]
        return (*plain, *ranges)


def text(name: str, sql: str, *joins: str, order: str | None = None) -> Key:
    """A text key; sorted by `order`, or by its own bytes with nothing as the empty text."""
    return Key(name, sql, order=order or f"COALESCE({sql}, '')", joins=joins)


def whole(name: str, sql: str, *joins: str) -> Key:
    """A whole number."""
    return Key(name, sql, "whole", order=f"COALESCE({sql}, -1)", joins=joins)


def flag(name: str, sql: str) -> Key:
    """Yes or no."""
    return Key(name, sql, "flag", order=sql)


def day(name: str, sql: str, order: str | None = None) -> Key:
    """A local date."""
    return Key(name, sql, "day", order=order or f"COALESCE({sql}, '')")


def instant(name: str, sql: str, order: str | None = None) -> Key:
    """A UTC instant; a filter by a day alone means that UTC day."""
    return Key(name, sql, "instant", order=order or f"COALESCE({sql}, '')")


def later(name: str) -> Key:
    """A key of the contract whose records come with a later part: always null, neither filter nor sort."""
    return Key(name, "NULL", filter=False)
