"""The settings: the demonstration's are right, and every mistake is told at once with its key path."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.base import build
from backoffice.content.schemas import schema_files
from backoffice.content.settings import Numbering, Settings, Workstation
from backoffice.errors import BackofficeError, each

ROOT = Path(__file__).parents[2]


def values() -> dict[str, Any]:
    """The demonstration's settings, apart from what is the workstation's own."""
    read = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    build(Workstation, read.pop("workstation"), "config.toml")
    return read


def told(given: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(BackofficeError) as raised:
        build(Settings, given, "config.toml")
    return {str(error.place.path): error.code for error in each(raised.value)}


def test_the_demonstrations_settings_are_right() -> None:
    settings = build(Settings, values(), "config.toml")
    assert settings.organisation.siret == "99901742900013"
    assert settings.clock.frozen is not None
    assert settings.clock.frozen.isoformat() == "2026-06-01T07:00:00+00:00"


def test_every_mistake_is_told_at_once() -> None:
    given = values()
    given["organisation"] |= {"siret": "999 017 429 00014", "zone": "Europe/Limoges", "iban": "FR76 1"}
    given["organisation"] |= {"territory": "XX", "colour": "red"}
    given["hours"]["morning"] = {"start": "12:30", "finish": "09:00"}
    given["hours"]["closures"][0]["last"] = date(2026, 8, 1)
    given["numbering"]["quote"] = "DEV-{n}"
    given["quotes"]["validity_days"] = 0
    given["quotes"]["instalments"][0]["trigger"] = "one day"
    del given["organisation"]["ape"]
    found = told(given)
    assert set(found) == {
        "organisation.siret",
        "organisation.zone",
        "organisation.iban",
        "organisation.territory",
        "organisation.colour",
        "organisation.ape",
        "hours.morning",
        "hours.closures[0]",
        "numbering.quote",
        "quotes.validity_days",
        "quotes.instalments[0].trigger",
    }


@pytest.mark.parametrize(
    "pattern",
    ["DEV-{year}-{n:04}", "D/{year}/{n}", "{year}{n:06}", "F_+-{year}-{n:03}", "X" * 24 + "{year}-{n}"],
)
def test_a_pattern_that_stays_within_35_characters_can_number(pattern: str) -> None:
    assert Numbering(quote=pattern).quote.format(year=2026, n=42)


@pytest.mark.parametrize(
    "pattern",
    [
        "DEV-{n:04}",
        "DEV-{year}",
        "DÉV-{year}-{n}",
        "DEV {year} {n}",
        "{n}-{year}",
        "{year}{n}{x}",
        "{year.__class__}{n}",
        "X" * 26 + "{year}-{n}",
        "X" * 23 + "{year}-{n:09}",
    ],
)
def test_a_pattern_without_year_and_rank_or_too_long_cant(pattern: str) -> None:
    with pytest.raises(ValueError, match="can't number"):
        Numbering(quote=pattern)


def test_the_vat_status_is_the_last_that_has_begun() -> None:
    given = values()
    given["organisation"]["vat"] = [
        {"status": "taxable", "since": date(2027, 1, 1)},
        {"status": "exempt_261_4_4_a", "since": date(2019, 9, 1)},
    ]
    ours = build(Settings, given).organisation
    assert ours.vat_on(date(2026, 12, 31)) == "exempt_261_4_4_a"
    assert ours.vat_on(date(2027, 1, 1)) == "taxable"
    assert ours.vat_on(date(2001, 1, 1)) == "exempt_261_4_4_a"


def test_the_committed_schemas_are_those_of_the_models() -> None:
    for name, text in schema_files().items():
        assert (ROOT / "schemas" / name).read_text(encoding="utf-8") == text
        assert "refers_to" not in text
