"""A house that plans: dossiers of one module or two, trainers with their skills, rooms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.content.settings import Settings
from backoffice.services.house import apply_settings
from backoffice.services.planning.proposing import Outcome, Wish, propose
from backoffice.store.journal import Entry
from tests.services.conftest import ROOT, Trade, demo_settings
from tests.services.conftest import database as database
from tests.services.conftest import house_file as house_file
from tests.services.conftest import house_name as house_name
from tests.services.conftest import server as server
from tests.services.conftest import speak_english as speak_english
from tests.services.conftest import sqlite_template as sqlite_template
from tests.services.conftest import target as target
from tests.services.conftest import template as template
from tests.services.conftest import trade as trade
from tests.services.stretches import replayed

SEPTEMBER = date(2026, 9, 1)
LINKED = """
format = "programme/1"
code = "SUITE"
title = "Coopérer, puis agir"
methods = "ateliers"
means = "dossier"
recognition = "certificat"
objectives = [{ text = "Nommer les cadres" }]
evaluations = { during = "ateliers" }
[[formats]]
code = "2M"
label = "Deux modules et leur écart"
[[formats.modules]]
code = "L1"
label = "Module 1"
title = "Démarrer"
parts = [
  { title = "Jour 1, matin", minutes = 210 }, { title = "Jour 1, après-midi", minutes = 210 },
  { title = "Jour 2, matin", minutes = 210 },
]
[[formats.modules]]
code = "L2"
label = "Module 2"
title = "Animer"
link = { least = "3 weeks", most = "8 weeks" }
parts = [{ title = "Matin", minutes = 210 }, { title = "Après-midi", minutes = 210 }]
"""


@pytest.fixture
def planning(trade: Trade) -> Trade:
    """The organisation with a programme whose second module comes 3 to 8 weeks after the first."""
    replayed(
        trade.database,
        ("planning",),
        lambda: trade.act("publish-programme", "", {"text": LINKED, "file": "suite.toml"}),
    )
    return trade


def teacher(trade: Trade, name: str = "Kerbrat", *skills: str, **values: Any) -> str:
    """A trainer who can teach everything here, or only `skills`."""
    known = list(skills or ("M1", "M2", "L1", "L2"))
    return trade.act("new-trainer", "", {"name": name, "skills": known} | values).ref


def linked(trade: Trade, **values: Any) -> str:
    """A dossier on the programme with a gap: five slots to plan for each group."""
    ref = trade.received(programme="SUITE", **values)
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known client")
    trade.act("draft-offer", ref, {"programme": "SUITE"})
    return ref


def asked(trade: Trade, ref: str, **wish: Any) -> Outcome:
    """What is proposed from September on."""
    return propose(trade.database, ref, Wish(**({"start": SEPTEMBER} | wish)))


def keep(trade: Trade, kind: type[Any], ref: str, **columns: Any) -> None:
    """What a form or a file would have kept on a record."""
    with trade.database.transaction() as unit:
        record = unit.find(kind, ref)
        for name, value in columns.items():
            setattr(record, name, value)
        unit.append(Entry("import", record.uid, unit.now, None, ref, {}))
        unit.commit()


def plans(trade: Trade, **planning: Any) -> Settings:
    """The house plans as these settings say from now on."""
    settings = demo_settings(planning=planning)
    apply_settings(trade.database, settings, ROOT)
    return settings
