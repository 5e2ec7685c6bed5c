"""A journal as an older program would have left it: other payloads, the chain of hashes made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from backoffice.store.canonical import canonical, sha256
from backoffice.store.database import Database
from backoffice.store.driver import fetch, run
from backoffice.store.journal import COLUMNS, FIRST, Link, hash_of
from backoffice.store.triggers import GUARDS

Payload = dict[str, Any]
_SET = "UPDATE journal SET payload = ?, payload_hash = ?, previous_hash = ?, hash = ? WHERE seq = ?"


def rewrite_journal(database: Database, change: Callable[[str, Payload], Payload]) -> None:
    """Gives each row of the journal the payload that `change` makes of its act and its own."""
    [guard] = [one for one in GUARDS if one.name == "journal_keep_update"]
    with database.rebuilding() as connection:
        if database.is_postgres:
            off = f"DROP TRIGGER {guard.name} ON journal"
            on = f"CREATE TRIGGER {guard.name} BEFORE UPDATE ON journal FOR EACH ROW"
            on = f"{on} EXECUTE FUNCTION {guard.name}()"
        else:
            off = f"DROP TRIGGER {guard.name}"
            [(on,)] = fetch(connection, "SELECT sql FROM sqlite_master WHERE name = ?", (guard.name,))
        run(connection, off)
        _rechain(connection, change)
        run(connection, on)


def _rechain(connection: Any, change: Callable[[str, Payload], Payload]) -> None:
    previous = FIRST
    for row in fetch(connection, f"SELECT {', '.join(COLUMNS)} FROM journal ORDER BY seq"):
        link = Link(*row)
        payload = canonical(change(link.act, json.loads(str(link.payload))))
        link = link._replace(payload=payload, payload_hash=sha256(payload), previous_hash=previous)
        link = link._replace(hash=hash_of(link))
        run(connection, _SET, (link.payload, link.payload_hash, link.previous_hash, link.hash, link.seq))
        previous = link.hash
    run(connection, "UPDATE meta SET value = ? WHERE key = 'journal_head'", (f"{link.seq} {previous}",))
