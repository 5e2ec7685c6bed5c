"""Tasks at a million: the block of Today, pages of the list; and what following an act costs a dossier.

    python benchmarks/bench_tasks.py [TASKS]

Timings are medians of several runs, with the slowest beside them. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import parse_length
from backoffice.domain.tasks import Event, Facts, Line, Session, changes, wanted
from backoffice.services.agenda import Here, agenda_of
from backoffice.store.database import Database
from backoffice.store.lists import Query, page, spec_of
from backoffice.store.plain import connect
from benchmarks.bench_store import timed

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
ROLES = ("owner", "administrator", "planner", "accountant", "trainer")
COLUMNS = (
    *("uid", "version", "request_id", "sequence", "title", "due_date", "whom", "user_id", "state", "blocks"),
    *("by_hand", "details", "is_open", "due_order", "search_text", "sort_key", "created_at", "updated_at"),
)


def fill(path: Path, how_many: int) -> None:
    """Writes tasks straight into the table, twenty a dossier, all open: this isn't what is measured."""
    Database.create(path).close()
    connection = sqlite3.connect(path)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executemany(
        "INSERT INTO users (id, uid, version, ref, name, initials, role, absences, active, search_text,"
        " sort_key, created_at, updated_at) VALUES (?, ?, 1, ?, ?, ?, ?, '[]', 1, '', '', '', '')",
        [(n, f"u{n}", f"u{n}", f"U{n}", f"U{n}", ROLES[1 + n % 3]) for n in range(1, 9)],
    )
    connection.executemany(
        "INSERT INTO requests (id, uid, version, ref, kind, stage, our_role, received_at, topic, groups,"
        " due_sort, due_suspended, owner_id, zone, territory, details, skipped, client_sort, search_text,"
        " sort_key, created_at, updated_at) VALUES (?, ?, 1, ?, 'intra', 'accepted', 'own',"
        " '2026-01-01T00:00:00Z', 'T', 1, '', 0, ?, 'Europe/Paris', 'FR', '{}', '[]', '', '', '', '', '')",
        ((n, f"r{n}", f"INT-2026-{n:06}", 1 + n % 8) for n in range(1, how_many // 20 + 1)),
    )
    marks = ",".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO tasks ({', '.join(COLUMNS)}) VALUES ({marks})", _tasks(how_many))
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _tasks(how_many: int) -> object:
    dice = random.Random(2026)
    for n in range(how_many):
        day = (TODAY + timedelta(days=dice.randrange(-30, 700))).isoformat()
        whom = dice.choice(ROLES)
        user = dice.randrange(1, 9) if dice.random() < 0.2 else None
        head = (f"t{n}", 1, 1 + n // 20, 1 + n % 20, f"Tâche {n}", day, whom, user, "to_do", "[]", "[]")
        yield (*head, "{}", 1, day, f" tache {n}", f"tache {n}", "", "")


def plan_of_a_dossier() -> None:
    """The pure rule alone: ten modules, thirteen lines, every day moved by a week."""
    lines = [Line(f"l{n}", "L", Event.MODULE_START, before=parse_length(f"{n} days")) for n in range(1, 14)]
    first = TODAY + timedelta(days=100)
    sessions = tuple(
        Session(f"M{n}", f"m{n}", "g", first + timedelta(days=14 * n), first + timedelta(days=14 * n + 1))
        for n in range(10)
    )
    asked = list(wanted("p", lines, Facts(sessions=sessions), Calendar()))
    changes((), asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="?", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        begun = time.perf_counter()
        fill(path, options.tasks)
        size = path.stat().st_size // 2**20
        print(f"{options.tasks} open tasks, {size} MB, filled in {time.perf_counter() - begun:.0f} s")
        connection = connect(path)
        spec = spec_of("tasks", NOW)
        timed("Today, one's own tasks", lambda: agenda_of(connection, Here(NOW, user="u1")))
        timed("Today, everybody's tasks", lambda: agenda_of(connection, Here(NOW, everyone=True)))
        due = (("open", "yes"), ("due_date_to", "2026-06-08"))
        timed("a page of 50 due, both counts", partial(page, connection, spec, Query(filters=due)))
        timed("a page of 50 by day", partial(page, connection, spec, Query(sort="due_date")))
        timed("a page of 50 by title", partial(page, connection, spec, Query(sort="title")))
        timed("the plan of a dossier of ten modules", plan_of_a_dossier, 50)


if __name__ == "__main__":
    main()
