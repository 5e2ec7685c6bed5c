"""A fault of the program itself, said in one line: where, never what people had typed or stored."""

from __future__ import annotations

import traceback
from pathlib import Path

from backoffice.errors import BackofficeError
from backoffice.i18n import _


class Crashed(BackofficeError):
    """An exception that nobody foresaw; its own message may hold a client's name, so it stays out."""

    code = "crash"

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            _("The program itself failed: {kind} at {place}.").format(
                kind=type(error).__name__, place=_place(error)
            ),
            remedy=_(
                "An act is kept whole or not at all. Report this line: nothing that you typed is in it."
            ),
        )


def _place(error: BaseException) -> str:
    """The innermost line of ours that the error went through, from our package on."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "backoffice" in frame.filename]
    if not ours:
        return "?"
    parts = Path(ours[-1].filename).parts
    start = len(parts) - 1 - parts[::-1].index("backoffice") if "backoffice" in parts else -1
    return f"{'/'.join(parts[start:])}:{ours[-1].lineno}"
