"""What is offered: programmes, pathways, methods, rate cards; each version a row."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from backoffice.store.records.base import JsonObject, Listed, Record, link, token


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


class HouseText(Published):
    """One version of a text of the house, from the day on which it holds (none: it always did)."""

    __tablename__ = "house_texts"


class RateCard(Published):
    """One version of a rate card; its rates have rows of their own too: each is called by its rank."""

    __tablename__ = "rate_cards"

    lines: Mapped[list[RateCardLine]] = relationship(
        back_populates="card", order_by="RateCardLine.position", cascade="all, delete-orphan"
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for position, rate in enumerate(self.body.get("rates", ()), start=1):
            self.lines.append(RateCardLine(position=position, code=rate["code"], label=rate["label"]))


class RateCardLine(Record):
    """A rate by its rank; what it says is in its card's body."""

    __tablename__ = "rate_card_lines"
    __table_args__ = (Index(None, "card_id", "position"),)

    card_id: Mapped[int] = link("rate_cards.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[str]

    card: Mapped[RateCard] = relationship(back_populates="lines")

    @property
    def body(self) -> JsonObject:
        """The rate as its card's file gives it."""
        found: JsonObject = self.card.body["rates"][self.position - 1]
        return found
