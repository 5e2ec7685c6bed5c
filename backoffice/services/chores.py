"""What is done to the workspace itself from the screen, and is no act of the trade: a backup."""

from __future__ import annotations

from pathlib import Path

from backoffice.clock import local_date
from backoffice.content.backup import BackupPlace
from backoffice.i18n import N_, _, ngettext
from backoffice.services.backup import back_up
from backoffice.services.office import Office
from backoffice.services.ports import Act, Form, Outcome, Watch

BACK_UP = "back-up"
_LABEL = N_("Back up the workspace")


def chores() -> tuple[Act, ...]:
    """What the palette offers on every screen."""
    return (Act(BACK_UP, _(_LABEL), asks=True),)


def form(office: Office) -> Form:
    """Where to; a name with its date, beside the workspace, is offered."""
    folder = office.workspace.folder
    day = local_date(office.now, office.settings.organisation.zone)
    return Form(BackupPlace, _(_LABEL), {"file": str(folder.parent / f"{folder.name}-{day}.zip")})


def run(office: Office, value: BackupPlace, watch: Watch) -> Outcome:
    """Backs the workspace up into the file that was typed, a path from the workspace."""
    folder = office.workspace.folder
    made = back_up(folder, folder / Path(value.file).expanduser(), watch)
    says = _("Backed up into {file}, {size} bytes.").format(file=made.file, size=made.size)
    return Outcome(f"{says} {_verdict(len(made.findings))}")


def _verdict(found: int) -> str:
    if not found:
        return _("All is sound.")
    return ngettext(
        "One thing is wrong in it: see “backoffice doctor”.",
        "{n} things are wrong in it: see “backoffice doctor”.",
        found,
    ).format(n=found)
