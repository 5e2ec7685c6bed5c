"""Agreements, individuals' contracts and amendments as they were issued, their signatures; adaptations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request, RequestModule
from backoffice.store.records.followup import Attachment
from backoffice.store.records.people import Client, User
from backoffice.store.records.sales import Quote

CONTRACT_KINDS = ("agreement", "contract", "amendment")
CONTRACT_STATES = ("issued", "asked", "signed", "withdrawn", "retracted")
AGREED_WITH = ("group", "client", "both")


class Contract(Record):
    """An agreement, a contract or an amendment (which has a `parent` and its `rank` under it), as issued.

    `ref` is its number. `body` holds what stands between the parties (`standing`), what an amendment changes
    (`matters`) and the withdrawal period; `asked` of whom and when (`asked_on`) a signature was asked;
    `signature` who signed; `proof` the file that shows it; `ended` why it no longer counts.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        UniqueConstraint("parent_id", "rank"),
        Index(None, "request_id", "id"),
        Index(None, "state", "issued_on", "id"),
    )

    ref: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = token(*CONTRACT_KINDS)
    request_id: Mapped[int] = link("requests.id", index=False)
    quote_id: Mapped[int] = link("quotes.id")
    client_id: Mapped[int] = link("clients.id")
    parent_id: Mapped[int | None] = link("contracts.id", index=False)
    rank: Mapped[int | None]
    state: Mapped[str] = token(*CONTRACT_STATES, default="issued")
    issued_on: Mapped[date]
    signed_on: Mapped[date | None]
    at_distance: Mapped[bool] = mapped_column(default=False)
    net_cents: Mapped[int]
    vat_cents: Mapped[int]
    total_cents: Mapped[int]
    body: Mapped[JsonObject] = mapped_column(default=dict)
    asked: Mapped[JsonObject | None]
    asked_on: Mapped[date | None]
    signature: Mapped[JsonObject | None]
    proof_id: Mapped[int | None] = link("attachments.id")
    ended: Mapped[JsonObject | None]

    request: Mapped[Request] = relationship()
    quote: Mapped[Quote] = relationship()
    client: Mapped[Client] = relationship()
    parent: Mapped[Contract | None] = relationship(remote_side="Contract.id")
    proof: Mapped[Attachment | None] = relationship()


class Adaptation(Record):
    """What changed in a module on the way, agreed with whom and when. `matters` are the things that it
    touches: only aims, dates, headcount and price ask for an amendment."""

    __tablename__ = "adaptations"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    module_id: Mapped[int] = link("request_modules.id")
    position: Mapped[int]
    text: Mapped[str]
    matters: Mapped[JsonList] = mapped_column(default=list)
    agreed_with: Mapped[str] = token(*AGREED_WITH)
    who: Mapped[str | None]
    agreed_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = link("users.id")

    request: Mapped[Request] = relationship()
    module: Mapped[RequestModule] = relationship()
    recorded_by: Mapped[User | None] = relationship()
