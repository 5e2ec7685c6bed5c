"""A group of a dossier as a calendar problem: its modules to place, who and where, and the rules of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from backoffice.domain import calendar_problem as to
from backoffice.domain.access import access
from backoffice.domain.calendars import Calendar
from backoffice.domain.lengths import about_days, day_after
from backoffice.domain.months import months_after
from backoffice.domain.programme import Length, Link, Module
from backoffice.services.planning.facts import Dossier, Group, Sat, Taken
from backoffice.services.planning.people import any_of, missing_people
from backoffice.services.planning.rooms import all_rooms_for, rooms_for
from backoffice.services.planning.sessions import Layout, layout, standing_layout
from backoffice.services.planning.standing import Bounds, Stood
from backoffice.services.planning.values import Wish

# A repair moves as few modules as can be, then stays near what was: no other wish weighs as much.
_A_MOVE = 10_000
# Beyond the last day asked, so that a relaxation can say what a later one would give.
_BEYOND = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem, and how each of its modules' cells become slots again.

    `rooms` are all those that a module could use, also those too small for the whole group; `taken_in` says
    what is taken, by venue.
    """

    group: Group
    problem: to.Problem
    layouts: Mapping[str, Layout]
    stood: Stood
    taken: tuple[Taken, ...]
    rooms: Mapping[str, tuple[str, ...]]
    taken_in: Mapping[str, tuple[Taken, ...]]


def problem_of(
    dossier: Dossier, group: Group, wish: Wish, also: Sequence[Taken] = (), *, as_it_stands: bool = False
) -> Asked | None:
    """The problem of placing what `group` has to plan, with `also` taken; None when nothing is to plan.

    `as_it_stands`: a module that is dated keeps its own shape, its days as far from each other as they are.
    Raises what is missing to plan at all, everything at once.
    """
    stood = Stood.of(dossier, group, wish)
    if not stood.free:
        return None
    modules = [module for module in dossier.modules if module.code in stood.free]
    missing_people(dossier, modules, stood.free)
    days = Days.of(dossier, wish)
    layouts = {m.code: _laid(dossier, m, stood.free[m.code], as_it_stands) for m in modules}
    spans = {code: len(one.days) - 1 for code, one in layouts.items() if len(one.blocks) == 1}
    bounds = Bounds(dossier, stood, days.first, days.last, spans)
    halves = _halves(dossier, layouts)
    names = tuple(half.id for half in halves)
    placed = tuple(
        _module(dossier, group, wish, module, modules[:n], layouts[module.code], bounds, stood)
        for n, module in enumerate(modules)
    )
    taken = (*_taken(dossier, group, stood), *also)
    problem = to.Problem(
        first=days.first,
        last=days.last,
        modules=placed,
        half_days=halves,
        trainers=_trainers(dossier, placed, taken, names, wish, stood),
        venues=_venues(dossier, placed, taken, names),
        rules=tuple(_rules(dossier, group, wish, days, stood, names)),
        links=tuple(_links(dossier, modules)),
        weights=_weights(dossier, wish),
        alternatives=min(max(wish.want, 1), 4),
        zone=dossier.zone,
        territory=dossier.territory,
        group_size=group.size,
        travel_cells=dossier.planning.travel_half_days,
    )
    rooms = {m.code: all_rooms_for(dossier, m.code, stood.free[m.code], wish) for m in modules}
    return Asked(group, problem, layouts, stood, taken, rooms, _by_room(taken))


def _by_room(taken: Sequence[Taken]) -> Mapping[str, tuple[Taken, ...]]:
    found: dict[str, list[Taken]] = {}
    for one in taken:
        if one.venue is not None:
            found.setdefault(one.venue, []).append(one)
    return {venue: tuple(there) for venue, there in found.items()}


@dataclass(frozen=True, slots=True)
class Days:
    """The days planned on, both included, and those of the rules that narrow them."""

    first: date
    last: date
    notice: date | None
    delay: date | None

    @classmethod
    def of(cls, dossier: Dossier, wish: Wish) -> Days:
        tomorrow = dossier.today + timedelta(days=1)
        first = max(wish.start, tomorrow) if wish.start else tomorrow
        last = months_after(first, dossier.planning.horizon_months)
        if wish.finish is not None:
            last = min(max(wish.finish + _BEYOND, first), months_after(first, 24))
        calendar = Calendar(dossier.territory)
        wanted = dossier.planning.notice
        notice = day_after(dossier.today, Length(wanted.n, wanted.unit), calendar) if wanted else None
        return cls(first, last, notice, access(dossier.delays, dossier.received_on, calendar).first)


def _laid(dossier: Dossier, module: Module, sats: tuple[Sat, ...], as_it_stands: bool) -> Layout:
    if as_it_stands and all(sat.day is not None for sat in sats):
        return standing_layout(sats, dossier.halves)
    teachers = sum(1 for role in module.team if role.teaches)
    return layout(sats, dossier.halves, _between(module), teachers)


def _between(module: Module) -> tuple[to.Gap | None, ...]:
    return tuple(_gap(link) for link in module.block_gaps)


def _gap(link: Link | None) -> to.Gap | None:
    """A gap of the programme; a soft one only says around how many days it should be."""
    if link is None:
        return None
    if link.hard:
        target = about_days(link.target) if link.target else _middle(link)
        return to.Gap(_length(link.least), _length(link.most), target)
    ends = [about_days(one) for one in (link.target, link.least, link.most) if one is not None]
    return to.Gap(target_days=about_days(link.target) if link.target else _average(ends))


def _middle(link: Link) -> int | None:
    if link.least is None or link.most is None:
        return None
    return _average([about_days(link.least), about_days(link.most)])


def _average(days: Sequence[int]) -> int | None:
    return sum(days) // len(days) if days else None


def _length(length: Length | None) -> to.Length | None:
    return to.Length(length.n, to.Unit(length.unit.value)) if length else None


def _module(
    dossier: Dossier,
    group: Group,
    wish: Wish,
    module: Module,
    before: Sequence[Module],
    laid: Layout,
    bounds: Bounds,
    stood: Stood,
) -> to.Module:
    free = stood.free[module.code]
    link = module.link if before and follows(module, before[-1], dossier.modules) else None
    gap = _gap(link) if before else None
    if wish.repair and gap is not None:
        gap = to.Gap(gap.min, gap.max, stood.gap_now(before[-1].code, module.code) or gap.target_days)
    at = stood.at(module.code, dossier.halves)
    told = wish.repair or any(sat.told for sat in free)
    return to.Module(
        id=module.code,
        blocks=laid.blocks,
        gap=gap,
        team=any_of(dossier, module, free),
        venues=rooms_for(dossier, group, module.code, free, wish),
        window=bounds.window(module),
        level=to.Level.PUBLISHED if at is not None and told else to.Level.DRAFT,
        at=at if told else None,
    )


def follows(module: Module, before: Module, modules: Sequence[Module]) -> bool:
    """Whether the module's own link counts from the end of `before`, the one planned just before it."""
    place = [one.code for one in modules].index(module.code)
    link = module.link
    origin = link.origin if link else None
    counted = origin or (modules[place - 1].code if place else None)
    return counted == before.code and (link is None or link.anchor == "end")


def _links(dossier: Dossier, modules: Sequence[Module]) -> Iterator[to.Link]:
    """The links beyond the chain between modules that are both to be placed."""
    codes = [module.code for module in dossier.modules]
    for n, module in enumerate(modules):
        placed = [one.code for one in modules[:n]]
        place = codes.index(module.code)
        before = codes[place - 1] if place else ""
        chained = n > 0 and follows(module, modules[n - 1], dossier.modules)
        own = () if module.link is None or chained else (module.link,)
        for rank, link in enumerate((*own, *module.links), 1):
            origin = link.origin or before
            if link.hard and origin in placed and (link.least or link.most):
                yield to.Link(
                    id=f"link:{module.code}:{rank}",
                    source=origin,
                    anchor=to.Anchor(link.anchor),
                    to=module.code,
                    min=_length(link.least),
                    max=_length(link.most),
                )


def _halves(dossier: Dossier, layouts: Mapping[str, Layout]) -> tuple[to.HalfDay, ...]:
    used = {cell for one in layouts.values() for day in one.days for cell in day}
    wanted = ("am", "pm", *(("eve",) if "eve" in used else ()))
    return tuple(to.HalfDay(name, start, end) for name, start, end in dossier.halves if name in wanted)


def _taken(dossier: Dossier, group: Group, stood: Stood) -> tuple[Taken, ...]:
    """What is booked, but for the slots that are being placed and, by setting, others' options."""
    moving = {sat.ref for sats in stood.free.values() for sat in sats}
    soft = dossier.planning.holds == "free"
    return tuple(
        one
        for one in dossier.taken
        if one.label not in moving and not (soft and one.held and not one.label.startswith(dossier.ref))
    )


class _Cells:
    """The half-days of `names` that a stretch of a day overlaps; the same hours come again and again."""

    def __init__(self, dossier: Dossier, names: Sequence[str]) -> None:
        self._halves = [(name, start, end) for name, start, end in dossier.halves if name in names]
        self._known: dict[tuple[time, time], tuple[str, ...]] = {}

    def of(self, one: Taken) -> tuple[str, ...]:
        hours = one.start, one.finish
        found = self._known.get(hours)
        if found is None:
            overlapped = (name for name, start, end in self._halves if hours[0] < end and start < hours[1])
            found = self._known[hours] = tuple(overlapped)
        return found


def _trainers(
    dossier: Dossier,
    modules: Iterable[to.Module],
    taken: Sequence[Taken],
    names: Sequence[str],
    wish: Wish,
    stood: Stood,
) -> tuple[to.Trainer, ...]:
    wanted = {ref for module in modules for role in module.team for ref in role.any_of}
    current = stood.people if wish.repair else frozenset()
    booked: dict[str, list[to.Booking]] = {ref: [] for ref in wanted}
    cells = _Cells(dossier, names)
    for one in taken:
        for ref in one.trainers:
            if ref in booked:
                state = "held" if one.held else "confirmed"
                booked[ref] += [to.Booking(one.day, half, one.town, state) for half in cells.of(one)]
    return tuple(
        to.Trainer(
            id=one.ref,
            # Whoever was to teach is asked first when only the dates are mended.
            rank=one.rank if one.ref in current or not current else one.rank + 2,
            town=one.town,
            max_days_week=one.max_days_week,
            max_days_row=one.max_days_row,
            booked=tuple(dict.fromkeys(booked[one.ref])),
            away=tuple(away for away in one.away if away.half is None or away.half in names),
        )
        for one in dossier.teachers
        if one.ref in wanted
    )


def _venues(
    dossier: Dossier, modules: Iterable[to.Module], taken: Sequence[Taken], names: Sequence[str]
) -> tuple[to.Venue, ...]:
    wanted = {ref for module in modules for ref in module.venues}
    there, cells = _by_room(taken), _Cells(dossier, names)
    return tuple(
        to.Venue(
            id=one.ref,
            capacity=None if one.shared else one.capacity,
            town=one.town,
            booked=tuple(
                dict.fromkeys(
                    to.Booking(held.day, half) for held in there.get(one.ref, ()) for half in cells.of(held)
                )
            ),
        )
        for one in dossier.rooms
        if one.ref in wanted
    )


def _rules(
    dossier: Dossier, group: Group, wish: Wish, days: Days, stood: Stood, names: Sequence[str]
) -> Iterator[to.Rule]:
    ours = dossier.planning
    yield to.WeekdaysRule("weekdays", tuple(sorted(set(ours.weekdays))))
    school = wish.school or dossier.school
    if dossier.school_zone in ("A", "B", "C") and school != "ignore":
        yield to.SchoolRule("school", dossier.school_zone, hard=school == "never")
    for rank, one in enumerate(dossier.closures, 1):
        if one.last >= days.first and one.first <= days.last:
            yield to.ClosureRule(f"closure:{rank}", one.first, one.last)
    for rank, half in enumerate(ours.half_days_off, 1):
        if half.half is None or half.half in names:
            yield to.CellsRule(f"half-day:{rank}", half.weekday, half.half, half.hard)
    if days.notice is not None and days.notice > days.first:
        yield to.NotBefore("notice", days.notice)
    if days.delay is not None and days.delay > days.first:
        yield to.NotBefore("access-delay", days.delay)
    if wish.finish is not None:
        yield to.NotAfter("period", wish.finish)
    for rank, (first, last) in enumerate(wish.avoid, 1):
        yield to.ClosureRule(f"avoid:{rank}", first, last)
    busy = {day for day, _slot in group.busy} | stood.days
    for day in sorted(busy):
        if days.first <= day <= days.last:
            yield to.ClosureRule(f"busy:{day.isoformat()}", day, day)


def _weights(dossier: Dossier, wish: Wish) -> to.Weights:
    ours = dossier.planning.weights
    if not wish.repair:
        return to.Weights(**ours.model_dump())
    # Who was to teach stays if they can; who can't is replaced before anything is moved.
    return to.Weights(
        evenness=max(ours.evenness, 1), rank=max(ours.rank, 5), continuity=ours.continuity,
        school=ours.school, closure=ours.closure, weekday=ours.weekday, cells=ours.cells, moved=_A_MOVE,
    )  # fmt: skip
