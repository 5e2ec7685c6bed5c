"""Frameworks: what stands ordered under each fits in its last version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from backoffice.content.frameworks import framework_of
from backoffice.domain.frameworks import Ordered
from backoffice.errors import BackofficeError
from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.driver import fetch


def frameworks(connection: Any) -> Iterator[Finding]:
    """Order forms in force: inside the dates, the lots and the maximum of their framework."""
    orders: dict[str, list[Ordered]] = {}
    for code, lot, on, net in fetch(connection, _ORDERED):
        orders.setdefault(str(code), []).append(Ordered(str(lot), date.fromisoformat(on), int(net)))
    if not orders:
        return
    bodies = {str(code): body for code, body in fetch(connection, _LAST)}
    for code, forms in orders.items():
        try:
            framework_of(json.loads(bodies[code])).framework().check_standing(forms)
        except KeyError:
            yield finding("framework_orders", code, "?")
        except BackofficeError as wrong:
            yield finding("framework_orders", code, wrong.message)


_ORDERED = (
    "SELECT framework_ref, lot, ordered_on, net_cents FROM order_forms"
    " WHERE state = 'open' ORDER BY framework_ref, id"
)
_LAST = (
    "SELECT f.ref, f.body FROM frameworks f WHERE NOT EXISTS"
    " (SELECT 1 FROM frameworks g WHERE g.ref = f.ref AND g.version_no > f.version_no)"
)
