"""Copies of issued documents in a folder: whole or absent, never through a link, for their owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
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
        raise CopyFailed(path, wrong.strerror or str(wrong)) from wrong
    return path


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
