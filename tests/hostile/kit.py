"""Hostile records in every kind of file: the same values as TOML, JSON, CSV, or a table that is pasted."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backoffice.content.base import Content
from backoffice.content.fields import Kind, describe
from backoffice.content.record_files import TABLES
from backoffice.domain.text import clean, clean_line
from backoffice.exchange.delimited import inert
from backoffice.exchange.sources import Source, pasted_source

Records = Sequence[Mapping[str, Any]]

# What each kind needs beside the texts under test; a dossier and its group are there already.
NEEDED: dict[str, dict[str, Any]] = {
    "users": {"initials": "zz"},
    "funders": {},
    "clients": {},
    "contacts": {"client": "CLI-0001"},
    "trainers": {},
    "venues": {},
    "requests": {"client": "CLI-0001"},
    "groups": {"request": "INT-2026-0001"},
    "participants": {},
    "slots": {"request": "INT-2026-0001", "module": "M1", "minutes": 210},
}
_FREE = (Kind.LINE, Kind.TEXT, Kind.LINES, Kind.SUGGEST)
# Texts with a form of their own, which no free text has; references are tested apart.
_SHAPED = {"siret", "vat_number", "email", "initials", "login", "zone", "procedure_zone", "closures"}
_SHAPED |= {"ref", "uid", "more", "module", "absences", "tags", "closes_length"}


def texts_of(table: str) -> dict[str, Callable[[str], str]]:
    """The free texts of a kind of record, each with the rule by which it is kept."""
    model: type[Content] = TABLES[table]
    return {
        one.name: clean if one.kind in (Kind.TEXT, Kind.LINES) else clean_line
        for one in describe(model)
        if one.kind in _FREE
        and one.name not in _SHAPED
        and not one.refers_to
        and not isinstance(one.default, tuple)
    }


def _toml(table: str, records: Records) -> str:
    # A basic string of TOML is one of JSON, but for DEL.
    lines = ['format = "records/1"']
    for values in records:
        lines += [
            f"[[{table}]]",
            *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()),
        ]
    return "\n".join(lines).replace("\x7f", "\\u007f") + "\n"


def _json(table: str, records: Records) -> str:
    return json.dumps({"format": "records/1", table: records}, ensure_ascii=False)


def _delimited(delimiter: str) -> Callable[[str, Records], str]:
    def written(_table: str, records: Records) -> str:
        """As a spreadsheet writes it: what stands between quotation marks may hold anything."""
        out = io.StringIO()
        for cells in (list(records[0]), *(list(values.values()) for values in records)):
            shown = ('"' + str(inert(cell)).replace('"', '""') + '"' for cell in cells)
            out.write(delimiter.join(shown) + "\n")
        return out.getvalue()

    return written


KINDS: dict[str, Callable[[str, Records], str]] = {
    "toml": _toml,
    "json": _json,
    "csv": _delimited(";"),
    "comma.csv": _delimited(","),
    "pasted": _delimited("\t"),
}


def source(kind: str, table: str, *records: Mapping[str, Any]) -> Source:
    """`records` of `table` in a file of `kind`."""
    return pasted_source(KINDS[kind](table, records), table, f"{table}.{kind}")
