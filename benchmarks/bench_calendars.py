"""A dossier's calendar from the database included: read, planned, told, with a portfolio booked around it."""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from backoffice.services.demo import run_demo
from backoffice.services.dispatcher import Order
from backoffice.services.office import Office
from backoffice.services.planning.proposing import Wish, propose

ROOT = Path(__file__).parent.parent
E = "INT-2026-0001"
# Programmes booked over 18 months, and trainers.
PORTFOLIOS = ((50, 10), (200, 40), (1_000, 150))
SLOTS_EACH = 10
ROUNDS = 25


def main() -> None:
    print("processor time; programmes  trainers  what            median ms   p95 ms")
    for programmes, trainers in PORTFOLIOS:
        with tempfile.TemporaryDirectory() as folder:
            office = _house(Path(folder) / "house", programmes, trainers)
            _tell(office, "repair", MENDED, programmes, trainers)
            office.do_all([Order("undate-slot", f"{E}/S{n}") for n in range(1, 11)])
            for what, wish in WISHES:
                _tell(office, what, wish, programmes, trainers)
            office.close()


START = date(2026, 9, 1)
MENDED = Wish(repair=True, avoid=((date(2026, 10, 12), date(2026, 10, 16)),))
WISHES = (
    ("the best", Wish(start=START, want=1)),
    ("three", Wish(start=START, want=3)),
    ("why not", Wish(start=START, finish=START + timedelta(days=30))),
)


def _tell(office: Office, what: str, wish: Wish, programmes: int, trainers: int) -> None:
    median, p95 = _timed(partial(propose, office.database, E, wish))
    print(f"{programmes:>26}  {trainers:>8}  {what:<14}  {median:>9.1f}  {p95:>7.1f}", flush=True)


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    run()
    found = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        run()
        found.append((time.process_time() - begun) * 1_000)
    return statistics.median(found), sorted(found)[int(ROUNDS * 0.95)]


def _house(folder: Path, programmes: int, trainers: int) -> Office:
    (folder / "backoffice" / "data" / "demo").mkdir(parents=True)
    for name in ("config.toml", "backoffice/data/demo/logo.png"):
        shutil.copyfile(ROOT / name, folder / name)
    run_demo(folder)
    _book(folder / "backoffice.db", programmes, trainers)
    return Office.open(folder, user="sb")


def _book(path: Path, programmes: int, trainers: int) -> None:
    """Trainers like those of the dossier, and confirmed half-days like its own, straight into the tables."""
    dice = random.Random(20260601)
    with sqlite3.connect(path) as base:
        known = [
            _copied(base, "trainers", 1 + n % 2, {"ref": f"TRA-9{n:03}", "external_ref": None} | _skills(n))
            for n in range(trainers)
        ]
        [(last,)] = base.execute("SELECT max(id) FROM slots")
        [(other,)] = base.execute(
            "SELECT s.id FROM slots s JOIN requests r ON r.id = s.request_id"
            " WHERE s.state = 'confirmed' AND r.ref <> ? LIMIT 1",
            (E,),
        )
        for programme in range(programmes):
            teacher, start = dice.choice(known), date(2026, 6, 8) + timedelta(days=dice.randrange(540))
            for n in range(SLOTS_EACH):
                day = start + timedelta(weeks=n // 2)
                half = ("09:00", "12:30") if n % 2 == 0 else ("14:00", "17:30")
                slot = _copied(base, "slots", other, _when(day, half, last + programme * SLOTS_EACH + n))
                _copied(base, "slot_trainers", 1, {"slot_id": slot, "trainer_id": teacher})


def _skills(n: int) -> dict[str, object]:
    """One trainer in five has those of the dossier."""
    return {} if n % 5 < 2 and n < 50 else {"skills": "[]"}


def _when(day: date, half: tuple[str, str], sequence: int) -> dict[str, object]:
    return {
        "day": day.isoformat(),
        "start": half[0],
        "finish": half[1],
        "starts_at": f"{day.isoformat()}T{half[0]}:00Z",
        "ends_at": f"{day.isoformat()}T{half[1]}:00Z",
        "sequence": sequence,
        "group_id": None,
        "venue_id": None,
        "external_ref": None,
    }


def _copied(base: sqlite3.Connection, table: str, like: int, changed: dict[str, object]) -> int:
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    values = changed | {"uid": str(uuid.uuid4())}
    taken = ", ".join("?" if name in values else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    given = [values[name] for name in columns if name in values]
    made = base.execute(
        f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE id = ?", (*given, like)
    )
    assert made.lastrowid is not None
    return made.lastrowid


if __name__ == "__main__":
    main()
