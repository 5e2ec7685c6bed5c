"""A million open commitments: Today before the first paint, lists, figures; promises told from the journal.

    python -m benchmarks commitments
    python benchmarks/bench_commitments.py [COMMITMENTS] [--requests N] [--keep FILE]

Timings are medians of several runs, the processor's share and the slowest beside them, each set beside
a floor measured in the same run: reading the same rows without doing anything with them. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from backoffice.content.base import build
from backoffice.content.reading import parse_toml
from backoffice.content.settings import Settings
from backoffice.domain.commitments.events import VERSION
from backoffice.domain.uid import new_uid
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.figures import figures_of
from backoffice.store.canonical import canonical, sha256
from backoffice.store.clocks.bulk import write
from backoffice.store.clocks.reading import stories
from backoffice.store.clocks.rebuild import differences
from backoffice.store.clocks.rows import rows_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.database import Database
from backoffice.store.lists import Query, count, ids, page, spec_of
from backoffice.store.plain import connect
from benchmarks.bench_store import fill, timed

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
_DAY = timedelta(days=1)
_AT_ONCE = 2_000


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def settings(connection: sqlite3.Connection) -> None:
    """The demonstration's settings, put in force."""
    values = parse_toml((ROOT / "config.toml").read_text(encoding="utf-8"), "config.toml")
    del values["workstation"]
    values["organisation"]["logo"] = ""
    body = canonical(build(Settings, values).model_dump(mode="json"))
    connection.execute(
        "INSERT INTO settings (id, body, sha256, applied_at, occurred_at) VALUES (1, ?, ?, ?, ?)",
        (body, sha256(body), text(NOW), text(NOW)),
    )


def acts_of(dice: random.Random, uid: str, received: datetime, n: int) -> Iterator[tuple[str, datetime, Any]]:
    """What happened in a dossier: received, perhaps acknowledged, waiting, analysed, answered."""
    clock: dict[str, Any] = {"v": VERSION, "dossier": uid, "settings": 1}

    def promise(rank: int, policy: str, scope: str = "") -> list[Any]:
        return [rank, policy, 1, "FR", "Europe/Paris", scope]

    made = [promise(1, "acknowledge"), promise(2, "first-answer-intra")]
    yield "receive-request", received, clock | {"facts": {"received": text(received)}, "promises": made}
    if n % 4 == 0:
        return
    at = received + timedelta(hours=dice.randrange(1, 90))
    yield "acknowledge", at, clock | {"events": ["acknowledged"], "promises": [promise(3, "needs")]}
    if n % 4 == 1:
        return
    if n % 10 == 3:
        yield "wait-for", at + timedelta(hours=1), clock | {"facts": {"waiting": "client"}}
        at += timedelta(hours=dice.randrange(24, 240))
        yield "wait-for", at, clock | {"facts": {"waiting": None}}
    needs = clock | {"events": ["needs_complete"], "leaves_out": ["needs"]}
    at += timedelta(hours=5)
    yield "skip-needs", at, needs | {"promises": [promise(4, "proposal"), promise(5, "quote")]}
    if n % 4 == 2:
        return
    at += timedelta(hours=dice.randrange(1, 400))
    made = [promise(6, "quote-answer", "1")]
    yield "issue-quote", at, clock | {"events": ["quote_issued", "quote_issued:1"], "promises": made}
    at += timedelta(hours=3)
    said = {"client_answered": text(at), "client_answered:1": text(at), "said_by_client:1": text(at)}
    yield "log-exchange", at, clock | {"facts": said}


def tell(connection: sqlite3.Connection, how_many: int) -> int:
    """Writes each dossier's acts straight into the journal: this isn't what is measured. Gives how many."""
    dice = random.Random(2026)
    connection.execute("DROP TRIGGER journal_next")
    seq, first = 0, NOW - 180 * _DAY
    for start in range(0, how_many, 20_000):
        journal, links, dossiers = [], [], []
        for n in range(start + 1, min(start + 20_000, how_many) + 1):
            uid = new_uid()
            received = first + timedelta(minutes=dice.randrange(175 * 1440))
            dossiers.append((uid, text(received), n))
            for act, at, clock in acts_of(dice, uid, received, n):
                seq += 1
                payload = json.dumps({"clock": clock, "from": "a", "to": "b"}, separators=(",", ":"))
                journal.append((seq, text(at), text(at), act, uid, payload, "", "{}", "", str(seq), 1))
                links.append((seq, n))
        connection.executemany("UPDATE requests SET uid = ?, received_at = ? WHERE id = ?", dossiers)
        connection.executemany(
            "INSERT INTO journal (seq, occurred_at, recorded_at, act, subject_uid, payload, payload_hash,"
            " seals, previous_hash, hash, hash_version) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            journal,
        )
        connection.executemany("INSERT INTO journal_dossiers (seq, request_id) VALUES (?, ?)", links)
    return seq


def keep_all(connection: sqlite3.Connection, how_many: int) -> None:
    """Keeps what the journal tells of the dossiers that are there."""
    shelf = Shelf(connection)
    for start in range(0, how_many, _AT_ONCE):
        uids = dict(
            connection.execute(
                "SELECT id, uid FROM requests WHERE id > ? AND id <= ?", (start, start + _AT_ONCE)
            )
        )
        told = stories(connection, start, start + _AT_ONCE)
        write(connection, [(n, rows_of(one.story, uids[n], shelf)) for n, one in told], text(NOW))


def multiply(connection: sqlite3.Connection, wanted: int, requests: int) -> None:
    """Open commitments until there are `wanted`, due from thirty days ago to half a year ahead."""
    [(there,)] = connection.execute("SELECT count(*) FROM commitments WHERE open = 1")
    dice = random.Random(7)
    names = [row[1] for row in connection.execute("PRAGMA table_info(commitments)")]
    [pattern] = connection.execute("SELECT * FROM commitments WHERE open = 1 LIMIT 1")
    base = dict(zip(names, pattern, strict=True))
    rows = []
    for n in range(max(wanted - there, 0)):
        due = NOW + timedelta(minutes=dice.randrange(-30 * 1440, 180 * 1440))
        day = due.date().isoformat()
        row = base | {
            "id": 10_000_000 + n,
            "uid": f"u{n}",
            "request_id": dice.randrange(1, requests + 1),
            "n": 100 + n,
            "target_on": day,
            "due_on": day,
            "due_at": text(due),
            "soon_at": text(due - 2 * _DAY),
            "suspended": int(n % 20 == 0),
        }
        rows.append(tuple(row[name] for name in names))
    connection.executemany(f"INSERT INTO commitments VALUES ({','.join('?' * len(names))})", rows)


def filled(path: Path, commitments: int, requests: int) -> None:
    fill(path, requests)
    connection = sqlite3.connect(path)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    settings(connection)
    print(f"{tell(connection, requests)} acts in the journal")
    keep_all(connection, requests)
    connection.commit()
    multiply(connection, commitments, requests)
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def today(path: Path) -> None:
    """What stands before the first paint, and what scripts ask each morning."""
    connection = connect(path)
    [(there,)] = connection.execute("SELECT count(*) FROM commitments WHERE open = 1")
    [(total,)] = connection.execute("SELECT count(*) FROM commitments")
    print(f"{there} open commitments of {total}, {path.stat().st_size // 2**20} MB on the disk")
    here = Here(NOW)
    timed("Today: every block", lambda: agenda_of(connection, here), 11)
    floor = "SELECT count(*) FROM commitments WHERE open = 1 AND suspended = 0 AND due_at <= ?"
    timed("  floor: the late ones counted", lambda: connection.execute(floor, (text(NOW),)).fetchall(), 11)
    spec = spec_of("commitments", NOW)
    late = Query(filters=(("state", "late"),))
    timed("the late ones, first page by due_at", lambda: page(connection, spec, late), 11)
    timed("a page of the whole list by due_at, with both counts", lambda: page(connection, spec), 11)
    cursor = page(connection, spec).next
    timed("the page after it, by its cursor", lambda: page(connection, spec, None, 50, cursor), 11)
    timed("every id of the list", partial(ids, connection, spec), 3)
    timed("how many are due soon", lambda: count(connection, spec, Query(filters=(("state", "due_soon"),))))
    requests = spec_of("requests", NOW)
    for asked in (Query(sort="due_date"), Query(filters=(("due_state", "late"),), sort="due_date")):
        timed(f"requests by due date, {asked.filters}", lambda asked=asked: page(connection, requests, asked))  # type: ignore[misc]
    timed("figures of them all", lambda: figures_of(connection, NOW, None, None, "all"), 3)
    connection.close()


def retold(path: Path, requests: int) -> None:
    """Promises told again from the journal and held against what is kept, beside reading it alone."""
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM commitments WHERE n >= 100")
    connection.commit()
    few = min(requests, 60_000)
    for label, work in (
        ("floor: their rows of the journal read and parsed", lambda: _read(connection, few)),
        ("told again from the journal", lambda: _tell(connection, few)),
    ):
        taken = []
        for _ in range(3):
            begun = time.process_time()
            work()
            taken.append(time.process_time() - begun)
        taken.sort()
        print(
            f"{label:<56} {few / taken[1]:>9.0f} requests a second of processor   best {few / taken[0]:>9.0f}"
        )
    begun = time.process_time()
    wrong = sum(1 for _one in differences(connection))
    rate = requests / (time.process_time() - begun)
    print(
        f"{'told again and held against what is kept, all of them':<56} {rate:>9.0f} a second; {wrong} differ"
    )
    connection.close()


def _read(connection: sqlite3.Connection, few: int) -> None:
    for start in range(0, few, _AT_ONCE):
        sql = (
            "SELECT d.request_id, j.seq, j.act, j.occurred_at, j.payload FROM journal_dossiers d"
            " JOIN journal j ON j.seq = d.seq WHERE d.request_id > ? AND d.request_id <= ?"
            " ORDER BY d.request_id, d.seq"
        )
        for row in connection.execute(sql, (start, start + _AT_ONCE)):
            json.loads(row[4])


def _tell(connection: sqlite3.Connection, few: int) -> None:
    shelf = Shelf(connection)
    for start in range(0, few, _AT_ONCE):
        for n, told in stories(connection, start, start + _AT_ONCE):
            rows_of(told.story, f"00000000-0000-7000-8000-{n:012x}", shelf)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commitments", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.db"
        if not path.exists():
            begun = time.perf_counter()
            filled(path, options.commitments, options.requests)
            print(f"filled in {time.perf_counter() - begun:.0f} s; SQLite {sqlite3.sqlite_version}")
        Database.open(path).close()
        today(path)
        retold(path, options.requests)


if __name__ == "__main__":
    main()
