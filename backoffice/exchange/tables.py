"""A table as people paste or save it: tabs, semicolons or commas, with its header or without, into rows."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

# Refused before anything is parsed: a list of people or of dossiers is far below.
BYTES = 2_000_000
ROWS = 20_000
COLUMNS = 60
CELL = 10_000
_DELIMITERS = ("\t", ";", ",")


class TableRefused(BackofficeError):
    """A table that can't be read as one."""

    code = "bad_table"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line where it begins (from 1), its cells by the name of their column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that hold something; `columns` as they stand, `unknown` the titles that mean nothing here.

    `wrong` are the rows that don't fit under the columns: they are among no rows, and said with the rest.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    headed: bool
    delimiter: str
    unknown: tuple[str, ...] = ()
    wrong: tuple[BackofficeError, ...] = ()


def read_table(
    text: str,
    titles: Mapping[str, Sequence[str]],
    usual: Sequence[str],
    *,
    file: str | None = None,
    most_rows: int = ROWS,
) -> Table:
    """The table that `text` holds.

    `titles` gives for each column the titles that name it, in any language, compared without accents or
    case; `usual` is the order of the columns where there is no header. Raises TableRefused.
    """
    _check_size(text, file, most_rows)
    delimiter = sniffed(text, titles)
    found = _parsed(text, delimiter, file)
    if not found:
        return Table(tuple(usual), (), False, delimiter)
    names = header(found[0][1], titles)
    if names is None:
        return _table(tuple(usual), found, False, delimiter, (), file)
    _check_doubles(found[0][1], names, found[0][0], file)
    unknown = tuple(
        cell.strip() for cell, name in zip(found[0][1], names, strict=True) if cell.strip() and not name
    )
    return _table(tuple(names), found[1:], True, delimiter, unknown, file)


def sniffed(text: str, titles: Mapping[str, Sequence[str]]) -> str:
    """What stands between cells, told by the first line that holds something.

    A comma does only in a line of titles: elsewhere it belongs to what people write.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "\t" in first:
        return "\t"
    if ";" in first or "," not in first:
        return ";"
    return "," if header(next(csv.reader([first])), titles) is not None else ";"


def header(cells: Sequence[str], titles: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The columns that `cells` name ("" for one that isn't known); None when they aren't a header.

    A header names two columns that are known, or nothing else than columns that are known.
    """
    known = {fold(title): name for name, each in titles.items() for title in each}
    names = [known.get(fold(cell).strip(" :*."), "") for cell in cells]
    said = [name for cell, name in zip(cells, names, strict=True) if cell.strip()]
    named = [name for name in said if name]
    return names if named and (len(named) > 1 or len(named) == len(said)) else None


def _check_size(text: str, file: str | None, most_rows: int) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES:
        raise _refused(
            _("The table has {n} bytes; at most {limit} are read.").format(n=size, limit=BYTES), file
        )
    rows = text.count("\n") + 1
    if rows > most_rows:
        raise _refused(
            _("The table has {n} lines; at most {limit} are read.").format(n=rows, limit=most_rows), file
        )


def _refused(message: str, file: str | None, line: int | None = None) -> TableRefused:
    return TableRefused(message, place=Place(file, line), remedy=_("Split it, or mend that line."))


def _parsed(text: str, delimiter: str, file: str | None) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each with its line."""
    # Each line comes with its end, so that a cell in quotes may hold several.
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _check_cells(cells, before + 1, file)
                found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error:
        raise _refused(
            _("A quotation mark is opened and not closed, or closed too early."), file, before + 1
        ) from None
    return found


def _check_cells(cells: Sequence[str], line: int, file: str | None) -> None:
    if len(cells) > COLUMNS:
        raise _refused(
            _("The row has {n} cells; at most {limit} are read.").format(n=len(cells), limit=COLUMNS),
            file,
            line,
        )
    longest = max(map(len, cells))
    if longest > CELL:
        raise _refused(
            _("A cell has {n} characters; at most {limit} are read.").format(n=longest, limit=CELL),
            file,
            line,
        )


def _check_doubles(cells: Sequence[str], names: Sequence[str], line: int, file: str | None) -> None:
    twice = [cell.strip() for cell, name in zip(cells, names, strict=True) if name and names.count(name) > 1]
    if twice:
        raise _refused(_("Two columns mean the same: {names}.").format(names=", ".join(twice)), file, line)


def _table(
    columns: tuple[str, ...],
    found: Sequence[tuple[int, list[str]]],
    headed: bool,
    delimiter: str,
    unknown: tuple[str, ...],
    file: str | None,
) -> Table:
    rows, wrong = [], []
    for line, cells in found:
        beyond = [cell.strip()[:40] for cell in cells[len(columns) :] if cell.strip()]
        if beyond:
            message = _("The row has more cells than there are columns: {cells}.")
            wrong.append(_refused(message.format(cells=", ".join(beyond)), file, line))
            continue
        pairs = zip(columns, cells, strict=False)
        rows.append(Row(line, {name: cell.strip() for name, cell in pairs if name}))
    return Table(columns, tuple(rows), headed, delimiter, unknown, tuple(wrong))
