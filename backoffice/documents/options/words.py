"""What is said of calendars proposed: on paper, and as a text to paste into a mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from backoffice.documents.sheets.options import OptionColumn, OptionDate, OptionGap, OptionsSheet
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import clock_time, duration, long_date, period, phone, time_span, weekday_date


def answer_line(sheet: OptionsSheet) -> str:
    """Until when to answer."""
    asked = ngettext(
        "Please tell us by {day} whether these dates suit you.",
        "Please tell us by {day} which of these calendars you choose.",
        len(sheet.options),
    )
    return asked.format(day=weekday_date(sheet.answer_by))


def follower_line(sheet: OptionsSheet) -> str:
    """Whom to answer."""
    who = sheet.follower
    if who is None:
        return ""
    name = f"{who.first_name} {who.last_name}".strip()
    reached = [part for part in (who.email, phone(who.phone)) if part]
    return " · ".join((_("Your contact: {name}").format(name=name), *reached))


def option_name(option: OptionColumn) -> str:
    """``Option 1``."""
    return _("Option {n}").format(n=option.rank)


def summary(option: OptionColumn) -> tuple[str, str]:
    """When it begins and ends; how many days, how long."""
    days = len({one.day for one in option.dates})
    span = period(min(one.day for one in option.dates), max(one.day for one in option.dates))
    counted = ngettext("{n} day", "{n} days", days).format(n=days)
    return span, f"{counted}, {duration(sum(one.minutes for one in _once(option)))}"


def _once(option: OptionColumn) -> Iterator[OptionDate]:
    """One learner's dates: of those at the same time, the first."""
    seen = set()
    for one in option.dates:
        key = (one.day, one.start)
        if key not in seen:
            seen.add(key)
            yield one


def standing(option: OptionColumn) -> str:
    """Whether its dates are kept for the client, and until when."""
    if not option.held:
        return _("Not reserved: as long as the dates are free.")
    if option.held_until is None:
        return _("Reserved for you.")
    if option.quote:
        told = _("Reserved for you as long as the quote {quote} is valid, until {day}.")
        return told.format(quote=option.quote, day=long_date(option.held_until))
    if option.held_hour:
        told = _("Reserved for you until {day} at {hour}.")
        hour = clock_time(time.fromisoformat(option.held_hour))
        return told.format(day=long_date(option.held_until), hour=hour)
    return _("Reserved for you until {day}.").format(day=long_date(option.held_until))


def gap_text(days: int) -> str:
    """How long it is between two modules, as people say it."""
    if days >= 14 and days % 7 == 0:
        return ngettext("{n} week", "{n} weeks", days // 7).format(n=days // 7)
    if days == 1:
        return _("the next day")
    if days == 0:
        return _("the same day")
    return ngettext("{n} day", "{n} days", days).format(n=days)


def mode_text(mode: str) -> str:
    """How a date takes place when that isn't in a room."""
    return {"remote": _("remote, live"), "workplace": _("at the workplace")}.get(mode, "")


def plain_text(sheet: OptionsSheet) -> str:
    """The calendars as a text to paste into a mail, lines of any length."""
    lines = [f"{sheet.title} ({sheet.reference})", "", answer_line(sheet)]
    for option in sheet.options:
        lines += ["", f"{option_name(option)} – {' · '.join(summary(option))}", standing(option)]
        lines += _dates(option)
    told = follower_line(sheet)
    return "\n".join([*lines, *(("", told) if told else ())]) + "\n"


def _dates(option: OptionColumn) -> Iterator[str]:
    gaps: dict[str, OptionGap] = {gap.then: gap for gap in option.gaps}
    module = ""
    for one in option.dates:
        if one.module != module:
            module = one.module
            yield f"  {module} – {one.title}{_after(gaps.get(module))}"
        where = ", ".join(part for part in (one.venue, mode_text(one.mode), ", ".join(one.trainers)) if part)
        group = f" [{one.group}]" if one.group else ""
        when = f"{weekday_date(one.day)}, {time_span(one.start, one.end)}"
        yield f"    - {when}{group}{f' · {where}' if where else ''}"


def _after(gap: OptionGap | None) -> str:
    if gap is None:
        return ""
    return f" ({_('{gap} after {module}').format(gap=gap_text(gap.days), module=gap.first)})"
