"""The schema as SQL text: what a new database is made of, and what a migration must arrive at."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Dialect, MetaData, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from backoffice.store.records import Base
from backoffice.store.triggers import postgres_statements, sqlite_statements
from backoffice.store.types import check_of

_URLS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


@cache
def metadata() -> MetaData:
    """The models' tables, STRICT on SQLite, each closed list kept by a CHECK constraint."""
    for table in Base.metadata.tables.values():
        table.dialect_options["sqlite"]["strict"] = True
        for column in table.columns:
            if (check := check_of(column)) is not None:
                table.append_constraint(check)
    return Base.metadata


@cache
def statements(engine: str) -> tuple[str, ...]:
    """Every statement that makes the schema on `engine` (``sqlite`` or ``postgresql``), in order."""
    dialect = _dialect(engine)
    tables = metadata().sorted_tables
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in tables]
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
    ]
    extra = sqlite_statements() if engine == "sqlite" else postgres_statements()
    return tuple(_tidy(text) for text in (*made, *indexes, *extra))


def _dialect(engine: str) -> Dialect:
    return make_url(f"{_URLS[engine]}://").get_dialect()()


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "  ") for line in text.strip().splitlines())
