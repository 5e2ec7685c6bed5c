"""A deadline's question as JSON: one object a line of a batch, or what the command line was given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from backoffice.domain.calendars import Calendar, Closure, UnknownTerritory
from backoffice.domain.deadlines import (
    OPENING,
    PARIS,
    BadLength,
    BadRoll,
    BadStart,
    BadZone,
    Question,
    Roll,
    parse_length,
    read_hours,
    read_start,
    zone_of,
)
from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.shown import shown

# The longest sensible line (an id, closures for ten years) stays far under it; judged before parsing.
LINE_BYTES = 65_536
KEYS = (
    *("id", "start", "length", "backward", "territory", "zone", "roll", "good_friday", "hours", "closures"),
)

_TOO_LONG = N_("it is longer than {limit} bytes.")
_NOT_UTF8 = N_("it isn't UTF-8 text.")
_NOT_JSON = N_("it isn't JSON.")
_NOT_OBJECT = N_("it isn't a JSON object.")


class BadLine(Invalid):
    """A line that isn't an object, or a key that isn't known or holds what it may not."""

    code = "bad_json"

    def __init__(
        self, message: str, field: str | None = None, allowed: Sequence[object] | None = None
    ) -> None:
        super().__init__(message, place=Place(path=field), remedy=_("Give one JSON object a line."))
        self.allowed = None if allowed is None else tuple(allowed)


def _bad(why: str, **details: object) -> BadLine:
    return BadLine(_("This line can't be read: {why}").format(why=_(why).format(**details)))


def read_object(line: bytes) -> dict[str, Any]:
    """The object of a line (UTF-8). Raises `BadLine`: not JSON, a key given twice, NaN, over the limit."""
    if len(line) > LINE_BYTES:
        raise _bad(_TOO_LONG, limit=LINE_BYTES)
    try:
        found = _DECODER.decode(line.decode())
    except UnicodeDecodeError:
        raise _bad(_NOT_UTF8) from None
    except (ValueError, RecursionError):
        raise _bad(_NOT_JSON) from None
    if not isinstance(found, dict):
        raise _bad(_NOT_OBJECT)
    return found


def _no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise BadLine(_("The key “{key}” is given twice.").format(key=shown(double)), shown(double))
    return found


def _no_constant(name: str) -> Any:
    raise BadLine(_("{name} isn't a number.").format(name=name))


_DECODER = json.JSONDecoder(object_pairs_hook=_no_double, parse_constant=_no_constant)


def id_of(given: Mapping[str, Any]) -> str | int | None:
    """The caller's own name for a line: a text or a whole number. Raises `BadLine`."""
    name = given.get("id")
    if name is None or (isinstance(name, str | int) and not isinstance(name, bool)):
        return name
    raise BadLine(_("An id is a text or a whole number."), "id")


def question_of(given: Mapping[str, Any]) -> Question:
    """The question that an object asks; the first mistake in it, with its key.

    A key without a value is as if it weren't there, but for `roll`: null leaves the day where it falls.
    Raises `BadLine` and the errors of `domain.deadlines`, `UnknownTerritory` among them.
    """
    _only_known(given)
    zone = _text(given, "zone", BadZone, PARIS)
    zone_of(zone)
    start, length = _text(given, "start", BadStart), _text(given, "length", BadLength)
    hours, closures = given.get("hours"), given.get("closures")
    return Question(
        start=read_start(start, zone),
        length=parse_length(length),
        calendar=_calendar(
            _text(given, "territory", UnknownTerritory, "FR"),
            _flag(given, "good_friday"),
            _closures(closures) if closures is not None else (),
        ),
        zone=zone,
        backward=_flag(given, "backward"),
        roll=_roll(given),
        hours=OPENING if hours is None else read_hours(hours),
    )


def _only_known(given: Mapping[str, Any]) -> None:
    for key in given:
        if key not in KEYS:
            raise BadLine(_("There is no key “{key}” here.").format(key=shown(key)), shown(key), KEYS)


def _text(
    given: Mapping[str, Any],
    key: str,
    wrong: type[BadStart | BadLength | BadZone | UnknownTerritory],
    default: str = "",
) -> str:
    value = given.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise wrong(json.dumps(value)).at(Place(path=key))
    return value


def _flag(given: Mapping[str, Any], key: str) -> bool:
    value = given.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise BadLine(_("“{key}” is true or false.").format(key=key), key, (True, False))


def _roll(given: Mapping[str, Any]) -> Roll:
    value = given.get("roll", Roll.USUAL)
    if value is Roll.USUAL:
        return Roll.USUAL
    if value is None:
        return Roll.NONE
    if value == "next":
        return Roll.NEXT
    if value == "previous":
        return Roll.PREVIOUS
    raise BadRoll(value if isinstance(value, str) else json.dumps(value))


@lru_cache(maxsize=256)
def _calendar(territory: str, good_friday: bool, closures: tuple[Closure, ...]) -> Calendar:
    try:
        return Calendar(territory, good_friday=good_friday, closures=closures)
    except UnknownTerritory as wrong:
        raise wrong.at(Place(path="territory")) from None


def _closures(value: object) -> tuple[Closure, ...]:
    """Own closures from pairs of dates, both ends included; those that meet are made one."""
    if not isinstance(value, list | tuple):
        raise _bad_closures()
    found: list[Closure] = []
    for one in sorted((_closure(pair) for pair in value), key=lambda closure: closure.first):
        if found and one.first.toordinal() <= found[-1].last.toordinal() + 1:
            one = Closure(found[-1].first, max(one.last, found.pop().last))
        found.append(one)
    return tuple(found)


def _closure(pair: object) -> Closure:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise _bad_closures()
    first, last = map(_day, pair)
    if last < first:
        raise _bad_closures()
    return Closure(first, last)


def _day(text: object) -> date:
    try:
        if isinstance(text, str) and len(text) == 10:
            return read_start(text).day
    except BadStart:
        pass
    raise _bad_closures()


def _bad_closures() -> BadLine:
    return BadLine(_("Closures are pairs of dates, the first and the last day of each."), "closures")
