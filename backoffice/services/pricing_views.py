"""How a version was priced, who funds it, what it leaves us: the blocks of the screens, and a card's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.content.base import build
from backoffice.content.rate_card import RateLine, rate_card_of
from backoffice.domain.choices import NATURES
from backoffice.domain.pricing.card import SERVICE_LABELS, Service
from backoffice.domain.pricing.changes import FIELD_LABELS
from backoffice.domain.pricing.funding import late_to_file
from backoffice.domain.pricing.units import BY_LABELS, PER_LABELS
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money, quantity, rate, short_date, unit_price
from backoffice.services.acts import Doing
from backoffice.services.dues.against_plan import plan_warnings
from backoffice.services.funding import funded, payers_of
from backoffice.services.kinds import ref_of
from backoffice.services.margins import margin_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Facts
from backoffice.services.pricing import changes_of, members_price_by_hand, remarks_of, said_of, why_of
from backoffice.store.records import FundingPayer, Quote, QuoteLine, RateCard, RateCardLine, Request

# How a line was priced --------------------------------------------------------------------------------------


def origin_of(line: QuoteLine) -> str:
    """Where a line comes from: a token of the family ``line_origin``."""
    said = said_of(line)
    if said is None:
        return "by_hand"
    return "changed" if changes_of(line, said) else "rate"


def pricing_blocks(quote: Quote) -> tuple[Block, ...]:
    """What the rules said of each line of a version that was priced by a card."""
    pricing = quote.pricing
    if pricing is None:
        return ()
    columns = (
        Column("ref", N_("Line"), 20, priority=3),
        Column("label", N_("Label"), 16, grow=1, priority=1),
        Column("origin", N_("Origin"), 12, kind=Cell.STATE, states="line_origin"),
        Column("rule", N_("Rule"), 18, priority=2),
        Column("why", N_("How it was counted"), 24, grow=3),
    )
    rows = [(ref_of(line), line.label, origin_of(line), _rule(line), _why(line)) for line in quote.lines]
    rows += [("", one["label"], "dropped", one["rule"], _amounts(one)) for one in pricing.dropped]
    return (
        facts(
            N_("Rate card"),
            (N_("Rate card"), f"{pricing.card_ref} ({_('version {n}').format(n=pricing.card_version)})"),
            (N_("Priced on"), pricing.priced_on, Cell.DATE),
        ),
        lines(N_("Rules of the lines"), columns, rows),
        *prose(N_("To be known"), "\n".join(f"– {text}" for text in remarks_of(pricing))),
    )


def _rule(line: QuoteLine) -> str:
    said = said_of(line)
    return str(said["rule"]) if said else ""


def _why(line: QuoteLine) -> str:
    said = said_of(line)
    if said is None:
        return ""
    differs = changes_of(line, said)
    if not differs:
        return why_of(said)
    names = ", ".join(_(FIELD_LABELS[name]) for name in differs)
    return _("changed ({fields}); the rule said {amounts}: {why}").format(
        fields=names, amounts=_amounts(said), why=why_of(said)
    )


def _amounts(values: Mapping[str, Any]) -> str:
    """``2 × 1 400,00 € − 5 % = 2 660,00 €``."""
    discount = f" − {rate(values['discount_bp'])}" if values["discount_bp"] else ""
    price = f"{quantity(values['quantity_e4'])} × {unit_price(values['unit_micro'])}"
    return f"{price}{discount} = {money(values['net_cents'])}"


def line_rule(line: QuoteLine) -> Facts | None:
    """The rule of one line, for its own screen."""
    said = said_of(line)
    if said is None:
        return None
    return facts(
        N_("Rule"),
        (N_("Origin"), origin_of(line), Cell.STATE, "line_origin"),
        (N_("Rule"), said["rule"]),
        (N_("How it was counted"), why_of(said)),
        (N_("The rule said"), _amounts(said)),
        (N_("Discount at most"), rate(int(said["ceiling_bp"]))),
    )


# Who pays ---------------------------------------------------------------------------------------------------

_PAYERS = (
    Column("ref", N_("Payer"), 17),
    Column("name", N_("Name"), 14, grow=2),
    Column("asked", N_("Asked for"), 12, kind=Cell.MONEY, priority=1),
    Column("pays", N_("Pays"), 12, kind=Cell.MONEY),
    Column("state", N_("State"), 12, kind=Cell.STATE, states="funding"),
    Column("file_by", N_("File by"), 11, kind=Cell.DATE, priority=2),
    Column("file", N_("File number"), 13, priority=3),
    Column("why", N_("Why"), 16, grow=2, priority=4),
)


def funding_blocks(doing: Doing, request: Request) -> tuple[Block, ...]:
    """The funding plan of a dossier, and what remains for its client."""
    payers = payers_of(doing, request)
    if not payers:
        return ()
    try:
        found = funded(doing, request)
    except BackofficeError as wrong:
        return (
            lines(N_("Funding plan"), _PAYERS, (_payer_row(one) for one in payers)),
            *prose(N_("To correct"), f"{wrong.message}\n{wrong.remedy or ''}".strip()),
        )
    if found is None:
        return (lines(N_("Funding plan"), _PAYERS, (_payer_row(one) for one in payers)),)
    rows = (
        _payer_row(one, str(part.asked_cents), str(part.pays_cents), ", ".join(map(str, part.why)))
        for one, part in zip(found.payers, found.plan.parts, strict=True)
    )
    return (
        lines(N_("Funding plan"), _PAYERS, rows),
        facts(
            N_("What remains"),
            (N_("Version"), ref_of(found.quote)),
            (N_("Remains for the client"), found.plan.client_cents, Cell.MONEY),
            (N_("Still to be decided"), found.plan.unsure_cents or None, Cell.MONEY),
        ),
        *prose(N_("To be known"), "\n".join(f"– {said}" for said in found.plan.missing)),
    )


def _payer_row(one: FundingPayer, asked: str = "", pays: str = "", why: str = "") -> tuple[str, ...]:
    by = one.file_by.isoformat() if one.file_by else ""
    return ref_of(one), one.name, asked, pays, one.state, by, one.file_number or "", why


def payer_blocks(doing: Doing, one: FundingPayer) -> Iterable[Block]:
    """The screen of one payer."""
    yield facts(
        N_("Payer"),
        (N_("Dossier"), one.request.ref, Cell.TEXT, "", one.request),
        (N_("Funder"), one.funder.name if one.funder else None, Cell.TEXT, "", one.funder),
        (N_("Client"), one.client.name if one.client else None, Cell.TEXT, "", one.client),
        (N_("State"), one.state, Cell.STATE, "funding"),
        (N_("Share"), rate(one.share_bp) if one.share_bp else None),
        (N_("Amount"), one.amount_cents, Cell.MONEY),
        (N_("Caps"), "; ".join(one.caps)),
        (N_("Difference paid by"), _difference(one)),
        (N_("File number"), one.file_number),
        (N_("File by"), one.file_by, Cell.DATE),
        (N_("Asked on"), one.asked_on, Cell.DATE),
        (N_("Decided on"), one.decided_on, Cell.DATE),
        (N_("Granted"), one.granted_cents, Cell.MONEY),
    )
    yield from prose(N_("Note"), one.note)


def _difference(one: FundingPayer) -> str:
    return f"{one.request.ref}/F{one.difference_to}" if one.difference_to else _("the client")


# What it leaves -------------------------------------------------------------------------------------------


def margin_cell(doing: Doing, quote: Quote) -> str:
    """The margin beside a version; empty while a cost isn't known."""
    found = margin_of(doing, quote)
    return "" if found.unknown or not quote.lines else str(found.cents)


def margin_block(doing: Doing, quote: Quote) -> Facts:
    """The margin of a version; never printed."""
    found = margin_of(doing, quote)
    others = ((SERVICE_LABELS[Service(name)], cents) for name, cents in found.others)
    return facts(
        N_("Margin (never printed)"),
        (N_("Net"), found.net_cents, Cell.MONEY),
        (N_("Trainers"), found.trainers_cents or None, Cell.MONEY),
        *((label, cents, Cell.MONEY) for label, cents in others),
        (N_("Margin at most") if found.unknown else N_("Margin"), found.cents, Cell.MONEY),
        (N_("Share"), rate(found.bp) if found.bp is not None else None),
        (N_("Costs not known"), found.unknown or None, Cell.NUMBER),
    )


# Before it is issued --------------------------------------------------------------------------------------


def pricing_warnings(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """What of its price and its funding one should know before a version is issued."""
    pricing = quote.pricing
    remarks = zip(pricing.remarks, remarks_of(pricing), strict=True) if pricing else ()
    changed = (said_of(line) for line in quote.lines if origin_of(line) == "changed")
    settled = {said["code"] for said in changed if said is not None}
    left = (text for one, text in remarks if one["matters"] and one["code"] not in settled)
    members = (
        _("{ref} has the members' price, and the membership is over.").format(ref=ref)
        for ref in members_price_by_hand(doing, quote)
    )
    return (*left, *members, *_funding_warnings(doing, quote))


def _funding_warnings(doing: Doing, quote: Quote) -> Iterable[str]:
    for one in payers_of(doing, quote.request):
        if late_to_file(one.state, one.file_by, doing.today) and one.file_by:
            yield _("{name} ({ref}): its file was to be sent by {day}.").format(
                name=one.name, ref=ref_of(one), day=short_date(one.file_by)
            )
    try:
        found = funded(doing, quote.request, quote)
    except BackofficeError as wrong:
        yield wrong.message
        return
    yield from plan_warnings(doing, quote)
    residual = _residual_cents(quote)
    if found is not None and residual is not None and found.plan.client_cents > residual:
        yield _("{left} remain for the client, and the price was shown as {residual} to pay.").format(
            left=money(found.plan.client_cents), residual=money(residual)
        )


def _residual_cents(quote: Quote) -> int | None:
    said = [one for line in quote.lines if (one := said_of(line)) and one["residual_cents"] is not None]
    return sum(int(one["residual_cents"]) for one in said) if said else None


# A rate card ----------------------------------------------------------------------------------------------


def card_blocks(_doing: Doing, record: RateCard) -> Iterable[Block]:
    """The screen of a rate card: what it says as a whole, then its rates."""
    read = rate_card_of(record.body)
    yield facts(
        N_("Rate card"),
        (N_("State"), record.state, Cell.STATE, "programme"),
        (N_("Version"), record.version_no, Cell.NUMBER),
        (N_("Valid from"), read.valid_from, Cell.DATE),
        (N_("Valid until"), read.valid_until, Cell.DATE),
        (N_("Kinds of request"), ", ".join(read.kinds)),
        (N_("Programmes"), ", ".join(read.programmes)),
        (N_("Zones"), "; ".join(read.zones)),
        (N_("Discount at most"), rate(read.ceiling_bp) if read.ceiling_bp is not None else None),
        (N_("Who may exceed it"), ", ".join(read.exceed)),
        (N_("Cost of a trainer's day"), read.day_cost_cents, Cell.MONEY),
    )
    columns = (
        Column("ref", N_("Rate"), 16),
        Column("label", N_("Label"), 18, grow=3),
        Column("price", N_("Price"), 12),
        Column("unit", N_("Unit"), 22, grow=1, priority=1),
        Column("when", N_("When"), 18, grow=2, priority=2),
    )
    rows = (
        (ref_of(line), line.label, _price(one), _unit(one), _when(one))
        for line, one in zip(record.lines, read.rates, strict=True)
    )
    yield lines(N_("Rates"), columns, rows)


def _price(one: RateLine) -> str:
    if one.at_cost:
        cap = one.cap_micro
        return _("at cost, at most {cap}").format(cap=unit_price(cap)) if cap is not None else _("at cost")
    price = unit_price(one.price_micro or 0)
    if one.most_micro is not None:
        return f"{price} – {unit_price(one.most_micro)}"
    return _("from {price}").format(price=price) if one.shown == "from" else price


def _unit(one: RateLine) -> str:
    return f"{_(PER_LABELS[one.per])}, {_(BY_LABELS[one.by])}"


def _when(one: RateLine) -> str:
    told = (
        (one.members == "members", _("members")),
        (one.members == "others", _("not for members")),
        (bool(one.payers), ", ".join(one.payers)),
        (bool(one.zones), ", ".join(one.zones)),
        (bool(one.programmes), ", ".join(one.programmes)),
        (one.from_persons is not None, _("from {n} participants").format(n=one.from_persons)),
        (one.included is not None, _("up to {n} people").format(n=one.included)),
        (bool(one.bands), "; ".join(one.bands)),
        (one.use != "always", _("option") if one.use == "option" else _("when asked for")),
    )
    return ", ".join(text for holds, text in told if holds)


def rate_blocks(_doing: Doing, line: RateCardLine) -> Iterable[Block]:
    """The screen of one rate."""
    one = build(RateLine, line.body)
    yield facts(
        N_("Rate"),
        (N_("Rate card"), line.card.title, Cell.TEXT, "", line.card),
        (N_("Code"), one.code),
        (N_("Service"), _(SERVICE_LABELS[one.service])),
        (N_("Price"), _price(one)),
        (N_("Unit"), _unit(one)),
        (N_("When"), _when(one)),
        (N_("Each extra person"), one.extra_micro, Cell.UNIT_PRICE),
        (N_("Minimum billing"), one.least_cents, Cell.MONEY),
        (N_("Weekend surcharge"), rate(one.weekend_bp) if one.weekend_bp else None),
        (N_("Nature"), _(dict(NATURES)[str(one.rate().line_nature)])),
        (N_("What a unit costs us"), one.cost_micro, Cell.UNIT_PRICE),
        (N_("Valid from"), one.valid_from, Cell.DATE),
        (N_("Valid until"), one.valid_until, Cell.DATE),
    )
