"""What a session makes once, and where its files stand: in memory where there is room."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

MEMORY = Path("/dev/shm")
_ROOM = 2 * 2**30
_OWNER = "owner"
_MADE: pytest.StashKey[dict[str, Any]] = pytest.StashKey()
T = TypeVar("T")


def once(request: pytest.FixtureRequest, name: str, make: Callable[[], T]) -> T:
    """What `make` made at the first call of this session under `name`.

    A fixture that several folders import is to pytest a fixture of each folder, each with its own cache.
    """
    made = request.config.stash.setdefault(_MADE, {})
    if name not in made:
        made[name] = make()
    found: T = made[name]
    return found


def quick_folder() -> str | None:
    """Memory, where a sync costs nothing: the store syncs at each act and refuses a server that doesn't."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM
    return str(MEMORY) if roomy and os.access(MEMORY, os.W_OK) else None


def work_in_memory() -> None:
    """Puts the temporary files of this process and of its children in memory, unless told otherwise."""
    folder = quick_folder()
    if folder and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None


def owned_folder(prefix: str) -> tuple[Path, int]:
    """A new folder in memory that is ours while the descriptor is open; what killed owners left goes."""
    place = Path(quick_folder() or tempfile.gettempdir())
    for other in place.glob(f"{prefix}*/{_OWNER}"):
        _clear_left(other)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    # Held under another name first: under its own, nobody finds it unheld.
    draft = folder / ".owner"
    held = os.open(draft, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    draft.rename(folder / _OWNER)
    return folder, held


def _clear_left(owner: Path) -> None:
    try:
        held = os.open(owner, os.O_RDWR)
    except OSError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    else:
        shutil.rmtree(owner.parent, ignore_errors=True)
    finally:
        os.close(held)
