"""Records in and out by file: import and export."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from backoffice.cli.given import PIPED, piped_text
from backoffice.cli.output import as_json, error_document, line, say, table
from backoffice.cli.session import Session
from backoffice.errors import BackofficeError
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import number

_PREVIEWED = 200
_TOLD = 20


def command(name: str) -> click.Command:
    return {"import": _import, "export": _export}[name]()


def _import() -> click.Command:
    text = _(
        "Bring in records from files: CSV, JSON, TOML, or a table on standard input (-).\n\n"
        "All or none, unless --partial; --dry-run shows what would change and writes nothing. A record that "
        "is already there, by its reference elsewhere, is changed where it differs."
    )

    @click.command(
        "import",
        help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice import clients.csv requests.csv --dry-run",
    )
    @click.argument("files", nargs=-1, required=True, metavar="FILE...")
    @click.option("--partial", is_flag=True, help=_("Bring in what is right even when something is wrong."))
    @click.option("--dry-run", is_flag=True, help=_("Show what would change; write nothing."))
    @click.option("--kind", default="", metavar="KIND", help=_("What the files hold, when nothing says it."))
    @click.option(
        "--encoding",
        type=click.Choice(["utf-8", "cp1252"]),
        default="utf-8",
        show_default=True,
        help=_("How the text of CSV files is written."),
    )
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_context
    def run(
        ctx: click.Context,
        files: tuple[str, ...],
        partial: bool,
        dry_run: bool,
        kind: str,
        encoding: str,
        json_out: bool,
    ) -> None:
        from backoffice.exchange.delimited import CSV_BYTES
        from backoffice.services.importing.opening import open_all

        office = ctx.obj.office()
        pasted = piped_text(CSV_BYTES, encoding) if PIPED in files else None
        sources = open_all([Path(one) for one in files if one != PIPED], pasted, kind, encoding)
        if not dry_run:
            _warn_of_size(sources)
        report = office.import_records(sources, partial=partial, dry_run=dry_run, keep_all=json_out)
        if json_out:
            _as_json(report)
        _for_people(report, json_out)
        ctx.exit(1 if report.refused else 0)

    return run


def _warn_of_size(sources: Any) -> None:
    from backoffice.services.importing.opening import UNDOABLE, records_in

    if records_in(sources) > UNDOABLE:
        say(
            _("An import that changes more than {n} records can't be undone by u or undo.").format(
                n=number(UNDOABLE)
            )
        )


def _as_json(report: Any) -> None:
    if report.refused and not report.partial and not report.dry_run:
        as_json({**error_document(report.errors), "total": report.wrong})
    else:
        as_json(report.as_json())


def _for_people(report: Any, json_out: bool) -> None:
    from backoffice.services.importing.report import said

    if report.dry_run and not json_out:
        _preview(report)
    _tell(report.errors, report.wrong)
    _tell(report.warnings, report.warned)
    for name, counts in report.by_table.items():
        (say if json_out else line)(f"{name}: {said(counts)}")
    say(_end(report))


def _end(report: Any) -> str:
    if report.dry_run:
        return _("Nothing was written: this was a preview.")
    if report.refused and not report.partial:
        return _("Nothing was written: mend what is refused, or import the rest with --partial.")
    if not report.written:
        return _("Nothing had to be written.")
    return _("Done; “backoffice undo” undoes it.") if report.undoable else _("Done.")


def _preview(report: Any) -> None:
    words = {
        "created": _("new"),
        "updated": _("changed"),
        "unchanged": _("the same"),
        "refused": _("refused"),
    }
    rows = [
        (str(told.place), words[told.outcome], told.ref or "", told.name, _changes(told))
        for told in report.told[:_PREVIEWED]
    ]
    table((_("where"), _("what"), _("reference"), _("name"), _("changes")), rows)
    if sum(report.counts.values()) > len(rows):
        say(_("and {n} more").format(n=number(sum(report.counts.values()) - len(rows))))


def _changes(told: Any) -> str:
    if told.outcome == "created":
        return "; ".join(f"{one.field}: {_shown(one.after)}" for one in told.changes if one.after)
    return "; ".join(f"{one.field}: {_shown(one.before)} → {_shown(one.after)}" for one in told.changes)


def _shown(value: Any) -> str:
    return "∅" if value in (None, "", []) else str(value)


def _tell(errors: Iterable[BackofficeError], total: int) -> None:
    told = list(errors)[:_TOLD]
    for error in told:
        place = f"{error.place}: " if str(error.place) else ""
        say(f"{place}{error.message}")
        if error.remedy:
            say(f"  {error.remedy}")
    if total > len(told):
        rest = total - len(told)
        say(ngettext("and {n} more", "and {n} more", rest).format(n=number(rest)))


def _export() -> click.Command:
    text = _(
        "Write everything as files into a new or empty folder, with a manifest.\n\n"
        "What an import takes back is in records/, the rest in data/ and blobs/."
    )

    @click.command("export", help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice export sortie")
    @click.argument("folder", metavar="DIR")
    @click.option("--csv", "as_csv", is_flag=True, help=_("Directory and requests as CSV, not JSON."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def run(session: Session, folder: str, as_csv: bool, json_out: bool) -> None:
        exported = session.office().export(Path(folder), as_csv=as_csv)
        if json_out:
            as_json({"format": "exported/1", "folder": str(exported.folder), "files": exported.items})
            return
        for holds, count in exported.counts.items():
            line(f"{holds}: {number(count)}")
        line(str(exported.folder))

    return run
