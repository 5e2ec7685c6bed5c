"""Calendars proposed to a client: where each slot would be, as it was proposed, and who said yes to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, Record, link, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.people import Trainer, Venue
from backoffice.store.records.sales import Quote
from backoffice.store.records.slots import ANSWERS, Slot

OPTION_STATES = ("offered", "held", "chosen", "released", "expired")


class CalendarOption(Record):
    """One of several calendars that a client chooses from until `answer_by`, that day included.

    A held one takes up what it names until `hold_until` (none: until it is chosen or released); one that
    follows a quote (`quote_id`) is kept as long as the quote can be accepted. `terms` and `gaps` say what it
    costs and how far its modules are apart, as they were when it was proposed."""

    __tablename__ = "calendar_options"
    __table_args__ = (
        UniqueConstraint("request_id", "position"),
        Index(None, "state", "hold_until", "id"),
        Index(None, "state", "answer_by", "id"),
    )

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    label: Mapped[str | None]
    state: Mapped[str] = token(*OPTION_STATES, default="offered")
    answer_by: Mapped[date]
    hold_until: Mapped[datetime | None]
    quote_id: Mapped[int | None] = link("quotes.id")
    cost: Mapped[int | None]
    terms: Mapped[JsonList] = mapped_column(default=list)
    gaps: Mapped[JsonList] = mapped_column(default=list)
    proposed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    request: Mapped[Request] = relationship()
    quote: Mapped[Quote | None] = relationship()
    places: Mapped[list[OptionPlace]] = relationship(
        back_populates="option", order_by="OptionPlace.position", cascade="all, delete-orphan"
    )


class OptionPlace(Record):
    """Where a slot would be: `start` and `finish` are local (HH:MM) in `zone`. Only its answers change."""

    __tablename__ = "option_places"
    __table_args__ = (UniqueConstraint("option_id", "position"), Index(None, "starts_at"))

    option_id: Mapped[int] = link("calendar_options.id", index=False)
    slot_id: Mapped[int] = link("slots.id")
    position: Mapped[int]
    day: Mapped[date]
    start: Mapped[str]
    finish: Mapped[str]
    zone: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue_id: Mapped[int | None] = link("venues.id")
    client_answer: Mapped[str] = token(*ANSWERS, default="not_asked")
    venue_answer: Mapped[str] = token(*ANSWERS, default="not_asked")

    option: Mapped[CalendarOption] = relationship(back_populates="places")
    slot: Mapped[Slot] = relationship()
    venue: Mapped[Venue | None] = relationship()
    team: Mapped[list[OptionTrainer]] = relationship(
        back_populates="place", order_by="OptionTrainer.position", cascade="all, delete-orphan"
    )


class OptionTrainer(Record):
    """One trainer of a place's team, the lead first, and their answer."""

    __tablename__ = "option_trainers"
    __table_args__ = (UniqueConstraint("place_id", "trainer_id"),)

    place_id: Mapped[int] = link("option_places.id", index=False)
    trainer_id: Mapped[int] = link("trainers.id")
    role: Mapped[str]
    position: Mapped[int]
    answer: Mapped[str] = token(*ANSWERS, default="not_asked")

    place: Mapped[OptionPlace] = relationship(back_populates="team")
    trainer: Mapped[Trainer] = relationship()
