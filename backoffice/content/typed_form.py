"""What a person typed into a model's fields: the value, or an error beside each field; the reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from backoffice.content.absences import APART, absence_line, absence_of
from backoffice.content.base import mistakes
from backoffice.content.fields import Description, Kind, describe
from backoffice.domain.spell import Spell, spell_of
from backoffice.domain.spell_said import said_spell
from backoffice.domain.spell_words import read_spell
from backoffice.domain.text import clean, fold
from backoffice.errors import BackofficeError, Invalid, each
from backoffice.i18n import _, formats, language, typed

M = TypeVar("M", bound=BaseModel)

ReadDay = Callable[[str, dt.date], dt.date]

YES, NO = "yes", "no"
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """The value when everything is right; else one message for each wrong field ("" for the form as a whole).

    `understood` says back what was read from a date, an amount, a duration: people type them in many ways.
    """

    value: M | None
    errors: Mapping[str, str] = field(default_factory=lambda: _NONE)
    understood: Mapping[str, str] = field(default_factory=lambda: _NONE)
    remedies: Mapping[str, str] = field(default_factory=lambda: _NONE)


class Needed(Invalid):
    """A field that can't stay empty."""

    code = "needed"

    def __init__(self) -> None:
        super().__init__(_("This is needed."))


class NotAChoice(Invalid):
    """Words that are none of the choices, or several of them."""

    code = "not_a_choice"

    def __init__(self, text: str, labels: tuple[str, ...]) -> None:
        super().__init__(
            _("“{text}” isn’t one of the choices.").format(text=text),
            remedy=_("Choose among: {choices}.").format(choices=", ".join(labels)),
        )


class NotYesOrNo(Invalid):
    """An answer that is neither yes nor no."""

    code = "not_yes_or_no"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“{text}” is neither yes nor no.").format(text=text),
            remedy=_("Type y or n (o or n in French)."),
        )


class BadInstant(Invalid):
    """A day and a time that can't be read together."""

    code = "bad_instant"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“{text}” isn’t a day and a time.").format(text=text),
            remedy=_("Type the day, then the time, like 12/3 9h30."),
        )


class OutOfBounds(Invalid):
    """An amount, a price, a rate or a duration below the least or above the most that is accepted."""

    code = "out_of_bounds"

    def __init__(self, low: str, high: str) -> None:
        if low and high:
            says = _("This should be from {low} to {high}.").format(low=low, high=high)
        elif low:
            says = _("This should be {low} or more.").format(low=low)
        else:
            says = _("This should be {high} or less.").format(high=high)
        super().__init__(says)


class NoSuchLocalTime(Invalid):
    """A time that the clock change skips or says twice."""

    code = "no_such_local_time"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("On that day the clocks change, and “{text}” isn’t one instant.").format(text=text),
            remedy=_("Choose a time before or after the change, or write it with its offset from UTC."),
        )


def read_typed(
    model: type[M], texts: Mapping[str, str], today: dt.date, zone: str = "Europe/Paris"
) -> Reading[M]:
    """Reads `texts` (field → what was typed) as a `model`; `today` and `zone` are the person's own.

    An empty text is the field's default, or an error when there is none. All errors come at once: those of
    the parsers, then the model's own (bounds, rules between fields), never two for one field.
    """
    values: dict[str, Any] = {}
    errors: dict[str, BackofficeError] = {}
    understood: dict[str, str] = {}
    for asked in describe(model):
        text = clean(texts.get(asked.name, ""))
        try:
            if not text and asked.name in texts and _can_be_none(asked):
                values[asked.name] = ""
                continue
            if not text:
                _need(asked)
                continue
            there = _zone_for(asked, texts, zone)
            values[asked.name] = value = _value(asked, _is_text(model, asked.name), text, today, there)
            understood[asked.name] = said(asked, value, there)
        except BackofficeError as wrong:
            errors[asked.name] = wrong
    value = _built(model, values, errors)
    return Reading(
        value if not errors else None,
        {name: wrong.message for name, wrong in errors.items()},
        {name: text for name, text in understood.items() if text},
        {name: wrong.remedy for name, wrong in errors.items() if wrong.remedy},
    )


def _built(model: type[M], values: dict[str, Any], errors: dict[str, BackofficeError]) -> M | None:
    names = [asked.name for asked in describe(model)]
    try:
        return model.model_validate(values)
    except ValidationError as wrong:
        for error in each(mistakes(wrong)):
            path = error.place.path or ""
            name = path.split(".")[0].split("[")[0]
            errors.setdefault(name if name in names else "", error)
    return None


def _zone_for(asked: Description, texts: Mapping[str, Any], zone: str) -> str:
    """The zone in which an instant is typed: that which another field names, else the person's own."""
    named = str(texts.get(asked.zone_from) or "") if asked.zone_from else ""
    with suppress(ValueError, KeyError, OSError):
        return ZoneInfo(named).key if named else zone
    return zone


def read_field(
    model: type[BaseModel],
    name: str,
    text: str,
    today: dt.date,
    zone: str = "Europe/Paris",
    others: Mapping[str, str] = _NONE,
) -> tuple[str, str]:
    """One field alone, as it is typed: (what was understood, what is wrong).

    `others` is what the form's other fields hold.
    """
    asked = next(one for one in describe(model) if one.name == name)
    zone = _zone_for(asked, others, zone)
    cleaned = clean(text)
    if not cleaned:
        return "", ""
    try:
        value = _value(asked, _is_text(model, name), cleaned, today, zone)
        model.__pydantic_validator__.validate_assignment(model.model_construct(), name, value)
    except ValidationError as wrong:
        mine = [error for error in each(mistakes(wrong)) if (error.place.path or "").startswith(name)]
        return ("", mine[0].message) if mine else (said(asked, value, zone), "")
    except AttributeError:
        # A rule of the whole form, which asks for fields that aren't there when one is read alone.
        return said(asked, value, zone), ""
    except BackofficeError as error:
        return "", error.message
    return said(asked, value, zone), ""


# -- reading one value


def _can_be_none(asked: Description) -> bool:
    """Whether one of the choices is to choose none: said on purpose, that isn't the default."""
    return any(token == "" for token, _label in asked.choices)


def _need(asked: Description) -> None:
    if asked.required:
        raise Needed


def _is_text(model: type[BaseModel], name: str) -> bool:
    """Whether the model keeps the field as text, even when it is asked on several lines."""
    return model.model_fields[name].annotation is str


def typed_value(model: type[BaseModel], asked: Description, text: str, today: dt.date, zone: str) -> Any:
    """What `text`, not empty, says for one field; raises what is wrong with it."""
    return _value(asked, _is_text(model, asked.name), clean(text), today, zone)


def _value(asked: Description, as_text: bool, text: str, today: dt.date, zone: str) -> Any:
    match asked.kind:
        case Kind.WHOLE:
            return typed.whole(text, asked.low, asked.high)
        case Kind.DATE:
            return _day_of(asked)(text, today)
        case Kind.INSTANT:
            return _instant(text, today, zone, _day_of(asked))
        case Kind.YES_NO:
            return _yes_no(text)
        case Kind.CHOICE:
            return _choice(asked, text)
        case Kind.SUGGEST:
            return _suggested(asked, text)
        case Kind.SPELL:
            return read_spell(text, today).line()
        case Kind.SPELLS:
            return tuple(_absence(n, one, today) for n, one in enumerate(text.splitlines(), 1) if one.strip())
        case Kind.LINES | Kind.RECORDS:
            return text if as_text else _several(asked.kind, text)
        case _:
            parse = _PARSERS.get(asked.kind)
            return _within(asked, parse(text)) if parse else text


class WrongLine(Invalid):
    """One of several lines that isn't understood."""

    def __init__(self, n: int, wrong: BackofficeError) -> None:
        super().__init__(_("Line {n}: {message}").format(n=n, message=wrong.message), remedy=wrong.remedy)
        self.code = wrong.code


def _absence(n: int, line: str, today: dt.date) -> str:
    """A line of absences as it is kept; people write a colon after a no-break space, or none."""
    days, _apart, label = line.replace("\u00a0:", " :").replace("\u202f:", " :").partition(APART)
    if not _apart and (found := re.search(r":\s", line)):
        days, label = line[: found.start()], line[found.end() :]
    try:
        return absence_line(read_spell(days, today), label.strip())
    except BackofficeError as wrong:
        raise WrongLine(n, wrong) from None


def _within(asked: Description, value: Any) -> Any:
    """`value`, inside its bounds; said in the field's own unit, where the model would speak of cents."""
    low, high = asked.low, asked.high
    if isinstance(value, int) and ((low is not None and value < low) or (high is not None and value > high)):
        say = _SAID[asked.kind]
        raise OutOfBounds("" if low is None else say(low), "" if high is None else say(high))
    return value


_PARSERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.AMOUNT: typed.amount,
    Kind.UNIT_PRICE: typed.unit_price,
    Kind.QUANTITY: typed.quantity,
    Kind.RATE: typed.rate,
    Kind.MINUTES: typed.minutes,
    Kind.TIME: typed.hour,
}


def _several(kind: Kind, text: str) -> tuple[str, ...]:
    lines = text.replace(",", "\n").splitlines() if kind is Kind.RECORDS else text.splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def _yes_no(text: str) -> bool:
    folded = fold(text)
    if folded in ("yes", "y", "oui", "o", "1", "x", "true", "vrai"):
        return True
    if folded in ("no", "n", "non", "0", "false", "faux"):
        return False
    raise NotYesOrNo(text)


def _choice(asked: Description, text: str) -> str:
    """The token itself, its label in the language in force, or the start of one label alone."""
    folded = fold(text)
    labels = {token: fold(_(label)) for token, label in asked.choices}
    exact = [token for token, label in labels.items() if text == token or folded in (fold(token), label)]
    begun = exact or [token for token, label in labels.items() if label.startswith(folded)]
    if len(begun) != 1:
        raise NotAChoice(text, tuple(_(label) for _token, label in asked.choices if label))
    return begun[0]


def _suggested(asked: Description, text: str) -> str:
    """The token whose label was typed whole, or the words as they are."""
    folded = fold(text)
    return next((token for token, label in asked.choices if folded == fold(_(label))), text)


def _day_of(asked: Description) -> ReadDay:
    """How a day is read: forward, or back for what has happened."""
    return typed.past_day if asked.past else typed.day


_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})[Tt](\d.*)$")


def _instant(text: str, today: dt.date, zone: str, read_day: ReadDay) -> dt.datetime:
    with suppress(ValueError, OverflowError):
        exact = dt.datetime.fromisoformat(text)
        if exact.tzinfo is not None:
            return exact.astimezone(dt.UTC)
    # As files and other programs write it: a letter between the day and the time.
    head, tail = _split_day_and_time(_ISO.sub(r"\1 \2", text))
    if not tail:
        raise BadInstant(text)
    day, at = read_day(head, today), typed.hour(tail)
    local = dt.datetime.combine(day, at, ZoneInfo(zone))
    instant = local.astimezone(dt.UTC)
    # A local time that doesn't come back from UTC was skipped; one whose second reading differs is double.
    back = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if back != local.replace(tzinfo=None) or local.replace(fold=1).utcoffset() != local.utcoffset():
        raise NoSuchLocalTime(text)
    return instant


def read_when(text: str, today: dt.date, zone: str) -> tuple[dt.datetime | None, str, str]:
    """When something happened, as people say it: (the instant, what was understood, what is wrong).

    A time alone is today's; a day alone stands for its noon; nothing at all is now, and gives None.
    """
    cleaned = clean(text)
    if not cleaned:
        return None, "", ""
    try:
        at = when_said(cleaned, today, zone)
    except BackofficeError as wrong:
        return None, "", wrong.message
    local = at.astimezone(ZoneInfo(zone))
    return at, f"{formats.weekday_date(local.date())}, {formats.clock_time(local.time())}", ""


def when_said(text: str, today: dt.date, zone: str) -> dt.datetime:
    """As `read_when`, for a text that isn't empty; raises what is wrong."""
    if _is_time(text):
        return _instant(f"{today.isoformat()} {text}", today, zone, typed.past_day)
    with suppress(BadInstant):
        return _instant(text, today, zone, typed.past_day)
    return _instant(f"{typed.past_day(text, today).isoformat()} 12:00", today, zone, typed.past_day)


def _split_day_and_time(text: str) -> tuple[str, str]:
    """The day and the time: as many of the last words as read as a time (``9h30``, ``9 h 30``)."""
    words = text.replace("\u00a0", " ").replace("\u202f", " ").split()
    words = [word for word in words if fold(word) not in ("a", "at")]
    for count in (3, 2, 1):
        head, tail = " ".join(words[:-count]), " ".join(words[-count:])
        if head and _is_time(tail):
            return head, tail
    return text, ""


def _is_time(text: str) -> bool:
    try:
        typed.hour(text)
    except BackofficeError:
        return False
    return True


# -- saying it back


def said(asked: Description, value: Any, zone: str = "Europe/Paris") -> str:
    """What was understood, when it isn't plain: ``lundi 12 avril 2027``, ``1 234,50 €``."""
    match asked.kind:
        case Kind.DATE:
            return formats.weekday_date(value)
        case Kind.INSTANT:
            local = value.astimezone(ZoneInfo(zone))
            return f"{formats.weekday_date(local.date())}, {formats.clock_time(local.time())}"
        case Kind.SPELL:
            return _said_days(spell_of(value))
        case Kind.CHOICE | Kind.SUGGEST:
            return next((_(label) for token, label in asked.choices if token == value), "")
        case Kind.YES_NO:
            return _("yes") if value else _("no")
        case _:
            write = _SAID.get(asked.kind)
            return write(value) if write else ""


# As many days as show whether a rule is the one that was meant.
_NEXT = 4


def _said_days(spell: Spell) -> str:
    """The days in words, and the first of them when they come again."""
    words = said_spell(spell)
    if spell.rule is None:
        return words
    found = spell.next_days(spell.first, _NEXT + 1)
    more = "…" if len(found) > _NEXT else ""
    colon = f"{formats.NBSP}:" if language() == "fr" else ":"
    return f"{words}{colon} {formats.days(found[:_NEXT])}{more}"


_SAID: Mapping[Kind, Callable[[Any], str]] = {
    Kind.AMOUNT: formats.money,
    Kind.UNIT_PRICE: formats.unit_price,
    Kind.QUANTITY: formats.quantity,
    Kind.RATE: formats.rate,
    Kind.MINUTES: formats.duration,
    Kind.TIME: formats.clock_time,
}
# Places after the decimal mark that the value counts in, and the fewest that are written.
_PLACES = {Kind.AMOUNT: (2, 2), Kind.UNIT_PRICE: (6, 2), Kind.QUANTITY: (4, 0), Kind.RATE: (2, 0)}


def _plain(value: int, places: int, least: int) -> str:
    """A number without separators of thousands: in a field, ``10,553`` could be read as either."""
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0")
    if len(decimals) == 3:
        decimals += "0"
    mark = ("," if language() == "fr" else ".") if decimals else ""
    return f"{'-' if value < 0 else ''}{whole}{mark}{decimals}"


def typed_from(value: BaseModel, zone: str = "Europe/Paris") -> dict[str, str]:
    """The texts that a form opens with to change `value`; reading them again gives `value` back."""
    values = {asked.name: getattr(value, asked.name) for asked in describe(type(value))}
    return {
        asked.name: _as_typed(asked, values[asked.name], _zone_for(asked, values, zone))
        for asked in describe(type(value))
    }


def typed_values(
    model: type[BaseModel], values: Mapping[str, Any], zone: str = "Europe/Paris"
) -> dict[str, str]:
    """The texts that a form opens with, from those of its values that are known."""
    return {
        asked.name: _as_typed(asked, values[asked.name], _zone_for(asked, values, zone))
        for asked in describe(model)
        if values.get(asked.name) is not None
    }


def default_typed(asked: Description) -> str:
    """What an empty field stands for, as one would type it; "" when it stands for nothing."""
    return "" if asked.required or asked.default in (None, "", ()) else _as_typed(asked, asked.default)


def _as_typed(asked: Description, value: Any, zone: str = "Europe/Paris") -> str:
    if value is None:
        return ""
    if asked.kind is Kind.YES_NO:
        return YES if value else NO
    if asked.kind is Kind.INSTANT:
        return _instant_as_typed(value, zone)
    if asked.kind is Kind.SPELL:
        return said_spell(spell_of(value))
    if asked.kind is Kind.SPELLS:
        return "\n".join(_said_absence(one) for one in value)
    if isinstance(value, tuple):
        return "\n".join(str(one) for one in value)
    if asked.kind in _PLACES:
        return _plain(value, *_PLACES[asked.kind])
    match asked.kind:
        case Kind.MINUTES:
            return formats.duration(value)
        case Kind.DATE:
            return formats.short_date(value)
        case Kind.TIME:
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _said_absence(line: str) -> str:
    spell, label = absence_of(line)
    return f"{said_spell(spell)}{APART}{label}" if label else said_spell(spell)


def _instant_as_typed(value: dt.datetime, zone: str) -> str:
    """As people type it, where that says exactly the same; else in full, so that saving changes nothing."""
    local = value.astimezone(ZoneInfo(zone))
    double = local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
    if local.second or double:
        return local.isoformat(timespec="seconds")
    return f"{formats.short_date(local.date())} {local:%H:%M}"
