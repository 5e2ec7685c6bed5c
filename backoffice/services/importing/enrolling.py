"""Participants that a file gives with their group: enrolled there, once."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.content.record_files import EnrolmentRecord
from backoffice.services.importing import parts
from backoffice.services.importing.batch import Batch
from backoffice.services.importing.rows import Row


def enrol(batch: Batch, rows: Sequence[Row]) -> None:
    """Enrols each participant of `rows` that has a group and isn't in it yet."""
    for row in rows:
        group = row.key("group")
        if not group or row.wrong:
            continue
        person = batch.people.get(id(row))
        if person is None:
            continue  # refused: told already
        enrolment = Row(
            "enrolments", EnrolmentRecord, row.place, {"group": group, "participant": person}, row.shown
        )
        parts.enrol_quietly(batch, enrolment)
    batch.people.clear()
