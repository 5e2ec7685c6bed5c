"""A calendar of the kernel told as places of slots, gaps between modules, and words that people read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from backoffice.domain.calendar_problem import Calendar, Slot
from backoffice.domain.programme import Module, elapsed
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import weekday_date
from backoffice.services.planning.facts import Dossier, Taken
from backoffice.services.planning.problem import Asked
from backoffice.services.planning.sessions import Seated
from backoffice.services.planning.values import GapBetween, Place, Term

if TYPE_CHECKING:
    from backoffice.planner.answer import Term as KernelTerm

_TERMS = {
    "earliness": N_("days before each module begins"),
    "evenness": N_("days away from the gaps wanted"),
    "rank": N_("half-days of a trainer asked second"),
    "continuity": N_("changes of lead trainer"),
    "school": N_("half-days in school holidays"),
    "closure": N_("half-days in a closure"),
    "weekday": N_("half-days on a weekday not wished"),
    "cells": N_("half-days not wished"),
    "travel": N_("half-days away from the trainer's town"),
    "moved": N_("modules moved that were told"),
}


def places_of(asked: Asked, calendar: Calendar) -> tuple[Place, ...]:
    """Where each slot goes; its hours follow the half-day that it was given."""
    by_module: dict[str, list[Slot]] = defaultdict(list)
    for slot in calendar.slots:
        by_module[slot.module].append(slot)
    return tuple(
        _place(seat, by_module[code], asked) for code, laid in asked.layouts.items() for seat in laid.seats
    )


def _place(seat: Seated, cells: Sequence[Slot], asked: Asked) -> Place:
    cell = cells[seat.first]
    laid = [name for day in asked.layouts[seat.sat.module].days for name in day]
    shift = elapsed(_start(asked, laid[seat.first]), _start(asked, cell.half))
    rank, count = seat.share
    team = tuple((one.id, one.role) for one in cell.trainers) if seat.sat.teaches else ()
    start, finish = _moved(seat.start, shift), _moved(seat.finish, shift)
    venue = cell.venue if not rank else _another_room(asked, seat, cell, start, finish)
    return Place(
        slot=seat.sat.ref,
        day=cell.date,
        start=start,
        finish=finish,
        trainers=team[rank::count],
        venue=venue,
        module=seat.sat.module,
        group=asked.group.ref,
        cells=tuple((one.block, one.half) for one in cells[seat.first : seat.last + 1]),
    )


def _another_room(asked: Asked, seat: Seated, cell: Slot, start: time, finish: time) -> str | None:
    """A room for a sub-group beside the one that the module has; none when no other is free, to be named."""
    there = [ref for ref in asked.rooms[seat.sat.module] if ref != cell.venue]
    free = [ref for ref in there if is_free(asked, ref, cell.date, start, finish)]
    return free[seat.share[0] - 1] if len(free) >= seat.share[0] else None


def is_free(asked: Asked, venue: str, day: date, start: time, finish: time) -> bool:
    """Whether nothing that is booked takes a venue then."""
    return not any(
        one.day == day and one.start < finish and start < one.finish for one in asked.taken_in.get(venue, ())
    )


def _start(asked: Asked, half: str) -> time:
    return next((one.start for one in asked.problem.half_days if one.id == half), time(9))


def _moved(at: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), at) + timedelta(minutes=minutes)).time()


def taken_by(asked: Asked, places: Sequence[Place], dossier: Dossier) -> tuple[Taken, ...]:
    """The places as what the dossier's next group finds taken."""
    rooms = {room.ref: room for room in dossier.rooms}
    found = []
    for one in places:
        room = rooms.get(one.venue or "")
        venue = one.venue if room is not None and not room.shared else None
        people = tuple(ref for ref, _role in one.trainers)
        town = room.town if room else None
        found.append(
            Taken(one.slot, one.day, one.start, one.finish, False, people, venue, town, asked.group.ref)
        )
    return tuple(found)


def gaps_of(dossier: Dossier, asked: Asked, places: Sequence[Place]) -> tuple[GapBetween, ...]:
    """The days between modules that follow each other, those that stay included."""
    days: dict[str, list[date]] = defaultdict(list)
    module_of = {sat.ref: sat.module for sat in dossier.slots}
    for place in places:
        days[module_of[place.slot]].append(place.day)
    for code, sats in asked.stood.fixed.items():
        days[code] += [sat.day for sat in sats if sat.day]
    known = [module for module in dossier.modules if days.get(module.code)]
    return tuple(
        _gap(before, then, (min(days[then.code]) - max(days[before.code])).days)
        for before, then in pairwise(known)
    )


def _gap(before: Module, then: Module, days: int) -> GapBetween:
    text = ngettext(
        "{n} day between “{before}” and “{then}”", "{n} days between “{before}” and “{then}”", days
    ).format(n=days, before=before.label, then=then.label)
    link = then.link
    if link is not None and (link.least or link.most):
        ends = [one.words() for one in (link.least, link.most) if one is not None]
        text = _("{text} (asked: {bounds})").format(text=text, bounds=" – ".join(ends))
    return GapBetween(before.code, then.code, days, text)


def term_of(term: KernelTerm) -> Term:
    """A term of the kernel's ledger, in words."""
    what = _(_TERMS[term.term]) if term.term in _TERMS else term.term
    text = _("{what}: {n} x {weight}").format(what=what, n=term.amount, weight=term.weight)
    return Term(term.term, term.cost, text, term.amount, term.weight)


class Named:
    """The kernel's sentences with people's names instead of references."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.names: Mapping[str, str] = (
            {one.ref: one.name for one in dossier.teachers}
            | {one.ref: one.name for one in dossier.rooms}
            | {one.code: one.label for one in dossier.modules}
        )
        self.modules = {one.code for one in dossier.modules}
        wanted = sorted(self.names, key=len, reverse=True)
        self.pattern = re.compile(
            "|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in wanted) or r"$^"
        )

    def say(self, rule: str, text: str) -> str:
        """The sentence of a rule: its own where the kernel can't know what it stands for."""
        return self._own(rule) or self.pattern.sub(lambda found: self._called(found[0]), text)

    def _called(self, ref: str) -> str:
        name = self.names[ref]
        return _("“{name}”").format(name=name) if ref in self.modules else name

    def _own(self, rule: str) -> str:
        kind, _colon, rest = rule.partition(":")
        if kind == "busy":
            day = weekday_date(date.fromisoformat(rest))
            return _("Somebody of the group is already in training on {day}.").format(day=day)
        return ""
