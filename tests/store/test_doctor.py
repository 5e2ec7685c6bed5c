"""Whatever is altered behind the back office's back is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from backoffice.store.columns import COLUMNS, VERSION
from backoffice.store.database import Database
from backoffice.store.doctor import Finding, examine_database
from backoffice.store.driver import fetch, is_sqlite, run
from backoffice.store.journal import COLUMNS as JOURNAL
from backoffice.store.records import Base, Quote, Request, RequestModule, Settings, Slot, Task
from backoffice.store.triggers import GUARDS, sqlite_triggers
from tests.store.postgres import NOW
from tests.store.samples import TODAY, agree, client, draft, entry, issue, request


@pytest.fixture
def issued(database: Database) -> Database:
    """Two issued quotes, one accepted and its agreement issued, a draft, settings, a purged payload."""
    with database.transaction() as unit:
        unit.add(Settings(body={"name": "Demo"}, sha256="a" * 64, applied_at=NOW, occurred_at=NOW))
        house = unit.add(client())
        for number in (1, 2):
            dossier = unit.add(request(house.id, number, stage="offered"))
            issue(unit, draft(unit, dossier, 10_001 * number))
        draft(unit, dossier)
        unit.append(entry(email="someone@example.org"))
        unit.commit()
    with database.transaction() as unit:
        quote = unit.find(Quote, "DEV-2026-0001-1")
        quote.state, quote.acceptance, quote.request.stage = "accepted", {"by": "signature"}, "accepted"
        unit.purge(3, "asked", None)
        unit.append(entry(quote.uid, "accept-quote"))
        agree(unit, quote)
        unit.commit()
    return database


def disarm(database: Database) -> None:
    """What an attacker does first: takes the triggers, keys and checks away."""
    with database.transaction() as unit:
        if is_sqlite(unit.driver):
            for name in sqlite_triggers():
                run(unit.driver, f"DROP TRIGGER {name}")
        else:
            for table in {guard.table for guard in GUARDS}:
                run(unit.driver, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            sql = (
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace"
            )
            for table, name in fetch(unit.driver, sql):
                run(unit.driver, f'ALTER TABLE "{table}" DROP CONSTRAINT {name}')
        unit.session.commit()


def alter(database: Database, sql: str, values: tuple[Any, ...] = ()) -> int:
    """Runs `sql` as an attacker would, behind the unit of work's back."""
    with database.transaction() as unit:
        if is_sqlite(unit.driver):
            # A pragma counts only outside a transaction.
            unit.session.rollback()
            connection = unit.driver
            connection.execute("ROLLBACK")
            for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
                connection.execute(f"PRAGMA {pragma}")
            try:
                return int(connection.execute(sql, values).rowcount)
            finally:
                for pragma in ("foreign_keys = ON", "ignore_check_constraints = OFF"):
                    connection.execute(f"PRAGMA {pragma}")
        touched = run(unit.driver, sql, values)
        unit.session.commit()
        return touched


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def beyond_triggers(database: Database) -> tuple[Finding, ...]:
    return tuple(one for one in examine_database(database) if one.code != "missing_trigger")


def test_what_the_acts_left_is_in_order(issued: Database) -> None:
    assert examine_database(issued) == ()


def test_a_new_database_is_in_order(database: Database) -> None:
    assert examine_database(database) == ()


def sealed_columns() -> Iterator[tuple[str, str]]:
    for table, names in COLUMNS[VERSION].items():
        yield from ((table, name) for name in names)
    yield "blobs", "bytes"
    yield from (("journal", name) for name in JOURNAL)


def test_every_column_of_every_issued_row_and_of_the_journal_is_watched(issued: Database) -> None:
    disarm(issued)
    assert beyond_triggers(issued) == ()
    unseen = []
    for table, column in sealed_columns():
        key = {"blobs": "sha256", "counters": "series", "journal": "seq"}.get(table, "id")
        condition = " WHERE state <> 'draft'" if table == "quotes" else ""
        if table in ("quote_lines", "instalments"):
            condition = " WHERE quote_id IN (SELECT id FROM quotes WHERE state <> 'draft')"
        with issued.reading() as unit:
            rows = fetch(
                unit.driver, f'SELECT "{key}", "{column}" FROM "{table}"{condition} ORDER BY "{key}"'
            )
        assert rows, table
        name, value = rows[0]
        wrong = other(value)
        alter(issued, f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?', (wrong, name))
        if not beyond_triggers(issued):
            unseen.append((table, column))
        back = wrong if column == key else name
        alter(issued, f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?', (value, back))
    assert unseen == []
    assert beyond_triggers(issued) == ()


def other(value: Any) -> Any:
    """A value of the same type that isn't `value`, and that its column could hold."""
    if value is None:
        return 7
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, bytes):
        return value + b"x"
    if value.startswith(("{", "[")):
        return json.dumps(["altered"])
    return f"{value[:-1]}{'8' if value[-1:] != '8' else '7'}"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "DELETE FROM journal WHERE seq = 1",
        "DELETE FROM quote_lines WHERE quote_id = 1",
        "DELETE FROM instalments WHERE quote_id = 1 AND position = 1",
        "DELETE FROM documents WHERE id = 1",
        "DELETE FROM counters",
        "DELETE FROM settings",
        "DELETE FROM tombstones",
        "UPDATE meta SET value = '0 x' WHERE key = 'journal_head'",
        "DELETE FROM meta WHERE key = 'journal_head'",
        "UPDATE journal SET payload = NULL WHERE seq = 1",
        "INSERT INTO counters (series, value, last_on) VALUES ('quote|2027', 1, '2027-01-01')",
        "UPDATE quotes SET state = 'draft' WHERE id = 1",
        "UPDATE requests SET received_at = '2026-02-31T25:00:00Z'",
        "UPDATE requests SET stage = 'imagined'",
        "UPDATE requests SET stage = 'closed' WHERE id = 2",
        "UPDATE requests SET stage = 'declined' WHERE id = 2",
        "UPDATE requests SET client_id = 99",
        "UPDATE requests SET search_text = 'hidden'",
        "UPDATE clients SET sort_key = ''",
        "UPDATE clients SET billing = '{'",
    ],
)
def test_rows_taken_out_forged_or_broken_are_found(issued: Database, sql: str) -> None:
    disarm(issued)
    assert alter(issued, sql) > 0
    assert beyond_triggers(issued)


def test_a_rule_taken_out_is_found(issued: Database) -> None:
    disarm(issued)
    assert codes(examine_database(issued)) == {"missing_trigger"}


def test_a_quote_whose_amounts_were_changed_with_its_seal_is_still_wrong(issued: Database) -> None:
    """An attacker who can write a journal row must still make the sums right."""
    disarm(issued)
    alter(issued, "UPDATE quotes SET total_cents = total_cents + 1 WHERE id = 1")
    with issued.transaction() as unit:
        unit.session.tracking.touched.add(("quote", 1))
        unit.append(entry())
        unit.commit()
    assert {"quote_totals", "quote_instalments"} <= codes(beyond_triggers(issued))
    assert "altered" not in codes(beyond_triggers(issued))


def test_a_gap_and_a_double_in_a_series_are_found(issued: Database) -> None:
    disarm(issued)
    alter(issued, "UPDATE quotes SET number = 'DEV-2026-0007' WHERE id = 2")
    assert "number_gap" in codes(beyond_triggers(issued))
    alter(issued, "UPDATE quotes SET number = 'DEV-2026-0001' , idx = 2 WHERE id = 2")
    assert {"number_counter", "altered"} <= codes(beyond_triggers(issued))


def test_a_reference_beyond_its_counter_is_found(database: Database) -> None:
    with database.transaction() as unit:
        number = unit.next_number("CLI", TODAY)
        unit.add(client(number=number + 1))
        unit.append(entry())
        unit.commit()
    assert codes(examine_database(database)) == {"number_counter"}


def test_slots_whose_hours_and_instants_differ_are_found(database: Database) -> None:
    starts = datetime(2026, 6, 8, 7, tzinfo=UTC)
    with database.transaction() as unit:
        dossier = unit.add(request())
        module = RequestModule(request_id=dossier.id, position=1, code="M", label="M", title="M")
        unit.add(module)
        good = Slot(request_id=dossier.id, module_id=module.id, sequence=1, minutes=210, day=starts.date())
        good.start, good.finish, good.state, good.starts_at = "09:00", "12:30", "confirmed", starts
        good.ends_at = datetime(2026, 6, 8, 10, 30, tzinfo=UTC)
        unit.add(good)
        unit.append(entry())
        unit.commit()
    assert examine_database(database) == ()
    for change in ("start = '10:00'", "zone = 'Europe/Nowhere'", "day = NULL", "zone = 'America/Cayenne'"):
        with database.transaction() as unit:
            run(unit.driver, f"UPDATE slots SET {change}")
            unit.session.commit()
        assert codes(examine_database(database)) == {"slot_time"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("state = 'done', is_open = 0", "task_state"),
        ("state = 'received'", "task_state"),
        ("state = 'dropped', is_open = 0, closed_at = created_at", "task_state"),
        ("closed_at = created_at", "task_state"),
        ("is_open = 0", "task_order"),
        ("due_date = '2026-07-01'", "task_order"),
        ("due_date = NULL", "task_order"),
    ],
)
def test_tasks_that_no_act_left_so_are_found(database: Database, change: str, code: str) -> None:
    with database.transaction() as unit:
        dossier = unit.add(request())
        unit.add(Task(request_id=dossier.id, sequence=1, title="Rappeler", due_date=TODAY))
        unit.append(entry())
        unit.commit()
    assert examine_database(database) == ()
    with database.transaction() as unit:
        run(unit.driver, f"UPDATE tasks SET {change}")
        unit.session.commit()
    assert codes(examine_database(database)) == {code}


def test_bytes_that_nothing_refers_to_are_told(database: Database) -> None:
    with database.transaction() as unit:
        orphan = unit.put_blob(b"orphan", "text/plain")
        kept = unit.put_blob(b"attachment", "text/plain")
        unit.add(request(details={"attachments": [kept]}))
        unit.append(entry())
        unit.commit()
    [finding] = examine_database(database)
    assert (finding.code, finding.subject) == ("blob_orphan", orphan)


def test_the_seals_cover_every_column_of_the_models() -> None:
    left_out = {"search_text", "sort_key"}
    for table, names in COLUMNS[VERSION].items():
        columns = (
            set(Base.metadata.tables[table].columns.keys())
            - left_out
            - ({"bytes"} if table == "blobs" else set())
        )
        assert set(names) == columns, table


def test_every_stage_that_a_dossier_can_have_is_judged(database: Database) -> None:
    with database.transaction() as unit:
        for number, stage in enumerate(("received", "acknowledged", "analysing", "drafting"), 1):
            unit.add(request(number=number, stage=stage))
        unit.add(request(number=9, stage="declined", ended={"reason": "price"}))
        unit.append(entry())
        unit.commit()
        assert unit.session.get(Request, 1) is not None
    assert examine_database(database) == ()
