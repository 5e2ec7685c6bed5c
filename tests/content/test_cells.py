"""Columns called in French, in English or as files do, and cells that say what people or files mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from backoffice.content.cells import cell_of, columns_of
from backoffice.content.fields import describe
from backoffice.content.record_files import TABLES
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _, speaking

TODAY = date(2026, 6, 1)
PLACE = Place("t.csv", 1)


def read(table: str, column: str, cell: str) -> Any:
    [found], wrong = columns_of(TABLES[table], [column], PLACE, TODAY, "Europe/Paris")
    assert not wrong
    assert found is not None
    return found.field, found.read(cell)


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Raison sociale", "name"),
        ("NOM *", "name"),
        ("name", "name"),
        ("Code postal", "postcode"),
        ("Postcode", "postcode"),
        ("Référence extérieure", "external_ref"),
        ("external_ref", "external_ref"),
        ("Langue des documents", "language"),
    ],
)
def test_a_column_is_known_by_its_name_in_french_or_english(column: str, field: str) -> None:
    assert read("clients", column, "x" if field != "language" else "fr")[0] == field


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("tongue", ["fr", "en"])
def test_no_two_fields_of_a_kind_bear_the_same_label(table: str, tongue: str) -> None:
    with speaking(tongue):
        labels = [_(asked.label) for asked in describe(TABLES[table])]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("table", "column", "cell", "value"),
    [
        ("requests", "budget_cents", "123450", 123_450),
        ("requests", "Budget", "1 234,50 €", 123_450),
        ("requests", "kind", "own_session", "own_session"),
        ("requests", "Kind", "Session inter", "own_session"),
        ("requests", "received_at", "2026-05-12T07:30:00Z", datetime(2026, 5, 12, 7, 30, tzinfo=UTC)),
        ("requests", "received_at", "12/5/2026 9h30", datetime(2026, 5, 12, 7, 30, tzinfo=UTC)),
        ("requests", "chase_on", "2026-06-09", date(2026, 6, 9)),
        ("requests", "chase_on", "9/6", date(2026, 6, 9)),
        ("slots", "counts", "oui", True),
        ("slots", "counts", "false", False),
        ("slots", "minutes", "210", 210),
        ("trainers", "skills", "M1; M2", ("M1", "M2")),
        ("trainers", "skills", '["M;1"]', ["M;1"]),
        ("clients", "type", "Acheteur public", "public"),
        ("clients", "kind", "public buyer", "public"),
    ],
)
def test_a_cell_is_read_as_its_column_means(table: str, column: str, cell: str, value: Any) -> None:
    assert read(table, column, cell)[1] == value


@pytest.mark.parametrize(
    ("column", "cell"),
    [("budget_cents", "12,5"), ("Budget", "beaucoup"), ("kind", "poisson"), ("more", "{"), ("more", "x")],
)
def test_a_cell_that_says_nothing_is_refused_with_what_to_do(column: str, cell: str) -> None:
    with pytest.raises(BackofficeError) as caught:
        read("requests", column, cell)
    assert caught.value.remedy


@pytest.mark.parametrize("value", [["a", "b;c"], {"a": [1]}, True, False, 12, "text", "", None])
def test_what_a_column_of_files_holds_comes_back(value: Any) -> None:
    cell = str(cell_of(value))
    column = {bool: "counts", int: "headcount_min", list: "skills", dict: "more"}.get(type(value), "note")
    table = {"counts": "slots", "skills": "trainers", "headcount_min": "requests"}.get(column, "clients")
    assert (read(table, column, cell)[1] if cell else value) == value
