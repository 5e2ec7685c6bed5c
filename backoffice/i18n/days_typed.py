"""Days as people type them: ``12/3``, ``2027-03-12``, ``12 mars``, ``lundi``, ``+3w``, ``demain``."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.i18n.shown import shown
from backoffice.i18n.words import MONTHS, MONTHS_SHORT, WEEKDAYS, WEEKDAYS_SHORT

FIRST_YEAR, LAST_YEAR = 1900, 2199


class BadDate(Invalid):
    """A day that can't be read; `why` is one of this module's sentences, still in English."""

    code = "bad_date"

    def __init__(self, text: str, why: str, **details: object) -> None:
        super().__init__(
            _("“{text}”: {why}").format(text=shown(text), why=_(why).format(**details)),
            remedy=_("Type the day, then the month, like 12/3 or 12/03/2027; or Monday, tomorrow, +3w."),
        )


_EMPTY = N_("nothing was typed.")
_NO_DATE = N_("this isn't a date.")
_NO_MONTH = N_("there is no month {month}.")
_NO_DAY = N_("the month {month} has no day {day}.")
_NO_DAY_THAT_YEAR = N_("{month}/{year} has no day {day}.")
_FAR = N_("the year isn't between {first} and {last}.")
_OTHER_WEEKDAY = N_("this day isn't that day of the week.")
_NO_UNIT = N_("say days, weeks or months: +3d, +3w, +3m.")


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.replace("’", "'").replace("\N{MINUS SIGN}", "-")).strip()


def _names(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Folded names, with and without their abbreviation's full stop, to their rank from 0."""
    return {
        form: rank
        for table in tables
        for names in table.values()
        for rank, name in enumerate(names)
        for form in (_fold(name), _fold(name).rstrip("."))
    }


_MONTH_NAMES = _names(MONTHS, MONTHS_SHORT)
_WEEKDAY_NAMES = _names(WEEKDAYS, WEEKDAYS_SHORT)
_NEAR = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
    "apres demain": 2,
}
_OFFSET = re.compile(r"(?P<sign>[+-]) ?(?P<count>[0-9]{1,6}) ?(?P<unit>[a-z]*)")
_UNITS = {
    **dict.fromkeys(("d", "j", "day", "days", "jour", "jours"), "days"),
    **dict.fromkeys(("w", "s", "sem", "week", "weeks", "semaine", "semaines"), "weeks"),
    **dict.fromkeys(("m", "month", "months", "mois"), "months"),
    **dict.fromkeys(("a", "y", "an", "ans", "year", "years"), "years"),
}
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_SLASHED = re.compile(
    r"(?P<day>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2})"
    r"(?: ?(?P=mark) ?(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_WORDED = re.compile(
    r"(?:le |the )?(?P<day>[0-9]{1,2})(?:er|st|nd|rd|th)? (?P<name>[a-z.]+)(?:,? (?P<year>[0-9]{4}))?"
)


def day(text: str, today: date) -> date:
    """The day that `text` says, `today` being the local date. Raises `BadDate`.

    The day comes before the month. Without a year, it is the next such date on or after `today`; two digits
    are a year of this century. A day of the week alone is the next one after `today`. An offset in months
    or years keeps the day number, or takes the month's last day.
    """
    folded = _fold(text)
    if not folded:
        raise BadDate(text, _EMPTY)
    if folded in _NEAR:
        return today + timedelta(days=_NEAR[folded])
    if folded in _WEEKDAY_NAMES:
        return today + timedelta(days=(_WEEKDAY_NAMES[folded] - today.weekday() - 1) % 7 + 1)
    if found := _OFFSET.fullmatch(folded):
        return _moved(text, found, today)
    first, _space, rest = folded.partition(" ")
    if first in _WEEKDAY_NAMES:
        return _on_weekday(text, _WEEKDAY_NAMES[first], _written(text, rest, today))
    return _written(text, folded, today)


def past_day(text: str, today: date) -> date:
    """The day that `text` says of something that happened: as `day`, but without a year it is the last such
    date up to `today`, and a day of the week alone is the last one before it."""
    folded = _fold(text)
    if folded in _WEEKDAY_NAMES:
        return today - timedelta(days=(today.weekday() - _WEEKDAY_NAMES[folded] - 1) % 7 + 1)
    if not folded or folded in _NEAR or _OFFSET.fullmatch(folded):
        return day(text, today)
    first, _space, rest = folded.partition(" ")
    if first in _WEEKDAY_NAMES:
        return _on_weekday(text, _WEEKDAY_NAMES[first], _written(text, rest, today, _last))
    return _written(text, folded, today, _last)


def _on_weekday(text: str, weekday: int, found: date) -> date:
    if found.weekday() != weekday:
        raise BadDate(text, _OTHER_WEEKDAY)
    return found


def _moved(text: str, found: re.Match[str], today: date) -> date:
    count = int(found["sign"] + found["count"])
    unit = _UNITS.get(found["unit"])
    if unit is None:
        raise BadDate(text, _NO_UNIT)
    months = {"months": count, "years": 12 * count}.get(unit)
    days = {"days": count, "weeks": 7 * count}.get(unit, 0)
    try:
        reached = today + timedelta(days=days) if months is None else _months_after(today, months)
    except (OverflowError, ValueError):
        raise BadDate(text, _FAR, first=FIRST_YEAR, last=LAST_YEAR) from None
    return _near_enough(text, reached)


def _months_after(start: date, months: int) -> date:
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))


def _near_enough(text: str, found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadDate(text, _FAR, first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _next(number: int, month: int, today: date) -> date:
    """The next date with this day and month on or after `today` (29 February: up to eight years on)."""
    return next(one for one in _each_year(number, month, today, 1) if one >= today)


def _last(number: int, month: int, today: date) -> date:
    """The last date with this day and month on or before `today`."""
    return next(one for one in _each_year(number, month, today, -1) if one <= today)


def _each_year(number: int, month: int, today: date, step: int) -> Iterator[date]:
    years = range(today.year, today.year + 10 * step, step)
    return (date(year, month, number) for year in years if number <= monthrange(year, month)[1])


def _written(text: str, folded: str, today: date, nearest: Callable[[int, int, date], date] = _next) -> date:
    """A date written with its month, its year or not."""
    found = _ISO.fullmatch(folded) or _SLASHED.fullmatch(folded) or _WORDED.fullmatch(folded)
    if found is None:
        raise BadDate(text, _NO_DATE)
    named = found.groupdict()
    month = _month(text, named)
    number, year = int(named["day"]), named["year"]
    if not 1 <= number <= monthrange(2000, month)[1]:
        raise BadDate(text, _NO_DAY, month=f"{month:02d}", day=number)
    if year is None:
        return nearest(number, month, today)
    full = int(year) + (2000 if len(year) == 2 else 0)
    if not FIRST_YEAR <= full <= LAST_YEAR:
        raise BadDate(text, _FAR, first=FIRST_YEAR, last=LAST_YEAR)
    if number > monthrange(full, month)[1]:
        raise BadDate(text, _NO_DAY_THAT_YEAR, month=f"{month:02d}", year=full, day=number)
    return date(full, month, number)


def _month(text: str, named: dict[str, str]) -> int:
    if name := named.get("name"):
        if name not in _MONTH_NAMES:
            raise BadDate(text, _NO_DATE)
        return _MONTH_NAMES[name] + 1
    month = int(named["month"])
    if not 1 <= month <= 12:
        raise BadDate(text, _NO_MONTH, month=month)
    return month
