"""The options of a dossier: what they are now, or the text to paste into a mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from backoffice.cli.output import as_json, line, table
from backoffice.cli.session import Session
from backoffice.domain.options import OPTION_LABELS, OptionState
from backoffice.i18n import _
from backoffice.i18n.formats import days, short_date


def command(name: str) -> click.Command:
    text = _("The calendars proposed to a client, and where each stands.")
    example = "backoffice options INT-2026-0001 --text"

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("ref")
    @click.option("--text", "as_text", is_flag=True, help=_("Those that wait, as a text for a mail."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def run(session: Session, ref: str, as_text: bool, json_out: bool) -> None:
        office = session.office()
        if as_text:
            line(office.options_text(ref).rstrip("\n"))
            return
        found = office.show(ref).get("options", [])
        if json_out:
            as_json({"format": "options/1", "ref": ref, "items": found})
            return
        heads = (_("option"), _("state"), _("answer by"), _("held until"), _("dates"), _("yeses missing"))
        table(heads, [_row(one) for one in found])

    return run


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    until = dt.datetime.fromisoformat(one["hold_until"]).date() if one["hold_until"] else None
    return (
        one["ref"],
        _(OPTION_LABELS[OptionState(one["state"])]),
        short_date(dt.date.fromisoformat(one["answer_by"])),
        short_date(until) if until else "",
        days(dt.date.fromisoformat(day) for day in one["dates"]),
        str(one["missing"]) if one["state"] in ("offered", "held") else "",
    )
