"""Quotes, their lines and instalments; how a rate card priced them, and who funds a dossier."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Listed, Record, link, related, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.people import Client, Funder

QUOTE_STATES = ("draft", "issued", "accepted", "refused", "expired", "withdrawn", "superseded")


class Quote(Listed, Record):
    """One version or variant of an offer. `number` and `idx` are None while it is a draft;
    `body` holds terms, notes, discounts, contract form and payment."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("number", "idx"),
        Index(None, "sort_key", "id"),
        Index(None, "state", "id"),
        Index(None, "issued_on", "id"),
        Index(None, "valid_until", "id"),
    )

    number: Mapped[str | None]
    idx: Mapped[int | None]
    version_no: Mapped[int] = mapped_column(default=1)
    request_id: Mapped[int] = link("requests.id")
    client_id: Mapped[int | None] = link("clients.id")
    variant: Mapped[str | None]
    title: Mapped[str]
    state: Mapped[str] = token(*QUOTE_STATES, default="draft")
    language: Mapped[str] = token("fr", "en", default="fr")
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]
    net_cents: Mapped[int] = mapped_column(default=0)
    vat_cents: Mapped[int] = mapped_column(default=0)
    total_cents: Mapped[int] = mapped_column(default=0)
    body: Mapped[JsonObject] = mapped_column(default=dict)
    acceptance: Mapped[JsonObject | None]
    subject_to_funding: Mapped[bool] = mapped_column(default=False)

    request: Mapped[Request] = relationship()
    client: Mapped[Client | None] = relationship()
    lines: Mapped[list[QuoteLine]] = relationship(
        back_populates="quote", order_by="QuoteLine.position", cascade="all, delete-orphan"
    )
    instalments: Mapped[list[Instalment]] = relationship(
        back_populates="quote", order_by="Instalment.position", cascade="all, delete-orphan"
    )
    pricing: Mapped[QuotePricing | None] = relationship(
        back_populates="quote", cascade="all, delete-orphan", uselist=False
    )

    @property
    def full_number(self) -> str | None:
        """The number with its index (``DEV-2026-0042-2``), as people read it; None for a draft."""
        return f"{self.number}-{self.idx}" if self.number else None

    def words(self) -> tuple[str | None, ...]:
        client = related(self, "client")
        return self.full_number, self.title, client.name if client else None

    def title_text(self) -> str:
        return f"{self.number or ''} {self.idx or 0:05d}"


class QuoteLine(Record):
    """A line: `unit_micro` in millionths of a euro, `quantity_e4` in ten-thousandths, rounded once."""

    __tablename__ = "quote_lines"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)

    quote_id: Mapped[int] = link("quotes.id", index=False)
    position: Mapped[int]
    section: Mapped[str | None]
    label: Mapped[str]
    detail: Mapped[str | None]
    quantity_e4: Mapped[int]
    unit: Mapped[str | None]
    unit_micro: Mapped[int]
    discount_bp: Mapped[int] = mapped_column(default=0)
    optional: Mapped[bool] = mapped_column(default=False)
    nature: Mapped[str] = mapped_column(default="training")
    vat: Mapped[JsonObject] = mapped_column(default=dict)
    rule: Mapped[str | None]
    net_cents: Mapped[int]

    quote: Mapped[Quote] = relationship(back_populates="lines")


class Instalment(Record):
    """A payment asked for: `share_bp` of the total with VAT or `fixed_cents`; the last one takes the rest."""

    __tablename__ = "instalments"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)

    quote_id: Mapped[int] = link("quotes.id", index=False)
    position: Mapped[int]
    label: Mapped[str]
    trigger: Mapped[str]
    offset_days: Mapped[int] = mapped_column(default=0)
    at: Mapped[date | None]
    module_position: Mapped[int | None]
    payer: Mapped[str | None]
    share_bp: Mapped[int | None]
    fixed_cents: Mapped[int | None]
    amount_cents: Mapped[int]
    due_on: Mapped[date | None]

    quote: Mapped[Quote] = relationship(back_populates="instalments")


class QuotePricing(Record):
    """How a rate card priced a version: `wish` is what was asked, `lines` what the rules said by the rank of
    the line, `dropped` those of lines that were taken out, `remarks` what was to be known."""

    __tablename__ = "quote_pricings"

    quote_id: Mapped[int] = link("quotes.id", index=False, unique=True)
    card_ref: Mapped[str]
    card_version: Mapped[int]
    priced_on: Mapped[date]
    wish: Mapped[JsonObject] = mapped_column(default=dict)
    lines: Mapped[JsonObject] = mapped_column(default=dict)
    dropped: Mapped[JsonList] = mapped_column(default=list)
    remarks: Mapped[JsonList] = mapped_column(default=list)

    quote: Mapped[Quote] = relationship(back_populates="pricing")


class FundingPayer(Record):
    """A payer of a dossier's funding plan: a share of the net, an amount, or (neither) all that is left.

    `caps` are tables {cents, by, per_person, used_cents}; `difference_to` is the rank of the payer that takes
    what this one doesn't give, None for the client.
    """

    __tablename__ = "funding_payers"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    funder_id: Mapped[int | None] = link("funders.id")
    client_id: Mapped[int | None] = link("clients.id")
    name: Mapped[str]
    share_bp: Mapped[int | None]
    amount_cents: Mapped[int | None]
    caps: Mapped[JsonList] = mapped_column(default=list)
    difference_to: Mapped[int | None]
    file_number: Mapped[str | None]
    file_by: Mapped[date | None]
    state: Mapped[str] = token("to_ask", "asked", "granted", "reduced", "refused", default="to_ask")
    asked_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    granted_cents: Mapped[int | None]
    note: Mapped[str | None]

    request: Mapped[Request] = relationship()
    funder: Mapped[Funder | None] = relationship()
    client: Mapped[Client | None] = relationship()
