"""What is asked when a quote is priced, and of who funds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import field_validator, model_validator

from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.domain.pricing.funding import Cap, CapBy
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _, typed

_COST = re.compile(r"^\s*([^:]{1,100}?)\s*:\s*(.+?)\s*$")
_CAP = re.compile(r"^\s*(.+?)\s*/\s*([a-z]+)\s*(?:/\s*([a-z]+))?\s*(?:-\s*(.+?))?\s*$")
_CAP_WORDS = {
    **dict.fromkeys(("hour", "heure", "h"), CapBy.HOUR),
    **dict.fromkeys(("day", "jour"), CapBy.DAY),
    **dict.fromkeys(("action", "course"), CapBy.ACTION),
    **dict.fromkeys(("year", "an", "annee"), CapBy.YEAR),
}
_WHOLE_WORDS = {
    **dict.fromkeys(("person", "personne", "stagiaire"), True),
    **dict.fromkeys(("group", "groupe", "all", "tous"), False),
}


class PriceWish(Content):
    """What a quote is priced from, beyond what its dossier says; it is kept for the next time."""

    card: Line | None = ask(
        N_("Rate card"),
        Kind.RECORD,
        refers_to="rate-card",
        help=N_("Empty: the one in force for this request."),
        default=None,
    )
    headcount: int | None = ask(
        N_("Participants in each group"),
        Kind.WHOLE,
        help=N_("Empty: as many as the groups have, or the request says."),
        default=None,
        ge=1,
        le=10_000,
    )
    members: Literal["auto", "members", "others"] = ask(
        N_("Members' price"),
        Kind.CHOICE,
        choices=(
            ("auto", N_("as the membership says on the day")),
            ("members", N_("yes")),
            ("others", N_("no")),
        ),
        default="auto",
    )
    km: int | None = ask(
        N_("Kilometres of a trip"), Kind.WHOLE, help=N_("There and back."), default=None, ge=0, le=100_000
    )
    trips: int | None = ask(
        N_("Trips of each trainer"),
        Kind.WHOLE,
        help=N_("Empty: counted from the slots."),
        default=None,
        ge=0,
        le=1_000,
    )
    nights: int | None = ask(
        N_("Nights of each trainer"),
        Kind.WHOLE,
        help=N_("Empty: counted from the slots."),
        default=None,
        ge=0,
        le=1_000,
    )
    months: int | None = ask(
        N_("Months"), Kind.WHOLE, help=N_("Empty: counted from the slots."), default=None, ge=1, le=120
    )
    bundled: int | None = ask(
        N_("Programmes bought together"),
        Kind.WHOLE,
        help=N_("Empty: those of this dossier."),
        default=None,
        ge=1,
        le=100,
    )
    costs: tuple[Line, ...] = ask(
        N_("What is billed at cost"),
        Kind.LINES,
        help=N_("A rate and what it costs us, one a line: train: 212,40."),
        default=(),
        max_length=200,
    )
    asked: tuple[Line, ...] = ask(
        N_("Rates asked for"),
        Kind.LINES,
        help=N_("Codes of rates that are proposed only when asked, one a line."),
        default=(),
        max_length=200,
    )
    keep_changes: bool = ask(
        N_("Keep changed lines"),
        Kind.YES_NO,
        help=N_("Lines that you changed stay as they are; no: as the card says."),
        default=True,
    )

    replace_all: bool = ask(
        N_("Replace every line"),
        Kind.YES_NO,
        help=N_("Lines written by hand go too: only what the card proposes stays."),
        default=False,
    )

    @field_validator("costs")
    @classmethod
    def _costs_read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            _cost(one)
        return value

    def cost_cents(self) -> Mapping[str, int]:
        """What things cost us, by the code of their rate."""
        return dict(_cost(one) for one in self.costs)


def _cost(text: str) -> tuple[str, int]:
    found = _COST.match(text)
    if not found:
        raise as_pydantic(
            Invalid(
                _("{text} isn't a rate and a cost.").format(text=text[:60]),
                remedy=_("Write the code of the rate, a colon, then the amount: train: 212,40."),
            )
        )
    return found[1], _amount(found[2])


def _amount(text: str) -> int:
    try:
        cents = typed.amount(text)
    except BackofficeError as wrong:
        raise as_pydantic(wrong) from None
    if not 0 <= cents <= MOST_CENTS:
        raise as_pydantic(
            Invalid(
                _("{text} isn't an amount here.").format(text=text[:60]),
                remedy=_("Give an amount that isn't negative."),
            )
        )
    return cents


class CardCopy(Content):
    """Another rate card from this one: next year's."""

    code: Name = ask(N_("Code"))
    title: Name = ask(N_("Title"))
    valid_from: Day | None = ask(N_("Valid from"), Kind.DATE, default=None)
    valid_until: Day | None = ask(N_("Valid until"), Kind.DATE, default=None)
    price_change_bp: int = ask(
        N_("Change of prices"),
        Kind.RATE,
        help=N_("2 or -1,5: every price, rounded to the euro when it was in whole euros."),
        default=0,
        ge=-9_000,
        le=10_000,
    )


class AgreedPrice(Content):
    """A price agreed with a client, in place of a rate's own."""

    rate: Name = ask(N_("Rate"), help=N_("Its code in the rate cards."))
    price_micro: int = ask(N_("Price"), Kind.UNIT_PRICE, help=N_("Of one unit."), ge=0, le=10**15)
    from_day: Day = ask(N_("From"), Kind.DATE)
    to_day: Day | None = ask(N_("To"), Kind.DATE, help=N_("That day included."), default=None)

    @model_validator(mode="after")
    def _in_order(self) -> AgreedPrice:
        if self.to_day is not None and self.to_day < self.from_day:
            raise as_pydantic(
                Invalid(_("The last day comes before the first."), remedy=_("Give a later day."))
            )
        return self


class AgreedRate(Content):
    """The price agreed with a client that holds no longer."""

    rate: Name = ask(N_("Rate"), help=N_("Its code in the rate cards."))
    to_day: Day = ask(N_("Last day"), Kind.DATE)


class PayerLine(Content):
    """A payer of the funding plan, and what it is asked for."""

    funder: Line | None = ask(
        N_("Funder"), Kind.RECORD, refers_to="funder", help=N_("Or a client, or a name."), default=None
    )
    client: Line | None = ask(
        N_("Or client"), Kind.RECORD, refers_to="client", help=N_("One that pays a part."), default=None
    )
    name: Line = ask(N_("Name"), help=N_("Empty: that of the funder or the client."), default="")
    share_bp: int | None = ask(
        N_("Share"), Kind.RATE, help=N_("Of the net. Neither share nor amount: all that is left."),
        default=None, ge=1, le=10_000,
    )  # fmt: skip
    amount_cents: int | None = ask(N_("Or amount"), Kind.AMOUNT, default=None, ge=1, le=MOST_CENTS)
    caps: tuple[Line, ...] = ask(
        N_("Caps"),
        Kind.LINES,
        help=N_(
            "An amount by hour, day, action or year, for each person or for the group, one a line: "
            "30 / hour / person, or 3000 / year / group - 1200 (already used)."
        ),
        default=(),
        max_length=20,
    )
    difference_to: int | None = ask(
        N_("Difference paid by"),
        Kind.WHOLE,
        help=N_("Rank of the payer that takes what this one doesn't give; empty: the client."),
        default=None,
        ge=1,
        le=100,
    )
    file_number: Line = ask(N_("File number"), default="")
    file_by: Day | None = ask(N_("File by"), Kind.DATE, default=None)
    note: Text = ask(N_("Note"), Kind.TEXT, default="")

    @field_validator("caps")
    @classmethod
    def _caps_read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            cap_of(one)
        return value

    @model_validator(mode="after")
    def _coherent(self) -> PayerLine:
        if self.share_bp is not None and self.amount_cents is not None:
            raise as_pydantic(
                Invalid(
                    _("A payer has a share or an amount, not both."), remedy=_("Leave one of the two empty.")
                )
            )
        if self.funder and self.client:
            raise as_pydantic(
                Invalid(
                    _("A payer is a funder or a client, not both."), remedy=_("Leave one of the two empty.")
                )
            )
        if not (self.funder or self.client or self.name):
            raise as_pydantic(
                Invalid(_("A payer is somebody."), remedy=_("Choose a funder or a client, or give a name."))
            )
        return self


def cap_of(text: str) -> Cap:
    """``30 / hour / person``, ``3000 / year / group - 1200``: for each person unless it says the group."""
    found = _CAP.match(text.lower())
    by = _CAP_WORDS.get(found[2]) if found else None
    whole = _WHOLE_WORDS.get(found[3] or "person") if found else None
    if found is None or by is None or whole is None or (found[4] and by is not CapBy.YEAR):
        raise as_pydantic(
            Invalid(
                _("{text} isn't a cap.").format(text=text[:60]),
                remedy=_("Write an amount, by what and for whom: 30 / hour / person, 3000 / year / group."),
            )
        )
    return Cap(_amount(found[1]), by, whole, _amount(found[4]) if found[4] else 0)


class FundingAsked(Content):
    """A request for funding was filed."""

    on: Day = ask(N_("On"), Kind.DATE, past=True)
    file_number: Line = ask(N_("File number"), default="")


class FundingDecision(Content):
    """What a funder decided."""

    decision: Literal["granted", "reduced", "refused"] = ask(
        N_("Decision"),
        Kind.CHOICE,
        choices=(("granted", N_("granted")), ("reduced", N_("reduced")), ("refused", N_("refused"))),
    )
    on: Day = ask(N_("On"), Kind.DATE, past=True)
    granted_cents: int | None = ask(
        N_("Amount"),
        Kind.AMOUNT,
        help=N_("Empty when it is granted as it was asked for."),
        default=None,
        ge=0,
        le=MOST_CENTS,
    )
    file_number: Line = ask(N_("File number"), default="")

    @model_validator(mode="after")
    def _coherent(self) -> FundingDecision:
        decision = self.__dict__.get("decision")
        if decision == "reduced" and self.granted_cents is None:
            raise as_pydantic(
                Invalid(_("A reduced funding has an amount."), remedy=_("Give what was granted."))
            )
        if decision == "refused" and self.granted_cents:
            raise as_pydantic(
                Invalid(_("A refused funding has no amount."), remedy=_("Leave the amount empty."))
            )
        return self
