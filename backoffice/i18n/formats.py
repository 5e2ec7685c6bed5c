"""How values are written for people, in the language in force: dates, hours, money, identifiers.

French follows the usages of the Imprimerie nationale: U+202F between thousands, U+00A0 before a unit,
``1er`` for the first of a month, ``9 h 30``. The tables are ours, so that the same value is written alike
on every machine, whatever its locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import groupby

from backoffice.i18n import language
from backoffice.i18n.words import MONTHS, MONTHS_SHORT, WEEKDAYS, WEEKDAYS_SHORT

NBSP = "\u00a0"
NNBSP = "\u202f"


def _french() -> bool:
    return language() == "fr"


def _grouped(whole: int, decimals: str, minus: bool) -> str:
    """`whole` and `decimals` (digits) with the separators of the language."""
    text = f"{whole:,}"
    point = "."
    if _french():
        text, point = text.replace(",", NNBSP), ","
    return f"{'-' if minus else ''}{text}{point}{decimals}" if decimals else f"{'-' if minus else ''}{text}"


def _decimal(value: int, places: int, at_least: int = 0) -> str:
    """`value` x 10^-`places`, without the zeros at its end beyond `at_least` decimals."""
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(at_least, "0") if rest or at_least else ""
    return _grouped(whole, decimals, value < 0)


# --- numbers and money


def number(value: int) -> str:
    """A whole number: ``1 204``."""
    return _grouped(abs(value), "", value < 0)


def amount(cents: int) -> str:
    """Cents without the currency, always with two decimals: ``12 345,50``."""
    whole, rest = divmod(abs(cents), 100)
    return _grouped(whole, f"{rest:02d}", cents < 0)


def money(cents: int) -> str:
    """Cents as euros: ``12 345,50 €``."""
    return f"{amount(cents)}{NBSP}€"


def unit_price(micro: int) -> str:
    """Millionths of a euro, with two to six decimals: ``0,60 €``, ``0,636 €``."""
    return f"{_decimal(micro, 6, at_least=2)}{NBSP}€"


def quantity(e4: int) -> str:
    """Ten-thousandths, without the zeros at the end: ``1,5``."""
    return _decimal(e4, 4)


def rate(bp: int) -> str:
    """Basis points as a percentage: ``8,5 %``."""
    return f"{_decimal(bp, 2)}{NBSP if _french() else ''}%"


def counted(e4: int) -> int:
    """The number to hand over to ``ngettext`` for a quantity that may be fractional (ten-thousandths).

    French says ``1,5 heure`` (singular below 2), English ``1.5 hours`` (singular for 1 alone).
    """
    if _french():
        return abs(e4) // 10_000
    return 1 if abs(e4) == 10_000 else 2


# --- dates


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 and _french() else str(day.day)


def weekday(day: date) -> str:
    """``lundi``."""
    return WEEKDAYS[language()][day.weekday()]


def month(day: date) -> str:
    """``mars 2027``."""
    return f"{MONTHS[language()][day.month - 1]} {day.year:04d}"


def day_and_month(day: date) -> str:
    """``1er juin``."""
    return f"{_day_number(day)} {MONTHS[language()][day.month - 1]}"


def long_date(day: date) -> str:
    """``1er juin 2026``."""
    return f"{day_and_month(day)} {day.year:04d}"


def short_date(day: date) -> str:
    """``01/06/2026``: the day first in both languages."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def brief_date(day: date) -> str:
    """``lun. 1er juin``, for a narrow column; the year is left out."""
    words = MONTHS_SHORT[language()][day.month - 1]
    return f"{WEEKDAYS_SHORT[language()][day.weekday()]} {_day_number(day)} {words}"


def weekday_date(day: date) -> str:
    """``lundi 1er juin 2026``."""
    return f"{weekday(day)} {long_date(day)}"


def listed(items: Sequence[str]) -> str:
    """``a, b et c``; empty when there is none."""
    if len(items) < 2:
        return "".join(items)
    last = " et " if _french() else " and "
    return ", ".join(items[:-1]) + last + items[-1]


def days(dates: Iterable[date]) -> str:
    """Several days in one phrase: ``les 3, 10 et 17 mars 2027``, ``le 31 mars et les 7 et 14 avril 2027``.

    The dates are put in order and said once each; a year is said once, after its last day.
    """
    ordered = sorted(set(dates))
    months = [tuple(same) for _, same in groupby(ordered, key=lambda day: (day.year, day.month))]
    phrases = []
    for index, same in enumerate(months):
        year_ends = index + 1 == len(months) or months[index + 1][0].year != same[0].year
        name = MONTHS[language()][same[0].month - 1] + (f" {same[0].year:04d}" if year_ends else "")
        article = ("le " if len(same) == 1 else "les ") if _french() else ""
        phrases.append(f"{article}{listed([_day_number(day) for day in same])} {name}")
    return listed(phrases)


def period(first: date, last: date) -> str:
    """From a day to a day, both in it: ``du 3 au 5 mars 2027``, ``le 3 mars 2027`` when it is one day."""
    if first == last:
        return f"le {long_date(first)}" if _french() else long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        start = _day_number(first)
    elif first.year == last.year:
        start = day_and_month(first)
    else:
        start = long_date(first)
    return f"du {start} au {long_date(last)}" if _french() else f"{start} to {long_date(last)}"


# --- hours


def _hours(hours: int, minutes: int, full: bool = False) -> str:
    return f"{hours}{NBSP}h{NBSP}{minutes:02d}" if minutes or full else f"{hours}{NBSP}h"


def clock_time(at: time) -> str:
    """``9 h 30``, ``9 h``; ``09:30`` in English."""
    return _hours(at.hour, at.minute) if _french() else f"{at.hour:02d}:{at.minute:02d}"


def time_span(start: time, end: time) -> str:
    """``9 h 00 – 12 h 30``: minutes always shown, so that columns of spans line up."""
    if not _french():
        return f"{start.hour:02d}:{start.minute:02d}–{end.hour:02d}:{end.minute:02d}"
    return f"{_hours(start.hour, start.minute, full=True)}{NBSP}– {_hours(end.hour, end.minute, full=True)}"


def moment(at: datetime) -> str:
    """A local date and time: ``lundi 1er juin 2026 à 9 h``. `at` is already in the zone to show."""
    link = " à " if _french() else " at "
    return f"{weekday_date(at.date())}{link}{clock_time(at.time())}"


def duration(minutes: int) -> str:
    """``3 h 30``, ``7 h``, ``45 min``."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{_hours(hours, rest) if hours else f'{rest}{NBSP}min'}"


def elapsed(minutes: int) -> str:
    """A time that may be long, to the hour: ``45 min``, ``7 h``, ``3 j 4 h``; a day is 24 hours."""
    if abs(minutes) < 24 * 60:
        return duration(minutes if abs(minutes) < 60 else minutes // 60 * 60)
    days, rest = divmod(abs(minutes), 24 * 60)
    told = f"{'-' if minutes < 0 else ''}{number(days)}{NBSP}{'j' if _french() else 'd'}"
    return f"{told} {rest // 60}{NBSP}h" if rest >= 60 else told


def decimal_hours(minutes: int) -> str:
    """``3,5 h``, for tables only; at most two decimals, half away from zero."""
    hundredths = (abs(minutes) * 100 + 30) // 60
    return f"{_decimal(-hundredths if minutes < 0 else hundredths, 2)}{NBSP}h"


# --- identifiers and names


def _cut(text: str, *sizes: int, space: str = NBSP) -> str:
    """`text` in groups of `sizes`; as it is when it hasn't that length, so that nothing is hidden."""
    bare = re.sub(r"[\s.]", "", text)
    if len(bare) != sum(sizes):
        return text
    groups, at = [], 0
    for size in sizes:
        groups.append(bare[at : at + size])
        at += size
    return space.join(groups)


def siren(text: str) -> str:
    """``443 121 975``."""
    return _cut(text, 3, 3, 3)


def siret(text: str) -> str:
    """``732 829 320 00074``."""
    return _cut(text, 3, 3, 3, 5)


def nda(text: str) -> str:
    """``11 78 85150 78``: region, department, sequence, department."""
    return _cut(text, 2, 2, 5, 2)


def iban(text: str) -> str:
    """Groups of four, by plain spaces: people copy it into their bank's form."""
    bare = re.sub(r"\s", "", text)
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def phone(text: str) -> str:
    """French numbers in pairs, ``01 23 45 67 89`` or ``+33 1 23 45 67 89``; any other as it is."""
    bare = re.sub(r"[\s.\-]|\(0\)", "", text)
    if re.fullmatch(r"0[0-9]{9}", bare):
        return _cut(bare, 2, 2, 2, 2, 2)
    if match := re.fullmatch(r"(?:\+|00)(33|262|590|594|596|508)([0-9]{9})", bare):
        return f"+{match[1]}{NBSP}{_cut(match[2], 1, 2, 2, 2, 2)}"
    return text


def postal_town(postcode: str, town: str) -> str:
    """``23000 GUÉRET``: the line of an address that carries the post code."""
    return " ".join(part for part in (postcode, town.upper() if _french() else town) if part)


def person(first: str, last: str) -> str:
    """``Élodie ROUX``: the surname in capitals, accents kept, so that it is told from the first name."""
    return " ".join(part for part in (first, last.upper()) if part)
