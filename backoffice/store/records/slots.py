"""Slots, who teaches them, and where they were before they moved."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, Record, Row, link, token
from backoffice.store.records.dossier import Request, RequestModule, TrainingGroup
from backoffice.store.records.people import Trainer, Venue

SLOT_STATES = ("to_plan", "proposed", "held", "confirmed", "done", "cancelled", "moved")
ANSWERS = ("not_asked", "asked", "yes", "no")


class Slot(Record):
    """A half-day or any other stretch of time. `start` and `finish` are local (HH:MM) in `zone`;
    `minutes` are those that count; `counts` says whether they are inside the training hours.

    `position` is the rank of the sitting in its module; parallel copies of it (sub-groups, persons) share it
    and have their own `copy`, from 1. `sequence` is the rank in the dossier."""

    __tablename__ = "slots"
    __table_args__ = (
        Index(None, "request_id", "module_id", "sequence"),
        Index(None, "day", "start", "id"),
        Index(None, "state", "day", "id"),
        Index(None, "starts_at"),
        Index(None, "hold_until"),
        CheckConstraint("minutes >= 0", name="minutes_positive"),
    )

    request_id: Mapped[int] = link("requests.id", index=False)
    module_id: Mapped[int] = link("request_modules.id")
    copy: Mapped[int] = mapped_column(default=1)
    group_id: Mapped[int | None] = link("groups.id")
    alternative: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int]
    state: Mapped[str] = token(*SLOT_STATES, default="to_plan")
    day: Mapped[date | None]
    start: Mapped[str | None]
    finish: Mapped[str | None]
    zone: Mapped[str] = mapped_column(default="Europe/Paris")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    window_from: Mapped[date | None]
    window_to: Mapped[date | None]
    minutes: Mapped[int]
    counts: Mapped[bool] = mapped_column(default=True)
    mode: Mapped[str] = token("on_site", "remote", "workplace", default="on_site")
    time: Mapped[str] = token("live", "own_pace", default="live")
    with_whom: Mapped[str] = token("group", "subgroup", "person", default="group")
    supervision: Mapped[str] = token(
        "live_trainer", "remote_assisted", "workplace", "none", default="live_trainer"
    )
    nature: Mapped[str] = token("teaching", "assessment", "preparation", "follow_up", default="teaching")
    venue_id: Mapped[int | None] = link("venues.id")
    client_answer: Mapped[str] = token(*ANSWERS, default="not_asked")
    venue_answer: Mapped[str] = token(*ANSWERS, default="not_asked")
    hold_until: Mapped[datetime | None]
    option: Mapped[str | None]
    # The rules that it may break, by name; the journal says why.
    broken: Mapped[JsonList] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=1)
    note: Mapped[str | None]
    external_ref: Mapped[str | None] = mapped_column(unique=True)

    request: Mapped[Request] = relationship()
    module: Mapped[RequestModule] = relationship()
    group: Mapped[TrainingGroup | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    team: Mapped[list[SlotTrainer]] = relationship(
        back_populates="slot", order_by="SlotTrainer.position", cascade="all, delete-orphan"
    )
    past: Mapped[list[SlotPast]] = relationship(
        back_populates="slot", order_by="SlotPast.position", cascade="all, delete-orphan"
    )


class SlotTrainer(Record):
    """One trainer of a slot's team: the role, whether they teach, sign, cost, and their answer."""

    __tablename__ = "slot_trainers"
    __table_args__ = (UniqueConstraint("slot_id", "trainer_id"),)

    slot_id: Mapped[int] = link("slots.id", index=False)
    trainer_id: Mapped[int] = link("trainers.id")
    role: Mapped[str] = mapped_column(default="lead")
    position: Mapped[int] = mapped_column(default=1)
    teaches: Mapped[bool] = mapped_column(default=True)
    signs: Mapped[bool] = mapped_column(default=True)
    costs: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[str] = token(*ANSWERS, default="not_asked")
    answer_until: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship(back_populates="team")
    trainer: Mapped[Trainer] = relationship()


class SlotPast(Row):
    """Where a slot was before it moved; written once."""

    __tablename__ = "slot_pasts"
    __table_args__ = (UniqueConstraint("slot_id", "position"),)

    slot_id: Mapped[int] = link("slots.id", index=False)
    position: Mapped[int]
    day: Mapped[date | None]
    start: Mapped[str | None]
    finish: Mapped[str | None]
    zone: Mapped[str]
    venue_id: Mapped[int | None] = link("venues.id")
    trainers: Mapped[JsonList] = mapped_column(default=list)
    state: Mapped[str] = token(*SLOT_STATES)
    left_at: Mapped[datetime]
    reason: Mapped[str | None]

    slot: Mapped[Slot] = relationship(back_populates="past")
    venue: Mapped[Venue | None] = relationship()
