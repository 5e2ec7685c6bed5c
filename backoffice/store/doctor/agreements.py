"""Agreements, contracts and amendments: their series, their documents, their signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.doctor.trade import rank_of, whole
from backoffice.store.driver import fetch


def agreements(connection: Any) -> Iterator[Finding]:
    """Numbers 1 to n without gap in each year's series and under each agreement; each with its document; a
    signature exactly where the state says so."""
    counters = dict(fetch(connection, "SELECT series, value FROM counters"))
    series: dict[str, list[int]] = {}
    for ref, kind, issued_on, parent, rank in fetch(connection, _NUMBERED):
        year = str(issued_on)[:4]
        name = f"{parent}/A" if parent else f"{kind}|{year}"
        series.setdefault(name, []).append(rank if parent else rank_of(ref, year))
    for name, ranks in series.items():
        yield from whole(name, ranks, counters.get(name))
    for code, sql in _WRONG.items():
        for ref, state in fetch(connection, sql):
            yield finding(code, ref, state)


_NUMBERED = (
    "SELECT c.ref, c.kind, c.issued_on, p.ref, c.rank FROM contracts c"
    " LEFT JOIN contracts p ON p.id = c.parent_id ORDER BY c.issued_on, c.id"
)
_WRONG = {
    "contract_document": (
        "SELECT c.ref, '' FROM contracts c WHERE NOT EXISTS"
        " (SELECT 1 FROM documents d WHERE d.subject_uid = c.uid AND d.kind = c.kind)"
    ),
    "contract_state": (
        "SELECT c.ref, c.state FROM contracts c"
        " WHERE (c.state IN ('signed', 'retracted')) <> (c.signed_on IS NOT NULL)"
        " OR (c.state IN ('withdrawn', 'retracted')) <> (c.ended IS NOT NULL)"
        " OR (c.kind = 'amendment') <> (c.parent_id IS NOT NULL)"
    ),
}
