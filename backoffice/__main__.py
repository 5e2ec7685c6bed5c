"""Which face: a command, or the terminal UI."""

from __future__ import annotations

import sys

from backoffice.cli.session import Session, system_language
from backoffice.errors import BackofficeError
from backoffice.i18n import use


def main() -> int:
    """The program `backoffice`; gives its exit status."""
    use(system_language())
    asked = _command(sys.argv[1:]) if sys.argv[1:] else Session()
    return asked if isinstance(asked, int) else _terminal(asked)


def _command(arguments: list[str]) -> int | Session:
    from backoffice.cli.app import run

    return run(arguments)


def _terminal(session: Session) -> int:
    """Opens the UI on what was asked before the command, or says why it can't."""
    from backoffice.tui.terminal import obstacle

    try:
        stopped = obstacle()
        if stopped is not None:
            raise stopped
        from backoffice.services.front_door import opening

        opened = opening(session.workspace, session.user, session.instant(), session.language, tour=True)
    except BackofficeError as wrong:
        from backoffice.cli.output import fail

        return fail(wrong, as_json=False)
    from backoffice.tui.app import run

    return run(opened)


if __name__ == "__main__":
    sys.exit(main())
