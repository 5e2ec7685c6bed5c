"""A rate card, and dossiers priced from it."""

from __future__ import annotations

from typing import Any

from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of, who
from backoffice.services.pricing_json import priced
from backoffice.store.database import Database

CARD = """
format = "rate-card/1"
code = "INTRA-2026"
title = "Tarifs 2026"
valid_from = 2026-01-01
valid_until = 2026-12-31
kinds = ["intra"]
zones = ["idf: 75 77 78 91 92 93 94 95"]
ceiling = "10 %"
day_cost = "500"
[[rates]]
code = "day"
label = "Animation"
price = "1 400"
included = 8
extra = "120"
bands = ["5: -5 %"]
[[rates]]
code = "design"
label = "Ingénierie"
service = "design"
per = "file"
by = "once"
price = "900"
ceiling = "0 %"
[[rates]]
code = "travel"
label = "Déplacement"
service = "travel"
per = "vehicle"
by = "km"
price = "0.60"
beyond = 50
cost = "0.45"
[[rates]]
code = "seat"
label = "Supports"
service = "material"
per = "person"
by = "once"
price = "20"
members = "members"
[[rates]]
code = "seat"
label = "Supports"
service = "material"
per = "person"
by = "once"
price = "30"
[[rates]]
code = "room"
label = "Salle"
service = "room"
per = "file"
by = "day"
price = "210"
use = "asked"
"""


def shown(database: Database, ref: str, **more: Any) -> dict[str, Any]:
    """How a quote is priced."""
    with database.reading() as unit:
        return priced(Doing(unit, settings_of(unit), who(unit, "er"), unit.now), ref, **more)


def nets(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(line["label"], line["net_cents"]) for line in found["lines"]]
