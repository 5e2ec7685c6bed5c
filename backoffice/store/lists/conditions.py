"""What a question keeps of a list: filters, searched terms, the place after a cursor; SQL with ``?``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from backoffice.domain.text import clean_line, fold
from backoffice.store.lists.errors import BadFilterValue, UnknownFilter
from backoffice.store.lists.spec import Key, ListSpec

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")
EXAMPLES = {
    "whole": "12",
    "flag": "yes",
    "day": "2026-06-01",
    "instant": "2026-06-01T07:00:00Z",
    "text": "…",
}
_FLAGS = {"yes": 1, "1": 1, "true": 1, "oui": 1, "no": 0, "0": 0, "false": 0, "non": 0}
# More terms than a person types; an index lookup each.
_MOST_TERMS = 12
INDEXED = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a list. A key given twice means either value; different keys mean all of them.

    An empty value means that there is none. `search`: every term must be found, of one or two letters at the
    beginning of a word, longer ones anywhere. `sort`: a key, with ``-`` before it to turn the order round.
    """

    filters: tuple[tuple[str, str], ...] = ()
    search: str = ""
    sort: str | None = None


class Condition(NamedTuple):
    """A piece of WHERE, its values, and the joins that it needs; `fts`: the search index to read first."""

    sql: str
    values: tuple[str | int, ...] = ()
    joins: tuple[str, ...] = ()
    fts: str | None = None


def conditions(spec: ListSpec, query: Query, *, indexed: bool) -> tuple[Condition, ...]:
    """All that a row must meet; long terms by the list's search index when `indexed`."""
    fixed = (Condition(spec.where),) if spec.where else ()
    return (*fixed, *_filters(spec, query.filters), *_search(spec, query.search, indexed=indexed))


def _filters(spec: ListSpec, filters: tuple[tuple[str, str], ...]) -> tuple[Condition, ...]:
    allowed = spec.filters()
    wanted: dict[str, list[str]] = {}
    for name, value in filters:
        if name not in allowed:
            raise UnknownFilter(spec.name, name, allowed)
        wanted.setdefault(name, []).append(value)
    return tuple(_filter(spec, name, values) for name, values in wanted.items())


def _filter(spec: ListSpec, name: str, values: list[str]) -> Condition:
    key = spec.key(name)
    several = next((many.with_one for many in spec.many if many.name == name), None)
    if key is None and several is not None:
        return _one_of(name, several, values)
    if key is None:
        return _bound(spec, name, values)
    parts = [_equal(key, value) for value in values]
    sql = " OR ".join(part.sql for part in parts)
    return Condition(f"({sql})", tuple(value for part in parts for value in part.values), key.joins)


def _one_of(name: str, with_one: str, values: list[str]) -> Condition:
    """The rows that have one of `values` among several."""
    key = Key(name, name)
    parts = tuple(_typed(key, value) for value in values)
    return Condition(" OR ".join([f"t.id IN ({with_one})"] * len(parts)).join("()"), parts)


def _equal(key: Key, value: str) -> Condition:
    if value == "":
        return Condition(f"{key.sql} IS NULL")
    if key.cases:
        return Condition(_case(key, value))
    if key.kind == "instant" and len(value) == 10:
        return Condition(f"substr({key.sql}, 1, 10) = ?", (_typed(key, value),))
    return Condition(f"{key.sql} = ?", (_typed(key, value),))


def _case(key: Key, value: str) -> str:
    known = dict(key.cases)
    if value not in known:
        raise BadFilterValue(key.name, clean_line(value), ", ".join(known))
    return f"({known[value]})"


def _bound(spec: ListSpec, name: str, values: list[str]) -> Condition:
    base, _, end = name.rpartition("_")
    key = spec.key(base)
    assert key is not None
    parts = [str(_typed(key, value)) for value in values]
    if end == "from":
        return Condition(f"{key.sql} >= ?", (max(parts),), key.joins)
    # An instant's last day ends with it.
    last = min(part + "T23:59:59Z" if key.kind == "instant" and len(part) == 10 else part for part in parts)
    return Condition(f"{key.sql} <= ?", (last,), key.joins)


def _typed(key: Key, value: str) -> str | int:
    match key.kind:
        case "whole" if re.fullmatch(r"-?\d{1,18}", value):
            return int(value)
        case "flag" if value.lower() in _FLAGS:
            return _FLAGS[value.lower()]
        case "day" if _DAY.fullmatch(value):
            return value
        case "instant" if _INSTANT.fullmatch(value):
            return value
        case "text" if "\x00" not in value:
            return value
    raise BadFilterValue(key.name, clean_line(value), EXAMPLES[key.kind])


def terms(search: str) -> tuple[str, ...]:
    """The folded terms of what was typed, each once."""
    return tuple(dict.fromkeys(fold(clean_line(search)).split()))[:_MOST_TERMS]


def phrase(spec: ListSpec, search: str) -> str | None:
    """What the list's search index is asked; None when it has none or every term is too short for it."""
    quoted = ['"' + term.replace('"', '""') + '"' for term in terms(search) if len(term) >= INDEXED]
    return " AND ".join(quoted) if quoted and spec.fts else None


def _search(spec: ListSpec, search: str, *, indexed: bool) -> tuple[Condition, ...]:
    asked = phrase(spec, search) if indexed else None
    if asked is None:
        return tuple(_like(spec, term) for term in terms(search))
    short = tuple(_like(spec, term) for term in terms(search) if len(term) < INDEXED)
    return (Condition(f"{spec.fts} MATCH ?", (asked,), fts=spec.fts), *short)


def _like(spec: ListSpec, term: str) -> Condition:
    literal = re.sub("([!%_])", r"!\1", term)
    start = "%" if len(term) >= INDEXED else "% "
    return Condition(f"{spec.search} LIKE ? ESCAPE '!'", (f"{start}{literal}%",), spec.search_joins)
