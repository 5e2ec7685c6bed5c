"""A program in a terminal of its own: what it is sent, what it draws, and every order that it gives back."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte

# Everything that a terminal takes as an order, by ECMA-48: strings first, as they hold anything.
_ORDER = re.compile(
    r"\x1b[\]P_^X][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, APC, PM, SOS
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[ -/]*[0-~]"  # the others
    r"|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]"  # controls, less the two that end a line
    r"|[\u202a-\u202e\u2066-\u2069]"  # orders that turn the writing round
)
# What a well-behaved screen sends: colours, places, modes set and asked for, keys' protocol, copies.
_EXPECTED = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*H"
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]|\x1b\[\?(?:2026|2048)\$p"
    r"|\x1b\[>[0-9]+u|\x1b\[<u"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07|\x1b\]22;[a-z-]*\x07"  # a copy, the shape of the pointer
    r"|\x07"  # a field that is full says so
)
# An order cut by the end of what was read; longer than any of ours, it is no order at all.
_CUT = re.compile(r"\x1b(?:[\]P_^X][^\x07\x1b\x9c]{0,400000}(?:\x1b)?|\[[0-?]*[ -/]*|[ -/]*)\Z")
# pyte 0.8 would draw the last letter of these, and takes the shape of the pointer for a title.
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>][0-9]*u|\x1b\[\?[0-9]+\$p|\x1b\]22;[a-z-]*\x07")
# The tail of an order whose head was taken away; nobody types these.
_TAIL = re.compile(r"\[\?\d+[hl]|\[[34]8;[25];|\[<\d+;\d+;\d+[Mm]")


class Emulated(pyte.Screen):
    """A screen that keeps in `strays` what no program of ours asks of a terminal."""

    def __init__(self, columns: int, lines: int) -> None:
        self.strays: list[str] = []
        super().__init__(columns, lines)

    def debug(self, *given: Any, **named: Any) -> None:
        self.strays.append(f"unknown to a terminal: {given} {named}")

    def set_title(self, param: str) -> None:
        self.strays.append(f"a title: {param!r}")

    set_icon_name = set_title

    def write_process_input(self, data: str) -> None:
        self.strays.append(f"an answer asked of the terminal: {data!r}")


@dataclass(slots=True)
class Terminal:
    """A program in a pseudo-terminal; `emulate` draws what it writes with pyte, too."""

    command: Sequence[str]
    environ: Mapping[str, str]
    size: tuple[int, int] = (80, 24)
    folder: Path | None = None
    emulate: bool = True
    pid: int = 0
    main: int = -1
    status: int | None = None
    written: str = ""
    sent: int = 0
    drawn: int = 0
    strays: list[str] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)
    screen: Emulated | None = None
    _stream: Any = None
    _side: int = -1
    _rest: str = ""
    _bytes: bytes = b""

    def __post_init__(self) -> None:
        self.main, self._side = pty.openpty()
        self._take(self.size)
        self.before = termios.tcgetattr(self._side)
        if self.emulate:
            self.screen = Emulated(*self.size)
            self._stream = pyte.Stream(self.screen)
        self.pid = os.fork()
        if self.pid == 0:
            self._become()
        os.set_blocking(self.main, False)

    def _become(self) -> None:
        try:
            os.setsid()
            fcntl.ioctl(self._side, termios.TIOCSCTTY, 0)
            for stream in (0, 1, 2):
                os.dup2(self._side, stream)
            os.closerange(3, 256)
            if self.folder is not None:
                os.chdir(self.folder)
            os.execvpe(self.command[0], list(self.command), dict(self.environ))
        finally:
            os._exit(127)

    # -- what a person does

    def press(self, keys: bytes) -> None:
        """Sends `keys`, reading meanwhile what comes back: neither side ever waits for the other."""
        while keys and self.running():
            _readable, writable, _none = select.select([], [self.main], [], 0.05)
            if writable:
                with suppress(BlockingIOError, OSError):
                    keys = keys[os.write(self.main, keys[:1024]) :]
            self._read(0)

    def resize(self, width: int, height: int) -> None:
        """Makes the window another size, as a person does with its corner."""
        self.size = (width, height)
        self._take(self.size)
        if self.screen is not None:
            self.screen.resize(height, width)

    def _take(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._side, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    # -- what it answers

    def settle(self, quiet: float = 0.012, most: float = 60) -> bool:
        """Reads until the program has nothing to do; False when it still works after `most` seconds."""
        end = time.monotonic() + most
        worked = self._work()
        while self.running() and time.monotonic() < end:
            came = self._read(quiet)
            now = self._work()
            # On a busy machine a program that has much to do may not get a turn: it waits, and doesn't sleep.
            if not came and now - worked < 2_000_000 and self._sleeps():
                return True
            worked = now
        return not self.running()

    def wait_for(self, text: str, seconds: float = 20) -> bool:
        """Whether `text` comes to be on the screen, or among what was written where nothing is drawn."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if text in (self.text() if self.screen is not None else self.written):
                return True
            self._read(0.02)
            if not self.running() and not self._read(0.02):
                break
        return text in (self.text() if self.screen is not None else self.written)

    def wait_for_end(self, seconds: float = 20) -> int | None:
        """The exit status (128 + signal when killed by one); None when it is still there."""
        end = time.monotonic() + seconds
        while self.running() and time.monotonic() < end:
            self._read(0.02)
        while self._read(0.05):
            pass
        if self.status is not None and not self.after and self._side != -1:
            self.after = termios.tcgetattr(self._side)
        return self.status

    def text(self) -> str:
        """The screen as it stands, lines without the blanks at their ends."""
        assert self.screen is not None
        return "\n".join(line.rstrip() for line in self.screen.display)

    def running(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
        return self.status is None

    def stopped(self, seconds: float = 10) -> bool:
        """Whether the program comes to be suspended, as by ctrl+z."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(0.02)
            if Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1][0] in "Tt":
                while self._read(0.05):
                    pass
                return True
        return False

    def mode(self) -> list[Any]:
        """The line discipline as it is now, to compare with `before`."""
        return termios.tcgetattr(self._side)

    def memory(self) -> int:
        """Bytes that the program holds for itself: its heap, without the files that it maps."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Anonymous:"):
                return int(line.split()[1]) * 1024
        return 0

    def hang_up(self) -> None:
        """The window is closed, or the line is lost: the terminal itself goes away."""
        os.close(self._side)
        os.close(self.main)
        self.main = self._side = -1

    def close(self) -> None:
        """Ends the program, whatever it does."""
        if self.running():
            os.kill(self.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            self.status = 128 + signal.SIGKILL
        for one in {self.main, self._side} - {-1}:
            os.close(one)

    def check_screen(self) -> None:
        """Adds to `strays` what nobody should ever see on a screen: controls, and tails of orders."""
        assert self.screen is not None
        for line in self.screen.display:
            if _TAIL.search(line) or any(ord(one) < 32 or 127 <= ord(one) < 160 for one in line):
                self.strays.append(f"on the screen: {line!r}")

    # -- reading

    def _work(self) -> int:
        """Nanoseconds of processor that the program's first thread has used."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0])
        except (OSError, IndexError):
            return 0

    def _sleeps(self) -> bool:
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1][0] == "S"
        except OSError:
            return True

    def _read(self, seconds: float) -> bool:
        if self.main == -1 or not select.select([self.main], [], [], seconds)[0]:
            return False
        try:
            given = os.read(self.main, 1 << 16)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            return False
        self.sent += len(given)
        self._take_in(given)
        return bool(given)

    def _take_in(self, given: bytes) -> None:
        """Looks at whole orders only: what is cut waits for its end."""
        self._bytes += given
        try:
            text, self._bytes = self._bytes.decode(), b""
        except UnicodeDecodeError as error:
            if error.end < len(self._bytes) and len(self._bytes) - error.start >= 4:
                self.strays.append(f"no UTF-8: {self._bytes[error.start : error.start + 8]!r}")
            text = self._bytes[: error.start].decode()
            self._bytes = self._bytes[error.start :] if len(self._bytes) - error.start < 4 else b""
        text = self._rest + text
        cut = _CUT.search(text)
        self._rest = text[cut.start() :] if cut else ""
        self._look(text[: cut.start()] if cut else text)

    def _look(self, text: str) -> None:
        self.written = (self.written + text)[-200_000:]
        for order in _ORDER.findall(text):
            if not _EXPECTED.fullmatch(order):
                self.strays.append(f"sent: {order!r}")
        if self.screen is not None:
            self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text))
            self.strays += self.screen.strays
            self.screen.strays.clear()


def quiet_environ(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing is left to the machine it runs on."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return kept | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        **more,
    }
