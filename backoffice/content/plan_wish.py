"""What a planner asks of calendars: between which days, with whom, where; and what goes to the client."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import model_validator

from backoffice.content.absences import SpellLine
from backoffice.content.base import Content, Day, Instant, Line, as_pydantic, checked_by
from backoffice.content.fields import Kind, ask
from backoffice.domain.choices import SCHOOL_CHOICES
from backoffice.domain.spell import WrongOrder, spell_of
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

# Half a century of days would say nothing and cost a lot.
_MOST_PERIODS = 50


class NotAPeriod(Invalid):
    """Days to leave free that aren't whole days from one to another."""

    code = "not_a_period"

    def __init__(self, line: str) -> None:
        super().__init__(
            _("“{line}” isn't a stretch of whole days.").format(line=line[:80]),
            remedy=_("Say from when to when: from 3 to 14 May; or one day: 8 May."),
        )


def _whole_days(line: str) -> str:
    spell = spell_of(line.partition(" : ")[0])
    if spell.rule or spell.half or spell.start or spell.last is None:
        raise NotAPeriod(line)
    return spell.line()


PeriodLine = Annotated[Line, checked_by(_whole_days)]


class PlanWish(Content):
    """What is wished of the calendars of one dossier; all empty: as the house plans."""

    start_day: Day | None = ask(N_("Not before"), Kind.DATE, default=None)
    finish_day: Day | None = ask(N_("Not after"), Kind.DATE, default=None)
    want: int = ask(N_("How many"), Kind.WHOLE, default=3, ge=1, le=4)
    group: Line | None = ask(
        N_("Group"), Kind.RECORD, refers_to="group", help=N_("Empty: all of them."), default=None
    )
    without: tuple[Line, ...] = ask(
        N_("Without"), Kind.RECORDS, refers_to="trainer", help=N_("Trainers who aren’t asked."), default=()
    )
    venues: tuple[Line, ...] = ask(
        N_("Venues"), Kind.RECORDS, refers_to="venue", help=N_("Any of these venues."), default=()
    )
    school: Literal["", "never", "avoid", "ignore"] = ask(
        N_("School holidays"),
        Kind.CHOICE,
        choices=(("", N_("as the dossier asks")), *SCHOOL_CHOICES[1:]),
        default="",
    )
    avoid: tuple[PeriodLine, ...] = ask(
        N_("Days left free"),
        Kind.SPELLS,
        help=N_("A period a line: from 3 to 14 May."),
        default=(),
        rows=3,
        max_length=_MOST_PERIODS,
    )
    repair: bool = ask(
        N_("Move as little as can be"),
        Kind.YES_NO,
        help=N_("Yes: every date that still holds stays where it is."),
        default=False,
    )

    @model_validator(mode="after")
    def _in_order(self) -> PlanWish:
        if self.start_day and self.finish_day and self.finish_day < self.start_day:
            raise as_pydantic(WrongOrder(self.start_day, self.finish_day))
        return self

    def periods(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """The days to leave free, from the first to the last of each."""
        spells = [spell_of(line) for line in self.avoid]
        return tuple((one.first, one.last) for one in spells if one.last is not None)


class ShownOptions(Content):
    """Until when the calendars on screen are proposed to the client, and whether they are held."""

    answer_by: Day = ask(N_("Answer by"), Kind.DATE)
    until: Instant | None = ask(
        N_("Hold until"),
        Kind.INSTANT,
        help=N_("Empty: offered only, nothing is taken up."),
        default=None,
    )
    with_quote: bool = ask(
        N_("Hold as long as the quote is valid"),
        Kind.YES_NO,
        help=N_("Yes: kept until the quote that was issued expires, whatever the line above says."),
        default=False,
    )


class IfAway(Content):
    """When somebody might be away."""

    when: SpellLine = ask(
        N_("When"), Kind.SPELL, help=N_("from 3 to 14 May; every Wednesday afternoon until 30 June")
    )
    label: Line = ask(
        N_("Reason"), help=N_("Kept with the absence, if it is recorded afterwards."), default=""
    )
