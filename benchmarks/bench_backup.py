"""A workspace of many requests backed up and restored: how long each takes, and how long others wait.

python -m benchmarks.bench_backup [REQUESTS]
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from backoffice.services.backup import back_up
from backoffice.services.restore import restore
from benchmarks.bench_store import fill

ROOT = Path(__file__).parents[1]


class Phases:
    """How long each phase took."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self._last = time.perf_counter()

    def step(self, done: int, total: int, what: str = "") -> None:
        del done, total
        now = time.perf_counter()
        self.taken[what] = self.taken.get(what, 0) + now - self._last
        self._last = now

    def __str__(self) -> str:
        return ", ".join(f"{what} {seconds:.1f} s" for what, seconds in self.taken.items())


class Writer(threading.Thread):
    """Somebody else's short commits all along; the longest that one had to wait."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.longest, self.ended, self.count = path, 0.0, threading.Event(), 0

    def run(self) -> None:
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as connection:
            while not self.ended.wait(0.05):
                begun = time.perf_counter()
                connection.execute("UPDATE requests SET updated_at = updated_at WHERE id = 1")
                self.longest = max(self.longest, time.perf_counter() - begun)
                self.count += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requests", type=int, nargs="?", default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        bureau = Path(place) / "bureau"
        bureau.mkdir()
        shutil.copyfile(ROOT / "config.toml", bureau / "config.toml")
        path = bureau / "backoffice.db"
        fill(path, asked.requests, clients=asked.requests // 5)
        print(f"{asked.requests} requests, {path.stat().st_size // 2**20} MB of database")
        writer, phases, begun = Writer(path), Phases(), time.perf_counter()
        writer.start()
        made = back_up(bureau, Path(place) / "one.zip", phases)
        writer.ended.set()
        writer.join()
        print(f"backup: {time.perf_counter() - begun:.1f} s, {made.size // 2**20} MB ({phases})")
        print(f"  meanwhile {writer.count} commits, the longest waited {writer.longest:.2f} s")
        phases, begun = Phases(), time.perf_counter()
        restore(made.file, Path(place) / "again", phases)
        print(f"restore: {time.perf_counter() - begun:.1f} s ({phases})")
        begun = time.perf_counter()
        with suppress(OSError):
            shutil.copyfile(made.file, Path(place) / "copy.zip")
        print(f"the same archive copied as a file: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
