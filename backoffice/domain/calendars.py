"""Which days are worked where: public holidays by territory, working days, *ouvrables*, own closures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from dateutil.easter import easter

from backoffice.data.holidays import CUSTOMARY, GOOD_FRIDAY, HOLIDAYS, MF_27_MAY, TERRITORIES, Holiday
from backoffice.errors import Invalid
from backoffice.i18n import _
from backoffice.i18n.shown import shown

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class UnknownTerritory(Invalid):
    code = "unknown_territory"

    def __init__(self, territory: str) -> None:
        super().__init__(
            _("“{territory}” isn't a known territory.").format(territory=shown(territory)),
            remedy=_("Use one of {territories}.").format(territories=", ".join(TERRITORIES)),
        )
        self.allowed = TERRITORIES


class NoWorkingDay(Invalid):
    code = "no_working_day"

    def __init__(self, near: date) -> None:
        super().__init__(
            _("No working day is found near {day}.").format(day=near.isoformat()),
            remedy=_("Check the closures of the calendar, and the year."),
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """Days off of one's own (summer, end of year), both ends included."""

    first: date
    last: date
    label: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A territory's days off, with the options that a site asks for, and closures that count as days off.

    `good_friday` matters in FR-57, FR-67 and FR-68, where it is off in some communes only (L.3134-13);
    `customary` adds Guadeloupe's and Martinique's days that aren't in the Code; `mf_27_may` follows the
    Code's letter in Saint-Martin rather than the prefecture. Raises `UnknownTerritory`.
    """

    territory: str = "FR"
    good_friday: bool = False
    customary: bool = False
    mf_27_may: bool = False
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if self.territory not in TERRITORIES:
            raise UnknownTerritory(self.territory)

    def holidays(self, year: int) -> Mapping[date, str]:
        """The public holidays of a year, in order, with their names as message ids."""
        return _holidays(self.territory, year, self.good_friday, self.customary, self.mf_27_may)

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday on `day` (a message id), or None."""
        return self.holidays(day.year).get(day)

    def closure(self, day: date) -> Closure | None:
        """The own closure that `day` is in, or None."""
        return next((one for one in self.closures if one.first <= day <= one.last), None)

    def is_working_day(self, day: date) -> bool:
        """*Ouvré*: Monday to Friday, no public holiday, no closure."""
        return day.weekday() < _SATURDAY and self._is_open(day)

    def is_ouvrable(self, day: date) -> bool:
        """*Ouvrable*: Monday to Saturday, no public holiday, no closure."""
        return day.weekday() < _SUNDAY and self._is_open(day)

    def _is_open(self, day: date) -> bool:
        return self.holiday(day) is None and self.closure(day) is None

    def next_working_day(self, day: date) -> date:
        """`day` itself or the first working day after it. Raises `NoWorkingDay`."""
        return self._first_working(day, _DAY)

    def previous_working_day(self, day: date) -> date:
        """`day` itself or the last working day before it. Raises `NoWorkingDay`."""
        return self._first_working(day, -_DAY)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative; `day` itself for 0)."""
        step = _DAY if count > 0 else -_DAY
        for _index in range(abs(count)):
            day = self._first_working(_moved(day, step), step)
        return day

    def _first_working(self, day: date, step: timedelta) -> date:
        reached = day
        while not self.is_working_day(reached):
            # A closure is passed at once: its length has no bound.
            closed = self.closure(reached)
            edge = reached if closed is None else closed.last if step > timedelta() else closed.first
            reached = _moved(edge, step)
        return reached


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise NoWorkingDay(day) from None


# Several threads read it at once: the mapping that it holds can't be written.
@lru_cache(maxsize=1024)
def _holidays(
    territory: str, year: int, good_friday: bool, customary: bool, mf_27_may: bool
) -> Mapping[date, str]:
    options = {GOOD_FRIDAY: good_friday, CUSTOMARY: customary, MF_27_MAY: mf_27_may}
    chosen = frozenset(name for name, asked in options.items() if asked)
    found: dict[date, str] = {}
    for day, name in sorted(_days_of(territory, year, chosen), key=lambda pair: pair[0]):
        found.setdefault(day, name)
    return MappingProxyType(found)


def _days_of(territory: str, year: int, options: frozenset[str]) -> Iterator[tuple[date, str]]:
    for row in HOLIDAYS:
        if territory in row.territories and _applies(row, options):
            day = _date_of(row, year)
            if (row.valid_from or day) <= day <= (row.valid_until or day):
                yield day, row.name


def _applies(row: Holiday, options: frozenset[str]) -> bool:
    return (row.asked is None or row.asked in options) and row.unless not in options


def _date_of(row: Holiday, year: int) -> date:
    if row.after_easter is None:
        return date(year, row.month, row.day)
    sunday: date = easter(year)
    return sunday + timedelta(days=row.after_easter)


_OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT"}
_ISLANDS = {"97150": "MF", "97133": "BL"}


def territory_of(postcode: str) -> str:
    """The territory that a French post code suggests; a person may choose another for a site."""
    code = "".join(postcode.split())
    if code in _ISLANDS:
        return _ISLANDS[code]
    alsace_moselle = f"FR-{code[:2]}"
    return _OVERSEAS.get(code[:3]) or (alsace_moselle if alsace_moselle in TERRITORIES else "FR")
