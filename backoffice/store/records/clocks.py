"""Promises as they stand, and which dossier each act of the journal was done in: derived, never edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.domain.commitments.events import OWED_BY, Step
from backoffice.store.records.base import Base, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request

OUTCOMES = ("kept", "broken", "lifted")


class Commitment(Record):
    """One promise of a dossier: what its story in the journal makes of it (`domain/commitments`).

    `terms` are those that it was made with; `settings_id` the settings that it was in. Of an open one,
    `stopped_s` is set while its clock stands still; seconds are since 1970."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("request_id", "n"),
        Index(None, "due_at", "id"),
        Index(None, "open", "suspended", "due_at", "id"),
        Index(None, "open", "suspended", "target_on", "due_at", "id"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    n: Mapped[int]
    step: Mapped[str] = token(*Step)
    owed_by: Mapped[str] = token(*OWED_BY)
    label: Mapped[str] = mapped_column(default="")
    policy: Mapped[str]
    settings_id: Mapped[int] = link("settings.id", index=False)
    scope: Mapped[str] = mapped_column(default="")
    internal: Mapped[bool] = mapped_column(default=False)
    terms: Mapped[JsonObject]
    opened_at: Mapped[datetime]
    nominal_on: Mapped[date]
    target_on: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    soon_at: Mapped[datetime]
    open: Mapped[bool]
    outcome: Mapped[str | None] = token(*OUTCOMES)
    suspended: Mapped[bool]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reason: Mapped[str | None]
    started_s: Mapped[int]
    paused_s: Mapped[int]
    stopped_s: Mapped[int | None]
    gross_minutes: Mapped[int | None]
    net_minutes: Mapped[int | None]

    request: Mapped[Request] = relationship()


class JournalDossier(Base):
    """The dossier in which an act of the journal was done: an index over what its payload says."""

    __tablename__ = "journal_dossiers"
    __table_args__ = (Index(None, "request_id", "seq"),)

    seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), primary_key=True, autoincrement=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
