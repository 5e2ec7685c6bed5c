"""What a client accepted: which options, for which amounts due when, and what should be said of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from backoffice.content.acts import Acceptance
from backoffice.domain import money
from backoffice.domain.agreement import ContractForm
from backoffice.domain.instalments import Due
from backoffice.errors import Invalid, Place
from backoffice.i18n import _
from backoffice.i18n.formats import money as euros
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing
from backoffice.services.quote_sheet import form_of
from backoffice.services.schedule import binds_on, dues_of, milestones_of
from backoffice.store.counting import totals_of
from backoffice.store.records import Quote

_RANK = re.compile(r"\d{1,4}")


def options_taken(quote: Quote, text: str) -> tuple[int, ...]:
    """The ranks of the optional lines that `text` names; raises Invalid with those that there are."""
    offered = {line.position: line.label for line in quote.lines if line.optional}
    taken = tuple(dict.fromkeys(map(int, _RANK.findall(text))))
    bad = [word for word in re.split(r"[\s,;]+", text) if word and not _RANK.fullmatch(word)]
    unknown = [str(rank) for rank in taken if rank not in offered]
    if bad or unknown:
        raise Invalid(
            _("{ranks} isn't an optional line of this quote.").format(ranks=", ".join([*bad, *unknown])),
            place=Place(path="options"),
            remedy=_("Options: {options}.").format(
                options=", ".join(f"{rank} {label}" for rank, label in offered.items()) or _("none")
            ),
        )
    return taken


def accepted_terms(doing: Doing, quote: Quote, values: Acceptance) -> dict[str, Any]:
    """How a quote was accepted, as it is kept: the form, the options taken, the amounts with them and their
    schedule from the day of signature."""
    taken = options_taken(quote, values.options)
    totals = totals_of(quote, taken)
    dues = dues_of(doing, quote, signed_on=binds_on(quote, values.on), taken=taken)
    return values.model_dump(mode="json") | {
        "options": list(taken),
        "net_cents": totals.net_cents,
        "vat_cents": totals.vat_cents,
        "total_cents": totals.total_cents,
        "schedule": [_due(one) for one in dues],
    }


def _due(one: Due) -> dict[str, Any]:
    return {
        "position": one.position + 1,
        "label": one.label,
        "cents": one.cents,
        "due_on": one.due_on.isoformat() if one.due_on else None,
    }


def taken_of(quote: Quote) -> tuple[int, ...]:
    """The ranks of the options that were accepted with a quote; none while it isn't accepted."""
    found = (quote.acceptance or {}).get("options") or ()
    return tuple(found) if isinstance(found, list) else ()


def accepted_totals(quote: Quote) -> money.Totals:
    """The amounts of a quote with the options that were accepted."""
    return totals_of(quote, taken_of(quote))


def check_acceptance(doing: Doing, quote: Quote, values: Acceptance) -> None:
    """Raises Invalid where a buyer that needs an engagement number ordered without one."""
    client = quote.client
    needed = client is not None and bool(client.public_codes.get("engagement_needed"))
    if needed and values.by == "order" and not values.engagement:
        raise Invalid(
            _("{client} asks for an engagement number.").format(client=client.name if client else ""),
            place=Place(path="engagement"),
            remedy=_("Give the one written on the order, or ask the buyer for it: its invoice needs it."),
        )


def warnings_of_acceptance(doing: Doing, quote: Quote, terms: dict[str, Any]) -> Sequence[str]:
    """What one should know of an acceptance that is recorded all the same."""
    return tuple(text for text in (_mismatch(quote, terms), _late(doing, quote, terms)) if text)


def order_differs(terms: dict[str, Any]) -> bool:
    """Whether an order is for another amount than what is accepted."""
    return terms["order_cents"] is not None and terms["order_cents"] != terms["total_cents"]


def _mismatch(quote: Quote, terms: dict[str, Any]) -> str:
    if not order_differs(terms):
        return ""
    return _(
        "The order is for {ordered}, the quote for {total}: settle the difference with the buyer."
    ).format(ordered=euros(terms["order_cents"]), total=euros(terms["total_cents"]))


def _late(doing: Doing, quote: Quote, terms: dict[str, Any]) -> str:
    """A quote that was to stand for the agreement doesn't, once signed on the first slot's day or later."""
    starts_on = milestones_of(doing, quote.request).starts_on
    before = form_of(doing, quote)
    after = form_of(doing, quote, signed_on=date.fromisoformat(terms["on"]), starts_on=starts_on)
    if before is not ContractForm.QUOTE or after is before or starts_on is None:
        return ""
    return _("Signed after the first slot ({day}), it doesn't stand for the agreement: issue one.").format(
        day=short_date(starts_on)
    )


def options_of(quote: Quote, taken: Collection[int]) -> tuple[str, ...]:
    """The labels of the options taken, in the order of the quote."""
    return tuple(line.label for line in quote.lines if line.position in taken)
