"""One run of the monkey over the real program on a copy of the demonstration, and what was wrong with it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.monkey.kit.monkey import Event, Monkey, bursts
from tests.monkey.kit.terminal import Terminal, quiet_environ

ROOT = Path(__file__).parents[3]
WARM_UP, MOST_GROWTH = 2_000, 20_000_000
# Every module at once: what is measured afterwards is what the work leaves behind, not what it loads.
_PROGRAM = """
import importlib, pkgutil, sys
import backoffice
for found in pkgutil.walk_packages(backoffice.__path__, "backoffice."):
    if not found.name.endswith("__main__") and ".migrations." not in found.name:
        importlib.import_module(found.name)
from backoffice.__main__ import main
sys.exit(main())
"""


@dataclass(slots=True)
class Ran:
    """What a run showed; `wrong` is empty when all went well."""

    seed: int
    events: int = 0
    sent: int = 0
    seconds: float = 0
    memory: list[tuple[int, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    quits: int = 0
    opened: int = 0  # how many events had been when it was let in last
    places: set[str] = field(default_factory=set)

    @property
    def growth(self) -> int:
        """Bytes more at the end than when the warm-up ended, of the last program; 0 when it was too short."""
        warm = [held for done, held in self.memory if done >= self.opened + WARM_UP]
        return warm[-1] - warm[0] if len(warm) > 1 else 0


def demonstration(folder: Path) -> Path:
    """A workspace with the demonstration's dossiers, made by the program itself."""
    house = folder / "demo"
    (house / "backoffice" / "data" / "demo").mkdir(parents=True)
    for name in (Path("config.toml"), Path("backoffice", "data", "demo", "logo.png")):
        shutil.copyfile(ROOT / name, house / name)
    command = [sys.executable, "-m", "backoffice", "--workspace", str(house), "demo"]
    subprocess.run(command, env=quiet_environ(folder), check=True, capture_output=True)
    return house


@contextmanager
def copied(house: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="monkey-") as folder:
        yield Path(shutil.copytree(house, Path(folder) / "house", symlinks=True))


def play(seed: int, events: Iterable[Event], house: Path) -> Ran:
    """Plays `events` to the program on a copy of `house`; stops at the first thing that is wrong."""
    ran, begun = Ran(seed), time.monotonic()
    with copied(house) as here:
        terminal = _open(here, (80, 24))
        try:
            for burst in bursts(seed, list(events)):
                if not _did(terminal, burst, ran):
                    if ran.wrong or terminal.wait_for_end() != 0 or terminal.strays:
                        break
                    # The monkey found the way out; it is let in again.
                    ran.quits += 1
                    ran.opened = ran.events
                    ran.memory.clear()
                    terminal.close()
                    terminal = _open(here, terminal.size)
            _leave(terminal, ran)
        finally:
            terminal.close()
        ran.wrong += _left_behind(here)
    ran.seconds = time.monotonic() - begun
    if ran.growth > MOST_GROWTH:
        ran.wrong.append(f"memory grew by {ran.growth / 1e6:.1f} MB after {WARM_UP} events")
    return ran


def _open(here: Path, size: tuple[int, int]) -> Terminal:
    # The editor that ctrl+g opens comes back at once; nothing else is there to be opened.
    environ = quiet_environ(here.parent, EDITOR="/bin/true", PATH="/bin:/usr/bin", PYTHONWARNINGS="ignore")
    command = [sys.executable, "-c", _PROGRAM, "--workspace", str(here)]
    terminal = Terminal(command, environ, size, folder=here)
    terminal.wait_for("Aide", 60)
    terminal.settle()
    return terminal


def _did(terminal: Terminal, burst: list[Event], ran: Ran) -> bool:
    for event in burst:
        if event.kind == "resize":
            terminal.resize(*event.size)
        else:
            terminal.press(event.sent)
    before = ran.events // 250
    ran.events += len(burst)
    if not terminal.settle():
        ran.wrong.append("it was still busy after a minute")
    ran.places.add(place(terminal))
    if terminal.running() and ran.events // 250 > before:
        ran.memory.append((ran.events, terminal.memory()))
        terminal.check_screen()
    ran.sent, terminal.sent = ran.sent + terminal.sent, 0
    ran.wrong += terminal.strays[:3]
    return terminal.running() and not ran.wrong


def place(terminal: Terminal) -> str:
    """Where the program stands: the breadcrumb, without what changes there, and the title of a dialog."""
    lines = terminal.text().splitlines()
    # What lies over the screen has its title in its frame.
    boxed = next((line.strip(" ╭╮─┌┐") for line in lines if re.search("[╭┌]─+ .* ─+[╮┐]", line)), "")
    return re.sub(r"[\d·]+", "#", re.split(" {3,}", lines[1].strip())[0] if len(lines) > 1 else "") + boxed


def _leave(terminal: Terminal, ran: Ran) -> None:
    """Quits as a person does; the terminal must be as it was found."""
    if ran.wrong and terminal.running():
        return
    if not ran.wrong:
        # One key at a time: a dialog asks before anything typed is dropped.
        for key in (b"\x1b", b"\x1b", b"\x1b", b"\x11", b"\x1b[C", b"\r", b"\x11", b"\x1b[C", b"\r"):
            if terminal.running():
                terminal.press(key)
                terminal.settle(0.2)
    status = terminal.wait_for_end(10)
    ran.wrong += [one for one in terminal.strays[:3] if one not in ran.wrong]
    if status is None:
        ran.wrong.append(f"it couldn't be left; the screen was\n{terminal.text()}")
    elif status != 0:
        ran.wrong.append(f"it ended with {status}; its last words were\n{terminal.text().strip()[-400:]}")
    elif terminal.after != terminal.before or "\x1b[?1049l" not in terminal.written[-400:]:
        ran.wrong.append("the terminal wasn't given back as it had been found")


def _left_behind(here: Path) -> list[str]:
    """Crash reports, and what `doctor` says of the workspace."""
    found = [path.read_text() for path in sorted((here / ".state").glob("crash-*.log"))]
    command = [sys.executable, "-m", "backoffice", "--workspace", str(here), "doctor"]
    doctor = subprocess.run(command, env=quiet_environ(here.parent), capture_output=True, text=True)
    if doctor.returncode != 0:
        found.append(f"doctor: {doctor.stdout[-600:]} {doctor.stderr[-200:]}")
    return found


def shrink(seed: int, events: list[Event], house: Path, seconds: float = 240) -> list[Event]:
    """Fewer events that still go wrong: the end alone, then without its parts, as long as time remains."""
    end = time.monotonic() + seconds

    def fails(some: list[Event]) -> bool:
        return time.monotonic() < end and bool(play(seed, some, house).wrong)

    for many in (25, 100, 400, 1_600):
        if many < len(events) and fails(events[-many:]):
            events = events[-many:]
            break
    part = len(events) // 2
    while part >= 1 and time.monotonic() < end:
        for start in range(0, len(events), part):
            less = events[:start] + events[start + part :]
            if less and fails(less):
                events = less
                break
        else:
            part //= 2
    return events


def seeded(seed: int, count: int) -> list[Event]:
    return Monkey(seed).events(count)
