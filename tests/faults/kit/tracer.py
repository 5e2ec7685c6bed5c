"""Runs work in a process of its own and stops it at each call that changes a file: to kill it there, to cut
the write short, or to let the call fail as a bad or full disk would.

It is the kernel's own tracing (ptrace), of a child that asks for it: no root, no preloaded library, and what
SQLite itself calls is stopped like what Python calls. Linux on x86-64; elsewhere `AVAILABLE` is False.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backoffice.errors import BackofficeError

DONE, REFUSED, CRASHED = 0, 3, 4  # how a child ends by itself

_TRACEME, _SYSCALL, _SETOPTIONS, _GETREGS, _SETREGS = 0, 24, 0x4200, 12, 13
_OPTIONS = 0x1 | 0x100000  # tell calls from signals; a child never outlives its tracer
# struct user_regs_struct, by rank
_REGISTERS = 27
_R10, _RAX, _RDX, _RSI, _RDI, _CALL = 7, 10, 12, 13, 14, 15
# The calls that change a file, a name or what a server is told: number, kind, where the descriptor and the
# size are (None: the call names a path).
_CALLS = {
    1: ("write", _RDI, _RDX),
    18: ("write", _RDI, _RDX),
    20: ("write", _RDI, None),
    40: ("write", _RDI, _R10),
    326: ("write", _RDX, None),
    77: ("truncate", _RDI, None),
    74: ("sync", _RDI, None),
    75: ("sync", _RDI, None),
    44: ("send", _RDI, _RDX),
    **dict.fromkeys((82, 264, 316), ("rename", None, None)),
    **dict.fromkeys((87, 263, 84), ("unlink", None, None)),
    **dict.fromkeys((86, 265), ("link", None, None)),
    **dict.fromkeys((83, 258), ("mkdir", None, None)),
    2: ("create", None, None),
    257: ("create", None, None),
}
_FLAGS = {2: _RSI, 257: _RDX}
_PWRITE = 18
# A connection that was reset answers nothing any more: the call becomes shutdown(descriptor, both ways).
_SHUTDOWN, _BOTH_WAYS = 48, 2
# Work that has not ended by then waits for something that never comes (seconds).
PATIENCE = 300


def _available() -> bool:
    return sys.platform == "linux" and platform.machine() == "x86_64"


AVAILABLE = _available()


@dataclass(frozen=True, slots=True)
class Point:
    """One call that is about to change something: its rank in the work, its kind, the file if it has one."""

    rank: int
    kind: str
    path: str = ""
    size: int = 0
    grows: int = 0


@dataclass(frozen=True, slots=True)
class Pass:
    """The call is let through."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Killed before the call, after it, or (`keep`) once the first bytes of its write are there."""

    after: bool = False
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """The call does nothing and answers with this error; a connection that can't be written to is closed."""

    errno: int


@dataclass(frozen=True, slots=True)
class Short:
    """Only this many bytes are written, as the kernel answers when a disk fills up."""

    size: int


Action = Pass | Kill | Fail | Short
Plan = Callable[[Point], Action]
PASS = Pass()


@dataclass(frozen=True, slots=True)
class Ended:
    """How the work ended: what it told, how many points it went through, killed, hung or its own status."""

    told: tuple[str, ...]
    points: tuple[Point, ...]
    killed: bool
    status: int
    says: str = ""
    hung: bool = False


def run(work: Callable[[Callable[[str], None]], None], folder: Path, plan: Plan) -> Ended:
    """Runs `work` in a child, `plan` deciding at each point in `folder`; `work` is handed a way to tell."""
    reading, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_traced(work, told)
    os.close(told)
    points: list[Point] = []
    hung = threading.Event()
    watch = threading.Timer(PATIENCE, _give_up, (child, hung))
    watch.start()
    try:
        status = _Tracer(child, folder, plan, points).follow()
    except BaseException:
        # Only here: once `follow` has ended, the child's number may be another process's.
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        raise
    finally:
        watch.cancel()
        watch.join()
    with os.fdopen(reading, encoding="utf-8", errors="replace") as pipe:
        lines = pipe.read().splitlines()
    said = "\n".join(line[1:] for line in lines if line.startswith("!"))
    killed = os.WIFSIGNALED(status)
    code = -1 if killed else os.WEXITSTATUS(status)
    heard = tuple(one for one in lines if not one.startswith("!"))
    return Ended(heard, tuple(points), killed, code, said, hung.is_set())


def _give_up(child: int, hung: threading.Event) -> None:
    hung.set()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _be_traced(work: Callable[[Callable[[str], None]], None], told: int) -> None:
    _call(_TRACEME, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        work(lambda text: os.write(told, f"{text}\n".encode()) and None)
    except BackofficeError as wrong:
        os.write(told, f"!{wrong.code}\n".encode())
        os._exit(REFUSED)
    except BaseException:
        os.write(told, "".join(f"!{line}\n" for line in traceback.format_exc().splitlines()).encode())
        os._exit(CRASHED)
    os._exit(DONE)


_Registers = ctypes.c_ulonglong * _REGISTERS
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def _call(request: int, child: int, data: Any) -> None:
    if _libc.ptrace(request, child, None, data) < 0:
        code = ctypes.get_errno()
        if code == errno.ESRCH:
            raise ProcessLookupError(code, os.strerror(code))
        raise OSError(code, os.strerror(code))


class _Tracer:
    """Follows one child from point to point."""

    def __init__(self, child: int, folder: Path, plan: Plan, points: list[Point]) -> None:
        self.child = child
        self.folder = str(folder)
        self.plan = plan
        self.points = points

    def follow(self) -> int:
        """The child's wait status once it has ended."""
        os.waitpid(self.child, 0)
        _call(_SETOPTIONS, self.child, _OPTIONS)
        deliver = 0
        while True:
            status = self._go_on(deliver)
            if not os.WIFSTOPPED(status):
                return status
            deliver = 0
            if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
                deliver = os.WSTOPSIG(status)
                continue
            status = self._at_call()
            if status is not None:
                return status

    def _go_on(self, deliver: int = 0) -> int:
        _call(_SYSCALL, self.child, deliver)
        return os.waitpid(self.child, 0)[1]

    def _at_call(self) -> int | None:
        """At the entry of a call: decides, carries it out, and stops at its exit; a status when it ended."""
        registers = self._registers()
        point = self._point(registers)
        action = self.plan(point) if point is not None else PASS
        if point is not None:
            self.points.append(point)
        match action:
            case Kill(after=False, keep=None):
                return self._kill()
            case Kill(keep=int(size)) | Short(size):
                registers[_RDX] = size
                self._write(registers)
            case Fail() if point is not None and point.kind == "send":
                registers[_CALL], registers[_RSI] = _SHUTDOWN, _BOTH_WAYS
                self._write(registers)
            case Fail():
                registers[_CALL] = ctypes.c_ulonglong(-1).value
                self._write(registers)
        status = self._go_on()
        if not os.WIFSTOPPED(status):
            return status
        match action:
            case Kill():
                return self._kill()
            case Fail(errno=code):
                registers = self._registers()
                registers[_RAX] = ctypes.c_ulonglong(-code).value
                self._write(registers)
        return None

    def _kill(self) -> int:
        os.kill(self.child, signal.SIGKILL)
        return os.waitpid(self.child, 0)[1]

    def _registers(self) -> Any:
        registers = _Registers()
        _call(_GETREGS, self.child, ctypes.byref(registers))
        return registers

    def _write(self, registers: Any) -> None:
        _call(_SETREGS, self.child, ctypes.byref(registers))

    def _point(self, registers: Any) -> Point | None:
        number = registers[_CALL]
        if number not in _CALLS:
            return None
        kind, descriptor, size = _CALLS[number]
        if kind == "create" and not registers[_FLAGS[number]] & os.O_CREAT:
            return None
        rank = len(self.points)
        if descriptor is None:
            return Point(rank, kind)
        path = self._path_of(registers[descriptor])
        if kind != "send" and not path.startswith(self.folder):
            return None
        length = registers[size] if size is not None else 0
        grows = self._growth(registers, path, length) if kind == "write" else 0
        return Point(rank, kind, path, length, grows)

    def _path_of(self, descriptor: int) -> str:
        try:
            return str(Path(f"/proc/{self.child}/fd/{descriptor}").readlink())
        except OSError:
            return ""

    def _growth(self, registers: Any, path: str, length: int) -> int:
        """How many bytes longer the file will be."""
        descriptor = registers[_RDI]
        try:
            info = Path(f"/proc/{self.child}/fdinfo/{descriptor}").read_text()
            size = Path(f"/proc/{self.child}/fd/{descriptor}").stat().st_size
        except OSError:
            return 0
        at = registers[_R10] if registers[_CALL] == _PWRITE else int(info.split()[1])
        return max(0, at + length - size)


def passing(_point: Point) -> Action:
    """The plan that lets everything through: to count the points."""
    return PASS


def usage(folder: str) -> int:
    """How many bytes the files below `folder` hold, each once."""
    seen: dict[int, int] = {}
    for place, _folders, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                found = os.lstat(f"{place}/{name}")
                seen[found.st_ino] = found.st_size
    return sum(seen.values())


def killing(rank: int, dice: Callable[[], float]) -> Plan:
    """Kills at the point of this rank: before it, after it, or in the middle of its write."""

    def plan(point: Point) -> Action:
        if point.rank != rank:
            return PASS
        if point.kind == "write" and point.size > 1:
            way = dice()
            if way < 0.5:
                return Kill(keep=1 + int(dice() * (point.size - 1)))
        return Kill(after=dice() < 0.5)

    return plan


def failing(rank: int, code: int) -> Plan:
    """Lets the call of this rank fail, once."""
    return lambda point: Fail(code) if point.rank == rank else PASS


def refusing(code: int, kinds: Sequence[str]) -> Plan:
    """Lets every call of these kinds fail."""
    return lambda point: Fail(code) if point.kind in kinds else PASS


def filling(folder: Path, capacity: int) -> Plan:
    """A disk that holds `capacity` bytes in all: writes beyond it are cut short, then fail."""

    def plan(point: Point) -> Action:
        if not point.grows:
            return PASS
        left = capacity - usage(str(folder))
        if point.grows <= left:
            return PASS
        kept = point.size - (point.grows - max(0, left))
        return Short(kept) if 0 < kept < point.size else Fail(errno.ENOSPC)

    return plan
