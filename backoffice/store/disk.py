"""What makes a file last: written beside its place, synced, then given its name in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backoffice.domain.uid import new_uid

# How a name ends while what it names isn't whole yet.
UNFINISHED = ".part"


def draft_of(path: Path) -> Path:
    """A name beside `path`, new and hidden, for what isn't whole yet."""
    return path.with_name(f".{new_uid()}{UNFINISHED}")


def make_folder(folder: Path) -> None:
    """Makes `folder` and those above it where they are missing, for their owner only (0700)."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)


def create(path: Path) -> int:
    """Opens the new file `path` (0600) to be written, and holds it; never follows or overwrites anything."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    hold(handle)
    return handle


def hold(handle: int) -> bool:
    """Holds an open file or folder until it is closed, or its process ends; False when another holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def abandoned(path: Path) -> bool:
    """Whether whoever was writing `path` is gone: its lock goes with the process, however that ended."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def unfinished(top: Path, *below: Path) -> tuple[Path, ...]:
    """What killed programs left half-written in the folder `top`, and anywhere in the folders `below`."""
    found = [*top.glob(f".*{UNFINISHED}"), *top.glob(".*.new")]
    for folder in below:
        found += folder.rglob(f".*{UNFINISHED}")
    # What lies in a folder of drafts goes with it.
    whole = [path for path in sorted(found) if not any(other in path.parents for other in found)]
    return tuple(path for path in whole if abandoned(path))


def remove(path: Path) -> bool:
    """Removes what `unfinished` found; whether it is gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
    return not path.exists()


def publish(draft: Path, path: Path) -> None:
    """Gives `draft`, written and synced, the name `path`; raises FileExistsError when it is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # A memory stick's file system has no links: the name is taken first, then filled in one step.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(path)
    else:
        draft.unlink()
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Puts what `path` holds on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Puts the names in `folder` on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Puts everything in `folder` on the disk: files, then the names of each folder."""
    for place, _folders, files in os.walk(folder):
        for name in files:
            sync_file(Path(place, name))
        sync_folder(Path(place))


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A hidden folder (0700) beside the file `beside`, for drafts, gone at the end.

    What killed ones left there is cleared first; a living one's is left alone.
    """
    for old in beside.parent.glob(f".work-*{UNFINISHED}"):
        if abandoned(old):
            shutil.rmtree(old, ignore_errors=True)
    folder = beside.with_name(f".work-{new_uid()}{UNFINISHED}")
    folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        hold(handle)
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)
