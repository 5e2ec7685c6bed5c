"""Closed days as people write them: ``2026-08-03/2026-08-21 summer``, ``du 3 au 21 août 2026 : été``."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from backoffice.content.base import Line, checked_by
from backoffice.domain.calendars import Closure
from backoffice.domain.spell_words import read_spell
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _

# What says no year would be read as of this age, and is refused.
_NO_DAY, _FIRST_YEAR = date(1900, 1, 1), 1950
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*/\s*(\d{4}-\d{2}-\d{2}))?(?:\s+(.*))?")


def closure_of(line: str) -> Closure:
    """The days that a line closes, both ends included; one date is that day. Raises Invalid.

    In words, a day says its year: the line is kept, and read again years later.
    """
    found = _LINE.fullmatch(line.strip())
    try:
        if found:
            first = date.fromisoformat(found[1])
            last = date.fromisoformat(found[2] or found[1])
            if first <= last:
                return Closure(first, last, found[3] or "")
    except ValueError:
        pass
    if worded := _in_words(line):
        return worded
    raise Invalid(
        _("“{line}” isn't a period of closed days.").format(line=line[:80]),
        remedy=_(
            "Write its first and its last day, with the year, then why: 2026-08-03/2026-08-21 summer, or "
            "from 3 to 21 August 2026 : summer."
        ),
    )


def _in_words(line: str) -> Closure | None:
    days, _colon, why = line.partition(" : ")
    if not re.search(r"\b\d{4}\b", days):
        return None
    try:
        spell = read_spell(days, _NO_DAY)
    except BackofficeError:
        return None
    if spell.last is None or spell.rule or spell.half or spell.start or spell.first.year < _FIRST_YEAR:
        return None
    return Closure(spell.first, spell.last, why.strip())


def _checked(line: str) -> str:
    closure_of(line)
    return line


ClosureLine = Annotated[Line, checked_by(_checked)]
