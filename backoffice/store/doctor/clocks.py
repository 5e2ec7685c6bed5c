"""The promises: each is what the journal tells, and the journal's links to dossiers are whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backoffice.store.clocks.rebuild import differences, mislinked, unlinked
from backoffice.store.doctor.findings import Finding, finding


def links(connection: Any) -> Iterator[Finding]:
    """Acts on a dossier that it doesn't know of, or that aren't its own."""
    for seq in sorted({*mislinked(connection), *(seq for seq, _request in unlinked(connection))}):
        yield finding("journal_dossier", seq)


def commitments(connection: Any) -> Iterator[Finding]:
    """Dossiers whose promises, told again from the journal, aren't those that are kept."""
    for one in differences(connection):
        yield finding("commitments", one.ref)
