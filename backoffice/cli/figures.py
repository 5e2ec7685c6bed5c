"""Figures, for people and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import click

from backoffice.cli import load_figures as load
from backoffice.cli import offer_figures as offers
from backoffice.cli.output import as_csv, as_json, line, table
from backoffice.cli.session import Session
from backoffice.i18n import _
from backoffice.i18n.formats import duration, month, number, rate
from backoffice.services import figures as counted
from backoffice.services.figure_sheet import names_of
from backoffice.services.states import sign

_NAMES = ("commitments", "offers", "load")
_KEYS = ("by", "key", "kept", "broken", "kept_bp", "lifted", "open", "late")
_CSV_KEYS = (*_KEYS, "median_net_minutes", "p90_net_minutes")
_OWED_BY = ("us", "client", "funder", "participant", counted.EVERYBODY)


def command(name: str) -> click.Command:
    text = _(
        "Commitments kept, broken and open, and the times to answer, pauses left out; or offers: answers, "
        "conversion, times to sign, losses, the pipeline, and what was signed by month of delivery; or the "
        "load of trainers by month."
    )
    example = f"backoffice {name} commitments --from 2026-01-01 --json"
    day = click.DateTime(["%Y-%m-%d"])

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("name", type=click.Choice(_NAMES))
    @click.option("--from", "since", type=day, metavar="DATE", help=_("Due, or offered, from this day on."))
    @click.option("--to", "until", type=day, metavar="DATE", help=_("Due, or offered, until this day."))
    @click.option("--owed-by", type=click.Choice(_OWED_BY), default="us", show_default=True)
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.option("--csv", "csv_out", is_flag=True, help=_("The same keys as CSV."))
    @click.pass_obj
    def figures(
        session: Session,
        name: str,
        since: datetime | None,
        until: datetime | None,
        owed_by: str,
        json_out: bool,
        csv_out: bool,
    ) -> None:
        first, last = since.date() if since else None, until.date() if until else None
        if name == "load":
            load.tell(session.office(), first, last, json_out=json_out, csv_out=csv_out)
            return
        if name == "offers":
            offers.tell(session.office(), first, last, json_out=json_out, csv_out=csv_out)
            return
        found = counted.commitment_figures(session.office(), first, last, owed_by)
        if json_out:
            as_json(counted.as_json(found, first, last, owed_by))
        elif csv_out:
            as_csv(_CSV_KEYS, [{"by": by, **one.as_json()} for by, one in _rows(found)])
        else:
            _tell(found, names_of(session.office(), found.by))

    return figures


def _rows(found: counted.Figures) -> list[tuple[str, counted.Figure]]:
    return [("all", found.all), *((name, one) for name in counted.GROUPS for one in found.by[name])]


def _tell(found: counted.Figures, names: dict[str, dict[str, str]]) -> None:
    titles = {"step": _("By step"), "owner": _("By owner"), "client": _("By client"), "month": _("By month")}
    _table(_("All"), (found.all,), lambda _key: _("All"))
    for name in counted.GROUPS:
        line("")
        _table(titles[name], found.by[name], partial(_called, name, names.get(name, {})))


def _called(name: str, names: dict[str, str], key: str) -> str:
    """How a step, a month, an owner or a client is called; "" for none."""
    if name == "step":
        return sign("step", key).word
    return _month(key) if name == "month" and key else names.get(key, key)


def _month(key: str) -> str:
    return month(date.fromisoformat(f"{key}-01"))


def _table(title: str, figures: tuple[counted.Figure, ...], called: Callable[[str], str]) -> None:
    first = "" if title == _("All") else title
    counts = (_("kept"), _("broken"), _("share kept"), _("lifted"), _("open"), _("late"))
    heads = (first, *counts, _("median"), _("9 in 10"))
    table(heads, [(called(one.key or "") or "–", *_row(one)) for one in figures])


def _row(one: counted.Figure) -> tuple[str, ...]:
    share = rate(one.kept_bp) if one.kept_bp is not None else ""
    times = (one.median_net_minutes, one.p90_net_minutes)
    counts = (number(n) for n in (one.lifted, one.open, one.late))
    said = (duration(minutes) if minutes is not None else "" for minutes in times)
    return number(one.kept), number(one.broken), share, *counts, *said
