"""An import from end to end: every file opened first, then one transaction, kept only when all is right."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from backoffice.content.record_files import TABLES
from backoffice.errors import BackofficeError, Place, each
from backoffice.exchange.sources import Source
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of, who
from backoffice.services.dues.following import rewrite_all
from backoffice.services.importing import parts, simple
from backoffice.services.importing.batch import Batch
from backoffice.services.importing.enrolling import enrol
from backoffice.services.importing.lookups import Lookups, batches
from backoffice.services.importing.plans import follow_dates, note_received
from backoffice.services.importing.report import Report
from backoffice.services.importing.rows import Row, rows_of
from backoffice.services.importing.tables import SIMPLE
from backoffice.services.ports import Watch
from backoffice.store.bulk import roomy
from backoffice.store.database import Database

# Rows are looked up, numbered and written by so many at once.
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Work that nobody looks at."""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Goes on."""


def import_records(
    database: Database,
    sources: Sequence[Source],
    *,
    user: str = "",
    partial: bool = False,
    dry_run: bool = False,
    keep_all: bool = False,
    watch: Watch | None = None,
) -> Report:
    """Brings in every record of `sources`, in one transaction.

    Nothing is kept when one record is wrong, unless `partial`; `dry_run` does the same work and keeps
    nothing. Errors are in the report, not raised. `watch` is told how far it is, and may raise Stopped.
    """
    report = Report(dry_run=dry_run, partial=partial, keep_all=keep_all)
    with database.transaction() as unit:
        actor = who(unit, user) if user else None
        doing = Doing(unit, settings_of(unit), actor, unit.now)
        total = sum(_lines(source) for source in sources)
        batch = Batch(doing, Lookups(unit), report, watch or Unwatched(), total)
        with _few_collections(), roomy(unit):
            for table in TABLES:
                for source in sources:
                    if table in source.tables:
                        _table(batch, source, table)
        if not report.touched or (report.refused and not partial):
            return report
        follow_dates(batch)
        rewrite_all(doing, sorted(batch.dossiers))
        batch.close()
        if dry_run:
            return report
        unit.commit()
        report.written = True
    return report


@contextmanager
def _few_collections() -> Iterator[None]:
    """What a batch notes of its records stays until its end, as the program itself does: looking again and
    again for what could go is in vain."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _lines(source: Source) -> int:
    with suppress(BackofficeError):
        return source.lines
    return 0


def _table(batch: Batch, source: Source, table: str) -> None:
    batch.watch.step(batch.done, batch.total, f"{source.file} · {table}")
    for rows in batches(_rows(batch, source, table), AT_ONCE):
        if table in SIMPLE:
            simple.take(batch, SIMPLE[table], rows)
            if table == "participants":
                enrol(batch, rows)
            elif table == "requests":
                note_received(batch, rows)
        else:
            parts.take(batch, table, rows)


def _rows(batch: Batch, source: Source, table: str) -> Iterator[Row]:
    """The rows of a table; a file that can't be read further is reported, and ends there."""
    try:
        yield from rows_of(source, table, TABLES[table], batch.doing)
    except BackofficeError as wrong:
        for one in each(wrong):
            batch.report.bad_file(one if one.place.file else one.at(Place(source.file)))
