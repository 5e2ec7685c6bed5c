"""The file of a record that has pages, ready to be looked at; and the program of the system that shows it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.kinds import resolve
from backoffice.services.names import safe_name
from backoffice.services.office import Office
from backoffice.store.copies import write_copy
from backoffice.store.records import Attachment, Document

# What a viewer only shows. A program or a shortcut that somebody sent is never handed to the system.
_ENDINGS = "pdf png jpg jpeg gif webp txt csv eml ics odt ods odp docx xlsx pptx rtf"
SHOWN = frozenset(f".{one}" for one in _ENDINGS.split())


class NoPages(BackofficeError):
    """A record that has no file to look at."""

    code = "no_pages"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no pages to look at.").format(ref=ref),
            remedy=_("Documents, filed files, quotes, proposals and agreements have."),
        )


def pages_of(office: Office, ref: str) -> Path:
    """The file of a document, a filed file, a quote, a proposal or an agreement, written where it is missing.

    Drafts and filed files go to this workstation's own folder. Raises NoPages, NotFound, CopyFailed.
    """
    with office.database.reading() as unit:
        found = resolve(unit, ref)
        record = found.record
        if isinstance(record, Document):
            return write_copy(office.workspace.invoices, str(record.path), unit.get_blob(record.sha256))
        if isinstance(record, Attachment) and not record.removed:
            data, own = unit.get_blob(record.sha256), safe_name(found.ref)
            return write_copy(office.workspace.state / "looked-at", f"{own}/{record.name}", data)
    prints = {
        "quote": office.print_quote,
        "proposal": office.print_proposal,
        "contract": office.print_contract,
    }
    if found.kind not in prints:
        raise NoPages(found.ref)
    return prints[found.kind](found.ref).files[0]


def viewer(path: Path, environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """The command that shows `path` here; None over SSH, without a display, or for what could run."""
    if path.suffix.lower() not in SHOWN or environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return None
    if sys.platform == "darwin":
        return ("open", str(path)) if shutil.which("open") else None
    names = ("xdg-open",) if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY") else ()
    if environ.get("WSL_DISTRO_NAME"):
        names = ("wslview", *names)
    found = next((name for name in names if shutil.which(name)), None)
    return (found, str(path)) if found else None


def show(command: tuple[str, ...]) -> bool:
    """Starts `command` by itself, away from this terminal; whether it started."""
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    except OSError:
        return False
    return True
