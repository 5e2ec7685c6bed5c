"""What held options take up, seen as slots: whoever looks whether something is free looks at them too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from backoffice.services.acts import Doing
from backoffice.store.records import CalendarOption, OptionPlace, Slot


class AsSlot:
    """A slot as it would be at a place of an option: what isn't of the place is the slot's own."""

    state = "held"

    def __init__(self, place: OptionPlace) -> None:
        self.place = place

    @property
    def ref(self) -> str:
        """What people call the slot."""
        return f"{self.place.slot.request.ref}/S{self.place.slot.sequence}"

    @property
    def hold_until(self) -> datetime | None:
        """Until when the option keeps it; None is without end."""
        return self.place.option.hold_until

    @property
    def beside(self) -> dict[int, Slot]:
        """Every place of the option by the number of its slot."""
        return {place.slot_id: as_slot(place) for place in self.place.option.places}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.place if name in _OF_PLACE else self.place.slot, name)


_OF_PLACE = frozenset({"day", "start", "finish", "zone", "starts_at", "ends_at", "venue", "venue_id", "team"})


def as_slot(place: OptionPlace) -> Slot:
    """`place` for whoever reads slots; nothing is ever written to it."""
    return cast("Slot", AsSlot(place))


def held_during(doing: Doing, slot: Slot) -> list[Slot]:
    """The places that held options of other dossiers take up while `slot` takes place."""
    return _held(
        doing, slot.request_id, OptionPlace.starts_at < slot.ends_at, OptionPlace.ends_at > slot.starts_at
    )


def held_between(doing: Doing, request_id: int, first: date, last: date) -> list[Slot]:
    """The places that held options of other dossiers than `request_id` take up between two days, included."""
    return _held(doing, request_id, OptionPlace.day >= first, OptionPlace.day <= last)


def _held(doing: Doing, request_id: int, *when: ColumnElement[bool]) -> list[Slot]:
    query = (
        select(OptionPlace)
        .join(CalendarOption, CalendarOption.id == OptionPlace.option_id)
        .where(*when, CalendarOption.request_id != request_id, *still_held(doing))
        .order_by(OptionPlace.id)
        .options(selectinload(OptionPlace.team), selectinload(OptionPlace.slot))
    )
    places: Sequence[OptionPlace] = doing.unit.session.scalars(query).all()
    return [as_slot(place) for place in places]


def still_held(doing: Doing) -> tuple[ColumnElement[bool], ...]:
    """The options that hold something now: one that has run out holds nothing, though nobody wrote it."""
    end = CalendarOption.hold_until
    return (CalendarOption.state == "held", or_(end.is_(None), end > doing.now))
