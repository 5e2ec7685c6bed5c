"""Tasks that follow from what an import brought in: dates that were agreed, requests that were received."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.domain.tasks import Event
from backoffice.services.importing.batch import Batch
from backoffice.services.importing.rows import Row
from backoffice.services.task_plans import carry_out, planning
from backoffice.services.template_book import KINDS_OF_REQUEST, template_at, usual_for
from backoffice.store.images import Watcher
from backoffice.store.records import Request


def note_received(batch: Batch, rows: Sequence[Row]) -> None:
    """Requests of a kind whose usual template counts from receipt have tasks from their first day."""
    doing = batch.doing
    usual = {kind: found for kind in KINDS_OF_REQUEST if (found := usual_for(doing, kind)) is not None}
    kinds = [
        kind
        for kind, found in usual.items()
        if any(line.event is Event.RECEIVED for line in template_at(doing, *found).lines)
    ]
    refs = [ref for row in rows if (ref := batch.people.get(id(row))) is not None]
    if kinds and refs:
        query = select(Request.id).where(Request.ref.in_(refs), Request.kind.in_(kinds))
        batch.dossiers.update(doing.unit.session.scalars(query))


def follow_dates(batch: Batch) -> None:
    """Brings the plan of each dossier whose dates came in to its new days; undone with the import."""
    session = batch.doing.unit.session
    for number in sorted(batch.dossiers):
        request = session.get(Request, number)
        if request is None:
            continue
        watcher = Watcher(session)
        try:
            for entry in carry_out(batch.doing, planning(batch.doing, request)):
                batch.entry(entry.act, entry.subject_uid, entry.subject_ref or "", entry.payload)
            batch.keep(watcher.images())
        finally:
            watcher.close()
