"""Which record of the house a row is: by its uid, its references, or what can't be another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from backoffice.domain.text import clean_line, fold, sort_key
from backoffice.errors import BackofficeError, NotFound
from backoffice.i18n import _
from backoffice.services.importing.batch import Batch
from backoffice.services.importing.lookups import AT_ONCE, batches
from backoffice.services.importing.rows import Row, links
from backoffice.services.importing.tables import Table
from backoffice.services.kinds import KIND_LABELS, ref_of

Match = Any  # a record, None for a new one, or the error that keeps from telling


class PossibleDouble(BackofficeError):
    """A new record that looks like one that is there: told, never merged."""

    code = "possible_double"

    def __init__(self, name: str, refs: Sequence[str]) -> None:
        super().__init__(
            _("{name} looks like {refs}, and comes in as a new record.").format(
                name=name, refs=", ".join(refs)
            ),
            remedy=_("If it is the same, give its reference in the file, and import again."),
        )


class OtherRecord(BackofficeError):
    """A row whose references lead to two different records."""

    code = "other_record"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(
            _("Its references lead to two records: {one} and {other}.").format(one=one, other=other),
            remedy=_("Correct the one that is wrong."),
        )


class Recogniser:
    """Recognises the rows of a table, many at once."""

    def __init__(self, batch: Batch, table: Table) -> None:
        self._batch, self._table = batch, table
        self._session = batch.doing.unit.session

    def match(self, rows: Sequence[Row]) -> list[Match]:
        """For each row the record that it is, None when it is new, or an error."""
        by_uid = self._by("uid", (row.key("uid") for row in rows))
        by_external = self._by("external_ref", (row.key("external_ref") for row in rows))
        by_ref = self._by("ref", (self._ref(row) for row in rows))
        found = [self._told(row, by_uid, by_external, by_ref) for row in rows]
        unknown = [
            index
            for index, (row, match) in enumerate(zip(rows, found, strict=True))
            if match is None and not row.key("external_ref") and not row.key("uid")
        ]
        for index, match in zip(unknown, self._naturally([rows[one] for one in unknown]), strict=True):
            found[index] = match
        return found

    def _naturally(self, rows: Sequence[Row]) -> list[Match]:
        """By what can't be another's: the only record that has the row's own; None when several have."""
        natural = _NATURAL.get(self._table.kind)
        if natural is None or not rows:
            return [None] * len(rows)
        by_key: dict[Any, list[Any]] = {}
        for one in self._where(natural.column, (natural.text(row) for row in rows)):
            by_key.setdefault(natural.of_record(one), []).append(one)
        return [self._only(row, natural, by_key) for row in rows]

    def _only(self, row: Row, natural: Natural, by_key: Mapping[Any, list[Any]]) -> Match:
        if not natural.text(row):
            return None
        key = natural.of_row(row)
        try:
            self._batch.once(row, "natural", " ".join(map(str, key)))
        except BackofficeError as twice:
            return twice
        those = by_key.get(key, [])
        return those[0] if len(those) == 1 else None

    def _ref(self, row: Row) -> str:
        return row.key("initials").lower() if self._table.kind == "user" else row.key("ref")

    def _told(
        self, row: Row, by_uid: Mapping[str, Any], by_external: Mapping[str, Any], by_ref: Mapping[str, Any]
    ) -> Match:
        uid, external, ref = row.key("uid"), row.key("external_ref"), self._ref(row)
        if uid in by_uid:
            return by_uid[uid]
        elsewhere, here = by_external.get(external), by_ref.get(ref)
        if uid and self._table.kind != "user":
            # An export of another house: its references are its own.
            return elsewhere
        if elsewhere is not None and here is not None and elsewhere is not here:
            return row.error(OtherRecord(ref_of(elsewhere), ref_of(here)))
        if ref and here is None and elsewhere is None and self._table.kind != "user":
            return row.error(NotFound(_(KIND_LABELS[self._table.kind]), ref).at(row.at("ref")))
        return elsewhere if elsewhere is not None else here

    def _by(self, name: str, values: Iterable[str]) -> dict[str, Any]:
        """The records whose column `name` holds one of `values`."""
        record: Any = self._table.record
        column, found = getattr(record, name), {}
        for part in batches(sorted({value for value in values if value}), AT_ONCE):
            for one in self._load(column.in_(part)):
                found[getattr(one, name)] = one
        return found

    def _load(self, condition: Any) -> Sequence[Any]:
        record: Any = self._table.record
        loads = [
            selectinload(getattr(record, asked.name))
            for asked in links(self._table.model)
            if hasattr(record, f"{asked.name}_id")
        ]
        return self._session.scalars(select(record).where(condition).options(*loads)).all()

    def _where(self, name: str, values: Iterable[str]) -> Sequence[Any]:
        """The records whose column `name` holds one of `values`, that weren't merged into another."""
        record: Any = self._table.record
        found: list[Any] = []
        for part in batches(sorted({value for value in values if value}), AT_ONCE):
            found += self._load(getattr(record, name).in_(part))
        return [one for one in found if getattr(one, "merged_into_id", None) is None]

    # Doubles

    def warn_of_doubles(self, ready: Sequence[Any]) -> None:
        """Tells of new records that bear the name of one that is there."""
        rows = [one.row for one in ready if not one.row.key("external_ref") and not one.row.key("uid")]
        if not rows or self._table.kind == "user":
            return
        record: Any = self._table.record
        wanted = {sort_key(_title(self._table.kind, row)) for row in rows}
        found: dict[str, list[Any]] = {}
        for part in batches(sorted(wanted), AT_ONCE):
            query = select(record).where(record.sort_key.in_(part))
            for one in self._session.scalars(query):
                found.setdefault(one.sort_key, []).append(one)
        for row in rows:
            title = _title(self._table.kind, row)
            alike = [ref_of(one) for one in found.get(sort_key(title), ()) if self._alike(row, one)]
            if alike:
                self._batch.report.warn(row.error(PossibleDouble(title.strip(), alike[:3])))

    def _alike(self, row: Row, record: Any) -> bool:
        """The same name isn't enough for people, venues and requests: the client must be the same too."""
        if getattr(record, "merged_into_id", None) is not None:
            return False
        if self._table.kind not in ("contact", "participant", "venue", "request"):
            return True
        client = getattr(record, "client", None)
        return (client.ref if client is not None else "") == row.key("client")


def _title(kind: str, row: Row) -> str:
    if kind == "request":
        return row.key("topic")
    people = kind in ("contact", "trainer", "participant")
    return f"{row.key('name')} {row.key('first_name')}" if people else row.key("name")


def _digits(row: Row) -> str:
    return "".join(row.key("siret").split())


@dataclass(frozen=True, slots=True)
class Natural:
    """What tells a record of a kind from any other: the column that is looked up, and the whole key."""

    column: str
    text: Callable[[Row], str]
    of_record: Callable[[Any], tuple[str, ...]]
    of_row: Callable[[Row], tuple[str, ...]]


def _client(one: Any) -> str:
    client = getattr(one, "client", None)
    return client.ref if client is not None else ""


_SIRET = Natural(
    "siret",
    _digits,
    lambda one: (one.siret, fold(one.name)),
    lambda row: (_digits(row), fold(row.key("name"))),
)
_EMAIL = Natural(
    "email",
    lambda row: row.key("email"),
    lambda one: (one.email, _client(one)),
    lambda row: (row.key("email"), row.key("client")),
)
# The same name at the same client's, in the same street of the same town.
_VENUE = Natural(
    "name",
    lambda row: row.key("name"),
    lambda one: (one.name, _client(one), one.postcode or "", one.city or "", clean_line(one.street or "")),
    lambda row: tuple(row.key(name) for name in ("name", "client", "postcode", "city", "street")),
)
_NATURAL: Mapping[str, Natural] = {
    "client": _SIRET,
    "funder": _SIRET,
    "contact": _EMAIL,
    "participant": _EMAIL,
    "trainer": _EMAIL,
    "venue": _VENUE,
}
