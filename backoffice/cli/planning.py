"""Calendars of several modules: planned, explained when there is none, checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from backoffice.cli.dossier_plan import plan_dossier, wishes
from backoffice.cli.given import text_given
from backoffice.cli.output import as_json, line, say, table
from backoffice.cli.trainer_away import plan_away
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import weekday_date
from backoffice.services import calendars


def command(name: str) -> click.Command:
    return _plan() if name == "plan" else _check()


def _plan() -> click.Command:
    text = _("Calendars for a dossier or a problem: the best ones that differ enough, or why there is none.")
    budget = _("How long it may take, in thousandths of a second.")

    example = (
        "backoffice plan INT-2026-0042 --from 2026-09-01 --take 1\n"
        '  backoffice plan TRA-0002 --away "du 3 au 14 mai"\n'
        "  backoffice plan --problem problem.json --json"
    )

    @click.command("plan", help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("ref", required=False)
    @click.option("--problem", metavar="FILE", help=_("A calendar-problem/1, instead of a dossier."))
    @click.option("--budget-ms", default=calendars.DEFAULT_BUDGET_MS, type=click.IntRange(1), help=budget)
    @wishes
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_context
    def plan(
        ctx: click.Context,
        /,
        ref: str | None,
        problem: str | None,
        budget_ms: int,
        json_out: bool,
        **wish: Any,
    ) -> None:
        if (ref is None) == (problem is None):
            raise click.UsageError(_("Give either the reference of a dossier or --problem FILE."))
        if ref is not None and wish["away"]:
            take = wish["take"] is not None
            ctx.exit(plan_away(ctx.obj, ref, wish["away"], wish["reason"], take=take, json_out=json_out))
        if ref is not None:
            ctx.exit(plan_dossier(ctx.obj, ref, budget_ms, json_out, wish))
        answer, content = calendars.plan_text(text_given(problem or ""), Path(problem or "").name, budget_ms)
        if json_out:
            as_json(answer)
        else:
            _tell(answer)
        ctx.exit(0 if content else 1)

    return plan


def _check() -> click.Command:
    text = _("Holds a calendar against the rules of its problem.")
    example = "backoffice check --problem problem.json --calendar calendar.json"

    @click.command("check", help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.option("--problem", required=True, metavar="FILE", help=_("A calendar-problem/1."))
    @click.option("--calendar", required=True, metavar="FILE", help=_("One alternative, with its slots."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_context
    def check(ctx: click.Context, problem: str, calendar: str, json_out: bool) -> None:
        texts = [calendars.Text(text_given(one), Path(one).name) for one in (problem, calendar)]
        found, valid = calendars.check_text(*texts)
        if json_out:
            as_json(found)
        elif valid:
            line(_("It keeps every rule; its cost is {cost}.").format(cost=found["cost"]))
        else:
            for one in found["violations"]:
                line(f"{one['rule']}: {one['text']}")
        ctx.exit(0 if valid else 1)

    return check


def _tell(answer: dict[str, Any]) -> None:
    for rank, one in enumerate(answer["alternatives"], start=1):
        line(_("Calendar {n}, cost {cost}").format(n=rank, cost=one["cost"]))
        table((_("module"), _("date"), _("time"), _("trainers"), _("venue")), [_row(s) for s in one["slots"]])
    if answer["status"] == "fewer_exist":
        say(_("There are no more that differ enough."))
    if answer["status"] == "stopped":
        say(_("The time allowed is over; this is what was found so far."))
    if answer["conflict"]:
        _explain(answer["conflict"])


def _row(slot: dict[str, Any]) -> tuple[str, ...]:
    people = ", ".join(one["id"] for one in slot["trainers"])
    day = weekday_date(dt.date.fromisoformat(slot["date"]))
    return slot["module"], day, f"{slot['start']}-{slot['end']}", people, slot["venue"] or ""


def _explain(conflict: dict[str, Any]) -> None:
    rules, ways = conflict["rules"], conflict["relaxations"]
    line(
        ngettext(
            "No calendar is possible because of this rule:",
            "No calendar is possible because of these rules together:",
            len(rules),
        )
    )
    for one in rules:
        line(f"  {one['text']}")
    if ways:
        line(_("What would make it possible:"))
    for one in ways:
        line(f"  {one['text']}")
