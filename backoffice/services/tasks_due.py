"""Tasks due within some days: the ``tasks/1`` list of `backoffice due`, beside its commitments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backoffice.clock import local_date
from backoffice.services.lists import read
from backoffice.services.office import Office

_MOST = 100_000


def tasks_due(office: Office, days: int, limit: int = _MOST) -> dict[str, Any]:
    """The open tasks that are late or due within `days` days, the earliest first.

    `total` counts every task, `matched` those that are due.
    """
    today = local_date(office.now, office.settings.organisation.zone)
    until = (today + timedelta(days=days)).isoformat()
    filters = (("open", "yes"), ("due_date_to", until))
    return read(office, "tasks", filters, sort="due_date", limit=limit)


def late(office: Office, listed: dict[str, Any]) -> bool:
    """Whether a task of such a list is late: what ``--fail-if-late`` watches for."""
    today = local_date(office.now, office.settings.organisation.zone).isoformat()
    return any(item["due_date"] < today for item in listed["items"])
