"""A writer killed at any moment leaves nothing half-done and loses nothing that it had acknowledged."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backoffice.clock import FrozenClock
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from tests.faults.kit.children import told_until_killed
from tests.store.postgres import NOW, database, server, speak_english, sqlite_template, target, template
from tests.store.samples import draft, entry, issue, request

__all__ = ["database", "server", "speak_english", "sqlite_template", "target", "template"]

KILLS = 14
_FORK = multiprocessing.get_context("fork")


def issue_for_ever(address: str, told: int) -> None:
    """Issues quotes under keys, and tells each number once its commit has returned."""
    opened = Database.open(address, FrozenClock(NOW))
    while True:
        with opened.transaction() as unit:
            dossier = unit.add(request(number=unit.next_number("INT", NOW.date())))
            quote = draft(unit, dossier)
            issue(unit, quote)
            unit.remember(f"key-{quote.full_number}", "issue-quote", quote.uid, {"number": quote.full_number})
            unit.commit()
        os.write(told, f"{quote.full_number}\n".encode())


def run_and_kill(address: str, seconds: float) -> list[str]:
    """The numbers that a writer acknowledged before it was killed without warning."""
    return told_until_killed(lambda told: issue_for_ever(address, told), seconds)


def numbers(address: str) -> list[str]:
    with Database.open(address).reading() as unit:
        return [number for (number,) in fetch(unit.driver, "SELECT number FROM quotes ORDER BY number")]


def test_killed_writers_leave_whole_quotes_and_lose_none_they_acknowledged(target: str) -> None:
    dice, acknowledged = random.Random(2026), list[str]()
    for _ in range(KILLS):
        told = [number.removesuffix("-1") for number in run_and_kill(target, 0.15 + dice.random() / 3)]
        kept = numbers(target)
        acknowledged += told
        # What was told is there; of what was not told, at most the last commit of each writer is.
        assert set(acknowledged) <= set(kept)
    assert len(acknowledged) > KILLS
    assert len(numbers(target)) - len(acknowledged) <= KILLS
    assert examine_database(Database.open(target)) == ()


def test_after_a_crash_the_key_tells_whether_it_was_done(target: str) -> None:
    acknowledged = run_and_kill(target, 0.5)
    opened = Database.open(target, FrozenClock(NOW))
    with opened.transaction() as unit:
        for number in numbers(target):
            known = unit.recall(f"key-{number}-1", "issue-quote")
            assert known is not None, "a quote without its key would be issued twice"
        assert unit.recall("key-of-nothing") is None
    assert acknowledged


def test_a_full_disk_keeps_what_was_there_and_says_so(sqlite_template: Path, tmp_path: Path) -> None:
    from sqlalchemy import event

    from backoffice.store.errors import WriteFailed

    path = tmp_path / "full.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o600)
    opened = Database.open(path, FrozenClock(NOW))
    with opened.transaction() as unit:
        unit.add(request())
        unit.append(entry())
        unit.commit()
    opened.close()
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    opened = Database.open(path, FrozenClock(NOW))

    def fill_up(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    opened.close()
    event.listen(opened._engine, "connect", fill_up)
    before = path.read_bytes()
    with pytest.raises(WriteFailed, match="full"):
        put_much(opened)
    assert path.read_bytes() == before
    assert examine_database(Database.open(path)) == ()


def put_much(opened: Database) -> None:
    with opened.transaction() as unit:
        unit.put_blob(os.urandom(2_000_000), "application/octet-stream")
        unit.append(entry())
        unit.commit()


def test_the_control_that_writes_in_two_transactions_leaves_halves(tmp_path: Path) -> None:
    """What one transaction is for: the same kills on number and quote apart leave numbers without quotes."""
    path = tmp_path / "halves.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE counter (value INTEGER)")
        connection.execute("INSERT INTO counter VALUES (0)")
        connection.execute("CREATE TABLE quotes (number INTEGER)")
        connection.commit()
    halves = 0
    for attempt in range(40):
        child = _FORK.Process(target=_in_two, args=(path,))
        child.start()
        time.sleep(0.05 + attempt / 1000)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        with closing(sqlite3.connect(path)) as connection:
            [(value, count)] = connection.execute(
                "SELECT value, (SELECT count(*) FROM quotes) FROM counter"
            ).fetchall()
            halves += value - count
            connection.execute("UPDATE counter SET value = (SELECT count(*) FROM quotes)")
            connection.commit()
        if halves:
            return
    pytest.fail("the kills never fell between the two transactions")


def _in_two(path: Path) -> None:
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        while True:
            connection.execute("UPDATE counter SET value = value + 1")
            connection.execute("INSERT INTO quotes SELECT value FROM counter")
    finally:
        os._exit(1)
