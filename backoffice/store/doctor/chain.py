"""The journal's chain, and the seals that it keeps of everything issued."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from backoffice.store.canonical import sha256
from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.driver import fetch, stream
from backoffice.store.journal import COLUMNS, Link, breaks
from backoffice.store.seals import digest

# What must be sealed: where it is, and the condition under which it is issued.
_ISSUED = {
    "quote": "SELECT id FROM quotes WHERE state <> 'draft'",
    "document": "SELECT id FROM documents",
    "contract": "SELECT id FROM contracts",
    "blob": "SELECT sha256 FROM blobs",
    "counter": "SELECT series FROM counters",
    "settings": "SELECT id FROM settings",
}
_NAMES = {
    "quote": "SELECT number || '-' || idx FROM quotes WHERE CAST(id AS TEXT) = ?",
    "document": "SELECT file_name FROM documents WHERE CAST(id AS TEXT) = ?",
    "contract": "SELECT ref FROM contracts WHERE CAST(id AS TEXT) = ?",
}


def journal(connection: Any) -> Iterator[Finding]:
    """Every row of the journal that isn't what was written, or doesn't follow the one before it."""
    purged = frozenset(seq for (seq,) in fetch(connection, "SELECT journal_seq FROM tombstones"))
    for broken in breaks(_links(connection), purged, _head(connection)):
        yield finding(broken.code, broken.seq)


def _links(connection: Any) -> Iterator[Link]:
    rows = stream(connection, f"SELECT {', '.join(COLUMNS)} FROM journal ORDER BY seq")
    return (Link(*row) for row in rows)


def _head(connection: Any) -> tuple[int, str]:
    rows = fetch(connection, "SELECT value FROM meta WHERE key = 'journal_head'")
    number, _space, name = str(rows[0][0]).partition(" ") if rows else ("", "", "")
    return (int(number), name) if number.isdigit() else (-1, "")


def seals(connection: Any) -> Iterator[Finding]:
    """Everything issued that no longer has the digest that its last act left in the journal."""
    last = _last_seals(connection)
    for name, seal in last.items():
        yield from _compare(connection, name, seal)
    for kind, sql in _ISSUED.items():
        for (key,) in fetch(connection, sql):
            if f"{kind}:{key}" not in last:
                yield finding("unsealed", _called(connection, f"{kind}:{key}"))


def _last_seals(connection: Any) -> dict[str, str]:
    last: dict[str, str] = {}
    for (text,) in stream(connection, "SELECT seals FROM journal WHERE seals <> '{}' ORDER BY seq"):
        last |= _read(text)
    return last


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _compare(connection: Any, name: str, seal: str) -> Iterator[Finding]:
    kind, _colon, key = name.partition(":")
    if kind not in _ISSUED:
        return
    version = seal.partition(":")[0]
    value = int(key) if kind in ("quote", "document", "contract", "settings") else key
    found = digest(connection, kind, value, int(version))
    if found is None:
        yield finding("missing", name)
    elif found != seal:
        yield finding("altered", _called(connection, name))


def _called(connection: Any, name: str) -> str:
    """What people call a sealed thing, after its kind."""
    kind, _colon, key = name.partition(":")
    rows: Iterable[tuple[Any, ...]] = fetch(connection, _NAMES[kind], (key,)) if kind in _NAMES else ()
    return f"{kind} {next((row[0] for row in rows if row[0]), key)}"


def blobs(connection: Any) -> Iterator[Finding]:
    """Bytes that lost their hash or their size, and those that nothing refers to."""
    for name, size, data in stream(connection, "SELECT sha256, size, bytes FROM blobs", few=True):
        if sha256(bytes(data)) != name or len(data) != size:
            yield finding("blob_altered", name)
    for (name,) in fetch(connection, _ORPHANS):
        yield finding("blob_orphan", name)


# Logos and what other records keep are named by their hash inside their JSON.
_NAMED_IN = (
    *(("settings", "body"), ("requests", "details"), ("quotes", "body"), ("quotes", "acceptance")),
    *(("groups", "details"), ("enrolments", "details"), ("trainers", "papers"), ("documents", "sheet")),
    # What was filed and undone: the way back still names it.
    ("undo_steps", "command"),
)
_ORPHANS = (
    "SELECT sha256 FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.sha256 = b.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.sha256 = b.sha256)"
) + "".join(
    f" AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.{column} LIKE '%' || b.sha256 || '%')"
    for table, column in _NAMED_IN
)
