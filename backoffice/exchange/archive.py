"""The archive of a backup (ZIP): written whole, and read as if a stranger had made it.

Only names that are expected, once each, plain files; sizes are judged before anything is unpacked, and
unpacking stops at the size that was announced.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system

Told = Callable[[int], None]

_CHUNK = 1 << 20
# The quickest: what fills a database of years, its PDFs, hardly shrinks anyway.
_EFFORT = 1
_DIRECTORY_BYTES, _MOST_MEMBERS = 64_000, 16
# Nothing that people keep shrinks as much; what is small may.
_MOST_SHRUNK, _SMALL = 200, 64 << 20
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_WRONG = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)


def _silent(_done: int) -> None:
    """Progress that nobody looks at."""


class BadArchive(BackofficeError):
    """A file that isn't a backup, or was altered or cut short; nothing of it is used."""

    code = "bad_archive"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            _("{file} isn't a sound backup: {reason}.").format(file=file, reason=reason),
            place=Place(file),
            remedy=_("Take another backup; nothing was restored from this one."),
        )


class Packer:
    """An archive being written."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, source: IO[bytes], told: Told = _silent) -> tuple[int, str]:
        """Adds what `source` holds under `name`; gives its size and SHA-256."""
        size, digest = 0, hashlib.sha256()
        with self._archive.open(name, "w", force_zip64=True) as member:
            while chunk := source.read(_CHUNK):
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                told(size)
        return size, digest.hexdigest()


@contextmanager
def packing(out: BinaryIO) -> Iterator[Packer]:
    """Writes an archive to `out`, whole once the context ends."""
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=_EFFORT) as archive:
        yield Packer(archive)


class Archive:
    """An archive that was looked at from outside: its members are known, none has been unpacked."""

    def __init__(self, file: str, archive: ZipFile, members: Mapping[str, ZipInfo]) -> None:
        self._file = file
        self._archive = archive
        self._members = members

    @property
    def sizes(self) -> dict[str, int]:
        """The names of its files, and how many bytes each announces."""
        return {name: info.file_size for name, info in self._members.items()}

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a small file; raises BadArchive when it isn't there or announces more than `limit`."""
        info = self._members.get(name)
        if info is None:
            raise BadArchive(self._file, _("{name} is missing").format(name=name))
        if info.file_size > limit:
            raise BadArchive(self._file, _("{name} is too large").format(name=name))
        return b"".join(self._chunks(info))

    def unpack(self, name: str, out: BinaryIO, told: Told = _silent) -> str:
        """Writes a file's bytes to `out`, at most as many as it announced; gives their SHA-256."""
        digest, done = hashlib.sha256(), 0
        for chunk in self._chunks(self._members[name]):
            out.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            told(done)
        return digest.hexdigest()

    def _chunks(self, info: ZipInfo) -> Iterator[bytes]:
        left = info.file_size
        with _refusing(self._file):
            member = self._archive.open(info)
        with member:
            while left:
                with _refusing(self._file):
                    chunk = member.read(min(left, _CHUNK))
                if not chunk:
                    raise BadArchive(self._file, _("{name} is cut short").format(name=info.filename))
                left -= len(chunk)
                yield chunk


@contextmanager
def opened(path: Path, known: frozenset[str]) -> Iterator[Archive]:
    """Opens `path`, whose members may only be `known`; raises BadArchive before anything is unpacked."""
    name = path.name
    handle = _plain_file(path)
    with os.fdopen(handle, "rb") as file:
        _check_directory(file, name)
        with _refusing(name):
            archive = ZipFile(file)
        with archive:
            yield Archive(name, archive, _checked(archive, name, known))


def _plain_file(path: Path) -> int:
    try:
        # Not waiting: what is named may be a pipe that nobody writes to.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as wrong:
        raise BadArchive(path.name, of_system(wrong)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadArchive(path.name, _("it isn't a plain file"))
    return handle


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    try:
        yield
    except (*_WRONG, struct.error) as wrong:
        raise BadArchive(file, str(wrong) or type(wrong).__name__) from None


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuses a list of contents that is long, before zipfile reads all of it into memory."""
    size = file.seek(0, os.SEEK_END)
    if size < _END.size:
        raise BadArchive(name, _("it is cut short, or no backup"))
    mark, _disk, _start, _here, count, length, _offset, comment = _read(file, size - _END.size, _END)
    if mark != b"PK\x05\x06" or comment:
        raise BadArchive(name, _("it is cut short, or no backup"))
    if large := _large_directory(file, size - _END.size):
        count, length = large
    if count > _MOST_MEMBERS or length > _DIRECTORY_BYTES:
        raise BadArchive(name, _("it holds too many files"))
    file.seek(0)


def _large_directory(file: BinaryIO, end: int) -> tuple[int, int] | None:
    """How many members a ZIP64 end announces, and in how many bytes; None when there is none."""
    if end < _LOCATOR.size + _END64.size:
        return None
    mark, *_where = _read(file, end - _LOCATOR.size, _LOCATOR)
    if mark != b"PK\x06\x07":
        return None
    found = _read(file, end - _LOCATOR.size - _END64.size, _END64)
    return int(found[7]), int(found[8])


def _read(file: BinaryIO, at: int, shape: struct.Struct) -> tuple[Any, ...]:
    file.seek(at)
    return shape.unpack(file.read(shape.size))


def _checked(archive: ZipFile, name: str, known: frozenset[str]) -> dict[str, ZipInfo]:
    members: dict[str, ZipInfo] = {}
    for info in archive.infolist():
        if reason := _strange(info, known, members):
            raise BadArchive(name, reason)
        members[info.filename] = info
    return members


def _strange(info: ZipInfo, known: frozenset[str], before: Mapping[str, ZipInfo]) -> str:
    """Why a member can't be one of ours; empty when it can."""
    shown = info.orig_filename[:80]
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.orig_filename not in known or info.filename != info.orig_filename:
        return _("{name} has no place in it").format(name=shown)
    if info.filename in before:
        return _("{name} is in it twice").format(name=shown)
    if kind not in (0, stat.S_IFREG):
        return _("{name} isn't a plain file").format(name=shown)
    if info.flag_bits & 0x1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return _("{name} is packed in another way").format(name=shown)
    if info.file_size > max(_SMALL, info.compress_size * _MOST_SHRUNK):
        return _("{name} would unpack to {size} bytes").format(name=shown, size=info.file_size)
    return ""
