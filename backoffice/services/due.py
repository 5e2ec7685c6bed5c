"""What is due: promises late and to be kept in the days to come, and the tasks of the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backoffice.clock import local_date
from backoffice.services.lists import KEYS, read
from backoffice.services.office import Office
from backoffice.store.lists import Query, count, spec_of

USUAL_DAYS = 7
MOST = 100_000
# One table for both lists: what isn't a key of one stays empty.
CSV_KEYS = (
    "list",
    *KEYS["commitments"],
    *("title", "for"),
)


@dataclass(frozen=True, slots=True)
class Due:
    """The ``due/1`` document, and whether something that we owe is late."""

    document: dict[str, Any]
    late: bool


def due(office: Office, days: int = USUAL_DAYS, limit: int = 1_000) -> Due:
    """Promises whose target date is at most `days` from today, late ones first; suspended ones aside."""
    today = local_date(office.now, office.settings.organisation.zone)
    until = (today + timedelta(days=days)).isoformat()
    filters = (("open", "yes"), ("suspended", "no"), ("target_date_to", until))
    commitments = read(office, "commitments", filters, sort="due_at", limit=limit)
    document = {
        "format": "due/1",
        "days": days,
        "commitments": commitments,
        "tasks": tasks_due(office, days, limit),
    }
    return Due(document, _late(office, today))


def tasks_due(office: Office, days: int, limit: int = MOST) -> dict[str, Any]:
    """The open tasks that are late or due within `days` days, the earliest first, as ``tasks/1``."""
    until = local_date(office.now, office.settings.organisation.zone) + timedelta(days=days)
    filters = (("open", "yes"), ("due_date_to", until.isoformat()))
    return read(office, "tasks", filters, sort="due_date", limit=limit)


def _late(office: Office, today: date) -> bool:
    """Whether a promise that we owe is late, or a task."""
    promises = Query(filters=(("state", "late"), ("owed_by", "us")))
    tasks = Query(filters=(("open", "yes"), ("due_date_to", (today - timedelta(days=1)).isoformat())))
    with office.database.reading() as unit:
        return any(
            count(unit.driver, spec_of(name, office.now), query)
            for name, query in (("commitments", promises), ("tasks", tasks))
        )


def rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Both lists as the rows of one table."""
    empty = dict.fromkeys(CSV_KEYS)
    return [
        empty | {key: value for key, value in item.items() if key in CSV_KEYS} | {"list": name}
        for name in ("commitments", "tasks")
        for item in document[name]["items"]
    ]
