"""What the accounts are given, for people and for scripts."""

from __future__ import annotations

from datetime import datetime

import click

from backoffice.cli.output import as_csv, as_json, table
from backoffice.cli.session import Session
from backoffice.i18n import _
from backoffice.i18n.formats import money, rate, short_date
from backoffice.services import accounts as counted


def command(name: str) -> click.Command:
    text = _(
        "What was signed, by nature and VAT (options taken, discounts spread, amendments apart); or the "
        "instalments of accepted quotes, by nature and VAT: who is to be asked for what, and when. Nothing "
        "here is an invoice."
    )
    example = f"backoffice {name} instalments --to 2026-12-31 --csv"
    day = click.DateTime(["%Y-%m-%d"])

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("what", type=click.Choice(counted.KINDS))
    @click.option("--from", "since", type=day, metavar="DATE", help=_("Signed, or due, from this day on."))
    @click.option("--to", "until", type=day, metavar="DATE", help=_("Signed, or due, until this day."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.option("--csv", "csv_out", is_flag=True, help=_("The same keys as CSV."))
    @click.option(
        "--headings",
        is_flag=True,
        help=_("With --csv: headings, words and decimals of your language instead of keys and cents."),
    )
    @click.pass_obj
    def accounts(
        session: Session,
        what: str,
        since: datetime | None,
        until: datetime | None,
        json_out: bool,
        csv_out: bool,
        headings: bool,
    ) -> None:
        first, last = since.date() if since else None, until.date() if until else None
        found = counted.accounts(session.office(), what, first, last)
        if json_out:
            as_json(counted.as_json(what, found, first, last))
        elif csv_out and headings:
            click.echo(counted.table_for_people(what, found), nl=False)
        elif csv_out:
            as_csv(counted.KEYS[what], found)
        else:
            _tell(what, found)

    return accounts


def _tell(what: str, found: tuple[counted.Row, ...]) -> None:
    signed = what == counted.SIGNED
    first = ("signed_on", "number", "client_name") if signed else ("due_on", "state", "id", "payer_name")
    keys = (*first, "nature", "vat_bp", "net_cents", "vat_cents", "total_cents")
    rows = [[_cell(key, row[key]) for key in keys] for row in found]
    total = sum(row["total_cents"] for row in found)
    net, vat = sum(row["net_cents"] for row in found), sum(row["vat_cents"] for row in found)
    if rows:
        rows.append([_("All"), *([""] * len(first)), "", money(net), money(vat), money(total)])
    table([_(counted.HEADINGS[key]) for key in keys], rows)


def _cell(key: str, value: object) -> str:
    if value is None:
        return ""
    if key.endswith("_cents"):
        return money(int(str(value)))
    if key == "vat_bp":
        return rate(int(str(value)))
    if key.endswith("_on"):
        return short_date(datetime.fromisoformat(str(value)).date())
    return counted.said(key, str(value))
