"""When somebody is away, as planners say it and as it is kept."""

from __future__ import annotations

from typing import Annotated

from backoffice.content.base import Content, Line, checked_by
from backoffice.content.fields import Kind, ask
from backoffice.domain.spell import Spell, spell_of
from backoffice.i18n import N_

# Between the days and their reason, on one line.
APART = " : "
MOST_ABSENCES = 400


def _days(line: str) -> str:
    return spell_of(line).line()


def absence_of(line: str) -> tuple[Spell, str]:
    """The days of a kept line, and why: ``FREQ=DAILY pm 2026-06-03/ : university``. Raises Invalid."""
    days, _apart, label = line.partition(APART)
    return spell_of(days.strip()), label.strip()


def absence_line(spell: Spell, label: str) -> str:
    """The line that `absence_of` reads."""
    return f"{spell.line()}{APART}{label}" if label else spell.line()


def _one(line: str) -> str:
    return absence_line(*absence_of(line))


SpellLine = Annotated[Line, checked_by(_days)]
AbsenceLine = Annotated[Line, checked_by(_one)]


class NewAbsence(Content):
    """Days on which a trainer can't teach."""

    when: SpellLine = ask(
        N_("When"),
        Kind.SPELL,
        help=N_("every Wednesday afternoon; first Monday of the month; from 3 to 28 May; FREQ=…"),
    )
    label: Line = ask(
        N_("Reason"), help=N_("A word for the planner; nothing of anybody’s private life."), default=""
    )


class Absences(Content):
    """All the absences that were noted by hand: one that is taken out no longer counts."""

    absences: tuple[AbsenceLine, ...] = ask(
        N_("Absences"),
        Kind.SPELLS,
        help=N_("One a line, then its reason after a colon: every Wednesday afternoon : university"),
        default=(),
        rows=8,
        max_length=MOST_ABSENCES,
    )
