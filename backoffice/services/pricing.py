"""A quote priced by a rate card: the lines that rules propose, what they said kept beside what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from backoffice.content.pricing import PriceWish
from backoffice.content.rate_card import rate_card_of
from backoffice.domain.money import half_away
from backoffice.domain.pricing.card import Card, Members, chosen
from backoffice.domain.pricing.changes import changed
from backoffice.domain.pricing.lines import Proposal, Proposed, propose
from backoffice.domain.pricing.said import step_of
from backoffice.domain.pricing.schedules import Schedule, propose_under
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import rate as said_rate
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.frameworks.reading import FrameworkRetired, under
from backoffice.services.kinds import ref_of
from backoffice.services.pricing_case import NO_CARD, case_of, expired_for
from backoffice.services.quote_drafts import check_draft, recount, vat_of
from backoffice.services.rate_cards import card_at, cards_in_force
from backoffice.store.records import Framework, Quote, QuoteLine, QuotePricing, RateCard


class NoRateCard(BackofficeError):
    code = "no_rate_card"

    def __init__(self, ref: str, on: date) -> None:
        super().__init__(
            _("No rate card is in force for {ref} on {day}.").format(ref=ref, day=short_date(on)),
            remedy=_("Publish one, extend the validity of another, or name one with --card."),
        )


class NotInForce(BackofficeError):
    code = "rate_card_not_in_force"

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            _("The rate card {code} isn't in force on {day}.").format(code=code, day=short_date(on)),
            remedy=_("Choose another card, or give a reason to price with this one all the same."),
        )


class VatOnExempt(BackofficeError):
    """A card that states VAT where the law gives another treatment."""

    code = "vat_on_exempt"

    def __init__(self, card: str, rank: int, label: str, stated: str, right: str) -> None:
        super().__init__(
            _("The card {card} states {stated} of VAT on “{label}”: {right}.").format(
                card=card, label=label, stated=stated, right=right
            ),
            place=Place(path=f"rates[{rank}].vat_bp"),
            remedy=_("Correct the nature of this rate, or leave its VAT out: it follows from the nature."),
        )


class MembershipOver(BackofficeError):
    code = "membership_over"

    def __init__(self, client: str, ended: date | None) -> None:
        over = _("its membership ended on {day}").format(day=short_date(ended)) if ended else _("it has none")
        super().__init__(
            _("{client} isn't a member: {over}.").format(client=client, over=over),
            place=Place(path="members"),
            remedy=_("Record its membership, or give a reason for the members' price."),
        )


@dataclass(frozen=True, slots=True)
class Priced:
    """What a card says of a quote: the card with its version, the lines, the remarks; before it, the price
    schedule of the framework that the quote is under."""

    record: RateCard | Framework
    card: Card
    proposal: Proposal
    schedule: Schedule | None = None


def price(doing: Doing, quote: Quote, wish: PriceWish) -> Priced:
    """What the rate card proposes, nothing being changed. Raises NoRateCard, NotInForce, VatOnExempt,
    MembershipOver, AmbiguousRates."""
    schedule = _schedule(doing, quote)
    record, card = _card(doing, quote, wish) if schedule is None else _beside(doing, quote, wish)
    case = case_of(doing, quote, card, wish)
    if wish.members == "members" and not doing.reason:
        _check_member(doing, quote)
    unknown = set(wish.asked) | set(wish.cost_cents())
    codes = list(dict.fromkeys(rate.code for rate in (*(schedule.rates if schedule else ()), *card.rates)))
    for code in sorted(unknown - set(codes)):
        raise Invalid(
            _("There is no rate {code} in the card {card}.").format(code=code, card=card.code),
            place=Place(path="asked" if code in wish.asked else "costs"),
            remedy=_("Use one of: {codes}.").format(codes=", ".join(codes)),
        )
    _check_vat(doing, quote, card)
    proposal = propose(card, case) if schedule is None else propose_under(schedule, card, case)
    return Priced(record, card, proposal, schedule)


def _schedule(doing: Doing, quote: Quote) -> Schedule | None:
    """The prices of the framework that a quote is under, on the day; None when it is under none."""
    found = under(doing.unit, quote.request)
    if found is None:
        return None
    if found.record.state == "retired":
        raise FrameworkRetired(found.record.ref)
    return found.read.schedule(found.lot, doing.happened_on)


def _beside(doing: Doing, quote: Quote, wish: PriceWish) -> tuple[RateCard | Framework, Card]:
    """The rate card that stands beside a price schedule; without any, an empty one of the framework's."""
    try:
        return _card(doing, quote, wish)
    except NoRateCard:
        found = under(doing.unit, quote.request)
        assert found is not None
        return found.record, replace(NO_CARD, code=found.record.ref)


def _card(doing: Doing, quote: Quote, wish: PriceWish) -> tuple[RateCard, Card]:
    on = doing.happened_on
    if wish.card:
        record: RateCard = doing.unit.find(RateCard, wish.card)
        card = rate_card_of(record.body).card()
        if not (card.in_force(on) and record.state == "published") and not doing.reason:
            raise NotInForce(record.ref, on)
        return record, card
    read = {record.ref: (record, rate_card_of(record.body).card()) for record in cards_in_force(doing.unit)}
    codes = [one.programme_ref for one in quote.request.modules if one.programme_ref]
    wanted = quote.request.details.get("programme")
    programmes = codes or ([str(wanted)] if wanted else [])
    found = chosen([card for _record, card in read.values()], quote.request.kind, programmes, on)
    if found is None:
        raise NoRateCard(ref_of(quote), on)
    return read[found.code]


def _check_member(doing: Doing, quote: Quote) -> None:
    """Raises MembershipOver for a members' price wished by hand for who isn't one on the day."""
    auto = case_of(doing, quote, NO_CARD, PriceWish())
    if not auto.member:
        raise MembershipOver(quote.client.name if quote.client else "-", auto.expired_on)


def _check_vat(doing: Doing, quote: Quote, card: Card) -> None:
    for rank, rate in enumerate(card.rates):
        if rate.vat_bp is None:
            continue
        right = vat_of(doing, quote, rate.line_nature)
        if right.rate_bp != rate.vat_bp:
            told = (
                _("it bears {rate}").format(rate=said_rate(right.rate_bp))
                if right.taxed
                else _("it is exempt")
            )
            raise VatOnExempt(card.code, rank, rate.label, said_rate(rate.vat_bp), told)


# The act --------------------------------------------------------------------------------------------------


def _wish(_doing: Doing, quote: Quote) -> Mapping[str, Any]:
    """The form opens on what was wished the last time."""
    return wish_of(quote).model_dump()


def wish_of(quote: Quote) -> PriceWish:
    """What a quote was priced from the last time; the usual wish for one that never was."""
    return PriceWish.model_validate(dict(quote.pricing.wish) if quote.pricing else {})


@act("price-quote", N_("Price from the rate card"), on="quote", model=PriceWish, opening=_wish, key="t")
def price_quote(doing: Doing, quote: Quote, values: PriceWish) -> Done:
    """Proposes the lines of a draft from its slots, people and client; those added by hand and those changed
    stay unless it is said otherwise."""
    check_draft(quote)
    priced = price(doing, quote, values)
    for line in priced.proposal.lines:
        _check_net(line)
    kept = _take(doing, quote, priced, values)
    recount(doing, quote)
    for remark in priced.proposal.remarks:
        doing.warnings.append(f"{remark.code}: {remark.said}")
    payload = {
        "card": priced.card.code,
        "card_version": priced.record.version_no,
        "lines": len(priced.proposal.lines),
        "kept": kept,
        "net_cents": quote.net_cents,
        "total_cents": quote.total_cents,
    }
    return Done(quote, ref_of(quote), payload)


def _check_net(line: Proposed) -> None:
    if line.quantity_e4 > 10**12 or line.unit_micro > 10**15:
        raise Invalid(_("“{label}” comes to too much.").format(label=line.label), remedy=_("Check its rate."))


def _take(doing: Doing, quote: Quote, priced: Priced, wish: PriceWish) -> int:
    """Gives the draft its lines; returns how many changed ones were kept."""
    former = dict(quote.pricing.lines) if quote.pricing and not wish.replace_all else {}
    if wish.replace_all:
        quote.lines.clear()
        doing.unit.session.flush()
    by_rank = {line.position: line for line in quote.lines}
    changed_lines: dict[str, QuoteLine] = {}
    for rank, said in former.items():
        line = by_rank.get(int(rank))
        if line is not None and wish.keep_changes and changes_of(line, said):
            changed_lines[str(said["key"])] = line
        elif line is not None:
            quote.lines.remove(line)
    doing.unit.session.flush()
    rules, kept = _lines(quote, priced, changed_lines)
    _keep(doing, quote, priced, wish, rules)
    return kept


def _lines(
    quote: Quote, priced: Priced, changed_lines: dict[str, QuoteLine]
) -> tuple[dict[str, dict[str, Any]], int]:
    rules: dict[str, dict[str, Any]] = {}
    seen: dict[str, int] = {}
    position = max((line.position for line in quote.lines), default=0)
    kept = 0
    with speaking(quote.language):
        for proposed in priced.proposal.lines:
            said = _said(priced, proposed)
            # Bands give a rate several lines: each is known by its rank among them.
            seen[said["key"]] = seen.get(said["key"], 0) + 1
            said["key"] = f"{said['key']}|{seen[said['key']]}"
            line = changed_lines.pop(str(said["key"]), None)
            if line is None:
                position += 1
                line = _line(quote, position, said)
            else:
                kept += 1
            rules[str(line.position)] = said
    # A changed line whose rate proposes nothing any more is the person's own.
    for line in changed_lines.values():
        line.rule = "by hand"
    return rules, kept


def _line(quote: Quote, position: int, said: Mapping[str, Any]) -> QuoteLine:
    names = ("label", "quantity_e4", "unit", "unit_micro", "discount_bp", "optional", "nature", "rule")
    line = QuoteLine(position=position, net_cents=0, vat={}, **{name: said[name] for name in names})
    quote.lines.append(line)
    return line


def _said(priced: Priced, line: Proposed) -> dict[str, Any]:
    """What a rule says of a line, in the quote's language; `why` in none."""
    card, schedule = priced.card, priced.schedule
    scheduled = schedule is not None and schedule.holds(line.code)
    source = " ".join((schedule.code, schedule.lot)).strip() if scheduled and schedule else card.code
    suffix = f" – {line.suffix}" if line.suffix else ""
    # A band is known by its rank: its words change with the card.
    named = line.suffix.text if line.suffix and not line.banded else ""
    return {
        "key": f"{line.code}|{named}",
        "code": line.code,
        "service": line.service.value,
        "rule": f"{source} {line.code}",
        "schedule": schedule.code if scheduled and schedule else None,
        "label": f"{line.label}{suffix}"[:500],
        "quantity_e4": line.quantity_e4,
        "unit": _(line.unit),
        "unit_micro": line.unit_micro,
        "discount_bp": line.discount_bp,
        "optional": line.optional,
        "nature": line.nature.value,
        "net_cents": line.net_cents,
        "cost_cents": line.cost_cents,
        "residual_cents": line.residual_cents,
        "ceiling_bp": card.ceiling(line.code),
        "exceed": list(card.exceed),
        "why": [one.kept() for one in line.why],
    }


def _keep(
    doing: Doing, quote: Quote, priced: Priced, wish: PriceWish, rules: Mapping[str, Mapping[str, Any]]
) -> None:
    values = {
        "card_ref": priced.card.code,
        "card_version": priced.record.version_no,
        "priced_on": doing.happened_on,
        # That lines are replaced is for once.
        "wish": wish.model_dump(mode="json", exclude_defaults=True, exclude={"replace_all"}),
        "lines": dict(rules),
        "dropped": [],
        "remarks": [
            {"code": one.code, "said": one.said.kept(), "matters": one.matters}
            for one in priced.proposal.remarks
        ],
    }
    if quote.pricing is None:
        quote.pricing = QuotePricing(**values)
    else:
        for name, value in values.items():
            setattr(quote.pricing, name, value)
    doing.unit.session.flush()


# What is kept ---------------------------------------------------------------------------------------------


def said_of(line: QuoteLine) -> Mapping[str, Any] | None:
    """What its rule said of a line; None for one written by hand."""
    pricing = line.quote.pricing
    found: Mapping[str, Any] | None = pricing.lines.get(str(line.position)) if pricing else None
    return found


def changes_of(line: QuoteLine, said: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which a line isn't what its rule said."""
    names = ("label", "quantity_e4", "unit", "unit_micro", "discount_bp", "nature", "optional")
    return changed(said, {name: getattr(line, name) for name in names})


def why_of(said: Mapping[str, Any]) -> str:
    """How a rule counted a line, in the language in force."""
    return ", ".join(str(step_of(one)) for one in said["why"])


def remarks_of(pricing: QuotePricing) -> Sequence[str]:
    """What was to be known when a quote was priced, in the language in force."""
    return [f"{one['code']}: {step_of(one['said'])}" for one in pricing.remarks]


def cost_of(line: QuoteLine, said: Mapping[str, Any]) -> int | None:
    """What a line costs us, in proportion when its quantity was changed; None when it isn't known."""
    cost = said["cost_cents"]
    if cost is None or not said["quantity_e4"]:
        return None if cost is None else int(cost)
    return half_away(int(cost) * line.quantity_e4, int(said["quantity_e4"]))


def members_price_by_hand(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """The lines whose price was changed to the members' one for a client whose membership is over."""
    pricing, ended = quote.pricing, expired_for(doing, quote)
    record = card_at(doing.unit, pricing.card_ref, pricing.card_version) if pricing and ended else None
    if record is None:
        return ()
    theirs = {
        (rate.code, rate.price_micro)
        for rate in rate_card_of(record.body).card().rates
        if rate.members is Members.MEMBERS
    }
    found = ((line, said_of(line)) for line in quote.lines)
    return tuple(
        ref_of(line)
        for line, said in found
        if said is not None
        and line.unit_micro != said["unit_micro"]
        and (said["code"], line.unit_micro) in theirs
    )
