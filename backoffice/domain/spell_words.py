"""Days as planners say them: « tous les mercredis après-midi », “first Monday of the month”."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

from backoffice.domain.recurrence import Recurrence
from backoffice.domain.spell import Spell, WrongOrder, checked, rule_text, ruled
from backoffice.errors import Invalid
from backoffice.i18n import _
from backoffice.i18n.days_typed import BadDate, day
from backoffice.i18n.shown import shown
from backoffice.i18n.words import WEEKDAYS

MOST_CHARACTERS = 300
# As many words as a date is written in, at most: le mercredi 3 juin 2026.
_A_DATE = 5


class NotUnderstood(Invalid):
    """Words that say no days; what can be said stands in the remedy."""

    code = "days_not_understood"

    def __init__(self, text: str, part: str = "") -> None:
        said = shown(text[:120])
        super().__init__(
            _("“{part}” isn't understood in “{text}”.").format(part=shown(part[:60]), text=said)
            if part and part != text
            else _("“{text}” doesn't say which days.").format(text=said),
            remedy=_(
                "Say for example: every Wednesday afternoon; first Monday of the month; every other Friday; "
                "from 3 to 28 May; from 9:00 to 11:00; until 30 June; or a rule, FREQ=WEEKLY;BYDAY=WE."
            ),
        )


class TwoAnswers(Invalid):
    """Something that is said twice, and not alike."""

    code = "said_twice"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“{text}” says twice at what hours.").format(text=shown(text[:120])),
            remedy=_("Say the half-day once, or the hours once; note the others apart."),
        )


def read_spell(text: str, today: date) -> Spell:
    """The days that `text` says, seen from `today` (a day without its year is the next one).

    Raises NotUnderstood, TwoAnswers, BadDate, BadRecurrence, WrongOrder or NoDay.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotUnderstood(text)
    return _Reading(text, today).spell()


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in bare if not unicodedata.combining(one)).replace("’", "'")
    return re.sub(r"[\s,]+", " ", bare).strip()


_NAMES = {name: n for table in WEEKDAYS.values() for n, name in enumerate(_plain(one) for one in table)}
_WEEKDAY = "(?:" + "|".join(_NAMES) + ")s?"
_LIST = rf"{_WEEKDAY}(?:(?: and| et| &| /)? (?:(?:the|le|les|on|un) )?{_WEEKDAY})*"
_RANKS = {
    **dict.fromkeys(("1er", "1re", "1ere", "premier", "premiere", "1st", "first"), 1),
    **dict.fromkeys(("2e", "2eme", "2d", "2nd", "deuxieme", "second", "seconde"), 2),
    **dict.fromkeys(("3e", "3eme", "3rd", "troisieme", "third"), 3),
    **dict.fromkeys(("4e", "4eme", "4th", "quatrieme", "fourth"), 4),
    **dict.fromkeys(("5e", "5eme", "5th", "cinquieme", "fifth"), 5),
    **dict.fromkeys(("dernier", "derniere", "last"), -1),
}
_RANK = "(?:" + "|".join(sorted(_RANKS, key=len, reverse=True)) + ")"
_NTH = rf"(?:(?:le |les |the |tous les |chaque |every )?{_RANK}(?:(?: and| et)? (?:the |le |les )?{_RANK})*"
_NTH += rf" {_WEEKDAY})"
_MONTHLY = (
    r"(?:du mois|de chaque mois|des mois|of the month|of every month|of each month|in the month|chaque mois"
)
_MONTHLY += r"|every month|each month)"
_NUMBERS = {
    **dict.fromkeys(("deux", "two", "second", "2", "other", "2nd"), 2),
    **dict.fromkeys(("trois", "three", "third", "3", "3rd"), 3),
    **dict.fromkeys(("quatre", "four", "fourth", "4", "4th"), 4),
}
_NUMBER = r"(?:[a-z]+|\d{1,2}(?:nd|rd|th)?)"
_HALF = re.compile(
    # « tous les matins » leaves « tous les », which is every day.
    r"(?:(?:(?<!tous )les? |en |l'|in the )?\b(?P<am>matin(?:ee)?s?|mornings?|am)\b)"
    r"|(?:(?:(?<!tous )les? |en |l'|in the )?\b(?P<pm>apres[- ]midis?|afternoons?|pm)\b)"
    r"|(?:(?:(?<!tous )les? |en |in the )?\b(?P<eve>soir(?:ee)?s?|evenings?|eve)\b)"
)
_AT = r"(?P<{0}h>\d{{1,2}}) ?(?:h|:|heures?) ?(?P<{0}m>\d{{2}})?|(?P<{0}n>midi|noon)"
_HOURS = re.compile(
    rf"(?:de |from |entre |between )?(?:{_AT.format('a')})"
    rf" ?(?:a|to|-|–|et|and|until|till) ?(?:{_AT.format('b')})"
)
_RULE = re.compile(r"(?:rrule:)?(freq=\S+)")
_ISO = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2}) ?/ ?(?P<last>\d{4}-\d{2}-\d{2})?$")
_SPAN = re.compile(
    r"(?:\b(?:du|from|entre le) (?:le )?|^(?=\d))(?P<first>(?:(?!\bdu |\bfrom |\bmois\b|\bmonth\b).)+?)"
    r" (?:au|to|until|till) (?P<last>\S.*)$"
)
_SINCE = re.compile(
    r"\b(?:a partir du?|a partir de|a compter du?|des le|depuis le|since|starting(?: on)?|from) (?:le )?"
    r"(?P<first>.+?)(?: (?:on|onwards))?$"
)
_UNTIL = re.compile(r"\b(?:jusqu'au|jusqu'a|until|till|up to) (?:le )?(?P<last>.+)$")
_ON = re.compile(r"^(?:le |on |the )?(?P<first>.+)$")
_EVERY_DAY = re.compile(
    r"(?:tous les|toutes les|chaque|every|each|all)(?: (?:jours?|days?))?|every ?day|daily|quotidien"
)
_WEEK = re.compile(r"(?:tous les jours de (?:la )?semaine|every weekday|weekdays|(?:en |la )?semaine)")
_RUN = re.compile(
    rf"(?:tous les (?:jours )?)?(?:du|from|every) (?P<a>{_WEEKDAY}) (?:au|to) (?P<b>{_WEEKDAY})"
)
_EACH = re.compile(rf"(?:(?:tous les|toutes les|chaque|les|le|every|each) |on (?=\S+s\b))?(?P<days>{_LIST})")
_THAT_DAY = re.compile("(?:on )?(" + "|".join(_NAMES) + ")")
_ONE_IN = re.compile(rf"(?:un|une) (?P<days>{_WEEKDAY}) sur (?P<n>{_NUMBER})")
_EVERY_NTH = re.compile(rf"every (?P<n>other|second|third|fourth|2nd|3rd|4th) (?P<days>{_LIST})")
_EVERY_WEEKS = re.compile(
    rf"(?:toutes les|every|une semaine sur) (?P<n>{_NUMBER})(?: (?:semaines?|weeks?))?"
    rf" ?(?:(?:le|les|on|the) )?(?P<days>{_LIST})"
)
_NTH_OF = re.compile(rf"(?P<nth>{_NTH}(?: (?:and |et )?{_NTH})*) {_MONTHLY}")
_DATES_OF = re.compile(
    r"(?:le |les |tous les |the |on the |every )?(?P<days>(?:\d{1,2})(?:er|st|nd|rd|th|e)?"
    rf"(?:(?: and| et)? (?:the |le )?\d{{1,2}}(?:er|st|nd|rd|th|e)?)*) {_MONTHLY}"
)
_LAST_DAY = re.compile(rf"(?:le |the )?(?:dernier jour|last day) {_MONTHLY}")


class _Reading:
    """A text being read: what was understood is taken out of it, what is left at the end isn't understood."""

    def __init__(self, text: str, today: date) -> None:
        self.text, self.today = text, today
        found = _RULE.search(text.casefold())
        self.written = found[1] if found else None
        self.left = _plain(_RULE.sub(" ", text.casefold()) if found else text)

    def spell(self) -> Spell:
        if not self.left and not self.written:
            raise NotUnderstood(self.text)
        hours = self._hours()
        half = self._half()
        if half and hours:
            raise TwoAnswers(self.text)
        rule = self.written
        run = None if rule else self._take(_RUN)
        first, last = self._period()
        rule = rule or (self._run(run) if run else self._rule())
        if self.left.strip():
            raise NotUnderstood(self.text, self.left.strip())
        if rule is None and first is None and last is None and not (half or hours):
            raise NotUnderstood(self.text)
        begun = first or self.today
        if rule is not None:
            rule, last = ruled(rule, begun, last)
        elif first is None and last is None:
            # « le matin » alone would be of no day in particular.
            raise NotUnderstood(self.text)
        if last is not None and last < begun:
            raise WrongOrder(begun, last)
        at = hours or (None, None)
        return _phased(Spell(begun, last, rule, half, *at))

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.left)
        if found and found[0].strip():
            before, after = self.left[: found.start()], self.left[found.end() :]
            self.left = re.sub(r" +", " ", f"{before} {after}").strip()
            return found
        return None

    # -- at what hours

    def _hours(self) -> tuple[time, time] | None:
        found = self._take(_HOURS)
        if found is None:
            return None
        start, finish = _clock(found, "a"), _clock(found, "b")
        if start is None or finish is None or finish <= start or _HOURS.search(self.left):
            raise NotUnderstood(self.text, found[0])
        return start, finish

    def _half(self) -> str | None:
        found = self._take(_HALF)
        if found is None:
            return None
        if _HALF.search(self.left):
            raise TwoAnswers(self.text)
        return next(name for name in ("am", "pm", "eve") if found[name])

    # -- from when to when

    def _period(self) -> tuple[date | None, date | None]:
        if found := self._take(_ISO):
            return self._day(found["first"]), self._day(found["last"]) if found["last"] else None
        if found := self._take(_SPAN):
            return self._between(found["first"], found["last"])
        if found := self._take(_UNTIL):
            last = self._day(found["last"])
            since = self._take(_SINCE)
            return (self._day(since["first"]) if since else None), last
        if found := self._take(_SINCE):
            return self._day(found["first"]), None
        if self._says_a_rule():
            return None, None
        return self._one_day()

    def _says_a_rule(self) -> bool:
        """Whether what is left is a rule: « mercredi » alone is the next one."""
        if _THAT_DAY.fullmatch(self.left):
            return False
        return not self.left or any(pattern.fullmatch(self.left) for pattern in _RULES)

    def _one_day(self) -> tuple[date | None, date | None]:
        found = _THAT_DAY.fullmatch(self.left)
        if found is None and re.search(r"\d|demain|tomorrow|today|aujourd'hui", self.left):
            found = _ON.fullmatch(self.left)
        if found is None:
            return None, None
        if len(self.left.split()) > _A_DATE:
            raise NotUnderstood(self.text)
        self.left = ""
        one = self._day(found[1])
        return one, one

    def _day(self, text: str) -> date:
        return day(text.strip(), self.today)

    def _between(self, first: str, last: str) -> tuple[date, date]:
        """« du 3 au 28 mai »: the first day takes its month and year from the last, where it says none."""
        end = self._day(last)
        if re.fullmatch(r"\d{1,2}(?:er|st|nd|rd|th)?", first.strip()):
            number = int(re.sub(r"\D", "", first))
            try:
                return end.replace(day=number), end
            except ValueError:
                raise BadDate(first, _("this isn't a date.")) from None
        begun = self._day(first)
        if re.search(r"\b\d{4}\b", first):
            return begun, end if re.search(r"\b\d{4}\b", last) else day(last, begun)
        # « du 20 décembre au 5 janvier 2028 »: the last such day before the end.
        while begun > end:
            begun = _year_before(begun)
        while not _is_leap_day(begun) and begun.replace(year=begun.year + 1) <= end:
            begun = begun.replace(year=begun.year + 1)
        return begun, end

    # -- which of these days

    def _run(self, found: re.Match[str]) -> str:
        a, b = _weekday(found["a"]), _weekday(found["b"])
        days = [(a + n) % 7 for n in range((b - a) % 7 + 1)]
        return _weekly(tuple(days))

    def _rule(self) -> str | None:
        text = self.left.strip()
        if not text:
            return None
        self.left = ""
        for pattern in _RULES:
            found = pattern.fullmatch(text)
            if found:
                rule = self._made(pattern, found)
                if rule is not None:
                    return rule
        self.left = text
        return None

    def _made(self, pattern: re.Pattern[str], found: re.Match[str]) -> str | None:
        if pattern is _EVERY_DAY:
            return "FREQ=DAILY"
        if pattern is _WEEK:
            return _weekly((0, 1, 2, 3, 4))
        if pattern is _EACH:
            return _weekly(_weekdays(found["days"]))
        if pattern in (_ONE_IN, _EVERY_NTH, _EVERY_WEEKS):
            every = _NUMBERS.get(found["n"]) or (int(found["n"]) if found["n"].isdigit() else 0)
            return _weekly(_weekdays(found["days"]), every) if every else None
        if pattern is _LAST_DAY:
            return rule_text(Recurrence("MONTHLY", monthdays=(-1,)))
        if pattern is _DATES_OF:
            return self._dates(found["days"])
        return _monthly(found["nth"])

    def _dates(self, text: str) -> str:
        numbers = tuple(int(one) for one in re.findall(r"\d{1,2}", text))
        if not all(1 <= one <= 31 for one in numbers):
            raise NotUnderstood(self.text, text)
        return rule_text(Recurrence("MONTHLY", monthdays=numbers))


_RULES = (
    _EVERY_DAY, _WEEK, _EACH, _ONE_IN, _EVERY_NTH, _EVERY_WEEKS, _NTH_OF, _LAST_DAY, _DATES_OF,
)  # fmt: skip


def _clock(found: re.Match[str], which: str) -> time | None:
    if found[f"{which}n"]:
        return time(12)
    hour, minute = int(found[f"{which}h"]), int(found[f"{which}m"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _weekday(name: str) -> int:
    return _NAMES[name] if name in _NAMES else _NAMES[name.removesuffix("s")]


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(_weekday(one) for one in re.findall(_WEEKDAY, text))


def _weekly(weekdays: tuple[int, ...], every: int = 1) -> str:
    return rule_text(Recurrence("WEEKLY", every, nth=tuple((0, one) for one in weekdays)))


def _monthly(text: str) -> str:
    """« les 1er et 3e lundis et le dernier vendredi »: each weekday with the ranks before it."""
    nth: list[tuple[int, int]] = []
    ranks: list[int] = []
    for word in text.split():
        if word in _RANKS:
            ranks.append(_RANKS[word])
        elif re.fullmatch(_WEEKDAY, word):
            nth += [(rank, _weekday(word)) for rank in ranks]
            ranks = []
    return rule_text(Recurrence("MONTHLY", nth=tuple(nth)))


def _phased(spell: Spell) -> Spell:
    """One week in two is counted from the first such day, not from the week in which it is said."""
    if spell.rule and spell.rule.startswith("FREQ=WEEKLY;INTERVAL=") and "COUNT" not in spell.rule:
        named = re.search(r"BYDAY=([A-Z,]+)$", spell.rule)
        if named:
            weekdays = {("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(one) for one in named[1].split(",")}
            near = (spell.first + timedelta(days=n) for n in range(7))
            begun = next(one for one in near if one.weekday() in weekdays)
            spell = Spell(begun, spell.last, spell.rule, spell.half, spell.start, spell.finish)
    return checked(spell)


def _year_before(one: date) -> date:
    return one.replace(year=one.year - 1, day=28 if _is_leap_day(one) else one.day)


def _is_leap_day(one: date) -> bool:
    return (one.month, one.day) == (2, 29)


__all__ = ["NotUnderstood", "TwoAnswers", "read_spell"]
