"""Rules that the tables keep by themselves: the journal only grows, issued rows stay as they are."""

from __future__ import annotations

from typing import NamedTuple

from backoffice.store.columns import columns

# What may still change on an issued row; the journal seals these columns too.
_MOVING = {
    "quotes": {"state", "valid_until", "acceptance", "subject_to_funding", "version", "updated_at"},
    "quote_lines": set[str](),
    "instalments": {"due_on", "version", "updated_at"},
    "documents": {"replaced_by_id", "version", "updated_at"},
    "contracts": {
        *("state", "asked", "asked_on", "signed_on", "signature", "proof_id", "ended"),
        *("version", "updated_at"),
    },
}
_JOURNAL = (
    *("seq", "occurred_at", "recorded_at", "actor_id", "act", "subject_uid", "subject_ref"),
    *("payload_hash", "seals", "previous_hash", "hash", "hash_version"),
)

_ISSUED = "(SELECT state FROM quotes WHERE id = {row}.quote_id) <> 'draft'"
_KEEPS = "an issued quote keeps its {what}"
_PURGED = (
    "NEW.payload IS NULL AND OLD.payload IS NOT NULL"
    " AND EXISTS (SELECT 1 FROM tombstones WHERE journal_seq = OLD.seq)"
)
_NEXT = "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)"


class Guard(NamedTuple):
    """`event` on `table` is refused with `reason` when the SQL condition `when` holds."""

    name: str
    table: str
    event: str
    when: str | None
    reason: str


def _frozen(table: str) -> tuple[str, ...]:
    return tuple(name for name in columns(table) if name not in _MOVING[table])


def _changed(names: tuple[str, ...]) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


def _part(table: str, what: str) -> tuple[Guard, ...]:
    reason = _KEEPS.format(what=what)
    changed = f"({_ISSUED.format(row='OLD')} OR {_ISSUED.format(row='NEW')}) AND ({_changed(_frozen(table))})"
    return (
        Guard(f"{table}_keep_insert", table, "INSERT", _ISSUED.format(row="NEW"), reason),
        Guard(f"{table}_keep_update", table, "UPDATE", changed, reason),
        Guard(f"{table}_keep_delete", table, "DELETE", _ISSUED.format(row="OLD"), reason),
    )


GUARDS = (
    Guard("journal_next", "journal", "INSERT", _NEXT, "the journal has no gap"),
    Guard(
        "journal_keep_update",
        "journal",
        "UPDATE",
        f"NOT ({_PURGED}) OR {_changed(_JOURNAL)}",
        "the journal never changes",
    ),
    Guard("journal_keep_delete", "journal", "DELETE", None, "the journal is never deleted"),
    Guard(
        "quotes_keep_update",
        "quotes",
        "UPDATE",
        f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR {_changed(_frozen('quotes'))})",
        _KEEPS.format(what="figures and terms"),
    ),
    Guard(
        "quotes_keep_delete", "quotes", "DELETE", "OLD.state <> 'draft'", "an issued quote is never deleted"
    ),
    *_part("quote_lines", "lines"),
    *_part("instalments", "instalments"),
    Guard(
        "documents_keep_update",
        "documents",
        "UPDATE",
        _changed(_frozen("documents")),
        "an issued document never changes",
    ),
    Guard("documents_keep_delete", "documents", "DELETE", None, "an issued document is never deleted"),
    Guard(
        "contracts_keep_update",
        "contracts",
        "UPDATE",
        _changed(_frozen("contracts")),
        "an issued agreement or contract keeps what it says",
    ),
    Guard(
        "contracts_keep_delete",
        "contracts",
        "DELETE",
        None,
        "an issued agreement or contract is never deleted",
    ),
    Guard("blobs_keep_update", "blobs", "UPDATE", None, "bytes kept by hash never change"),
)

_SEARCH = """\
CREATE VIRTUAL TABLE requests_fts USING fts5(search_text, content='requests', content_rowid='id', \
tokenize='trigram case_sensitive 1')"""
_SEARCH_TRIGGERS = {
    "requests_fts_insert": """\
CREATE TRIGGER requests_fts_insert AFTER INSERT ON requests BEGIN
  INSERT INTO requests_fts(rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
    "requests_fts_delete": """\
CREATE TRIGGER requests_fts_delete AFTER DELETE ON requests BEGIN
  INSERT INTO requests_fts(requests_fts, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
END""",
    "requests_fts_update": """\
CREATE TRIGGER requests_fts_update AFTER UPDATE ON requests
WHEN OLD.search_text IS NOT NEW.search_text OR OLD.id IS NOT NEW.id BEGIN
  INSERT INTO requests_fts(requests_fts, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
  INSERT INTO requests_fts(rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
}


def _sqlite(guard: Guard) -> str:
    # IS DISTINCT FROM came with SQLite 3.39; IS NOT says the same in all versions.
    when = f" WHEN {guard.when}".replace("IS DISTINCT FROM", "IS NOT") if guard.when else ""
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}{when} BEGIN\n"
        f"  SELECT RAISE(ABORT, '{guard.reason}');\nEND"
    )


def _body(guard: Guard) -> str:
    refusal = f"RAISE EXCEPTION '{guard.reason}' USING ERRCODE = 'BK001';"
    kept = f"IF {guard.when} THEN {refusal} END IF;" if guard.when else refusal
    return f"BEGIN {kept} RETURN {'OLD' if guard.event == 'DELETE' else 'NEW'}; END"


def _trigger(guard: Guard) -> str:
    trigger = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
    return f"{trigger} FOR EACH ROW EXECUTE FUNCTION {guard.name}()"


_KEPT_WHOLE = ("journal", "documents", "quotes", "quote_lines", "instalments", "contracts", "blobs")


def sqlite_triggers() -> dict[str, str]:
    """The triggers of an SQLite database, by name."""
    return {guard.name: _sqlite(guard) for guard in GUARDS} | _SEARCH_TRIGGERS


def sqlite_statements() -> tuple[str, ...]:
    """What SQLite needs beside the tables: the search index and the triggers."""
    return (_SEARCH, *sqlite_triggers().values())


def postgres_functions() -> dict[str, str]:
    """The bodies of the functions that a PostgreSQL database's triggers run, by name."""
    whole = "BEGIN RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'BK001'; END"
    return {guard.name: _body(guard) for guard in GUARDS} | {"refuse_truncate": whole}


def postgres_statements() -> tuple[str, ...]:
    """What PostgreSQL needs beside the tables."""
    functions = tuple(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in postgres_functions().items()
    )
    whole = tuple(
        f"CREATE TRIGGER {table}_keep_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
        for table in _KEPT_WHOLE
    )
    return (*functions, *(_trigger(guard) for guard in GUARDS), *whole)


def postgres_triggers() -> frozenset[str]:
    """The names of the triggers of a PostgreSQL database."""
    return frozenset({guard.name for guard in GUARDS} | {f"{table}_keep_whole" for table in _KEPT_WHOLE})
