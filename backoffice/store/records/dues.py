"""What is to be asked of payers: instalments as they stand now (derived), what the accounts were given."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, Record, Row, link
from backoffice.store.records.people import User
from backoffice.store.records.sales import Quote


class Handover(Record):
    """An instalment, or its part of one `period`, passed to the accounts on a day under their own `number`.

    `shares` are its amounts by nature and VAT as they were then: what comes later doesn't change them.
    """

    __tablename__ = "handovers"
    __table_args__ = (UniqueConstraint("quote_id", "part"),)

    quote_id: Mapped[int] = link("quotes.id", index=False)
    part: Mapped[int]
    position: Mapped[int]
    period: Mapped[str] = mapped_column(default="")
    handed_on: Mapped[date]
    number: Mapped[str | None]
    cents: Mapped[int]
    shares: Mapped[JsonList] = mapped_column(default=list)
    by_id: Mapped[int | None] = link("users.id")

    quote: Mapped[Quote] = relationship()
    by: Mapped[User | None] = relationship()


class DueRow(Row):
    """What one instalment of an accepted quote asks of whom and when, as its dossier stands: written again
    whenever that changes, never edited.

    `due_at` is the instant at which it is late (far away without a day), `soon_at` some days before;
    `due_order` puts what is still to be asked first, the latest of it before the rest.
    """

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("quote_id", "part"),
        Index(None, "request_id"),
        Index(None, "open", "due_order", "id"),
        Index(None, "due_order", "id"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id", ondelete="CASCADE"))
    part: Mapped[int]
    position: Mapped[int]
    label: Mapped[str]
    trigger: Mapped[str]
    period: Mapped[str] = mapped_column(default="")
    client_id: Mapped[int | None] = link("clients.id")
    funder_id: Mapped[int | None] = link("funders.id")
    payer: Mapped[str]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime]
    soon_at: Mapped[datetime]
    due_order: Mapped[str]
    waits: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=True)
    settles: Mapped[bool] = mapped_column(default=False)
    net_cents: Mapped[int]
    vat_cents: Mapped[int]
    total_cents: Mapped[int]
    shares: Mapped[JsonList] = mapped_column(default=list)
    handed_on: Mapped[date | None]
    number: Mapped[str | None]
