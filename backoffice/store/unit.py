"""The unit of work: everything that an act reads and writes, kept together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import case, select

from backoffice.errors import NotFound
from backoffice.store.canonical import canonical, sha256
from backoffice.store.driver import fetch, insert_many, run
from backoffice.store.errors import (
    Damaged,
    DateGoesBack,
    Difference,
    InTheFuture,
    KeyReused,
    Unjournalled,
    VersionConflict,
)
from backoffice.store.hooks import TrackedSession
from backoffice.store.journal import COLUMNS, HASH_VERSION, Entry, Link, Recorded, chained
from backoffice.store.records import (
    Base,
    Blob,
    IdempotencyKey,
    Published,
    Quote,
    Record,
    Tombstone,
    UndoStep,
)
from backoffice.store.seals import seals_of
from backoffice.store.types import instant_text

R = TypeVar("R", bound=Base)
E = TypeVar("E", bound=Record)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an act answered the first time its key was used."""

    act: str
    subject_uid: str | None
    result: dict[str, Any]


class UnitOfWork:
    """One open transaction. Nothing is kept unless `commit` is called; `now` is its one instant.

    One writer at a time, on both engines: what an act has checked is still so when it writes. Entries are
    collected by `append` and written at `commit`, once every row is as it will stay and can be sealed: the
    last entry bears the seals of all that the transaction touched, so those before it needn't wait.
    """

    def __init__(self, session: TrackedSession, now: datetime, *, writing: bool) -> None:
        self.session = session
        self.now = now
        self.committed = False
        self._writing = writing
        self._entries: list[Entry] = []
        self._payloads: list[str] = []
        self._recorded: list[Recorded] = []

    @property
    def driver(self) -> Any:
        """The driver's own connection (sqlite3 or psycopg), inside this transaction: what lists take."""
        return self.session.connection().connection.driver_connection

    # Records

    def get(self, kind: type[E], uid: str, *, lock: bool = False) -> E:
        """The record of `kind` with this `uid`; raises NotFound. `lock` keeps other writers off."""
        query = select(kind).where(kind.uid == uid)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        found = self.session.scalars(query).one_or_none()
        if found is None:
            raise NotFound(_name(kind), uid)
        return found

    def find(self, kind: type[E], ref: str) -> E:
        """The record of `kind` that people call `ref`, or with that uid; raises NotFound.

        A quote is called by its number with its index, what is offered by its code (the last version
        that isn't a draft, where there is one).
        """
        found = self.maybe(kind, ref)
        if found is None:
            raise NotFound(_name(kind), ref)
        return found

    def maybe(self, kind: type[E], ref: str) -> E | None:
        """As `find`, with None instead of the error."""
        query = select(kind)
        if len(ref) == 36 and ref.count("-") == 4:
            query = query.where(kind.uid == ref)
        elif issubclass(kind, Quote):
            number, _, idx = ref.rpartition("-")
            if not idx.isascii() or not idx.isdigit():
                return None
            query = query.where(kind.number == number, kind.idx == int(idx))
        elif issubclass(kind, Published):
            # A draft is only meant where nothing is published yet: it is called by its version.
            query = (
                query.where(kind.ref == ref)
                .order_by(case((kind.state == "draft", 1), else_=0), kind.version_no.desc())
                .limit(1)
            )
        elif "ref" in kind.__table__.columns:
            query = query.where(kind.__table__.c.ref == ref)
        else:
            return None
        return self.session.scalars(query).one_or_none()

    def add(self, record: R) -> R:
        """Puts a new record in and gives it its uid, id and dates at once."""
        self.session.add(record)
        self.session.flush()
        return record

    def delete(self, record: Record) -> None:
        """Takes a record out; an issued one is refused by its table."""
        self.session.delete(record)
        self.session.flush()

    def expect_version(self, record: Record, version: int, mine: Mapping[str, Any] | None = None) -> None:
        """Raises VersionConflict unless `record` still has the `version` that a form was opened on.

        `mine` is what the loser wanted to write: the error says which of these fields differ.
        """
        if record.version != version:
            raise VersionConflict(called(record), differences(record, mine or {}))

    # Numbers, keys, bytes

    def next_number(self, series: str, on: date) -> int:
        """The next number of `series` (from 1), dated `on` (local); raises DateGoesBack.

        Its counter stays locked until the end of the transaction, and goes back with it: no gap, no double.
        """
        return self.next_numbers(series, on, 1)[0]

    def next_numbers(self, series: str, on: date, count: int) -> range:
        """The next `count` numbers of `series` (one or more), in one step; otherwise as `next_number`."""
        last = self._count_on(_NEXT_NUMBERS, series, on, count)
        return range(last - count + 1, last + 1)

    def number_reached(self, series: str, on: date, number: int) -> None:
        """Notes that `number` was given in `series` by another house, so that ours never gives it again."""
        self._count_on(_NUMBER_REACHED, series, on, number)

    def _count_on(self, sql: str, series: str, on: date, number: int) -> int:
        rows = fetch(self.driver, sql, (series, number, on.isoformat()))
        if not rows:
            [(last,)] = fetch(self.driver, "SELECT last_on FROM counters WHERE series = ?", (series,))
            raise DateGoesBack(series, on, date.fromisoformat(last))
        self._touch("counter", series)
        return int(rows[0][0])

    def recall(self, key: str, act: str | None = None) -> Remembered | None:
        """What was answered under `key`, or None; raises KeyReused when that was another act than `act`."""
        found = self.session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one_or_none()
        if found is None:
            return None
        if act is not None and found.act != act:
            raise KeyReused(key, found.act)
        return Remembered(found.act, found.subject_uid, found.result)

    def remember(self, key: str, act: str, subject_uid: str | None, result: Mapping[str, Any]) -> None:
        """Keeps what `act` answered under `key`, in this transaction."""
        self.add(
            IdempotencyKey(
                key=key, act=act, subject_uid=subject_uid, result=dict(result), recorded_at=self.now
            )
        )

    def put_blob(self, data: bytes, media: str) -> str:
        """Keeps `data` (of the media type `media`) and gives its SHA-256; the same bytes are kept once."""
        name = sha256(data)
        if self.session.get(Blob, name) is None:
            self.add(Blob(sha256=name, size=len(data), media=media, bytes=data))
        return name

    def get_blob(self, name: str) -> bytes:
        """The bytes whose SHA-256 is `name`; raises NotFound, or Damaged when they changed."""
        blob = self.session.get(Blob, name)
        if blob is None:
            raise NotFound("blob", name)
        if sha256(blob.bytes) != name:
            raise Damaged(name, "sha256")
        return blob.bytes

    # The journal

    @property
    def pending(self) -> Sequence[Entry]:
        """The entries appended so far and not yet written."""
        return self._entries

    def append(self, entry: Entry) -> None:
        """Says what is being done; written at `commit`, in order. Raises InTheFuture."""
        if entry.occurred_at > self.now:
            raise InTheFuture(instant_text(entry.occurred_at))
        self._payloads.append(canonical(dict(entry.payload)))
        self._entries.append(entry)
        if len(self._entries) > _ENTRIES_HELD:
            self._write_entries(len(self._entries) - 1, "{}")

    def purge(self, seq: int, reason: str, actor_id: int | None) -> None:
        """Takes the payload out of the journal's row `seq` and leaves a tombstone; the chain holds."""
        self.add(Tombstone(journal_seq=seq, reason=reason, purged_at=self.now, actor_id=actor_id))
        run(self.driver, "UPDATE journal SET payload = NULL WHERE seq = ?", (seq,))

    # The end

    def commit(self) -> tuple[Recorded, ...]:
        """Writes the journal and keeps everything; gives each entry's place in the journal.

        Raises Unjournalled when rows were written and no entry says why.
        """
        if not self._writing or self.committed:
            raise RuntimeError("this unit of work can't be committed (again)")
        self.session.flush()
        if self.session.tracking.wrote and not self._entries:
            raise Unjournalled("rows were written without a journal entry")
        recorded = self._write_journal()
        self.session.commit()
        self.committed = True
        return recorded

    def wrote(self) -> None:
        """Notes that rows were written beside the session: an entry must say why."""
        self.session.tracking.wrote = True

    def _touch(self, kind: str, key: int | str) -> None:
        self.session.tracking.wrote = True
        self.session.tracking.touched.add((kind, key))

    def _write_journal(self) -> tuple[Recorded, ...]:
        if self._entries:
            seals = canonical(seals_of(self.driver, sorted(self.session.tracking.touched, key=str)))
            self._write_entries(len(self._entries), seals)
        return tuple(self._recorded)

    def _write_entries(self, count: int, seals: str) -> None:
        """Chains the first `count` entries to the journal; the last of them bears `seals`."""
        [(head,)] = fetch(self.driver, "SELECT value FROM meta WHERE key = 'journal_head'")
        seq, previous = int(head.split()[0]), head.split()[1]
        entries, payloads = self._entries[:count], self._payloads[:count]
        del self._entries[:count], self._payloads[:count]
        links, now = [], instant_text(self.now)
        for entry, payload in zip(entries, payloads, strict=True):
            seq += 1
            link = _link(entry, payload, (seq, previous, seals if entry is entries[-1] else "{}"), now)
            links.append(link)
            self._recorded.append(Recorded(seq, link.hash, self.now))
            previous = link.hash
        self.session.flush()
        self.wrote()
        insert_many(self.driver, "journal", COLUMNS, links)
        run(self.driver, "UPDATE meta SET value = ? WHERE key = 'journal_head'", (f"{seq} {previous}",))
        self._tell_dossiers(entries, links)
        self._keep_inverses(entries, links)

    def _tell_dossiers(self, entries: Sequence[Entry], links: Sequence[Link]) -> None:
        """Each dossier knows the rows of the journal that its clocks follow from."""
        told = [
            (link.seq, entry.dossier_id)
            for entry, link in zip(entries, links, strict=True)
            if entry.dossier_id is not None
        ]
        if told:
            insert_many(self.driver, "journal_dossiers", ("seq", "request_id"), told)

    def _keep_inverses(self, entries: Sequence[Entry], links: Sequence[Link]) -> None:
        for entry, link in zip(entries, links, strict=True):
            if entry.inverse is not None:
                step = UndoStep(
                    actor_id=entry.actor_id,
                    journal_seq=link.seq,
                    act=entry.inverse.act,
                    command=dict(entry.inverse.command),
                )
                self.session.add(step)
        self.session.flush()


# A batch has an entry for each of its subjects: they are written by so many, not all held to the end.
_ENTRIES_HELD = 2_000
_NEXT_NUMBERS = (
    "INSERT INTO counters (series, value, last_on) VALUES (?, ?, ?)"
    " ON CONFLICT (series) DO UPDATE SET value = counters.value + excluded.value, last_on = excluded.last_on"
    " WHERE excluded.last_on >= counters.last_on RETURNING value"
)
_NUMBER_REACHED = (
    "INSERT INTO counters (series, value, last_on) VALUES (?, ?, ?)"
    " ON CONFLICT (series) DO UPDATE SET last_on = excluded.last_on, value ="
    " CASE WHEN excluded.value > counters.value THEN excluded.value ELSE counters.value END"
    " WHERE excluded.last_on >= counters.last_on RETURNING value"
)


def _link(entry: Entry, payload: str, place: tuple[int, str, str], now: str) -> Link:
    """The row of the chain that `entry` becomes, at its `place`: its number, what comes before, its seals."""
    seq, previous, seals = place
    covered = (
        *(seq, instant_text(entry.occurred_at), now, entry.actor_id, entry.act),
        *(entry.subject_uid, entry.subject_ref),
    )
    digest = sha256(payload)
    hashed = chained(*covered, digest, seals, previous)
    return Link(*covered, payload, digest, seals, previous, hashed, HASH_VERSION)


def called(record: Record) -> str:
    """What people call `record`: its number or reference, or its uid."""
    for name in ("full_number", "ref"):
        if (value := getattr(record, name, None)) is not None:
            return str(value)
    return record.uid


def differences(record: Record, mine: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields of `mine` that `record` now holds otherwise."""
    pairs = ((name, getattr(record, name), value) for name, value in mine.items())
    return tuple(Difference(name, theirs, value) for name, theirs, value in pairs if theirs != value)


def _name(kind: type[Base]) -> str:
    return kind.__name__.lower()
