"""What the house keeps for itself: settings, counters, the journal, keys, undo."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.store.records.base import Base, JsonObject, Row, link


class Meta(Base):
    """What this database is: application, journal head."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class SchemaNumber(Base):
    """The schema's number, under the name that Alembic gives it."""

    __tablename__ = "alembic_version"

    version_num: Mapped[str] = mapped_column(primary_key=True)


class Settings(Row):
    """The settings in force from `applied_at` on; the last row counts."""

    __tablename__ = "settings"

    body: Mapped[JsonObject]
    sha256: Mapped[str]
    applied_at: Mapped[datetime]
    occurred_at: Mapped[datetime]
    actor_id: Mapped[int | None] = link("users.id")


class Counter(Base):
    """The last number given in a series, and the local date it was given on."""

    __tablename__ = "counters"
    __table_args__ = (CheckConstraint("value > 0", name="value_positive"),)

    series: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    last_on: Mapped[date]


class JournalRow(Base):
    """One act. `payload` is None once purged; `seals` are the digests of the issued rows that it left."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "subject_uid", "seq"), Index(None, "act", "seq"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = link("users.id")
    act: Mapped[str]
    subject_uid: Mapped[str]
    subject_ref: Mapped[str | None]
    payload: Mapped[str | None]
    payload_hash: Mapped[str]
    seals: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    hash_version: Mapped[int]


class Tombstone(Row):
    """Why and by whom a journal row's payload was purged."""

    __tablename__ = "tombstones"

    journal_seq: Mapped[int] = link("journal.seq", index=False, unique=True)
    reason: Mapped[str]
    purged_at: Mapped[datetime]
    actor_id: Mapped[int | None] = link("users.id")


class IdempotencyKey(Row):
    """What an act answered for a key, so that asking twice does it once."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(unique=True)
    act: Mapped[str]
    subject_uid: Mapped[str | None]
    result: Mapped[JsonObject]
    recorded_at: Mapped[datetime]


class UndoStep(Row):
    """The act and command that undo a journal row; `done_at` once it was used."""

    __tablename__ = "undo_steps"
    __table_args__ = (Index(None, "actor_id", "done_at", "journal_seq"),)

    actor_id: Mapped[int | None] = link("users.id", index=False)
    journal_seq: Mapped[int] = link("journal.seq")
    act: Mapped[str]
    command: Mapped[JsonObject]
    done_at: Mapped[datetime | None]


class FeedEntry(Row):
    """A thing as a calendar feed last told it: `feed` is whose (initials, or ``*``), `uid` the thing's own.

    `body` is what was told, empty once nobody needs to be told any more; `gone_at` when it disappeared.
    """

    __tablename__ = "feed_entries"
    __table_args__ = (UniqueConstraint("feed", "uid"),)

    feed: Mapped[str]
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    stamped_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    body: Mapped[JsonObject]
