"""What the planner answers, as values and as ``calendar-answer/1`` and ``calendar-check/1``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from backoffice.domain.calendar_problem import Calendar, Length, Slot


class Status(StrEnum):
    """As many as asked; proven that there are fewer; the budget ended; proven that there is none."""

    OPTIMAL = "optimal"
    FEWER_EXIST = "fewer_exist"
    STOPPED = "stopped"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a cost: `amount` units at `weight` each."""

    term: str
    amount: int
    weight: int

    @property
    def cost(self) -> int:
        return self.amount * self.weight


@dataclass(frozen=True, slots=True)
class Alternative:
    """A calendar and its cost ledger. `proven`: no cheaper one is as far from those before it."""

    calendar: Calendar
    cost: int
    terms: tuple[Term, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class NamedRule:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change that makes the problem possible, and the optimum that it gives; no `field` is dropping."""

    rule: str
    field: str | None
    to: Length | None
    cost: int
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal set of rules that can't hold together, and the cheapest changes that free the problem.

    Not `complete`: the budget ended before the proof (then no rule is named) or before all changes were
    tried.
    """

    rules: tuple[NamedRule, ...]
    relaxations: tuple[Relaxation, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Days on which a rule of school holidays says nothing, because nothing is published."""

    rule: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Answer:
    """`moved_at_least`: how many published modules move in any calendar, as far as each alone can tell."""

    status: Status
    alternatives: tuple[Alternative, ...] = ()
    conflict: Conflict | None = None
    unpublished: tuple[Unpublished, ...] = ()
    moved_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a calendar breaks, with the module, day and half-day where it shows (None: nowhere one)."""

    rule: str
    module: str | None
    date: date | None
    half: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """`cost` only when there is no violation."""

    cost: int | None
    violations: tuple[Violation, ...]
    unpublished: tuple[Unpublished, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.violations


def to_json(result: Answer | Check) -> dict[str, Any]:
    """The document of an answer or a check, ready for ``json.dumps``."""
    return _answer(result) if isinstance(result, Answer) else _check(result)


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "format": "calendar-answer/1",
        "status": answer.status.value,
        "alternatives": [_alternative(one) for one in answer.alternatives],
        "conflict": None if answer.conflict is None else _conflict(answer.conflict),
        "unpublished": [_unpublished(one) for one in answer.unpublished],
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "cost": one.cost,
        "proven": one.proven,
        "terms": [
            {"term": term.term, "amount": term.amount, "weight": term.weight, "cost": term.cost}
            for term in one.terms
        ],
        "slots": [slot_json(slot) for slot in one.calendar.slots],
    }


def slot_json(slot: Slot) -> dict[str, Any]:
    """A slot as it stands in an alternative."""
    return {
        "module": slot.module,
        "block": slot.block,
        "date": slot.date.isoformat(),
        "half": slot.half,
        "start": None if slot.start is None else slot.start.strftime("%H:%M"),
        "end": None if slot.end is None else slot.end.strftime("%H:%M"),
        "trainers": [{"id": one.id, "role": one.role} for one in slot.trainers],
        "venue": slot.venue,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "rules": [{"id": rule.id, "text": rule.text} for rule in conflict.rules],
        "complete": conflict.complete,
        "relaxations": [
            {
                "rule": one.rule,
                "field": one.field,
                "to": None if one.to is None else {"n": one.to.n, "unit": one.to.unit.value},
                "cost": one.cost,
                "text": one.text,
            }
            for one in conflict.relaxations
        ],
    }


def _unpublished(one: Unpublished) -> dict[str, Any]:
    return {"rule": one.rule, "from": one.first.isoformat(), "to": one.last.isoformat()}


def _check(check: Check) -> dict[str, Any]:
    return {
        "format": "calendar-check/1",
        "valid": check.valid,
        "cost": check.cost,
        "violations": [
            {
                "rule": one.rule,
                "module": one.module,
                "date": None if one.date is None else one.date.isoformat(),
                "half": one.half,
                "text": one.text,
            }
            for one in check.violations
        ],
        "unpublished": [_unpublished(one) for one in check.unpublished],
    }
