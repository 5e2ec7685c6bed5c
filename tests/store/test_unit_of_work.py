"""A transaction keeps everything or nothing, and says why."""
# ruff: noqa: PT012  a transaction that is refused is a block

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from backoffice.errors import NotFound
from backoffice.store.database import Database
from backoffice.store.errors import (
    DateGoesBack,
    Duplicate,
    InTheFuture,
    KeyReused,
    StoreError,
    Unjournalled,
    VersionConflict,
)
from backoffice.store.journal import Entry, Inverse
from backoffice.store.records import Client, JournalRow, Quote, Request, UndoStep, User
from tests.store.postgres import NOW
from tests.store.samples import TODAY, client, draft, entry, issue, request


def add_client(database: Database, name: str = "Atelier Œuvre", number: int = 1) -> str:
    with database.transaction() as unit:
        record = unit.add(client(name, number))
        unit.append(entry(record.uid))
        unit.commit()
        return record.uid


def test_what_is_not_committed_is_not_kept(database: Database) -> None:
    with database.transaction() as unit:
        unit.add(client())
    with pytest.raises(RuntimeError), database.transaction() as unit:
        unit.add(client())
        raise RuntimeError
    with database.reading() as unit:
        assert unit.session.scalars(select(Client)).all() == []


def test_rows_cannot_be_kept_without_a_journal_entry(database: Database) -> None:
    with pytest.raises(Unjournalled), database.transaction() as unit:
        unit.add(client())
        unit.commit()
    with pytest.raises(Unjournalled), database.transaction() as unit:
        unit.next_number("DEV-2026", TODAY)
        unit.commit()


def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError), database.reading() as unit:
        unit.add(client())
    with pytest.raises(RuntimeError), database.reading() as unit:
        unit.commit()
    add_client(database)


def test_values_come_back_as_they_were(database: Database) -> None:
    received, topic = datetime(2026, 3, 29, 3, 30, 5, tzinfo=UTC), 'Salle [/] B <b>& "Œuvre"'
    with database.transaction() as unit:
        dossier = request(received_at=received, chase_on=TODAY, topic=topic, details={"tags": ["é"]})
        kept = unit.add(dossier)
        unit.append(entry(kept.uid))
        unit.commit()
    with database.reading() as unit:
        found = unit.find(Request, "INT-2026-0001")
        assert (found.received_at, found.chase_on, found.topic) == (
            received,
            TODAY,
            'Salle [/] B <b>& "Œuvre"',
        )
        assert found.details == {"tags": ["é"]}
        assert (found.created_at, found.updated_at, found.version) == (NOW, NOW, 1)
        assert found.uid == kept.uid


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="zone"), database.transaction() as unit:
        unit.add(request(received_at=datetime(2026, 6, 1)))  # noqa: DTZ001  the mistake under test


def test_an_unknown_word_is_refused_by_the_table_too(database: Database) -> None:
    with pytest.raises(StoreError), database.transaction() as unit:
        unit.add(client())
        unit.session.connection().exec_driver_sql("UPDATE clients SET kind = 'friend'")


def test_a_record_is_found_by_reference_number_and_uid(database: Database) -> None:
    uid = add_client(database)
    with database.transaction() as unit:
        dossier = unit.add(request(unit.find(Client, "CLI-0001").id))
        quote = draft(unit, dossier)
        issue(unit, quote)
        unit.commit()
    with database.reading() as unit:
        assert unit.find(Client, "CLI-0001").uid == unit.find(Client, uid).uid == unit.get(Client, uid).uid
        assert unit.find(Quote, "DEV-2026-0001-1").full_number == "DEV-2026-0001-1"
        for missing in ("CLI-9999", "DEV-2026-0001-2", "DEV", "DEV-²"):
            with pytest.raises(NotFound):
                unit.find(Quote if missing.startswith("DEV") else Client, missing)


def test_the_loser_of_a_race_sees_what_differs_and_loses_nothing_of_theirs(database: Database) -> None:
    uid = add_client(database)
    with database.reading() as unit:
        opened_on = unit.get(Client, uid).version
    with database.transaction() as unit:
        record = unit.get(Client, uid)
        unit.expect_version(record, opened_on)
        record.city = "Guéret"
        unit.append(entry(uid))
        unit.commit()
    with pytest.raises(VersionConflict) as raised, database.transaction() as unit:
        record = unit.get(Client, uid)
        unit.expect_version(record, opened_on, {"city": "Aubusson", "name": record.name})
    [difference] = raised.value.differences
    assert (difference.field, difference.theirs, difference.mine) == ("city", "Guéret", "Aubusson")
    with database.reading() as unit:
        assert unit.get(Client, uid).city == "Guéret"


def test_a_version_that_moves_under_an_open_transaction_is_a_conflict_too(database: Database) -> None:
    uid = add_client(database)
    with pytest.raises(VersionConflict) as raised, database.transaction() as unit:
        record = unit.get(Client, uid)
        # Another writer of the same moment, without its lock: what PostgreSQL allows between two reads.
        change = "UPDATE clients SET city = 'Guéret', version = version + 1"
        unit.session.connection().exec_driver_sql(change)
        record.city = "Aubusson"
        unit.append(entry(uid))
        unit.commit()
    assert raised.value.code == "version_conflict"


def test_a_reference_used_twice_is_said_to_be_so(database: Database) -> None:
    add_client(database)
    with pytest.raises(Duplicate) as raised:
        add_client(database)
    assert "ref" in raised.value.message


def test_a_renamed_client_is_found_in_its_dossiers_whose_versions_stay(
    database: Database,
) -> None:
    uid = add_client(database, "Ancien nom")
    with database.transaction() as unit:
        unit.add(request(unit.get(Client, uid).id))
        unit.append(entry())
        unit.commit()
    with database.transaction() as unit:
        unit.get(Client, uid).name = "Éloïse & fils"
        unit.append(entry(uid))
        unit.commit()
    with database.reading() as unit:
        found = unit.find(Request, "INT-2026-0001")
        assert "eloise" in found.search_text
        assert "ancien" not in found.search_text
        assert found.client_sort.startswith("eloise fils")
        assert found.version == 1


def test_numbers_follow_each_other_in_each_series(database: Database) -> None:
    with database.transaction() as unit:
        taken = [unit.next_number(series, TODAY) for series in ("A-2026", "B-2026", "A-2026", "A-2026")]
        unit.append(entry())
        unit.commit()
    assert taken == [1, 1, 2, 3]


def test_a_number_given_back_is_given_again(database: Database) -> None:
    with database.transaction() as unit:
        unit.next_number("A-2026", TODAY)
    with database.transaction() as unit:
        assert unit.next_number("A-2026", TODAY) == 1


def test_the_date_never_goes_back_within_a_series(database: Database) -> None:
    with database.transaction() as unit:
        unit.next_number("A-2026", TODAY)
        with pytest.raises(DateGoesBack) as raised:
            unit.next_number("A-2026", TODAY - timedelta(days=1))
        assert unit.next_number("A-2026", TODAY) == 2
    assert "2026-06-01" in str(raised.value.remedy)


def test_a_key_remembers_what_was_answered(database: Database) -> None:
    with database.transaction() as unit:
        assert unit.recall("k1") is None
        unit.remember("k1", "issue-quote", "uid", {"number": "DEV-2026-0001"})
        unit.append(entry())
        unit.commit()
    with database.transaction() as unit:
        known = unit.recall("k1", "issue-quote")
        assert known is not None
        assert (known.act, known.subject_uid, known.result) == (
            "issue-quote",
            "uid",
            {"number": "DEV-2026-0001"},
        )
        with pytest.raises(KeyReused):
            unit.recall("k1", "delete-client")


def test_bytes_are_kept_once_under_their_hash(database: Database) -> None:
    data = bytes(range(256)) * 500
    with database.transaction() as unit:
        name = unit.put_blob(data, "application/pdf")
        assert unit.put_blob(data, "application/pdf") == name
        unit.append(entry())
        unit.commit()
    with database.reading() as unit:
        assert unit.get_blob(name) == data
        with pytest.raises(NotFound):
            unit.get_blob("0" * 64)


def test_acts_committed_together_each_have_their_row_and_their_inverse(database: Database) -> None:
    with database.transaction() as unit:
        first, second = unit.add(client("A", 1)), unit.add(client("B", 2))
        unit.append(Entry("add-client", first.uid, NOW, inverse=Inverse("drop-client", {"ref": "CLI-0001"})))
        unit.append(Entry("add-client", second.uid, NOW - timedelta(days=2)))
        recorded = unit.commit()
    assert [place.seq for place in recorded] == [1, 2]
    with database.reading() as unit:
        rows = unit.session.scalars(select(JournalRow).order_by(JournalRow.seq)).all()
        assert [row.previous_hash for row in rows][1] == rows[0].hash == recorded[0].hash
        assert rows[1].occurred_at < rows[1].recorded_at
        [step] = unit.session.scalars(select(UndoStep)).all()
        assert (step.journal_seq, step.act, step.command) == (1, "drop-client", {"ref": "CLI-0001"})


def test_an_act_cannot_have_happened_in_the_future(database: Database) -> None:
    with database.transaction() as unit, pytest.raises(InTheFuture):
        unit.append(Entry("test", "uid", NOW + timedelta(seconds=1)))


def test_a_float_never_enters_the_journal(database: Database) -> None:
    with database.transaction() as unit, pytest.raises(TypeError):
        unit.append(entry(price=1.5))


def test_an_actor_must_exist(database: Database) -> None:
    with pytest.raises(StoreError), database.transaction() as unit:
        unit.add(client())
        unit.append(Entry("test", "uid", NOW, actor_id=99))
        unit.commit()


_JUMP = (
    "INSERT INTO journal SELECT 9, occurred_at, recorded_at, NULL, act, subject_uid, NULL, payload, 'p',"
    " seals, previous_hash, 'x', hash_version FROM journal"
)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE quotes SET net_cents = 1",
        "UPDATE quotes SET state = 'draft'",
        "DELETE FROM quotes",
        "UPDATE quote_lines SET net_cents = 1",
        "DELETE FROM quote_lines",
        "UPDATE instalments SET amount_cents = 1",
        "DELETE FROM instalments",
        "UPDATE documents SET sha256 = sha256, path = 'elsewhere'",
        "DELETE FROM documents",
        "UPDATE blobs SET bytes = bytes",
        "DELETE FROM blobs",
        "UPDATE journal SET act = 'other'",
        "UPDATE journal SET payload = NULL",
        "DELETE FROM journal",
        _JUMP,
    ],
)
def test_what_is_issued_or_journalled_is_refused_by_its_table(database: Database, change: str) -> None:
    with database.transaction() as unit:
        issue(unit, draft(unit, unit.add(request())))
        unit.commit()
    with pytest.raises(StoreError), database.transaction() as unit:
        unit.session.connection().exec_driver_sql(change)


def test_an_issued_quote_may_still_be_accepted_or_extended(database: Database) -> None:
    with database.transaction() as unit:
        issue(unit, draft(unit, unit.add(request())))
        unit.commit()
    with database.transaction() as unit:
        quote = unit.find(Quote, "DEV-2026-0001-1")
        quote.state, quote.valid_until = "accepted", TODAY
        quote.acceptance = {"by": "signature"}
        quote.instalments[0].due_on = TODAY
        unit.append(entry(quote.uid))
        unit.commit()


def test_a_purged_payload_leaves_a_tombstone(database: Database) -> None:
    with database.transaction() as unit:
        unit.append(entry(email="someone@example.org"))
        unit.commit()
    with database.transaction() as unit:
        actor = unit.add(User(ref="er", name="Emma Roux", initials="ER", role="administrator"))
        unit.purge(1, "right to erasure", actor.id)
        unit.append(entry(act="purge"))
        unit.commit()
    with database.reading() as unit:
        first = unit.session.get_one(JournalRow, 1)
        assert first.payload is None


def test_an_error_never_shows_what_was_typed(database: Database) -> None:
    add_client(database)
    with pytest.raises(Duplicate) as raised, database.transaction() as unit:
        unit.add(client("Secret"))
    assert "Secret" not in raised.value.message
