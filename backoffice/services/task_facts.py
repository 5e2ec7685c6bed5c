"""What a dossier's tasks count from: the days of its events, and the days off of its calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backoffice.clock import local_date
from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.slots import SlotState
from backoffice.domain.tasks import Facts, Session, TaskTemplate
from backoffice.services.acts import Doing
from backoffice.services.live_quotes import quotes_of
from backoffice.services.slots import slots_of
from backoffice.store.records import Request, Slot

_SETTLED = (SlotState.CONFIRMED, SlotState.DONE)
_GONE = (SlotState.CANCELLED, SlotState.MOVED)


def facts_of(doing: Doing, request: Request, started: date | None = None) -> Facts:
    """The days of the events that are known; `started` is the day on which a plan starts."""
    return Facts(
        received=local_date(request.received_at, doing.settings.organisation.zone),
        accepted=_accepted(doing, request),
        started=started,
        sessions=_sessions([slot for slot in slots_of(doing, request) if _is_settled(slot)]),
    )


def _accepted(doing: Doing, request: Request) -> date | None:
    days = [
        date.fromisoformat(quote.acceptance["on"])
        for quote in quotes_of(doing, request)
        if quote.state == "accepted" and quote.acceptance
    ]
    return min(days, default=None)


def _is_settled(slot: Slot) -> bool:
    """Whether a slot has a date that was agreed; one that moved since keeps its place in the plan."""
    if slot.day is None or slot.state in _GONE:
        return False
    return slot.state in _SETTLED or any(past.state in _SETTLED for past in slot.past)


def _sessions(slots: Sequence[Slot]) -> tuple[Session, ...]:
    found: dict[tuple[str, str, str], list[date]] = {}
    for slot in slots:
        if slot.day is not None:
            key = (slot.module.code, slot.module.uid, slot.group.uid if slot.group else "")
            found.setdefault(key, []).append(slot.day)
    return tuple(Session(*key, min(days), max(days)) for key, days in found.items())


def calendar_of(doing: Doing, request: Request, template: TaskTemplate) -> Calendar:
    """The days off that a template's dates avoid."""
    settings = doing.settings
    closed = (Closure(one.first, one.last, one.name) for one in settings.hours.closures)
    return Calendar(
        request.territory if template.calendar == "client" else settings.organisation.territory,
        closures=tuple(sorted(closed, key=lambda one: one.first)) if template.closures else (),
    )
