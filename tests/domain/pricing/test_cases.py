"""Prices in the shapes of real offers: each case of cases.toml comes to what its offer says, to the cent."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.base import build
from backoffice.content.rate_card import RateCardFile
from backoffice.domain.pricing.card import Card
from backoffice.domain.pricing.case import Case, Taught, Teaching, Time
from backoffice.domain.pricing.lines import Proposed, propose
from backoffice.i18n import speaking

_FILE = Path(__file__).with_name("cases.toml")
CASES = tomllib.loads(_FILE.read_text(encoding="utf-8"))["cases"]
DOSSIERS = [(case, dossier) for case in CASES for dossier in case["for"]]


def card_of(case: Mapping[str, Any]) -> Card:
    file = {"format": "rate-card/1", "code": "CARD", "title": case["says"], "rates": case["rates"]}
    return build(RateCardFile, file | {"zones": case.get("zones", [])}).card()


def _time(given: Mapping[str, Any]) -> Time:
    halves = given.get("half_days", 0)
    weekend = given.get("weekend_half_days", 0)
    return Time(
        half_days=halves,
        minutes=given.get("minutes", halves * 210),
        sessions=given.get("sessions", halves),
        modules=given.get("modules", 1),
        nights=given.get("nights", 0),
        weekend_half_days=weekend,
        weekend_minutes=weekend * 210,
        weekend_sessions=weekend,
    )


def facts(dossier: Mapping[str, Any], card: Card) -> Case:
    """A dossier of the table as prices see it."""
    time = _time(dossier)
    unknown = dossier.get("unknown", False)
    case = Case(
        groups=tuple(Taught(time, None if unknown else people) for people in dossier["groups"]),
        trainers=tuple(
            Teaching(_time(one), one.get("trips", 0), one.get("nights", 0))
            for one in dossier.get("trainers", ())
        ),
        on=date.fromisoformat(dossier.get("on", "2026-06-01")),
        payer=dossier.get("payer", "company"),
        programmes=tuple(dossier.get("programmes", ())),
        bundled=dossier.get("bundled", 1),
        member=dossier.get("member", False),
        zone=dossier.get("zone", ""),
        months=dossier.get("months", 1),
        km=dossier.get("km"),
        vehicle_trips=dossier.get("vehicle_trips", 0),
        costs={code: int(Decimal(euros) * 100) for code, euros in dossier.get("costs", {}).items()},
        asked=frozenset(dossier.get("asked", ())),
    )
    if "expired_on" in dossier:
        case = replace(case, expired_on=date.fromisoformat(dossier["expired_on"]))
    if "place" in dossier:
        case = replace(case, zone=card.zone_of(*dossier["place"].split()))
    return case


_LINE = re.compile(r"^(\()?([\d.]+) x ([\d.]+)(?: - ([\d.]+) %)? = ([\d.]+)\)?$")


def wanted(text: str) -> tuple[bool, int, int, int, int]:
    found = _LINE.match(text)
    assert found, text
    option, quantity, price, discount, net = found.groups()
    return (
        option is not None,
        int(Decimal(quantity) * 10_000),
        int(Decimal(price) * 1_000_000),
        int(Decimal(discount or 0) * 100),
        int(Decimal(net) * 100),
    )


def _found(line: Proposed) -> tuple[bool, int, int, int, int]:
    return line.optional, line.quantity_e4, line.unit_micro, line.discount_bp, line.net_cents


@pytest.mark.parametrize(
    ("case", "dossier"),
    DOSSIERS,
    ids=[f"{case['says']} ({number})" for number, (case, _d) in enumerate(DOSSIERS)],
)
def test_an_offer_comes_to_what_it_says(case: Mapping[str, Any], dossier: Mapping[str, Any]):
    card = card_of(case)
    proposal = propose(card, facts(dossier, card))
    assert [_found(line) for line in proposal.lines] == [wanted(text) for text in dossier["lines"]]
    with speaking("en"):
        told = [f"{one.code}: {one.said}" for one in proposal.remarks]
    for text in dossier.get("remarks", ()):
        assert any(one.startswith(text) for one in told), told
    if "remarks" not in dossier:
        assert not [one for one in proposal.remarks if one.blocking]
    if "total" in dossier:
        assert sum(line.net_cents for line in proposal.lines) == int(Decimal(dossier["total"]) * 100)


def test_the_table_holds_at_least_eighty_dossiers():
    assert len(DOSSIERS) >= 80


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_line_says_how_it_was_counted(language: str):
    with speaking(language):
        for case, dossier in DOSSIERS:
            card = card_of(case)
            for line in propose(card, facts(dossier, card)).lines:
                assert line.why
                assert all(str(step) and "{" not in str(step) for step in line.why)
