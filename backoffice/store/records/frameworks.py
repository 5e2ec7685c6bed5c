"""Frameworks, each version a row, with the lines of their price schedules; order forms that consume them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonObject, Listed, Record, link, related, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.offer import Published
from backoffice.store.records.people import Client
from backoffice.store.records.sales import Quote

ORDER_STATES = ("open", "cancelled")


class Framework(Published):
    """One version of a framework; the lines of its schedule have rows of their own: each is called by its
    rank. `maximum_cents` is that of its whole length."""

    __tablename__ = "frameworks"

    # Said by the body too: what lists are read from.
    client_ref: Mapped[str | None]
    maximum_cents: Mapped[int | None]

    lines: Mapped[list[FrameworkLine]] = relationship(
        back_populates="framework", order_by="FrameworkLine.position", cascade="all, delete-orphan"
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.client_ref, self.maximum_cents = self.body.get("client"), _most(self.body)
        for position, line in enumerate(self.body.get("lines", ()), start=1):
            self.lines.append(FrameworkLine(position=position, code=line["code"], label=line["label"]))


def _most(body: JsonObject) -> int | None:
    """The most that can be ordered over the whole length, lots together; None where one has no maximum."""
    most = body.get("maximum_cents")
    if most is None:
        lots = [lot.get("maximum_cents") for lot in body.get("lots", ())]
        most = None if not lots or None in lots else sum(lots)
    periods = 1 + int(body.get("renewals", 0)) if body.get("by_period") else 1
    return None if most is None else int(most) * periods


class FrameworkLine(Record):
    """A price by its rank; what it says is in its framework's body."""

    __tablename__ = "framework_lines"
    __table_args__ = (Index(None, "framework_id", "position"),)

    framework_id: Mapped[int] = link("frameworks.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[str]

    framework: Mapped[Framework] = relationship(back_populates="lines")

    @property
    def body(self) -> JsonObject:
        """The line as its framework's file gives it."""
        found: JsonObject = self.framework.body["lines"][self.position - 1]
        return found


class OrderForm(Listed, Record):
    """What a buyer ordered under a framework (by its code) for a dossier; `number` is the buyer's.

    `cancelled` says when and why it no longer consumes anything.
    """

    __tablename__ = "order_forms"
    __table_args__ = (
        UniqueConstraint("request_id", "position"),
        Index(None, "framework_ref", "id"),
        Index(None, "sort_key", "id"),
    )

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    framework_ref: Mapped[str]
    lot: Mapped[str] = mapped_column(default="")
    client_id: Mapped[int | None] = link("clients.id")
    quote_id: Mapped[int | None] = link("quotes.id")
    number: Mapped[str]
    ordered_on: Mapped[date]
    net_cents: Mapped[int]
    engagement: Mapped[str | None]
    note: Mapped[str | None]
    state: Mapped[str] = token(*ORDER_STATES, default="open")
    cancelled: Mapped[JsonObject | None]

    request: Mapped[Request] = relationship()
    client: Mapped[Client | None] = relationship()
    quote: Mapped[Quote | None] = relationship()

    def words(self) -> tuple[str | None, ...]:
        client = related(self, "client")
        return self.number, self.framework_ref, client.name if client else None

    def title_text(self) -> str:
        return f"{self.framework_ref} {self.number}"
