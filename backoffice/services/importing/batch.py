"""A batch: one transaction, its lookups, its journal, its way back, and what became of each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.around import Followed
from backoffice.services.importing.lookups import NAMED, Known, Lookups
from backoffice.services.importing.report import Change, Report, Told
from backoffice.services.importing.rows import Row, links
from backoffice.services.ports import Watch
from backoffice.store.journal import Entry, Inverse

# Up to so many records made or changed, an import can be undone: beyond, its images would weigh more than it.
UNDOABLE = 5_000
ACT = "import"


class RefersToRefused(BackofficeError):
    """A reference to a record of the same batch that was itself refused."""

    code = "refers_to_refused"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("{text} stands in this import, and was refused.").format(text=text),
            remedy=_("Mend it first: this record may then be right."),
        )


class OnlyNew(BackofficeError):
    """Something that an import may say of a new record only."""

    code = "only_new"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(
            _("{field} of {ref} can't be changed by an import.").format(field=name, ref=ref),
            remedy=_("Do it by its own act, or leave it as it is in the file."),
        )


class Twice(BackofficeError):
    """A record that a batch gives twice."""

    code = "twice"

    def __init__(self, text: str, where: str) -> None:
        super().__init__(
            _("{text} was already given: {where}.").format(text=text, where=where),
            remedy=_("Keep one of the two."),
        )


@dataclass(slots=True)
class Batch:
    """What the tables' handlers share; they say what became of each row by `created`, `changed`…"""

    doing: Doing
    lookups: Lookups
    report: Report
    watch: Watch
    total: int = 0
    done: int = 0
    uid: str = field(default_factory=new_uid)
    images: list[Mapping[str, Any]] | None = field(default_factory=list)
    subjects: list[tuple[str, str]] | None = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    # The reference that each participant of a file came in under, by its row.
    people: dict[int, str] = field(default_factory=dict)
    # Dossiers (by id) in which something that tasks count from came in.
    dossiers: set[int] = field(default_factory=set)

    # Links

    def expect(self, rows: Sequence[Row]) -> None:
        """Looks up, many at once, what `rows` refer to."""
        wanted: dict[str, set[str]] = {}
        for row in rows:
            for asked in links(row.model):
                wanted.setdefault(asked.refers_to or "", set()).update(_texts(row.given.get(asked.name)))
        for kind, texts in wanted.items():
            self.lookups.expect(kind, texts)

    def link(self, row: Row) -> None:
        """Puts the house's own references in place of the row's; what leads nowhere is noted as wrong."""
        for asked in links(row.model):
            value = row.given.get(asked.name)
            if isinstance(value, str) and value.strip():
                row.put(asked.name, self._ref(row, asked.name, asked.refers_to or "", value))
            elif isinstance(value, list | tuple):
                kind = asked.refers_to or ""
                its = (
                    self._ref(row, asked.name, kind, one) if isinstance(one, str) else one for one in value
                )
                row.put(asked.name, tuple(its))

    def _ref(self, row: Row, name: str, kind: str, value: str) -> str:
        text = value.strip()
        try:
            return self.lookups.get(kind, text).ref
        except BackofficeError as wrong:
            told = RefersToRefused(text) if (kind, text) in self.refused else wrong
            row.wrong.append(told.at(row.at(name)))
            return value

    def once(self, row: Row, name: str, value: str) -> None:
        """Notes what tells a record from others; raises Twice when the batch gave it already."""
        first = self.seen.setdefault((row.table, name, value), row.place)
        if first is not row.place:
            raise row.error(Twice(value, str(first)))

    # Outcomes

    def made(self, row: Row, kind: str, known: Known, values: Mapping[str, Any], name: str) -> Told:
        """A new record: the batch may refer to it from now on."""
        self._learn(row, kind, known, name)
        self.people[id(row)] = known.ref
        shown = self._fields(row, {}, values) if self.report.dry_run else ()
        ref = None if self.report.dry_run else known.ref
        return Told(row.table, row.place, "created", ref, row.key("external_ref") or None, name, shown)

    def met(
        self, row: Row, kind: str, known: Known, changes: Sequence[Change], name: str, *, changed: bool
    ) -> Told:
        """A record that was there: changed, or the same."""
        self._learn(row, kind, known, name)
        self.people[id(row)] = known.ref
        outcome = "updated" if changed else "unchanged"
        external = row.key("external_ref") or None
        return Told(row.table, row.place, outcome, known.ref, external, name, tuple(changes))

    def _learn(self, row: Row, kind: str, known: Known, name: str) -> None:
        keys = (row.key("ref"), row.key("external_ref"), row.key("uid"))
        self.lookups.learn(kind, known, keys, name if kind in NAMED else "")

    def bad(self, row: Row, kind: str, error: BackofficeError) -> Told:
        """A record that can't come in as it is."""
        for key in ("ref", "external_ref", "name"):
            if row.key(key):
                self.refused.add((kind, row.key(key)))
        placed = error if any(error.place.file for error in _flat(error)) else row.error(error)
        external = row.key("external_ref") or None
        name = row.key("name") or row.key("topic") or row.key("title")
        return Told(row.table, row.place, "refused", None, external, name, error=placed)

    def _fields(self, row: Row, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
        from backoffice.services.importing.report import differences

        return differences(before, after, [name for name in row.given if name in after])

    def tell(self, told: Iterable[Told]) -> None:
        """Reports rows in the order of their file, and how far the work is."""
        for one in told:
            self.report.tell(one)
            self.done += 1
        self.watch.step(self.done, self.total, "")

    # The journal

    def entry(
        self,
        act: str,
        uid: str,
        ref: str,
        payload: Mapping[str, Any],
        followed: Followed | None = None,
        occurred_at: datetime | None = None,
    ) -> None:
        """One row of the journal for one subject of the batch, with what follows from it."""
        doing = self.doing
        doing.unit.append(
            Entry(
                act=act,
                subject_uid=uid,
                occurred_at=occurred_at or doing.occurred_at,
                actor_id=doing.actor.id if doing.actor else None,
                subject_ref=ref,
                payload=payload if followed is None else {**payload, **followed.notes},
                dossier_id=None if followed is None else followed.dossier_id,
            )
        )
        if self.subjects is not None:
            self.subjects.append((uid, ref))
        for one in followed.entries if followed else ():
            told = Followed(dossier_id=one.dossier_id)
            self.entry(one.act, one.subject_uid, one.subject_ref or "", one.payload, told, one.occurred_at)

    def keep(self, images: Iterable[Mapping[str, Any]]) -> None:
        """Keeps what undoing needs, as long as the batch is small enough to be undone."""
        if self.images is not None:
            self.images += images
        if self.subjects is not None and len(self.subjects) > UNDOABLE:
            self.images = self.subjects = None

    def close(self) -> None:
        """The import's own row in the journal, which undoes it all."""
        counts = self.report.counts
        payload = {"created": counts["created"], "updated": counts["updated"]}
        inverse = None
        if self.images is not None and self.subjects is not None:
            subjects = [list(one) for one in self.subjects]
            inverse = Inverse("revert", {"rows": self.images, "subjects": subjects})
        self.report.undoable = inverse is not None
        doing = self.doing
        actor = doing.actor.id if doing.actor else None
        doing.unit.append(Entry(ACT, self.uid, doing.occurred_at, actor, "import", payload, inverse))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list | tuple):
        return tuple(one.strip() for one in value if isinstance(one, str) and one.strip())
    return ()


def _flat(error: BackofficeError) -> Sequence[BackofficeError]:
    from backoffice.errors import each

    return each(error)
