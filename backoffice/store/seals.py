"""Digests of the rows that were issued: the journal chains them, so that an altered column shows.

A seal is ``<version>:<sha256>`` over the raw values of the columns that `columns.py` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backoffice.store.canonical import canonical, sha256
from backoffice.store.columns import VERSION, columns
from backoffice.store.driver import fetch


@dataclass(frozen=True, slots=True)
class Sealed:
    """A kind of thing that is sealed: its table, how its rows are found, and the tables under it."""

    table: str
    key: str
    parts: tuple[tuple[str, str], ...] = ()


KINDS: Mapping[str, Sealed] = {
    "quote": Sealed("quotes", "id", (("quote_lines", "quote_id"), ("instalments", "quote_id"))),
    "document": Sealed("documents", "id"),
    "contract": Sealed("contracts", "id"),
    "blob": Sealed("blobs", "sha256"),
    "counter": Sealed("counters", "series"),
    "settings": Sealed("settings", "id"),
}


def digest(connection: Any, kind: str, key: int | str, version: int = VERSION) -> str | None:
    """The seal of what `connection` (a driver's) holds under `key`; None when there is no such row."""
    sealed = KINDS[kind]
    rows = _rows(connection, sealed.table, sealed.key, key, version)
    if not rows:
        return None
    parts = [_rows(connection, table, column, key, version) for table, column in sealed.parts]
    return f"{version}:{sha256(canonical([rows, *parts]))}"


def digest_of_quote(connection: Any, quote_id: int) -> str | None:
    """The seal of a quote with its lines and instalments."""
    return digest(connection, "quote", quote_id)


def digest_of_document(connection: Any, document_id: int) -> str | None:
    """The seal of an issued document's row; its bytes have their own hash."""
    return digest(connection, "document", document_id)


def seals_of(connection: Any, touched: Iterable[tuple[str, int | str]]) -> dict[str, str]:
    """The seals of what an act touched, by ``kind:key``."""
    found = {f"{kind}:{key}": digest(connection, kind, key) for kind, key in touched}
    return {name: seal for name, seal in found.items() if seal is not None}


def _rows(connection: Any, table: str, column: str, key: int | str, version: int) -> list[tuple[Any, ...]]:
    named = ", ".join(f'"{name}"' for name in columns(table, version))
    first = columns(table, version)[0]
    return fetch(connection, f'SELECT {named} FROM "{table}" WHERE "{column}" = ? ORDER BY "{first}"', (key,))
