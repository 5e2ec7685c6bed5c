"""Many at once or one by one, the same rows: columns, journal, search text, and what undoing needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.records import Base, Client, Request
from tests.services.conftest import Trade
from tests.services.importer import bring, outcomes, records

SIRET = "99901742900013"
# What is each row's own: chance, and the chain that goes through it.
CHANCE = {"uid", "subject_uid", "hash", "previous_hash", "seals", "payload_hash"}
CASES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "clients": (
        "new-client",
        [
            {
                "name": "Œuvre de l’Été",
                "kind": "association",
                "siret": SIRET,
                "city": "Guéret",
                "note": "a\nb",
            },
            {
                "name": "Lin",
                "street": "1 rue\nB",
                "billing": "Ailleurs",
                "service_code": "S1",
                "country": "BE",
            },
        ],
    ),
    "contacts": ("new-contact", [{"client": "CLI-0001", "name": "Durand", "email": "z@lin.example"}]),
    "funders": ("new-funder", [{"name": "Fonds du Val", "kind": "faf", "external_ref": "F1"}]),
    "trainers": (
        "new-trainer",
        [{"name": "Roux", "first_name": "Élodie", "skills": ["M1", "M2"], "day_cost_cents": 45_000}],
    ),
    "venues": ("new-venue", [{"name": "Salle B", "client": "CLI-0001", "city": "Tulle", "capacity": 12}]),
    "participants": ("new-participant", [{"name": "Martin", "first_name": "Léo", "client": "CLI-0001"}]),
    "users": ("new-user", [{"initials": "ZD", "name": "Zoé Durand", "login": "zoe"}]),
    "requests": (
        "receive-request",
        [
            {
                "client": "CLI-0001",
                "topic": "Coopérer à l’œuvre",
                "programme": "COOP",
                "tags": "a, b",
                "headcount_min": 8,
                "headcount_max": 12,
                "budget_cents": 100_000,
                "channel": "phone",
                "received_at": "2026-05-20T08:00:00Z",
                "external_ref": "R1",
                "audience": "Tous",
            },
            {"client": "CLI-0001", "beneficiary": "CLI-0002", "topic": "Accueil", "kind": "procedure"},
            {"topic": "Session d’été", "kind": "own_session"},
        ],
    ),
}


def rows(opened: Database, table: str) -> list[dict[str, Any]]:
    names = [column.name for column in Base.metadata.tables[table].columns]
    listed = ", ".join(f'"{name}"' for name in names)
    with opened.reading() as unit:
        found = fetch(unit.driver, f'SELECT {listed} FROM "{table}" ORDER BY 1')
    return [{k: v for k, v in zip(names, row, strict=True) if k not in CHANCE} for row in found]


def journal(opened: Database) -> list[dict[str, Any]]:
    """The journal but for an import's own row; what its clocks note names a dossier by its uid."""
    found = [row for row in rows(opened, "journal") if row["act"] != "import"]
    for row in found:
        payload = json.loads(row["payload"])
        payload.get("clock", {}).pop("dossier", None)
        row["payload"] = payload
    return found


def state(opened: Database, table: str) -> dict[str, Any]:
    """All that an act leaves: its rows, what is promised, the journal, the numbers given."""
    others = ("commitments", "journal_dossiers", "counters")
    return {name: rows(opened, name) for name in (table, *others)} | {"journal": journal(opened)}


def furnish(trade: Trade) -> Trade:
    trade.client(name="Caisse du Val", city="Guéret", territory="RE")
    trade.client(name="Pôle")
    return trade


def one_by_one(trade: Trade, act: str, values: Sequence[Mapping[str, Any]]) -> None:
    for each in values:
        trade.act(act, "", each)


@pytest.fixture
def twin(target: str, request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    """A second organisation on the same engine."""
    import shutil

    from backoffice.clock import FrozenClock
    from tests.store.postgres import NOW

    if "://" in target:
        server = request.getfixturevalue("server")
        url = server.copy(request.getfixturevalue("house_name"))
    else:
        url = str(tmp_path / "twin.db")
        shutil.copyfile(request.getfixturevalue("house_file"), url)
    opened = Database.open(url, FrozenClock(NOW))
    yield Trade(opened)
    opened.close()
    if "://" in target:
        server.drop(url)


@pytest.mark.parametrize("table", CASES)
def test_an_import_writes_what_the_acts_write(trade: Trade, twin: Trade, table: str) -> None:
    act, values = CASES[table]
    one_by_one(furnish(trade), act, values)
    report = bring(furnish(twin), records(**{table: values}))
    assert outcomes(report) == ["created"] * len(values)
    ours, theirs = state(twin.database, table), state(trade.database, table)
    for name in ours:
        for one, other in zip(ours[name], theirs[name], strict=True):
            assert one == other, name
    if table == "requests":
        assert len(rows(trade.database, "commitments")) >= len(values)


@pytest.mark.parametrize("table", CASES)
def test_an_import_is_undone_as_the_acts_are(trade: Trade, twin: Trade, table: str) -> None:
    """The images of rows that were inserted are those that a flush would have left."""
    act, values = CASES[table]
    one_by_one(furnish(trade), act, values)
    bring(furnish(twin), records(**{table: values}))

    def images(opened: Database) -> list[Any]:
        found = [row["command"] for row in rows(opened, "undo_steps")]
        kept = [image for text in found for image in json.loads(text)["rows"]]
        for image in kept:
            image["after"] = {k: v for k, v in image["after"].items() if k not in CHANCE}
        return [image for image in kept if image["table"] == table][-len(values) :]

    assert images(twin.database) == images(trade.database)


def test_what_the_columns_of_a_request_are_is_said_once(trade: Trade) -> None:
    """The act and the import ask the same function: a column added there reaches both."""
    from backoffice.services import intake
    from backoffice.services.importing.tables import SIMPLE

    assert SIMPLE["requests"].columns is intake.request_columns
    assert SIMPLE["clients"].record is Client
    assert SIMPLE["requests"].record is Request
    del trade


def test_numbers_are_taken_in_one_step_without_gap(trade: Trade) -> None:
    furnish(trade)
    lines = "".join(f"CLI-0001;Sujet {n};{'procedure' if n % 3 else 'intra'}\n" for n in range(1_500))
    report = bring(trade, "client;topic;kind\n" + lines, "requests")
    refs = [told.ref or "" for told in report.told]
    assert sorted(ref for ref in refs if ref.startswith("INT")) == [f"INT-2026-{n:04}" for n in range(1, 501)]
    assert sorted(ref for ref in refs if ref.startswith("MAR")) == [
        f"MAR-2026-{n:04}" for n in range(1, 1_001)
    ]
    assert trade.received(client="CLI-0001") == "INT-2026-0501"
