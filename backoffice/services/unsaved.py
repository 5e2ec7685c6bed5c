"""What is being typed in a form, kept in this workstation's own folder until it is saved or given up.

A file for each open form, held as long as its process lives: what a closed terminal or a crash leaves behind
is offered the next time that the same person opens the same form. Each keeping adds a line, so that a process
killed in the middle of one loses that one only.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backoffice.store.disk import abandoned, hold, make_folder

FOLDER = "forms"
KEPT_DAYS = 14
# Several terminals of one person may have the same form open; more than this many isn't work.
_AT_ONCE = 8
_COMPACT_BYTES = 1_000_000
_READ_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held when it was interrupted, what it had opened with, and when."""

    at: datetime
    texts: Mapping[str, str]
    opened_with: Mapping[str, str]

    @property
    def changed(self) -> dict[str, str]:
        """The fields that the person had typed in."""
        return {name: text for name, text in self.texts.items() if text != self.opened_with.get(name, "")}


class Unsaved:
    """The place of one open form; `found` is what an interrupted one left there."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle
        self._lock = threading.Lock()
        self.found = _last(handle)

    def keep(self, texts: Mapping[str, str], opened_with: Mapping[str, str]) -> None:
        """Keeps what is typed now; a disk that is full costs nobody their form."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": now, "texts": dict(texts), "opened_with": dict(opened_with)}) + "\n"
        with self._lock, suppress(OSError):
            if self._handle >= 0:
                if os.fstat(self._handle).st_size > _COMPACT_BYTES:
                    os.ftruncate(self._handle, 0)
                os.write(self._handle, line.encode())

    def forget(self) -> None:
        """It was saved, or given up: nothing of it stays."""
        with self._lock, suppress(OSError):
            if self._handle >= 0:
                os.ftruncate(self._handle, 0)
        self.found = None

    def close(self) -> None:
        """The form is closed: an empty file goes away, what is kept stays to be offered again."""
        with self._lock:
            if self._handle < 0:
                return
            with suppress(OSError):
                if os.fstat(self._handle).st_size == 0:
                    self._path.unlink()
            os.close(self._handle)
            self._handle = -1


def take(state: Path | None, who: str, act: str, ref: str) -> Unsaved | None:
    """The place of a form that opens, an interrupted one's before any other; None where none can be had."""
    if state is None:
        return None
    name = hashlib.sha256("\0".join((who, act, ref)).encode()).hexdigest()[:32]
    folder = state / FOLDER
    try:
        make_folder(folder)
        drop_old(folder)
        return _held(folder, name)
    except OSError:
        return None


def _held(folder: Path, name: str) -> Unsaved | None:
    free: Unsaved | None = None
    for path in _places(folder, name):
        handle = _open(path)
        if handle is None:
            continue
        place = Unsaved(path, handle)
        if place.found is not None:
            if free is not None:
                free.close()
            return place
        if free is None:
            free = place
        else:
            place.close()
    return free


def _places(folder: Path, name: str) -> Iterator[Path]:
    """Those that are there, then one more."""
    paths = [folder / f"{name}-{n}" for n in range(1, _AT_ONCE + 1)]
    there = [path for path in paths if path.exists()]
    yield from there
    yield from [path for path in paths if path not in there][:1]


def _open(path: Path) -> int | None:
    """An open file (0600) that nobody else holds."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    if hold(handle):
        return handle
    os.close(handle)
    return None


def _last(handle: int) -> Typed | None:
    """The last line that is whole."""
    size = os.fstat(handle).st_size
    data = os.pread(handle, _READ_BYTES, max(0, size - _READ_BYTES)) if size else b""
    for line in reversed(data.split(b"\n")):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            row = json.loads(line)
            at = datetime.fromisoformat(row["at"])
            return Typed(at, _texts(row["texts"]), _texts(row["opened_with"]))
    return None


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(text) for name, text in row.items()}


def drop_old(folder: Path) -> None:
    """Removes what nobody took up again within some days."""
    oldest = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).timestamp()
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest and abandoned(path):
                path.unlink()
