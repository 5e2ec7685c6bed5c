"""The slots of a dossier, a trainer or a venue as a calendar; the options of a dossier as another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from backoffice.content.calendar_files import CalendarWish
from backoffice.domain.options import LIVE
from backoffice.domain.slots import SlotState
from backoffice.exchange.ics import Event
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import duration
from backoffice.services.action_sheet import place as place_text
from backoffice.services.acts import Doing, Done, act
from backoffice.services.feeds import tell_feed
from backoffice.services.kinds import KINDS, kind_of, ref_of
from backoffice.services.options.holds import as_slot, still_held
from backoffice.services.options.reading import state_of
from backoffice.services.pieces import part_title, state_now
from backoffice.services.teams import full_name
from backoffice.store.records import (
    CalendarOption,
    OptionPlace,
    OptionTrainer,
    Record,
    Request,
    Slot,
    SlotTrainer,
    Trainer,
    Venue,
)

_TOLD = [str(one) for one in (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED, SlotState.DONE)]


def calendar_of(record: Record, options: bool = False) -> str:
    """The feed of a record: ``trainer:UID``; ``options:UID`` for those of a dossier."""
    return f"{'options' if options else kind_of(record)}:{record.uid}"


def record_of(doing: Doing, feed: str) -> Any:
    """The record that a feed is of."""
    kind, _colon, uid = feed.partition(":")
    return doing.unit.get(KINDS["request" if kind == "options" else kind], uid)


@act(
    "write-calendar",
    N_("Write the calendar file"),
    on="request|trainer|venue",
    model=CalendarWish,
    final=True,
)
def write_calendar(doing: Doing, record: Record, values: CalendarWish) -> Done:
    """Notes what a record's calendar tells from now on: a slot that changed has a higher number, one that
    went away is cancelled."""
    feed = calendar_of(record, values.options and isinstance(record, Request))
    counts = tell_feed(doing, feed)
    return Done(record, ref_of(record), {"feed": feed, **counts})


def calendar_items(doing: Doing, feed: str) -> tuple[Event, ...]:
    """What the calendar `feed` tells now."""
    record = record_of(doing, feed)
    with speaking(doing.settings.language):
        if feed.startswith("options:"):
            return tuple(_optional(doing, place) for place in _places(doing, record))
        held = () if isinstance(record, Request) else _held(doing, record)
        return (
            *(_slot(doing, slot, slot.uid, state_now(slot, doing.now)) for slot in _slots(doing, record)),
            *(_optional(doing, place) for place in held),
        )


def _slots(doing: Doing, record: Any) -> Iterable[Slot]:
    query = select(Slot).where(Slot.state.in_(_TOLD), Slot.day.is_not(None), Slot.alternative == 1)
    if isinstance(record, Trainer):
        query = query.join(SlotTrainer).where(SlotTrainer.trainer_id == record.id)
    elif isinstance(record, Venue):
        query = query.where(Slot.venue_id == record.id)
    else:
        query = query.where(Slot.request_id == record.id)
    loads = (
        joinedload(Slot.request),
        joinedload(Slot.module),
        joinedload(Slot.venue),
        selectinload(Slot.team),
    )
    return doing.unit.session.scalars(query.options(*loads)).all()


def _places(doing: Doing, request: Request) -> Iterable[OptionPlace]:
    """Every date of the options that wait for an answer."""
    query = select(CalendarOption).where(CalendarOption.request_id == request.id)
    found = doing.unit.session.scalars(query.order_by(CalendarOption.position))
    return [place for one in found if state_of(doing, one) in LIVE for place in one.places]


def _held(doing: Doing, record: Any) -> Iterable[OptionPlace]:
    """The dates for which options hold a trainer or a venue."""
    query = select(OptionPlace).join(CalendarOption).where(*still_held(doing))
    if isinstance(record, Trainer):
        query = query.join(OptionTrainer).where(OptionTrainer.trainer_id == record.id)
    else:
        query = query.where(OptionPlace.venue_id == record.id)
    return doing.unit.session.scalars(query).all()


def _optional(doing: Doing, place: OptionPlace) -> Event:
    option = place.option
    name = _("Option {n}").format(n=option.position)
    return _slot(doing, as_slot(place), place.uid, option.state, name)


def _slot(doing: Doing, slot: Slot, uid: str, state: str, option: str = "") -> Event:
    request = slot.request
    whose = request.client.name if request.client else request.topic
    what = f"{slot.module.label} · {whose}"
    return Event(
        uid=f"{uid}-{'option' if option else 'slot'}@backoffice",
        summary=f"{option} · {what}" if option else what,
        stamp=doing.now,
        start=slot.starts_at,
        end=slot.ends_at,
        zone=slot.zone,
        description="\n".join(_about(slot)),
        location=place_text(slot),
        categories=(_("Options") if option else _("Slots"),),
        tentative=state not in ("confirmed", "done"),
        busy=state in ("held", "confirmed", "done"),
    )


def _about(slot: Slot) -> Iterable[str]:
    request = slot.request
    yield f"{request.ref} · {request.topic}"
    yield (
        f"{slot.module.title} – {part_title(slot)}"
        if part_title(slot) != slot.module.title
        else slot.module.title
    )
    if slot.team:
        yield _("Trainers: {names}").format(names=", ".join(full_name(one.trainer) for one in slot.team))
    if slot.group is not None and len(request.training_groups) > 1:
        yield _("Group: {name}").format(name=slot.group.name)
    yield duration(slot.minutes)
    if slot.venue is not None and slot.venue.link:
        yield slot.venue.link
