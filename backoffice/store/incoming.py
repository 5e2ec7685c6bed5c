"""A file that a person names, read whole: a regular one, of a size that is allowed, and nothing else."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from pathlib import Path

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.formats import number
from backoffice.i18n.reasons import of_system

_MB = 1_000_000
_AT_ONCE = 1_000_000


class UnreadableFile(BackofficeError):
    """A file that can't be taken, and why."""

    code = "unreadable_file"

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        super().__init__(
            _("{file} can't be taken: {reason}.").format(file=path.name or str(path), reason=reason),
            place=Place(str(path), path="path"),
            remedy=remedy,
        )


class FileTooLarge(UnreadableFile):
    code = "file_too_large"

    def __init__(self, path: Path, most_mb: int) -> None:
        super().__init__(
            path,
            _("it is larger than {n} MB").format(n=number(most_mb)),
            _("Make it smaller, or raise attachment_mb in the settings."),
        )


def read_regular(text: str, most_mb: int) -> tuple[str, bytes]:
    """The name and the bytes of the file at `text` (``~`` is the home folder); raises UnreadableFile.

    Its kind and size are judged before anything is read; a link at the end of the path isn't followed, a pipe
    or a device never opened to wait on.
    """
    path = _stored(_expanded(text))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as wrong:
        raise _refused(path, wrong) from wrong
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise _not_a_file(path)
        if found.st_size > most_mb * _MB:
            raise FileTooLarge(path, most_mb)
        data = _read(handle, path, most_mb)
    except OSError as wrong:
        raise _refused(path, wrong) from wrong
    finally:
        os.close(handle)
    if not data:
        raise UnreadableFile(path, _("it is empty"), _("Give a file that holds something."))
    return path.name, data


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user's home
        return Path(text)


def _stored(path: Path) -> Path:
    """`path` as its folder spells it: names typed composed may be stored decomposed."""
    try:
        if os.path.lexists(path):
            return path
        wanted = unicodedata.normalize("NFC", path.name)
        return next(
            (one for one in path.parent.iterdir() if unicodedata.normalize("NFC", one.name) == wanted), path
        )
    except (OSError, ValueError):
        return path


def _not_a_file(path: Path) -> UnreadableFile:
    remedy = _("Give the path of a file; on the command line, - takes what is piped in.")
    return UnreadableFile(path, _("it isn't a file"), remedy)


def _leads_to_a_pipe(path: Path) -> bool:
    """Whether it is what a shell or the system calls a pipe by, such as /dev/stdin."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _refused(path: Path, wrong: OSError | ValueError) -> UnreadableFile:
    if isinstance(wrong, OSError) and wrong.errno == errno.ELOOP:
        if _leads_to_a_pipe(path):
            return _not_a_file(path)
        return UnreadableFile(path, _("it is a link"), _("Give the path of the file itself."))
    # A path with a NUL in it never reaches the system: Python refuses it as a value.
    reason = of_system(wrong if isinstance(wrong, OSError) else OSError(errno.EINVAL, ""))
    return UnreadableFile(path, reason, _("Check the path, and that you may read it."))


def _read(handle: int, path: Path, most_mb: int) -> bytes:
    """Everything, even if the file grows meanwhile; never more than allowed."""
    data = bytearray()
    while part := os.read(handle, _AT_ONCE):
        data += part
        if len(data) > most_mb * _MB:
            raise FileTooLarge(path, most_mb)
    return bytes(data)
