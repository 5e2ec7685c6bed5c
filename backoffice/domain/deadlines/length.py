"""How long: whole numbers of units, read from their English names; years to days may be added up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from backoffice.domain.deadlines.errors import (
    NOT_A_LENGTH,
    NOT_A_SUM,
    NOT_WHOLE,
    TOO_FAR,
    BadLength,
    UnknownUnit,
)


class Unit(StrEnum):
    """Units of the contract, in its order.

    Working days (*ouvrés*) are Monday to Friday, *ouvrables* Monday to Saturday, holidays left out of both;
    of clear days (*francs*), neither the first nor the last counts.
    """

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    OUVRABLES = "ouvrables"
    CLEAR_DAYS = "clear days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


UNITS = tuple(unit.value for unit in Unit)
_BY_NAME = {name: unit for unit in Unit for name in (unit.value, unit.value.removesuffix("s"))}
_BY_THE_CLOCK = frozenset((Unit.MINUTES, Unit.HOURS, Unit.WORKING_HOURS))
# CPC 641: months are counted before days; a year is twelve months.
_ADDED = {Unit.YEARS: 0, Unit.MONTHS: 1, Unit.WEEKS: 2, Unit.DAYS: 3}


@dataclass(frozen=True, slots=True)
class Term:
    """A positive whole number of one unit."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Length:
    """One term of any unit, or a sum of years, months, weeks and days in that order. Raises `BadLength`."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        if not self.terms:
            raise BadLength("", NOT_A_LENGTH)
        if any(term.count < 1 for term in self.terms):
            raise BadLength(str(self), NOT_WHOLE)
        if len(self.terms) > 1 and not _adds_up(self.terms):
            raise BadLength(str(self), NOT_A_SUM)

    @property
    def unit(self) -> Unit:
        """The unit of its first term: the only one, unless it is a sum."""
        return self.terms[0].unit

    @property
    def by_the_clock(self) -> bool:
        """Whether it counts from a time of the day rather than from a day."""
        return self.unit in _BY_THE_CLOCK

    def __str__(self) -> str:
        return " ".join(
            f"{term.count} {term.unit.removesuffix('s') if term.count == 1 else term.unit}"
            for term in self.terms
        )


def _adds_up(terms: tuple[Term, ...]) -> bool:
    if not all(term.unit in _ADDED for term in terms):
        return False
    return all(_ADDED[one.unit] < _ADDED[two.unit] for one, two in pairwise(terms))


_NUMBER = re.compile(r"[+-]?[.,]?[0-9]")
_WHOLE = re.compile(r"[0-9]+")
# No start is that far from either end of the calendar in any unit, minutes included.
_MOST_DIGITS = 10


@lru_cache(maxsize=4096)
def parse_length(text: str) -> Length:
    """``10 working days``, ``1 month 5 days``: each unit by its English name, singular or plural.

    Raises `BadLength` or `UnknownUnit`.
    """
    numbers, names = _split(text)
    if not numbers or not all(names):
        raise BadLength(text, NOT_A_LENGTH)
    if not all(_WHOLE.fullmatch(number) and number.strip("0") for number in numbers):
        raise BadLength(text, NOT_WHOLE)
    for name in names:
        if name.lower() not in _BY_NAME:
            raise UnknownUnit(name, UNITS)
    if max(len(number.lstrip("0")) for number in numbers) > _MOST_DIGITS:
        raise BadLength(text, TOO_FAR)
    units = (_BY_NAME[name.lower()] for name in names)
    return Length(tuple(Term(int(number), unit) for number, unit in zip(numbers, units, strict=True)))


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words that are meant as numbers, and the words that follow each; words before any: no number."""
    numbers: list[str] = []
    names: list[str] = []
    for word in text.split():
        if _NUMBER.match(word):
            numbers.append(word)
            names.append("")
        elif not numbers:
            return [], []
        else:
            names[-1] = f"{names[-1]} {word}".lstrip()
    return numbers, names
