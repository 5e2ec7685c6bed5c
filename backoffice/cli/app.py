"""The command line: what comes before the command, and one lazy file for each part of the trade."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from backoffice.cli.output import fail, usage
from backoffice.cli.session import Session
from backoffice.cli.words import teach_click
from backoffice.errors import BackofficeError
from backoffice.i18n import LANGUAGES, N_, _, use

# Where each command is; its file is imported only when it is called or its help is asked.
_LISTS = (
    "requests",
    "clients",
    "contacts",
    "funders",
    "users",
    "programmes",
    "pathways",
    "methods",
    "trainers",
    "venues",
    "participants",
    "groups",
    "quotes",
    "agreements",
    "instalments",
    "slots",
    "documents",
    "tasks",
    "task-templates",
    "rate-cards",
    "questionnaires",
    "texts",
    "frameworks",
    "order-forms",
)
_HOME = {
    "init": "house",
    "config": "house",
    "schema": "house",
    "doctor": "house",
    "upgrade": "house",
    "backup": "backup",
    "restore": "backup",
    "demo": "demo",
    "import": "importing",
    "export": "importing",
    "show": "records",
    "print": "printing",
    "act": "acts",
    "undo": "acts",
    "doubles": "doubles",
    "plan": "planning",
    "check": "planning",
    "deadline": "deadline",
    "feed": "feed",
    "calendar": "calendar",
    "options": "options",
    "proposal": "proposals",
    "price": "pricing",
    "needs": "needs",
    "due": "commitments",
    "figures": "figures",
    "accounts": "accounts",
    "commitments": "commitments",
    **dict.fromkeys(_LISTS, "lists"),
}


class Commands(click.Group):
    """The named commands, then one for each act."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HOME)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in _HOME:
            module: Any = import_module(f"backoffice.cli.{_HOME[name]}")
            command: click.Command = module.command(name)
            return command
        return import_module("backoffice.cli.acts").command_of_act(name)  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, _(text)) for name, text in _SHORT.items()]
        rows.append((", ".join(_LISTS), _("the lists")))
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)
        formatter.write_paragraph()
        formatter.write_text(_("Each act is a command too: see them with “backoffice act --help”."))


_SHORT = {
    "init": N_("make a workspace"),
    "config": N_("check or apply the settings"),
    "demo": N_("the reference dossiers, issued and printed"),
    "import": N_("records from files"),
    "export": N_("everything as files"),
    "show": N_("any record"),
    "act": N_("do an act"),
    "undo": N_("undo your last act"),
    "doubles": N_("what looks like doubles"),
    "print": N_("print a document"),
    "deadline": N_("when something is due"),
    "due": N_("what was promised, late and to come"),
    "figures": N_("what was kept, and how long it took"),
    "accounts": N_("what was signed and what is due, for the accounts"),
    "commitments": N_("what was promised, and why"),
    "plan": N_("calendars for a problem, or why there is none"),
    "check": N_("hold a calendar against its rules"),
    "feed": N_("due dates and tasks as a calendar file"),
    "calendar": N_("slots or options as a calendar file"),
    "options": N_("the calendars proposed to a client"),
    "proposal": N_("detailed proposals: compared, read, edited, as files"),
    "price": N_("how a quote is priced, funded, and what it leaves"),
    "needs": N_("what the client and participants answered"),
    "schema": N_("the JSON Schema of a file"),
    "doctor": N_("check everything that is kept"),
    "upgrade": N_("bring an older database to this version"),
    "backup": N_("everything that is kept, into one new file"),
    "restore": N_("a backup, brought back into a new folder"),
}


class _Told(click.Option):
    """An option whose help is asked in the language in force."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = _(_OPTIONS[self.name or ""])
        return super().get_help_record(ctx)


_OPTIONS = {
    "workspace": N_("The workspace; else BACKOFFICE_WORKSPACE, else this folder."),
    "user": N_("Who acts (initials); else the user of this system login."),
    "now": N_("The instant it is, where the settings freeze the clock."),
    "language": N_("The language of what is said."),
    "version": N_("The version that is installed."),
    "help": N_("This help."),
}


@click.group(cls=Commands, invoke_without_command=True, add_help_option=False)
@click.option("--workspace", metavar="DIR", cls=_Told)
@click.option("--as", "user", metavar="USER", default="", cls=_Told)
@click.option("--now", metavar="INSTANT", cls=_Told)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    cls=_Told,
    is_eager=True,
    callback=lambda *given: _speak(given[-1]),
)
@click.option("--version", is_flag=True, cls=_Told)
@click.option("--help", "-h", is_flag=True, cls=_Told)
@click.pass_context
def backoffice(
    ctx: click.Context,
    workspace: str | None,
    user: str,
    now: str | None,
    language: str | None,
    version: bool,
    help: bool,
) -> Session | None:
    teach_click()
    session = ctx.obj = Session(workspace, user, now, language or "")
    if version:
        from importlib.metadata import version as installed

        click.echo(installed("backoffice"))
        ctx.exit(0)
    if help:
        ctx.command.help = _("The back office of a training organisation. Alone, opens the terminal UI.")
        click.echo(ctx.get_help())
        ctx.exit(0)
    # Without a command, the terminal UI is meant: whoever called us opens it.
    return session if ctx.invoked_subcommand is None else None


def _speak(language: str | None) -> str | None:
    """Said at once: a command's own help is written before this group is run."""
    if language:
        use(language)
    return language


def run(arguments: Sequence[str]) -> int | Session:
    """Runs the command line; gives 0 done, 1 to be mended, 2 usage, 3 what --fail-if asked to watch for.

    Without a command, gives the session that the terminal UI is to be opened on.
    """
    as_json = "--json" in arguments
    teach_click()
    try:
        status = backoffice.main(args=list(arguments), prog_name="backoffice", standalone_mode=False)
        return status if isinstance(status, Session) else int(status or 0)
    except BackofficeError as wrong:
        return fail(wrong, as_json=as_json)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as wrong:
        wrong.show()
        if as_json:
            usage(wrong.format_message())
        return wrong.exit_code
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stderr.close()
        return 0
    except Exception as wrong:
        from backoffice.cli.crash import Crashed

        return fail(Crashed(wrong), as_json=as_json)
