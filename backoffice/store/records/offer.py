"""Programmes, each version a row of its own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.store.records.base import JsonObject, Listed, Record, token


class Programme(Listed, Record):
    """One version of a programme. `ref` is its code, `body` the whole file, `sha256` its canonical text's."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("ref", "version_no"), Index(None, "sort_key", "id"))

    ref: Mapped[str]
    version_no: Mapped[int]
    state: Mapped[str] = token("draft", "published", "retired")
    title: Mapped[str]
    valid_from: Mapped[date | None]
    body: Mapped[JsonObject] = mapped_column(default=dict)
    sha256: Mapped[str | None]

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.title

    def title_text(self) -> str:
        return f"{self.ref} {self.version_no:05d}"
