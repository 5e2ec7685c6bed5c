"""Lengths as people say and type them, in French or English: ``5 jours ouvrés``, ``1 month 5 days``."""

from __future__ import annotations

import re

from backoffice.domain.deadlines.errors import UnknownUnit
from backoffice.domain.deadlines.length import UNITS, Length, Term, Unit, parse_length
from backoffice.domain.text import fold
from backoffice.i18n import ngettext

# Folded, so that accents and capitals don't matter; each also without its plural.
_FRENCH = {
    "minutes": Unit.MINUTES,
    "heures": Unit.HOURS,
    "heures ouvrees": Unit.WORKING_HOURS,
    "jours": Unit.DAYS,
    "jours calendaires": Unit.DAYS,
    "jours ouvres": Unit.WORKING_DAYS,
    "jours ouvrables": Unit.OUVRABLES,
    "ouvrables": Unit.OUVRABLES,
    "jours francs": Unit.CLEAR_DAYS,
    "semaines": Unit.WEEKS,
    "mois": Unit.MONTHS,
    "ans": Unit.YEARS,
    "annees": Unit.YEARS,
}
_SINGULAR = {
    " ".join(word.removesuffix("s") for word in name.split()): unit for name, unit in _FRENCH.items()
}
_TERM = re.compile(r"(?P<count>[^\W\d_]*\d[^\s]*)\s+(?P<name>\D+)")


def read_length(text: str) -> Length:
    """A length typed in either language. Raises `BadLength`, or `UnknownUnit` with the units allowed."""
    try:
        return parse_length(text)
    except UnknownUnit:
        return parse_length(_in_english(text))


def _in_english(text: str) -> str:
    """French units by their English names; a unit that isn't French either stays, to be refused."""

    def named(found: re.Match[str]) -> str:
        name = fold(found["name"].strip())
        unit = _FRENCH.get(name) or _SINGULAR.get(name)
        return f"{found['count']} {unit.value if unit else found['name'].strip()} "

    return _TERM.sub(named, text).strip()


def said(length: Length) -> str:
    """`length` in the language in force."""
    return " ".join(_said(term) for term in length.terms)


def _said(term: Term) -> str:
    n = term.count
    text = {
        Unit.MINUTES: ngettext("{n} minute", "{n} minutes", n),
        Unit.HOURS: ngettext("{n} hour", "{n} hours", n),
        Unit.WORKING_HOURS: ngettext("{n} working hour", "{n} working hours", n),
        Unit.DAYS: ngettext("{n} day", "{n} days", n),
        Unit.WORKING_DAYS: ngettext("{n} working day", "{n} working days", n),
        Unit.OUVRABLES: ngettext("{n} ouvrable", "{n} ouvrables", n),
        Unit.CLEAR_DAYS: ngettext("{n} clear day", "{n} clear days", n),
        Unit.WEEKS: ngettext("{n} week", "{n} weeks", n),
        Unit.MONTHS: ngettext("{n} month", "{n} months", n),
        Unit.YEARS: ngettext("{n} year", "{n} years", n),
    }[term.unit]
    return text.format(n=n)


# Units in which a day can be told; a task has a day, no hour.
DAY_UNITS = tuple(unit for unit in UNITS if unit not in (Unit.MINUTES, Unit.HOURS, Unit.WORKING_HOURS))
