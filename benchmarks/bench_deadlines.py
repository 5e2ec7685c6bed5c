"""Deadlines a second: the rule alone, the batch as a script meets it, and the worst lines that can be sent.

    python benchmarks/bench_deadlines.py [LINES]

Each figure is the median of several runs, with the best beside it. Nothing here is asserted.
"""

from __future__ import annotations

import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from backoffice.content.deadline import question_of
from backoffice.domain.calendars import TERRITORIES
from backoffice.domain.deadlines import UNITS, reckon
from backoffice.services.deadlines import answers, as_line

ZONES = ("Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon")
HOSTILE = (
    {"start": "2026-11-02", "length": "1900000 working days"},
    {"start": "2026-11-02", "length": "9999999999 ouvrables"},
    {"start": "2026-11-02T10:15", "length": "9000000 working hours"},
    {"start": "2026-11-02", "length": "5 working days", "closures": [["0001-01-01", "9999-12-31"]] * 2000},
    {"start": "2026-11-02", "length": "x " * 30_000},
    {"start": "2026-11-02", "length": "1 " * 30_000},
)


def lines(how_many: int, units: tuple[str, ...] = UNITS) -> list[bytes]:
    """Questions of every unit and territory, over forty years."""
    dice = random.Random(2026)
    made = []
    for n in range(how_many):
        day = date(2010, 1, 1) + timedelta(days=dice.randrange(14_600))
        unit = dice.choice(units)
        clock = "T10:15" if unit in ("minutes", "hours", "working hours") else ""
        asked = {"id": str(n), "start": f"{day}{clock}", "length": f"{dice.randint(1, 60)} {unit}"}
        asked |= {"backward": bool(n % 3 == 0) and unit != "working hours"}
        made.append((json.dumps(asked | _place(dice)) + "\n").encode())
    return made


def _place(dice: random.Random) -> dict[str, str]:
    return {"territory": dice.choice(TERRITORIES), "zone": dice.choice(ZONES)}


def rate(label: str, how_many: int, act: Callable[[], object], times: int = 5) -> None:
    """Prints how many of `how_many` are done in a second, from the median of `times` runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    median, best = statistics.median(taken) / how_many, min(taken) / how_many
    print(f"{label:<34} {1 / median:>10.0f} /s {median * 1e6:>14.2f} µs each   best {best * 1e6:>14.2f}")


def batch(made: list[bytes]) -> None:
    for found in answers(io.BytesIO(b"".join(made))):
        as_line(found)


def program(made: list[bytes]) -> None:
    """The whole program on a file, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.jsonl"
        path.write_bytes(b"".join(made))
        command = [sys.executable, "-m", "backoffice", "deadline", "--batch", str(path), "--json"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    made = lines(how_many)
    batch(made[:2_000])
    questions = [question_of(json.loads(line)) for line in made]
    rate("the rule alone, every unit", how_many, lambda: [reckon(question) for question in questions])
    for unit in UNITS:
        some = lines(5_000, (unit,))
        asked = [question_of(json.loads(line)) for line in some]
        rate(f"  {unit}", len(asked), lambda asked=asked: [reckon(one) for one in asked])  # type: ignore[misc]
    rate("batch lines, read and answered", how_many, lambda: batch(made))
    rate("the program on a file", how_many, lambda: program(made), 3)
    for asked_badly in HOSTILE:
        label = f"worst: {asked_badly['length'][:22]}"  # type: ignore[index]
        rate(label, 1, lambda bad=asked_badly: batch([json.dumps(bad).encode()]), 2)  # type: ignore[misc]


if __name__ == "__main__":
    main()
