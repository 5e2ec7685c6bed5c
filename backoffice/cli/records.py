"""Any record, by what people call it."""

from __future__ import annotations

from typing import Any

import click

from backoffice.cli.output import as_json, line
from backoffice.cli.session import Session
from backoffice.i18n import _


def command(name: str) -> click.Command:
    @click.command(
        name, help=_("Any record.") + "\n\n\b\n" + _("Example:") + "\n  backoffice show INT-2026-0001 --json"
    )
    @click.argument("ref")
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def show(session: Session, ref: str, json_out: bool) -> None:
        found = session.office().show(ref)
        if json_out:
            as_json(found)
        else:
            _for_people(found, "")

    return show


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
