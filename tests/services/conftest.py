"""A small organisation on each engine, and what its people do."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backoffice.clock import FrozenClock
from backoffice.content.base import build
from backoffice.content.settings import Settings
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.dispatcher import Order, Result, Stored, Undone, do, undo
from backoffice.services.house import apply_settings
from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.records import Base
from tests.once import once
from tests.services.stretches import furnished, replayed, stretch
from tests.store.postgres import NOW, Server, database, server, speak_english, sqlite_template, template

__all__ = ["database", "server", "speak_english", "sqlite_template", "template"]

ROOT = Path(__file__).parents[2]
TASK_TEMPLATE = """
format = "task-template/1"
code = "RETRO-INTRA"
title = "Le nôtre"
kinds = ["intra"]
[[tasks]]
code = "answer"
title = "Répondre"
event = "received"
after = "3 working days"
[[tasks]]
code = "ask"
title = "Questionnaire"
event = "first_slot"
before = "30 days"
whom = "administrator"
[[tasks]]
code = "sheets"
title = "Feuilles"
event = "module_start"
before = "2 working days"
done_by = "print-attendance-sheets"
[[tasks]]
code = "signed"
title = "Convention signée"
event = "accepted"
after = "10 days"
expects = "convention signée"
blocks = ["confirm-slots"]
"""
PROGRAMME = """
format = "programme/1"
code = "COOP"
title = "Coopérer"
methods = "ateliers"
means = "dossier"
recognition = "certificat"
objectives = [{ text = "Nommer les cadres" }]
evaluations = { during = "ateliers" }
[[formats]]
code = "2M"
label = "Deux modules"
[[formats.modules]]
code = "M1"
label = "Module 1"
title = "Démarrer"
team = [{ role = "lead" }, { role = "co-trainer" }]
parts = [{ title = "Matin", minutes = 210 }, { title = "Après-midi", minutes = 210 }]
[[formats.modules]]
code = "M2"
label = "Module 2"
title = "Animer"
parts = [{ title = "Matin", minutes = 210 }]
"""
LINE = {"label": "Animation", "quantity_e4": 20_000, "unit": "jour", "unit_micro": 1_450_000_000}
MORNING = {"start": "09:00", "finish": "12:30"}
AFTERNOON = {"start": "14:00", "finish": "17:30"}
# The house's own bookkeeping, which only grows; numbers and references, once given, stay given.
GROWS = {"journal", "journal_dossiers", "undo_steps", "idempotency", "meta", "counters", "blobs"}
SET_BY_FLUSH = {"version", "created_at", "updated_at"}


def demo_settings(**changes: Any) -> Settings:
    """The demonstration's settings without its logo, with some keys of the first level changed."""
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    del values["workstation"]
    values["organisation"]["logo"] = ""
    return build(Settings, values | changes)


# Promises are told again from the journal: the same ones, in rows that may be new.
DERIVED = {("commitments", "id"), ("dues", "id")}
_COLUMNS = {
    table.name: ", ".join(
        f'"{column.name}"'
        for column in table.columns
        if column.name not in SET_BY_FLUSH and (table.name, column.name) not in DERIVED
    )
    for table in Base.metadata.sorted_tables
    if table.name not in GROWS and table.name != "alembic_version"
}


def dump(opened: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the house's bookkeeping, versions and timestamps apart."""
    with opened.reading() as unit:
        return {
            name: sorted(fetch(unit.driver, f"SELECT {columns} FROM {name}"), key=repr)
            for name, columns in _COLUMNS.items()
        }


def journal(opened: Database) -> list[tuple[Any, ...]]:
    """The journal's rows: act, reference, who, when it happened and when it was recorded."""
    query = (
        "SELECT act, subject_ref, (SELECT ref FROM users WHERE id = actor_id), occurred_at, recorded_at"
        " FROM journal ORDER BY seq"
    )
    with opened.reading() as unit:
        return [tuple(row) for row in fetch(unit.driver, query)]


@dataclass
class Trade:
    """What people of the trade do, on one database; each act returns what it left."""

    database: Database
    user: str = "er"
    names: dict[str, str] = field(default_factory=dict)

    def run(self, act: str, ref: str = "", values: Mapping[str, Any] | None = None, **rest: Any) -> Result:
        at = {name: rest.pop(name) for name in ("key", "occurred_at") if name in rest}
        user = rest.pop("user", self.user)
        return do(self.database, (Order(act, ref, values, **rest),), user=user, **at)

    def act(self, act: str, ref: str = "", values: Mapping[str, Any] | None = None, **rest: Any) -> Stored:
        return self.run(act, ref, values, **rest).stored[-1]

    def undo(self, user: str = "") -> Undone:
        """The last act that is put back; those done in one go with it are too."""
        return undo(self.database, user=user or self.user)[0]

    def at(self, instant: datetime) -> Trade:
        """From now on it is `instant`."""
        self.database.clock = FrozenClock(instant)
        return self

    # Whole stretches of the trade

    @stretch
    def client(self, **values: Any) -> str:
        return self.act("new-client", "", {"name": "Caisse", "kind": "association"} | values).ref

    @stretch
    def trainer(self, name: str = "Kerbrat") -> str:
        return self.act("new-trainer", "", {"name": name}).ref

    @stretch
    def venue(self, **values: Any) -> str:
        return self.act("new-venue", "", {"name": "Salle", "city": "Guéret"} | values).ref

    @stretch
    def received(self, **values: Any) -> str:
        """A request of a new client; with ``kind="own_session"``, of nobody."""
        client = None if values.get("kind") == "own_session" else values.pop("client", None) or self.client()
        wish = {"topic": "Coopérer", "client": client, "programme": "COOP", "headcount_max": 12}
        return self.act("receive-request", "", wish | values).ref

    @stretch
    def drafted(self, **values: Any) -> str:
        """A dossier whose offer is drafted: three slots to plan, a quote V1 with one line."""
        ref = self.received(**values)
        self.act("acknowledge", ref)
        self.act("skip-needs", ref, reason="known client")
        self.act("draft-offer", ref, {"programme": "COOP"})
        self.act("add-line", f"{ref}/V1", LINE)
        return ref

    @stretch
    def offered(self, **values: Any) -> tuple[str, str]:
        """A dossier with its quote issued, and the quote's number."""
        ref = self.drafted(**values)
        return ref, self.act("issue-quote", f"{ref}/V1").ref

    @stretch
    def accepted(self, **values: Any) -> tuple[str, str]:
        ref, quote = self.offered(**values)
        self.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-01"})
        return ref, quote

    def dated(self, slot: str, day: str, half: Mapping[str, str] = MORNING, **values: Any) -> str:
        return self.act("date-slot", slot, {"day": day, **half, **values}).ref


@pytest.fixture(scope="session")
def house_file(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An SQLite file with the organisation in it, to be copied."""

    def make() -> Path:
        path = tmp_path_factory.mktemp("house") / "backoffice.db"
        shutil.copyfile(sqlite_template, path)
        _furnish(Database.open(path, FrozenClock(NOW)))
        return path

    return once(request, "house_file", make)


@pytest.fixture(scope="session")
def house_name(request: pytest.FixtureRequest, server: Server, template: str) -> str:
    """The name of a PostgreSQL database with the organisation in it, to be copied."""

    def make() -> str:
        url = server.copy(template)
        _furnish(Database.open(url, FrozenClock(NOW)))
        return url.rpartition("/")[2]

    return once(request, "house_name", make)


def _furnish(opened: Database) -> None:
    apply_settings(opened, demo_settings(), ROOT)
    do(opened, (Order("new-user", "", {"initials": "ER", "name": "Élodie Roux"}),))
    do(opened, (Order("new-user", "", {"initials": "SB", "name": "Samir Belkacem", "role": "planner"}),))
    do(opened, (Order("publish-programme", "", {"text": PROGRAMME, "file": "coop.toml"}),), user="er")
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh organisation's database, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "backoffice.db"
        shutil.copyfile(request.getfixturevalue("house_file"), path)
        path.chmod(0o600)
        yield str(path)
        return
    running: Server = request.getfixturevalue("server")
    url = running.copy(request.getfixturevalue("house_name"))
    yield url
    running.drop(url)


@pytest.fixture
def trade(database: Database) -> Trade:
    """The organisation at work, on each engine in turn; Monday 1 June 2026, 9:00 in Paris."""
    furnished(database)
    return Trade(database)


@pytest.fixture
def house(trade: Trade) -> Trade:
    """A house whose usual template is a short one."""
    replayed(
        trade.database, ("house",), lambda: trade.act("publish-task-template", "", {"text": TASK_TEMPLATE})
    )
    return trade
