"""Access delays: how soon and how late a training may begin, counted as every deadline is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import Question, Roll, Start, parse_length, reckon
from backoffice.domain.programme import AccessDelay, Length


@dataclass(frozen=True, slots=True)
class Access:
    """The first and the last day on which a training may begin; None where nothing was announced."""

    first: date | None = None
    last: date | None = None


def access(delays: Iterable[AccessDelay], received: date, calendar: Calendar) -> Access:
    """What `delays` announce for a request received on a day: all of them hold.

    The day itself is announced, so it never moves off a day off: whoever plans looks for a free one.
    """
    known = tuple(delays)
    firsts = [_day(received, one.least, calendar) for one in known if one.least]
    lasts = [_day(received, one.most, calendar) for one in known if one.most]
    return Access(max(firsts, default=None), min(lasts, default=None))


def _day(received: date, length: Length, calendar: Calendar) -> date:
    asked = parse_length(f"{length.n} {length.unit.replace('_', ' ')}")
    return reckon(Question(Start.on(received), asked, calendar, roll=Roll.NONE)).due_date
