"""What each kind of record is for an import: its models, its acts, its columns, its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from backoffice.content import record_files as files
from backoffice.content import records as content
from backoffice.content.base import Content
from backoffice.content.fields import describe
from backoffice.services.acts import Doing
from backoffice.services.directory import directory_columns, edited
from backoffice.services.finding import Find
from backoffice.services.intake import edit_request, request_columns
from backoffice.services.kinds import PREFIXES
from backoffice.store import records as store
from backoffice.store.records import Record

# What stands in a file and not in the record's own form.
BESIDE = frozenset({"ref", "uid", "more", "group", "stage", "waiting_for", "chase_on"})
Columns = Callable[[Doing, Any, Find], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of record that is made many at once; `only_new` are the fields that only its acts may change."""

    name: str
    kind: str
    record: type[Record]
    model: type[Content]
    form: type[Content]
    make_act: str
    edit_act: str
    columns: Columns
    edit: Callable[[Doing, Any, Any], Any]
    only_new: tuple[str, ...] = ("more",)
    always: tuple[str, ...] = ()

    def covered(self) -> frozenset[str]:
        """The columns that its form covers: the others are carried under `more`."""
        return _covered(self)

    def payload(self, values: Any) -> Mapping[str, Any]:
        """What its act would note in the journal."""
        return {"kind": values.kind} if self.kind == "request" else {}


@cache
def _covered(table: Table) -> frozenset[str]:
    columns = table.record.__table__.columns
    found = {"ref", *_ALSO_COVERED.get(table.kind, ())}
    for asked in describe(table.model):
        found.add(f"{asked.name}_id" if asked.refers_to and f"{asked.name}_id" in columns else asked.name)
    return frozenset(found)


_ALSO_COVERED = {
    "client": ("siren", "public_codes"),
    "venue": ("town",),
    "request": ("details",),
    "user": ("initials",),
}


def _directory(
    name: str, kind: str, record: type[Record], model: type[Content], form: type[Content]
) -> Table:
    return Table(
        name, kind, record, model, form, f"new-{kind}", f"edit-{kind}", directory_columns, _edit_in_directory
    )


def _edit_in_directory(doing: Doing, record: Any, values: Any) -> Any:
    return edited(doing, record, values)


SIMPLE: dict[str, Table] = {
    table.name: table
    for table in (
        _directory("users", "user", store.User, files.UserRecord, content.User),
        _directory("funders", "funder", store.Funder, files.FunderRecord, content.Funder),
        _directory("clients", "client", store.Client, files.ClientRecord, content.Client),
        _directory("contacts", "contact", store.Contact, files.ContactRecord, files.ContactForm),
        _directory("trainers", "trainer", store.Trainer, files.TrainerRecord, content.Trainer),
        _directory("venues", "venue", store.Venue, files.VenueRecord, content.Venue),
        _directory(
            "participants", "participant", store.Participant, files.ParticipantRecord, content.Participant
        ),
        Table(
            *("requests", "request", store.Request, files.RequestRecord, content.Request),
            *("receive-request", "edit-request", request_columns, edit_request),
            only_new=("more", "stage", "waiting_for", "chase_on"),
            always=("territory", "zone"),
        ),
    )
}


# Numbers --------------------------------------------------------------------------------------------------


# A series, and how its references are written.
Series = tuple[str, Callable[[int], str]]


def series_of(doing: Doing, table: Table, values: Any) -> Series | None:
    """The series that a new record's reference comes from; None for one of its own. One for each kind."""
    if table.kind == "user":
        return None
    if table.kind == "request":
        pattern: str = getattr(doing.settings.numbering, values.kind)
        year = doing.today.year
        return f"{pattern}|{year}", lambda n: pattern.format(year=year, n=n)
    prefix = PREFIXES[table.kind]
    return prefix, lambda n: f"{prefix}-{n:04}"


def series_of_ref(doing: Doing, kind: str, request_kind: str, ref: str) -> tuple[str, int] | None:
    """The series and rank of a reference that the house could have given; None for any other."""
    if kind != "request":
        found = re.fullmatch(rf"{PREFIXES[kind]}-(\d{{4,9}})", ref) if kind in PREFIXES else None
        return (PREFIXES[kind], int(found[1])) if found else None
    pattern: str = getattr(doing.settings.numbering, request_kind)
    found = _shape(pattern).fullmatch(ref)
    if found is None:
        return None
    year, n = int(found["year"]), int(found["n"])
    # A rank written otherwise (INT-2026-42) isn't one that the house gives.
    return (f"{pattern}|{year}", n) if pattern.format(year=year, n=n) == ref else None


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    """What a reference written by `pattern` looks like."""
    parts = re.split(r"(\{year[^}]*\}|\{n[^}]*\})", pattern)
    shaped = [
        r"(?P<year>\d{4})"
        if part.startswith("{year")
        else r"(?P<n>\d{1,9})"
        if part.startswith("{n")
        else re.escape(part)
        for part in parts
    ]
    return re.compile("".join(shaped))
