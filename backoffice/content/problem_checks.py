"""What the shape of a problem's file can't say: ids that exist, once; bounds in order; dates that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from backoffice.content.calendar_model import CalendarFile
from backoffice.content.problem_model import (
    BlockGapFile,
    BookingFile,
    GapFile,
    LengthFile,
    LinkFile,
    ModuleFile,
    ProblemFile,
)
from backoffice.domain.calendar_problem import Level, Problem
from backoffice.domain.lengths import surely_longer
from backoffice.domain.programme import Length, Unit
from backoffice.domain.recurrence import BadRecurrence, parse
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

HORIZON_DAYS = 3_700
RECURRING = 2_000

# Identifiers of conflicts that the planner makes itself; a rule of this name would be taken for one.
_OWN = [
    "gap:",
    "booked:",
    "max_days_week:",
    "max_days_row:",
    "travel:",
    "capacity:",
    "window:",
    "holiday:",
    "team:",
    "shape:",
    "venue:",
    "pinned:",
    "missing:",
]
_OWN_WORDS = ("horizon", "weekday")


class UnknownId(BackofficeError):
    code = "unknown_id"

    def __init__(self, kind: str, name: str, path: str) -> None:
        super().__init__(
            _("There is no {kind} “{name}” in this problem.").format(kind=kind, name=name),
            place=Place(path=path),
            remedy=_("Declare it, or mend its name."),
        )


class DuplicateId(BackofficeError):
    code = "duplicate_id"

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            _("“{name}” is already the name of something else.").format(name=name),
            place=Place(path=path),
            remedy=_("Give each its own name."),
        )


class MinOverMax(BackofficeError):
    code = "min_over_max"

    def __init__(self, path: str) -> None:
        super().__init__(
            _("The minimum is over the maximum."),
            place=Place(path=path),
            remedy=_("Lower the minimum or raise the maximum."),
        )


class BadRange(BackofficeError):
    code = "bad_range"

    def __init__(self, first: date, last: date, path: str) -> None:
        super().__init__(
            _("It ends on {last}, before it begins on {first}.").format(first=first, last=last),
            place=Place(path=path),
            remedy=_("Put the earlier day first."),
        )


class BadProblem(BackofficeError):
    """A value that contradicts the rest of the problem."""

    code = "bad_value"

    def __init__(self, message: str, path: str, remedy: str) -> None:
        super().__init__(message, place=Place(path=path), remedy=remedy)


Found = Iterator[BackofficeError]


def problem_mistakes(file: ProblemFile) -> Found:
    """Every mistake that makes `file` mean nothing, with its key path."""
    yield from _frame(file)
    yield from _names(file)
    for n, module in enumerate(file.modules):
        yield from _module(file, module, f"modules[{n}]", first=n == 0)
    yield from _people(file)
    yield from _rules(file)
    yield from _links(file)


def _frame(file: ProblemFile) -> Found:
    yield from _range(file.horizon.first, file.horizon.last, "horizon")
    if (file.horizon.last - file.horizon.first).days >= HORIZON_DAYS:
        yield BadProblem(
            _("The horizon is longer than {days} days.").format(days=HORIZON_DAYS),
            "horizon",
            _("Plan a shorter period."),
        )
    try:
        ZoneInfo(file.zone or "Europe/Paris")
    except (KeyError, ValueError, OSError):
        yield UnknownId(_("time zone"), file.zone or "", "zone")
    before = None
    for half, (start, end) in sorted(file.half_days.items(), key=lambda item: item[1]):
        if start >= end or (before is not None and start < before):
            yield BadProblem(
                _("The hours of “{half}” overlap another half-day or end before they start.").format(
                    half=half
                ),
                f"half_days.{half}",
                _("Give half-days that follow each other."),
            )
        before = end


def _names(file: ProblemFile) -> Found:
    yield from _unique((m.id, f"modules[{n}].id") for n, m in enumerate(file.modules))
    yield from _unique((t.id, f"trainers[{n}].id") for n, t in enumerate(file.trainers or ()))
    yield from _unique((v.id, f"venues[{n}].id") for n, v in enumerate(file.venues or ()))
    rules = [(rule.id, f"rules[{n}].id") for n, rule in enumerate(file.rules or ())]
    links = [(link.id, f"links[{n}].id") for n, link in enumerate(file.links or ())]
    away = [
        (absence.id, f"trainers[{n}].away[{k}].id")
        for n, trainer in enumerate(file.trainers or ())
        for k, absence in enumerate(trainer.away or ())
    ]
    # They meet in conflicts, so they share their names.
    yield from _unique([*rules, *links, *away])
    for name, path in (*rules, *links, *away):
        if name in _OWN_WORDS or any(name.startswith(prefix) for prefix in _OWN):
            yield BadProblem(
                _("“{name}” is a name that the planner gives itself.").format(name=name),
                path,
                _("Choose another name."),
            )


def _unique(names: Iterable[tuple[str, str]]) -> Found:
    seen: set[str] = set()
    for name, path in names:
        if name in seen:
            yield DuplicateId(name, path)
        seen.add(name)


def _module(file: ProblemFile, module: ModuleFile, path: str, *, first: bool) -> Found:
    trainers = {trainer.id for trainer in file.trainers or ()}
    venues = {venue.id for venue in file.venues or ()}
    if first and module.gap is not None and _asks(module.gap):
        yield _first_gap(f"{path}.gap")
    yield from _gap(module.gap, f"{path}.gap")
    for k, block in enumerate(module.blocks):
        if k == 0 and block.gap is not None and _asks(block.gap):
            yield _first_gap(f"{path}.blocks[0].gap")
        yield from _gap(block.gap, f"{path}.blocks[{k}].gap")
        yield from _known_halves(file, block.cells or (), f"{path}.blocks[{k}].cells")
        if len(set(block.cells or ())) < len(block.cells or ()):
            yield DuplicateId(", ".join(block.cells or ()), f"{path}.blocks[{k}].cells")
        if not block.cells and not {"am", "pm"} & set(file.half_days):
            yield UnknownId(_("half-day"), "am", f"{path}.blocks[{k}].cells")
    yield from _unique((role.role, f"{path}.team[{k}].role") for k, role in enumerate(module.team or ()))
    for k, role in enumerate(module.team or ()):
        yield from _known(_("trainer"), role.any_of, trainers, f"{path}.team[{k}].any_of")
    yield from _known(_("venue"), module.venues or (), venues, f"{path}.venues")
    if module.window is not None:
        yield from _range(module.window.first, module.window.last, f"{path}.window")
    yield from _at(file, module, f"{path}.at")


def _asks(gap: GapFile | BlockGapFile) -> bool:
    return (gap.min, gap.max, gap.target_days) != (None, None, None)


def _first_gap(path: str) -> BackofficeError:
    return BadProblem(
        _("Nothing comes before: there is no gap to keep."),
        path,
        _("Leave it null, or use a not_before rule."),
    )


def _at(file: ProblemFile, module: ModuleFile, path: str) -> Found:
    at = module.at
    if at is None:
        if module.level in (Level.PUBLISHED, Level.PINNED):
            yield BadProblem(
                _("A published or pinned module needs the place where it stands."),
                path,
                _("Give its date and half-day, or make it a draft."),
            )
        return
    yield from _known_halves(file, (at.half,), f"{path}.half")
    yield from _known(
        _("trainer"), at.trainers or (), {t.id for t in file.trainers or ()}, f"{path}.trainers"
    )
    yield from _known(
        _("venue"), (at.venue,) if at.venue else (), {v.id for v in file.venues or ()}, f"{path}.venue"
    )
    if (
        at.trainers is not None
        and module.level == Level.PINNED
        and len(at.trainers) != len(module.team or ())
    ):
        yield BadProblem(
            _("One trainer for each role of the team is needed here."),
            f"{path}.trainers",
            _("Name them in the order of the roles, or give null."),
        )


def _gap(gap: GapFile | BlockGapFile | LinkFile | None, path: str) -> Found:
    if gap is not None and gap.min is not None and gap.max is not None and _over(gap.min, gap.max):
        yield MinOverMax(path)


def _over(low: LengthFile, high: LengthFile) -> bool:
    return surely_longer(*(Length(one.n, Unit(one.unit.value)) for one in (low, high)))


def _people(file: ProblemFile) -> Found:
    recurring = sum(1 for one in file.trainers or () for absence in one.away or () if absence.rrule)
    if recurring > RECURRING:
        yield BadProblem(
            _("{n} recurring absences are more than {most}.").format(n=recurring, most=RECURRING),
            "trainers",
            _("Leave out the trainers that no module names."),
        )
    for n, trainer in enumerate(file.trainers or ()):
        yield from _bookings(file, trainer.booked or (), f"trainers[{n}].booked")
        for k, absence in enumerate(trainer.away or ()):
            path = f"trainers[{n}].away[{k}]"
            yield from _range(absence.first, absence.last, path)
            yield from _known_halves(file, (absence.half,) if absence.half else (), f"{path}.half")
            yield from _recurrence(absence.rrule, f"{path}.rrule")
    for n, venue in enumerate(file.venues or ()):
        yield from _bookings(file, venue.booked or (), f"venues[{n}].booked")


def _bookings(file: ProblemFile, booked: tuple[BookingFile, ...], path: str) -> Found:
    for k, booking in enumerate(booked):
        if booking.half not in file.half_days:
            yield UnknownId(_("half-day"), booking.half, f"{path}[{k}].half")


def _recurrence(rrule: str | None, path: str) -> Found:
    try:
        if rrule:
            parse(rrule)
    except BadRecurrence as wrong:
        yield wrong.at(Place(path=path))


def _rules(file: ProblemFile) -> Found:
    for n, rule in enumerate(file.rules or ()):
        path = f"rules[{n}]"
        for key in rule.missing():
            yield BadProblem(
                _("A rule “{kind}” needs “{key}”.").format(kind=rule.kind, key=key),
                f"{path}.{key}",
                _("Give it, or leave the rule out."),
            )
        if rule.kind == "closure" and rule.first and rule.last:
            yield from _range(rule.first, rule.last, path)
        if rule.kind == "cells":
            yield from _known_halves(file, (rule.half,) if rule.half else (), f"{path}.half")


def _links(file: ProblemFile) -> Found:
    order = {module.id: n for n, module in enumerate(file.modules)}
    for n, link in enumerate(file.links or ()):
        path = f"links[{n}]"
        yield from _known(_("module"), (link.source,), set(order), f"{path}.from")
        yield from _known(_("module"), (link.to,), set(order), f"{path}.to")
        yield from _gap(link, path)
        if link.source in order and link.to in order and order[link.source] >= order[link.to]:
            yield BadProblem(
                _("A link goes from a module to a later one."),
                path,
                _("Exchange the two, or mend their names."),
            )


def _range(first: date, last: date, path: str) -> Found:
    if first > last:
        yield BadRange(first, last, path)


def _known(kind: str, names: Iterable[str], known: set[str], path: str) -> Found:
    yield from (UnknownId(kind, name, path) for name in names if name not in known)


def _known_halves(file: ProblemFile, names: Iterable[str], path: str) -> Found:
    return _known(_("half-day"), names, set(file.half_days), path)


def calendar_mistakes(file: CalendarFile, problem: Problem) -> Found:
    """Names in a calendar that its problem doesn't know."""
    blocks = {module.id: len(module.blocks) for module in problem.modules}
    halves = {half.id for half in problem.half_days}
    trainers = {trainer.id for trainer in problem.trainers}
    venues = {venue.id for venue in problem.venues}
    for n, slot in enumerate(file.slots):
        path = f"slots[{n}]"
        yield from _known(_("module"), (slot.module,), set(blocks), f"{path}.module")
        if slot.block >= blocks.get(slot.module, slot.block + 1):
            yield UnknownId(_("block"), str(slot.block), f"{path}.block")
        yield from _known(_("half-day"), (slot.half,), halves, f"{path}.half")
        yield from _known(_("trainer"), (t.id for t in slot.trainers or ()), trainers, f"{path}.trainers")
        yield from _known(_("venue"), (slot.venue,) if slot.venue else (), venues, f"{path}.venue")
