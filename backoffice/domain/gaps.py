"""The time that a programme asks for between its modules, held against the days that they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.domain.calendars import Calendar
from backoffice.domain.lengths import day_after
from backoffice.domain.programme import Length, Link, Module

# The first and the last day of a module.
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Missed:
    """A link that the days of two modules don't keep: `limit` is the length that isn't kept, `bound` the day
    that it gives; `early` when the module comes before it, else it comes after."""

    module: Module
    origin: Module
    link: Link
    limit: Length
    bound: date
    early: bool

    @property
    def hard(self) -> bool:
        return self.link.hard


def links_of(modules: Sequence[Module]) -> Iterator[tuple[Module, Module, Link]]:
    """Every link, with the module that it counts from and the one that it bears on."""
    known = {one.code: one for one in modules}
    for n, module in enumerate(modules):
        for link in (*((module.link,) if module.link else ()), *module.links):
            origin = known.get(link.origin) if link.origin else modules[n - 1] if n else None
            if origin is not None:
                yield origin, module, link


def missed(modules: Sequence[Module], spans: Mapping[str, Span], calendar: Calendar) -> Iterator[Missed]:
    """The links that aren't kept between modules whose days (by code) are known."""
    for origin, module, link in links_of(modules):
        if origin.code not in spans or module.code not in spans:
            continue
        start = spans[origin.code][0 if link.anchor == "start" else 1]
        first = spans[module.code][0]
        if link.least is not None and first < (bound := day_after(start, link.least, calendar)):
            yield Missed(module, origin, link, link.least, bound, early=True)
        if link.most is not None and first > (bound := day_after(start, link.most, calendar)):
            yield Missed(module, origin, link, link.most, bound, early=False)
