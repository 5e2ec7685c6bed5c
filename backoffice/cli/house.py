"""The workspace itself: made, its settings checked and applied, everything kept checked."""

from __future__ import annotations

from pathlib import Path

import click

from backoffice.cli.output import as_json, line, say, table
from backoffice.cli.session import Session
from backoffice.errors import Invalid
from backoffice.i18n import _
from backoffice.services import upkeep


def command(name: str) -> click.Command:
    return {"init": _init, "config": _config, "schema": _schema, "doctor": _doctor, "upgrade": _upgrade}[
        name
    ]()


def _example(text: str, example: str) -> str:
    return f"{text}\n\n\b\n{_('Example:')}\n  {example}"


def _init() -> click.Command:
    @click.command("init", help=_example(_("Make a workspace in a new folder."), "backoffice init bureau"))
    @click.argument("folder", metavar="DIR")
    @click.option("--name", default="", help=_("Your name."))
    @click.option("--initials", default="", help=_("Your initials."))
    @click.option("--json", "json_out", is_flag=True)
    def init(folder: str, name: str, initials: str, json_out: bool) -> None:
        made = upkeep.init(Path(folder), name, initials)
        if json_out:
            as_json(
                {
                    "format": "init/1",
                    "folder": str(made.folder),
                    "user": made.user,
                    "config": str(made.config),
                }
            )
        else:
            line(_("Made {folder}; you are {user} there.").format(folder=made.folder, user=made.user))
        say(
            _("Now fill in {config}, then: backoffice --workspace {folder} config apply").format(
                config=made.config, folder=folder
            )
        )

    return init


def _config() -> click.Command:
    text = _("Check config.toml, or give it to the database as a dated act.")

    @click.command("config", help=_example(text, "backoffice config check"))
    @click.argument("what", type=click.Choice(["check", "apply"]))
    @click.option("--create", is_flag=True, help=_("Make the database named in config.toml first."))
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def config(session: Session, what: str, create: bool, json_out: bool) -> None:
        warnings = upkeep.check_settings(session.workspace)
        for warning in warnings:
            say(warning)
        applied = what == "apply"
        changed = upkeep.apply(session.workspace, session.user, create=create) if applied else False
        if json_out:
            as_json({"format": "config/1", "applied": changed, "warnings": list(warnings)})
        elif what == "check":
            line(_("config.toml is right."))
        else:
            line(_("Applied.") if changed else _("Already in force; nothing changed."))

    return config


def _schema() -> click.Command:
    text = _("The JSON Schema of a kind of file, or the list of kinds.")

    @click.command("schema", help=_example(text, "backoffice schema programme"))
    @click.argument("kind", required=False)
    @click.option("--json", "json_out", is_flag=True)
    def schema(kind: str | None, json_out: bool) -> None:
        found = upkeep.schemas()
        if kind is None and json_out:
            as_json({"format": "schemas/1", "kinds": list(found)})
        elif kind is None:
            for one in found:
                line(one)
        elif kind in found:
            click.echo(found[kind], nl=False)
        else:
            raise Invalid(
                _("There is no schema {kind}.").format(kind=kind),
                remedy=_("Choose one of: {kinds}.").format(kinds=", ".join(found)),
            )

    return schema


def _doctor() -> click.Command:
    text = _("Check everything that is kept: figures, numbers, history, documents and their copies.")

    @click.command("doctor", help=_example(text, "backoffice doctor --repair"))
    @click.option(
        "--repair",
        is_flag=True,
        help=_("Write missing or altered copies again; remove what was left half-written."),
    )
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_context
    def doctor(ctx: click.Context, repair: bool, json_out: bool) -> None:
        found = upkeep.examine(ctx.obj.workspace, repair=repair)
        if json_out:
            as_json(
                {
                    "format": "doctor/1",
                    "sound": not found,
                    "findings": [
                        {"code": one.code, "subject": one.subject, "message": one.text, "remedy": one.remedy}
                        for one in found
                    ],
                }
            )
        elif found:
            table((_("what"), _("where"), _("finding")), [(o.code, o.subject, o.text) for o in found])
        else:
            line(_("All is sound."))
        ctx.exit(1 if found else 0)

    return doctor


def _upgrade() -> click.Command:
    text = _("Bring the database of an older version to this one; a verified backup is taken first.")

    @click.command("upgrade", help=_example(text, "backoffice upgrade"))
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def upgrade(session: Session, json_out: bool) -> None:
        done = upkeep.upgrade(session.workspace)
        if json_out:
            backup = str(done.backup) if done.backup else None
            as_json({"format": "upgrade/1", "before": done.before, "after": done.after, "backup": backup})
            return
        if done.before == done.after:
            line(_("The database already is of this version."))
        else:
            line(_("Upgraded from schema {before} to {after}.").format(before=done.before, after=done.after))
        if done.backup:
            line(_("What it was is kept in {file}.").format(file=done.backup))

    return upgrade
