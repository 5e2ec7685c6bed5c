"""What this workstation remembers of how a person works: records opened, columns, own views, the tour.

One JSON file in the workspace's own folder (0600), a part for each person; nothing of it is a record of the
trade, and a file that can't be read or written costs nobody their work.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "screens.json"
_MOST_BYTES = 2_000_000


class Remembered:
    """What is remembered of `who`; in memory alone where there is no folder."""

    def __init__(self, state: Path | None, who: str) -> None:
        self._path = state / FILE if state is not None else None
        self._who = who
        self._mine: dict[str, Any] = dict(_part(self._read(), who))

    def get(self, name: str) -> Any:
        """What is remembered under `name`; None when nothing is."""
        return self._mine.get(name)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """What is remembered under `name`, where that is a table; empty otherwise."""
        found = self.get(name)
        return found if isinstance(found, dict) else {}

    def put(self, name: str, value: Any) -> None:
        """Remembers `value` (JSON) under `name`; what another terminal remembered meanwhile stays."""
        self._mine[name] = value
        if self._path is None:
            return
        whole = self._read()
        whole[self._who] = {**_part(whole, self._who), name: value}
        with suppress(OSError):
            self._write(self._path, json.dumps(whole, ensure_ascii=False, indent=1))

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            if self._path is not None and self._path.stat().st_size <= _MOST_BYTES:
                found = json.loads(self._path.read_text(encoding="utf-8"))
                return found if isinstance(found, dict) else {}
        return {}

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f".{FILE}.{os.getpid()}.part")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)


def _part(whole: Mapping[str, Any], who: str) -> Mapping[str, Any]:
    part = whole.get(who)
    return part if isinstance(part, dict) else {}
