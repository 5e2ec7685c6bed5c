"""Copies of what is kept, in a folder: whole or absent, never through a link, for their owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

from backoffice.domain.file_names import numbered
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.store.disk import create, draft_of, make_folder, sync_folder


class CopyFailed(BackofficeError):
    """The document is safe in the database; only its copy couldn't be written."""

    code = "copy_failed"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("The copy {file} couldn't be written: {reason}.").format(file=path.name, reason=reason),
            place=Place(str(path)),
            remedy=_("The document itself is kept; mend the folder, then run “backoffice doctor --repair”."),
        )
        self.reason = reason


def write_copy(folder: Path, relative: str, data: bytes) -> Path:
    """Writes `data` at `relative` below `folder`, in one go, 0600; a copy that is already the same stays.

    Raises CopyFailed, also when the path leads out of the folder.
    """
    path = folder / relative
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise OSError(_("it leads out of its folder"))
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return path
        make_folder(path.parent)
        _replace(path, data)
    except OSError as wrong:
        raise CopyFailed(path, of_system(wrong)) from wrong
    return path


class NotSaved(CopyFailed):
    """A copy that somebody asked for and that couldn't be written."""

    code = "not_saved"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.remedy = _("Choose another folder, or make room in it.")


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Writes `data` in `folder` under `name` or the next name that is free, 0600; nothing is overwritten.

    The folder is made if it isn't there, for its owner alone. Raises NotSaved.
    """
    path = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for n in count(1):
            path = folder / numbered(name, n)
            with suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
                _fill(path, handle, data)
                return path
    except OSError as wrong:
        raise NotSaved(path, of_system(wrong)) from wrong
    raise AssertionError(path)


def _fill(path: Path, handle: int, data: bytes) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(FileNotFoundError):
            path.unlink()
        raise


def _replace(path: Path, data: bytes) -> None:
    draft = draft_of(path)
    handle = create(draft)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            draft.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            draft.unlink()
        raise
    sync_folder(path.parent)
