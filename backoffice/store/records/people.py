"""Users, clients, contacts, funders, trainers, venues, participants."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Listed, Record, link, token


class User(Listed, Record):
    """Someone of the house. `ref` is the login-like initials in lower case (``er``)."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    initials: Mapped[str]
    role: Mapped[str] = token("administrator", "planner", "accountant", "manager")
    email: Mapped[str | None]
    phone: Mapped[str | None]
    login: Mapped[str | None] = mapped_column(unique=True)
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    deputy_id: Mapped[int | None] = link("users.id")
    absences: Mapped[JsonList] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.name, self.initials, self.email, self.login

    def title_text(self) -> str:
        return self.name


class Client(Listed, Record):
    __tablename__ = "clients"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = token("company", "association", "public", "individual")
    name: Mapped[str]
    legal_form: Mapped[str | None]
    siret: Mapped[str | None] = mapped_column(index=True)
    siren: Mapped[str | None] = mapped_column(index=True)
    vat_number: Mapped[str | None]
    territory: Mapped[str] = mapped_column(default="FR")
    school_zone: Mapped[str | None]
    street: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="FR")
    billing: Mapped[JsonObject] = mapped_column(default=dict)
    public_codes: Mapped[JsonObject] = mapped_column(default=dict)
    memberships: Mapped[JsonList] = mapped_column(default=list)
    agreed_prices: Mapped[JsonList] = mapped_column(default=list)
    closures: Mapped[JsonList] = mapped_column(default=list)
    language: Mapped[str] = token("fr", "en", default="fr")
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    note: Mapped[str | None]
    merged_into_id: Mapped[int | None] = link("clients.id")

    contacts: Mapped[list[Contact]] = relationship(
        back_populates="client", order_by="Contact.sort_key, Contact.id"
    )

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.name, self.city, self.postcode, self.siret or self.siren, self.external_ref

    def title_text(self) -> str:
        return self.name


class Contact(Listed, Record):
    """A person at a client's or a funder's."""

    __tablename__ = "contacts"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[int | None] = link("clients.id")
    funder_id: Mapped[int | None] = link("funders.id")
    first_name: Mapped[str | None]
    name: Mapped[str]
    role: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    merged_into_id: Mapped[int | None] = link("contacts.id")

    client: Mapped[Client | None] = relationship(back_populates="contacts")
    funder: Mapped[Funder | None] = relationship()

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.first_name, self.name, self.role, self.email, self.phone

    def title_text(self) -> str:
        return f"{self.name} {self.first_name or ''}"


class Funder(Listed, Record):
    __tablename__ = "funders"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    siret: Mapped[str | None]
    kind: Mapped[str | None]
    street: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.name, self.siret, self.city, self.kind

    def title_text(self) -> str:
        return self.name


class Trainer(Listed, Record):
    __tablename__ = "trainers"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str | None]
    name: Mapped[str]
    kind: Mapped[str] = token("employee", "subcontractor")
    company: Mapped[str | None]
    siret: Mapped[str | None]
    nda: Mapped[str | None]
    day_cost_cents: Mapped[int | None]
    town: Mapped[str | None]
    qualification: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    skills: Mapped[JsonList] = mapped_column(default=list)
    unavailability: Mapped[JsonList] = mapped_column(default=list)
    max_days_week: Mapped[int | None]
    max_days_row: Mapped[int | None]
    papers: Mapped[JsonList] = mapped_column(default=list)
    external_ref: Mapped[str | None] = mapped_column(unique=True)

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.first_name, self.name, self.company, self.town, self.email, *self.skills

    def title_text(self) -> str:
        return f"{self.name} {self.first_name or ''}"


class Venue(Listed, Record):
    __tablename__ = "venues"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str] = token("client", "own", "hired", "remote", "town")
    client_id: Mapped[int | None] = link("clients.id")
    street: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    town: Mapped[str | None]
    territory: Mapped[str] = mapped_column(default="FR")
    zone: Mapped[str] = mapped_column(default="Europe/Paris")
    capacity: Mapped[int | None]
    accessibility: Mapped[str | None]
    link: Mapped[str | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)

    client: Mapped[Client | None] = relationship()

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.name, self.town, self.city, self.postcode

    def title_text(self) -> str:
        return self.name


class Participant(Listed, Record):
    """A trainee: name, employer, function, email and the yearly report's category; nothing more."""

    __tablename__ = "participants"
    __table_args__ = (Index(None, "sort_key", "id"),)

    ref: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str | None]
    name: Mapped[str]
    client_id: Mapped[int | None] = link("clients.id")
    employer: Mapped[str | None]
    function: Mapped[str | None]
    email: Mapped[str | None]
    status_category: Mapped[str | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)
    merged_into_id: Mapped[int | None] = link("participants.id")

    client: Mapped[Client | None] = relationship()

    def words(self) -> tuple[str | None, ...]:
        return self.ref, self.first_name, self.name, self.employer, self.function, self.email

    def title_text(self) -> str:
        return f"{self.name} {self.first_name or ''}"
