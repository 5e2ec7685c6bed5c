"""The files that an import is asked for: opened, with what is wrong with each as a whole told at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backoffice.errors import BackofficeError, Several, each
from backoffice.exchange.sources import Source, open_source, pasted_source
from backoffice.services.exporting.manifest import MANIFEST, importable
from backoffice.services.importing.batch import UNDOABLE

__all__ = ["UNDOABLE", "open_all", "records_in"]


def open_all(
    paths: Sequence[Path], pasted: str | None, kind: str = "", encoding: str = "utf-8", pasted_as: str = "-"
) -> list[Source]:
    """The sources at `paths` (a folder that was exported stands for its files), and what was pasted.

    Raises every file that can't be read, together.
    """
    found: list[Source] = []
    wrong: list[BackofficeError] = []
    for path in paths:
        try:
            inside = importable(path) if (path / MANIFEST).is_file() else (path,)
            found += [open_source(one, kind, encoding) for one in inside]
        except BackofficeError as error:
            wrong += each(error)
    if pasted is not None:
        try:
            found.append(pasted_source(pasted, kind, pasted_as))
        except BackofficeError as error:
            wrong += each(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several(tuple(wrong))
    return found


def records_in(sources: Sequence[Source]) -> int:
    """How many records `sources` hold at most."""
    return sum(source.lines for source in sources)
