"""Whether a terminal UI can open here; imported before Textual, so that the answer comes at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from backoffice.errors import BackofficeError
from backoffice.i18n import _


class NoTerminal(BackofficeError):
    """The terminal UI was asked for where there is no terminal to draw it on."""

    code = "no_terminal"

    def __init__(self, why: str) -> None:
        super().__init__(
            why,
            remedy=_(
                "Use the commands: “backoffice requests”, “backoffice show REF”, “backoffice due”; "
                "“backoffice --help” lists them, and each takes --json."
            ),
        )


def obstacle(
    environ: Mapping[str, str] = os.environ, *, reads: bool | None = None, writes: bool | None = None
) -> NoTerminal | None:
    """Why the UI can't open here, or None; `reads`, `writes` say whether stdin and stdout are terminals."""
    reads = sys.stdin.isatty() if reads is None else reads
    writes = sys.stdout.isatty() if writes is None else writes
    if not (reads and writes):
        return NoTerminal(_("The terminal interface needs a terminal to read from and write to."))
    if environ.get("TERM", "") in ("", "dumb", "unknown"):
        return NoTerminal(
            _("This terminal (TERM={term}) can't place text on the screen.").format(
                term=environ.get("TERM") or "?"
            )
        )
    return None


def remote(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a line carries what is drawn to another machine."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def colourless(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the person asked for no colour (https://no-color.org: set and not empty)."""
    return bool(environ.get("NO_COLOR"))
