"""What acts on calendar files ask: a trainer's busy times in, slots and options out."""

from __future__ import annotations

from typing import Any

from backoffice.content.base import Content, Name
from backoffice.content.fields import Kind, ask
from backoffice.i18n import N_


class BusyCalendar(Content):
    """The calendar file (.ics) of a trainer's other engagements."""

    path: Name = ask(N_("Calendar file (.ics)"), help=N_("As the trainer's calendar program exports it."))
    replace: bool = ask(
        N_("In place of what was read before"),
        Kind.YES_NO,
        help=N_("No: only the events that are in this file change."),
        default=True,
    )


class ReadCalendar(BusyCalendar):
    """A calendar file that was read, as `exchange.busy` gives it."""

    read: Any = None


class CalendarWish(Content):
    """Which calendar to write."""

    options: bool = ask(
        N_("The options proposed"),
        Kind.YES_NO,
        help=N_("Of a dossier: the calendars that wait for an answer, as tentative events, not its slots."),
        default=False,
    )
