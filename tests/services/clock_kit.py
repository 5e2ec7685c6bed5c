"""What tests ask of a dossier's promises."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from backoffice.content.base import build
from backoffice.content.settings import Settings
from backoffice.services.house import apply_settings
from backoffice.store.doctor import examine_database
from backoffice.store.lists import page, spec_of
from tests.services.conftest import ROOT, Trade

Item = Mapping[str, Any]


def promises(trade: Trade, ref: str) -> dict[str, Item]:
    """The commitments of a dossier, by policy."""
    with trade.database.reading() as unit:
        items = page(unit.driver, spec_of("commitments", trade.database.clock.now()), None, 1_000).items
    return {item["policy"]: item for item in items if item["ref"] == ref}


def states(trade: Trade, ref: str) -> dict[str, str]:
    return {policy: item["state"] for policy, item in promises(trade, ref).items()}


def request_row(trade: Trade, ref: str) -> Item:
    with trade.database.reading() as unit:
        items = page(unit.driver, spec_of("requests", trade.database.clock.now())).items
    return next(item for item in items if item["ref"] == ref)


def sound(trade: Trade) -> bool:
    return examine_database(trade.database) == ()


def changed_settings(trade: Trade, *changes: Mapping[str, Any], drop: str = "") -> None:
    """Applies the demonstration's settings with some commitments changed by id, or one dropped."""
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    del values["workstation"]
    values["organisation"]["logo"] = ""
    known = {one["id"]: one for one in values["commitments"] if one["id"] != drop}
    for change in changes:
        known[change["id"]] = known.get(change["id"], {}) | change
    apply_settings(trade.database, build(Settings, values | {"commitments": list(known.values())}), ROOT)
