"""The one door to a database: made, opened, read, written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, select
from sqlalchemy.orm.exc import StaleDataError

from backoffice.clock import Clock, SystemClock
from backoffice.domain.uid import new_uid
from backoffice.store.disk import sync_folder
from backoffice.store.driver import fetch, run
from backoffice.store.engines import (
    connect_sqlite,
    new_file,
    postgres_engine,
    sqlite_engine,
    translated,
)
from backoffice.store.errors import AlreadyThere, VersionConflict
from backoffice.store.faults import driver_errors, is_postgres, shown
from backoffice.store.hooks import TrackedSession, Tracking
from backoffice.store.identity import (
    APPLICATION,
    APPLICATION_ID,
    SCHEMA,
    check_file,
    check_postgres,
    check_server,
    check_sqlite,
    tables_of,
)
from backoffice.store.journal import FIRST
from backoffice.store.schema import statements
from backoffice.store.unit import UnitOfWork, called, differences


class Database:
    """A database that was checked. `target` is a path (SQLite) or ``postgresql://`` (a team's server)."""

    def __init__(self, target: str, engine: Engine, clock: Clock) -> None:
        self.target = target
        self.clock = clock
        self._engine = engine

    @classmethod
    def create(cls, target: Path | str, clock: Clock | None = None) -> Self:
        """Makes a new database and opens it; raises AlreadyThere and never overwrites anything."""
        address = str(target)
        if is_postgres(address):
            _create_postgres(address)
        else:
            _create_sqlite(Path(target))
        return cls.open(target, clock)

    @classmethod
    def open(cls, target: Path | str, clock: Clock | None = None) -> Self:
        """Opens what `create` made; refuses anything else, each with its own error. Never imports Alembic."""
        address = str(target)
        engine = _open_postgres(address) if is_postgres(address) else _open_sqlite(Path(target))
        return cls(address, engine, clock or SystemClock())

    @property
    def shown(self) -> str:
        """The target as it may be printed."""
        return shown(self.target)

    @property
    def is_postgres(self) -> bool:
        return is_postgres(self.target)

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        """A unit of work that writes. It is rolled back unless its `commit` was called."""
        with self._unit(writing=True) as unit:
            yield unit

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit of work that sees one moment of the database and can't write."""
        with self._unit(writing=False) as unit:
            yield unit

    @contextmanager
    def rebuilding(self) -> Iterator[Any]:
        """The driver's connection, for rows that only follow from the journal to be written again without an
        act; kept when the block ends, rolled back when it fails."""
        with self._unit(writing=True) as unit:
            yield unit.driver
            unit.session.commit()

    def close(self) -> None:
        """Gives the connections back; an unfinished transaction is rolled back."""
        self._engine.dispose()

    @contextmanager
    def _unit(self, *, writing: bool) -> Iterator[UnitOfWork]:
        options = {"writing": writing}
        if not writing and self.is_postgres:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}  # type: ignore[dict-item]
        engine = self._engine.execution_options(**options)
        session = TrackedSession(engine, expire_on_commit=False)
        session.tracking = Tracking(self.clock.now())
        unit = UnitOfWork(session, session.tracking.now, writing=writing)
        with translated(self.target, writing=writing):
            try:
                session.connection()
                if writing and self.is_postgres:
                    fetch(unit.driver, _ONE_WRITER)
                with _reading_only(unit, writing):
                    yield unit
            except StaleDataError as error:
                session.rollback()
                raise self._conflict(session.tracking) from error
            finally:
                session.close()

    def _conflict(self, tracking: Tracking) -> VersionConflict:
        """Who lost, and in which fields, read anew."""
        with self._unit(writing=False) as unit:
            for kind, number, mine in tracking.tried:
                record = unit.session.scalars(select(kind).where(kind.id == number)).one_or_none()
                if record is not None and (differs := differences(record, mine)):
                    return VersionConflict(called(record), differs)
        return VersionConflict(tracking.tried[0][0].__name__.lower() if tracking.tried else "")


# SQLite has one writer at a time (BEGIN IMMEDIATE). PostgreSQL gets the same by one lock that every writer
# takes first: acts check before they write (a free trainer, the only draft), and under READ COMMITTED two
# of them could each miss what the other writes. Readers never wait; neither do they make anyone wait.
_ONE_WRITER = f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"


@contextmanager
def _reading_only(unit: UnitOfWork, writing: bool) -> Iterator[None]:
    connection = unit.driver
    if writing or not isinstance(connection, sqlite3.Connection):
        yield
        return
    connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = OFF")


def _create_sqlite(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise AlreadyThere(str(path))
    # Made beside it under another name, then linked: a crash half-way leaves no database at all, and two
    # that start at once can't overwrite each other.
    draft = path.with_name(f".{path.name}.{new_uid()}.new")
    new_file(draft)
    try:
        _fill_sqlite(draft)
        os.link(draft, path)
    except FileExistsError:
        raise AlreadyThere(str(path)) from None
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(path.parent)


def _fill_sqlite(path: Path) -> None:
    connection = connect_sqlite(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        for statement in (*statements("sqlite"), *_first_rows()):
            connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _first_rows() -> tuple[str, ...]:
    return (
        f"INSERT INTO meta (key, value) VALUES ('application', '{APPLICATION}')",
        f"INSERT INTO meta (key, value) VALUES ('journal_head', '0 {FIRST}')",
        f"INSERT INTO alembic_version (version_num) VALUES ('{SCHEMA:04d}')",
    )


def _open_sqlite(path: Path) -> Engine:
    check_file(path)
    engine = sqlite_engine(path)
    try:
        with translated(str(path)), engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            check_sqlite(driver, str(path))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _create_postgres(target: str) -> None:
    engine = postgres_engine(target)
    try:
        with translated(target), engine.begin() as connection:
            driver = connection.connection.driver_connection
            check_server(driver, shown(target))
            if tables_of(driver):
                raise AlreadyThere(shown(target))
            for statement in (*statements("postgresql"), *_first_rows()):
                run(driver, statement)
            quicken(driver)
    finally:
        engine.dispose()


def _open_postgres(target: str) -> Engine:
    engine = postgres_engine(target)
    try:
        with translated(target), engine.connect() as connection:
            check_postgres(connection.connection.driver_connection, shown(target))
    except BaseException:
        engine.dispose()
        raise
    return engine


def quicken(driver: Any) -> None:
    """Gives PostgreSQL's search its trigram index where the server has the extension and lets us; else
    searches scan, with the same answers."""
    run(driver, "SAVEPOINT quicken")
    try:
        run(driver, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        run(driver, _TRIGRAMS)
    except driver_errors():
        run(driver, "ROLLBACK TO SAVEPOINT quicken")
    run(driver, "RELEASE SAVEPOINT quicken")


_TRIGRAMS = "CREATE INDEX IF NOT EXISTS requests_search ON requests USING gin (search_text gin_trgm_ops)"
