"""The terminal UI as a person meets it: first paint, memory, keys, a million rows, a dossier.

    python -m benchmarks ui [--rows N] [--runs N]

Every application runs in a pseudo-terminal of 80x24 and is timed from fork to the text that ends its first
screen; compiled modules are kept in a scratch folder, warmed by one run that isn't counted. Rest is when it
has nothing to do any more, memory what it holds for itself then; a key is Down, timed to its last byte.
Peers come from the environment of `requirements/bench.lock`. Medians, with the fastest and the slowest;
nothing is asserted.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import select
import shutil
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHELL = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header, Input
class Bare(App):
    BINDINGS = [("q", "quit", "Quit"), ("n", "new", "New"), ("f", "filter", "Filter")]
    def compose(self):
        yield Header(); yield Input(); yield DataTable(); yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Reference", "Client", "Topic", "Stage", "Target")
        for row in range(50):
            table.add_row(f"INT-{row:04d}", "Mairie", "Accueil", "received", "02/06/2026")
Bare().run()
"""
TODAY = """
import sys
from datetime import date
from backoffice.tui.app import run
from backoffice.services.opening import Agenda, AgendaGroup, AgendaLine, House, Opening
lines = tuple(
    AgendaLine(f"INT-{row:04d}", "", "late", step="quote", client="Mairie", day=date(2026, 6, 2), left=-1)
    for row in range(50)
)
agenda = Agenda((AgendaGroup("late", "Late", lines),))
class Desk:
    def agenda(self, everyone=False): return agenda
    def acts_on(self, kind): return ()
house = House("Atelier", "er", date(2026, 6, 1), language="en")
sys.exit(run(Opening(house, Desk, agenda)))
"""
LIST = """
import sqlite3, sys, threading
from array import array
from datetime import date
from backoffice.tui.app import run
from backoffice.services.opening import Agenda, House, Opening
from backoffice.services.ports import Cell, Column
FILE = {file!r}
class Rows:
    columns = (
        Column("ref", "Reference", 13), Column("client", "Client", 16, grow=2),
        Column("topic", "Topic", 14, grow=3, priority=3),
        Column("stage", "Stage", 14, kind=Cell.STATE, states="stage"),
        Column("target_date", "Target", 10, priority=1, kind=Cell.DATE),
    )
    local = threading.local()
    def db(self):
        if not hasattr(self.local, "db"):
            self.local.db = sqlite3.connect(FILE)
        return self.local.db
    def total(self):
        return self.db().execute("SELECT count(*) FROM requests").fetchone()[0]
    def ids(self, query, limit=None):
        sql = "SELECT id FROM requests ORDER BY id" + (f" LIMIT {{limit}}" if limit else "")
        return array("q", (row[0] for row in self.db().execute(sql)))
    def rows(self, ids):
        marks = ",".join("?" * len(ids))
        found = self.db().execute(f"SELECT * FROM requests WHERE id IN ({{marks}})", list(ids))
        return {{row[0]: row[1:] for row in found}}
class Desk:
    def source(self, kind): return Rows()
    def views(self, kind): return ()
    def counts(self, kind): return ()
    def acts_on(self, kind): return ()
    def agenda(self, everyone=False): return Agenda(())
house = House("Atelier", "er", date(2026, 6, 1), language="en")
sys.exit(run(Opening(house, Desk, Agenda(()))))
"""


@dataclass(slots=True)
class Terminal:
    """A program in a terminal of its own, what it has written so far, and when it was started."""

    command: list[str]
    environ: dict[str, str]
    pid: int = 0
    master: int = -1
    written: bytes = b""
    costs: list[int] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # The size is set before the program looks at it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.chdir(ROOT)
            os.execvpe(self.command[0], self.command, self.environ)

    def wait_for(self, text: bytes, seconds: float = 30) -> float | None:
        """Seconds from now to `text` on screen; None when the program ends first, or never shows it."""
        begun = time.perf_counter()
        while text not in self.written:
            if time.perf_counter() - begun > seconds:
                return None
            if select.select([self.master], [], [], 0.02)[0]:
                try:
                    self.written += os.read(self.master, 1 << 16)
                except OSError:
                    return None
        return time.perf_counter() - begun

    def press(self, keys: bytes, shows: bytes) -> float | None:
        """Seconds from `keys` to `shows` among what is written after them; `costs` gets bytes."""
        more = self.rest()
        if self.written:
            self.costs.append(len(self.written) + more)
        self.written = b""
        os.write(self.master, keys)
        return self.wait_for(shows, 5)

    def rest(self, quiet: float = 0.02) -> int:
        """Reads until nothing has been written for `quiet` seconds; how many bytes that was."""
        read = 0
        while select.select([self.master], [], [], quiet)[0]:
            try:
                read += len(os.read(self.master, 1 << 16))
            except OSError:
                break
        return read

    def settle(self, quiet: float = 0.25, most: float = 15) -> float:
        """Seconds from its start until it neither writes nor works for `quiet` seconds."""
        last, worked = time.perf_counter(), self.busy()
        end = last + most
        while time.perf_counter() - last < quiet and time.perf_counter() < end:
            came, now = self.rest(0.01), self.busy()
            if came or now > worked:
                last, worked = time.perf_counter(), now
        return last - self.started

    def one_key(self, key: bytes, quiet: float = 0.15) -> tuple[float, int]:
        """Seconds from a key to the last byte that it brings, and how many they are."""
        begun, read = time.perf_counter(), 0
        os.write(self.master, key)
        last = begun
        while select.select([self.master], [], [], quiet)[0]:
            try:
                read += len(os.read(self.master, 1 << 16))
            except OSError:
                break
            last = time.perf_counter()
        return last - begun, read

    def own_memory(self) -> int:
        """Bytes that the program holds for itself, the files that it maps left out."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Anonymous:"):
                return int(line.split()[1]) * 1024
        return 0

    def resident(self) -> int:
        """Bytes of memory that the program holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def busy(self) -> float:
        """Seconds of processor that the program has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)


def environ(scratch: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": str(scratch),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
    }


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first screen and to rest, bytes held then, and what a key costs."""

    paint: float
    rest: float
    memory: int
    key: float
    key_bytes: int


def start(command: list[str], shows: bytes, env: dict[str, str], key: bytes = b"\x1b[B") -> Start | None:
    terminal = Terminal(command, env)
    try:
        paint = terminal.wait_for(shows)
        if paint is None:
            return None
        rest, held = terminal.settle(), terminal.own_memory()
        terminal.one_key(b"\x1b")  # whatever greets a new person
        keys = [terminal.one_key(key) for _turn in range(8)][1:]
        return Start(
            paint,
            rest,
            held,
            statistics.median(took for took, _read in keys),
            int(statistics.median(read for _took, read in keys)),
        )
    finally:
        terminal.close()


def whole_program(scratch: Path, env: dict[str, str]) -> list[str]:
    """The program itself on the demonstration, its database read before the first paint."""
    folder = scratch / "demo"
    (folder / "backoffice" / "data" / "demo").mkdir(parents=True, exist_ok=True)
    logo = Path("backoffice", "data", "demo", "logo.png")
    for name in (Path("config.toml"), logo):
        shutil.copyfile(ROOT / name, folder / name)
    program = [sys.executable, "-m", "backoffice", "--workspace", str(folder), "--language", "en"]
    if not (folder / "backoffice.db").exists():
        subprocess.run([*program, "demo"], env=env, check=True, capture_output=True)
    return program


def cold_starts(runs: int, scratch: Path) -> None:
    env = environ(scratch)
    asked: list[tuple[str, list[str], bytes]] = [
        ("bare Textual shell", [sys.executable, "-c", SHELL], b"INT-0010"),
        ("back office, Today", [sys.executable, "-c", TODAY], b"Commands"),
        ("the program, on its demo", whole_program(scratch, env), b"INT-2026-0001"),
    ]
    peers = (
        Path(os.environ["BACKOFFICE_BENCH_PYTHON"]).parent
        if "BACKOFFICE_BENCH_PYTHON" in os.environ
        else None
    )
    for name, arguments, shows in (
        ("harlequin", [], b"Data Catalog"),
        ("dolphie", ["--tab-setup"], b"Connect to a Host"),
    ):
        program = peers / name if peers else None
        if program is None or not program.exists():
            print(f"{name:24} absent (requirements/bench.lock)")
        else:
            asked.append((name, [str(program), *arguments], shows))
    done: dict[str, list[Start]] = {name: [] for name, _command, _shows in asked}
    for name, command, shows in asked:
        if start(command, shows, env) is None:
            print(f"{name:24} doesn't start here")
            done.pop(name)
    # One of each in turn: whatever else the machine does weighs on all alike.
    for _run in range(runs):
        for name, command, shows in asked:
            if name in done and (one := start(command, shows, env)) is not None:
                done[name].append(one)
    base = statistics.median(one.paint for one in done["bare Textual shell"])
    print(f"{'':24} {'first paint':>31}      {'rest':>8} {'memory':>8} {'a key':>16}")
    for name, found in done.items():
        paints = [one.paint for one in found]
        middle = statistics.median(paints)
        print(
            f"{name:24} {middle * 1000:6.0f} ms  ({min(paints) * 1000:.0f} to {max(paints) * 1000:.0f})"
            f"  {middle / base:5.2f} x {_median(one.rest for one in found) * 1000:8.0f} ms"
            f" {_median(one.memory for one in found) / 1e6:5.0f} MB"
            f" {_median(one.key for one in found) * 1000:6.1f} ms"
            f" {_median(one.key_bytes for one in found):6.0f} B"
        )


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def dossiers(scratch: Path) -> None:
    """From Enter on its line to the dossier drawn, in the program itself on its demonstration."""
    env = environ(scratch)
    terminal = Terminal(whole_program(scratch, env), env)
    terminal.wait_for(b"INT-2026-0001")
    terminal.settle(0.5)
    terminal.one_key(b"\x1b")  # the tour that a new person is offered
    terminal.rest(0.3)
    times = []
    terminal.press(b"2", b"INT-2026-0001")
    terminal.settle(0.5)
    for _turn in range(60):
        took = terminal.press(b"\r", b"equest ")
        times.append(took if took is not None else float("nan"))
        terminal.rest(0.1)
        terminal.press(b"\x1b", b"Requests")
        terminal.rest(0.1)
        terminal.press(b"j", b"-2026-")
    terminal.close()
    told = sorted(seconds * 1000 for seconds in times)
    print(
        f"{len(told)} dossiers opened: median {statistics.median(told):.1f} ms,"
        f" 95th percentile {told[int(len(told) * 0.95)]:.1f} ms, slowest {told[-1]:.1f} ms"
    )


def fill(path: Path, rows: int) -> None:
    random.seed(42)
    stages = ("received", "acknowledged", "analysing", "drafting", "offered", "accepted", "closed")
    clients = ("Caisse du Val", "Mairie d’Aubépine", "Société Ébène & Fils", "Œuvre des Forges")
    topics = ("Formation-action coopération", "Accueil du public", "Conduite de réunion")

    def made() -> Iterator[tuple[int, str, str, str, str, str]]:
        for n in range(1, rows + 1):
            day = f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
            yield n, f"INT-{n:08d}", clients[n % 4], topics[n % 3], stages[n % 7], day

    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE requests (id INTEGER PRIMARY KEY, ref, client, topic, stage, target_date)")
        db.executemany("INSERT INTO requests VALUES (?,?,?,?,?,?)", made())
    db.close()


def ref(line: int) -> bytes:
    return f"INT-{line + 1:08d}".encode()


def opened(file: Path, env: dict[str, str]) -> tuple[Terminal, float]:
    terminal = Terminal([sys.executable, "-c", LIST.format(file=str(file))], env)
    terminal.wait_for(b"Commands")
    # The desk comes from a thread after the first paint; what is timed is the list, not the desk.
    time.sleep(1.5)
    took = terminal.press(b"2", ref(0))
    return terminal, took or float("nan")


def keys(terminal: Terminal, rows: int) -> list[tuple[str, float]]:
    """(key, seconds) for keys pressed one after the other, each until its line is drawn."""
    page = 24 - 4 - 1  # lines of the list, less the one that stays in sight
    line, times = 0, []

    def pressed(name: str, sent: bytes, to: int) -> None:
        nonlocal line
        line = max(0, min(rows - 1, to))
        took = terminal.press(sent, ref(line))
        times.append((name, took if took is not None else float("nan")))

    for _ in range(60):
        pressed("down" if line < page else "down, and the list scrolls", b"j", line + 1)
    for _ in range(40):
        pressed("page down", b"\x1b[6~", line + page)
    for _ in range(10):
        pressed("last line", b"G", rows - 1)
        pressed("page up", b"\x1b[5~", line - page)
        pressed("first line", b"g", 0)
        pressed("down", b"j", 1)
    return times


def a_million_rows(rows: int, scratch: Path) -> None:
    env = environ(scratch)
    few, many = scratch / "few.db", scratch / "many.db"
    fill(few, 50)
    fill(many, rows)
    held = []
    for file, count in ((few, 50), (many, rows)):
        opened(file, env)[0].close()
        took = []
        for _run in range(5):
            terminal, once = opened(file, env)
            took.append(once)
            if _run < 4:
                terminal.close()
        before = terminal.busy()
        times = keys(terminal, count) if count > 1000 else []
        busy = terminal.busy() - before
        held.append(terminal.resident())
        terminal.close()
        print(f"{count:>9,} rows: opened in {statistics.median(took):.3f} s (slowest {max(took):.3f})")
        if times:
            told = sorted(seconds * 1000 for _key, seconds in times)
            print(
                f"{'':9} {len(told)} keys, from the press to the line drawn:"
                f" median {statistics.median(told):.1f} ms,"
                f" 95th percentile {told[int(len(told) * 0.95)]:.1f} ms, slowest {told[-1]:.1f} ms"
            )
            print(f"{'':9} {busy / len(times) * 1000:.1f} ms of processor a key")
            for name in dict.fromkeys(key for key, _seconds in times):
                own = sorted(seconds * 1000 for key, seconds in times if key == name)
                # The first cost is that of opening the list; the last key's isn't known yet.
                sent = [
                    cost for (key, _), cost in zip(times, terminal.costs[1:], strict=False) if key == name
                ]
                print(
                    f"{'':11} {name:26} median {statistics.median(own):5.1f}, slowest {own[-1]:5.1f} ms,"
                    f" {statistics.median(sent):6.0f} B"
                )
    print(f"{'':9} memory held beyond 50 rows: {(held[1] - held[0]) / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("cold starts, 80x24")
        cold_starts(asked.runs, Path(folder))
        print("\na list of requests")
        a_million_rows(asked.rows, Path(folder))
        print("\nopening a dossier")
        dossiers(Path(folder))


if __name__ == "__main__":
    main()
