"""Documents printed from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from backoffice.cli.output import as_json, line, say
from backoffice.cli.session import Session
from backoffice.i18n import _

KINDS = ("quote", "proposal", "acknowledgement", "attendance_sheet", "trainer_pack", "calendar_options")


def command(name: str) -> click.Command:
    text = _(
        "Print a quote, a proposal or an acknowledgement (a draft is only shown), a dossier's attendance "
        "sheets or its calendar options, or a trainer's pack."
    )

    @click.command(
        name, help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice print attendance_sheet INT-2026-0001"
    )
    @click.argument("kind", type=click.Choice(KINDS))
    @click.argument("ref")
    @click.option(
        "--blank-lines", default=0, type=click.IntRange(0, 60), help=_("Room for people not known yet.")
    )
    @click.option("--from", "from_day", metavar="DATE", help=_("A trainer's pack: from this day; next week."))
    @click.option("--to", "to_day", metavar="DATE", help=_("A trainer's pack: to this day."))
    @click.option(
        "--out", metavar="FILE", help=_("Where to write it; else in invoices/, or .state/ for a draft.")
    )
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def run(
        session: Session,
        kind: str,
        ref: str,
        blank_lines: int,
        from_day: str | None,
        to_day: str | None,
        out: str | None,
        json_out: bool,
    ) -> None:
        office = session.office()
        kept = {
            "quote": office.print_quote,
            "proposal": office.print_proposal,
            "acknowledgement": office.print_acknowledgement,
        }
        if kind in kept:
            printed = kept[kind](ref, Path(out) if out else None)
            files, failed = printed.files, printed.failed
        elif kind == "trainer_pack":
            asked = {"from_day": from_day, "to_day": to_day}
            opened = office.opening("print-trainer-pack", ref)
            given = {name: day for name, day in asked.items() if day is not None}
            outcome = office.do("print-trainer-pack", ref, {**opened, **given})
            files, failed = outcome.files, outcome.failed
        elif kind == "calendar_options":
            outcome = office.do("print-options", ref)
            files, failed = outcome.files, outcome.failed
        else:
            outcome = office.do("print-attendance-sheets", ref, {"blank_lines": blank_lines})
            files, failed = outcome.files, outcome.failed
        for wrong in failed:
            say(f"{wrong.message} {wrong.remedy}")
        if json_out:
            as_json({"format": "print/1", "kind": kind, "ref": ref, "files": [str(path) for path in files]})
        for path in () if json_out else files:
            line(str(path))

    return run
