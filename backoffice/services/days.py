"""What a day is where a slot takes place: a public holiday, a school holiday, or not known."""

from __future__ import annotations

from datetime import date

from backoffice.content.settings import Settings
from backoffice.domain.calendars import Calendar
from backoffice.domain.school import SHIPPED, Known, SchoolCalendar, department_of, zone_of
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.store.records import Client, Request, Slot


def school_calendar(settings: Settings) -> SchoolCalendar:
    """The years shipped, and those of the settings, which are believed first."""
    return SHIPPED.with_years(year.value() for year in settings.school_years)


def public_holiday(slot: Slot) -> str | None:
    """The name of the public holiday on which a slot falls, in the language in force."""
    if slot.day is None:
        return None
    territory = slot.venue.territory if slot.venue else slot.request.territory
    name = Calendar(territory).holiday(slot.day)
    return _(name) if name else None


def school_holiday(settings: Settings, slot: Slot) -> str | None:
    """The school holiday on which a slot falls, or that its calendar isn't published; None on a day of class.

    The zone is that of the place, else the client's: by its post code, unless the client says otherwise.
    """
    zone = _zone(slot)
    if slot.day is None or zone is None:
        return None
    return _said(school_calendar(settings), zone, slot.day)


def _said(calendar: SchoolCalendar, zone: str, day: date) -> str | None:
    answer = calendar.on(zone, day)
    if not isinstance(answer, Known):
        return _("zone {zone}: not published").format(zone=zone)
    name = _(answer.name) if answer.name else ""
    return _("zone {zone}: {name}").format(zone=zone, name=name) if name else None


def _zone(slot: Slot) -> str | None:
    client = slot.request.client
    if slot.venue is not None and slot.venue.postcode:
        return zone_of(department_of(slot.venue.postcode))
    return school_zone_of(client)


def school_wish(doing: Doing, request: Request) -> str:
    """Never, avoid or ignore: what becomes of school holidays, as the dossier asks or else the house."""
    return str(request.details.get("school_holidays") or doing.settings.planning.school_holidays)


def school_zone_of(client: Client | None) -> str | None:
    """The school zone that a client says, else that of its post code."""
    if client is None:
        return None
    return client.school_zone or (zone_of(department_of(client.postcode)) if client.postcode else None)
