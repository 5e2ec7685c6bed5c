"""What of a group's slots stays where it is, what is to be placed, and the days that this leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from backoffice.domain.calendar_problem import At, Window
from backoffice.domain.calendars import Calendar
from backoffice.domain.lengths import day_after, first_within, last_before
from backoffice.domain.programme import Link, Module
from backoffice.domain.slots import SlotState
from backoffice.errors import Invalid, NotFound
from backoffice.i18n import _
from backoffice.services.planning.facts import Dossier, Group, Sat
from backoffice.services.planning.sessions import cells_of
from backoffice.services.planning.values import Wish

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stood:
    """A group's slots by module: `free` ones are to be placed, `fixed` ones stay."""

    free: Mapping[str, tuple[Sat, ...]]
    fixed: Mapping[str, tuple[Sat, ...]]

    @classmethod
    def of(cls, dossier: Dossier, group: Group, wish: Wish) -> Stood:
        """Raises NotFound for a kept slot that isn't the dossier's, Invalid for one without a date."""
        _check_kept(dossier, wish)
        mine = sorted(
            (sat for sat in dossier.slots if sat.group in (group.ref, "")),
            key=lambda sat: (sat.position, sat.copy),
        )
        stays = {sat.ref for sat in mine if pinned(sat, wish, dossier.today)}
        if wish.repair:
            # What was never dated isn't a repair's business.
            stays |= {sat.ref for sat in mine if sat.day is None}
        return cls(
            _by_module(dossier, [sat for sat in mine if sat.ref not in stays]),
            _by_module(dossier, [sat for sat in mine if sat.ref in stays and sat.day is not None]),
        )

    def first(self, module: str) -> date | None:
        """The first day of what stays of a module."""
        return min((sat.day for sat in self.fixed.get(module, ()) if sat.day), default=None)

    def last(self, module: str) -> date | None:
        return max((sat.day for sat in self.fixed.get(module, ()) if sat.day), default=None)

    @property
    def days(self) -> frozenset[date]:
        """The days on which the group is already in training."""
        return frozenset(sat.day for sats in self.fixed.values() for sat in sats if sat.day)

    @property
    def people(self) -> frozenset[str]:
        """Who teaches what is to be placed, as it stands."""
        return frozenset(ref for sats in self.free.values() for sat in sats for ref in sat.trainers)

    def at(self, module: str, halves: Sequence[tuple[str, time, time]]) -> At | None:
        """Where a module that is to be placed starts now; None when a part of it has no date."""
        sats = self.free[module]
        if any(sat.day is None for sat in sats):
            return None
        first = min(sats, key=lambda sat: (sat.day, sat.start))
        assert first.day is not None
        assert first.start is not None
        assert first.finish is not None
        return At(first.day, cells_of(first.start, first.finish, tuple(halves))[0])

    def gap_now(self, before: str, module: str) -> int | None:
        """The days between two modules as they stand; None when one isn't wholly dated."""
        ends = [sat.day for sat in self.free.get(before, ())]
        starts = [sat.day for sat in self.free.get(module, ())]
        known_ends = [day for day in ends if day]
        known_starts = [day for day in starts if day]
        if not ends or not starts or len(known_ends) < len(ends) or len(known_starts) < len(starts):
            return None
        return max((min(known_starts) - max(known_ends)).days, 0)


def pinned(sat: Sat, wish: Wish, today: date) -> bool:
    """Whether a slot stays where it is: done, past, kept by name; confirmed, unless a repair may move it."""
    if sat.day is None:
        return False
    if sat.state == SlotState.DONE or sat.day <= today or sat.ref in wish.kept:
        return True
    return sat.state == SlotState.CONFIRMED and not wish.repair


def _check_kept(dossier: Dossier, wish: Wish) -> None:
    slots = {sat.ref: sat for sat in dossier.slots}
    for ref in wish.kept:
        if ref not in slots:
            raise NotFound(_("slot"), ref)
        if slots[ref].day is None:
            raise Invalid(
                _("{slot} has no date to keep.").format(slot=ref), remedy=_("Keep slots that are dated.")
            )


def _by_module(dossier: Dossier, sats: Sequence[Sat]) -> dict[str, tuple[Sat, ...]]:
    found = {
        module.code: tuple(sat for sat in sats if sat.module == module.code) for module in dossier.modules
    }
    return {code: mine for code, mine in found.items() if mine}


class Bounds:
    """The days that a module may take, given what stays of those before and after it."""

    def __init__(
        self, dossier: Dossier, stood: Stood, first: date, last: date, spans: Mapping[str, int]
    ) -> None:
        """`spans` are the days from the first to the last of each module that is one run of days."""
        self.dossier, self.stood, self.spans = dossier, stood, spans
        self.first, self.last = first, last
        self.calendar = Calendar(dossier.territory)

    def window(self, module: Module) -> Window | None:
        """None when any day of the horizon will do; the first day is after the last when none does."""
        codes = [one.code for one in self.dossier.modules]
        here = codes.index(module.code)
        low, high = self._asked(module)
        low = max(low, self._after_fixed(module, here), self._after_own(module))
        low = max(low, self._not_too_early(module, here))
        high = min(high, self._before_fixed(here), self._before_own(module))
        high = min(high, self._soon_enough(module, here))
        if low <= self.first and high >= self.last:
            return None
        return Window(low, high)

    def _asked(self, module: Module) -> tuple[date, date]:
        sats = self.stood.free[module.code]
        lows = [sat.window_from for sat in sats if sat.window_from]
        highs = [sat.window_to for sat in sats if sat.window_to]
        return max(lows, default=self.first), min(highs, default=self.last)

    def _after_own(self, module: Module) -> date:
        """After the parts of the module that stay and come before."""
        start = min(sat.position for sat in self.stood.free[module.code])
        before = [
            sat.day for sat in self.stood.fixed.get(module.code, ()) if sat.day and sat.position < start
        ]
        return max(before) + _DAY if before else self.first

    def _before_own(self, module: Module) -> date:
        start = min(sat.position for sat in self.stood.free[module.code])
        after = [sat.day for sat in self.stood.fixed.get(module.code, ()) if sat.day and sat.position > start]
        return min(after) - _DAY if after else self.last

    def _after_fixed(self, module: Module, here: int) -> date:
        """After every earlier module that stays, and as long after as the links ask."""
        low = self.first
        for earlier in self.dossier.modules[:here]:
            last = self.stood.last(earlier.code)
            if last is not None:
                low = max(low, last + _DAY)
        for origin, link in self._links(module, here):
            start = self._origin(origin, link)
            if start is not None and link.least is not None:
                low = max(low, day_after(start, link.least, self.calendar))
        return low

    def _soon_enough(self, module: Module, here: int) -> date:
        """Soon enough after what stays: the module's first day, and so its last within its own length."""
        high, span = self.last, self.spans.get(module.code)
        if span is None:
            return high
        for origin, link in self._links(module, here):
            start = self._origin(origin, link)
            if start is not None and link.most is not None:
                high = min(high, day_after(start, link.most, self.calendar) + timedelta(days=span))
        return high

    def _before_fixed(self, here: int) -> date:
        """Before every later module that stays, and as long before as its links ask."""
        high = self.last
        code = self.dossier.modules[here].code
        for n, later in enumerate(self.dossier.modules[here + 1 :], here + 1):
            first = self.stood.first(later.code)
            if first is None:
                continue
            high = min(high, first - _DAY)
            for origin, link in self._links(later, n):
                if origin == code and link.anchor == "end" and link.least is not None:
                    high = min(high, last_before(first, link.least, self.calendar))
        return high

    def _not_too_early(self, module: Module, here: int) -> date:
        """The first day that isn't too long before a later module that stays."""
        low, span = self.first, self.spans.get(module.code)
        if span is None:
            return low
        for n, later in enumerate(self.dossier.modules[here + 1 :], here + 1):
            first = self.stood.first(later.code)
            for origin, link in self._links(later, n) if first else ():
                if origin == module.code and link.most is not None and first is not None:
                    back = timedelta() if link.anchor == "start" else timedelta(days=span)
                    low = max(low, first_within(first, link.most, self.calendar) - back)
        return low

    def _origin(self, origin: str, link: Link) -> date | None:
        return self.stood.first(origin) if link.anchor == "start" else self.stood.last(origin)

    def _links(self, module: Module, here: int) -> list[tuple[str, Link]]:
        """The hard links of a module, each with the code that it counts from."""
        before = self.dossier.modules[here - 1].code if here else ""
        own = [(module.link.origin or before, module.link)] if module.link else []
        return [
            (origin, link)
            for origin, link in (*own, *((one.origin or before, one) for one in module.links))
            if origin and link.hard
        ]
