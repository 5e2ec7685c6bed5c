"""The request, its modules, groups and enrolments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.domain.enrolments import AfterClosing
from backoffice.domain.text import sort_key
from backoffice.store.records.base import JsonList, JsonObject, Listed, Record, link, related, token
from backoffice.store.records.people import Client, Contact, Funder, Participant, User

STAGES = (
    "received",
    "acknowledged",
    "analysing",
    "drafting",
    "offered",
    "accepted",
    "closed",
    "declined",
    "withdrawn",
    "expired",
)
# Where a dossier that owes nothing stands in the order of what is due.
NEVER = "9999-12-31T23:59:59Z"


class Request(Listed, Record):
    """One dossier. `details` holds formats wanted, audience, places, period, excluded dates, funding,
    `budget_cents`, tags and lot; `skipped` the steps left out with their reason; `ended` how it ended."""

    __tablename__ = "requests"
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "sort_key", "id"),
        Index(None, "client_sort", "id"),
        Index(None, "stage", "received_at", "id"),
        Index(None, "stage", "waiting_for", "received_at", "id"),
        Index(None, "owner_id", "received_at", "id"),
        Index(None, "waiting_for", "received_at", "id"),
        Index(None, "kind", "received_at", "id"),
        Index(None, "due_sort", "id"),
        Index(None, "due_suspended", "due_sort", "id"),
    )

    ref: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = token("intra", "procedure", "inter", "own_session")
    stage: Mapped[str] = token(*STAGES, default="received")
    client_id: Mapped[int | None] = link("clients.id")
    beneficiary_id: Mapped[int | None] = link("clients.id")
    our_role: Mapped[str] = token("own", "subcontractor", "partner", default="own")
    contact_id: Mapped[int | None] = link("contacts.id")
    channel: Mapped[str | None]
    received_at: Mapped[datetime]
    topic: Mapped[str]
    headcount_min: Mapped[int | None]
    headcount_max: Mapped[int | None]
    groups: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[int | None] = link("users.id", index=False)
    waiting_for: Mapped[str | None] = token("us", "client", "funder", "trainer")
    chase_on: Mapped[date | None] = mapped_column(index=True)
    submission_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default="Europe/Paris")
    territory: Mapped[str] = mapped_column(default="FR")
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    details: Mapped[JsonObject] = mapped_column(default=dict)
    skipped: Mapped[JsonList] = mapped_column(default=list)
    ended: Mapped[JsonObject | None]
    # A copy of the client's sort key: a million dossiers are ordered by client from one covering index.
    client_sort: Mapped[str] = mapped_column(default="")
    # Copies from the open commitment owed by us that is due first: the list is ordered and filtered by them.
    due_sort: Mapped[str] = mapped_column(default=NEVER)
    due_target_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_soon_at: Mapped[datetime | None]
    due_suspended: Mapped[bool] = mapped_column(default=False)

    client: Mapped[Client | None] = relationship(foreign_keys=[client_id])
    beneficiary: Mapped[Client | None] = relationship(foreign_keys=[beneficiary_id])
    contact: Mapped[Contact | None] = relationship()
    owner: Mapped[User | None] = relationship()
    modules: Mapped[list[RequestModule]] = relationship(
        back_populates="request", order_by="RequestModule.position", cascade="all, delete-orphan"
    )
    training_groups: Mapped[list[TrainingGroup]] = relationship(
        back_populates="request", order_by="TrainingGroup.position", cascade="all, delete-orphan"
    )

    def words(self) -> tuple[str | None, ...]:
        client = related(self, "client")
        names = (client.ref, client.name, client.city) if client else ()
        return self.ref, self.topic, self.external_ref, *names, *self.details.get("tags", ())

    def title_text(self) -> str:
        return self.topic

    def folded(self) -> dict[str, str]:
        client = related(self, "client")
        return Listed.folded(self) | {"client_sort": sort_key(client.name) if client else ""}


class RequestModule(Record):
    """A module as this dossier has it; `body` is the whole domain module (parts, team, link, provisions)."""

    __tablename__ = "request_modules"
    __table_args__ = (Index(None, "request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[str]
    title: Mapped[str]
    programme_ref: Mapped[str | None]
    programme_version: Mapped[int | None]
    alternative: Mapped[int] = mapped_column(default=1)
    body: Mapped[JsonObject] = mapped_column(default=dict)

    request: Mapped[Request] = relationship(back_populates="modules")


class TrainingGroup(Listed, Record):
    """People who follow together. `closes_before` is exclusive, `closes_on` inclusive, `closes_length`
    counts back from the first slot; `details` holds the decision's day and
    text, `into` (where a merged one went) and `person_micro`, the price of a repriced one."""

    __tablename__ = "groups"
    __table_args__ = (Index(None, "request_id", "position"), Index(None, "sort_key", "id"))

    ref: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[int] = link("requests.id", index=False)
    name: Mapped[str]
    position: Mapped[int]
    headcount_included: Mapped[int | None]
    teaching_max: Mapped[int | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    details: Mapped[JsonObject] = mapped_column(default=dict)
    minimum: Mapped[int | None]
    decide_on: Mapped[date | None]
    closes_before: Mapped[date | None]
    closes_at: Mapped[datetime | None]
    closes_on: Mapped[date | None]
    closes_length: Mapped[str | None]
    after_closing: Mapped[str] = token(*AfterClosing, default="reason")
    decision: Mapped[str | None] = token("confirmed", "postponed", "merged", "repriced")

    request: Mapped[Request] = relationship(back_populates="training_groups")
    enrolments: Mapped[list[Enrolment]] = relationship(
        back_populates="group", order_by="Enrolment.position", cascade="all, delete-orphan"
    )

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.name

    def title_text(self) -> str:
        return self.name


class Enrolment(Record):
    """Somebody in a group. `payer` is client, funder or person; `waiting_rank` orders the waiting list;
    `since` and `until` bound the days followed when they aren't all; `details` holds `parts` (codes of the
    modules followed, all when empty), `proofs` by the requirement's rank, `came_at`, `note`, `by` (who
    replaces them)."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("group_id", "participant_id"), Index(None, "group_id", "position"))

    group_id: Mapped[int] = link("groups.id", index=False)
    participant_id: Mapped[int] = link("participants.id")
    position: Mapped[int]
    state: Mapped[str] = token(
        "candidate", "admitted", "waiting", "refused", "enrolled", "withdrawn", "replaced", default="enrolled"
    )
    payer: Mapped[str | None]
    details: Mapped[JsonObject] = mapped_column(default=dict)
    payer_client_id: Mapped[int | None] = link("clients.id")
    payer_funder_id: Mapped[int | None] = link("funders.id")
    waiting_rank: Mapped[int | None]
    since: Mapped[date | None]
    until: Mapped[date | None]

    group: Mapped[TrainingGroup] = relationship(back_populates="enrolments")
    participant: Mapped[Participant] = relationship()
    payer_client: Mapped[Client | None] = relationship(foreign_keys=[payer_client_id])
    payer_funder: Mapped[Funder | None] = relationship()
