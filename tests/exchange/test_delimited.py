"""Tables as text: whatever a spreadsheet saves is read, whatever is strange is refused with its line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.content.reading import Unreadable
from backoffice.exchange.delimited import (
    COLUMNS,
    LINE_BYTES,
    as_written,
    inert,
    read_table,
    write_table,
)


def read(data: bytes | str, encoding: str = "utf-8") -> list[tuple[int, list[str]]]:
    raw = data.encode() if isinstance(data, str) else data
    return [(line.number, list(line.cells)) for line in read_table(io.BytesIO(raw), "t.csv", encoding)]


def refused(data: bytes | str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.place.file == "t.csv"
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    text = delimiter.join(("name", "city")) + "\n" + delimiter.join(("Lin", "Guéret")) + "\n"
    assert read(text) == [(1, ["name", "city"]), (2, ["Lin", "Guéret"])]


def test_a_delimiter_inside_quotes_of_the_header_does_not_count() -> None:
    assert read('"a,b,c";d\n1;2\n')[0] == (1, ["a,b,c", "d"])


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read(b"\xef\xbb\xbfname\nLin\n") == [(1, ["name"]), (2, ["Lin"])]


def test_a_cell_of_several_lines_keeps_them_and_lines_are_counted_as_an_editor_does() -> None:
    assert read('name;note\n"Lin";"a\nb"\n\nMer;c\n') == [
        (1, ["name", "note"]),
        (2, ["Lin", "a\nb"]),
        (5, ["Mer", "c"]),
    ]


def test_windows_ends_of_line_are_read() -> None:
    assert read("name\r\nLin\r\n") == [(1, ["name"]), (2, ["Lin"])]


def test_windows_text_is_named_for_what_it_is_and_can_be_read_as_such() -> None:
    data = "name;city\nLin;Guéret\n".encode("cp1252")
    wrong = refused(data)
    assert wrong.place.line == 2
    assert "cp1252" in wrong.message
    assert "--encoding cp1252" in (wrong.remedy or "")
    assert read(data, "cp1252")[1] == (2, ["Lin", "Guéret"])


def test_utf_16_is_named() -> None:
    assert "UTF-16" in refused("name\nLin\n".encode("utf-16")).message


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        ("name;city\nLin;a\0b\n", 2, "NUL"),
        ('name\nLin\n"Mer\nSel\n' + "x;y\n" * 3, 3, "closed"),
        ('name\n"Mer' + "x" * 300_000 + "\n", 2, "closed"),
        ('name\n"Mer"x\n', 2, "inside"),
        ("name;city\nLin;Guéret;beyond\n", 2, "more cells"),
        (";".join("abc" for _ in range(COLUMNS + 1)) + "\n1\n", 1, "columns"),
        ("a;" * 20_000 + "\n1\n", 1, "characters"),
        ("a;" * 1_000_000 + "\n1\n", 1, "bytes"),
        ("name\n" + "x" * (LINE_BYTES + 1) + "\n", 2, "bytes"),
        ("name\rLin\rMer\n", 1, "carriage return"),
    ],
    ids=[
        "nul",
        "quote",
        "long quote",
        "quote inside",
        "cells",
        "columns",
        "header",
        "million",
        "line",
        "mac",
    ],
)
def test_what_is_no_table_is_refused_with_its_line(data: str, line: int, word: str) -> None:
    wrong = refused(data)
    assert wrong.place.line == line
    assert word in wrong.message


def test_empty_cells_beyond_the_header_are_left_out() -> None:
    assert read("name;city\nLin;Guéret;;;\n")[1] == (2, ["Lin", "Guéret"])


def test_nothing_at_all_is_an_empty_table() -> None:
    assert read("") == []


@pytest.mark.parametrize("text", ["=1+1", "+33 5", "-", "@x", "\tx", "\rx", "'=1", "''@x"])
def test_what_a_spreadsheet_would_run_is_inert(text: str) -> None:
    cell = inert(text)
    assert cell == f"'{text}"
    assert as_written(cell) == text


def test_numbers_stay_numbers() -> None:
    assert inert(-5) == -5
    assert inert("Lin") == "Lin"
    assert inert("'tis") == "'tis"


@given(st.text())
def test_every_text_comes_back_equal(text: str) -> None:
    assert as_written(str(inert(text))) == text


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_a_table_that_was_written_is_read_back_cell_by_cell(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    write_table(out, ("one", "two"), rows)
    kept = [list(row) for row in rows if any(row)]
    assert [cells for _line, cells in read(out.getvalue())[1:]] == kept
