"""A whole database copied at one moment while others write, from either engine to either."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from backoffice.i18n.reasons import of_system
from backoffice.store.database import quicken
from backoffice.store.disk import publish, sync_file, working_folder
from backoffice.store.driver import fetch, is_sqlite, run, stream
from backoffice.store.engines import connect_sqlite, new_file, postgres_engine, translated
from backoffice.store.errors import (
    AlreadyThere,
    Damaged,
    ForeignDatabase,
    NewerDatabase,
    UnknownTriggers,
    WriteFailed,
)
from backoffice.store.faults import is_postgres, shown
from backoffice.store.identity import (
    APPLICATION,
    APPLICATION_ID,
    SCHEMA,
    check_file,
    check_server,
    check_sqlite,
    tables_of,
)
from backoffice.store.migrations.freeze import VERSIONS, split
from backoffice.store.schema import metadata, statements

Told = Callable[[int, int], None]
_PAGES = 1024  # 4 MB between two words of progress
_ROWS = 2_000
_CREATES_TABLE = re.compile(r"CREATE TABLE (\w+)")
_CREATES_INDEX_OF_WORDS = re.compile(r"CREATE VIRTUAL TABLE (\w+)")


def _silent(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def copy_database(target: str, copy: Path, told: Told = _silent) -> int:
    """Copies `target` (a path or an address) into the new SQLite file `copy`; gives its schema's number.

    What is copied is one moment, even while others write: they wait on SQLite (a second or so for a
    gigabyte) and don't on PostgreSQL. A database of an older schema is copied as it is.
    """
    if is_postgres(target):
        return _from_postgres(target, copy, told)
    path = Path(target)
    check_file(path)
    _from_sqlite(path, copy, told)
    return check_copy(copy, str(path))


def back_up(path: Path, copy: Path, told: Told = _silent) -> Path:
    """Copies the SQLite database `path`, verified, under the new name `copy`: whole, or not there.

    Raises WriteFailed, and what the store raises.
    """
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with working_folder(copy) as folder:
            draft = folder / copy.name
            _from_sqlite(path, draft, told)
            sync_file(draft)
            publish(draft, copy)
    except OSError as wrong:
        raise WriteFailed(of_system(wrong)) from wrong
    return copy


def check_copy(path: Path, called: str = "") -> int:
    """The number of the schema of an SQLite file that may come from anywhere; refuses what isn't ours, whole.

    Its triggers must be those of its own number, word for word: they would run while it is upgraded.
    """
    called = called or str(path)
    check_file(path)
    with translated(called, writing=False), closing(connect_sqlite(path)) as connection:
        [(number,)] = connection.execute("PRAGMA user_version").fetchall()
        if not 0 < number <= SCHEMA:
            check_sqlite(connection, called)
            raise NewerDatabase(called, number, SCHEMA)
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise ForeignDatabase(called)
        _check_code(connection, called, number)
        answers = [text for (text,) in connection.execute("PRAGMA integrity_check(5)")]
        if answers != ["ok"]:
            raise Damaged(called, "; ".join(answers))
    return int(number)


def _check_code(connection: sqlite3.Connection, called: str, number: int) -> None:
    ours = set(schema_of(number, "sqlite"))
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    if strange := sorted(name for name, sql in found if sql not in ours):
        raise UnknownTriggers(called, strange)


def schema_of(number: int, engine: str) -> tuple[str, ...]:
    """The statements that make the schema `number` on `engine`: today's, or as it was frozen."""
    return statements(engine) if number == SCHEMA else split(VERSIONS / f"{number:04d}_schema.{engine}.sql")


def _from_sqlite(path: Path, copy: Path, told: Told) -> None:
    new_file(copy)
    with (
        translated(str(copy)),
        closing(connect_sqlite(path)) as source,
        closing(connect_sqlite(copy)) as made,
    ):
        # Held until the end: a copy that lets writers in between its steps begins again at each commit.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(made, pages=_PAGES, progress=lambda _status, left, total: told(total - left, total))
        if _numbers(source) != _numbers(made):
            raise Damaged(str(copy), "page_count")
        answers = made.execute("PRAGMA quick_check(1)").fetchall()
        if answers != [("ok",)]:
            raise Damaged(str(path), str(answers[0][0]))


def _numbers(connection: sqlite3.Connection) -> tuple[Any, ...]:
    names = ("application_id", "user_version", "page_count")
    return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)


# From a server: one snapshot, the same rows, the same text; both engines keep the same values.


def _from_postgres(target: str, copy: Path, told: Told) -> int:
    engine = postgres_engine(target)
    try:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with translated(target, writing=False), engine.connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                driver = connection.connection.driver_connection
                number = _number_on_server(driver, shown(target))
                _fill_sqlite(driver, copy, number, told)
    finally:
        engine.dispose()
    return number


def _number_on_server(driver: Any, called: str) -> int:
    if not {"meta", "alembic_version"} <= tables_of(driver):
        raise ForeignDatabase(called)
    if fetch(driver, "SELECT value FROM meta WHERE key = 'application'") != [(APPLICATION,)]:
        raise ForeignDatabase(called)
    [(text,)] = fetch(driver, "SELECT version_num FROM alembic_version")
    if int(text) > SCHEMA:
        raise NewerDatabase(called, int(text), SCHEMA)
    return int(text)


def _fill_sqlite(driver: Any, copy: Path, number: int, told: Told) -> None:
    tables, rest = _tables_first(schema_of(number, "sqlite"))
    new_file(copy)
    with translated(str(copy)), closing(connect_sqlite(copy)) as made:
        # Keys are checked once, at the end: a row may point to one that comes after it.
        made.execute("PRAGMA foreign_keys = OFF")
        made.execute("BEGIN IMMEDIATE")
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for statement in tables.values():
            made.execute(statement)
        for table, progress in _counted(driver, list(tables), told):
            _pour(driver, made, table, progress)
        for statement in rest:
            made.execute(statement)
            if words := _CREATES_INDEX_OF_WORDS.match(statement):
                made.execute(f"INSERT INTO {words[1]}({words[1]}) VALUES ('rebuild')")
        made.execute(f"PRAGMA user_version = {number}")
        if broken := made.execute("PRAGMA foreign_key_check").fetchmany(1):
            raise Damaged(str(copy), str(broken[0]))
        made.execute("COMMIT")


def _tables_first(schema: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The tables of a schema, by name, and what is made once they are filled: indexes, search, triggers."""
    tables = {found[1]: text for text in schema if (found := _CREATES_TABLE.match(text))}
    return tables, [text for text in schema if text not in tables.values()]


def _counted(
    connection: Any, tables: Iterable[str], told: Told
) -> Iterator[tuple[str, Callable[[int], None]]]:
    """Each table with a way to say how many more rows of it were copied."""
    sizes = {table: fetch(connection, f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}
    total, done = sum(sizes.values()), 0

    def more(rows: int) -> None:
        nonlocal done
        done += rows
        told(done, total)

    for table in sizes:
        before = done
        yield table, more
        if done - before != sizes[table]:
            raise Damaged(table, f"{done - before} / {sizes[table]}")


def _pour(driver: Any, made: sqlite3.Connection, table: str, more: Callable[[int], None]) -> None:
    names = [row[1] for row in made.execute(f'PRAGMA table_info("{table}")')]
    into = f'INSERT INTO "{table}" ({_quoted(names)}) VALUES ({",".join("?" * len(names))})'
    made.executemany(into, _watched(_rows(driver, table, names), more))


def _rows(connection: Any, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    sql = f'SELECT {_quoted(names)} FROM "{table}" ORDER BY 1'
    return stream(connection, sql, few=table == "blobs")


def _watched(rows: Iterable[tuple[Any, ...]], more: Callable[[int], None]) -> Iterator[tuple[Any, ...]]:
    passed = 0
    for row in rows:
        yield row
        passed += 1
        if passed == _ROWS:
            more(passed)
            passed = 0
    more(passed)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# To a server


def fill_postgres(path: Path, target: str, told: Told = _silent) -> None:
    """Copies the SQLite database `path`, of today's schema, into the empty database `target`: all or nothing.

    Raises AlreadyThere when there are tables in it.
    """
    engine = postgres_engine(target)
    try:
        with translated(target), engine.begin() as connection, closing(connect_sqlite(path)) as source:
            driver = connection.connection.driver_connection
            check_server(driver, shown(target))
            if tables_of(driver):
                raise AlreadyThere(shown(target))
            source.execute("BEGIN")
            _fill_postgres(source, driver, told)
    finally:
        engine.dispose()


def _fill_postgres(source: sqlite3.Connection, driver: Any, told: Told) -> None:
    tables, rest = _tables_first(statements("postgresql"))
    for statement in tables.values():
        run(driver, statement)
    ordered = [table.name for table in metadata().sorted_tables]
    for table, more in _counted(source, ordered, told):
        _copy_in(source, driver, table, more)
    for statement in rest:
        run(driver, statement)
    for table in ordered:
        _follow_on(driver, table)
    quicken(driver)


def _copy_in(source: sqlite3.Connection, driver: Any, table: str, more: Callable[[int], None]) -> None:
    assert is_sqlite(source)
    names = [column.name for column in metadata().tables[table].columns]
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({_quoted(names)}) FROM STDIN') as copy,
    ):
        for row in _watched(_rows(source, table, names), more):
            copy.write_row(row)


def _follow_on(driver: Any, table: str) -> None:
    """The next id that the server gives comes after those that are there."""
    [key] = metadata().tables[table].primary_key.columns.keys()
    [(sequence,)] = fetch(driver, "SELECT pg_get_serial_sequence(?, ?)", (table, key))
    if sequence is not None:
        fetch(driver, f'SELECT setval(?, max("{key}")) FROM "{table}" HAVING max("{key}") > 0', (sequence,))
