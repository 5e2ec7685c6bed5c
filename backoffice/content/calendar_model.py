"""The shape of a calendar to check: one alternative of an answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from backoffice.content.base import Content, Line
from backoffice.content.problem_model import Day, Hour, Id
from backoffice.domain import calendar_problem as values


class TaughtFile(Content):
    id: Id
    role: Line

    model_config = ConfigDict(extra="ignore", frozen=True)

    def value(self) -> values.Taught:
        return values.Taught(self.id, self.role)


class SlotFile(Content):
    model_config = ConfigDict(extra="ignore", frozen=True)

    module: Id
    block: Annotated[int, Field(strict=True, ge=0, le=1_000)] = 0
    date: Day
    half: Id
    start: Hour | None = None
    end: Hour | None = None
    trainers: Annotated[tuple[TaughtFile, ...], Field(max_length=100)] | None = None
    venue: Id | None = None

    def value(self) -> values.Slot:
        trainers = tuple(one.value() for one in self.trainers or ())
        return values.Slot(
            self.module, self.block, self.date, self.half, trainers, self.venue, self.start, self.end
        )


class CalendarFile(Content):
    """One alternative of an answer; its cost and terms are counted again, never believed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    slots: Annotated[tuple[SlotFile, ...], Field(max_length=5_000)]

    def value(self) -> values.Calendar:
        return values.Calendar(tuple(slot.value() for slot in self.slots))
