"""Backups from the command line: taken while others work, and brought back into a new folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from backoffice.cli.output import as_json, line, plain, say, table
from backoffice.cli.session import Session
from backoffice.i18n import _

if TYPE_CHECKING:
    from backoffice.content.backup import Manifest

_PAUSE = 1.0  # seconds of long work between two words about it


def command(name: str) -> click.Command:
    return {"backup": _backup, "restore": _restore}[name]()


class Narrator:
    """Says how far long work is, on standard error; work of a second says nothing."""

    def __init__(self) -> None:
        self._said = time.monotonic()
        self._open = False

    def step(self, done: int, total: int, what: str = "") -> None:
        now = time.monotonic()
        if now - self._said < _PAUSE:
            return
        self._said = now
        text = f"{what}: {100 * done // total} %" if total else what
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{plain(text)}", nl=False, err=True)
            self._open = True
        else:
            say(text)

    def end(self) -> None:
        if self._open:
            click.echo("\r\033[K", nl=False, err=True)


def _help(text: str, example: str) -> str:
    return f"{text}\n\n\b\n{_('Example:')}\n  {example}"


def _backup() -> click.Command:
    text = _("Write everything that is kept, with the settings, into one new file, while others work.")

    @click.command("backup", help=_help(text, "backoffice backup bureau-2026-06-01.zip"))
    @click.argument("file", metavar="FILE")
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_context
    def backup(ctx: click.Context, file: str, json_out: bool) -> None:
        from backoffice.services.backup import back_up

        session: Session = ctx.obj
        narrator = Narrator()
        made = back_up(session.workspace, Path(file), narrator)
        narrator.end()
        manifest, sound = made.manifest, not made.findings
        if json_out:
            as_json(
                {
                    "format": "backup/1",
                    "file": str(made.file),
                    "size": made.size,
                    **_of(manifest),
                    "files": [one.model_dump() for one in manifest.files],
                    **_judged(made.findings),
                }
            )
        else:
            line(_("Backed up into {file}, {size} bytes.").format(file=made.file, size=made.size))
            _say_head(manifest)
            _say_findings(made.findings)
        ctx.exit(0 if sound else 1)

    return backup


def _restore() -> click.Command:
    text = _("Bring a backup back into a new folder, checked; nothing that is there is ever written over.")

    @click.command("restore", help=_help(text, "backoffice restore bureau-2026-06-01.zip bureau-again"))
    @click.argument("file", metavar="FILE")
    @click.argument("folder", metavar="DIR")
    @click.option(
        "--database",
        metavar="ADDRESS",
        default="",
        help=_("An empty PostgreSQL database to fill; without it, a file in the folder."),
    )
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_context
    def restore(ctx: click.Context, file: str, folder: str, database: str, json_out: bool) -> None:
        from backoffice.services.restore import restore as bring_back

        narrator = Narrator()
        made = bring_back(Path(file), Path(folder), narrator, database)
        narrator.end()
        if json_out:
            as_json(
                {
                    "format": "restore/1",
                    "folder": str(made.folder),
                    "database": made.database,
                    **_of(made.manifest),
                    "upgraded_to": made.schema if made.schema != made.manifest.schema_number else None,
                    "documents": made.documents,
                    "left_out": list(made.left_out),
                    **_judged(made.findings),
                }
            )
        else:
            line(
                _("Restored into {folder}: {n} documents, their copies written again.").format(
                    folder=made.folder, n=made.documents
                )
            )
            _say_head(made.manifest)
            for name in made.left_out:
                line(
                    _("The logo {name} has no place in the folder; it is in the database.").format(name=name)
                )
            _say_findings(made.findings)
        ctx.exit(1 if made.findings else 0)

    return restore


def _of(manifest: Manifest) -> dict[str, Any]:
    values = manifest.model_dump(mode="json")
    kept = ("made_at", "program", "organisation", "engine", "journal")
    return {name: values[name] for name in kept} | {"schema": manifest.schema_number}


def _judged(findings: Sequence[Any]) -> dict[str, Any]:
    return {
        "sound": not findings,
        "findings": [
            {"code": one.code, "subject": one.subject, "message": one.text, "remedy": one.remedy}
            for one in findings
        ],
    }


def _say_head(manifest: Manifest) -> None:
    journal = manifest.journal
    line(_("The journal has {n} rows and ends with {head}.").format(n=journal.rows, head=journal.head))


def _say_findings(findings: Sequence[Any]) -> None:
    if findings:
        table((_("what"), _("where"), _("finding")), [(o.code, o.subject, o.text) for o in findings])
    else:
        line(_("All is sound."))
