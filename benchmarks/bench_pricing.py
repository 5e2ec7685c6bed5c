"""Pricing a dossier: the rules alone, then the act on a workspace, with what is read to tell it.

    python -m benchmarks pricing
    python benchmarks/bench_pricing.py [GROUPS]

Timings are medians of several runs, the processor's share and the slowest beside them. The floor of the
rules is adding up the same lines once they are known; that of the act is counting the draft's amounts again.
Nothing is asserted.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from backoffice.clock import FrozenClock
from backoffice.content.base import build
from backoffice.content.reading import parse_toml
from backoffice.content.settings import Settings
from backoffice.domain.money import Line, totals
from backoffice.domain.pricing.card import Band, Basis, Card, Mode, Rate, Service
from backoffice.domain.pricing.case import Case, Taught, Teaching, Time
from backoffice.domain.pricing.lines import propose
from backoffice.domain.pricing.units import By, Per
from backoffice.domain.vat import VatTreatment
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import Order, do, settings_of, who
from backoffice.services.house import apply_settings
from backoffice.services.pricing_json import priced
from backoffice.store.database import Database
from benchmarks.bench_commitments import NOW
from benchmarks.bench_store import timed

ROOT = Path(__file__).parents[1]
EURO = 1_000_000
_EXEMPT = VatTreatment("E", 0, "VATEX-FR-CGI261-4", "vat_exempt_training")


def card() -> Card:
    """Thirty rates of every kind."""
    bands = tuple(Band(at, discount_bp=50 * at) for at in range(2, 12, 2))
    rates = [
        Rate("day", "Animation", price_micro=1_400 * EURO, included=8, extra_micro=120 * EURO, bands=bands),
        Rate("part", "Dégressif", price_micro=900 * EURO, mode=Mode.PROGRESSIVE, bands=bands),
        Rate("seat", "Place", per=Per.PERSON, by=By.COURSE, price_micro=90 * EURO,
             basis=Basis.GROUP_SIZE, mode=Mode.PROGRESSIVE, bands=bands),
        Rate("km", "Route", Service.TRAVEL, Per.VEHICLE, By.KM, 600_000, beyond=50),
    ]  # fmt: skip
    more = (Rate(f"m{n}", "Autre", per=Per.FILE, by=By.ONCE, price_micro=n * EURO) for n in range(1, 27))
    return Card("C", "c", (*rates, *more))


def case(groups: int) -> Case:
    """A long action: forty half-days for each group of sixteen, three trainers."""
    time = Time(40, 8_400, 40, 10, 8, 2, 420, 2)
    return Case(
        (Taught(time, 16),) * groups, (Teaching(time, 12, 8),) * 3, km=300, vehicle_trips=12, months=9
    )


def rules(groups: int) -> None:
    """The rules alone, and the sum of the lines that they give."""
    ours, theirs = card(), case(groups)
    lines = propose(ours, theirs).lines
    given = [Line(one.unit_micro, one.quantity_e4, _EXEMPT, one.discount_bp, one.nature) for one in lines]
    print(f"{len(ours.rates)} rates, {groups} groups of 40 half-days: {len(lines)} lines")
    timed("the rules: every line and its reasons", partial(propose, ours, theirs), 50)
    timed("floor: the same lines added up", partial(totals, given), 50)


def act(folder: Path, groups: int) -> None:
    """The act on an SQLite workspace, and what `price --json` reads."""
    database = Database.create(folder / "bench.db")
    database.clock = FrozenClock(NOW)
    apply_settings(database, _settings(), ROOT)
    quote = _drafted(database, groups)
    turns = count()
    timed(
        "the act: price-quote, with its journal row and its way back",
        lambda: _price(database, quote, turns),
        9,
    )
    timed("price --json: lines, rules, funding, margin", partial(_read, database, quote), 9)
    timed("floor: the draft edited, its amounts counted again", lambda: _edit(database, quote, turns), 9)


def _settings() -> Settings:
    values = parse_toml((ROOT / "config.toml").read_text(encoding="utf-8"), "config.toml")
    del values["workstation"]
    values["organisation"]["logo"] = ""
    return build(Settings, values)


def _drafted(database: Database, groups: int) -> str:
    demo = ROOT / "backoffice" / "data" / "demo"
    texts = {
        name: (demo / name).read_text(encoding="utf-8")
        for name in ("programmes/FA-COOP.toml", "rates/INTRA-2026.toml")
    }
    _do(database, "new-user", "", {"initials": "ER", "name": "Emma Roux"}, user="")
    _do(database, "publish-programme", "", {"text": texts["programmes/FA-COOP.toml"]})
    _do(database, "publish-rate-card", "", {"text": texts["rates/INTRA-2026.toml"]})
    client = _do(database, "new-client", "", {"name": "Caisse", "kind": "public"})
    wish = {"topic": "Coopérer", "client": client, "headcount_max": 14, "groups": groups}
    ref = _do(database, "receive-request", "", wish)
    for name in ("skip-acknowledgement", "skip-needs"):
        _do(database, name, ref, {}, reason="known")
    _do(database, "draft-offer", ref, {"programme": "FA-COOP"})
    return f"{ref}/V1"


def _do(
    database: Database, name: str, ref: str, values: dict[str, Any], user: str = "er", reason: str = ""
) -> str:
    return do(database, (Order(name, ref, values, reason),), user=user).stored[-1].ref


def _price(database: Database, quote: str, turns: Any) -> None:
    _do(database, "price-quote", quote, {"km": 200 + next(turns)})


def _edit(database: Database, quote: str, turns: Any) -> None:
    _do(database, "edit-quote", quote, {"title": "T", "note": str(next(turns))})


def _read(database: Database, quote: str) -> None:
    with database.reading() as unit:
        priced(Doing(unit, settings_of(unit), who(unit, "er"), unit.now), quote)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="?", type=int, default=12)
    asked = parser.parse_args()
    rules(asked.groups)
    with tempfile.TemporaryDirectory() as folder:
        act(Path(folder), asked.groups)


if __name__ == "__main__":
    main()
