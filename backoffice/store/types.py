"""Column types that mean the same on SQLite's STRICT tables and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeEngine

from backoffice.store.canonical import canonical

# STRICT tables know INTEGER only; PostgreSQL's integer would end at 2 147 483 647 micro-euros.
Whole = BigInteger().with_variant(Integer(), "sqlite")


class _Kept(TypeDecorator[Any]):
    """Text underneath, in byte order on both engines so that they sort and page alike."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TEXT(collation="C"))
        return dialect.type_descriptor(Text())


class Line(_Kept):
    """Text; sorted by its bytes."""

    cache_ok = True


class Instant(_Kept):
    """An aware datetime, kept as UTC to the second (``2026-06-01T07:00:00Z``); a naive one is refused."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else read_instant(value)


class Day(_Kept):
    """A local date, kept as ``YYYY-MM-DD``; a datetime is refused, it would lose its zone."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        if isinstance(value, datetime):
            raise ValueError(f"a day was expected, not an instant: {value!r}")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


_EMPTY: dict[type, str] = {dict: "{}", list: "[]"}


class Json(_Kept):
    """A JSON object or list, kept as canonical text. Changed by assigning a new value, never in place."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if not value and type(value) in _EMPTY:
            return _EMPTY[type(value)]
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Token(_Kept):
    """One word out of a closed list, checked here and by a CHECK constraint of the table."""

    cache_ok = True

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and value not in self.words:
            raise ValueError(f"{value!r} isn't one of {', '.join(self.words)}")
        return value


class Flag(TypeDecorator[bool]):
    """Yes or no, kept as 1 or 0."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


def check_of(column: Column[Any]) -> CheckConstraint | None:
    """The constraint that keeps `column` inside its closed list, or None when it has none."""
    words: tuple[str, ...] = ()
    if isinstance(column.type, Token):
        words = tuple(f"'{word}'" for word in column.type.words)
    elif isinstance(column.type, Flag):
        words = ("0", "1")
    if not words:
        return None
    return CheckConstraint(f"{column.name} IN ({', '.join(words)})", name=f"{column.name}_known")


def instant_text(value: datetime) -> str:
    """`value` as it is kept; its microseconds are dropped. Raises ValueError when it has no zone."""
    if value.tzinfo is UTC:
        return value.isoformat()[:19] + "Z"
    return _utc_text(value)


@lru_cache(4_096)
def _utc_text(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {value!r}")
    return value.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def read_instant(text: str) -> datetime:
    """The instant that `text` keeps; raises ValueError for any other form."""
    if len(text) != 20 or text[10] != "T" or text[19] != "Z":
        raise ValueError(text)
    return datetime.fromisoformat(text)
