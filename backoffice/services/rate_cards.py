"""Rate cards edited by their head and rate by rate; each time a new version, quotes keep theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.base import build
from backoffice.content.pricing import CardCopy
from backoffice.content.rate_card import (
    CardHead,
    RateCardFile,
    RateLine,
    rate_body,
    rate_card_of,
)
from backoffice.domain.money import WHOLE_BP, half_away
from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import FAMILIES, Retired, publish_read
from backoffice.services.kinds import ref_of
from backoffice.store.records import RateCard, RateCardLine
from backoffice.store.unit import UnitOfWork

_FAMILY = next(one for one in FAMILIES if one.kind == "rate-card")
_WHOLE_EURO = 1_000_000
_PRICES = ("price_micro", "extra_micro", "cap_micro", "most_micro", "residual_micro")


def _head(_doing: Doing, record: RateCard) -> Mapping[str, Any]:
    read = rate_card_of(record.body)
    return {name: getattr(read, name) for name in CardHead.model_fields}


@act(
    "edit-card-head", N_("Edit what the card says as a whole"), on="rate-card", model=CardHead, opening=_head
)
def edit_card_head(doing: Doing, record: RateCard, values: CardHead) -> Done:
    """Title, validity, for which requests, zones, the ceiling of discounts."""
    body = _last(doing, record).body
    kept = {name: body[name] for name in ("format", "code", "rates")}
    return _changed(doing, kept | values.model_dump(mode="json", exclude_defaults=True))


@act("add-rate", N_("Add a rate"), on="rate-card", model=RateLine, key="c")
def add_rate(doing: Doing, record: RateCard, values: RateLine) -> Done:
    """One more rate, at the end of the card."""
    body = _last(doing, record).body
    return _changed(
        doing, {**body, "rates": [*body["rates"], rate_body(values)]}, rank=len(body["rates"]) + 1
    )


def _rate(_doing: Doing, line: RateCardLine) -> Mapping[str, Any]:
    read = build(RateLine, line.body)
    return {name: getattr(read, name) for name in RateLine.model_fields}


@act("edit-rate", N_("Edit the rate"), on="rate", model=RateLine, opening=_rate, key="e")
def edit_rate(doing: Doing, line: RateCardLine, values: RateLine) -> Done:
    """Changes a rate; quotes already priced keep what it said."""
    body = _last(doing, line.card).body
    rates = [
        rate_body(values) if rank == line.position else rate
        for rank, rate in enumerate(body["rates"], start=1)
    ]
    return _changed(doing, {**body, "rates": rates}, rank=line.position)


@act("remove-rate", N_("Take the rate out of the card"), on="rate")
def remove_rate(doing: Doing, line: RateCardLine, _values: None) -> Done:
    """Takes a rate out; the others move up."""
    body = _last(doing, line.card).body
    rates = [rate for rank, rate in enumerate(body["rates"], start=1) if rank != line.position]
    if not rates:
        raise Invalid(
            _("A rate card has at least one rate."), remedy=_("Retire the card if it serves no more.")
        )
    return _changed(doing, {**body, "rates": rates})


def _next_year(_doing: Doing, record: RateCard) -> Mapping[str, Any]:
    return {"title": record.title}


@act(
    "copy-rate-card",
    N_("Copy the rate card"),
    on="rate-card",
    model=CardCopy,
    opening=_next_year,
)
def copy_rate_card(doing: Doing, record: RateCard, values: CardCopy) -> Done:
    """Another card with the same rates, its prices raised or lowered, its own validity: next year's."""
    if doing.unit.maybe(RateCard, values.code) is not None:
        raise Invalid(
            _("There is already a rate card {code}.").format(code=values.code),
            place=Place(path="code"),
            remedy=_("Give another code, or edit that card."),
        )
    body = {**record.body, "code": values.code, "title": values.title}
    for name in ("valid_from", "valid_until"):
        day = getattr(values, name)
        body[name] = day.isoformat() if day else None
    body["rates"] = [_raised(rate, values.price_change_bp) for rate in record.body["rates"]]
    return _changed(doing, body)


def _raised(rate: Mapping[str, Any], change_bp: int) -> dict[str, Any]:
    found = {name: _more(value, change_bp) if name in _PRICES else value for name, value in rate.items()}
    if change_bp and "bands" in rate:
        found["bands"] = [_band(text, change_bp) for text in rate["bands"]]
    return found


def _band(text: str, change_bp: int) -> str:
    """A band with its price changed; a discount stays."""
    if text.endswith("%"):
        return text
    at, _colon, _price = text.partition(":")
    read = build(RateLine, {"code": "-", "label": "-", "price_micro": 0, "bands": [text]}).rate()
    micro = _more(read.bands[0].price_micro or 0, change_bp)
    return f"{at}: {micro // _WHOLE_EURO}.{micro % _WHOLE_EURO:06d}"


def _more(micro: int, change_bp: int) -> int:
    """A price changed by a share; one in whole euros stays in whole euros, another in whole cents."""
    unit = _WHOLE_EURO if micro % _WHOLE_EURO == 0 else 10_000 if micro % 10_000 == 0 else 1
    return half_away(micro * (WHOLE_BP + change_bp), WHOLE_BP * unit) * unit


def _last(doing: Doing, record: RateCard) -> RateCard:
    """The last version of a card: what is changed; raises Retired."""
    last: RateCard = doing.unit.find(RateCard, record.ref)
    if last.state == "retired":
        raise Retired(last.ref)
    return last


def _changed(doing: Doing, body: Mapping[str, Any], rank: int | None = None) -> Done:
    """A new version from what was changed, checked as a whole; its subject is the rate that was, if one."""
    done = publish_read(doing, _FAMILY, build(RateCardFile, dict(body)))
    if rank is None:
        return done
    line = done.subject.lines[rank - 1]  # type: ignore[attr-defined]
    return Done(line, ref_of(line), done.payload)


def cards_in_force(unit: UnitOfWork) -> Sequence[RateCard]:
    """The last version of each card that isn't retired, by code."""
    query = select(RateCard).order_by(RateCard.ref, RateCard.version_no)
    last = {record.ref: record for record in unit.session.scalars(query)}
    return [record for record in last.values() if record.state == "published"]


def card_at(unit: UnitOfWork, code: str, version: int) -> RateCard | None:
    """A version of a card."""
    query = select(RateCard).where(RateCard.ref == code, RateCard.version_no == version)
    found: RateCard | None = unit.session.scalars(query).one_or_none()
    return found
