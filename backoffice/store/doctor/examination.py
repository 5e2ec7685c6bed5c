"""The whole examination, one check after the other; a check that can't go on is itself a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from backoffice.store.database import Database
from backoffice.store.doctor import agreements, chain, clocks, engine, frameworks, trade
from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.unit import UnitOfWork

Told = Callable[[int, int], None]
_ON_ROWS = (
    engine.integrity,
    engine.rules,
    engine.values,
    chain.journal,
    chain.seals,
    chain.blobs,
    trade.numbers,
    agreements.agreements,
    frameworks.frameworks,
    trade.references,
    trade.stages,
    trade.tasks,
    clocks.links,
    clocks.commitments,
)
_ON_RECORDS = (trade.quotes, trade.slots, trade.searched)


def _silent(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def examine_database(database: Database, told: Told = _silent) -> tuple[Finding, ...]:
    """Everything that is wrong with `database`; nothing when it is as the acts left it.

    Reads every row, each check at one moment; changes nothing. The copies of documents in their folder
    aren't looked at here. `told` hears how many checks are done, of how many.
    """
    found = [*_file(database)]
    total = len(_ON_ROWS) + len(_ON_RECORDS)
    for rank, check in enumerate(_ON_ROWS):
        told(rank, total)
        found += _done(database, check.__name__, partial(_on_rows, check))
    # Records can only be made of values that can be read.
    if not any(one.code in ("value", "damaged") for one in found):
        for rank, on_records in enumerate(_ON_RECORDS, len(_ON_ROWS)):
            told(rank, total)
            found += _done(database, on_records.__name__, partial(_on_records, on_records))
    told(total, total)
    return tuple(dict.fromkeys(found))


def _on_rows(check: Callable[[Any], Iterable[Finding]], unit: UnitOfWork) -> Iterable[Finding]:
    return check(unit.driver)


def _on_records(check: Callable[[Session], Iterable[Finding]], unit: UnitOfWork) -> Iterable[Finding]:
    return check(unit.session)


def _file(database: Database) -> Iterator[Finding]:
    if not database.is_postgres:
        path = Path(database.target)
        yield from engine.rights(path)
        yield from engine.search_index(path)


def _done(
    database: Database, name: str, check: Callable[[UnitOfWork], Iterable[Finding]]
) -> tuple[Finding, ...]:
    try:
        with database.reading() as unit:
            return tuple(check(unit))
    except Exception as error:
        # Hostile rows can break a check in any way; one that can't end must be told, not stop the others.
        return (finding("damaged", name, str(error).partition("\n")[0] or type(error).__name__),)
