"""Import of many requests by CSV: validated, numbered, journalled, searchable; beside the bare inserts.

    python -m benchmarks.bench_import [ROWS] [--engine sqlite|postgresql|both]

Twice: received now, each with what is promised for it; and taken over as closed, which promises nothing. The
floors in the same run, on the same engine: the very rows that the import wrote, put into empty tables by the
driver's own fastest way: without journal nor promises, then with each. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from backoffice.clock import FrozenClock
from backoffice.content.base import build
from backoffice.content.settings import Settings
from backoffice.exchange.sources import open_source
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.dispatcher import Order, do
from backoffice.services.house import apply_settings
from backoffice.services.importing.run import import_records
from backoffice.store.database import Database
from backoffice.store.driver import fetch, insert_many
from backoffice.store.records import Base

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
WORDS = (
    *("coopération", "territoire", "gouvernance", "médiation", "pédagogie"),
    *("accueil", "équipe", "évaluation", "projet", "œuvre"),
)
TOWNS = ("Guéret", "Aubusson", "Limoges", "Tulle", "Brive", "Ussel", "Bellac", "Égletons", "Uzerche")
HEADER = "external_ref;client;topic;received_at;channel;headcount_min;headcount_max;budget_cents;tags"


def write_files(folder: Path, rows: int, clients: int) -> tuple[Path, Path]:
    """A file of clients and one of requests, always the same."""
    dice = random.Random(2026)
    people, wishes = folder / "clients.csv", folder / "requests.csv"
    with people.open("w", encoding="utf-8") as out:
        out.write("external_ref;name;kind;city;postcode\n")
        for n in range(clients):
            out.write(
                f"K{n};{WORDS[n % 10].title()} de {TOWNS[n % 9]} {n};association;{TOWNS[n % 9]};23000\n"
            )
    start = datetime(2016, 1, 4, 8, tzinfo=UTC)
    with wishes.open("w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        for n in range(rows):
            received = start + timedelta(minutes=n * 50)
            topic = f"{dice.choice(WORDS)} et {dice.choice(WORDS)} à {dice.choice(TOWNS)}"
            out.write(
                f"R{n};K{dice.randrange(clients)};{topic};{received:%Y-%m-%dT%H:%M:%SZ};mail;8;12;"
                f"{dice.randrange(100, 900)}000;reprise\n"
            )
    return people, wishes


def furnished(target: Path | str) -> Database:
    """An empty organisation with one user."""
    database = Database.create(target, FrozenClock(NOW))
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    del values["workstation"]
    values["organisation"]["logo"] = ""
    apply_settings(database, build(Settings, values), ROOT)
    do(database, (Order("new-user", "", {"initials": "ER", "name": "Élodie Roux"}),))
    return database


@contextmanager
def timed(label: str, rows: int) -> Iterator[None]:
    """Prints how long a step took, and how many rows a second that is."""
    begun, work = time.perf_counter(), time.process_time()
    yield
    taken, own = time.perf_counter() - begun, time.process_time() - work
    print(f"{label:<58} {taken:>7.1f} s {rows / taken:>9,.0f}/s   processor {own:>6.1f} s", flush=True)


def measure(fresh: Callable[[], Path | str], folder: Path, rows: int) -> None:
    """The imports, then the floors, on one engine; `fresh` gives the place of a new database."""
    clients = max(10, rows // 10)
    people, wishes = write_files(folder, rows, clients)
    closed = folder / "demandes-reprises.csv"
    head, *lines = wishes.read_text(encoding="utf-8").splitlines()
    closed.write_text("\n".join([f"{head};stage", *(f"{line};closed" for line in lines)]), encoding="utf-8")
    database = furnished(fresh())
    with timed(f"import of {clients:,} clients", clients):
        import_records(database, [open_source(people)], user="er")
    _import(database, wishes, f"import of {rows:,} requests received, with promises", rows)
    _import(database, wishes, f"import of the same {rows:,} requests again", rows)
    _floors(database, furnished(fresh()), rows)
    other = furnished(fresh())
    import_records(other, [open_source(people)], user="er")
    _import(other, closed, f"import of {rows:,} requests taken over, closed", rows)
    other.close()


def _import(database: Database, file: Path, label: str, rows: int) -> None:
    with timed(label, rows):
        report = import_records(database, [open_source(file)], user="er")
    assert not report.errors, report.errors[:3]
    print(f"{'':<58} {dict(report.counts)}", flush=True)


def _floors(full: Database, empty: Database, rows: int) -> None:
    names = ("clients", "requests", "journal", "commitments", "journal_dossiers")
    columns = {name: _columns(name) for name in names}
    with full.reading() as unit:
        held = {
            name: fetch(unit.driver, f"SELECT {', '.join(columns[name])} FROM {name} ORDER BY 1")
            for name in names
        }
    with empty.transaction() as unit:
        insert_many(unit.driver, "clients", columns["clients"], held["clients"])
        with timed("floor: the same rows of requests, inserted", rows):
            insert_many(unit.driver, "requests", columns["requests"], held["requests"])
        [(last,)] = fetch(unit.driver, "SELECT max(seq) FROM journal")
        later = [row for row in held["journal"] if row[columns["journal"].index("seq")] > last]
        with timed("floor: and those of the journal", rows):
            insert_many(unit.driver, "journal", columns["journal"], later)
        promised = len(held["commitments"])
        with timed(f"floor: and {promised:,} promises", rows):
            for name in ("commitments", "journal_dossiers"):
                insert_many(unit.driver, name, columns[name], held[name])
        with timed("floor: and kept", rows):
            unit.session.commit()
    full.close()
    empty.close()


def _columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].columns]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.engine != "postgresql":
            print("SQLite")
            names = count()
            measure(lambda: folder / f"{next(names)}.db", folder, options.rows)
        if options.engine != "sqlite":
            _postgres(folder, options.rows)


def _postgres(folder: Path, rows: int) -> None:
    sys.path.insert(0, str(ROOT))
    try:
        from tests.store.postgres import serving
    except ImportError as wrong:
        print(f"PostgreSQL: absent ({wrong})")
        return
    with serving() as server:
        print("PostgreSQL")
        measure(server.empty, folder, rows)


if __name__ == "__main__":
    main()
