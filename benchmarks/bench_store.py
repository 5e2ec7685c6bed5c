"""The store at a million requests: opening the list, pages, filters, search; and what a commit costs.

    python benchmarks/bench_store.py [ROWS] [--keep FILE]

Timings are medians of several runs, with the slowest beside them. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from backoffice.domain import text
from backoffice.domain.uid import new_uid
from backoffice.store.database import Database
from backoffice.store.journal import Entry
from backoffice.store.lists import Query, count, ids, page, rows, spec_of
from backoffice.store.plain import connect
from backoffice.store.records import Client
from backoffice.store.records.dossier import NEVER

WORDS = (
    *("coopération", "territoire", "gouvernance", "médiation", "pédagogie"),
    *("accueil", "équipe", "évaluation", "projet", "œuvre"),
)
TOWNS = (
    *("Guéret", "Aubusson", "Limoges", "Tulle", "Brive"),
    *("Ussel", "Bellac", "Bourganeuf", "Égletons", "Uzerche"),
)
STAGES = ("received", "acknowledged", "analysing", "drafting", "offered", "accepted", "closed", "declined")
COLUMNS = (
    *("uid", "version", "ref", "kind", "stage", "client_id", "our_role", "received_at", "topic", "groups"),
    *("waiting_for", "zone", "territory", "details", "skipped", "client_sort", "search_text", "sort_key"),
    *("created_at", "updated_at", "due_sort", "due_target_on", "due_on", "due_soon_at", "due_suspended"),
)
fold = lru_cache(65536)(text.fold)
sort_key = lru_cache(65536)(text.sort_key)


def fill(path: Path, how_many: int, clients: int = 20_000) -> None:
    """Writes `how_many` requests straight into the tables: this isn't what is measured."""
    Database.create(path).close()
    connection = sqlite3.connect(path)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    # Indexes and triggers are taken out for the filling and come back after it.
    extra = connection.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE tbl_name = 'requests' AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in extra:
        connection.execute(f"DROP {kind} {name}")
    names = [f"{WORDS[n % 10].title()} de {TOWNS[n // 10 % 10]} {n}" for n in range(clients)]
    connection.executemany(
        "INSERT INTO clients (id, uid, version, ref, kind, name, territory, country, billing, public_codes,"
        " memberships, agreed_prices, closures, language, search_text, sort_key, created_at, updated_at)"
        " VALUES (?, ?, 1, ?, 'company', ?, 'FR', 'FR', '{}', '{}', '[]', '[]', '[]', 'fr', ?, ?, '', '')",
        (
            (n, f"c{n}", f"CLI-{n:05d}", name, f" {fold(name)}", sort_key(name))
            for n, name in enumerate(names, 1)
        ),
    )
    marks = ",".join("?" * len(COLUMNS))
    connection.executemany(
        f"INSERT INTO requests ({', '.join(COLUMNS)}) VALUES ({marks})", _requests(how_many, names)
    )
    connection.execute("INSERT INTO requests_fts(requests_fts) VALUES ('rebuild')")
    for _, _, sql in extra:
        connection.execute(sql)
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _requests(how_many: int, names: list[str]) -> Iterator[tuple[object, ...]]:
    dice = random.Random(2026)
    start = datetime(2016, 1, 4, 8, tzinfo=UTC)
    for n in range(1, how_many + 1):
        client = dice.randrange(len(names))
        topic = f"{dice.choice(WORDS)} et {dice.choice(WORDS)} à {dice.choice(TOWNS)}"
        ref, name = f"INT-{2016 + n * 10 // how_many}-{n:07d}", names[client]
        received = (start + timedelta(seconds=n * 300)).strftime("%Y-%m-%dT%H:%M:%SZ")
        waiting = dice.choice((None, "us", "client", "funder"))
        yield (
            *(f"r{n}", 1, ref, "intra", dice.choice(STAGES), client + 1, "own", received, topic, 1, waiting),
            *("Europe/Paris", "FR", "{}", "[]", sort_key(name), f" {ref.lower()} {fold(topic)} {fold(name)}"),
            *(sort_key(topic), received, received, *_due(dice, n)),
        )


def _due(dice: random.Random, n: int) -> tuple[object, ...]:
    """What a dossier owes first; every other one owes nothing."""
    if n % 2:
        return NEVER, None, None, None, 0
    due = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(210 * 1440))
    soon, day = due - timedelta(days=2), f"{due:%Y-%m-%d}"
    return f"{due:%Y-%m-%dT%H:%M:%SZ}", day, day, f"{soon:%Y-%m-%dT%H:%M:%SZ}", int(n % 20 == 0)


def timed(label: str, act: Callable[[], object], times: int = 5) -> None:
    """Prints medians of `times` runs in milliseconds: elapsed, the processor's alone (what an idle machine
    would take), and the slowest."""
    taken, worked = [], []
    for _ in range(times):
        begun, work = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - work) * 1000)
    middle, own = statistics.median(taken), statistics.median(worked)
    print(f"{label:<56} {middle:>9.2f} ms   processor {own:>9.2f}   slowest {max(taken):>9.2f}")


def lists(path: Path) -> None:
    """What the list of requests costs."""
    spec = spec_of("requests")
    connection = connect(path)
    whole = ids(connection, spec)
    size, held = path.stat().st_size // 2**20, whole.itemsize * len(whole) // 2**20
    print(f"{len(whole)} requests, {size} MB on the disk, {held} MB of ids")
    timed("open: every id, newest first", lambda: ids(connection, spec))
    timed("open: the first 200 ids", lambda: ids(connection, spec, None, 200), 20)
    for sort in ("client", "ref", "topic", "stage", "owner"):
        timed(f"every id, sorted by {sort}", partial(ids, connection, spec, Query(sort=sort)), 3)
    middle = whole[len(whole) // 2 :][:50]
    timed("a page of 50 by id", lambda: rows(connection, spec, middle), 50)
    timed("a page of 50 by cursor, with both counts", lambda: page(connection, spec), 20)
    timed("count", lambda: count(connection, spec))
    stage = Query(filters=(("stage", "offered"),))
    timed("ids of one stage", lambda: ids(connection, spec, stage))
    for search in ("int-2020-0412345", "gueret œuvre 1234", "gouv", "gu éq", "coopération"):
        query = Query(search=search)
        found = count(connection, spec, query)
        timed(f"search {search!r}: the {found} ids", partial(ids, connection, spec, query))
        timed(f"search {search!r}: the first 200 ids", partial(ids, connection, spec, query, 200))
        timed(f"search {search!r}: count", partial(count, connection, spec, query))


def cold(path: Path) -> None:
    """A fresh process: what stands before the first paint."""
    code = (
        "import sys, time; begun = time.perf_counter(); from pathlib import Path;"
        "from backoffice.store.plain import connect; from backoffice.store.lists import page, spec_of;"
        "imported = time.perf_counter(); connection = connect(Path(sys.argv[1]));"
        "opened = time.perf_counter(); page(connection, spec_of('requests')); done = time.perf_counter();"
        "assert 'sqlalchemy' not in sys.modules;"
        "print(f'cold: import {(imported-begun)*1000:.1f} ms, open and check {(opened-imported)*1000:.1f} ms,"
        " first page {(done-opened)*1000:.1f} ms')"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def commits(path: Path) -> None:
    """What an act costs: one record, one journal row, one commit on the disk."""
    database = Database.open(path)

    def act() -> None:
        with database.transaction() as unit:
            uid = new_uid()
            unit.add(Client(uid=uid, ref=uid, kind="company", name="Mesure"))
            unit.append(Entry("bench", uid, unit.now))
            unit.commit()

    act()
    timed("one record and its journal row, committed", act, 50)
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.db"
        if not path.exists():
            begun = time.perf_counter()
            fill(path, options.rows)
            print(f"filled in {time.perf_counter() - begun:.0f} s; SQLite {sqlite3.sqlite_version}")
        lists(path)
        cold(path)
        commits(path)


if __name__ == "__main__":
    main()
