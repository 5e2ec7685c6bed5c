"""Hours and days that a source declares, beside those that its parts and slots add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.domain.programme import Format, Module, Pace, Programme, Supervision

# No half-day is longer: a sitting beyond it takes the day.
HALF_DAY_MOST = 300
_DAY, _HALF_DAY = 100, 50


@dataclass(frozen=True, slots=True)
class Figures:
    """A length: minutes inside the training hours, and days in hundredths (half a day a sitting)."""

    minutes: int
    days_e2: int

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.minutes + other.minutes, self.days_e2 + other.days_e2)


NOTHING = Figures(0, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is declared of `what` (a module's label, a format's, "" for a request's wish), what it comes to.

    `source` says what was added up: ``parts`` or ``slots``. Exactly one of the declared figures is set.
    """

    what: str
    source: str
    computed: Figures
    declared_minutes: int | None = None
    declared_days_e2: int | None = None


def days_of(sittings: Iterable[int]) -> int:
    """The days (hundredths) that sittings of these minutes take: half a day each, a whole one if longer."""
    return sum(_DAY if minutes > HALF_DAY_MOST else _HALF_DAY for minutes in sittings)


def by_parts(module: Module) -> Figures:
    """What the parts of a module come to; only time with people there takes days."""
    attended = (
        sum(part.minutes.planned for part in parts)
        for parts in module.sittings
        if parts[0].pace is Pace.LIVE and parts[0].supervision is not Supervision.NONE
    )
    return Figures(module.training_minutes, days_of(attended))


def differences(
    what: str, minutes: int | None, days_e2: int | None, computed: Figures, source: str = "parts"
) -> tuple[Difference, ...]:
    """Where the minutes or the days declared aren't those computed."""
    found = []
    if minutes is not None and minutes != computed.minutes:
        found.append(Difference(what, source, computed, declared_minutes=minutes))
    if days_e2 is not None and days_e2 != computed.days_e2:
        found.append(Difference(what, source, computed, declared_days_e2=days_e2))
    return tuple(found)


def of_module(module: Module, computed: Figures, source: str = "parts") -> tuple[Difference, ...]:
    """Where a module declares other figures than `computed`."""
    return differences(module.label, module.declared_minutes, module.declared_days_e2, computed, source)


def of_format(programme: Programme, chosen: Format) -> tuple[Difference, ...]:
    """Where a format contradicts itself: module by module, then as a whole (its own figures, else the
    programme's)."""
    figures = [(module, by_parts(module)) for module in chosen.modules]
    each = (one for module, computed in figures for one in of_module(module, computed))
    total = sum((computed for _module, computed in figures), NOTHING)
    return (*each, *of_whole(programme, chosen, total))


def of_whole(
    programme: Programme, chosen: Format, computed: Figures, source: str = "parts"
) -> tuple[Difference, ...]:
    """Where the total that a format (else its programme) declares isn't `computed`."""
    own = chosen.declared_minutes, chosen.declared_days_e2
    minutes, days = own if any(own) else (programme.declared_minutes, programme.declared_days_e2)
    return differences(chosen.label, minutes, days, computed, source)
