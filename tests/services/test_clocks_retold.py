"""Promises follow from the journal alone: made again from it, they are the same rows."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from backoffice.errors import BackofficeError
from backoffice.services.upkeep import retell_commitments
from backoffice.store.doctor import examine_database
from backoffice.store.driver import run
from tests.services.clock_kit import sound
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.store.postgres import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_doctor_finds_an_altered_promise_and_repair_makes_it_again(trade: Trade) -> None:
    ref = trade.received()
    before = dump(trade.database)
    with trade.database.rebuilding() as connection:
        run(connection, "UPDATE commitments SET due_on = '2026-07-01' WHERE n = 1")
    assert [(one.code, one.subject) for one in examine_database(trade.database)] == [("commitments", ref)]
    assert retell_commitments(trade.database) == 1
    assert dump(trade.database) == before
    assert sound(trade)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM commitments WHERE n = 2",
        "UPDATE requests SET due_on = '2027-01-01'",
        "UPDATE commitments SET open = 0, outcome = 'kept'",
        "DELETE FROM journal_dossiers",
        "UPDATE journal_dossiers SET request_id = (SELECT max(id) FROM requests)",
    ],
)
def test_whatever_is_altered_of_what_follows_is_found_and_mended(trade: Trade, sql: str) -> None:
    first = trade.received()
    trade.act("acknowledge", first)
    trade.received(client="CLI-0001")
    before = dump(trade.database)
    with trade.database.rebuilding() as connection:
        run(connection, sql)
    assert {one.code for one in examine_database(trade.database)} & {"commitments", "journal_dossier"}
    retell_commitments(trade.database)
    assert dump(trade.database) == before
    assert sound(trade)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_acts_the_promises_are_those_that_the_journal_tells(trade: Trade, seed: int) -> None:
    dice = random.Random(seed)
    trainer = trade.trainer()
    refs = [trade.received(), trade.received(client="CLI-0001", kind="inter")]
    wish = {"topic": "Coopérer", "client": "CLI-0001", "programme": "COOP", "headcount_max": 12}
    tried: list[tuple[str, str, Mapping[str, Any] | None]] = [
        ("acknowledge", "{}", None),
        ("skip-acknowledgement", "{}", None),
        ("start-analysis", "{}", None),
        ("skip-needs", "{}", None),
        ("draft-offer", "{}", {"programme": "COOP"}),
        ("add-line", "{}/V1", {"label": "Animation", "unit_micro": 10**9}),
        ("skip-proposal", "{}", None),
        ("issue-quote", "{}/V1", None),
        ("accept-quote", "DEV-2026-0001-1", {"name": "X", "on": "2026-06-01"}),
        ("reverse-acceptance", "DEV-2026-0001-1", None),
        ("wait-for", "{}", {"whom": "client"}),
        ("wait-for", "{}", {"whom": "funder"}),
        ("wait-for", "{}", {"whom": ""}),
        ("edit-request", "{}", wish | {"kind": "intra", "received_at": "2026-05-26T08:00:00Z"}),
        ("edit-request", "{}", wish | {"kind": "inter", "received_at": "2026-05-20T08:00:00Z"}),
        *(
            ("date-slot", f"{{}}/S{n}", {"day": f"2026-09-{n + 14}", **MORNING, "trainers": [trainer]})
            for n in (1, 2, 3)
        ),
        *(("confirm-slot", f"{{}}/S{n}", None) for n in (1, 2, 3)),
        ("confirm-slots", "{}", None),
        ("undate-slot", "{}/S1", None),
        ("move-slot", "{}/S2", {"day": "2026-10-06", **AFTERNOON, "trainers": [trainer]}),
        ("print-attendance-sheets", "{}", {}),
        ("record-complaint", "{}", {"about": "cold"}),
        ("answer-complaint", "{}", {"rank": 1, "answer": "sorry"}),
        ("lift-commitment", "{}/C2", None),
        ("decline", "{}", {"cause": "price"}),
        ("withdraw", "{}", None),
        ("close", "{}", None),
        ("reopen", "{}", None),
    ]
    done = 0
    for n in range(160):
        trade.at(NOW + n * 2 * HOUR)
        # The first ones are the way of the trade: without them, most acts would be refused.
        act, ref, values = dice.choice(tried[:9] if dice.random() < 0.4 else tried)
        happened = trade.database.clock.now() - dice.choice((0, 0, 3, 50)) * HOUR
        try:
            if dice.random() < 0.08:
                trade.undo()
            else:
                trade.act(act, ref.format(dice.choice(refs)), values, reason="because", occurred_at=happened)
            done += 1
        except BackofficeError:
            continue
        if n % 20 == 0:
            assert sound(trade)
    assert done > 15
    before = dump(trade.database)
    assert sound(trade)
    with trade.database.rebuilding() as connection:
        run(connection, "DELETE FROM commitments")
        run(connection, "DELETE FROM journal_dossiers")
    retell_commitments(trade.database)
    assert dump(trade.database) == before
