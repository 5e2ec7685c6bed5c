"""A journal as an older program would have left it: other payloads, the chain of hashes made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    with database.rebuilding() as connection, unguarded(database, connection, "journal_keep_update"):
        _rechain(connection, change)


@contextmanager
def unguarded(database: Database, connection: Any, *names: str) -> Iterator[None]:
    """The database without some of its own guards, which stand again afterwards."""
    guards = [one for one in GUARDS if one.name in names]
    assert len(guards) == len(names)
    again = []
    for guard in guards:
        if database.is_postgres:
            run(connection, f"DROP TRIGGER {guard.name} ON {guard.table}")
            on = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
            again.append(f"{on} EXECUTE FUNCTION {guard.name}()")
        else:
            [(on,)] = fetch(connection, "SELECT sql FROM sqlite_master WHERE name = ?", (guard.name,))
            run(connection, f"DROP TRIGGER {guard.name}")
            again.append(on)
    yield
    for on in again:
        run(connection, on)


def damage(database: Database, sql: str, *names: str) -> None:
    """Runs `sql` behind the program's back, without the guards `names`."""
    with database.rebuilding() as connection, unguarded(database, connection, *names):
        run(connection, sql)


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
