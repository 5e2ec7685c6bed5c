"""Any record, by what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from backoffice.cli.list_words import cell, head
from backoffice.cli.output import as_json, line
from backoffice.cli.session import Session
from backoffice.i18n import _
from backoffice.i18n.formats import moment


def command(name: str) -> click.Command:
    @click.command(
        name, help=_("Any record.") + "\n\n\b\n" + _("Example:") + "\n  backoffice show INT-2026-0001 --json"
    )
    @click.argument("ref")
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def show(session: Session, ref: str, json_out: bool) -> None:
        office = session.office()
        found = office.show(ref)
        if json_out:
            as_json(found)
        elif found.get("format") in _WORDED:
            _said(found, office.settings.organisation.zone)
        else:
            _for_people(found, "")

    return show


# What people read of a promise or a task; why and how it was counted is told by commitments --explain.
_WORDED = {
    "commitment/1": (
        "commitments",
        (
            *("id", "ref", "step", "label", "owed_by", "state", "opened_at", "target_date", "due_date"),
            *("closed_at", "gross_minutes", "net_minutes", "reason"),
        ),
    ),
    "task/1": ("tasks", ("id", "ref", "title", "state", "due_date", "for", "done_at", "note")),
}


def _said(found: Mapping[str, Any], zone: str) -> None:
    name, keys = _WORDED[found["format"]]
    for key in keys:
        value = found.get(key)
        if value in (None, "", []):
            continue
        one = head(name, key)
        if key.endswith("_at"):
            text = moment(datetime.fromisoformat(value).astimezone(ZoneInfo(zone)))
        else:
            text = cell(one, value)
        line(_("{label}: {value}").format(label=_(one.label), value=text))


def _for_people(value: Any, indent: str) -> None:
    """Keys and values one under the other, nested ones set in; what is empty is left out."""
    for key, inner in value.items():
        if inner in (None, "", [], {}, ()):
            continue
        if isinstance(inner, dict):
            line(f"{indent}{key}:")
            _for_people(inner, indent + "  ")
        elif isinstance(inner, list) and isinstance(inner[0], dict):
            line(f"{indent}{key}:")
            for one in inner:
                line(
                    f"{indent}  - " + ", ".join(f"{k} {v}" for k, v in one.items() if v not in (None, "", []))
                )
        else:
            shown = ", ".join(map(str, inner)) if isinstance(inner, list) else str(inner)
            line(f"{indent}{key}: {shown}")
