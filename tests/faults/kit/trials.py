"""One fault, struck once: a folder prepared, the work run under it, and what was wrong afterwards."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backoffice.errors import BackofficeError
from tests.faults.kit import tracer
from tests.faults.kit.jobs import Job, unprotected
from tests.faults.kit.tracer import CRASHED, Ended, Plan, Point
from tests.once import quick_folder

_CODES = {"link": errno.EPERM, "mkdir": errno.EACCES, "create": errno.EACCES, "send": errno.ECONNRESET}
_CHANGES = ("write", "truncate", "rename", "unlink", "link", "mkdir", "create")


@dataclass(frozen=True, slots=True)
class Fault:
    """What strikes: ``kill``, ``fail``, ``full`` or ``read-only`` (simulated), ``full disk`` or ``read-only
    disk`` (real); `at` is the point's rank or the disk's bytes."""

    kind: str
    at: int = 0
    seed: int = 0
    code: int = 0
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Struck:
    """What a fault did: whether it killed, whether the work said it couldn't, everything wrong after it."""

    job: str
    fault: Fault
    killed: bool
    refused: bool
    wrong: tuple[str, ...]


def measured(job: Job) -> tuple[tuple[Point, ...], int, int]:
    """The points that the work goes through, and how many bytes its folder holds before and at most."""
    with _folder() as folder:
        job.prepare(folder)
        before = most = tracer.usage(str(folder))

        def plan(point: Point) -> tracer.Action:
            nonlocal most
            if point.grows:
                most = max(most, tracer.usage(str(folder)) + point.grows)
            return tracer.PASS

        ended = tracer.run(lambda tell: job.run(folder, tell), folder, plan)
        job.clear(folder)
    if ended.status != tracer.DONE:
        raise RuntimeError(f"{job.name} doesn't work without any fault: {ended.says}")
    return ended.points, before, most


def code_for(point: Point) -> int:
    """The error that a call of this kind fails with."""
    return _CODES.get(point.kind, errno.EIO)


def strike(job: Job, fault: Fault) -> Struck:
    """Runs the work under the fault, in a folder of its own, and judges what it left."""
    on_disk = fault.kind.endswith("disk")
    with _folder() as folder, _disk(folder, fault) if on_disk else _nothing():
        job.prepare(folder)
        try:
            if fault.kind == "read-only disk":
                _mount(folder, "remount,ro")
            ended = tracer.run(
                lambda tell: _work(job, folder, tell, fault.bare), folder, _plan(fault, folder)
            )
            if on_disk:
                _mount(folder, "remount,rw,size=1g")
            return Struck(
                job.name, fault, ended.killed, ended.status == tracer.REFUSED, _wrong(job, folder, ended)
            )
        finally:
            job.clear(folder)


def _work(job: Job, folder: Path, tell: Callable[[str], None], bare: bool) -> None:
    with unprotected(job) if bare else _nothing():
        job.run(folder, tell)


def _plan(fault: Fault, folder: Path) -> Plan:
    match fault.kind:
        case "kill":
            return tracer.killing(fault.at, random.Random(fault.seed).random)
        case "fail":
            return tracer.failing(fault.at, fault.code)
        case "full":
            return tracer.filling(folder, fault.at)
        case "read-only":
            return tracer.refusing(errno.EROFS, _CHANGES)
        case _:
            return tracer.passing


def _wrong(job: Job, folder: Path, ended: Ended) -> tuple[str, ...]:
    found = [f"crashed: {ended.says.splitlines()[-1]}"] if ended.status == CRASHED else []
    if ended.hung:
        found.append("hung: it had to be killed")
    try:
        return (*found, *job.wrong(folder, ended))
    except BackofficeError as wrong:
        return (*found, f"can't go on: {wrong.code} {wrong.message}")
    except Exception as wrong:
        return (*found, f"can't go on: {type(wrong).__name__} {str(wrong)[:200]}")


@contextmanager
def _folder() -> Iterator[Path]:
    # A kill loses nothing that the kernel was given: where the folder is makes no difference but of time.
    folder = Path(tempfile.mkdtemp(prefix="backoffice-fault-", dir=quick_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _disk(folder: Path, fault: Fault) -> Iterator[None]:
    """A small disk of its own (a file system in memory) mounted on the folder."""
    size = f"size={fault.at}" if fault.at else "size=1g"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "backoffice-fault", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def _mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", options, folder], check=True)


def can_mount() -> bool:
    """Whether a real small disk can be had here."""
    if os.geteuid() != 0:
        return False
    with _folder() as folder:
        try:
            with _disk(folder, Fault("full disk", 1 << 20)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False
