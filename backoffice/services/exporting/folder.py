"""The folder of an export: new or empty, for its owner only; each file written once and hashed on the way."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.services.exporting.manifest import Written


class ExportRefused(BackofficeError):
    """A folder that an export can't be written into."""

    code = "export_refused"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            _("Nothing can be exported to {folder}: {reason}.").format(folder=folder, reason=reason),
            place=Place(str(folder)),
            remedy=_("Name a new folder, or an empty one, where you may write."),
        )


class Out:
    """A file being written: text or bytes, counted and hashed."""

    def __init__(self, handle: io.BufferedWriter) -> None:
        self._handle = handle
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, text: str) -> int:
        """Writes text as UTF-8."""
        self.write_bytes(text.encode())
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Writes bytes."""
        self._handle.write(data)
        self._hash.update(data)
        self.size += len(data)

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._hash.hexdigest()


@dataclass(slots=True)
class Folder:
    """Where an export goes, and what was written there."""

    path: Path
    files: list[Written] = field(default_factory=list)

    @classmethod
    def fresh(cls, path: Path) -> Folder:
        """`path`, made if need be; raises ExportRefused when something is there."""
        try:
            if path.is_symlink() or (path.exists() and not path.is_dir()):
                raise ExportRefused(path, _("it isn't a folder"))
            if path.exists() and any(path.iterdir()):
                raise ExportRefused(path, _("it isn't empty"))
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
        except OSError as wrong:
            raise ExportRefused(path, of_system(wrong)) from None
        return cls(path)

    @contextmanager
    def file(self, name: str) -> Iterator[Out]:
        """A new file of the folder, on the disk when the block ends; raises ExportRefused."""
        path = self.path / name
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(number, "wb") as handle:
                yield Out(handle)
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as wrong:
            raise ExportRefused(self.path, of_system(wrong)) from None

    def note(self, name: str, out: Out, holds: str, records: int, *, importable: bool) -> None:
        """Lists a file that was written."""
        self.files.append(Written(name, holds, records, out.size, out.digest, importable))
