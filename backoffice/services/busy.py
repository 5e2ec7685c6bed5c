"""A trainer's busy times, read from the calendar that they keep elsewhere: when, never what about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from backoffice.content.calendar_files import BusyCalendar, ReadCalendar
from backoffice.content.settings import Settings
from backoffice.domain.months import months_after
from backoffice.exchange.busy import Busy, BusyFile, busy_times, read_calendar
from backoffice.i18n import N_, ngettext
from backoffice.services.acts import Doing, Done, act
from backoffice.store.incoming import read_regular
from backoffice.store.records import Trainer

SOURCE = "ics"
_MOST_MB = 10
# As far as anybody plans; what is busy later is read the next time.
_MONTHS = 24


def _read(values: BusyCalendar, settings: Settings) -> ReadCalendar:
    """The file, read and understood before the transaction begins."""
    _name, data = read_regular(values.path, min(settings.files.attachment_mb, _MOST_MB))
    return ReadCalendar(path=values.path, replace=values.replace, read=read_calendar(data))


@act("import-busy", N_("Read busy times from a calendar"), on="trainer", model=BusyCalendar, before=_read)
def import_busy(doing: Doing, trainer: Trainer, values: ReadCalendar) -> Done:
    """Takes a trainer's busy times from a calendar file, from today on for two years.

    Events are told apart by their own identifiers: the same file read twice changes nothing. What people
    noted by hand stays.
    """
    read: BusyFile = values.read
    zone = doing.settings.organisation.zone
    found = busy_times(read, doing.today, months_after(doing.today, _MONTHS), zone)
    named = {event.uid for event in read.events} | {uid for uid, moment in read.off if moment is None}
    kept = [one for one in trainer.unavailability if not _goes(one, values.replace, named)]
    made = [*kept, *map(_entry, found)]
    before = len(trainer.unavailability) - len(kept)
    if made != trainer.unavailability:
        trainer.unavailability = made
    doing.unit.session.flush()
    if read.skipped:
        told = ngettext("{n} event wasn't understood.", "{n} events weren't understood.", read.skipped)
        doing.warnings.append(told.format(n=read.skipped))
    payload = {"busy": len(found), "before": before, "skipped": read.skipped}
    says = ngettext("{n} busy time.", "{n} busy times.", len(found)).format(n=len(found))
    return Done(trainer, trainer.ref, payload, says)


def _goes(entry: Mapping[str, Any], replace: bool, named: Collection[str]) -> bool:
    return entry.get("source") == SOURCE and (replace or entry["uid"] in named)


def _entry(one: Busy) -> dict[str, Any]:
    return {
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "rrule": None,
        "half": None,
        "start": f"{one.start:%H:%M}" if one.start else None,
        "finish": f"{one.finish:%H:%M}" if one.finish else None,
        "label": "",
        "source": SOURCE,
        "uid": one.uid,
    }
