"""Detailed proposals: versions and variants of a dossier, each with its sections."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.sales import Quote

PROPOSAL_STATES = ("draft", "sent", "accepted", "superseded", "withdrawn", "refused", "expired")


class Proposal(Record):
    """One version or variant; `quote` gives its price. `aims` are its objectives (text, criterion, method,
    evaluation, codes of modules), `results` those that are shown (label, value, count, period, method);
    `answer` says what was accepted and which versions it superseded. What was sent is its document."""

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    variant: Mapped[str | None]
    title: Mapped[str]
    state: Mapped[str] = token(*PROPOSAL_STATES, default="draft")
    language: Mapped[str] = token("fr", "en", default="fr")
    quote_id: Mapped[int | None] = link("quotes.id")
    valid_until: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    aims: Mapped[JsonList] = mapped_column(default=list)
    results: Mapped[JsonList] = mapped_column(default=list)
    answer: Mapped[JsonObject | None]
    why: Mapped[str | None]

    request: Mapped[Request] = relationship()
    quote: Mapped[Quote | None] = relationship()
    sections: Mapped[list[ProposalSection]] = relationship(
        back_populates="proposal", order_by="ProposalSection.position", cascade="all, delete-orphan"
    )


class ProposalSection(Record):
    """A section: Markdown `before` and `after` what the data give; one that isn't `shown` isn't printed."""

    __tablename__ = "proposal_sections"
    __table_args__ = (UniqueConstraint("proposal_id", "position"),)

    proposal_id: Mapped[int] = link("proposals.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    shown: Mapped[bool] = mapped_column(default=True)

    proposal: Mapped[Proposal] = relationship(back_populates="sections")
