"""Tables as text: CSV of any usual kind, and what is copied out of a spreadsheet; read line by line.

Limits come before parsing, so that no text, however long or strange, takes long to be refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from backoffice.content.base import TEXT_MAX
from backoffice.content.reading import Unreadable
from backoffice.errors import Place
from backoffice.i18n import _

CSV_BYTES = 200_000_000
LINE_BYTES = 1_000_000
HEADER_BYTES = 20_000
COLUMNS = 200
RECORDS = 1_000_000
DELIMITERS = ";,\t"
ENCODINGS = ("utf-8", "cp1252")
# Text that a spreadsheet would run is kept inert by an apostrophe; a text that already looks so takes one
# more, so that taking one away always gives back what was there.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_INERT = re.compile(r"'+[=+\-@\t\r]")

csv.field_size_limit(TEXT_MAX)


class Line(NamedTuple):
    """A record of a table: the line that it begins on (the header's is 1), and its cells."""

    number: int
    cells: Sequence[str]


def inert(value: Any) -> Any:
    """`value` as a cell that no spreadsheet runs; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def as_written(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if _INERT.match(cell) else cell


def write_table(
    out: Any, keys: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ","
) -> None:
    """Writes rows as CSV under `keys`; every text inert."""
    writer = csv.writer(out, lineterminator="\n", delimiter=delimiter)
    writer.writerow(keys)
    writer.writerows([inert(value) for value in row] for row in rows)


def read_table(stream: BinaryIO, file: str, encoding: str = "utf-8") -> Iterator[Line]:
    """The lines of a table, the header first; empty ones are left out.

    The header tells the delimiter (``;``, ``,`` or a tab). Raises Unreadable with the line of what is wrong.
    """
    lines = _Lines(stream, file, encoding)
    header = next(lines, "")
    if len(header) > HEADER_BYTES:
        raise lines.wrong(_("its header is longer than {n} characters").format(n=HEADER_BYTES), 1)
    delimiter = _delimiter(header)
    if header.count(delimiter) >= COLUMNS:
        raise lines.wrong(_("it has more than {n} columns").format(n=COLUMNS), 1)
    reader = csv.reader(_Again(header, lines), delimiter=delimiter, strict=True)
    begun, width, count = 1, 0, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise lines.wrong(_why(wrong, begun, lines.number), begun) from None
        if any(cells):
            width, count = width or len(cells), count + 1
            if len(cells) > width and any(cells[width:]):
                raise lines.wrong(_("it has more cells than the header"), begun)
            if count > RECORDS + 1:
                raise lines.wrong(_("it holds more than {n} records").format(n=RECORDS), begun)
            yield Line(begun, [as_written(cell) for cell in cells[:width]])
        begun = lines.number + 1


def _why(wrong: csv.Error, begun: int, now: int) -> str:
    text = str(wrong)
    if "unexpected end" in text or "field larger" in text:
        return _("a quotation mark that opens there is never closed")
    if "expected after" in text:
        return _("a quotation mark stands inside a cell")
    if "new-line" in text:
        return _("its lines end with a lone carriage return")
    return text


def _delimiter(header: str) -> str:
    """The delimiter that the header has most of, outside quotation marks."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


class _Again:
    """The header, then the other lines."""

    def __init__(self, header: str, lines: Iterator[str]) -> None:
        self._header: str | None = header
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._header is not None:
            header, self._header = self._header, None
            return header
        return next(self._lines)


class _Lines:
    """The decoded lines of a stream, each no longer than it may be."""

    def __init__(self, stream: BinaryIO, file: str, encoding: str) -> None:
        self._stream, self._file, self._encoding = stream, file, encoding
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(LINE_BYTES + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) > LINE_BYTES:
            raise self.wrong(_("a line is longer than {n} bytes").format(n=LINE_BYTES), self.number)
        if self.number == 1 and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise not_so(self._file, self.number, "utf-8", "UTF-16")
        if b"\0" in raw:
            raise self.wrong(_("it holds a NUL character"), self.number)
        text = self._decoded(raw)
        return text.removeprefix("\ufeff") if self.number == 1 else text

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode(self._encoding)
        except UnicodeDecodeError:
            raise not_so(self._file, self.number, self._encoding) from None

    def wrong(self, what: str, line: int) -> Unreadable:
        return Unreadable(
            _("{file} can't be understood: {what}.").format(file=self._file, what=what),
            place=Place(self._file, line),
            remedy=_("Mend the line, or save it again from the spreadsheet as CSV."),
        )


def not_so(file: str, line: int, encoding: str, likely: str = "cp1252") -> Unreadable:
    """A text that isn't written as it was said to be, with what it looks like."""
    place = Place(file, line)
    if encoding != "utf-8":
        return Unreadable(
            _("{file} isn't {encoding} text.").format(file=file, encoding=encoding),
            place=place,
            remedy=_("Save it as “CSV UTF-8”."),
        )
    remedy = _("Save it as “CSV UTF-8”.")
    if likely in ENCODINGS:
        remedy = _("Save it as “CSV UTF-8”, or import it with --encoding {likely}.").format(likely=likely)
    return Unreadable(
        _("{file} isn't UTF-8 text; it looks like {likely} (Windows).").format(file=file, likely=likely),
        place=place,
        remedy=remedy,
    )


def stream_of(text: str) -> BinaryIO:
    """A text, as a stream that `read_table` reads."""
    return io.BytesIO(text.encode("utf-8", "replace"))
