"""What is proposed for a dossier as the contract's ``calendar-answer/1``, and as what acts take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backoffice.content.calendars import PlaceOf
from backoffice.services.planning.values import Outcome, Place, Proposed, Term


def places_values(places: Sequence[Place], broken: Sequence[str] = (), why: str = "") -> dict[str, Any]:
    """The values of the acts take-calendar and move-slots."""
    return {"places": tuple(line_of(one) for one in places), "broken": tuple(broken), "why": why}


def line_of(place: Place) -> str:
    """A place as acts read it."""
    people = tuple(ref for ref, _role in place.trainers)
    return PlaceOf(
        slot=place.slot,
        day=place.day,
        start=place.start,
        finish=place.finish,
        venue=place.venue,
        trainers=people,
    ).line()


def outcome_json(ref: str, found: Outcome) -> dict[str, Any]:
    """A ``calendar-answer/1``, with the dossier's own keys beside the contract's."""
    return {
        "format": "calendar-answer/1",
        "ref": ref,
        "status": found.status,
        "alternatives": [_alternative(one) for one in found.proposed],
        "conflict": _conflict(found) if found.reasons else None,
        "notes": list(found.notes),
    }


def _alternative(one: Proposed) -> dict[str, Any]:
    return {
        "cost": one.cost,
        "terms": [_term(term) for term in one.terms],
        "slots": [slot for place in one.places for slot in _slots(place)],
        "gaps": [{"from": gap.first, "to": gap.then, "days": gap.days, "text": gap.text} for gap in one.gaps],
        "moved": list(one.moved),
    }


def _term(one: Term) -> dict[str, Any]:
    return {
        "term": one.name,
        "amount": one.amount,
        "weight": one.weight,
        "cost": one.cost,
        "text": one.text,
    }


def _slots(place: Place) -> Iterator[dict[str, Any]]:
    """One item for each half-day; a slot that takes several stands in each, with its own hours."""
    for block, half in place.cells:
        yield {
            "module": place.module,
            "block": block,
            "date": place.day.isoformat(),
            "half": half,
            "start": f"{place.start:%H:%M}",
            "end": f"{place.finish:%H:%M}",
            "trainers": [{"id": one, "role": role} for one, role in place.trainers],
            "venue": place.venue,
            "slot": place.slot,
            "group": place.group or None,
        }


def _conflict(found: Outcome) -> dict[str, Any]:
    rules = (*found.rules, *("window",) * len(found.reasons))
    return {
        "rules": [{"id": rule, "text": text} for rule, text in zip(rules, found.reasons, strict=False)],
        "relaxations": [
            {
                "rule": one.rule,
                "field": one.field,
                "to": {"n": one.to[0], "unit": one.to[1]} if one.to else None,
                "cost": one.cost,
                "text": one.text,
                "dates": [line_of(place) for place in one.dates],
            }
            for one in found.relaxations
        ],
    }
