"""What a calendar feed tells of: each open thing with a date, once, in the organisation's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backoffice.documents.letters.words import what_is_owed
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.domain.options import LIVE
from backoffice.exchange.ics import Event
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import weekday_date
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.options.reading import state_of
from backoffice.services.promises import promise
from backoffice.store.records import CalendarOption, Commitment, Quote, Record, Request, Slot, Task, User

_ENDED = [str(stage) for stage in (*ENDS, Stage.CLOSED)]
_LIVE = [str(state) for state in LIVE]
_OWED = {
    "client": N_("the client"),
    "funder": N_("the funder"),
    "participant": N_("the participants"),
}
_WAITING = {
    "us": N_("us"),
    "client": N_("the client"),
    "funder": N_("the funder"),
    "trainer": N_("the trainer"),
}


def items(doing: Doing, owner: User | None) -> tuple[Event, ...]:
    """The open things of `owner`, or of everybody: one event each, called by what it is of for ever."""
    with speaking(doing.settings.language):
        tellers = (_promises, _tasks, _chases, _validities, _holds, _options)
        return tuple(one for told in tellers for one in told(doing, owner))


def _event(doing: Doing, record: Record, what: str, summary: str, request: Request, **when: Any) -> Event:
    about = f"{request.ref} · {request.topic}"
    return Event(
        uid=f"{record.uid}-{what}@backoffice",
        summary=_("{what}: {client}").format(
            what=summary, client=request.client.name if request.client else request.topic
        ),
        stamp=doing.now,
        description="\n".join(line for line in (about, when.pop("said", "")) if line),
        **when,
    )


def _owned(query: Any, owner: User | None) -> Any:
    return query.where(Request.owner_id == owner.id) if owner else query


def _promises(doing: Doing, owner: User | None) -> Iterator[Event]:
    """Each open promise on the day it is due; one whose clock stands still has no day."""
    query = select(Commitment).join(Commitment.request)
    query = query.where(Commitment.open == True, Commitment.suspended == False)  # noqa: E712  numbers underneath
    zone = doing.settings.organisation.zone
    for one in _rows(doing, _owned(query, owner)):
        told = promise(one, ZoneInfo(zone))
        when = {"start": one.due_at, "zone": zone} if told.hour else {"day": one.due_on}
        lines = [
            _("Owed by: {whom}").format(whom=_(_OWED[one.owed_by])) if one.owed_by != "us" else "",
            _("To be ready on {day}").format(day=weekday_date(one.target_on))
            if one.target_on != one.due_on
            else "",
        ]
        yield _event(
            doing, one.request, _name(one), what_is_owed(told),
            one.request, said="\n".join(line for line in lines if line), categories=(_("Due dates"),), **when,
        )  # fmt: skip


def _name(one: Commitment) -> str:
    """What a promise is called by for ever: made again when dates move, it is the same one, later."""
    return f"due-{sha256(f'{one.policy}|{one.scope}'.encode()).hexdigest()[:16]}"


def _tasks(doing: Doing, owner: User | None) -> Iterator[Event]:
    """Each open task on its day: those of `owner`, by name, by role or as the dossier's owner; or all."""
    query = select(Task).join(Task.request).where(Task.is_open == True, Task.due_date.is_not(None))  # noqa: E712
    if owner is not None:
        mine = (Task.whom == owner.role) | ((Task.whom == "owner") & (Request.owner_id == owner.id))
        query = query.where((Task.user_id == owner.id) | (Task.user_id.is_(None) & mine))
    for one in _rows(doing, query):
        said = _("Expects: {what}").format(what=one.expects) if one.expects else ""
        yield _event(
            doing, one, "task", one.title, one.request, said=said, day=one.due_date,
            categories=(_("Tasks"),),
        )  # fmt: skip


def _chases(doing: Doing, owner: User | None) -> Iterator[Event]:
    query = select(Request).where(Request.chase_on.is_not(None), Request.stage.not_in(_ENDED))
    for one in _rows(doing, _owned(query, owner)):
        whom = _(_WAITING.get(one.waiting_for or "", ""))
        said = _("Waiting for: {whom}").format(whom=whom) if whom else ""
        yield _event(
            doing, one, "chase", _("To chase"), one, said=said, day=one.chase_on,
            categories=(_("Chases"),),
        )  # fmt: skip


def _validities(doing: Doing, owner: User | None) -> Iterator[Event]:
    query = select(Quote).join(Quote.request).where(Quote.state == "issued", Quote.valid_until.is_not(None))
    for one in _rows(doing, _owned(query, owner)):
        said = _("{quote} is valid until this day.").format(quote=ref_of(one))
        yield _event(
            doing, one, "validity", _("Quote without an answer"), one.request, said=said,
            day=one.valid_until, categories=(_("Quotes"),),
        )  # fmt: skip


def _holds(doing: Doing, owner: User | None) -> Iterator[Event]:
    query = select(Slot).join(Slot.request).where(Slot.state == "held", Slot.hold_until > doing.now)
    for one in _rows(doing, _owned(query, owner)):
        said = f"{ref_of(one)} · {one.module.label}"
        yield _event(
            doing, one, "hold", _("An option expires"), one.request, said=said,
            start=one.hold_until, zone=one.zone, categories=(_("Options"),),
        )  # fmt: skip


def _options(doing: Doing, owner: User | None) -> Iterator[Event]:
    """When a hold ends, or the day by which a client is to choose; what has run out is no longer told."""
    query = select(CalendarOption).join(CalendarOption.request).where(CalendarOption.state.in_(_LIVE))
    for one in _rows(doing, _owned(query, owner)):
        held = one.state == "held"
        if state_of(doing, one) not in LIVE or (held and one.hold_until is None):
            continue
        zone = doing.settings.organisation.zone
        when = {"start": one.hold_until, "zone": zone} if held else {"day": one.answer_by}
        yield _event(
            doing, one, "option", _("An option expires") if held else _("An option waits for an answer"),
            one.request, said=ref_of(one), categories=(_("Options"),), **when,
        )  # fmt: skip


def _rows(doing: Doing, query: Any) -> Iterable[Any]:
    found: Iterable[Any] = doing.unit.session.scalars(query)
    return found
