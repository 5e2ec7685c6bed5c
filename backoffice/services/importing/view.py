"""An import as a screen shows it: what is refused first, each record with what changes or what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backoffice.content.acts import ImportWish
from backoffice.errors import BackofficeError, each
from backoffice.i18n import _
from backoffice.services.importing.batch import UNDOABLE
from backoffice.services.importing.opening import open_all
from backoffice.services.importing.report import OUTCOMES, Report, Told
from backoffice.services.office import Office
from backoffice.services.ports import ImportRow, ImportView, Watch

SHOWN = 500
_ORDER = ("refused", "updated", "created", "unchanged")


def import_view(
    office: Office, wish: ImportWish, *, dry_run: bool, partial: bool, watch: Watch
) -> ImportView:
    """Brings in, or only looks at, what `wish` names; raises what is wrong with a file as a whole."""
    paths = [Path(wish.file).expanduser()] if wish.file else []
    pasted_as = _("pasted table")
    sources = open_all(paths, wish.pasted or None, wish.kind, wish.encoding, pasted_as)
    report = office.import_records(sources, partial=partial, dry_run=dry_run, watch=watch)
    return ImportView(
        rows=tuple(_rows(report)),
        counts={name: report.counts[name] for name in OUTCOMES},
        wrong=report.wrong,
        written=report.written,
        final=report.touched > UNDOABLE,
    )


def _rows(report: Report) -> Iterator[ImportRow]:
    for error in report.loose:
        yield _wrong("", "", error)
    told = sorted(report.told, key=lambda one: _ORDER.index(one.outcome))
    shown = 0
    for one in told:
        if one.outcome != "refused":
            shown += 1
        if shown <= SHOWN:
            yield from _told(one)
    for warning in report.warnings[:SHOWN]:
        place = str(warning.place)
        yield ImportRow("double", "", "", "", warning.message, place, warning.remedy or "")


def _told(told: Told) -> Iterator[ImportRow]:
    if told.error is not None:
        for error in each(told.error):
            yield _wrong(told.table, told.name, error)
        return
    yield ImportRow(told.outcome, told.table, told.ref or "", told.name, _changes(told), str(told.place))


def _wrong(table: str, name: str, error: BackofficeError) -> ImportRow:
    return ImportRow("refused", table, "", name, error.message, str(error.place), error.remedy or "")


def _changes(told: Told) -> str:
    if told.outcome == "created":
        return ", ".join(_shown(one.after) for one in told.changes if one.after not in (None, "", []))
    return ", ".join(f"{one.field}: {_shown(one.before)} → {_shown(one.after)}" for one in told.changes)


def _shown(value: Any) -> str:
    return "∅" if value in (None, "", []) else str(value)
