"""The slots of a dossier, a trainer or a venue as a calendar file, once or kept up to date."""

from __future__ import annotations

from pathlib import Path

import click

from backoffice.cli.feed import tell, watch
from backoffice.cli.session import Session
from backoffice.errors import Invalid
from backoffice.i18n import _


def command(name: str) -> click.Command:
    text = _(
        "The slots of a dossier, a trainer or a venue as a calendar (ICS): one event a slot, told again "
        "when it changes, cancelled when it goes."
    )
    example = "backoffice calendar INT-2026-0001 --out dates.ics"

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("ref")
    @click.option("--options", is_flag=True, help=_("Of a dossier: the options that wait for an answer."))
    @click.option("--out", metavar="FILE", help=_("Where; else standard output."))
    @click.option("--watch", "watching", is_flag=True, help=_("Go on, and write it again when it changes."))
    @click.option(
        "--every",
        default=30,
        type=click.IntRange(1, 3_600),
        show_default=True,
        help=_("Seconds between looks."),
    )
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def run(
        session: Session, ref: str, options: bool, out: str | None, watching: bool, every: int, json_out: bool
    ) -> None:
        from backoffice.content.calendar_files import CalendarWish
        from backoffice.services.feed_files import told_calendar, write_calendar

        office, wish, path = session.office(), CalendarWish(options=options), Path(out) if out else None
        if watching and path is None:
            raise Invalid(
                _("Nothing says which file to keep up to date."), remedy=_("Name it with --out FILE.")
            )
        if watching and path is not None:
            watch(office, path, every, lambda: write_calendar(office, ref, wish, path))
        elif path is None and not json_out:
            click.echo(told_calendar(office, ref, wish).data, nl=False)
        else:
            tell(write_calendar(office, ref, wish, path), json_out)

    return run
