"""What taking a row in needs, whatever it is of: found again, set, carried beside its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from backoffice.errors import Invalid
from backoffice.i18n import _
from backoffice.services.importing import carried
from backoffice.services.importing.batch import ACT, Batch, OnlyNew
from backoffice.services.importing.report import Change, differences
from backoffice.services.importing.rows import Row
from backoffice.store.records import Published, Request

# The record, what changed in it, whether it is new, its act.
Taken = tuple[Any, tuple[Change, ...], bool, str]
Take = Callable[[Batch, Row, Any], Taken]
# What a group is confirmed by, and until when one enrols in it.
LIMITS = (
    *("minimum", "decide_on", "closes_before", "closes_at", "closes_on", "closes_length", "after_closing"),
)
_OF_GROUP = frozenset(
    {"ref", "request_id", "name", "headcount_included", "teaching_max", "external_ref", *LIMITS}
)
_OF_MODULE = frozenset(
    {"request_id", "position", "code", "label", "title", "programme_ref", "programme_version", "body"}
)
_OF_ENROLMENT = frozenset({"group_id", "participant_id", "state", "payer"})
_OF_SLOT = frozenset(
    {
        *("request_id", "module_id", "group_id", "day", "start", "finish", "starts_at", "ends_at", "minutes"),
        *("mode", "counts", "venue_id", "state", "note", "external_ref"),
    }
)
_OF_NEEDS = frozenset(
    {
        *("request_id", "questionnaire_ref", "questionnaire_version", "audience", "version_no", "state"),
        *("answers", "replies", "answered_by", "answered_on"),
        *("validated_by", "validated_function", "validated_on"),
    }
)
_OF_ORDER = frozenset(
    {
        *("request_id", "framework_ref", "lot", "client_id", "quote_id", "number", "ordered_on", "net_cents"),
        *("engagement", "note", "state"),
    }
)
COVERED: Mapping[str, frozenset[str]] = {
    "modules": _OF_MODULE,
    "groups": _OF_GROUP,
    "enrolments": _OF_ENROLMENT,
    "slots": _OF_SLOT,
    "team": frozenset({"slot_id", "trainer_id", "role"}),
    "needs": _OF_NEEDS,
    "order_forms": _OF_ORDER,
    "past": frozenset({"slot_id", "position", "venue_id"}),
}


def found_there(batch: Batch, row: Row, kind: type[Any], natural: Any) -> Any:
    """The record by its uid or reference elsewhere, else the only one that `natural` finds."""
    session = batch.doing.unit.session
    for name in ("uid", "external_ref"):
        if row.key(name) and hasattr(kind, name):
            batch.once(row, name, row.key(name))
            column: Any = getattr(kind, name)
            found = session.scalars(select(kind).where(column == row.key(name))).one_or_none()
            if found is not None:
                return found
    return session.scalars(natural).one_or_none() if natural is not None else None


def put(row: Row, record: Any, columns: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Change, ...]:
    """Gives `record` the columns whose field the file gives, and tells what differed."""
    before = {field: getattr(record, column) for field, column in names.items()}
    after = {field: columns[column] for field, column in names.items()}
    given = [field for field in names if field in row.given]
    changes = differences(before, after, given)
    for change in changes:
        setattr(record, names[change.field], columns[names[change.field]])
    return changes


def carried_in(
    batch: Batch, row: Row, kind: type[Any], more: Mapping[str, Any], table: str
) -> dict[str, Any]:
    """The columns that the row carries beside its form."""
    return carried.read(kind, more, COVERED[table], batch.lookups, row.at("more"))


def request_of(batch: Batch, ref: str) -> Request:
    """The dossier that a part of the batch belongs to."""
    found: Request = batch.lookups.record("request", ref)
    return found


def same_version(row: Row, there: Published, digest: str, values: Any) -> Taken:
    """A version that is there already, as it is: the file may not say otherwise.

    `digest` is the hash of what the file says. Raises Invalid when that of `there` is another, OnlyNew when
    its state is, which only an act changes.
    """
    if there.sha256 != digest:
        raise Invalid(
            _("Version {version} of {code} already says something else.").format(
                version=there.version_no, code=there.ref
            ),
            remedy=_("Leave version_no out: it then comes in as a new version."),
        )
    if there.state != values.state:
        raise OnlyNew("state", there.ref).at(row.at("state"))
    return there, (), False, ACT
