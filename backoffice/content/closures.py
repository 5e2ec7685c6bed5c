"""Closed days as people write them, a period a line: ``2026-08-03/2026-08-21 summer``."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from backoffice.content.base import Line, checked_by
from backoffice.domain.calendars import Closure
from backoffice.errors import Invalid
from backoffice.i18n import _

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*/\s*(\d{4}-\d{2}-\d{2}))?(?:\s+(.*))?")


def closure_of(line: str) -> Closure:
    """The days that a line closes, both ends included; one date is that day. Raises Invalid."""
    found = _LINE.fullmatch(line.strip())
    try:
        if found:
            first = date.fromisoformat(found[1])
            last = date.fromisoformat(found[2] or found[1])
            if first <= last:
                return Closure(first, last, found[3] or "")
    except ValueError:
        pass
    raise Invalid(
        _("“{line}” isn't a period of closed days.").format(line=line[:80]),
        remedy=_("Write its first and its last day, then why: 2026-08-03/2026-08-21 summer."),
    )


def _checked(line: str) -> str:
    closure_of(line)
    return line


ClosureLine = Annotated[Line, checked_by(_checked)]
