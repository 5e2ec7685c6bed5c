"""Paths of this workstation, completed while one types them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

_MOST = 8
_LOOKED_AT = 5_000


def complete(text: str, *, folders: bool = False) -> Sequence[tuple[str, str]]:
    """What `text` can go on as, folders with a slash at their end; nothing where one may not look.

    What was typed stays as it was typed: ``~/Do`` goes on as ``~/Documents/``.
    """
    head, _slash, start = text.rpartition("/")
    typed = text[: len(text) - len(start)]
    found = sorted(_entries(_folder(head, typed), start, folders), key=str.casefold)
    return [(f"{typed}{name}", "") for name in found[:_MOST]]


def _folder(head: str, typed: str) -> Path:
    try:
        return Path(head or typed or ".").expanduser()
    except RuntimeError:  # no such user's home
        return Path(head)


def _entries(folder: Path, start: str, folders: bool) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _LOOKED_AT):
                hidden = entry.name.startswith(".") and not start.startswith(".")
                if hidden or not entry.name.casefold().startswith(start.casefold()):
                    continue
                if entry.is_dir():
                    yield f"{entry.name}/"
                elif not folders:
                    yield entry.name
    except (OSError, ValueError):
        return
