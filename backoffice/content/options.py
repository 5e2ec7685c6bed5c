"""What the acts on calendar options ask."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from backoffice.content.base import Content, Day, Instant, Line, as_pydantic
from backoffice.content.calendars import MOST_PLACES, place_of
from backoffice.content.fields import Kind, ask
from backoffice.domain.choices import SCHOOL_CHOICES
from backoffice.errors import Invalid
from backoffice.i18n import N_


class TermOf(Content):
    """A share of a calendar's cost, and what it stands for."""

    name: Line
    cost: int
    text: Line = ""


class GapOf(Content):
    """The days between two modules (codes)."""

    first: Line
    then: Line
    days: int
    text: Line = ""


class CalendarOf(Content):
    """A calendar to propose: a slot a line, as `take-calendar` reads them."""

    places: tuple[Line, ...] = Field(min_length=1, max_length=MOST_PLACES)
    cost: int | None = None
    terms: tuple[TermOf, ...] = ()
    gaps: tuple[GapOf, ...] = ()

    @field_validator("places")
    @classmethod
    def _readable(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for line in lines:
                place_of(line)
        except Invalid as wrong:
            raise as_pydantic(wrong) from None
        return lines


class OptionsWish(Content):
    """Which calendars are proposed, until when, and whether they are held meanwhile.

    `calendars` are given by whoever computed them already (the planner's screen); a form asks for them to be
    looked for, or takes the dates that the dossier has.
    """

    source: Literal["search", "present"] = ask(
        N_("Calendars"),
        Kind.CHOICE,
        choices=(
            ("search", N_("looked for by the planner")),
            ("present", N_("the dates that the slots have now")),
        ),
        default="search",
    )
    want: int = ask(N_("How many"), Kind.WHOLE, default=2, ge=1, le=4)
    start_day: Day | None = ask(N_("Not before"), Kind.DATE, default=None)
    finish_day: Day | None = ask(N_("Not after"), Kind.DATE, default=None)
    group: Line | None = ask(
        N_("Group"), Kind.RECORD, refers_to="group", help=N_("Empty: all of them."), default=None
    )
    school: Literal["", "never", "avoid", "ignore"] = ask(
        N_("School holidays"),
        Kind.CHOICE,
        choices=(("", N_("as the dossier asks")), *SCHOOL_CHOICES[1:]),
        default="",
    )
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
    calendars: tuple[CalendarOf, ...] = Field(default=(), max_length=4)


class OptionHold(Content):
    """Until when options are kept."""

    which: Line = ask(
        N_("Which"), help=N_("Their ranks, when asked of the dossier: 1 3. Empty: all of them."), default=""
    )
    until: Instant | None = ask(N_("Until"), Kind.INSTANT, default=None)
    with_quote: bool = ask(
        N_("Hold as long as the quote is valid"),
        Kind.YES_NO,
        help=N_("Yes: kept until the quote that was issued expires, whatever the line above says."),
        default=False,
    )


class OptionExtension(Content):
    """A later day to answer, a later end of the hold, or both."""

    answer_by: Day = ask(N_("Answer by"), Kind.DATE)
    until: Instant | None = ask(
        N_("Until"), Kind.INSTANT, help=N_("Of one that is held; empty: as it is."), default=None
    )


class Answer(Content):
    """Who said what about dates."""

    whom: Literal["client", "trainer", "venue"] = ask(
        N_("Answer of"),
        Kind.CHOICE,
        choices=(("client", N_("client")), ("trainer", N_("trainer")), ("venue", N_("venue"))),
    )
    answer: Literal["yes", "no", "asked", "not_asked"] = ask(
        N_("Answer"),
        Kind.CHOICE,
        choices=(
            ("yes", N_("yes")),
            ("no", N_("no")),
            ("asked", N_("asked, no answer yet")),
            ("not_asked", N_("not asked")),
        ),
        default="yes",
    )
    trainer: Line | None = ask(
        N_("Trainer"),
        Kind.RECORD,
        refers_to="trainer",
        help=N_("Which one; empty: all those of these dates."),
        default=None,
    )
    slots: Line = ask(
        N_("Slots"), help=N_("Of an option: the ranks that it is about (3 4). Empty: all."), default=""
    )


class OptionChoice(Content):
    """Which option the client takes."""

    client_says_yes: bool = ask(
        N_("The client said yes to all its dates"),
        Kind.YES_NO,
        help=N_("No: only to those where the client's yes is recorded."),
        default=True,
    )


class OptionsLeft(Content):
    """Which options are given up."""

    which: Line = ask(
        N_("Which"), help=N_("Their ranks, when asked of the dossier: 1 3. Empty: all of them."), default=""
    )
