"""What a slot's day is: holidays of its place, school holidays of its zone, and what isn't known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.content.base import build
from backoffice.content.settings import SchoolYearRows, Settings
from backoffice.errors import BackofficeError
from backoffice.services.days import public_holiday, school_holiday
from backoffice.services.upkeep import read_settings
from backoffice.store.records import Client, Request, Slot, Venue
from tests.cli.conftest import ROOT

NEXT_YEAR = {
    "zone": "A",
    "starts_on": date(2027, 9, 1),
    "last": date(2028, 8, 31),
    "holidays": [{"name": "Toussaint", "first": date(2027, 10, 23), "back": date(2027, 11, 8)}],
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return read_settings(ROOT)


def slot(day: date, **place: Any) -> Slot:
    client = Client(postcode="75011", school_zone=place.pop("school_zone", None))
    venue = Venue(**{"territory": "FR", "postcode": None} | place) if place else None
    return Slot(day=day, request=Request(client=client, territory="FR"), venue=venue)


def test_a_slot_on_a_holiday_of_its_venues_territory_says_which() -> None:
    assert public_holiday(slot(date(2026, 5, 14))) == "Ascension Day"
    assert public_holiday(slot(date(2026, 12, 26), territory="FR-67")) is not None
    assert public_holiday(slot(date(2026, 12, 26))) is None


def test_the_zone_is_the_venues_then_the_clients(settings: Settings) -> None:
    winter_of_a = date(2027, 2, 16)
    assert school_holiday(settings, slot(winter_of_a, postcode="23000")) == "zone A: Winter holidays"
    assert school_holiday(settings, slot(winter_of_a)) == "zone C: Winter holidays"
    assert school_holiday(settings, slot(winter_of_a, school_zone="B")) is None


def test_a_year_that_is_not_published_is_unknown_not_free(settings: Settings) -> None:
    assert school_holiday(settings, slot(date(2027, 10, 25), postcode="23000")) == "zone A: not published"


def test_a_year_given_in_the_settings_is_known(settings: Settings) -> None:
    with_year = settings.model_copy(update={"school_years": (build(SchoolYearRows, NEXT_YEAR),)})
    assert school_holiday(with_year, slot(date(2027, 10, 25), postcode="23000")) == "zone A: Toussaint"
    assert school_holiday(with_year, slot(date(2027, 11, 8), postcode="23000")) is None


def test_a_holiday_that_ends_before_it_starts_is_refused() -> None:
    wrong = NEXT_YEAR | {"holidays": [{"name": "T", "first": date(2027, 11, 8), "back": date(2027, 10, 23)}]}
    with pytest.raises(BackofficeError, match="ends before it starts"):
        build(SchoolYearRows, wrong)
