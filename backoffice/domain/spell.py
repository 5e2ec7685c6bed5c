"""A stretch of days, on which of them, at what hours: what an absence or a closure is kept as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import islice

from backoffice.domain.recurrence import Recurrence, parse
from backoffice.errors import Invalid
from backoffice.i18n import _

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HALVES = ("am", "pm", "eve")
# What has no end is looked at that far.
_LOOKED_AT = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Spell:
    """From `first` to `last` (None: without end), both included, on every day or those of `rule` (RFC 5545,
    begun at `first`); the whole day, its `half` (am, pm, eve), or from `start` to `finish`."""

    first: date
    last: date | None = None
    rule: str | None = None
    half: str | None = None
    start: time | None = None
    finish: time | None = None

    def days(self, since: date, until: date) -> Iterator[date]:
        """Its days between two, both included, in order."""
        last = min(until, self.last or until)
        if self.rule is None:
            begun = max(self.first, since)
            yield from (begun + timedelta(days=n) for n in range((last - begun).days + 1))
            return
        yield from parse(self.rule).days(self.first, last, since)

    def next_days(self, since: date, count: int) -> tuple[date, ...]:
        """The first `count` of its days on or after `since`."""
        return tuple(islice(self.days(since, max(since, self.first) + _LOOKED_AT), count))

    def line(self) -> str:
        """As files keep it, in no language: ``FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/``."""
        hours = f"{self.start:%H:%M}-{self.finish:%H:%M}" if self.start and self.finish else ""
        last = self.last.isoformat() if self.last else ""
        return " ".join(filter(None, (self.rule, self.half, hours, f"{self.first.isoformat()}/{last}")))


class NoDay(Invalid):
    """A rule that gives no day between its first and its last."""

    code = "no_day"

    def __init__(self) -> None:
        super().__init__(
            _("No day is such: this never comes."), remedy=_("Give a later last day, or another rule.")
        )


class WrongOrder(Invalid):
    """A period that ends before it begins."""

    code = "wrong_order"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            _("{last} isn't after {first}.").format(last=last.isoformat(), first=first.isoformat()),
            remedy=_("Give the first day, then the last."),
        )


def checked(spell: Spell) -> Spell:
    """`spell` begun on the first of its days; raises WrongOrder or NoDay."""
    if spell.last is not None and spell.last < spell.first:
        raise WrongOrder(spell.first, spell.last)
    if spell.rule is None:
        return spell
    begun = spell.next_days(spell.first, 1)
    if not begun:
        raise NoDay
    # Positions are counted from where the rule begins: it then begins where it was said to.
    return spell if "BYSETPOS" in spell.rule else replace(spell, first=begun[0])


def ruled(text: str, first: date, last: date | None) -> tuple[str, date | None]:
    """A rule written as `text` without its end, and the end that it gave. Raises BadRecurrence."""
    rule = parse(text)
    if rule.until is not None:
        last = min(rule.until, last) if last else rule.until
    return rule_text(replace(rule, until=None)), last


def rule_text(rule: Recurrence) -> str:
    """A rule as it is kept: always the same text for the same rule."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    named = ("BYMONTH", rule.months), ("BYWEEKNO", rule.weeknos), ("BYYEARDAY", rule.yeardays)
    parts += [_listed(name, numbers) for name, numbers in (*named, ("BYMONTHDAY", rule.monthdays)) if numbers]
    if rule.nth:
        nth = sorted(set(rule.nth), key=lambda one: (one[1], one[0]) if rule.freq == "WEEKLY" else one)
        parts.append("BYDAY=" + ",".join(f"{n or ''}{_DAYS[weekday]}" for n, weekday in nth))
    if rule.positions:
        parts.append(_listed("BYSETPOS", rule.positions))
    if rule.week_start:
        parts.append(f"WKST={_DAYS[rule.week_start]}")
    return ";".join(parts)


def _listed(name: str, numbers: tuple[int, ...]) -> str:
    return f"{name}=" + ",".join(str(n) for n in sorted(set(numbers)))


_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_LINE = re.compile(
    rf"(?:(?P<rule>FREQ=\S+) )?(?:(?P<half>am|pm|eve) )?(?:(?P<start>{_TIME})-(?P<finish>{_TIME}) )?"
    r"(?P<first>\d{4}-\d{2}-\d{2})/(?P<last>\d{4}-\d{2}-\d{2})?"
)


def spell_of(line: str) -> Spell:
    """What `Spell.line` wrote. Raises Invalid, BadRecurrence, WrongOrder or NoDay."""
    found = _LINE.fullmatch(line)
    try:
        if found:
            first = date.fromisoformat(found["first"])
            last = date.fromisoformat(found["last"]) if found["last"] else None
            rule = None
            if found["rule"]:
                rule, last = ruled(found["rule"], first, last)
            at = [time.fromisoformat(one.zfill(5)) if one else None for one in found.group("start", "finish")]
            return checked(Spell(first, last, rule, found["half"], *at))
    except ValueError:
        pass
    raise Invalid(
        _("“{line}” isn't a stretch of days.").format(line=line[:80]),
        remedy=_("Write it as in FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/2026-12-18."),
    )
