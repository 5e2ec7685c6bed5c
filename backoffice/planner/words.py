"""What each identifier of a conflict or a violation means, in words."""

from __future__ import annotations

from datetime import date

from backoffice.domain.calendar_problem import (
    Absence,
    Anchor,
    CellsRule,
    ClosureRule,
    Gap,
    Length,
    Link,
    NotAfter,
    NotBefore,
    Problem,
    Rule,
    SchoolRule,
    Unit,
    WeekdaysRule,
)
from backoffice.domain.calendars import Calendar
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import listed, long_date, period, weekday, weekday_date


def length(value: Length) -> str:
    """“3 weeks”."""
    n = value.n
    texts = {
        Unit.DAYS: ngettext("{n} day", "{n} days", n),
        Unit.WEEKS: ngettext("{n} week", "{n} weeks", n),
        Unit.MONTHS: ngettext("{n} month", "{n} months", n),
        Unit.WORKING_DAYS: ngettext("{n} working day", "{n} working days", n),
    }
    return texts[value.unit].format(n=n)


class Words:
    """The sentences of one problem, by identifier."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._modules = {module.id: n for n, module in enumerate(problem.modules)}
        self._rules: dict[str, Rule] = {rule.id: rule for rule in problem.rules}
        self._links = {link.id: link for link in problem.links}
        self._away = {
            absence.id: (trainer.id, absence) for trainer in problem.trainers for absence in trainer.away
        }
        self._trainers = {trainer.id: trainer for trainer in problem.trainers}

    def of(self, name: str) -> str:
        """The sentence of an identifier of the contract."""
        if name in self._rules:
            return self._rule(self._rules[name])
        if name in self._links:
            return self._link(self._links[name])
        if name in self._away:
            return self._absence(*self._away[name])
        kind, _colon, rest = name.partition(":")
        if kind == "gap":
            return self._gap(rest)
        if kind == "booked":
            return self._booked(rest)
        return self._other(kind, rest)

    def _other(self, kind: str, who: str) -> str:
        if kind == "holiday":
            day = date.fromisoformat(who)
            name = Calendar(self.problem.territory, good_friday=self.problem.good_friday).holiday(day)
            return _("{day} is a public holiday ({name}).").format(day=weekday_date(day), name=_(name or ""))
        if kind == "max_days_week":
            days = self._trainers[who].max_days_week or 0
            text = ngettext(
                "{trainer} teaches at most {n} day a week.",
                "{trainer} teaches at most {n} days a week.",
                days,
            )
            return text.format(trainer=who, n=days)
        if kind == "max_days_row":
            days = self._trainers[who].max_days_row or 0
            text = ngettext(
                "{trainer} teaches at most {n} day in a row.",
                "{trainer} teaches at most {n} days in a row.",
                days,
            )
            return text.format(trainer=who, n=days)
        if kind == "travel":
            n = self.problem.travel_cells
            text = ngettext(
                "{trainer} needs {n} free half-day between two towns.",
                "{trainer} needs {n} free half-days between two towns.",
                n,
            )
            return text.format(trainer=who, n=n)
        return self._plain(kind, who)

    def _plain(self, kind: str, who: str) -> str:
        texts = {
            "capacity": _("{who} is too small for the group."),
            "window": _("Module {who} must be held in its period."),
            "team": _("Module {who} needs one trainer for each role."),
            "horizon": _("This day is outside the period to plan."),
            "weekday": _("Only Monday to Friday can be used."),
            "shape": _("A block of module {who} isn't made of half-days that follow each other as it must."),
            "venue": _("Module {who} isn't in one of its venues throughout."),
            "pinned": _("Module {who} is pinned and can't be elsewhere."),
            "missing": _("Module {who} isn't wholly in the calendar."),
        }
        text = texts[kind]
        if kind == "window":
            window = self.problem.modules[self._modules[who]].window
            if window is not None:
                text = _("Module {who} must be held {period}.")
                return text.format(who=who, period=period(window.first, window.last))
        return text.format(who=who)

    def _gap(self, rest: str) -> str:
        module, block = self._split(rest)
        n = self._modules[module]
        if block:
            gap = self.problem.modules[n].blocks[block].gap
            return _("Block {block} of module {module} must start {when} the one before.").format(
                block=block + 1, module=module, when=self._bounds(gap)
            )
        before = self.problem.modules[n - 1].id
        return _("Module {module} must start {when} module {before}.").format(
            module=module, when=self._bounds(self.problem.modules[n].gap), before=before
        )

    def _split(self, rest: str) -> tuple[str, int]:
        if rest in self._modules:
            return rest, 0
        module, _colon, block = rest.rpartition(":")
        return module, int(block)

    def _bounds(self, gap: Gap | None) -> str:
        low, high = (None, None) if gap is None else (gap.min, gap.max)
        if low is not None and high is not None:
            return _("from {min} to {max} after").format(min=length(low), max=length(high))
        if high is not None:
            return _("at most {max} after").format(max=length(high))
        if low is not None:
            return _("at least {min} after").format(min=length(low))
        return _("on a later day than")

    def _link(self, link: Link) -> str:
        bounds = self._bounds(Gap(link.min, link.max)) if link.min or link.max else _("after")
        if link.anchor == Anchor.START:
            text = _("Module {to} must start {when} the start of module {source}.")
        else:
            text = _("Module {to} must start {when} the end of module {source}.")
        return text.format(to=link.to, when=bounds, source=link.source)

    def _absence(self, trainer: str, absence: Absence) -> str:
        when = period(absence.first, absence.last)
        if absence.rrule is not None:
            return _("{trainer} is away on some days {period} ({rule}).").format(
                trainer=trainer, period=when, rule=absence.rrule
            )
        return _("{trainer} is away {period}.").format(trainer=trainer, period=when)

    def _booked(self, rest: str) -> str:
        who, day, half = rest.rsplit(":", 2)
        return _("{who} is already booked on {day} ({half}).").format(
            who=who, day=weekday_date(date.fromisoformat(day)), half=_half(half)
        )

    def _rule(self, rule: Rule) -> str:
        match rule:
            case WeekdaysRule():
                return _("Only these weekdays: {days}.").format(
                    days=listed([_weekday(n) for n in rule.allow])
                )
            case SchoolRule():
                return _("Not during the school holidays of zone {zone}.").format(zone=rule.zone)
            case ClosureRule():
                return _("Closed {period}.").format(period=period(rule.first, rule.last))
            case CellsRule():
                return self._cells(rule)
            case NotBefore():
                return _("Nothing before {day}.").format(day=long_date(rule.date))
            case NotAfter():
                return _("Nothing after {day}.").format(day=long_date(rule.date))

    def _cells(self, rule: CellsRule) -> str:
        if rule.weekday is None and rule.half is None:
            return _("No half-day at all.")
        if rule.weekday is None:
            return _("Never in the {half}.").format(half=_half(rule.half or ""))
        if rule.half is None:
            return _("Never on {weekday}.").format(weekday=_weekday(rule.weekday))
        return _("Never on {weekday} ({half}).").format(weekday=_weekday(rule.weekday), half=_half(rule.half))


def _weekday(number: int) -> str:
    # 1 January 2024 was a Monday.
    return weekday(date(2024, 1, number))


def _half(name: str) -> str:
    return {"am": _("morning"), "pm": _("afternoon"), "eve": _("evening")}.get(name, name)
