"""Reading what people type into a form: as they write it, and all errors at once."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import i18n
from backoffice.content.base import Content
from backoffice.content.fields import Kind, ask
from backoffice.content.typed_form import read_field, read_typed, typed_from

sys.path.insert(0, str(Path(__file__).parents[1] / "ui"))

from fake_forms import Everything

TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("fr")


def test_an_empty_form_stands_for_its_defaults_and_lacks_what_is_needed() -> None:
    reading = read_typed(Everything, {}, TODAY)
    assert reading.value is None
    assert reading.errors == {"name": "This is needed."}


def test_values_are_read_as_people_write_them() -> None:
    typed = {
        "name": "  Formation\u00a0action ",
        "kind": "pub",
        "starts": "lundi",
        "ends": "+3w",
        "at": "9h30",
        "until": "12/3 9 h 30",
        "price": "1 234,5",
        "unit": "0,636",
        "quantity": "1,5",
        "discount": "8,5 %",
        "length": "3h30",
        "people": "12",
        "remote": "oui",
        "trainers": "FOR-1, FOR-2",
        "names": "ROUX Élodie\n\nBLIN Max",
    }
    value = read_typed(Everything, typed, TODAY).value
    assert value == Everything(
        name="Formation\u00a0action",
        kind="procedure",
        starts=dt.date(2026, 6, 8),
        ends=dt.date(2026, 6, 22),
        at=dt.time(9, 30),
        until=dt.datetime(2027, 3, 12, 8, 30, tzinfo=dt.UTC),
        price=123_450,
        unit=636_000,
        quantity=15_000,
        discount=850,
        length=210,
        people=12,
        remote=True,
        trainers=("FOR-1", "FOR-2"),
        names=("ROUX Élodie", "BLIN Max"),
    )


def test_all_errors_come_at_once_and_each_says_what_to_do() -> None:
    typed = {"starts": "31/02/2027", "price": "12,3,4", "people": "61", "remote": "peut-être", "kind": "zzz"}
    reading = read_typed(Everything, typed, TODAY)
    assert set(reading.errors) == {"name", "starts", "price", "people", "remote", "kind"}
    assert set(reading.remedies) >= {"starts", "price", "people", "remote", "kind"}


def test_bounds_are_said_in_the_unit_that_was_typed() -> None:
    assert read_typed(Everything, {"name": "x", "price": "-1"}, TODAY).errors == {
        "price": "This should be 0.00\u00a0€ or more."
    }
    assert read_typed(Everything, {"name": "x", "discount": "101"}, TODAY).errors == {
        "discount": "This should be from 0% to 100%."
    }


def test_a_rule_between_fields_belongs_to_the_form_as_a_whole() -> None:
    typed = {"name": "x", "starts": "12/4/2027", "ends": "11/4/2027"}
    assert read_typed(Everything, typed, TODAY).errors == {"": "It ends before it starts."}


def test_words_that_begin_several_choices_are_not_guessed() -> None:
    assert "kind" in read_typed(Everything, {"name": "x", "kind": "int"}, TODAY).errors
    value = read_typed(Everything, {"name": "x", "kind": "inte"}, TODAY).value
    assert value is not None
    assert value.kind == "inter"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1/7/2026 9h", "2026-07-01T07:00:00Z"),
        ("1/12/2026 09:30", "2026-12-01T08:30:00Z"),
        ("lundi 930", "2026-06-08T07:30:00Z"),
        ("12 mars 2027 à 14 h 05", "2027-03-12T13:05:00Z"),
        ("tomorrow 17h30", "2026-06-02T15:30:00Z"),
    ],
)
def test_an_instant_is_a_day_and_a_time_in_the_organisations_zone(text: str, instant: str) -> None:
    value = read_typed(Everything, {"name": "x", "until": text}, TODAY).value
    assert value is not None
    assert value.until == dt.datetime.fromisoformat(instant)


@pytest.mark.parametrize("text", ["28/3/2027 2h30", "31/10/2027 2h30", "12/3", "9h30", "12/3 25h"])
def test_an_instant_that_is_none_or_two_is_refused(text: str) -> None:
    assert "until" in read_typed(Everything, {"name": "x", "until": text}, TODAY).errors


def test_one_field_is_checked_alone_while_it_is_typed() -> None:
    assert read_field(Everything, "starts", "12/4/2027", TODAY) == ("Monday 12 April 2027", "")
    assert read_field(Everything, "name", "", TODAY) == ("", "")
    assert read_field(Everything, "people", "0", TODAY)[1]
    assert read_field(Everything, "price", "1 234,5", TODAY) == ("1,234.50\u00a0€", "")


def test_a_written_number_is_never_one_that_can_be_read_two_ways() -> None:
    value = Everything(name="x", quantity=105_530, unit=1_234_000, price=123_456_789)
    assert {name: typed_from(value)[name] for name in ("quantity", "unit", "price")} == {
        "quantity": "10.5530",
        "unit": "1.2340",
        "price": "1234567.89",
    }


def test_lines_kept_as_one_text_stay_one_text() -> None:
    class Address(Content):
        street: str = ask("Address", Kind.LINES, default="")

    value = read_typed(Address, {"street": "1 rue du Lin\nBâtiment B"}, TODAY).value
    assert value == Address(street="1 rue du Lin\nBâtiment B")


names = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1).filter(
    lambda text: bool(text.strip())
)


@given(
    language=st.sampled_from(["fr", "en"]),
    name=names,
    kind=st.sampled_from(["intra", "inter", "procedure"]),
    starts=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 31)),
    until=st.none()
    | st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2099, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(second=0, microsecond=0, hour=max(4, at.hour), tzinfo=dt.UTC)
    ),
    at=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    price=st.integers(0, 10**11),
    unit=st.integers(0, 10**12),
    quantity=st.integers(1, 10**9),
    discount=st.integers(0, 10_000),
    length=st.integers(1, 100_000),
    remote=st.booleans(),
)
def test_a_form_opened_on_a_value_and_saved_gives_the_value_back(language: str, **values: object) -> None:
    # The words of choices need the catalogue; numbers and dates follow the language without it.
    value = Everything(**values)  # type: ignore[arg-type]
    i18n.use(language)
    texts = typed_from(value)
    i18n.use("en")
    if language == "fr":
        texts = {name: text for name, text in texts.items() if name not in ("kind", "remote")} | {
            "kind": value.kind,
            "remote": "yes" if value.remote else "no",
        }
    assert read_typed(Everything, texts, TODAY).value == value
