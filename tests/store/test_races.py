"""Several people at once: no number lost or doubled, no act done twice, nobody's work overwritten."""

from __future__ import annotations

import os
import random
import time

import pytest
from sqlalchemy import select

from backoffice.clock import FrozenClock
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch, run
from backoffice.store.errors import VersionConflict
from backoffice.store.records import Client, Quote, Request
from backoffice.store.unit import UnitOfWork
from tests.store.postgres import NOW
from tests.store.races import together
from tests.store.samples import TODAY, client, draft, entry, issue, request

PROCESSES = 16
EACH = 6


def opened(target: str) -> Database:
    return Database.open(target, FrozenClock(NOW))


def take_numbers(target: str, rank: int) -> list[int]:
    """Takes numbers, and gives one in five back by rolling back."""
    dice, kept = random.Random(rank), []
    database = opened(target)
    for _ in range(EACH):
        with database.transaction() as unit:
            number = unit.next_number("quote|2026", TODAY)
            if dice.random() >= 0.2:
                unit.append(entry(number=number))
                unit.commit()
                kept.append(number)
    database.close()
    return kept


def test_sixteen_people_take_numbers_without_gap_or_double(target: str) -> None:
    taken = sorted(n for kept in together(PROCESSES, lambda rank: take_numbers(target, rank)) for n in kept)
    assert len(taken) > PROCESSES * EACH // 2
    assert taken == list(range(1, len(taken) + 1))
    assert {one.code for one in examine_database(opened(target))} == set()


def take_the_highest_plus_one(target: str, rank: int) -> list[int]:
    """What a counter row is for: the highest number that can be seen, plus one."""
    dice, kept = random.Random(rank), []
    database = opened(target)
    for _ in range(EACH):
        with database.reading() as unit:
            [(highest,)] = fetch(unit.driver, "SELECT coalesce(max(idx), 0) FROM quotes")
        time.sleep(dice.random() / 500)
        with database.transaction() as unit:
            run(unit.driver, _NAIVE, (f"{rank}-{highest + 1}-{time.monotonic_ns()}", highest + 1))
            unit.session.commit()
            kept.append(highest + 1)
    database.close()
    return kept


_NAIVE = (
    "INSERT INTO quotes (uid, version, idx, version_no, request_id, title, state, language, net_cents,"
    " vat_cents, total_cents, body, subject_to_funding, search_text, sort_key, created_at, updated_at)"
    " VALUES (?, 1, ?, 1, 1, '', 'draft', 'fr', 0, 0, 0, '{}', 0, '', '', '', '')"
)


def test_the_control_without_a_counter_gives_a_number_twice(target: str) -> None:
    with opened(target).transaction() as unit:
        unit.add(request())
        unit.append(entry())
        unit.commit()
    taken = [n for kept in together(8, lambda rank: take_the_highest_plus_one(target, rank)) for n in kept]
    assert len(set(taken)) < len(taken)


def issue_once(target: str, key: str, rank: int) -> str:
    """What the dispatcher does with a form's key; with a draft for each, only the key can stop a second."""
    database = opened(target)
    try:
        with database.transaction() as unit:
            if (known := unit.recall(key, "issue-quote")) is not None:
                return str(known.result["number"])
            quote = unit.session.get_one(Quote, rank + 1)
            issue(unit, quote)
            unit.remember(key, "issue-quote", quote.uid, {"number": quote.full_number})
            unit.commit()
            return str(quote.full_number)
    finally:
        database.close()


def drafts(target: str, how_many: int) -> None:
    with opened(target).transaction() as unit:
        dossier = unit.add(request())
        for _ in range(how_many):
            draft(unit, dossier)
        unit.append(entry())
        unit.commit()


def test_the_same_key_from_eight_places_issues_one_quote(target: str) -> None:
    drafts(target, 8)
    answers = together(8, lambda rank: issue_once(target, "form-1", rank))
    assert set(answers) == {"DEV-2026-0001-1"}
    with opened(target).reading() as unit:
        assert len(unit.session.scalars(select(Quote).where(Quote.state == "issued")).all()) == 1


def test_the_control_without_a_key_issues_eight(target: str) -> None:
    drafts(target, 8)
    answers = together(8, lambda rank: issue_once(target, f"form-{rank}", rank))
    assert len(set(answers)) == 8


def sign(target: str, rank: int) -> int:
    """Writes its own mark beside those of the others, beginning again after each conflict."""
    database, conflicts = opened(target), 0
    while True:
        try:
            with database.reading() as unit:
                seen = unit.find(Client, "CLI-0001")
                note, version = seen.note or "", seen.version
            with database.transaction() as unit:
                add_mark(unit, f"{note}[{rank}]", version)
        except VersionConflict:
            conflicts += 1
        else:
            database.close()
            return conflicts


def add_mark(unit: UnitOfWork, note: str, version: int) -> None:
    record = unit.find(Client, "CLI-0001")
    unit.expect_version(record, version, {"note": note})
    record.note = note
    unit.append(entry(record.uid))
    unit.commit()


def test_nobody_overwrites_what_another_wrote_meanwhile(target: str) -> None:
    with opened(target).transaction() as unit:
        unit.add(client())
        unit.append(entry())
        unit.commit()
    conflicts = sum(together(8, lambda rank: sign(target, rank)))
    with opened(target).reading() as unit:
        record = unit.find(Client, "CLI-0001")
        assert sorted(record.note or "") == sorted("".join(f"[{rank}]" for rank in range(8)))
        assert record.version == 9
    assert conflicts > 0


def overwrite(target: str, rank: int) -> None:
    database = opened(target)
    with database.reading() as unit:
        note = unit.find(Client, "CLI-0001").note or ""
    time.sleep(0.05)
    with database.transaction() as unit:
        run(unit.driver, "UPDATE clients SET note = ?", (f"{note}[{rank}]",))
        unit.session.commit()


def test_the_control_without_versions_loses_somebodys_work(target: str) -> None:
    with opened(target).transaction() as unit:
        unit.add(client())
        unit.append(entry())
        unit.commit()
    together(8, lambda rank: overwrite(target, rank))
    with opened(target).reading() as unit:
        assert len(unit.find(Client, "CLI-0001").note or "") < len("[0]") * 8


def book(target: str, checking_apart: bool) -> bool:
    """Books the one seat unless it is taken, as an act checks before it writes."""
    database = opened(target)
    try:
        if checking_apart:
            with database.reading() as unit:
                if fetch(unit.driver, "SELECT count(*) FROM requests") != [(0,)]:
                    return False
            time.sleep(0.1)
        with database.transaction() as unit:
            if not checking_apart and fetch(unit.driver, "SELECT count(*) FROM requests") != [(0,)]:
                return False
            time.sleep(0.02)
            unit.add(request(number=os.getpid()))
            unit.append(entry())
            unit.commit()
            return True
    finally:
        database.close()


def test_what_an_act_checked_is_still_so_when_it_writes(target: str) -> None:
    assert sum(together(8, lambda _rank: book(target, checking_apart=False))) == 1


def test_the_control_that_checks_apart_books_the_same_seat_twice(target: str) -> None:
    assert sum(together(8, lambda _rank: book(target, checking_apart=True))) > 1


@pytest.mark.parametrize("writers", [6])
def test_the_journal_of_many_writers_is_one_chain(target: str, writers: int) -> None:
    def work(rank: int) -> None:
        database = opened(target)
        for number in range(5):
            with database.transaction() as unit:
                unit.add(request(number=rank * 100 + number))
                unit.append(entry())
                unit.append(entry(act="second"))
                unit.commit()
        database.close()

    together(writers, work)
    database = opened(target)
    assert examine_database(database) == ()
    with database.reading() as unit:
        assert fetch(unit.driver, "SELECT max(seq) FROM journal") == [(writers * 10,)]
        assert len(unit.session.scalars(select(Request)).all()) == writers * 5
