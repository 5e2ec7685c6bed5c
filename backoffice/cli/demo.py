"""The demonstration, from the command line."""

from __future__ import annotations

import click

from backoffice.cli.output import as_json, say, table
from backoffice.cli.session import Session
from backoffice.i18n import _


def command(name: str) -> click.Command:
    text = _("Carry the reference dossiers through their stages, issue and print; twice changes nothing.")

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice demo")
    @click.argument("folder", metavar="[DIR]", required=False)
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def demo(session: Session, folder: str | None, json_out: bool) -> None:
        from backoffice.services.demo import run_demo

        made = run_demo(folder or session.workspace)
        if json_out:
            as_json({"format": "demo/1", "documents": [_item(one) for one in made]})
            return
        rows = [(one.ref, one.kind, one.number or "", f"invoices/{one.path}") for one in made]
        table((_("dossier"), _("document"), _("number"), _("where")), rows)
        say(_("{n} documents in invoices/; open the terminal UI with: backoffice").format(n=len(made)))

    return demo


def _item(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("ref", "kind", "number", "version", "path")}
