"""What people type, understood: amounts, rates, durations, hours and whole numbers.

Forgiving about spaces, signs and separators, never guessing: what can be read in two ways is refused, with
an example of what to type. Days are read by `days_typed`, and are part of this face.
"""

from __future__ import annotations

import re
from datetime import time
from typing import ClassVar

from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.i18n.days_typed import BadDate, day, past_day
from backoffice.i18n.shown import shown

__all__ = [
    "BadAmount",
    "BadDate",
    "BadDuration",
    "BadNumber",
    "BadQuantity",
    "BadRate",
    "BadTime",
    "BadUnitPrice",
    "BadWhole",
    "NotInRange",
    "amount",
    "day",
    "hour",
    "minutes",
    "past_day",
    "quantity",
    "rate",
    "unit_price",
    "whole",
]

# Beyond it, a value no longer fits the integer columns of the database once in millionths.
_MOST_DIGITS = 12
_SPACES = re.compile(r"\s+")
_CURRENCY = re.compile(r"(?i)^€|(€|eur|euros?)$")
_PERCENT = re.compile(r"%$")
_PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:[.,](?P<decimals>[0-9]*))?")
_SPACED = re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<decimals>[0-9]*))?")
_MARKED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?!(?P=mark))[.,](?P<decimals>[0-9]*)"
    r"|(?P<many>[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,})"
)
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class BadNumber(Invalid):
    """A number that can't be read; `why` is one of this module's sentences, still in English."""

    code = "bad_number"
    remedy_text: ClassVar[str] = N_("Type it like 1 234,50 or 1234.5.")

    def __init__(self, text: str, why: str, **details: object) -> None:
        said = _(why).format(**details)
        super().__init__(
            _("“{text}”: {why}").format(text=shown(text), why=said), remedy=_(type(self).remedy_text)
        )


class BadAmount(BadNumber):
    code = "bad_amount"
    remedy_text = N_("Type an amount in euros like 1 234,50 or 1234.5.")


class BadUnitPrice(BadNumber):
    code = "bad_unit_price"
    remedy_text = N_("Type a price in euros like 1 450 or 0,636, with at most 6 decimals.")


class BadQuantity(BadNumber):
    code = "bad_quantity"
    remedy_text = N_("Type a quantity like 2 or 1,5, with at most 4 decimals.")


class BadRate(BadNumber):
    code = "bad_rate"
    remedy_text = N_("Type a percentage like 8,5 or 20 %, with at most 2 decimals.")


class BadWhole(BadNumber):
    code = "bad_whole_number"
    remedy_text = N_("Type a whole number like 12.")


class BadDuration(BadNumber):
    code = "bad_duration"
    remedy_text = N_("Type hours and minutes like 3h30 or 3,5 h, or minutes like 210.")


class BadTime(BadNumber):
    code = "bad_time"
    remedy_text = N_("Type a time like 9h, 9h30, 09:30 or 930.")


class NotInRange(Invalid):
    """A whole number below the least or above the most that is accepted."""

    code = "not_in_range"

    def __init__(self, value: int, low: int | None, high: int | None) -> None:
        if low is None:
            remedy = _("Type a number of at most {high}.").format(high=high)
        elif high is None:
            remedy = _("Type a number of at least {low}.").format(low=low)
        else:
            remedy = _("Type a number from {low} to {high}.").format(low=low, high=high)
        wrong = _("{value} is too small.") if low is not None and value < low else _("{value} is too large.")
        super().__init__(wrong.format(value=value), remedy=remedy)


_EMPTY = N_("nothing was typed.")
_NO_NUMBER = N_("this isn't a number.")
_GROUPS = N_("the thousands aren't in groups of three, or there are two decimal separators.")
_EITHER = N_("this can be read as thousands or as decimals.")
_UNFINISHED = N_("the decimals are missing.")
_TOO_PRECISE = N_("there are {found} decimals and at most {most} are kept.")
_TOO_LARGE = N_("this is too large.")


def _bare(text: str) -> str:
    """`text` with single plain spaces and a plain minus."""
    return _SPACES.sub(" ", text.replace("\N{MINUS SIGN}", "-")).strip()


def _read(text: str, places: int, error: type[BadNumber], unit: re.Pattern[str] | None = None) -> int:
    """The number in `text`, its unit left out, times 10^`places`, exactly; raises `error`."""
    bare = _bare(text)
    if unit is not None:
        bare = unit.sub("", bare, count=1).strip()
    if not bare:
        raise error(text, _EMPTY)
    minus = bare.startswith("-")
    body = bare[1:].lstrip() if bare[0] in "+-" else bare
    if not re.fullmatch(r"[0-9., ]*[0-9][0-9., ]*", body):
        raise error(text, _NO_NUMBER)
    digits, decimals = _parts(text, body, error)
    if len(decimals) > places:
        raise error(text, _TOO_PRECISE, found=len(decimals), most=places)
    if len(digits.lstrip("0")) > _MOST_DIGITS:
        raise error(text, _TOO_LARGE)
    value = int((digits or "0") + decimals.ljust(places, "0"))
    return -value if minus else value


def _parts(text: str, body: str, error: type[BadNumber]) -> tuple[str, str]:
    """The digits before and after the decimal separator of `body`."""
    if _TWO_WAYS.fullmatch(body):
        raise error(text, _EITHER)
    found = _PLAIN.fullmatch(body) or _SPACED.fullmatch(body) or _MARKED.fullmatch(body)
    if found is None:
        raise error(text, _GROUPS)
    groups = found.groupdict()
    if groups["decimals"] == "":
        raise error(text, _UNFINISHED)
    return re.sub(r"[., ]", "", groups["whole"] or groups.get("many") or ""), groups["decimals"] or ""


def amount(text: str) -> int:
    """Cents: ``1 234,50 €``, ``1234.5``, ``-150``. Raises `BadAmount`; ``1.234`` could be either, and is."""
    return _read(text, 2, BadAmount, _CURRENCY)


def unit_price(text: str) -> int:
    """Millionths of a euro, from at most six decimals. Raises `BadUnitPrice`."""
    return _read(text, 6, BadUnitPrice, _CURRENCY)


def quantity(text: str) -> int:
    """Ten-thousandths, from at most four decimals. Raises `BadQuantity`."""
    return _read(text, 4, BadQuantity)


def rate(text: str) -> int:
    """Basis points, from a percentage with or without its sign: ``8,5 %`` is 850. Raises `BadRate`."""
    return _read(text, 2, BadRate, _PERCENT)


def whole(text: str, low: int | None = None, high: int | None = None) -> int:
    """A whole number from `low` to `high`, both allowed. Raises `BadWhole` or `NotInRange`."""
    value = _read(text, 0, BadWhole)
    if (low is not None and value < low) or (high is not None and value > high):
        raise NotInRange(value, low, high)
    return value


# --- durations and times

_HOUR_WORD = r"(?:h|heures?|hours?)"
_MINUTE_WORD = r"(?:m|mn|min|mins|minutes?)"
_HOURS_MINUTES = re.compile(rf"(?i)([0-9]+) ?(?:{_HOUR_WORD}|:) ?([0-9]{{1,2}})? ?{_MINUTE_WORD}?")
_HOURS_ONLY = re.compile(rf"(?i)([0-9]+(?:[.,][0-9]*)?) ?{_HOUR_WORD}")
_MINUTES_ONLY = re.compile(rf"(?i)([0-9 ]+?) ?{_MINUTE_WORD}?")
_SIXTY = N_("there are only 60 minutes in an hour.")
_NOT_WHOLE = N_("this isn't a whole number of minutes.")
_NO_UNIT = N_("say whether these are hours or minutes.")
_NO_DURATION = N_("this isn't a duration.")
_TWO_DIGITS = N_("write the minutes with two digits.")
_NO_TIME = N_("this isn't a time of the day.")


def minutes(text: str) -> int:
    """Whole minutes: ``3h30``, ``3 h 30``, ``3,5 h``, ``210``, ``210 min``. Raises `BadDuration`.

    A bare number is minutes; a bare number with decimals isn't understood.
    """
    bare = _bare(text)
    if not bare:
        raise BadDuration(text, _EMPTY)
    if found := _HOURS_ONLY.fullmatch(bare):
        return _hours_only(text, found[1])
    if found := _HOURS_MINUTES.fullmatch(bare):
        return _hours_minutes(text, found)
    if found := _MINUTES_ONLY.fullmatch(bare):
        return _read(found[1], 0, BadDuration)
    raise BadDuration(text, _NO_UNIT if re.fullmatch(r"[0-9]+[.,][0-9]+", bare) else _NO_DURATION)


def _hours_only(text: str, hours: str) -> int:
    ten_thousandths = _read(hours, 4, BadDuration)
    whole_minutes, rest = divmod(ten_thousandths * 60, 10_000)
    if rest:
        raise BadDuration(text, _NOT_WHOLE)
    return whole_minutes


def _hours_minutes(text: str, found: re.Match[str]) -> int:
    if len(found[2] or "") != 2:
        raise BadDuration(text, _TWO_DIGITS)
    if int(found[2]) > 59:
        raise BadDuration(text, _SIXTY)
    return _read(found[1], 0, BadDuration) * 60 + int(found[2])


_TIME = re.compile(r"(?i)([0-9]{1,2}) ?(?:h|:|heures?) ?([0-9]{1,2})?")
_TIME_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})?")
_NOON = frozenset(("midi", "noon"))


def hour(text: str) -> time:
    """A time of the day: ``9h``, ``9h30``, ``09:30``, ``930``, ``midi``. Raises `BadTime`.

    Digits alone are hours when there are one or two, hours and minutes when there are three or four.
    """
    bare = _bare(text)
    if not bare:
        raise BadTime(text, _EMPTY)
    if bare.lower() in _NOON:
        return time(12)
    found = _TIME.fullmatch(bare) or _TIME_DIGITS.fullmatch(bare)
    if found is None or (":" in bare and found[2] is None):
        raise BadTime(text, _NO_TIME)
    if len(found[2] or "00") != 2:
        raise BadTime(text, _TWO_DIGITS)
    hours, past = int(found[1]), int(found[2] or 0)
    if hours > 23:
        raise BadTime(text, _NO_TIME)
    if past > 59:
        raise BadTime(text, _SIXTY)
    return time(hours, past)
