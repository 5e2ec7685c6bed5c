"""Documents printed from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backoffice.cli.output import as_json, line, say
from backoffice.cli.session import Session
from backoffice.i18n import _

if TYPE_CHECKING:
    from backoffice.services.office import Office, Outcome

KINDS = (
    *("quote", "proposal", "agreement", "contract", "amendment", "acknowledgement", "attendance_sheet"),
    *("trainer_pack", "calendar_options", "programme", "questionnaire"),
    *("price_schedule", "order_acknowledgement"),
)
_BY_ACT = {
    "calendar_options": "print-options",
    "programme": "print-programme",
    "price_schedule": "print-price-schedule",
    "order_acknowledgement": "print-order-acknowledgement",
}
_CONTRACTS = ("agreement", "contract", "amendment")


def command(name: str) -> click.Command:
    text = _(
        "Print a quote, a proposal, an agreement or an acknowledgement (a draft is only shown), a dossier's "
        "attendance sheets or its calendar options, a questionnaire, a trainer's pack, a programme's "
        "sheet, a framework's prices, or the acknowledgement of an order form."
    )

    @click.command(
        name, help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice print attendance_sheet INT-2026-0001"
    )
    @click.argument("kind", type=click.Choice(KINDS))
    @click.argument("ref")
    @click.option(
        "--blank-lines", default=0, type=click.IntRange(0, 60), help=_("Room for people not known yet.")
    )
    @click.option("--blank", is_flag=True, help=_("A questionnaire to be filled by hand."))
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
        blank: bool,
        from_day: str | None,
        to_day: str | None,
        out: str | None,
        json_out: bool,
    ) -> None:
        outcome = _printed(
            session.office(), kind, ref, blank_lines, (from_day, to_day), Path(out) if out else None, blank
        )
        files, failed = outcome.files, outcome.failed
        for wrong in failed:
            say(f"{wrong.message} {wrong.remedy}")
        if json_out:
            as_json({"format": "print/1", "kind": kind, "ref": ref, "files": [str(path) for path in files]})
        for path in () if json_out else files:
            line(str(path))

    return run


def _printed(
    office: Office,
    kind: str,
    ref: str,
    blank_lines: int,
    days: tuple[str | None, str | None],
    out: Path | None,
    blank: bool,
) -> Outcome:
    kept = {
        "quote": office.print_quote,
        "proposal": office.print_proposal,
        "acknowledgement": office.print_acknowledgement,
        **dict.fromkeys(_CONTRACTS, office.print_contract),
    }
    if kind in kept:
        return kept[kind](ref, out)
    if kind == "trainer_pack":
        given = {name: day for name, day in zip(("from_day", "to_day"), days, strict=True) if day is not None}
        outcome = office.do("print-trainer-pack", ref, {**office.opening("print-trainer-pack", ref), **given})
    elif kind == "questionnaire":
        outcome = office.do("print-needs", ref, {"blank": blank})
    elif kind in _BY_ACT:
        outcome = office.do(_BY_ACT[kind], ref)
    else:
        outcome = office.do("print-attendance-sheets", ref, {"blank_lines": blank_lines})
    return outcome if out is None else office.copied(outcome, out)
