"""Discounts held under their ceilings, and what rules said kept beside lines that change or go."""

from __future__ import annotations

from typing import Any

from backoffice.content.rate_card import rate_card_of
from backoffice.domain.money import WHOLE_BP
from backoffice.domain.pricing.changes import check_ceiling, discount_given
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.rate_cards import card_at
from backoffice.store.records import Quote, QuoteLine

# Without a rate card nothing is capped but 100 %, which a manager gives with a reason.
_NO_CARD = (WHOLE_BP - 1, ("manager",))


def check_line_discount(doing: Doing, line: QuoteLine) -> None:
    """Raises DiscountOverCeiling for a line whose price was lowered beyond what its rate allows."""
    pricing = line.quote.pricing
    said: dict[str, Any] | None = pricing.lines.get(str(line.position)) if pricing else None
    if said is None:
        given, (ceiling, who) = line.discount_bp, _of_card(doing, line.quote)
    else:
        given = discount_given(said["unit_micro"], said["discount_bp"], line.unit_micro, line.discount_bp)
        ceiling, who = int(said["ceiling_bp"]), tuple(said["exceed"])
    _check(doing, ref_of(line), given, ceiling, who)


def check_whole_discount(doing: Doing, quote: Quote, share_bp: int) -> None:
    """Raises DiscountOverCeiling for a discount on the whole beyond what the card allows."""
    ceiling, who = _of_card(doing, quote)
    _check(doing, ref_of(quote), share_bp, ceiling, who)


def _check(doing: Doing, ref: str, given: int, ceiling: int, who: tuple[str, ...]) -> None:
    role = doing.actor.role if doing.actor else ""
    check_ceiling(ref, given, ceiling, who, role=role, reason=doing.reason)


def _of_card(doing: Doing, quote: Quote) -> tuple[int, tuple[str, ...]]:
    pricing = quote.pricing
    record = card_at(doing.unit, pricing.card_ref, pricing.card_version) if pricing else None
    if record is None:
        return _NO_CARD
    card = rate_card_of(record.body)
    return card.ceiling_bp if card.ceiling_bp is not None else WHOLE_BP - 1, card.exceed


def drop_said(quote: Quote, position: int) -> None:
    """Keeps what the rule said of a line that is taken out, apart from those that are there."""
    pricing = quote.pricing
    if pricing is None or str(position) not in pricing.lines:
        return
    left = dict(pricing.lines)
    gone = left.pop(str(position))
    pricing.lines, pricing.dropped = left, [*pricing.dropped, gone]
