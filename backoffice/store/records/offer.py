"""What is offered: programmes, the pathways that order them, the methods they follow; each version a row."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from backoffice.store.records.base import JsonObject, Listed, Record, token


class Published(Listed, Record):
    """One version of what is offered. `ref` is its code, `body` the whole file, `sha256` that of its text."""

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint | Index, ...]:  # noqa: N805
        return (UniqueConstraint("ref", "version_no"), Index(None, "sort_key", "id"))

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


class Programme(Published):
    __tablename__ = "programmes"


class Pathway(Published):
    __tablename__ = "pathways"


class Method(Published):
    __tablename__ = "methods"
