"""An archive is read as if a stranger had made it: every trick that archives know is refused, by name."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice.exchange.archive import BadArchive, opened, packing

KNOWN = frozenset({"manifest.json", "database.db"})
Make = Callable[[Path], None]


def plain(path: Path, *members: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def with_mode(path: Path, mode: int) -> None:
    info = zipfile.ZipInfo("database.db")
    info.create_system, info.external_attr = 3, mode << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, b"/etc/passwd")


def packed_otherwise(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("database.db", b"x" * 1000)


def encrypted(path: Path) -> None:
    plain(path, ("database.db", b"x"))
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)


def twice(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        plain(path, ("database.db", b"one"), ("database.db", b"two"))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("database.db", "w") as out:
        for _ in range(128):
            out.write(bytes(1 << 20))


def lying(path: Path) -> None:
    """A small size is announced, much more is inside."""
    plain(path, ("database.db", b"x" * 100_000))
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<L", 10)
    path.write_bytes(data)


def renamed_inside(path: Path) -> None:
    """The list of contents says one name, the member itself another."""
    plain(path, ("database.db", b"x"))
    data = bytearray(path.read_bytes())
    data[30:41] = b"../../evil."
    path.write_bytes(data)


def cut_by_a_zero(path: Path) -> None:
    plain(path, ("database.db#.sh", b"x"))
    path.write_bytes(path.read_bytes().replace(b"#", b"\0"))


def cut(path: Path) -> None:
    plain(path, ("database.db", os.urandom(10_000)))
    path.write_bytes(path.read_bytes()[:-7])


def altered(path: Path) -> None:
    plain(path, ("database.db", os.urandom(10_000)))
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)


def many(path: Path) -> None:
    plain(path, *((f"f{n}", b"") for n in range(5_000)))


def large_directory(path: Path) -> None:
    """The old end of the archive announces little, the new one a hundred million members."""
    plain(path, ("database.db", b"x"))
    data = path.read_bytes()
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**8, 10**8, 10**9, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
    path.write_bytes(data[:-22] + end64 + locator + data[-22:])


HOSTILE: dict[str, Make] = {
    "nothing": lambda path: path.write_bytes(b"") and None,
    "text": lambda path: path.write_text("not an archive") and None,
    "noise": lambda path: path.write_bytes(os.urandom(5_000)) and None,
    "a way out": lambda path: plain(path, ("../database.db", b"x")),
    "an absolute name": lambda path: plain(path, ("/etc/cron.d/x", b"x")),
    "a Windows way out": lambda path: plain(path, ("..\\database.db", b"x")),
    "a name cut by a zero": cut_by_a_zero,
    "another name": lambda path: plain(path, ("database.db", b"x"), ("run.sh", b"x")),
    "a folder": lambda path: plain(path, ("database.db/", b"")),
    "a name twice": twice,
    "a link": lambda path: with_mode(path, stat.S_IFLNK | 0o777),
    "a device": lambda path: with_mode(path, stat.S_IFBLK | 0o666),
    "a pipe": lambda path: with_mode(path, stat.S_IFIFO | 0o666),
    "another packing": packed_otherwise,
    "encrypted": encrypted,
    "a bomb": bomb,
    "a lie about its size": lying,
    "two names for one": renamed_inside,
    "cut short": cut,
    "altered": altered,
    "thousands of members": many,
    "a hundred million members": large_directory,
    "a comment": lambda path: _with_comment(path),
}


def _with_comment(path: Path) -> None:
    plain(path, ("database.db", b"x"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"hello"


def unpack_all(path: Path) -> dict[str, int]:
    """Unpacks everything to nowhere; how many bytes each gave."""
    found = {}
    with opened(path, KNOWN) as archive:
        for name in archive.sizes:
            out = io.BytesIO()
            archive.unpack(name, out)
            found[name] = len(out.getvalue())
    return found


@pytest.mark.parametrize("trick", list(HOSTILE))
def test_a_hostile_archive_is_refused(tmp_path: Path, trick: str) -> None:
    path = tmp_path / "backup.zip"
    HOSTILE[trick](path)
    with pytest.raises(BadArchive) as refused:
        unpack_all(path)
    assert refused.value.place.file == "backup.zip"
    assert refused.value.remedy


def test_an_ordinary_archive_would_pass(tmp_path: Path) -> None:
    """The control: the same makers, without the trick."""
    path = tmp_path / "backup.zip"
    plain(path, ("manifest.json", b"{}"), ("database.db", os.urandom(10_000)))
    assert unpack_all(path) == {"manifest.json": 2, "database.db": 10_000}


def test_what_is_packed_comes_back(tmp_path: Path) -> None:
    path, data = tmp_path / "backup.zip", os.urandom(3_000_000)
    with path.open("wb") as out, packing(out) as packer:
        size, digest = packer.add("database.db", io.BytesIO(data))
    with opened(path, KNOWN) as archive:
        assert archive.sizes == {"database.db": size} == {"database.db": len(data)}
        out = io.BytesIO()
        assert archive.unpack("database.db", out) == digest
        assert out.getvalue() == data


@pytest.mark.parametrize("what", ["a folder", "a pipe", "nothing"])
def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path, what: str) -> None:
    path = tmp_path / "backup.zip"
    if what == "a folder":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    with pytest.raises(BadArchive):
        unpack_all(path)


def test_a_small_file_is_never_read_beyond_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    plain(path, ("manifest.json", b"x" * 2_000))
    with opened(path, KNOWN) as archive, pytest.raises(BadArchive, match="too large"):
        archive.read("manifest.json", 1_999)
