"""What acts on due instalments ask."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from backoffice.content.base import Content, Day, Line, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.errors import Invalid
from backoffice.i18n import N_, _


class HandOver(Content):
    """An instalment is passed to the accounts, which ask for it."""

    on: Day = ask(N_("On"), Kind.DATE, past=True)
    number: Line = ask(N_("Number in the accounts"), help=N_("That of their own document."), default="")
    period: Line = ask(
        N_("Month or quarter"),
        help=N_("Of an instalment by months: 2026-05, 2026-Q2. Empty: the first that is left."),
        default="",
    )


class PayerWish(Content):
    """Whom an instalment of an accepted quote is addressed to."""

    payer: Line | None = ask(
        N_("Payer"),
        Kind.RECORD,
        refers_to="payer",
        help=N_("A payer of the funding plan, or a funder; empty: the client."),
        default=None,
    )


class AccountsWish(Content):
    """Which figures the accounts are given, of which days."""

    what: Literal["signed", "instalments"] = ask(
        N_("What"),
        Kind.CHOICE,
        choices=(
            ("signed", N_("what was signed, by nature and VAT")),
            ("instalments", N_("instalments, by nature and VAT")),
        ),
        default="signed",
    )
    since: Day | None = ask(N_("From the"), Kind.DATE, help=N_("Signed, or due."), default=None)
    until: Day | None = ask(N_("To"), Kind.DATE, default=None)

    @model_validator(mode="after")
    def _in_order(self) -> AccountsWish:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise as_pydantic(
                Invalid(
                    _("The last day comes before the first."),
                    remedy=_("Give the first day, then the last."),
                )
            )
        return self
