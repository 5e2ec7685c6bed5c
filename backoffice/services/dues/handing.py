"""An instalment is passed to the accounts, taken back from them, or addressed to another payer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.dues import HandOver, PayerWish
from backoffice.domain import instalments as plan
from backoffice.domain.dues import Part
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.changes import share_json
from backoffice.services.dues.against_plan import plan_warnings
from backoffice.services.dues.naming import payer_meant
from backoffice.services.dues.payers import CLIENT, payer_said
from backoffice.services.dues.reckoning import handovers_of, parts_now, schedule_now
from backoffice.services.kinds import ref_of
from backoffice.store.records import Handover, Instalment


class NotAsked(BackofficeError):
    code = "not_asked"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} isn't of an accepted quote: nothing is asked of anybody.").format(ref=ref),
            remedy=_("Record the client's acceptance first, with the act accept-quote."),
        )


class AlreadyHanded(BackofficeError):
    code = "already_handed"

    def __init__(self, ref: str, period: str) -> None:
        told = f"{ref} ({period})" if period else ref
        super().__init__(
            _("Nothing of {ref} is left to be passed to the accounts.").format(ref=told),
            remedy=_("See what was passed on with: backoffice instalments --filter state=handed"),
        )


class NotHanded(BackofficeError):
    code = "not_handed"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} wasn't passed to the accounts.").format(ref=ref),
            remedy=_("Choose an instalment that was."),
        )


def _today(doing: Doing, _one: Instalment) -> Mapping[str, Any]:
    return {"on": doing.happened_on}


@act(
    "hand-over-instalment",
    N_("Pass it to the accounts"),
    on="instalment",
    model=HandOver,
    opening=_today,
    key="t",
)
def hand_over_instalment(doing: Doing, one: Instalment, values: HandOver) -> Done:
    """Notes that the accounts have it: it is no longer due here, and keeps its amounts whatever comes later.

    Raises NotAsked, AlreadyHanded.
    """
    if values.on > doing.today:
        raise Invalid(
            _("This day is still to come."),
            place=Place(path="on"),
            remedy=_("Record it when it has happened."),
        )
    quote = one.quote
    if quote.state != "accepted":
        raise NotAsked(ref_of(one))
    before = handovers_of(doing, quote)
    part = _next_part(doing, one, values.period)
    doing.unit.add(
        Handover(
            quote_id=quote.id,
            part=max((given.part for given in before), default=0) + 1,
            position=one.position,
            period=part.period,
            handed_on=values.on,
            number=values.number or None,
            cents=part.cents,
            shares=[share_json(share) for share in part.shares],
            by_id=doing.actor.id if doing.actor else None,
        )
    )
    doing.unit.session.flush()
    payload = {"instalment": one.position, "cents": part.cents} | (
        {"period": part.period} if part.period else {}
    )
    return Done(quote, ref_of(quote), payload)


def _next_part(doing: Doing, one: Instalment, period: str) -> Part:
    parts = parts_now(doing, one.quote, handovers_of(doing, one.quote))
    still = (
        part
        for part in parts
        if part.position + 1 == one.position and part.handed is None and period in ("", part.period)
    )
    found = next(still, None)
    if found is None:
        raise AlreadyHanded(ref_of(one), period)
    return found


@act("take-back-instalment", N_("Take it back from the accounts"), on="instalment")
def take_back_instalment(doing: Doing, one: Instalment, _values: None) -> Done:
    """It was passed on by mistake: what was passed on last of it is due here again. Raises NotHanded."""
    mine = [given for given in handovers_of(doing, one.quote) if given.position == one.position]
    if not mine:
        raise NotHanded(ref_of(one))
    last, quote = mine[-1], one.quote
    payload = {"instalment": one.position, "cents": last.cents}
    doing.unit.delete(last)
    doing.unit.session.flush()
    return Done(quote, ref_of(quote), payload)


def _addressed(_doing: Doing, one: Instalment) -> Mapping[str, Any]:
    return {"payer": payer_said(one) or None}


@act(
    "address-instalment",
    N_("Address it to a payer"),
    on="instalment",
    model=PayerWish,
    opening=_addressed,
)
def address_instalment(doing: Doing, one: Instalment, values: PayerWish) -> Done:
    """Says who pays an instalment of an accepted quote: a funder of the plan, another payer, or the client.

    What was issued keeps its words; what the law lets this payer be asked in advance is checked again.
    """
    quote = one.quote
    if quote.state != "accepted" or quote.acceptance is None:
        raise NotAsked(ref_of(one))
    if any(given.position == one.position for given in handovers_of(doing, quote)):
        raise AlreadyHanded(ref_of(one), "")
    payer = payer_meant(doing, quote, values.payer) or CLIENT
    payers = dict(quote.acceptance.get("payers") or {}) | {str(one.position): payer}
    quote.acceptance = {**quote.acceptance, "payers": payers}
    doing.unit.session.flush()
    refused = plan.refusals(*schedule_now(doing, quote))
    if refused:
        raise refused[0]
    doing.warnings += plan_warnings(doing, quote)
    return Done(quote, ref_of(quote), {"instalment": one.position, "payer": payer})
