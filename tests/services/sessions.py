"""An own session of the trade: its programme with requirements and prices, its clients, its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backoffice.services.kinds import resolve
from backoffice.store.records import Enrolment, TrainingGroup
from tests.services.conftest import AFTERNOON, MORNING, Trade

PROGRAMME = """
format = "programme/1"
code = "CONDUIRE"
title = "Conduire une coopération"
methods = "apports et exercices"
means = "dossier"
recognition = "attestation"
objectives = [{ text = "Choisir une posture" }]
evaluations = { during = "exercices" }
requirements = [
  { kind = "membership", text = "être à jour de l'adhésion de l'année" },
  { kind = "experience", text = "accompagner des projets", mandatory = false },
]
shown_prices = [
  { label = "Tarif adhérent", cents = 18000, members_only = true },
  { label = "Tarif public", cents = 26000 },
  { label = "Intra", per = "group", request_kind = "intra" },
]
[[formats]]
code = "1J"
label = "Une journée"
[[formats.modules]]
code = "J1"
label = "Journée"
title = "Conduire"
parts = [{ title = "Matin", minutes = 180 }, { title = "Après-midi", minutes = 210 }]
"""
DAY = "2027-04-12"


@dataclass
class Session:
    """A session drafted and dated, two clients of which one is a member, its one group."""

    trade: Trade
    ref: str
    member: str
    other: str

    @property
    def group(self) -> str:
        return f"{self.ref}/G1"

    def enrol(self, *people: str, **values: Any) -> Any:
        reason = values.pop("reason", "")
        return self.trade.act("enrol", self.group, {"people": list(people)} | values, reason=reason)

    def states(self, rank: int = 1) -> list[str]:
        return [state for _name, state in people(self.trade, f"{self.ref}/G{rank}")]


def session(trade: Trade, *, least: int = 2, most: int = 3, dated: bool = True) -> Session:
    """A session of next April for 2 to 3 people, opened to enrolments."""
    trade.act("publish-programme", "", {"text": PROGRAMME, "file": "conduire.toml"})
    member = trade.client(name="Adhérente", kind="association")
    trade.act(
        "record-membership",
        member,
        {"label": "Adhésion 2027", "from_day": "2027-01-01", "to_day": "2027-12-31"},
    )
    other = trade.client(name="Passante", kind="company")
    ref = trade.act(
        "receive-request",
        "",
        {
            "kind": "own_session",
            "topic": "Conduire",
            "programme": "CONDUIRE",
            "headcount_min": min(least, most),
            "headcount_max": most,
        },
    ).ref
    trade.act("draft-offer", ref, {"programme": "CONDUIRE"})
    if dated:
        trainer = trade.trainer()
        for slot, half in ((1, MORNING), (2, AFTERNOON)):
            trade.dated(f"{ref}/S{slot}", DAY, half, trainers=[trainer])
    trade.act("open-session", ref)
    return Session(trade, ref, member, other)


def people(trade: Trade, group: str) -> list[tuple[str, str]]:
    """Surname and state of each enrolment of a group, in order."""
    with trade.database.reading() as unit:
        record: TrainingGroup = resolve(unit, group, "group").record
        return [(one.participant.name, one.state) for one in record.enrolments]


def enrolment(trade: Trade, ref: str, *names: str) -> Sequence[Any]:
    """Some columns of an enrolment."""
    with trade.database.reading() as unit:
        one: Enrolment = resolve(unit, ref, "enrolment").record
        return [getattr(one, name) for name in names]
