"""Stretches of the trade that many tests begin with: done once for good, then put back as they were left.

Only from a state that is known (the house as it was furnished, and stretches on it): any other write makes
the database a test's own, where everything is done again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

from backoffice.store.database import Database
from backoffice.store.driver import fetch, run
from backoffice.store.records import Base

State = tuple[Any, ...]
T = TypeVar("T")
TABLES = [table.name for table in Base.metadata.sorted_tables]
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"

_states: WeakKeyDictionary[Any, State] = WeakKeyDictionary()
_seen: set[State] = set()
_kept: dict[State, tuple[Any, Content]] = {}
_houses: dict[bool, Content] = {}


@event.listens_for(Engine, "commit")
def _written(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        _states.pop(connection.engine.pool, None)


@dataclass(frozen=True, slots=True)
class Content:
    """What a database holds: a whole SQLite database in memory, or a server's tables as COPY writes them."""

    file: sqlite3.Connection | None = None
    tables: dict[str, bytes] | None = None
    sequences: tuple[tuple[str, int], ...] = ()

    def beyond(self, other: Content) -> Content:
        """The tables that aren't as in `other`."""
        if self.tables is None or other.tables is None:
            return self
        changed = {name: rows for name, rows in self.tables.items() if rows != other.tables[name]}
        return Content(None, changed, self.sequences)


def furnished(database: Database) -> None:
    """Tells that nothing was done yet in this house."""
    _states[database._engine.pool] = (database.is_postgres,)
    if database.is_postgres and database.is_postgres not in _houses:
        _houses[database.is_postgres] = _read(database)


def stretch(method: Callable[..., T]) -> Callable[..., T]:
    """A method of `Trade` whose first doing serves the tests that follow."""

    @wraps(method)
    def played(self: Any, *arguments: Any, **values: Any) -> T:
        step = (method.__name__, repr(arguments), repr(sorted(values.items())), self.user)
        return replayed(self.database, step, lambda: method(self, *arguments, **values))

    return played


def replayed(database: Database, step: State, play: Callable[[], T]) -> T:
    """What `play` answers, done again unless a known state already went through it at the same instant."""
    pool = database._engine.pool
    state = _states.get(pool)
    if state is None:
        return play()
    after = (*state, step, database.clock.now())
    if after in _kept:
        answer, content = _kept[after]
        _write(database, content)
    else:
        answer = play()
        if after in _seen:
            content = _read(database)
            _kept[after] = answer, content.beyond(_houses.get(database.is_postgres, content))
        _seen.add(after)
    _states[pool] = after
    found: T = answer
    return found


def _read(database: Database) -> Content:
    if not database.is_postgres:
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(database.target)) as source:
            source.backup(memory)
        return Content(memory)
    with closing(database._engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        with driver.cursor() as cursor:
            tables = {}
            for name in TABLES:
                with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                    tables[name] = b"".join(bytes(part) for part in copy)
        return Content(None, tables, tuple((str(name), int(at)) for name, at in fetch(driver, _SEQUENCES)))


def _write(database: Database, content: Content) -> None:
    if content.file is not None:
        with closing(sqlite3.connect(database.target)) as target:
            target.execute("PRAGMA synchronous = OFF")
            content.file.backup(target)
        return
    assert content.tables is not None
    with closing(database._engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        # Triggers and keys saw these rows when they were made.
        run(driver, "SET LOCAL session_replication_role = replica")
        with driver.cursor() as cursor:
            for name, rows in content.tables.items():
                cursor.execute(f"DELETE FROM {name}")
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(rows)
        for name, at in content.sequences:
            run(driver, "SELECT setval(?, ?)", (name, at))
        connection.commit()
