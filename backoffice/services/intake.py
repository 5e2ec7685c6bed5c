"""A request comes in, is answered, goes on or ends: the acts on a dossier but for its offer's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.content.acts import Reception, Refusal, Waiting
from backoffice.content.records import Request as RequestContent
from backoffice.domain.choices import DECLINE_REASONS
from backoffice.domain.lifecycle import ENDS, Stage, move_of, step
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import moment
from backoffice.services.acts import Doing, Done, act, label_of
from backoffice.services.finding import Find
from backoffice.services.live_quotes import end_live_quotes
from backoffice.services.mapping import columns, texts
from backoffice.services.quote_drafts import follow_client
from backoffice.services.release import release, take_back
from backoffice.services.timing import first_move
from backoffice.store.records import Client, Request
from backoffice.store.types import instant_text

_BEFORE_OFFER = (Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYSING, Stage.DRAFTING)


class HeldByOffer(BackofficeError):
    code = "held_by_offer"

    def __init__(self, what: str) -> None:
        super().__init__(
            _("{what} can't change any more: an offer was made.").format(what=what),
            remedy=_("Withdraw the dossier and receive a new request."),
        )


class ReceivedAfter(BackofficeError):
    code = "received_after"

    def __init__(self, ref: str, first: tuple[str, datetime], zone: str) -> None:
        when = moment(first[1].astimezone(ZoneInfo(zone)))
        super().__init__(
            _("{ref} can't have been received after this: {act}, {when}.").format(
                ref=ref, act=_(label_of(first[0])), when=when
            ),
            place=Place(path="received_at"),
            remedy=_("Give an earlier time."),
        )


def _from_parent(doing: Doing, parent: Any) -> Mapping[str, Any]:
    start: dict[str, Any] = {"received_at": doing.occurred_at}
    if doing.actor is not None:
        start["owner"] = doing.actor.ref
    if isinstance(parent, Client):
        start["client"] = parent.ref
    return start


def _waiting(_doing: Doing, request: Request) -> Mapping[str, Any]:
    return {"whom": request.waiting_for or "", "chase_on": request.chase_on}


@act(
    "receive-request",
    N_("New request"),
    makes="request",
    model=RequestContent,
    opening=_from_parent,
    when="received_at",
)
def receive_request(doing: Doing, _nothing: str, values: RequestContent) -> Done:
    """Opens a dossier; its number says its kind and the local year in which it is recorded."""
    request = open_dossier(doing, values)
    return Done(request, request.ref, {"kind": values.kind})


def open_dossier(doing: Doing, values: RequestContent) -> Request:
    """A new dossier at its first stage, numbered."""
    wanted = request_columns(doing, values)
    pattern = getattr(doing.settings.numbering, values.kind)
    number = doing.unit.next_number(f"{pattern}|{doing.today.year}", doing.today)
    return doing.unit.add(Request(ref=pattern.format(year=doing.today.year, n=number), **wanted))


def request_columns(doing: Doing, values: RequestContent, find: Find | None = None) -> dict[str, Any]:
    """The columns of a new request but for its reference."""
    find = find or Find(doing.unit)
    wanted = _wanted(doing, values, find=find)
    owner = wanted.pop("owner_id") or (doing.actor.id if doing.actor else None)
    return {"stage": Stage.RECEIVED, **wanted, "owner_id": owner, **_place(doing, wanted, find)}


@act(
    "edit-request",
    N_("Edit the request"),
    on="request",
    model=RequestContent,
    opening=lambda _doing, record: texts(record, RequestContent),
    key="e",
)
def edit_request(doing: Doing, request: Request, values: RequestContent) -> Done:
    """Changes what was noted of a request; its kind and client stay once an offer was made."""
    wanted = _wanted(doing, values, request.details.get("programme"))
    if values.kind != request.kind:
        raise Invalid(
            _("{ref} can't become a request of another kind: its number says it.").format(ref=request.ref),
            remedy=_("Withdraw it, and receive a new request."),
        )
    if Stage(request.stage) not in _BEFORE_OFFER and wanted["client_id"] != request.client_id:
        raise HeldByOffer(_("The client"))
    wanted |= _place(doing, wanted)
    # What other acts noted there (the format drafted) stays.
    wanted["details"] = {**request.details, **wanted["details"]}
    # A form that doesn't say when it was received leaves that as it is.
    received = _corrected(doing, request, values.received_at or request.received_at)
    wanted["received_at"] = request.received_at
    changed = [name for name, value in wanted.items() if getattr(request, name) != value]
    for name in changed:
        setattr(request, name, wanted[name])
    doing.unit.session.flush()
    doing.unit.session.refresh(request, ["client"])
    follow_client(doing, request)
    changed += ["received_at"] if received else []
    return Done(request, request.ref, {"changed": changed} | received)


@act(
    "correct-received",
    N_("Correct when it was received"),
    on="request",
    model=Reception,
    opening=lambda _doing, request: {"received_at": request.received_at},
)
def correct_received(doing: Doing, request: Request, values: Reception) -> Done:
    """The date of receipt was noted wrongly; what it was before stays in the journal."""
    return Done(request, request.ref, _corrected(doing, request, values.received_at))


def _corrected(doing: Doing, request: Request, received: datetime) -> dict[str, str]:
    """Gives a dossier another instant of receipt; what the journal says of it, nothing if it is the same."""
    before = request.received_at
    if received == before:
        return {}
    _check_received(doing, received)
    first = first_move(doing, request)
    if first is not None and received.replace(second=0, microsecond=0) > first[1]:
        raise ReceivedAfter(request.ref, first, doing.settings.organisation.zone)
    request.received_at = received
    return {"received_before": instant_text(before), "received_now": instant_text(received)}


def _check_received(doing: Doing, received: datetime) -> None:
    if received > doing.now:
        raise Invalid(
            _("A request can't have been received in the future."),
            place=Place(path="received_at"),
            remedy=_("Correct the date and time."),
        )


def _wanted(
    doing: Doing, values: RequestContent, held: str | None = None, find: Find | None = None
) -> dict[str, Any]:
    """The columns that `values` stand for; a programme retired since may stay where it is `held`."""
    find = find or Find(doing.unit)
    wanted = columns(doing.unit, values, find)
    received = values.received_at or doing.occurred_at
    _check_received(doing, received)
    wanted["received_at"] = received
    if values.programme and values.programme != held:
        find.check_offered(values.programme)
    return wanted


def _place(doing: Doing, wanted: Mapping[str, Any], find: Find | None = None) -> dict[str, str]:
    """A dossier's calendar is its beneficiary's, or its client's, or ours."""
    number = wanted.get("beneficiary_id") or wanted.get("client_id")
    client = (find or Find(doing.unit)).client(number) if number else None
    organisation = doing.settings.organisation
    territory = client.territory if client else organisation.territory
    return {"territory": territory, "zone": organisation.zone}


def move(doing: Doing, request: Request, act_name: str) -> None:
    """Takes a dossier where `act_name` leads; a skipped step is noted with its reason."""
    before = Stage(request.stage)
    stood = Stage(request.ended["stage"]) if request.ended else None
    request.stage = step(before, act_name, reason=doing.reason, before=stood, kind=request.kind)
    made = move_of(request.kind, before, act_name)
    if made is not None and made.skips:
        note = {
            "step": act_name.removeprefix("skip-"),
            "reason": doing.reason,
            "at": doing.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": doing.actor.ref if doing.actor else None,
        }
        request.skipped = [*request.skipped, note]
    if request.stage in (*ENDS, Stage.CLOSED):
        # Nobody is waited for on a dossier that has ended.
        request.waiting_for = request.chase_on = None
    if act_name == "reopen":
        take_back(doing, request, (request.ended or {}).get("slots", ()))
        request.ended = None


def _plain_move(name: str, label: str) -> None:
    @act(name, label, on="request")
    def run(doing: Doing, request: Request, _values: None) -> Done:
        before = request.stage
        move(doing, request, name)
        return Done(request, request.ref, {"from": before, "to": request.stage})


_plain_move("skip-acknowledgement", N_("Skip the acknowledgement"))
_plain_move("skip-needs", N_("Skip the needs analysis"))
_plain_move("skip-proposal", N_("Skip the detailed proposal"))
_plain_move("open-session", N_("Open the session to enrolments"))
_plain_move("close", N_("Close the dossier"))
_plain_move("reopen", N_("Reopen the dossier"))


def _end(doing: Doing, request: Request, name: str, why: Mapping[str, Any]) -> Done:
    before = request.stage
    move(doing, request, name)
    on = doing.happened_on.isoformat()
    request.ended = {"stage": before, "act": name, "on": on, "slots": release(doing, request), **why}
    return Done(request, request.ref, {"from": before, "to": request.stage})


@act("decline", N_("The client declines"), on="request", model=Refusal)
def decline(doing: Doing, request: Request, values: Refusal) -> Done:
    """The client says no to the whole dossier; its live quotes are refused with it."""
    with speaking(doing.settings.language):
        doing.reason = doing.reason or values.detail or _(dict(DECLINE_REASONS)[values.cause])
    end_live_quotes(doing, request, "refused")
    return _end(doing, request, "decline", {"cause": values.cause, "detail": values.detail})


@act("withdraw", N_("Withdraw from the dossier"), on="request")
def withdraw(doing: Doing, request: Request, _values: None) -> Done:
    """We give the dossier up; its live quotes are withdrawn with it."""
    end_live_quotes(doing, request, "withdrawn")
    return _end(doing, request, "withdraw", {"detail": doing.reason})


@act("wait-for", N_("Waiting for…"), on="request", model=Waiting, opening=_waiting)
def wait_for(doing: Doing, request: Request, values: Waiting) -> Done:
    """Notes who is to do something next, and when to ask again; independent of the stage."""
    request.waiting_for = values.whom or None
    request.chase_on = values.chase_on if values.whom else None
    return Done(request, request.ref, {"waiting_for": request.waiting_for})
