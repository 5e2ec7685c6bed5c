"""Who teaches how much, month by month."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from backoffice.domain.calendars import Calendar, Closure
from backoffice.domain.months import months_after
from backoffice.services.acts import Doing
from backoffice.services.planning.board import MOST_ROWS
from backoffice.services.planning.board_values import Load, LoadRow
from backoffice.store.driver import fetch
from backoffice.store.types import instant_text

_TAUGHT = """
SELECT t.ref, substr(s.day, 1, 7), sum(s.minutes), count(DISTINCT s.day)
FROM slots s
JOIN slot_trainers st ON st.slot_id = s.id
JOIN trainers t ON t.id = st.trainer_id
WHERE s.day >= ? AND s.day <= ? AND st.teaches = ? AND (
    s.state IN ('confirmed', 'done') OR (s.state = 'held' AND (s.hold_until IS NULL OR s.hold_until > ?))
)
GROUP BY t.ref, substr(s.day, 1, 7)
"""
_TRAINERS = "SELECT ref, first_name, name FROM trainers ORDER BY sort_key, id LIMIT ?"


def load_of(doing: Doing, first: date, months: int) -> Load:
    """The minutes and the days that each trainer teaches, of `months` months from that of `first`."""
    begins = first.replace(day=1)
    wanted = tuple(months_after(begins, n) for n in range(months))
    last = wanted[-1].replace(day=monthrange(wanted[-1].year, wanted[-1].month)[1])
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    given = (begins.isoformat(), last.isoformat(), 1, instant_text(doing.now))
    for ref, month, minutes, days in fetch(doing.unit.driver, _TAUGHT, given):
        found[ref][str(month)] = (int(minutes), int(days))
    keys = [f"{month:%Y-%m}" for month in wanted]
    rows = tuple(
        LoadRow(
            ref,
            f"{first_name or ''} {name}".strip(),
            tuple(found[ref].get(key, (0, 0))[0] for key in keys),
            tuple(found[ref].get(key, (0, 0))[1] for key in keys),
        )
        for ref, first_name, name in fetch(doing.unit.driver, _TRAINERS, (MOST_ROWS,))
    )
    return Load(wanted, rows, tuple(_working_days(doing, month) for month in wanted))


def _working_days(doing: Doing, month: date) -> int:
    hours, territory = doing.settings.hours, doing.settings.organisation.territory
    closed = tuple(Closure(one.first, one.last, one.name) for one in hours.closures)
    calendar = Calendar(territory, closures=closed)
    count = monthrange(month.year, month.month)[1]
    return sum(calendar.is_working_day(month + timedelta(days=n)) for n in range(count))
