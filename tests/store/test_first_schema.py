"""What the first version kept is kept by today's: every row, and a doctor with nothing to say."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backoffice.clock import FrozenClock
from backoffice.store.copying import check_copy, copy_database, fill_postgres
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.errors import OlderDatabase, UnknownTriggers
from backoffice.store.identity import SCHEMA
from backoffice.store.migrate import number_of, upgrade
from backoffice.store.migrations.freeze import VERSIONS, split
from backoffice.store.records import Client
from tests.store.first_schema import kept, make_postgres, make_sqlite, rows
from tests.store.postgres import NOW, Server
from tests.store.samples import entry


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the first version at work, on each engine in turn."""
    if request.param == "sqlite":
        yield str(make_sqlite(tmp_path / "old.db"))
        return
    server: Server = request.getfixturevalue("server")
    url = make_postgres(server)
    yield url
    server.drop(url)


def test_every_table_of_the_first_version_has_rows() -> None:
    tables = {
        found[1]
        for text in split(VERSIONS / "0001_schema.sqlite.sql")
        if (found := re.match(r"CREATE TABLE (\w+)", text))
    }
    assert set(rows()) == tables


def test_every_row_is_carried_over_and_doctor_is_silent(old: str) -> None:
    with pytest.raises(OlderDatabase):
        Database.open(old)
    upgrade(old, FrozenClock(NOW))
    assert number_of(old) == SCHEMA
    now = kept(old)
    for table, given in rows().items():
        if table != "alembic_version":
            assert now[table] == sorted((tuple(row.values()) for row in given), key=repr), table
    assert examine_database(Database.open(old)) == ()


def another() -> Client:
    return Client(ref="ANOTHER", kind="company", name="Une autre")


def test_what_comes_after_follows_on_the_same_numbers_and_the_same_chain(old: str) -> None:
    upgrade(old, FrozenClock(NOW))
    opened = Database.open(old)
    opened.clock = FrozenClock(NOW.replace(month=7))
    with opened.transaction() as unit:
        unit.add(another())
        unit.append(entry())
        unit.commit()
    with opened.reading() as unit:
        assert fetch(unit.driver, "SELECT max(seq) FROM journal") == [(len(rows()["journal"]) + 1,)]
    assert examine_database(opened) == ()
    opened.close()


def test_doctor_would_see_a_row_that_an_upgrade_lost_or_changed(tmp_path: Path) -> None:
    """The control."""
    path = make_sqlite(tmp_path / "old.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER quotes_keep_update")
        connection.execute("UPDATE quotes SET total_cents = total_cents + 1 WHERE number IS NOT NULL")
        connection.execute("DROP TRIGGER journal_keep_update")
        connection.execute("UPDATE journal SET act = 'another' WHERE seq = 9")
        for text in split(VERSIONS / "0001_schema.sqlite.sql"):
            if text.startswith(("CREATE TRIGGER quotes_keep_update", "CREATE TRIGGER journal_keep_update")):
                connection.execute(text)
        connection.commit()
    upgrade(path, FrozenClock(NOW))
    codes = {one.code for one in examine_database(Database.open(path))}
    assert codes >= {"altered", "journal_hash"}


def test_it_can_be_copied_before_it_is_upgraded(old: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert copy_database(old, copy) == 1
    assert check_copy(copy) == 1
    upgrade(copy, keep=False)
    assert not (tmp_path / "backups").exists() or "postgresql" not in old
    assert examine_database(Database.open(copy)) == ()


def test_a_copy_fills_a_servers_empty_database(server: Server, tmp_path: Path) -> None:
    path = make_sqlite(tmp_path / "old.db")
    upgrade(path, FrozenClock(NOW), keep=False)
    url = server.empty()
    fill_postgres(path, url)
    assert kept(url) == kept(str(path))
    opened = Database.open(url)
    with opened.transaction() as unit:
        added = unit.add(another())
        assert added.id == max(row["id"] for row in rows()["clients"]) + 1
        unit.append(entry())
        unit.commit()
    assert examine_database(opened) == ()
    opened.close()
    server.drop(url)


def test_a_trigger_that_the_first_version_didnt_have_is_refused_before_it_could_run(tmp_path: Path) -> None:
    path = make_sqlite(tmp_path / "old.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER strange AFTER INSERT ON clients BEGIN DELETE FROM requests; END")
        connection.commit()
    with pytest.raises(UnknownTriggers):
        check_copy(path)
