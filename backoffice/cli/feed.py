"""The calendar feed: to standard output, to a file, or to one that is kept up to date."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backoffice.cli.output import as_json, line, say
from backoffice.cli.session import Session
from backoffice.errors import Invalid
from backoffice.i18n import _, ngettext

if TYPE_CHECKING:
    from backoffice.services.feed_files import Written
    from backoffice.services.office import Office


def command(name: str) -> click.Command:
    text = _("Due dates, tasks, chases and options as a calendar (ICS) that other programs read.")

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice feed --out agenda.ics --watch")
    @click.option("--for", "user", metavar="USER", default="", help=_("Whose; yours unless you say."))
    @click.option("--everyone", is_flag=True, help=_("Everybody’s things in one calendar."))
    @click.option("--out", metavar="FILE", help=_("Where; else feed in [workstation], else standard output."))
    @click.option(
        "--watch", "watching", is_flag=True, help=_("Go on, and write it again whenever something changes.")
    )
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
        session: Session,
        user: str,
        everyone: bool,
        out: str | None,
        watching: bool,
        every: int,
        json_out: bool,
    ) -> None:
        from backoffice.content.acts import FeedWish
        from backoffice.services.feed_files import told

        office, wish = session.office(), FeedWish(user=user or None, everyone=everyone)
        path = Path(out) if out else None if user or everyone else office.workspace.feed
        if watching and path is None:
            raise Invalid(
                _("Nothing says which file to keep up to date."),
                remedy=_("Name it with --out, or as feed in [workstation] of config.toml."),
            )
        if watching and path is not None:
            from backoffice.services.feed_files import write

            watch(office, path, every, lambda: write(office, wish, path))
        elif path is None and not json_out:
            click.echo(told(office, wish).data, nl=False)
        else:
            from backoffice.services.feed_files import write

            tell(write(office, wish, path), json_out)

    return run


def tell(written: Written, json_out: bool) -> None:
    """Where a calendar was written, and how much it tells."""
    if json_out:
        as_json(
            {
                "format": "feed/1",
                "path": str(written.path),
                "changed": written.changed,
                "open": written.open,
                "gone": written.gone,
            }
        )
    else:
        line(str(written.path))
        say(_said(written))


def _said(written: Written) -> str:
    counted = ngettext("{n} thing in the calendar.", "{n} things in the calendar.", written.open)
    return counted.format(n=written.open)


def watch(office: Office, path: Path, every: int, write: Callable[[], Written]) -> None:
    """Until it is stopped: looks whether an act was done, which costs one row, before it reads anything.

    What ends with the clock alone (a hold) is told at the next act, or at the next start.
    """
    from backoffice.services.feed_files import journal_head

    say(_("Watching; Ctrl+C stops."))
    seen = ""
    try:
        while True:
            head = journal_head(office)
            if head != seen or not path.exists():
                # The head that was read before: what is done while it is written is for the next look.
                written, seen = write(), head
                if written.changed:
                    say(f"{written.path}: {_said(written)}")
            time.sleep(every)
    except KeyboardInterrupt:
        return
