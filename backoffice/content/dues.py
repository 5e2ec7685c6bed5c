"""What acts on due instalments ask."""

from __future__ import annotations

from backoffice.content.base import Content, Day, Line
from backoffice.content.fields import Kind, ask
from backoffice.i18n import N_


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
