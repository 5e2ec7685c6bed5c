"""A pasted table: its cells told apart, its header recognised, its size refused before it is parsed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.exchange import tables
from backoffice.exchange.tables import TableRefused, read_table

TITLES = {"name": ("nom", "surname"), "first_name": ("prénom", "first name"), "email": ("courriel", "e-mail")}
USUAL = ("name", "first_name", "email")


def rows(text: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(text, TITLES, USUAL).rows]


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
@pytest.mark.parametrize(
    "titles", ["Nom {}Prénom {}Courriel", "SURNAME{}First name{}E-mail", "nom{}PRENOM{}e-mail"]
)
def test_columns_go_by_their_titles_in_either_language(delimiter: str, titles: str) -> None:
    text = titles.format(delimiter, delimiter) + "\n" + delimiter.join(("Roux", "Zoé", "z@e.fr"))
    assert rows(text) == [{"name": "Roux", "first_name": "Zoé", "email": "z@e.fr"}]


def test_columns_may_come_in_any_order_and_others_are_left_out_and_told() -> None:
    table = read_table("Courriel;Pointure;Nom\nz@e.fr;42;Roux", TITLES, USUAL)
    assert [dict(row.cells) for row in table.rows] == [{"email": "z@e.fr", "name": "Roux"}]
    assert table.unknown == ("Pointure",)


def test_without_a_header_cells_are_in_their_usual_order_and_a_comma_is_part_of_a_name() -> None:
    assert rows("Roux\tZoé") == [{"name": "Roux", "first_name": "Zoé"}]
    assert rows("Roux, Zoé") == [{"name": "Roux, Zoé"}]


def test_a_row_knows_the_line_where_it_begins() -> None:
    table = read_table('nom;prénom\n\n"Le\nGoff";Yann\n  ;  \nRoux;Zoé\n', TITLES, USUAL)
    assert [(row.line, row.cells["name"]) for row in table.rows] == [(3, "Le\nGoff"), (6, "Roux")]


def test_cells_beyond_the_columns_are_told_with_their_line_and_the_rest_is_read() -> None:
    table = read_table("nom;prénom\nRoux;Zoé;perdu\nPetit;Ana", TITLES, USUAL)
    assert [row.cells["name"] for row in table.rows] == ["Petit"]
    assert [error.place.line for error in table.wrong] == [2]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('nom;prénom\nRoux;"Zoé\nPetit;Ana', 2),
        ("nom;surname\nRoux;Petit", 1),
        ("nom;prénom\n" + ";".join(["x"] * (tables.COLUMNS + 1)), 2),
        ("nom;prénom\n" + "x" * (tables.CELL + 1), 2),
    ],
)
def test_what_no_table_can_be_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TableRefused) as raised:
        read_table(text, TITLES, USUAL)
    assert raised.value.place.line == line
    assert raised.value.remedy


def test_a_table_beyond_the_limits_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object, **_more: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(tables.csv, "reader", never)
    for text in ("x" * (tables.BYTES + 1), "x\n" * (tables.ROWS + 1)):
        with pytest.raises(TableRefused):
            read_table(text, TITLES, USUAL)


@given(st.text(max_size=300))
def test_any_text_is_a_table_or_is_refused_in_our_words(text: str) -> None:
    with suppress(TableRefused):
        assert read_table(text, TITLES, USUAL).columns
