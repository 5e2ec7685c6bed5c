"""What a list is: its table, its keys, what each is filtered and ordered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple

# In a text of SQL, the instant that it is, and its second since 1970.
NOW, SECOND = ":now", ":second"
Kind = Literal["text", "whole", "flag", "day", "instant"]


# Named tuples, not dataclasses: these stand before the first paint, and a class costs a tenth of the time.


class Key(NamedTuple):
    """One key of a list. `sql` is its value; `order` what it is sorted by (never NULL), None when it isn't.

    `joins` are the joined tables that `sql` and `order` need. A key with `cases` has the value of the first
    whose condition holds, and is filtered by that condition: one that an index answers.
    """

    name: str
    sql: str
    kind: Kind = "text"
    order: str | None = None
    filter: bool = True
    joins: tuple[str, ...] = ()
    order_joins: tuple[str, ...] | None = None
    cases: tuple[tuple[str, str], ...] = ()

    def at(self, now: str, second: str) -> Key:
        """The key with the instant that it is in its texts."""

        def told(text: str) -> str:
            return text.replace(NOW, f"'{now}'").replace(SECOND, second)

        cases = tuple((value, told(sql)) for value, sql in self.cases)
        return self._replace(sql=told(self.sql), order=told(self.order) if self.order else None, cases=cases)


class Many(NamedTuple):
    """A key with several values: `sql` gives (id, value) for the ids of a page, in order.

    Where the list can be filtered by one of them, `with_one` gives the ids of the rows that have it.
    """

    name: str
    sql: str
    with_one: str | None = None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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

    def at(self, now: datetime) -> ListSpec:
        """The list as it is at `now` (aware): some keys, such as the state of a commitment, depend on it."""
        if not any(NOW in key.sql or SECOND in key.sql for key in self.keys):
            return self
        text = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        second = str((now - _EPOCH).days * 86_400 + (now - _EPOCH).seconds)
        return self._replace(keys=tuple(key.at(text, second) for key in self.keys))

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
        several = [many.name for many in self.many if many.with_one]
        return (*plain, *ranges, *several)


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


def state(name: str, *cases: tuple[str, str]) -> Key:
    """A word out of a few: that of the first case whose condition holds, else none."""
    whens = " ".join(f"WHEN {sql} THEN '{value}'" for value, sql in cases)
    return Key(name, f"CASE {whens} END", cases=cases)
