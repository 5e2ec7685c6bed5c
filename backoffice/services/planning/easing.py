"""A problem with one rule eased, as a relaxation says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from backoffice.domain.calendar_problem import Gap, Length, Module, Problem, Trainer, Venue
from backoffice.domain.conflicts import RuleName
from backoffice.errors import BackofficeError
from backoffice.i18n import _

if TYPE_CHECKING:
    from backoffice.planner.answer import Relaxation


# What conflicts call the rules of a problem; the others are the planner's own, which no slot breaks.
_CALLED = {
    "away": (RuleName.AWAY,),
    "closure": (RuleName.CLOSURE, RuleName.CLIENT_CLOSURE),
    "holiday": (RuleName.HOLIDAY,),
    "school": (RuleName.SCHOOL,),
    "capacity": (RuleName.CAPACITY,),
    "travel": (RuleName.TRAVEL,),
    "busy": (RuleName.PARTICIPANT,),
    "gap": (RuleName.GAP,),
    "link": (RuleName.GAP,),
}


class NotToBeEased(BackofficeError):
    """A calendar that would have somebody, or a room, at two places at once."""

    code = "not_to_be_eased"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("Nobody and no room can be at two places at once: “{text}” can’t be decided here.").format(
                text=text
            ),
            remedy=_("Move or release what is booked there first, then look for dates again."),
        )


def broken_by(rule: str) -> tuple[str, ...]:
    """The rules of slots that a calendar breaks once `rule` of its problem is eased."""
    return tuple(str(one) for one in _CALLED.get(rule.partition(":")[0], ()))


def can_be_eased(rule: str) -> bool:
    """Whether a person may decide it: nobody, and no room, is at two places at once."""
    return not rule.startswith("booked:")


def loosened(problem: Problem, one: Relaxation) -> Problem | None:
    """`problem` with the rule of `one` changed or left out; None for one that only the kernel can drop."""
    kind, _colon, rest = one.rule.partition(":")
    if any(rule.id == one.rule for rule in problem.rules):
        return replace(problem, rules=tuple(rule for rule in problem.rules if rule.id != one.rule))
    if any(link.id == one.rule for link in problem.links):
        return replace(problem, links=tuple(link for link in problem.links if link.id != one.rule))
    if any(away.id == one.rule for trainer in problem.trainers for away in trainer.away):
        return _trainers(
            problem, lambda t: replace(t, away=tuple(away for away in t.away if away.id != one.rule))
        )
    if kind == "gap":
        return _modules(problem, lambda module: _with_gap(module, rest, one.field, one.to))
    return _simple(problem, kind, rest)


def _simple(problem: Problem, kind: str, rest: str) -> Problem | None:
    match kind:
        case "window":
            return _modules(problem, lambda m: replace(m, window=None) if m.id == rest else m)
        case "team":
            return _modules(problem, lambda m: replace(m, team=()) if m.id == rest else m)
        case "max_days_week":
            return _trainers(problem, lambda t: replace(t, max_days_week=None) if t.id == rest else t)
        case "max_days_row":
            return _trainers(problem, lambda t: replace(t, max_days_row=None) if t.id == rest else t)
        case "capacity":
            return _venues(problem, lambda v: replace(v, capacity=None) if v.id == rest else v)
        case "booked":
            return _unbooked(problem, rest)
    return None


def _unbooked(problem: Problem, rest: str) -> Problem:
    who, day, half = rest.rsplit(":", 2)

    def freed(one: Trainer) -> Trainer:
        if one.id != who:
            return one
        return replace(
            one, booked=tuple(b for b in one.booked if (b.date.isoformat(), b.half) != (day, half))
        )

    def emptied(one: Venue) -> Venue:
        if one.id != who:
            return one
        return replace(
            one, booked=tuple(b for b in one.booked if (b.date.isoformat(), b.half) != (day, half))
        )

    return _venues(_trainers(problem, freed), emptied)


def _with_gap(module: Module, rest: str, field: str | None, to: Length | None) -> Module:
    """The module with the gap called `rest` eased: that before it, or before one of its blocks."""
    if rest == module.id:
        return replace(module, gap=_eased(module.gap, field, to))
    code, _colon, number = rest.rpartition(":")
    if code != module.id or not number.isdigit():
        return module
    return replace(
        module,
        blocks=tuple(
            replace(block, gap=_eased(block.gap, field, to)) if n == int(number) else block
            for n, block in enumerate(module.blocks)
        ),
    )


def _eased(gap: Gap | None, field: str | None, to: Length | None) -> Gap:
    before = gap or Gap()
    if field == "min":
        return replace(before, min=to)
    if field == "max":
        return replace(before, max=to)
    return Gap(target_days=before.target_days)


def _modules(problem: Problem, change: Callable[[Module], Module]) -> Problem:
    return replace(problem, modules=tuple(change(one) for one in problem.modules))


def _trainers(problem: Problem, change: Callable[[Trainer], Trainer]) -> Problem:
    return replace(problem, trainers=tuple(change(one) for one in problem.trainers))


def _venues(problem: Problem, change: Callable[[Venue], Venue]) -> Problem:
    return replace(problem, venues=tuple(change(one) for one in problem.venues))
