"""Issued documents and the bytes that are kept by hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import Base, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.people import User
from backoffice.store.records.sales import Quote

DOCUMENT_KINDS = (
    "quote",
    "proposal",
    "agreement",
    "contract",
    "amendment",
    "attendance_sheet",
    "programme_sheet",
    "acknowledgement",
    "calendar_options",
    "questionnaire",
    "order_acknowledgement",
)


class Blob(Base):
    """Bytes under their SHA-256; written once."""

    __tablename__ = "blobs"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256_length"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    media: Mapped[str]
    bytes: Mapped[bytes]


class Document(Record):
    """What was issued: the flat snapshot it was made from (`sheet`), its bytes' hash, the copy's place."""

    __tablename__ = "documents"
    __table_args__ = (Index(None, "issued_at", "id"), Index(None, "number", "version_no"))

    kind: Mapped[str] = token(*DOCUMENT_KINDS)
    number: Mapped[str | None]
    version_no: Mapped[int] = mapped_column(default=1)
    request_id: Mapped[int | None] = link("requests.id")
    quote_id: Mapped[int | None] = link("quotes.id")
    subject_uid: Mapped[str | None] = mapped_column(index=True)
    sheet_format: Mapped[str]
    sheet: Mapped[JsonObject]
    fingerprint: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    file_name: Mapped[str]
    path: Mapped[str | None]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = link("users.id")
    replaced_by_id: Mapped[int | None] = link("documents.id")

    request: Mapped[Request | None] = relationship()
    quote: Mapped[Quote | None] = relationship()
    issued_by: Mapped[User | None] = relationship()
