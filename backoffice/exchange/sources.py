"""Files to import, opened: which tables each holds, and their rows with their place; nothing is judged."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from backoffice.content.reading import (
    JSON_BYTES,
    TOML_BYTES,
    TooLarge,
    Unreadable,
    open_plain,
    parse_json,
    parse_toml,
    read_text,
)
from backoffice.content.record_files import FORMAT, TABLES
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.exchange.delimited import CSV_BYTES, Line, not_so, read_table, stream_of
from backoffice.i18n import _

# What is offered comes as a file of its own too, by the name of its format.
_OFFERED = {
    "programme/1": ("programmes", "programme"),
    "pathway/1": ("pathways", "pathway"),
    "method/1": ("methods", "method"),
    "rate-card/1": ("rate_cards", "rate_card"),
    "questionnaire/1": ("questionnaires", "questionnaire"),
    "framework/1": ("frameworks", "framework"),
}
# How files and people call the tables besides their own names, folded.
_WORDS = {
    "users": ("user", "utilisateurs", "utilisateur"),
    "funders": ("funder", "financeurs", "financeur", "opco"),
    "clients": ("client", "customers", "customer"),
    "contacts": ("contact",),
    "trainers": ("trainer", "formateurs", "formateur", "formatrices", "intervenants"),
    "venues": ("venue", "lieux", "lieu", "salles"),
    "methods": ("method", "methodes", "methode"),
    "programmes": ("programme",),
    "pathways": ("pathway", "parcours"),
    "rate_cards": ("rates", "tarifs", "tarif", "grille"),
    "requests": ("request", "demandes", "demande", "dossiers", "dossier"),
    "modules": ("module",),
    "groups": ("group", "groupes", "groupe"),
    "participants": ("participant", "stagiaires", "stagiaire", "trainees"),
    "enrolments": ("enrolment", "inscriptions", "inscription"),
    "questionnaires": ("questionnaire",),
    "frameworks": ("framework", "accords", "marches"),
    "order_forms": ("order", "orders", "forms", "bons", "bon", "commandes", "commande"),
    "needs": ("besoins", "besoin", "analyses"),
    "slots": ("slot", "creneaux", "creneau", "seances"),
}
_WORD = re.compile(r"[a-z]+")


class UnknownKind(BackofficeError):
    code = "unknown_kind"

    def __init__(self, place: Place, what: str = "") -> None:
        super().__init__(
            _("{what} isn't a kind of record.").format(what=what)
            if what
            else _("{file} doesn't say what it holds.").format(file=place.file),
            place=place,
            remedy=_(
                "Name the file after what it holds (clients.csv), or say --kind with one of: {kinds}."
            ).format(kinds=", ".join(TABLES)),
        )


class Raw(NamedTuple):
    """One record as it stands in its file: keys and values, or the cells of a table's line."""

    place: Place
    values: Mapping[str, Any] | None = None
    cells: Sequence[str] = ()


class Source(Protocol):
    """A file to import. `rows` gives a table's records; for CSV, `header` gives its columns first."""

    file: str
    tables: tuple[str, ...]

    @property
    def lines(self) -> int: ...
    def header(self) -> Line | None: ...
    def rows(self, table: str) -> Iterator[Raw]: ...


def kind_of(text: str) -> str:
    """The table that a name, in French or English, stands for; "" when there is none or several."""
    words = set(_WORD.findall(fold(text)))
    found = [table for table, names in _WORDS.items() if table in words or words & set(names)]
    return found[0] if len(found) == 1 else ""


def open_source(path: Path, kind: str = "", encoding: str = "utf-8") -> Source:
    """The file at `path`; raises what is wrong with it as a whole."""
    if path.is_dir():
        raise Unreadable(
            _("{file} is a folder.").format(file=path.name),
            place=Place(str(path)),
            remedy=_("Name the files in it; only a folder that was exported is imported whole."),
        )
    ending = path.suffix.lower()
    if ending == ".toml":
        return _parsed(parse_toml(read_text(path, TOML_BYTES), path.name), path.name, kind, path)
    if ending == ".json":
        return _parsed(parse_json(read_text(path), path.name), path.name, kind, path)
    size = _size(path)
    if size > CSV_BYTES:
        raise TooLarge(path.name, size, CSV_BYTES)
    table = _table(kind, path.name) or kind_of(path.stem)
    if not table:
        raise UnknownKind(Place(path.name))
    return Delimited(path.name, table, lambda: open_plain(path), encoding)


def pasted_source(text: str, kind: str = "", file: str = "-") -> Source:
    """What was pasted or piped: JSON, TOML of records, or a table."""
    start = text.lstrip("\ufeff \n\r\t")[:2]
    if start[:1] in ("{", "["):
        if not start.startswith("[[") or start[:1] == "{":
            return _parsed(parse_json(text, file), file, kind)
        return _parsed(parse_toml(text, file), file, kind)
    if re.match(r"\s*format\s*=", text):
        return _parsed(parse_toml(text, file), file, kind)
    table = _table(kind, file)
    if not table:
        raise UnknownKind(Place(file))
    if len(text) > CSV_BYTES:
        raise TooLarge(file, len(text), CSV_BYTES)
    return Delimited(file, table, lambda: stream_of(text), "utf-8")


def text_of(data: bytes, file: str, encoding: str = "utf-8", most: int = CSV_BYTES) -> str:
    """The text of what was piped in; raises as reading a file does."""
    if len(data) > most:
        raise TooLarge(file, len(data), most)
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise not_so(file, line, encoding) from None


def _table(kind: str, file: str) -> str:
    if not kind:
        return ""
    table = kind_of(kind)
    if not table:
        raise UnknownKind(Place(file), kind)
    return table


def _size(path: Path) -> int:
    with open_plain(path) as file:
        return os.fstat(file.fileno()).st_size


class Delimited:
    """A table of one kind, read again from its start each time."""

    def __init__(self, file: str, table: str, opened: Callable[[], BinaryIO], encoding: str) -> None:
        self.file = file
        self.tables: tuple[str, ...] = (table,)
        self._opened, self._encoding = opened, encoding

    @property
    def lines(self) -> int:
        """How many records it holds at most."""
        with self._opened() as stream:
            return max(0, sum(1 for line in stream if line.strip()) - 1)

    def header(self) -> Line | None:
        with self._opened() as stream:
            return next(read_table(stream, self.file, self._encoding), None)

    def rows(self, table: str) -> Iterator[Raw]:
        with self._opened() as stream:
            lines = read_table(stream, self.file, self._encoding)
            next(lines, None)
            for line in lines:
                yield Raw(Place(self.file, line.number), cells=line.cells)


class Parsed:
    """A TOML or JSON file of records, held whole: both are small by their limits."""

    def __init__(
        self, file: str, found: Mapping[str, Sequence[Any]], starts: Mapping[str, Sequence[int]]
    ) -> None:
        self.file, self.tables = file, tuple(found)
        self._found, self._starts = found, starts

    @property
    def lines(self) -> int:
        return sum(len(items) for items in self._found.values())

    def header(self) -> Line | None:
        return None

    def rows(self, table: str) -> Iterator[Raw]:
        starts = self._starts.get(table, ())
        for index, item in enumerate(self._found[table]):
            place = Place(self.file, starts[index] if starts else None, f"{table}[{index}]")
            yield Raw(place, values=item if isinstance(item, dict) else {"": item})


def _parsed(value: Any, file: str, kind: str, path: Path | None = None) -> Source:
    if isinstance(value, dict) and str(value.get("format")) in _OFFERED:
        table, name = _OFFERED[str(value["format"])]
        return Parsed(file, {table: [{name: value}]}, {})
    if isinstance(value, list):
        table = _table(kind, file) or kind_of(Path(file).stem)
        if not table:
            raise UnknownKind(Place(file))
        return Parsed(file, {table: value}, {})
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Invalid(
            _("{file} isn't a file of records.").format(file=file),
            place=Place(file, None, "format"),
            remedy=_(
                "Begin it with format = “{format}”; its schema is shown by: backoffice schema records"
            ).format(format=FORMAT),
        )
    found = {table: _items(value, table, file) for table in TABLES if table in value}
    unknown = [key for key in value if key not in TABLES and key != "format"]
    if unknown:
        raise UnknownKind(Place(file, None, unknown[0][:80]), unknown[0][:80])
    starts = _toml_lines(path, found) if path is not None and path.suffix.lower() == ".toml" else {}
    return Parsed(file, found, starts)


def _items(value: Mapping[str, Any], table: str, file: str) -> Sequence[Any]:
    items = value[table]
    if not isinstance(items, list):
        raise Invalid(
            _("This should be a list."),
            place=Place(file, None, table),
            remedy=_("Write [[{table}]] before each record.").format(table=table),
        )
    return items


def _toml_lines(path: Path, found: Mapping[str, Sequence[Any]]) -> dict[str, list[int]]:
    """The line of each ``[[table]]`` header; none for a table whose records aren't all written so."""
    text = read_text(path, TOML_BYTES)
    starts: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line)
        if head:
            starts.setdefault(head[1], []).append(number)
    return {table: lines for table, lines in starts.items() if len(lines) == len(found.get(table, ()))}


__all__ = ["JSON_BYTES", "Raw", "Source", "kind_of", "open_source", "pasted_source"]
