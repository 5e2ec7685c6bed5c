"""Problem files that nobody would write on purpose: as large, as long and as contradictory as the format lets
them be."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

FIRST = date(2026, 9, 1)
CELLS = {"am": ["09:00", "12:30"], "pm": ["14:00", "17:30"], "eve": ["18:00", "21:00"]}
RECURRING = (
    *("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=31"),
    *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", None),
)
TERMS = (
    *("earliness", "evenness", "rank", "continuity", "school", "closure", "weekday", "cells", "travel"),
    "moved",
)


def hostile(seed: int) -> dict[str, Any]:
    """Some problems are plain, some are hopeless, all may be large."""
    r = Random(f"hostile {seed}")
    last = FIRST + timedelta(days=r.choice((3, 30, 90, 364, 730, 3_650)))
    cells = list(CELLS)[: r.choice((2, 2, 3))]
    trainers = [_trainer(r, n, last, cells) for n in range(r.choice((0, 1, 2, 5, 20, 60)))]
    venues = [
        {
            "id": f"V{n}", "capacity": r.choice((None, 5, 20)), "town": r.choice((None, "A", "B")),
            "booked": _booked(r, last, cells, 100),
        }
        for n in range(r.choice((0, 1, 3, 20)))
    ]  # fmt: skip
    names = [one["id"] for one in trainers], [one["id"] for one in venues]
    count = r.choice((1, 2, 3, 5, 8, 20, 60, 200))
    return {
        "format": "calendar-problem/1",
        "horizon": {"from": FIRST.isoformat(), "to": last.isoformat()},
        "half_days": {half: CELLS[half] for half in cells},
        "group_size": r.choice((None, 3, 12)),
        "travel_cells": r.choice((0, 1, 3, 20)),
        "links": list(_links(r, count)),
        "modules": [_module(r, n, last, cells, *names) for n in range(count)],
        "trainers": trainers,
        "venues": venues,
        "rules": [_rule(r, n, last, cells) for n in range(r.choice((0, 1, 4)))],
        "weights": {term: r.choice((0, 1, 10, 1_000_000)) for term in TERMS},
        "diversity": r.choice((None, {"share_bp": r.choice((0, 10_000)), "days": r.choice((1, 400))})),
        "alternatives": r.choice((1, 3, 4)),
    }


def _day(r: Random, last: date) -> str:
    return (FIRST + timedelta(days=r.randrange((last - FIRST).days + 1))).isoformat()


def _booked(r: Random, last: date, cells: list[str], most: int) -> list[dict[str, Any]]:
    taken = {(_day(r, last), r.choice(cells)) for _n in range(r.choice((0, 5, most)))}
    return [{"date": day, "half": half, "town": r.choice((None, "A"))} for day, half in sorted(taken)]


def _trainer(r: Random, n: int, last: date, cells: list[str]) -> dict[str, Any]:
    away = [
        {
            "id": f"T{n}-{k}", "from": r.choice(("1926-06-01", "2006-06-01", "2026-09-01")),
            "to": r.choice((last.isoformat(), "9999-12-31")),
            "rrule": r.choice(RECURRING), "half": r.choice((None, *cells)),
        }
        for k in range(r.choice((0, 0, 1, 3)))
    ]  # fmt: skip
    return {
        "id": f"T{n}", "rank": r.choice((1, 2)), "town": r.choice((None, "A", "B")),
        "max_days_week": r.choice((None, None, 0, 1, 3, 7)), "max_days_row": r.choice((None, None, 1, 2)),
        "booked": _booked(r, last, cells, 200), "away": away,
    }  # fmt: skip


def _length(r: Random) -> dict[str, Any]:
    return {"n": r.choice((0, 1, 2, 10, 400, 10_000)), "unit": r.choice(("days", "working_days", "months"))}


def _gap(r: Random) -> dict[str, Any] | None:
    if r.random() < 0.5:
        return None
    low = r.choice((None, _length(r)))
    high = None if low is None or r.random() < 0.5 else {**low, "n": min(10_000, low["n"] + 5)}
    return {"min": low, "max": high, "target_days": r.choice((None, 0, 14, 10_000))}


def _module(
    r: Random, n: int, last: date, cells: list[str], trainers: list[str], venues: list[str]
) -> dict[str, Any]:
    blocks = [
        {
            "half_days": r.choice((1, 2, 2, 4, 60, 1_000) if r.random() < 0.1 else (1, 2, 4)),
            "gap": _gap(r) if k else None, "start": r.choice(("first", "any")),
            "span": r.choice(("days", "working_days")), "cells": r.choice((cells, cells[:1])),
        }
        for k in range(r.choice((1, 1, 1, 2, 4)))
    ]  # fmt: skip
    roles = r.choice((0, 1, 1, 2, 3)) if trainers else 0
    team = [
        {"role": f"r{k}" if k else "lead", "any_of": r.sample(trainers, r.randint(1, len(trainers)))}
        for k in range(roles)
    ]
    window = None if r.random() < 0.95 else {"from": _day(r, last), "to": last.isoformat()}
    rooms = r.sample(venues, r.randint(0, len(venues)))
    gap = _gap(r) if n else None
    return {"id": f"M{n}", "gap": gap, "blocks": blocks, "team": team, "venues": rooms, "window": window}


def _links(r: Random, count: int) -> list[dict[str, Any]]:
    if count < 2:
        return []
    pairs = [sorted(r.sample(range(count), 2)) for _n in range(r.choice((0, 0, 1, 20)))]
    return [
        {
            "id": f"L{k}",
            "from": f"M{a}",
            "anchor": r.choice(("start", "end")),
            "to": f"M{b}",
            "min": _length(r),
        }
        for k, (a, b) in enumerate(pairs)
    ]


def _rule(r: Random, n: int, last: date, cells: list[str]) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "weekdays", "allow": r.choice(([1, 2, 3, 4], [6], [1, 2, 3, 4, 5, 6, 7]))},
        {"kind": "school_holidays", "zone": r.choice("ABC")},
        {"kind": "closure", "from": FIRST.isoformat(), "to": _day(r, last)},
        {"kind": "cells", "weekday": r.choice((None, 3)), "half": r.choice(cells)},
    )
    bound = {"id": f"R{n}", "kind": r.choice(("not_before", "not_after")), "date": _day(r, last)}
    return bound if r.random() < 0.3 else {"id": f"R{n}", "hard": r.random() < 0.6, **r.choice(kinds)}
