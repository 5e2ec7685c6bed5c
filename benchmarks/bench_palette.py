"""The palette over a million requests: each key of what people type, until the records found are there.

    python -m benchmarks palette
    python benchmarks/bench_palette.py [--requests N] [--keep FILE]

Each answer is what the screen asks: one reading of every kind of record, newest first; then the second one,
which looks everywhere. Beside them, in the same
run, the floor: the search index asked for one word and nothing done with the answer. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backoffice.domain.text import fold, sort_key
from backoffice.services.palette import find_records
from backoffice.store.database import Database
from benchmarks.bench_store import TOWNS, WORDS, fill

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
_PEOPLE = 200_000
_QUOTES = 300_000
_TRAINERS = 2_000


def people(path: Path, requests: int) -> None:
    """Participants, trainers and quotes beside the requests, straight into the tables."""
    dice = random.Random(11)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    _copies(connection, "participants", _PEOPLE, lambda n: _person("PAR", n, dice))
    _copies(connection, "trainers", _TRAINERS, lambda n: _person("TRA", n, dice))
    _copies(connection, "quotes", min(_QUOTES, requests), lambda n: _quote(n, dice))
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _person(kind: str, n: int, dice: random.Random) -> dict[str, object]:
    name, first = f"{dice.choice(WORDS)}{n % 997}".title(), dice.choice(TOWNS).title()
    return {
        "ref": f"{kind}-{n:06d}",
        "name": name,
        "first_name": first,
        "search_text": f" {fold(first)} {fold(name)} {kind.lower()}-{n:06d}",
        "sort_key": sort_key(name),
    }


def _quote(n: int, dice: random.Random) -> dict[str, object]:
    title = f"{dice.choice(WORDS)} à {dice.choice(TOWNS)}"
    number = f"DEV-{2016 + n % 10}-{n:06d}"
    return {
        "request_id": n,
        "number": number,
        "idx": 1,
        "version_no": 1,
        "title": title,
        "state": "draft",
        "search_text": f" {number.lower()}-1 {fold(title)}",
        "sort_key": number,
    }


def _copies(
    connection: sqlite3.Connection, table: str, how_many: int, values: Callable[[int], dict[str, object]]
) -> None:
    """Rows of `table`: what is given, and for what must not be empty the plainest that the column takes."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    plain = {
        name: (
            0 if kind.upper().startswith(("INT", "BOOL", "BIG")) else "[]" if kind.upper() == "JSON" else ""
        )
        for _n, name, kind, needed, default, _pk in columns
        if needed and default is None and name != "id"
    }

    def row(n: int) -> dict[str, object]:
        return {**plain, "uid": f"{table}{n}", "version": 1, **values(n)}

    names = list(row(1))
    marks = ",".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
        (tuple(row(n)[name] for name in names) for n in range(1, how_many + 1)),
    )
    for _name, sql in triggers:
        connection.execute(sql)


def typed(requests: int) -> list[str]:
    """What people look for, key by key: clients, references, quotes, people, topics, and what isn't there."""
    dice = random.Random(5)
    words = [f"{dice.choice(WORDS)} de {dice.choice(TOWNS)} {dice.randrange(20_000)}" for _n in range(25)]
    words += [f"INT-{2016 + dice.randrange(10)}-{dice.randrange(requests):07d}" for _n in range(15)]
    words += [str(dice.randrange(requests)) for _n in range(10)]
    words += [f"DEV-{2016 + dice.randrange(10)}-{dice.randrange(_QUOTES):06d}" for _n in range(10)]
    words += [f"PAR-{dice.randrange(_PEOPLE):06d}" for _n in range(5)]
    words += [f"{dice.choice(TOWNS)} {dice.choice(WORDS)}{dice.randrange(997)}" for _n in range(15)]
    words += ["introuvable", "zzz", "qx", "formation", "Éléonore du Vexin"]
    return [word[:n] for word in words for n in range(1, len(word) + 1)]


def measured(database: Database, texts: list[str], *, thorough: bool) -> list[tuple[float, float, str, int]]:
    """Milliseconds for each text, those of the processor, and how many records it found."""
    found = []
    for text in texts:
        begun, busy = time.perf_counter(), time.thread_time()
        with database.reading() as unit:
            hits = find_records(unit, text, NOW, thorough=thorough)
        busy = (time.thread_time() - busy) * 1000
        found.append(((time.perf_counter() - begun) * 1000, busy, text, len(hits)))
    return found


def floor(path: Path) -> float:
    """Milliseconds that the index alone takes for a word."""
    connection = sqlite3.connect(path)
    times = []
    for word in WORDS * 3:
        begun = time.perf_counter()
        query = "SELECT rowid FROM requests_fts WHERE requests_fts MATCH ? ORDER BY rowid DESC LIMIT 6"
        connection.execute(query, (f'"{word}"',)).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a file to keep the filled database in, or to take it from")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.keep or Path(folder) / "palette.db"
        if not path.exists():
            fill(path, asked.requests)
            people(path, asked.requests)
        database = Database.open(path)
        print(f"{asked.requests:,} requests, {_PEOPLE:,} participants, {_QUOTES:,} quotes")
        texts = typed(asked.requests)
        for name, thorough in (("first answer", False), ("everywhere", True)):
            found = measured(database, texts, thorough=thorough)
            times = sorted(took for took, _busy, _text, _hits in found)
            busy = sorted(one[1] for one in found)[int(len(found) * 0.95)]
            p50, p95, p99 = (times[int(len(times) * share / 100)] for share in (50, 95, 99))
            told = f"median {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, most {times[-1]:.1f} ms"
            told += f"; of the processor p95 {busy:.1f} ms"
            print(f"palette, {name}: {told} over {len(times)} keys")
            for took, _busy, text, hits in sorted(found, reverse=True)[:4]:
                print(f"  {took:7.1f} ms  {hits:3d} found  {text!r}")
        database.close()
        print(f"floor, the index alone: {floor(path):.2f} ms")


if __name__ == "__main__":
    main()
