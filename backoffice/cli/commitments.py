"""What was promised: the list, why each policy applied or not, and what is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from backoffice.cli import lists
from backoffice.cli.list_words import show
from backoffice.cli.output import as_csv, as_json, line, say, table
from backoffice.cli.session import Session
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import duration, moment, number, weekday_date
from backoffice.services import due as promises
from backoffice.services.states import sign


def command(name: str) -> click.Command:
    return _due() if name == "due" else _commitments()


def _commitments() -> click.Command:
    """The list, with one more option."""
    listed = lists.command("commitments")
    text = _("Why each policy promised something to this dossier or not, and each count day by day.")
    listed.params.insert(0, click.Option(["--explain"], metavar="REF", help=text))
    listing: Any = listed.callback

    @click.pass_obj
    def run(session: Session, /, explain: str | None, **given: Any) -> None:
        if explain is None:
            click.get_current_context().invoke(listing, **given)
            return
        found = session.office().explain(explain)
        if given["json_out"]:
            as_json(found)
        else:
            _explain(found)

    listed.callback = run
    return listed


def _explain(found: dict[str, Any]) -> None:
    heads = (_("policy"), _("step"), _("owed by"), _("applies"), _("why"))
    rows = [
        (one["policy"], _step(one), _owed_by(one), _("yes") if one["applies"] else _("no"), one["why"])
        for one in found["policies"]
    ]
    table(heads, rows)
    for one in found["commitments"]:
        line("")
        _explain_one(one)
    for one in found["lifted_elsewhere"]:
        at = moment(datetime.fromisoformat(one["at"]).astimezone(ZoneInfo(found["zone"])))
        line("")
        line(
            _("{policy} was lifted on {at}, before the dossier came here: {reason}").format(
                policy=one["policy"], at=at, reason=one["reason"]
            )
        )


def _step(one: dict[str, Any]) -> str:
    return sign("step", one["step"]).word


def _owed_by(one: dict[str, Any]) -> str:
    return sign("owed_by", one["owed_by"]).word


def _explain_one(one: dict[str, Any]) -> None:
    label = f" · {one['label']}" if one["label"] else ""
    line(f"{one['id']} · {_step(one)}{label} · {_owed_by(one)} · {sign('due', one['state']).word}")
    day = weekday_date(date.fromisoformat(one["target_date"]))
    due = datetime.fromisoformat(one["due_at"]).astimezone(ZoneInfo(one["terms"]["zone"]))
    line(_("To be done by {target}; too late from {due} on.").format(target=day, due=moment(due)))
    if one["gross_minutes"]:
        line(
            _("Elapsed: {gross}, of which {net} count.").format(
                gross=duration(one["gross_minutes"]), net=duration(one["net_minutes"])
            )
        )
    counted = 0
    rows = []
    for day_ in one["count"]:
        counted += day_["counts"]
        rank = str(counted) if day_["counts"] else ""
        rows.append((weekday_date(date.fromisoformat(day_["date"])), rank, day_["why"] or ""))
    if rows:
        table((_("day"), _("counted"), _("why")), rows)


def _due() -> click.Command:
    text = _("What was promised and is late or due in the days to come, and the tasks of the same time.")
    example = "backoffice due --days 7 --fail-if-late"

    @click.command("due", help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.option("--days", default=promises.USUAL_DAYS, type=click.IntRange(0, 3_660), show_default=True)
    @click.option("--fail-if-late", is_flag=True, help=_("Exit status 3 when something that we owe is late."))
    @click.option("--limit", default=1_000, type=click.IntRange(1, promises.MOST), show_default=True)
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.option("--csv", "csv_out", is_flag=True, help=_("The same keys as CSV."))
    @click.pass_context
    def due(
        ctx: click.Context, days: int, fail_if_late: bool, limit: int, json_out: bool, csv_out: bool
    ) -> None:
        found = promises.due(ctx.obj.office(), days, limit)
        if json_out:
            as_json(found.document)
        elif csv_out:
            as_csv(promises.CSV_KEYS, promises.rows(found.document))
        else:
            _tell(found.document, days)
        ctx.exit(3 if fail_if_late and found.late else 0)

    return due


_OWED = ("ref", "client_name", "step", "label", "owed_by", "target_date", "due_date", "state")
OPTION_KEYS = ("ref", "state", "answer_by", "hold_until", "client_name", "topic")
TASK_KEYS = ("id", "due_date", "state", "for", "title", "client_name")


def _tell(document: dict[str, Any], days: int) -> None:
    parts = [
        (_("Promised"), "commitments", _OWED),
        (_("To do"), "tasks", TASK_KEYS),
        (_("Dates offered, and when they end"), "options", OPTION_KEYS),
    ]
    there = [one for one in parts if document[one[1]]["items"]]
    if not there:
        line(
            ngettext(
                "Nothing is late, nor due within {n} day.", "Nothing is late, nor due within {n} days.", days
            ).format(n=number(days))
            if days
            else _("Nothing is late, nor due today.")
        )
    for rank, (title, name, keys) in enumerate(there):
        items = document[name]["items"]
        if rank:
            line("")
        line(title)
        show(name, keys, items)
        if document[name]["matched"] > len(items):
            say(_("{shown} of {matched}").format(shown=len(items), matched=document[name]["matched"]))
