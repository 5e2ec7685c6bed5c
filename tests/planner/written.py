"""A problem written as its file (``calendar-problem/1``), for round trips and for other programs."""

from __future__ import annotations

from typing import Any

from backoffice.domain.calendar_problem import (
    Booking,
    CellsRule,
    ClosureRule,
    Gap,
    Length,
    Module,
    NotAfter,
    NotBefore,
    Problem,
    Rule,
    SchoolRule,
    Span,
    WeekdaysRule,
)


def problem_json(p: Problem) -> dict[str, Any]:
    return {
        "format": "calendar-problem/1",
        "horizon": {"from": p.first.isoformat(), "to": p.last.isoformat()},
        "zone": p.zone,
        "territory": p.territory,
        "good_friday": p.good_friday,
        "half_days": {h.id: [h.start.strftime("%H:%M"), h.end.strftime("%H:%M")] for h in p.half_days},
        "group_size": p.group_size,
        "travel_cells": p.travel_cells,
        "links": [
            {
                "id": link.id,
                "from": link.source,
                "anchor": link.anchor.value,
                "to": link.to,
                "min": _length(link.min),
                "max": _length(link.max),
            }
            for link in p.links
        ],
        "modules": [_module(module) for module in p.modules],
        "trainers": [
            {
                "id": t.id,
                "rank": t.rank,
                "town": t.town,
                "max_days_week": t.max_days_week,
                "max_days_row": t.max_days_row,
                "booked": [_booking(one) for one in t.booked],
                "away": [
                    {
                        "id": a.id,
                        "from": a.first.isoformat(),
                        "to": a.last.isoformat(),
                        "rrule": a.rrule,
                        "half": a.half,
                    }
                    for a in t.away
                ],
            }
            for t in p.trainers
        ],
        "venues": [
            {
                "id": v.id,
                "capacity": v.capacity,
                "town": v.town,
                "booked": [_booking(one) for one in v.booked],
            }
            for v in p.venues
        ],
        "rules": [_rule(rule) for rule in p.rules],
        "weights": {name: getattr(p.weights, name) for name in type(p.weights).__slots__},
        "diversity": {"share_bp": p.diversity.share_bp, "days": p.diversity.days},
        "alternatives": p.alternatives,
    }


def _length(length: Length | None) -> dict[str, Any] | None:
    return None if length is None else {"n": length.n, "unit": length.unit.value}


def _gap(gap: Gap | None) -> dict[str, Any] | None:
    return (
        None
        if gap is None
        else {"min": _length(gap.min), "max": _length(gap.max), "target_days": gap.target_days}
    )


def _module(m: Module) -> dict[str, Any]:
    at = m.at
    return {
        "id": m.id,
        "gap": _gap(m.gap),
        "blocks": [
            {
                "half_days": b.half_days,
                "gap": _gap(b.gap),
                "start": "any" if b.any_start else "first",
                "span": Span(b.span).value,
                "cells": list(b.cells),
            }
            for b in m.blocks
        ],
        "team": [{"role": role.role, "any_of": list(role.any_of)} for role in m.team],
        "venues": list(m.venues),
        "window": None
        if m.window is None
        else {"from": m.window.first.isoformat(), "to": m.window.last.isoformat()},
        "level": m.level.value,
        "at": None
        if at is None
        else {
            "date": at.date.isoformat(),
            "half": at.half,
            "trainers": None if at.trainers is None else list(at.trainers),
            "venue": at.venue,
        },
    }


def _booking(one: Booking) -> dict[str, Any]:
    return {"date": one.date.isoformat(), "half": one.half, "state": one.state, "town": one.town}


def _rule(rule: Rule) -> dict[str, Any]:
    match rule:
        case WeekdaysRule():
            return {"id": rule.id, "kind": "weekdays", "allow": list(rule.allow), "hard": rule.hard}
        case SchoolRule():
            return {"id": rule.id, "kind": "school_holidays", "zone": rule.zone, "hard": rule.hard}
        case ClosureRule():
            days = {"from": rule.first.isoformat(), "to": rule.last.isoformat()}
            return {"id": rule.id, "kind": "closure", **days, "hard": rule.hard}
        case CellsRule():
            return {
                "id": rule.id,
                "kind": "cells",
                "weekday": rule.weekday,
                "half": rule.half,
                "hard": rule.hard,
            }
        case NotBefore():
            return {"id": rule.id, "kind": "not_before", "date": rule.date.isoformat(), "hard": True}
        case NotAfter():
            return {"id": rule.id, "kind": "not_after", "date": rule.date.isoformat(), "hard": True}
