"""The access delays that a dossier's programme announces, and the days that they come to."""

from __future__ import annotations

from sqlalchemy import select

from backoffice.clock import local_date
from backoffice.content.programme import programme_of
from backoffice.domain.access import Access, access
from backoffice.domain.calendars import Calendar
from backoffice.domain.programme import AccessDelay
from backoffice.services.acts import Doing
from backoffice.store.records import Programme, Request


def access_delays(doing: Doing, request: Request) -> tuple[AccessDelay, ...]:
    """The access delays that the programme announces for requests of this kind."""
    wanted = next((one for one in request.modules if one.programme_ref), None)
    if wanted is None:
        return ()
    row = doing.unit.session.scalars(
        select(Programme).where(
            Programme.ref == wanted.programme_ref, Programme.version_no == wanted.programme_version
        )
    ).first()
    if row is None:
        return ()
    return tuple(one for one in programme_of(row.body).access_delays if one.request_kind == request.kind)


def access_of(doing: Doing, request: Request) -> Access:
    """When its training may begin, counted from its reception, with the client's days off."""
    received = local_date(request.received_at, doing.settings.organisation.zone)
    territory = request.client.territory if request.client else request.territory
    return access(access_delays(doing, request), received, Calendar(territory))
