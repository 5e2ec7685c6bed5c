"""What happens around a dossier: questions left open, exchanges with people, files filed on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.people import Client, Contact, Funder, Trainer, User
from backoffice.store.records.sales import Quote

QUESTION_STATES = ("open", "answered", "dropped")
EXCHANGE_KINDS = ("call", "mail", "meeting", "letter", "visit")
DIRECTIONS = ("in", "out")


class Somebody:
    """Columns for a person or a body: one of the directory, or else the words that people typed (`who`)."""

    contact_id: Mapped[int | None] = link("contacts.id")
    client_id: Mapped[int | None] = link("clients.id")
    funder_id: Mapped[int | None] = link("funders.id")
    trainer_id: Mapped[int | None] = link("trainers.id")
    user_id: Mapped[int | None] = link("users.id")
    who: Mapped[str | None]

    @declared_attr
    def contact(cls) -> Mapped[Contact | None]:  # noqa: N805
        return relationship(foreign_keys=[cls.contact_id])  # type: ignore[list-item]

    @declared_attr
    def client(cls) -> Mapped[Client | None]:  # noqa: N805
        return relationship(foreign_keys=[cls.client_id])  # type: ignore[list-item]

    @declared_attr
    def funder(cls) -> Mapped[Funder | None]:  # noqa: N805
        return relationship(foreign_keys=[cls.funder_id])  # type: ignore[list-item]

    @declared_attr
    def trainer(cls) -> Mapped[Trainer | None]:  # noqa: N805
        return relationship(foreign_keys=[cls.trainer_id])  # type: ignore[list-item]

    @declared_attr
    def user(cls) -> Mapped[User | None]:  # noqa: N805
        return relationship(foreign_keys=[cls.user_id])  # type: ignore[list-item]


class OpenQuestion(Somebody, Record):
    """What a source leaves open or says twice. `about` is a key of the request, a part (M2, S3, V1/L2), a key
    of the programme (``programme.methods``) or nothing; `seen` holds the other values, each with where."""

    __tablename__ = "open_questions"
    __table_args__ = (UniqueConstraint("request_id", "position"), Index(None, "state", "due_on", "id"))

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    state: Mapped[str] = token(*QUESTION_STATES, default="open")
    text: Mapped[str]
    about: Mapped[str | None]
    seen: Mapped[JsonList] = mapped_column(default=list)
    due_on: Mapped[date | None]
    source: Mapped[str | None]
    answer: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = link("users.id")
    why: Mapped[str | None]

    request: Mapped[Request] = relationship()
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])


class Exchange(Somebody, Record):
    """A call, a mail, a meeting, a letter or a visit; `direction` is None when both sides met.

    A removed one keeps its place, its kind and its time; `removed` says when, by whom and why."""

    __tablename__ = "exchanges"
    __table_args__ = (UniqueConstraint("request_id", "position"), Index(None, "request_id", "occurred_at"))

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    kind: Mapped[str] = token(*EXCHANGE_KINDS)
    direction: Mapped[str | None] = token(*DIRECTIONS)
    occurred_at: Mapped[datetime]
    summary: Mapped[str | None]
    body: Mapped[str | None]
    logged_by_id: Mapped[int | None] = link("users.id")
    removed: Mapped[JsonObject | None]

    request: Mapped[Request] = relationship()
    logged_by: Mapped[User | None] = relationship(foreign_keys=[logged_by_id])


class Attachment(Record):
    """A file filed on a dossier, on one of its exchanges, or with a quote as the proof of its acceptance.

    Its bytes are a blob. A removed one keeps its name and hash; `removed` says when, by whom and why."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    exchange_id: Mapped[int | None] = link("exchanges.id")
    quote_id: Mapped[int | None] = link("quotes.id")
    name: Mapped[str]
    media: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    note: Mapped[str | None]
    filed_by_id: Mapped[int | None] = link("users.id")
    removed: Mapped[JsonObject | None]

    request: Mapped[Request] = relationship()
    exchange: Mapped[Exchange | None] = relationship()
    quote: Mapped[Quote | None] = relationship()
    filed_by: Mapped[User | None] = relationship()
