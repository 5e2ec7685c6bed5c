"""Records that look like doubles, before somebody merges them."""

from __future__ import annotations

import click

from backoffice.cli.output import as_json, say, table
from backoffice.cli.session import Session
from backoffice.i18n import _


def command(name: str) -> click.Command:
    text = _(
        "Clients, contacts or participants that look like doubles; merge them with merge-client and the like."
    )

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  backoffice doubles client")
    @click.argument("kind", type=click.Choice(["client", "contact", "participant"]))
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def doubles(session: Session, kind: str, json_out: bool) -> None:
        found = session.office().doubles(kind)
        if json_out:
            as_json({"format": "doubles/1", "kind": kind, "items": [one.item() for one in found]})
            return
        rows = [(one.ref, one.name, one.other, one.other_name, _(one.why)) for one in found]
        table((_("reference"), _("name"), _("looks like"), _("name"), _("why")), rows)
        say(
            _("{n} pairs; merge one with: backoffice merge-{kind} REF --into REF").format(
                n=len(rows), kind=kind
            )
        )

    return doubles
