"""A spell said back, in the language in force: what is said reads as the same spell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backoffice.domain.recurrence import Recurrence, parse
from backoffice.domain.spell import Spell
from backoffice.i18n import language
from backoffice.i18n.formats import clock_time, listed, long_date, period
from backoffice.i18n.words import WEEKDAYS

_IN_FRENCH = {2: "deux", 3: "trois", 4: "quatre"}
_RANKS_FR = {1: "1er", 2: "2e", 3: "3e", 4: "4e", 5: "5e", -1: "dernier"}
_RANKS_EN = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
_HALVES_FR = {"am": "matin", "pm": "après-midi", "eve": "soir"}
_HALVES_EN = {"am": "morning", "pm": "afternoon", "eve": "evening"}
_PLURAL_HALVES_FR = {"am": "le matin", "pm": "l’après-midi", "eve": "le soir"}


def said_spell(spell: Spell) -> str:
    """``tous les mercredis après-midi à partir du 3 juin 2026``."""
    french = language() == "fr"
    rule = _rule(spell.rule, french) if spell.rule else ""
    when = _when(spell, french)
    half = _half(spell, rule, french)
    hours = _hours(spell, french)
    return " ".join(filter(None, (rule, half, hours, when)))


def _when(spell: Spell, french: bool) -> str:
    if spell.rule is None and spell.last is not None:
        one = spell.first == spell.last
        if one and not french and (spell.half or spell.start):
            return f"on {long_date(spell.first)}"
        return period(spell.first, spell.last) if french or one else _from_to(spell.first, spell.last)
    if spell.last is None:
        first = long_date(spell.first)
        return f"à partir du {first}" if french else f"from {first}"
    return _du_au(spell.first, spell.last) if french else _from_to(spell.first, spell.last)


def _du_au(first: date, last: date) -> str:
    return f"du {long_date(first)} au {long_date(last)}"


def _from_to(first: date, last: date) -> str:
    return f"from {long_date(first)} to {long_date(last)}"


def _half(spell: Spell, rule: str, french: bool) -> str:
    if spell.half is None:
        return ""
    weekly = bool(spell.rule) and rule.startswith(("tous les", "every ")) and "BYDAY" in (spell.rule or "")
    if french:
        return (_HALVES_FR if weekly else _PLURAL_HALVES_FR)[spell.half]
    return _HALVES_EN[spell.half] if weekly else f"in the {_HALVES_EN[spell.half]}"


def _hours(spell: Spell, french: bool) -> str:
    if spell.start is None or spell.finish is None:
        return ""
    start, finish = clock_time(spell.start), clock_time(spell.finish)
    return f"de {start} à {finish}" if french else f"from {start} to {finish}"


def _rule(text: str, french: bool) -> str:
    """The rule in words; as it is written where no words are known for it."""
    rule = parse(text)
    if _is_plain(rule, "DAILY") and rule.interval == 1 and not rule.nth and not rule.monthdays:
        return "tous les jours" if french else "every day"
    if _is_plain(rule, "WEEKLY") and rule.nth and not rule.monthdays and rule.interval <= 52:
        return _weekly(rule, french)
    if _is_plain(rule, "MONTHLY") and rule.interval == 1 and not (rule.nth and rule.monthdays):
        return _monthly(rule, french) or text
    return text


def _is_plain(rule: Recurrence, freq: str) -> bool:
    others = (rule.count, rule.months, rule.positions, rule.yeardays, rule.weeknos, rule.week_start)
    return rule.freq == freq and not any(others)


def _weekly(rule: Recurrence, french: bool) -> str:
    weekdays = sorted(weekday for _n, weekday in rule.nth)
    names = [WEEKDAYS["fr" if french else "en"][one] for one in weekdays]
    if rule.interval == 1:
        run = _run(weekdays, names, french)
        return run or (
            f"tous les {listed([f'{one}s' for one in names])}" if french else f"every {listed(names)}"
        )
    if french:
        if len(names) == 1 and rule.interval in _IN_FRENCH:
            return f"un {names[0]} sur {_IN_FRENCH[rule.interval]}"
        return f"toutes les {rule.interval} semaines {listed([f'le {one}' for one in names])}"
    return (
        f"every other {listed(names)}"
        if rule.interval == 2
        else f"every {rule.interval} weeks on {listed(names)}"
    )


def _run(weekdays: Sequence[int], names: Sequence[str], french: bool) -> str:
    if len(weekdays) < 3 or weekdays[-1] - weekdays[0] != len(weekdays) - 1:
        return ""
    return f"du {names[0]} au {names[-1]}" if french else f"every {names[0]} to {names[-1]}"


def _monthly(rule: Recurrence, french: bool) -> str:
    if rule.monthdays:
        return _dates(rule.monthdays, french)
    ranks = _RANKS_FR if french else _RANKS_EN
    if not rule.nth or not all(n in ranks for n, _weekday in rule.nth):
        return ""
    by_day: dict[int, list[int]] = {}
    for n, weekday in rule.nth:
        by_day.setdefault(weekday, []).append(n)
    return listed([_nth(ns, weekday, french) for weekday, ns in by_day.items()]) + (
        " du mois" if french else " of the month"
    )


def _nth(ns: Sequence[int], weekday: int, french: bool) -> str:
    ordered = sorted(ns, key=lambda n: n if n > 0 else 9)
    if french:
        many = len(ordered) > 1
        ranks = listed([_RANKS_FR[n] for n in ordered])
        return f"{'les' if many else 'le'} {ranks} {WEEKDAYS['fr'][weekday]}{'s' if many else ''}"
    return f"the {listed([_RANKS_EN[n] for n in ordered])} {WEEKDAYS['en'][weekday]}"


def _dates(days: Sequence[int], french: bool) -> str:
    if tuple(days) == (-1,):
        return "le dernier jour du mois" if french else "the last day of the month"
    if min(days) < 1:
        return ""
    if french:
        names = listed(["1er" if one == 1 else str(one) for one in sorted(days)])
        return f"{'les' if len(days) > 1 else 'le'} {names} du mois"
    return f"the {listed([_ordinal(one) for one in sorted(days)])} of the month"


def _ordinal(n: int) -> str:
    ending = "th" if 11 <= n <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
