"""What a dossier's records say of the instants that promises count from, as texts by event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any

from sqlalchemy import select

from backoffice.domain.commitments.events import SAID, Event, named, said_by
from backoffice.domain.commitments.policy import Asked
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.domain.text import fold
from backoffice.services.acts import Doing
from backoffice.store.records import Attachment, Exchange, Quote, Request, RequestModule, Slot
from backoffice.store.types import instant_text

_SET = ("confirmed", "done")
_HELD = ("held", *_SET)
_GONE = ("cancelled", "moved")
# Facts that are there or not: their instant is that of the act that made them so.
FLAGS = frozenset({str(Event.ACCEPTED), str(Event.DATES_CONFIRMED)})
Facts = dict[str, str]


def facts_of(doing: Doing, request: Request) -> Facts:
    """The facts of a dossier now; a flag is given without its instant."""
    found: dict[str, Any] = {
        Event.RECEIVED: instant_text(request.received_at),
        Event.SUBMISSION: instant_text(request.submission_at) if request.submission_at else None,
        Event.QUESTIONS: request.details.get("questions_at"),
        Event.VISIT: request.details.get("visit_at"),
    }
    facts = {str(event): text for event, text in found.items() if text}
    if _accepted(doing, request):
        facts[Event.ACCEPTED] = ""
    said = said_of(doing, request)
    return facts | _first(said) | said | _dates(_slots(doing, request))


def dates_stand(request: Request) -> bool:
    """Whether the dates of a dossier are followed: those of one that has ended stay as they were."""
    return Stage(request.stage) not in ENDS


def _accepted(doing: Doing, request: Request) -> bool:
    query = select(Quote.id).where(Quote.request_id == request.id, Quote.state == "accepted").limit(1)
    return doing.unit.session.scalars(query).first() is not None


def said_of(doing: Doing, request: Request) -> Facts:
    """What was said in each exchange: by whom, and as what the client's promises count from."""
    query = select(Exchange).where(Exchange.request_id == request.id, Exchange.removed.is_(None))
    found = doing.unit.session.scalars(query.order_by(Exchange.position)).all()
    came_in = [one.id for one in found if _from_the_client(one)]
    filed = select(Attachment.exchange_id).where(
        Attachment.exchange_id.in_(came_in), Attachment.removed.is_(None)
    )
    with_files = set(doing.unit.session.scalars(filed)) if came_in else set()
    return {
        name: instant_text(one.occurred_at)
        for one in found
        for name in (*_said_by(one), *_heard(one, with_files))
    }


def _with_the_client(one: Exchange) -> bool:
    """Whether it was with the client's side: somebody who isn't in the directory is thought to be."""
    return one.funder_id is None and one.trainer_id is None and one.user_id is None


def _from_the_client(one: Exchange) -> bool:
    return one.direction == "in" and _with_the_client(one)


def _said_by(one: Exchange) -> Iterator[str]:
    """Who spoke: when both sides met, both did. What we say to others than the client keeps no promise."""
    theirs = "client" if _with_the_client(one) else "funder" if one.funder_id is not None else ""
    if theirs == "client" and one.direction != "in":
        yield said_by("us", one.position)
    if theirs and one.direction != "out":
        yield said_by(theirs, one.position)


def _heard(one: Exchange, with_files: Set[int | None]) -> Iterator[str]:
    if _from_the_client(one):
        yield named(Event.CLIENT_ANSWERED, str(one.position))
        if one.id in with_files:
            yield named(Event.DOCUMENT_RECEIVED, str(one.position))
    if one.kind in ("meeting", "visit") and _with_the_client(one):
        yield named(Event.INTERVIEW_HELD, str(one.position))


def _first(said: Facts) -> Facts:
    """The first time of each event, under its bare name."""
    found: Facts = {}
    for name, at in said.items():
        event = name.partition(":")[0]
        if event in SAID:
            found[event] = min(at, found.get(event, at))
    return found


def _slots(doing: Doing, request: Request) -> Sequence[Any]:
    query = (
        select(Slot.state, Slot.starts_at, Slot.ends_at, Slot.time, Slot.supervision, RequestModule.code)
        .join(RequestModule, RequestModule.id == Slot.module_id)
        .where(Slot.request_id == request.id, Slot.alternative == 1, Slot.state.not_in(_GONE))
    )
    return doing.unit.session.execute(query).all()


def _live(slots: Sequence[Any]) -> list[Any]:
    """Those that need a date: time at one's own pace or without anybody has none."""
    return [slot for slot in slots if slot.time == "live" and slot.supervision != "none"]


def _dates(slots: Sequence[Any]) -> Facts:
    """When the training and each module begin and end, as far as that is settled: a beginning by its first
    confirmed slot, an end once every slot is."""
    live = _live(slots)
    found = _span(live, Event.FIRST_SLOT, Event.LAST_SLOT, "")
    for code in dict.fromkeys(slot.code for slot in live):
        mine = [slot for slot in live if slot.code == code]
        found |= _span(mine, Event.MODULE_START, Event.MODULE_END, code)
    if live and all(slot.state in _SET for slot in live):
        found[Event.DATES_CONFIRMED] = ""
    return found


def _span(slots: Sequence[Any], start: Event, end: Event, scope: str) -> Facts:
    settled = [slot for slot in slots if slot.state in _SET and slot.starts_at and slot.ends_at]
    if not settled:
        return {}
    found = {named(start, scope): instant_text(min(slot.starts_at for slot in settled))}
    if len(settled) == len(slots):
        found[named(end, scope)] = instant_text(max(slot.ends_at for slot in settled))
    return found


def whole(doing: Doing, request: Request, what: str) -> bool:
    """Whether every slot that needs a date is ``dated``, ``held`` or ``confirmed``, or further."""
    states = [slot.state for slot in _live(_slots(doing, request))]
    reached = {"dated": ("proposed", *_HELD), "held": _HELD, "confirmed": _SET}[what]
    return bool(states) and all(state in reached for state in states)


def asked_of(request: Request) -> Asked:
    """A request as policies look at it."""
    details = request.details
    copied = {module.programme_ref for module in request.modules if module.programme_ref}
    wanted = {details["programme"]} if details.get("programme") else set()
    return Asked(
        kind=request.kind,
        client_kind=request.client.kind if request.client else "",
        channel=request.channel or "",
        our_role=request.our_role,
        programmes=frozenset(copied | wanted),
        tags=frozenset(fold(tag) for tag in details.get("tags") or ()),
        funding=fold(details.get("funding") or ""),
    )
