"""Which face: a command, or the terminal UI."""

from __future__ import annotations

import sys


def main() -> int:
    """The program `backoffice`; gives its exit status."""
    from backoffice.cli.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
