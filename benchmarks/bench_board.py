"""The planner's screen with a portfolio booked: reading its board, what a move meets, and each key pressed.

A key is timed in a pseudo-terminal, from the key to the text that answers it on screen.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from backoffice.services.planning.board_values import Staged
from benchmarks.bench_calendars import _house
from benchmarks.bench_ui import Terminal, environ

PORTFOLIOS = ((50, 10), (200, 40), (1_000, 150))
ROUNDS = 30
KEYS = 60
AUTUMN = date(2026, 9, 1)


def main() -> None:
    print("programmes  trainers  what                      median ms   p95 ms")
    for programmes, trainers in PORTFOLIOS:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "house"
            office = _house(folder, programmes, trainers)
            for what, run in (*_readings(office),):
                _line(programmes, trainers, what, [_once(run) for _round in range(ROUNDS)])
            office.close()
            _keys(folder, Path(scratch), programmes, trainers)


def _readings(office: Office) -> tuple[tuple[str, Callable[[], object]], ...]:
    desk = OfficeDesk(office)
    board = desk.board("trainer", AUTUMN, 50)
    moved = next(one for row in board.rows for one in row.sittings if one.state == "confirmed")
    staged = (Staged(moved.ref, date(2026, 11, 17), moved.start, moved.finish),)
    return (
        ("50 weeks, by trainer", partial(desk.board, "trainer", AUTUMN, 50)),
        ("50 weeks, by venue", partial(desk.board, "venue", AUTUMN, 50)),
        ("50 weeks, by dossier", partial(desk.board, "dossier", AUTUMN, 50)),
        ("load of 12 months", partial(desk.load, AUTUMN, 12)),
        ("what a move meets", partial(desk.clashes, staged)),
    )


def _keys(folder: Path, scratch: Path, programmes: int, trainers: int) -> None:
    """The cursor moves right, morning and afternoon in turn, then a row down and up again."""
    command = [sys.executable, "-m", "backoffice", "--workspace", str(folder), "--language", "en"]
    terminal = Terminal(command, environ(scratch))
    try:
        # Opening takes what the machine gives: only keys are timed.
        if terminal.wait_for(b"Commands") is None or not _opened(terminal):
            print("the planner didn't open")
            return
        time.sleep(1)
        right = [_press(terminal, b"l", b"afternoon" if n % 2 == 0 else b"morning") for n in range(KEYS)]
        # In turn: at the last row a key moves nothing, and nothing would answer it.
        down = [_press(terminal, b"j" if n % 2 == 0 else b"k", b"2026") for n in range(KEYS)]
        _line(programmes, trainers, "a key: half-day", right)
        _line(programmes, trainers, "a key: row", down)
    finally:
        terminal.close()


def _opened(terminal: Terminal) -> bool:
    terminal.press(b"3", b"Trainers")
    return b"morning" in terminal.written or terminal.wait_for(b"morning") is not None


def _press(terminal: Terminal, keys: bytes, shows: bytes) -> float:
    seconds = terminal.press(keys, shows)
    return float("nan") if seconds is None else seconds


def _once(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _line(programmes: int, trainers: int, what: str, seconds: list[float]) -> None:
    found = sorted(one * 1_000 for one in seconds if not math.isnan(one))
    lost = len(seconds) - len(found)
    times = f"{statistics.median(found):>9.1f}  {found[int(len(found) * 0.95)]:>7.1f}" if found else ""
    unanswered = f"  {lost} without an answer" if lost else ""
    print(f"{programmes:>10}  {trainers:>8}  {what:<24}  {times}{unanswered}", flush=True)


if __name__ == "__main__":
    main()
