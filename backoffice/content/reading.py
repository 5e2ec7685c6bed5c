"""From the text of a file to plain values: limits first, then syntax, with the line of what is wrong."""

from __future__ import annotations

import errno
import gc
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.reasons import of_json, of_system, of_toml

# TOML's parser is quadratic in the length of a dotted key, and slow on long files; what people write by hand
# is far below both limits, and long lists come as CSV or JSON.
TOML_BYTES = 128_000
JSON_BYTES = 8_000_000
# What takes time in JSON isn't its length but its values: at most as many as are read in a fifth of a second.
JSON_SIGNS = 450_000
_LONG_KEY = re.compile(r"(?m)^[ \t]*(?:\[{1,2}[ \t]*)?[\w\-\"']+(?:[ \t]*\.[ \t]*[\w\-\"']+){16,}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class Unreadable(BackofficeError):
    """A file that can't be read as what it claims to be."""

    code = "unreadable"


class TooLarge(BackofficeError):
    """A file over the limit, refused before it is parsed."""

    code = "too_large"

    def __init__(self, file: str, size: int, limit: int) -> None:
        super().__init__(
            _("{file} has {size} bytes; at most {limit} are read.").format(file=file, size=size, limit=limit),
            place=Place(file),
            remedy=_("Split it, or give a long list as CSV."),
        )


class TooMany(BackofficeError):
    """A JSON text of too many values, refused before it is parsed."""

    code = "too_large"

    def __init__(self, file: str) -> None:
        super().__init__(
            _("{file} holds too many values; at most {limit} are read.").format(file=file, limit=JSON_SIGNS),
            place=Place(file),
            remedy=_("Split it, or give a long list as CSV."),
        )


def open_plain(path: Path) -> BinaryIO:
    """The file at `path`, to be read; Unreadable for a folder, a pipe or a device, which might never end."""
    try:
        # Not waiting: what is named may be a pipe that nobody writes to.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as wrong:
        raise _unreadable(path, wrong) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        os.close(handle)
        raise _unreadable(path, OSError(errno.EISDIR if folder else errno.ENXIO, ""))
    return os.fdopen(handle, "rb")


def read_text(path: Path, limit: int = JSON_BYTES) -> str:
    """The text of `path`, UTF-8; TooLarge or Unreadable otherwise."""
    with open_plain(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            data = file.read(limit + 1) if size <= limit else b""
        except OSError as wrong:
            raise _unreadable(path, wrong) from None
    if size > limit or len(data) > limit:
        raise TooLarge(path.name, max(size, len(data)), limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            _("{file} isn't UTF-8 text (byte {byte}).").format(file=path.name, byte=wrong.start),
            place=Place(str(path)),
            remedy=_("Save it as UTF-8."),
        ) from None


def _unreadable(path: Path, wrong: OSError | ValueError) -> Unreadable:
    # A NUL in a path never reaches the system: Python refuses it as a value.
    reason = of_system(wrong if isinstance(wrong, OSError) else OSError(errno.EINVAL, ""))
    pipe = isinstance(wrong, OSError) and wrong.errno == errno.ENXIO
    return Unreadable(
        _("{file} can't be read: {reason}.").format(file=path.name, reason=reason),
        place=Place(str(path)),
        remedy=_("Give - in its place, and pipe it in: command | backoffice …")
        if pipe
        else _("Check its name and its permissions."),
    )


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The values of a TOML text; Unreadable says the line."""
    size = len(text.encode("utf-8", "replace"))
    if size > TOML_BYTES:
        raise TooLarge(file, size, TOML_BYTES)
    long_key = _LONG_KEY.search(text)
    if long_key:
        raise _syntax(file, _("a key has too many parts"), text.count("\n", 0, long_key.start()) + 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = _TOML_PLACE.search(str(wrong))
        # A mistake at the very end has no line: it is the last one's.
        line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, None)
        raise _syntax(file, of_toml(str(wrong)), line, column) from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError:
        raise _too_long(file) from None


def parse_json(text: str, file: str, limit: int = JSON_BYTES) -> Any:
    """The value of a JSON text; a key given twice, NaN and Infinity are refused."""
    size = len(text.encode("utf-8", "replace"))
    if size > limit:
        raise TooLarge(file, size, limit)
    if signs_of(text) > JSON_SIGNS:
        raise TooMany(file)
    try:
        with _uncollected():
            found = json.loads(text, object_pairs_hook=_no_double, parse_constant=_no_constant)
        if _HALF.search(text):
            _no_half(found)
        return found
    except json.JSONDecodeError as wrong:
        raise _syntax(file, of_json(wrong.msg), wrong.lineno, wrong.colno) from None
    except _Refused as wrong:
        raise _syntax(file, str(wrong), None) from None
    except RecursionError:
        raise _too_deep(file) from None
    except ValueError:
        raise _too_long(file) from None


def signs_of(text: str) -> int:
    """How many values and keys a JSON text holds at most: what its signs announce, none of it read."""
    return sum(map(text.count, ",:[{"))


@contextmanager
def _uncollected() -> Iterator[None]:
    """While values are made of a text, none of them can go: looking again and again for those that could
    takes most of the time that nested lists take."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


class _Refused(ValueError):
    """What JSON's parser accepts and we don't, said in our words."""


def _no_half(value: Any) -> None:
    """Two escapes may stand for one character; a half alone is no text, and nothing can keep it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _Refused(_("half a character stands in it, such as \\ud83c alone")) from None


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    double = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    raise _Refused(_("the key {key} is given twice").format(key=double[:80]))


def _no_constant(name: str) -> Any:
    raise _Refused(_("{name} isn't a number").format(name=name))


def _too_deep(file: str) -> Unreadable:
    return _syntax(file, _("its lists and tables are nested too deep"), None)


def _too_long(file: str) -> Unreadable:
    # The one other thing that Python refuses in a number that is well written.
    return _syntax(file, _("a number has too many digits"), None)


def _syntax(file: str, what: str, line: int | None, column: int | None = None) -> Unreadable:
    if column is not None:
        what = _("{what} (column {n})").format(what=what, n=column)
    return Unreadable(
        _("{file} can't be understood: {what}.").format(file=file, what=what),
        place=Place(file, line),
        remedy=_("Mend the line, or compare with the example of its schema."),
    )
