"""What the acts on groups and enrolments ask: people as they are pasted, payer, proofs, decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StringConstraints, model_validator

from backoffice.content.base import TEXT_MAX, Content, Day, Line, Name, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.domain.text import clean
from backoffice.errors import Invalid
from backoffice.i18n import N_, _


def _pasted(value: Any) -> Any:
    """A list of lines is their text; tabs between cells stay, and so do empty cells at either end."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    return clean(f"|{value}|")[1:-1] if isinstance(value, str) else value


Pasted = Annotated[str, StringConstraints(max_length=TEXT_MAX), BeforeValidator(_pasted)]
_PAYER_HELP = N_("A client (CLI-0001), a funder (FUN-0001) or person; empty: their employer.")


class Enrolling(Content):
    """Participants as one pastes them, with what is the same for all of them."""

    people: Pasted = ask(
        N_("Participants"),
        Kind.LINES,
        help=N_(
            "One a line: SURNAME First name; function; e-mail. Or a reference PAR-0001, or a table pasted "
            "with its header."
        ),
    )
    client: Line | None = ask(
        N_("Their client"),
        Kind.RECORD,
        refers_to="client",
        help=N_("Who employs them; empty: the dossier's."),
        default=None,
    )
    state: Literal["enrolled", "candidate"] = ask(
        N_("Enrolled as"),
        Kind.CHOICE,
        choices=(("enrolled", N_("enrolled")), ("candidate", N_("candidate, to be admitted"))),
        default="enrolled",
    )
    payer: Line = ask(N_("Payer"), help=_PAYER_HELP, default="")
    over: Literal["refuse", "waiting", "split"] = ask(
        N_("Beyond the maximum"),
        Kind.CHOICE,
        choices=(
            ("refuse", N_("refuse")),
            ("waiting", N_("put on the waiting list")),
            ("split", N_("split into a second group")),
        ),
        default="refuse",
    )


class Leaving(Content):
    """Participants who no longer follow."""

    people: Pasted = ask(N_("Participants"), Kind.LINES, help=N_("One reference a line: PAR-0001."))


class Following(Content):
    """Who pays for an enrolment, and what is followed."""

    payer: Line = ask(N_("Payer"), help=_PAYER_HELP, default="")
    parts: Line = ask(
        N_("Modules followed"), help=N_("Their codes, with commas between; empty: all."), default=""
    )
    since: Day | None = ask(
        N_("Follows from"), Kind.DATE, help=N_("Empty: from the first day."), default=None
    )
    until: Day | None = ask(N_("Follows until"), Kind.DATE, help=N_("Empty: to the last day."), default=None)
    note: Text = ask(N_("Note"), Kind.TEXT, default="")

    @model_validator(mode="after")
    def _in_order(self) -> Following:
        if self.since and self.until and self.since > self.until:
            raise as_pydantic(
                Invalid(_("The last day comes before the first."), remedy=_("Give the earlier day first."))
            )
        return self


class Replacement(Content):
    """Who comes instead of somebody."""

    person: Name = ask(
        N_("Replaced by"), help=N_("SURNAME First name; function; e-mail. Or a reference PAR-0001.")
    )


class Proof(Content):
    """A proof of what a programme asks for."""

    requirement: int = ask(
        N_("Requirement"), Kind.WHOLE, help=N_("Its rank, as the enrolment lists them."), default=1, ge=1,
        le=100,
    )  # fmt: skip
    seen: Line = ask(N_("What was seen"), help=N_("A diploma, a letter, an interview held."), default="")
    on: Day | None = ask(N_("Seen on"), Kind.DATE, help=N_("Today, unless it was earlier."), default=None)


class Turn(Content):
    """Somebody's turn on a waiting list."""

    turn: int = ask(
        N_("Turn"), Kind.WHOLE, help=N_("1 is who is offered the next free seat."), default=1, ge=1, le=10_000
    )


class Postponement(Content):
    """A decision put off."""

    decide_on: Day | None = ask(N_("Decide again on"), Kind.DATE, default=None)
    undate: bool = ask(
        N_("Take its dates away"),
        Kind.YES_NO,
        help=N_("The slots ahead of this group go back among those to plan."),
        default=False,
    )


class Merger(Content):
    """Where the people of a group go."""

    into: Line = ask(
        N_("Into the group"),
        Kind.RECORD,
        refers_to="group",
        help=N_("Another group of the dossier, or of another session."),
    )
    over: Literal["refuse", "waiting"] = ask(
        N_("Beyond the maximum"),
        Kind.CHOICE,
        choices=(("refuse", N_("refuse")), ("waiting", N_("put on the waiting list"))),
        default="refuse",
    )


class Repricing(Content):
    """A group that takes place at another price."""

    headcount_included: int | None = ask(
        N_("Headcount in the price"), Kind.WHOLE, default=None, ge=1, le=10_000
    )
    person_micro: int | None = ask(
        N_("Price a person"),
        Kind.UNIT_PRICE,
        help=N_("Instead of the programme's, in quotes drafted from now on."),
        default=None,
        ge=0,
        le=10**15,
    )


class Splitting(Content):
    """Who goes into a second group."""

    whom: Literal["over", "waiting", "both"] = ask(
        N_("Who goes"),
        Kind.CHOICE,
        choices=(
            ("both", N_("those beyond the maximum and the waiting list")),
            ("over", N_("those beyond the maximum")),
            ("waiting", N_("the waiting list")),
        ),
        default="both",
    )
    name: Line = ask(N_("Name of the group"), default="")


class ClientQuote(Content):
    """A quote for one of the clients whose people join a session."""

    client: Line = ask(N_("Client"), Kind.RECORD, refers_to="client")
    title: Line = ask(N_("Title"), help=N_("The programme's, unless you say otherwise."), default="")


class Membership(Content):
    """That a client is a member, from one day to another, both included."""

    label: Name = ask(N_("Membership"), help=N_("As you call it: Membership 2027."))
    from_day: Day = ask(N_("From the"), Kind.DATE)
    to_day: Day | None = ask(
        N_("To"), Kind.DATE, help=N_("That day included; empty: until told."), default=None
    )
    number: Line = ask(N_("Number"), default="")

    @model_validator(mode="after")
    def _in_order(self) -> Membership:
        if self.to_day is not None and self.to_day < self.from_day:
            raise as_pydantic(
                Invalid(_("The last day comes before the first."), remedy=_("Give the earlier day first."))
            )
        return self


class EndOfMembership(Content):
    """Until when a membership was valid."""

    label: Name = ask(N_("Membership"))
    to_day: Day = ask(N_("To"), Kind.DATE, help=N_("That day included."))


class Period(Content):
    """From one day to another, both included."""

    from_day: Day = ask(N_("From the"), Kind.DATE)
    to_day: Day = ask(N_("To"), Kind.DATE)
    blank_lines: int | None = ask(
        N_("Blank lines"),
        Kind.WHOLE,
        help=N_("Room for people not known yet; empty: as many as each sheet has."),
        default=None,
        ge=0,
        le=60,
    )

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.to_day < self.from_day:
            raise as_pydantic(
                Invalid(_("The last day comes before the first."), remedy=_("Give the earlier day first."))
            )
        return self
