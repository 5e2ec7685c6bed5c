"""The person's own editor, opened on a text."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from backoffice.domain.text import clean
from backoffice.errors import BackofficeError
from backoffice.i18n import _


class NoEditor(BackofficeError):
    code = "no_editor"

    def __init__(self, command: str) -> None:
        super().__init__(
            _("The editor {command} can’t be started.").format(command=command or "?"),
            remedy=_("Name yours in the variable EDITOR, for instance: export EDITOR=nano"),
        )


class EditorFailed(BackofficeError):
    code = "editor_failed"

    def __init__(self, command: str, status: int) -> None:
        super().__init__(
            _("{command} ended with the status {status}; nothing was changed.").format(
                command=command, status=status
            ),
            remedy=_("Open it again, and leave it by saving."),
        )


class NotText(BackofficeError):
    code = "not_text"

    def __init__(self) -> None:
        super().__init__(
            _("What the editor saved isn't UTF-8 text; nothing was changed."),
            remedy=_("Save it as UTF-8."),
        )


def command_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The editor that a person chose: VISUAL, else EDITOR; raises NoEditor."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        words = tuple(shlex.split(chosen))
    except ValueError:
        words = ()
    if not words:
        raise NoEditor(chosen)
    return words


def edited(text: str, name: str = "texte.md") -> str:
    """`text` as it is once the person has left their editor; the file they see is theirs alone, then gone.

    Raises NoEditor, EditorFailed, NotText.
    """
    command = command_of(os.environ)
    with tempfile.TemporaryDirectory(prefix="backoffice-") as folder:
        path = Path(folder) / name
        path.write_text(f"{text}\n" if text else "", encoding="utf-8")
        path.chmod(0o600)
        try:
            status = subprocess.run([*command, str(path)], check=False).returncode  # noqa: S603  the person's own
        except OSError as wrong:
            raise NoEditor(command[0]) from wrong
        if status:
            raise EditorFailed(command[0], status)
        try:
            return clean(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as wrong:
            raise NotText from wrong
