"""What was agreed and issued never changes, whoever writes to the database; only its signature moves on."""

from __future__ import annotations

import pytest

from backoffice.store.doctor import examine_database
from backoffice.store.driver import run
from backoffice.store.errors import Refused
from tests.services.conftest import Trade
from tests.services.rewriting import damage
from tests.services.test_contracts import SIGNED, agreed

FROZEN = {
    "ref": "'CONV-2026-0009'",
    "kind": "'contract'",
    "quote_id": "quote_id + 1",
    "client_id": "client_id + 1",
    "request_id": "request_id + 1",
    "parent_id": "id",
    "rank": "3",
    "issued_on": "'2026-05-01'",
    "at_distance": "1 - at_distance",
    "net_cents": "net_cents - 1",
    "vat_cents": "vat_cents + 1",
    "total_cents": "total_cents + 1",
    "body": "'{}'",
    "uid": "'another'",
    "created_at": "'2026-05-01T00:00:00Z'",
}


@pytest.mark.parametrize("column", FROZEN)
def test_no_column_of_an_issued_agreement_can_be_written_again(trade: Trade, column: str) -> None:
    number = agreed(trade)[2]
    sql = f"UPDATE contracts SET {column} = {FROZEN[column]} WHERE ref = '{number}'"
    with pytest.raises(Refused, match="keeps what it says"), trade.database.rebuilding() as connection:
        run(connection, sql)
    assert examine_database(trade.database) == ()


def test_an_issued_agreement_is_never_deleted(trade: Trade) -> None:
    number = agreed(trade)[2]
    sql = f"DELETE FROM contracts WHERE ref = '{number}'"
    with pytest.raises(Refused, match="never deleted"), trade.database.rebuilding() as connection:
        run(connection, sql)


def test_without_the_guard_the_change_passes_and_the_seal_shows_it(trade: Trade) -> None:
    """The control: it is the guard that refuses, and what gets past it is found."""
    number = agreed(trade)[2]
    sql = f"UPDATE contracts SET total_cents = total_cents + 1 WHERE ref = '{number}'"
    damage(trade.database, sql, "contracts_keep_update")
    assert {"altered"} == {one.code for one in examine_database(trade.database)}


def test_its_signature_can_be_recorded_taken_back_and_given_again(trade: Trade) -> None:
    number = agreed(trade)[2]
    trade.act("ask-signature", number, {"whom": "I. Chambraud", "on": "2026-06-01"})
    trade.act("record-signature", number, SIGNED)
    trade.act("reverse-signature", number, reason="mauvaise convention")
    trade.act("withdraw-contract", number, reason="erreur")
    assert examine_database(trade.database) == ()


def test_a_forged_signature_is_found(trade: Trade) -> None:
    """The signature may move, by acts alone: each leaves its seal."""
    number = agreed(trade)[2]
    damage(trade.database, f"UPDATE contracts SET state = 'asked' WHERE ref = '{number}'")
    assert {"altered"} == {one.code for one in examine_database(trade.database)}


def test_a_table_of_agreements_is_never_emptied(trade: Trade) -> None:
    agreed(trade)
    if not trade.database.is_postgres:
        pytest.skip("only PostgreSQL knows TRUNCATE")
    with pytest.raises(Refused), trade.database.rebuilding() as connection:
        run(connection, "TRUNCATE contracts CASCADE")
