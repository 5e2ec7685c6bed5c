"""Acts in any order, on anything, with anything that forms accept: done or refused, and all stays sound."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from backoffice.clock import FrozenClock
from backoffice.content.base import Content
from backoffice.content.fields import Description, Kind, describe
from backoffice.errors import BackofficeError
from backoffice.services.acts import acts
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from tests.services.conftest import PROGRAMME, Trade, dump
from tests.store.postgres import NOW

REFS = [
    *("CLI-0001", "CLI-0002", "CON-0001", "FUN-0001", "TRA-0001", "TRA-0002", "VEN-0001", "PAR-0001"),
    *("er", "sb", "COOP", "GRP-0001", "GRP-0002", "INT-2026-0001", "INT-2026-0002", "SES-2026-0001"),
    *(f"INT-2026-000{r}/{part}" for r in (1, 2) for part in ("V1", "V2", "V3", "S1", "S2", "S3", "M1", "G1")),
    *(f"INT-2026-000{r}/V{v}/{part}" for r in (1, 2) for v in (1, 2) for part in ("L1", "L2", "E1", "E2")),
    *("DEV-2026-0001-1", "DEV-2026-0001-2", "DEV-2026-0002-1"),
]
WORDS = [
    *["Coopérer"] * 4,
    "",
    "Œuvre [/] <b>",
    "1",
    "M1",
    "Roux Zoé; f; z@example.org",
    "PAR-0001",
    "x" * 300,
    "🎓",
]
SHAPED = {
    "siret": ["99901742900013", "999"],
    "vat_number": ["FR37999017429", "FR1"],
    "email": ["a@b.example", "a"],
    "zone": ["Indian/Reunion", "Europe/Paris", "Moon"],
    "module": ["M1", "M2", "M9"],
    "programme_format": ["", "2M", "9M"],
    "initials": ["ER", "SB", "NK"],
}


def value(dice: random.Random, asked: Description) -> Any:
    """Something that a form could hold for this field, right or wrong."""
    if asked.refers_to or asked.name in ("programme",):
        kinds = {"client": "CLI", "contact": "CON", "trainer": "TRA", "venue": "VEN", "group": "GRP"}
        known = [ref for ref in REFS if ref.startswith(kinds.get(str(asked.refers_to), "COOP"))] or ["er"]
        one = dice.choice(known)
        return [one] if asked.kind is Kind.RECORDS else one
    match asked.kind:
        case Kind.CHOICE:
            return dice.choice(asked.choices)[0]
        case Kind.DATE:
            return dice.choice(["2026-05-31", "2026-06-01", "2026-07-01", "2027-03-28", "2199-12-31"])
        case Kind.TIME:
            return dice.choice(["09:00", "02:30", "12:30", "23:59", "00:00"])
        case Kind.INSTANT:
            return dice.choice(["2026-06-01T07:00:00Z", "2026-05-01T00:00:00Z", "2027-01-01T00:00:00Z"])
        case Kind.YES_NO:
            return dice.random() < 0.5
        case Kind.LINES:
            lines = [dice.choice(WORDS) for _n in range(dice.randrange(3))]
            return lines if asked.name in ("people", "skills") else "\n".join(lines)
        case Kind.LINE | Kind.TEXT:
            return PROGRAMME if asked.name == "text" else dice.choice(SHAPED.get(asked.name, WORDS))
        case _:
            least = max(asked.low or 1, 1)
            fitting = [n for n in (least, 2, 12, 210, 3_000, 10_000) if n <= (asked.high or n)]
            return dice.choice(fitting if dice.random() < 0.9 else [0, -1, 10**9, 10**15, 10**20])


def filled(dice: random.Random, model: type[Content]) -> dict[str, Any]:
    fields = describe(model)
    return {one.name: value(dice, one) for one in fields if one.required or dice.random() < 0.4}


def target_of(dice: random.Random, kind: str) -> str:
    if not kind or dice.random() < 0.1:
        return dice.choice(REFS)
    ends = {"quote": "V", "slot": "S", "module": "M", "group": "G", "line": "L", "instalment": "E"}
    if kind in ends:
        fits = [ref for ref in REFS if ref.rpartition("/")[2][:1] == ends[kind] and "/" in ref]
        return dice.choice([*fits, *(ref for ref in REFS if kind == "quote" and ref.startswith("DEV"))])
    return dice.choice([ref for ref in REFS if "/" not in ref])


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 40))])
def test_whatever_is_tried_is_done_whole_or_refused_in_our_words(
    house_file: Path, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "backoffice.db"
    path.write_bytes(house_file.read_bytes())
    path.chmod(0o600)
    trade, dice = Trade(Database.open(path, FrozenClock(NOW))), random.Random(seed)
    trade.trainer(), trade.trainer("Benamar"), trade.venue()
    trade.drafted()
    trade.offered(client="CLI-0001")
    names, done, refused = list(acts()), 0, 0
    for _n in range(200):
        act = acts()[dice.choice(names)]
        values = filled(dice, act.model) if act.model else None
        before = dump(trade.database) if dice.random() < 0.1 else None
        try:
            if dice.random() < 0.1:
                trade.undo(dice.choice(["er", "sb"]))
            else:
                reason = dice.choice(["", "because"])
                trade.act(
                    act.name, target_of(dice, act.on), values, reason=reason, user=dice.choice(["er", "sb"])
                )
            done += 1
        except BackofficeError:
            refused += 1
            assert before is None or dump(trade.database) == before
    assert examine_database(trade.database) == ()
    assert done > 5
    assert refused > 5
    trade.database.close()
