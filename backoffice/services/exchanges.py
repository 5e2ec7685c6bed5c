"""Calls, mails, meetings, letters and visits of a dossier: logged in one act with whose turn it is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.followup import Exchange as ExchangeContent
from backoffice.content.followup import LoggedExchange
from backoffice.domain.calendars import Calendar
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import dossier_of, next_rank, ref_of
from backoffice.services.somebody import somebody, typed
from backoffice.store.records import Exchange, Request
from backoffice.store.types import instant_text

# In how many days one asks again, unless told otherwise; on a working day.
CHASE_DAYS = 7


class ExchangeRemoved(BackofficeError):
    code = "exchange_removed"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} was removed.").format(ref=ref),
            remedy=_("Log the exchange again, if it did take place."),
        )


def exchanges_of(doing: Doing, request: Request) -> Sequence[Exchange]:
    """Every exchange of a dossier, the newest first."""
    query = (
        select(Exchange)
        .where(Exchange.request_id == request.id)
        .order_by(Exchange.occurred_at.desc(), Exchange.position.desc())
    )
    return doing.unit.session.scalars(query).all()


def _now_with_the_contact(doing: Doing, record: Any) -> Mapping[str, Any]:
    """A call just made to the dossier's contact; one still waits for whom one waited for."""
    request = dossier_of(record)
    assert request is not None
    contact = ref_of(request.contact) if request.contact else None
    return {
        "at": doing.occurred_at.replace(second=0, microsecond=0),
        "who": contact or (request.client.ref if request.client else ""),
        "waiting_for": request.waiting_for or "",
        "chase_on": _next_chase(doing, request) if request.waiting_for else None,
    }


def _next_chase(doing: Doing, request: Request) -> date:
    """The chase that is still ahead; one that is due is put off to a working day a week from now."""
    if request.chase_on is not None and request.chase_on > doing.today:
        return request.chase_on
    calendar = Calendar(doing.settings.organisation.territory)
    return calendar.next_working_day(doing.today + timedelta(days=CHASE_DAYS))


@act(
    "log-exchange",
    N_("Log an exchange"),
    on="request|quote",
    makes="exchange",
    model=LoggedExchange,
    opening=_now_with_the_contact,
    key="x",
    when="at",
)
def log_exchange(doing: Doing, record: Any, values: LoggedExchange) -> Done:
    """Notes what was said or written, with whom and when, and who is to do something next."""
    request = dossier_of(record)
    assert request is not None
    exchange = doing.unit.add(
        Exchange(
            request_id=request.id,
            position=next_rank(doing, request, "X"),
            logged_by_id=doing.actor.id if doing.actor else None,
            **_columns(doing, values, doing.occurred_at),
        )
    )
    request.waiting_for = values.waiting_for or None
    request.chase_on = values.chase_on if values.waiting_for else None
    payload = {"kind": exchange.kind, "direction": exchange.direction, "waiting_for": request.waiting_for}
    return Done(exchange, ref_of(exchange), payload)


def _columns(doing: Doing, values: ExchangeContent, before: datetime) -> dict[str, Any]:
    """What an exchange says; one whose form gives no time keeps `before`."""
    at = values.at or before
    if at > doing.now:
        raise Invalid(
            _("An exchange can't have taken place in the future."),
            place=Place(path="at"),
            remedy=_("Correct the date and time; what is planned is a task, not an exchange."),
        )
    return {
        "kind": values.kind,
        "direction": values.direction or None,
        "occurred_at": at,
        "summary": values.summary,
        "body": values.body or None,
        **somebody(doing.unit, values.who),
    }


def _as_logged(_doing: Doing, exchange: Exchange) -> Mapping[str, Any]:
    return {
        "summary": exchange.summary or "",
        "direction": exchange.direction or "",
        "kind": exchange.kind,
        "who": typed(exchange),
        "at": exchange.occurred_at,
        "body": exchange.body or "",
    }


@act(
    "edit-exchange",
    N_("Correct the exchange"),
    on="exchange",
    model=ExchangeContent,
    opening=_as_logged,
    key="e",
)
def edit_exchange(doing: Doing, exchange: Exchange, values: ExchangeContent) -> Done:
    """Corrects what was noted; whose turn it is stays, and when it took place is traced."""
    _check_there(exchange)
    wanted = _columns(doing, values, exchange.occurred_at)
    changed = [name for name, value in wanted.items() if getattr(exchange, name) != value]
    before = exchange.occurred_at
    for name in changed:
        setattr(exchange, name, wanted[name])
    payload: dict[str, Any] = {"changed": changed}
    if exchange.occurred_at != before:
        payload |= {"before": instant_text(before), "now": instant_text(exchange.occurred_at)}
    return Done(exchange, ref_of(exchange), payload)


@act("remove-exchange", N_("Remove the exchange"), on="exchange")
def remove_exchange(doing: Doing, exchange: Exchange, _values: None) -> Done:
    """Forgets what was noted, with whom too; that something was, when, and why it is gone stays."""
    _check_there(exchange)
    if not doing.reason:
        raise Invalid(_("A removed exchange needs a reason."), remedy=_("Say why in a few words."))
    for name, value in {"summary": None, "body": None, **somebody(doing.unit, "")}.items():
        setattr(exchange, name, value)
    exchange.removed = removal(doing)
    return Done(exchange, ref_of(exchange))


def removal(doing: Doing) -> dict[str, Any]:
    """The trace of something taken away: when, by whom, why."""
    return {
        "at": instant_text(doing.occurred_at),
        "by": doing.actor.ref if doing.actor else None,
        "reason": doing.reason,
    }


def _check_there(exchange: Exchange) -> None:
    if exchange.removed:
        raise ExchangeRemoved(ref_of(exchange))
