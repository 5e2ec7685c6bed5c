"""What is due: promises late and to be kept in the days to come, and the tasks of the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.clock import local_date
from backoffice.domain.deadlines import end_of_day
from backoffice.services.lists import KEYS, read
from backoffice.services.office import Office
from backoffice.store.lists import Query, count, spec_of
from backoffice.store.options_today import Ending, ending

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
        "options": options_due(office, days, limit),
    }
    return Due(document, _late(office, today))


def tasks_due(office: Office, days: int, limit: int = MOST) -> dict[str, Any]:
    """The open tasks that are late or due within `days` days, the earliest first, as ``tasks/1``."""
    until = local_date(office.now, office.settings.organisation.zone) + timedelta(days=days)
    filters = (("open", "yes"), ("due_date_to", until.isoformat()))
    return read(office, "tasks", filters, sort="due_date", limit=limit)


def options_due(office: Office, days: int, limit: int = MOST) -> dict[str, Any]:
    """The options on dates whose time ends within `days` days, or has run out unseen, the first first."""
    now, zone = office.now, office.settings.organisation.zone
    today = local_date(now, zone)
    until = end_of_day(today + timedelta(days=days), ZoneInfo(zone))
    with office.database.reading() as unit:
        matched, found = ending(unit.driver, until, today + timedelta(days=days), limit)
    return {"format": "options/1", "matched": matched, "items": [_option(one, now, today) for one in found]}


def _option(one: Ending, now: datetime, today: date) -> dict[str, Any]:
    end = datetime.fromisoformat(one.hold_until) if one.state == "held" and one.hold_until else None
    over = end <= now if end is not None else date.fromisoformat(one.answer_by) < today
    return {
        "ref": f"{one.ref}/O{one.position}",
        "state": "expired" if over else one.state,
        "answer_by": one.answer_by,
        "hold_until": one.hold_until,
        "client_name": one.client,
        "topic": one.topic,
    }


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
