"""From one schema to the next, as statements: what was added, what changed, never what a person must decide.

A column or a table that goes away, or whose type changes, takes a step written by hand: raises ByHand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from backoffice.store.schema import metadata

_NAMED = re.compile(
    r"^CREATE (?:UNIQUE )?(?P<kind>VIRTUAL TABLE|TABLE|INDEX|TRIGGER|FUNCTION) (?P<name>\w+)"
    r"(?:.*? ON (?P<on>\w+))?",
    re.DOTALL,
)

Named = dict[tuple[str, str], str]


class ByHand(Exception):
    """A change that loses something, or that no statement follows from."""


def changes(engine: str, before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """The statements that make a database of the schema `before` one of the schema `after`."""
    old, new = _named(before), _named(after)
    gone = [name for kind, name in old if kind in ("TABLE", "VIRTUAL TABLE") and (kind, name) not in new]
    if gone:
        raise ByHand(f"tables that go away: {', '.join(gone)}")
    return _sqlite(old, new) if engine == "sqlite" else _postgres(old, new)


def _named(statements: Iterable[str]) -> Named:
    found: Named = {}
    for statement in statements:
        match = _NAMED.match(statement)
        if match is None:
            raise ByHand(statement)
        found[match["kind"], match["name"]] = statement
    return found


def _of(named: Named, kind: str) -> dict[str, str]:
    return {name: text for (one, name), text in named.items() if one == kind}


def _table_of(index: str) -> str:
    match = _NAMED.match(index)
    assert match is not None
    return match["on"]


def _new(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name in after if name not in before]


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name, text in after.items() if name in before and before[name] != text]


# SQLite


def _sqlite(old: Named, new: Named) -> tuple[str, ...]:
    """A changed table is made anew and filled from the old one: SQLite alters hardly anything in place.

    Every trigger goes first and comes back last: a trigger that names a table half-way stops the renaming.
    """
    before, after = _of(old, "TABLE"), _of(new, "TABLE")
    changed = _changed(before, after)
    indexes_before, indexes = _of(old, "INDEX"), _of(new, "INDEX")
    dropped = [
        n for n, text in indexes_before.items() if _table_of(text) not in changed and indexes.get(n) != text
    ]
    made = [n for n, text in indexes.items() if _table_of(text) in changed or indexes_before.get(n) != text]
    virtual = _of(new, "VIRTUAL TABLE")
    if _changed(_of(old, "VIRTUAL TABLE"), virtual):
        raise ByHand("a search index that changes is filled again by hand")
    if not (changed or _new(before, after) or dropped or made or _of(old, "TRIGGER") != _of(new, "TRIGGER")):
        return ()
    return (
        *(f"DROP TRIGGER {name}" for name in _of(old, "TRIGGER")),
        *(f"DROP INDEX {name}" for name in dropped),
        *(after[name] for name in _new(before, after)),
        *(line for name in changed for line in _made_anew(name, before[name], after[name])),
        *(indexes[name] for name in made),
        *(virtual[name] for name in _new(_of(old, "VIRTUAL TABLE"), virtual)),
        *_of(new, "TRIGGER").values(),
    )


def _made_anew(table: str, before: str, after: str) -> tuple[str, ...]:
    old, new = _columns(before), _columns(after)
    _check_kept(table, old, new)
    # Rank by rank as the new table has them; a column that is new takes the models' default.
    values = [name if name in old else _literal(table, name) for name in new]
    return (
        after.replace(f"CREATE TABLE {table} (", f"CREATE TABLE {table}__new (", 1),
        f"INSERT INTO {table}__new ({', '.join(_quoted(new))})\nSELECT "
        + ", ".join(f'"{value}"' if value in old else value for value in values)
        + f"\nFROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table}__new RENAME TO {table}",
    )


# PostgreSQL


def _postgres(old: Named, new: Named) -> tuple[str, ...]:
    before, after = _of(old, "TABLE"), _of(new, "TABLE")
    indexes_before, indexes = _of(old, "INDEX"), _of(new, "INDEX")
    functions_before, functions = _of(old, "FUNCTION"), _of(new, "FUNCTION")
    triggers_before, triggers = _of(old, "TRIGGER"), _of(new, "TRIGGER")
    dropped = [n for n in triggers_before if triggers.get(n) != triggers_before[n]]
    return (
        *(f"DROP TRIGGER {name} ON {_table_of(triggers_before[name])}" for name in dropped),
        *(f"DROP FUNCTION {name}()" for name in functions_before if name not in functions),
        *(f"DROP INDEX {name}" for name, text in indexes_before.items() if indexes.get(name) != text),
        *(after[name] for name in _new(before, after)),
        *(line for name in _changed(before, after) for line in _altered(name, before[name], after[name])),
        *(text for name, text in indexes.items() if indexes_before.get(name) != text),
        *(
            text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
            for name, text in functions.items()
            if functions_before.get(name) != text
        ),
        *(text for name, text in triggers.items() if triggers_before.get(name) != text),
    )


def _altered(table: str, before: str, after: str) -> tuple[str, ...]:
    old, new = _columns(before), _columns(after)
    _check_kept(table, old, new)
    rules_before, rules = _constraints(before), _constraints(after)
    return (
        *(
            f"ALTER TABLE {table} DROP CONSTRAINT {name}"
            for name, text in rules_before.items()
            if rules.get(name) != text
        ),
        *(line for name in new if name not in old for line in _added(table, name, new[name])),
        *(
            f"ALTER TABLE {table} ADD {text}"
            for name, text in rules.items()
            if rules_before.get(name) != text
        ),
    )


def _added(table: str, name: str, line: str) -> tuple[str, ...]:
    if "NOT NULL" not in line:
        return (f"ALTER TABLE {table} ADD COLUMN {line}",)
    return (
        f"ALTER TABLE {table} ADD COLUMN {line} DEFAULT {_literal(table, name)}",
        f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP DEFAULT',
    )


# Both


def _lines(create: str) -> Sequence[str]:
    inside = create[create.index("(\n") + 2 : create.rindex("\n)")]
    return [line.strip().rstrip(",") for line in inside.splitlines() if line.strip()]


def _columns(create: str) -> dict[str, str]:
    """The columns of a CREATE TABLE, each with the line that declares it."""
    lines = (line for line in _lines(create) if not line.startswith("CONSTRAINT "))
    return {line.split(" ", 1)[0].strip('"'): line for line in lines}


def _constraints(create: str) -> dict[str, str]:
    lines = (line for line in _lines(create) if line.startswith("CONSTRAINT "))
    return {line.split(" ", 2)[1]: line for line in lines}


def _check_kept(table: str, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    other = [name for name, line in old.items() if new.get(name) != line]
    if other:
        raise ByHand(f"columns of {table} that go away or change: {', '.join(other)}")


def _literal(table: str, name: str) -> str:
    """The SQL of what a new column holds in rows that are there already: its default in the models."""
    column = metadata().tables[table].columns[name]
    if column.nullable:
        return "NULL"
    default = column.default
    if default is None:
        raise ByHand(f"{table}.{name} has no default: say by hand what older rows hold")
    value = default.arg({}) if callable(default.arg) else default.arg  # type: ignore[attr-defined]
    # A type that keeps its values as they are inherits a method that isn't there to be called.
    if "process_bind_param" in vars(type(column.type)):
        from sqlalchemy.dialects import sqlite

        value = column.type.process_bind_param(value, sqlite.dialect())  # type: ignore[attr-defined]
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
