"""What a buyer orders under a framework: it takes from what is left, and gives it back when cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.content.frameworks import Order, OrderCancelled, UnderFramework, framework_of
from backoffice.domain.frameworks import Ordered
from backoffice.domain.money import half_away
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money, short_date
from backoffice.services.acceptance import accepted_totals
from backoffice.services.acts import Doing, Done, act
from backoffice.services.frameworks.ordered import forms_of, ordered_under
from backoffice.services.frameworks.reading import (
    FrameworkRetired,
    Under,
    forms_for,
    full_warnings,
    is_buyer,
    needed,
    under,
)
from backoffice.services.kinds import next_rank, ref_of
from backoffice.store.images import ChangedSince
from backoffice.store.records import Client, Framework, OrderForm, Quote, Request

_ORDERED = ("issued", "accepted")


class NotABuyer(BackofficeError):
    code = "not_a_buyer"

    def __init__(self, who: str, framework: str) -> None:
        super().__init__(
            _("{who} isn't a buyer of {framework}.").format(
                who=who or _("This dossier"), framework=framework
            ),
            place=Place(path="framework"),
            remedy=_("Choose another framework, or add this client to its buyers."),
        )


class OrderNumberTaken(BackofficeError):
    code = "order_number_taken"

    def __init__(self, number: str, form: str) -> None:
        super().__init__(
            _("The order form {number} is already recorded: {form}.").format(number=number, form=form),
            place=Place(path="number"),
            remedy=_("Edit that one, or give the number written on the other form."),
        )


# The dossier ----------------------------------------------------------------------------------------------


def _said(_doing: Doing, request: Request) -> Mapping[str, Any]:
    said = request.details.get("framework") or {}
    return {"framework": said.get("ref"), "lot": said.get("lot") or ""}


@act(
    "place-under-framework",
    N_("Place under a framework"),
    on="request",
    model=UnderFramework,
    opening=_said,
)
def place_under(doing: Doing, request: Request, values: UnderFramework) -> Done:
    """Says under which framework, and which lot, a dossier is ordered: it is then priced by its schedule."""
    said = {"ref": values.framework, "lot": values.lot} if values.framework else None
    before = request.details.get("framework")
    if before != said and any(one.state == "open" for one in forms_for(doing.unit, request)):
        raise Invalid(
            _("{ref} is ordered under {framework} already.").format(
                ref=request.ref, framework=(before or {}).get("ref")
            ),
            place=Place(path="framework"),
            remedy=_("Cancel its order forms first."),
        )
    if values.framework:
        _check_placed(doing, request, values)
    details = {key: value for key, value in request.details.items() if key != "framework"}
    request.details = details | ({"framework": said} if said else {})
    doing.unit.session.flush()
    return Done(request, request.ref, {"framework": values.framework, "lot": values.lot or None})


def _check_placed(doing: Doing, request: Request, values: UnderFramework) -> None:
    record: Framework = doing.unit.find(Framework, str(values.framework))
    if record.state == "retired":
        raise FrameworkRetired(record.ref)
    read = framework_of(record.body)
    read.framework().lot(values.lot)
    who = (request.client, request.beneficiary)
    if not any(is_buyer(doing.unit, read, one) for one in who):
        raise NotABuyer(request.client.name if request.client else "", record.ref)


# Order forms ----------------------------------------------------------------------------------------------


def _opening(doing: Doing, record: Request | Quote) -> Mapping[str, Any]:
    """What the quote and its acceptance already say."""
    if isinstance(record, Request):
        return {"on": doing.happened_on}
    accepted = record.acceptance or {}
    said = {
        "number": accepted.get("order_number"),
        "on": date.fromisoformat(accepted["on"]) if accepted else doing.happened_on,
        "net_cents": accepted_totals(record).net_cents,
        "engagement": accepted.get("engagement"),
    }
    return {name: value for name, value in said.items() if value}


@act(
    "record-order-form",
    N_("Record an order form"),
    on="quote|request",
    makes="order-form",
    model=Order,
    opening=_opening,
)
def record_order(doing: Doing, record: Request | Quote, values: Order) -> Done:
    """Takes its amount from what is left of the framework (and the lot) of its dossier."""
    quote = record if isinstance(record, Quote) else None
    request: Request = quote.request if quote is not None else record  # type: ignore[assignment]
    if quote is not None:
        _check_quote(quote)
    found = needed(doing.unit, request)
    _check_form(doing, found, request, quote, values, None)
    buyer = quote.client if quote is not None else request.client
    form = doing.unit.add(
        OrderForm(
            request_id=request.id,
            position=next_rank(doing, request, "B"),
            framework_ref=found.record.ref,
            lot=found.lot,
            client_id=buyer.id if buyer else None,
            quote_id=quote.id if quote else None,
            **_columns(values),
        )
    )
    return Done(form, ref_of(form), _payload(form))


def _payload(form: OrderForm) -> dict[str, Any]:
    return {"framework": form.framework_ref, "lot": form.lot or None, "net_cents": form.net_cents}


def _columns(values: Order) -> dict[str, Any]:
    return {
        "number": values.number,
        "ordered_on": values.on,
        "net_cents": values.net_cents,
        "engagement": values.engagement or None,
        "note": values.note or None,
    }


def _check_quote(quote: Quote) -> None:
    if quote.state not in _ORDERED:
        raise Invalid(
            _("{ref} can't be ordered: it isn't in force.").format(ref=ref_of(quote)),
            remedy=_("Order a quote that was issued, and is neither refused nor replaced."),
        )


def _check_form(
    doing: Doing, found: Under, request: Request, quote: Quote | None, values: Order, form: OrderForm | None
) -> None:
    """Whether the framework takes an order as it is said; adds what should be known of it to the warnings."""
    _check_day(doing, values.on, "on")
    for other in forms_of(doing.unit, found.record.ref):
        if other is not form and other.state == "open" and other.number == values.number:
            raise OrderNumberTaken(values.number, ref_of(other))
    _check_engagement(quote.client if quote is not None else request.client, values)
    before = ordered_under(doing.unit, found.record.ref, without=form)
    rooms = found.read.framework().check(before, Ordered(found.lot, values.on, values.net_cents))
    doing.warnings += full_warnings(found, rooms)
    if quote is not None and (net := accepted_totals(quote).net_cents) != values.net_cents:
        doing.warnings.append(
            _("The order form is for {ordered} excl. VAT, the quote for {net}.").format(
                ordered=money(values.net_cents), net=money(net)
            )
        )


def _check_day(doing: Doing, on: date, path: str) -> None:
    if on > doing.happened_on:
        raise Invalid(
            _("{day} hasn't come yet.").format(day=short_date(on)),
            place=Place(path=path),
            remedy=_("Correct the date."),
        )


def _check_engagement(client: Client | None, values: Order) -> None:
    if client is not None and client.public_codes.get("engagement_needed") and not values.engagement:
        raise Invalid(
            _("{client} asks for an engagement number.").format(client=client.name),
            place=Place(path="engagement"),
            remedy=_("Give the one written on the order, or ask the buyer for it: its invoice needs it."),
        )


def _as_recorded(_doing: Doing, form: OrderForm) -> Mapping[str, Any]:
    return {
        "number": form.number,
        "on": form.ordered_on,
        "net_cents": form.net_cents,
        "engagement": form.engagement or "",
        "note": form.note or "",
    }


@act(
    "edit-order-form", N_("Edit the order form"), on="order-form", model=Order, opening=_as_recorded, key="e"
)
def edit_order(doing: Doing, form: OrderForm, values: Order) -> Done:
    """Its number, day or amount as they should have been recorded, or as its amendment says."""
    check_open(form)
    found = needed(doing.unit, form.request)
    _check_form(doing, found, form.request, form.quote, values, form)
    before = form.net_cents
    for name, value in _columns(values).items():
        setattr(form, name, value)
    doing.unit.session.flush()
    return Done(form, ref_of(form), _payload(form) | {"before_cents": before})


def _today(doing: Doing, _form: Any) -> Mapping[str, Any]:
    return {"on": doing.happened_on}


@act("cancel-order-form", N_("Cancel the order form"), on="order-form", model=OrderCancelled, opening=_today)
def cancel_order(doing: Doing, form: OrderForm, values: OrderCancelled) -> Done:
    """It consumes nothing any more; it stays on record with its reason."""
    check_open(form)
    _check_day(doing, values.on, "on")
    if values.on < form.ordered_on:
        raise Invalid(
            _("{ref} was ordered on {day}: it can't have been cancelled before.").format(
                ref=ref_of(form), day=short_date(form.ordered_on)
            ),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )
    release(form, values.on, values.why)
    doing.unit.session.flush()
    return Done(form, ref_of(form), {"framework": form.framework_ref, "net_cents": form.net_cents})


def check_open(form: OrderForm) -> None:
    """Raises Invalid for an order form that is cancelled."""
    if form.state != "open":
        raise Invalid(
            _("{ref} is cancelled.").format(ref=ref_of(form)),
            remedy=_("Record the new order form beside it."),
        )


def release(form: OrderForm, on: date, why: str) -> None:
    """Gives back what an order form took."""
    form.state, form.cancelled = "cancelled", {"on": on.isoformat(), "why": why}


# With the quote -------------------------------------------------------------------------------------------


def follow_order(doing: Doing, quote: Quote, terms: Mapping[str, Any]) -> None:
    """An acceptance by purchase order records the order form too; one by signature says it is missing."""
    if under(doing.unit, quote.request) is None:
        return
    mine = [one for one in forms_for(doing.unit, quote.request) if one.state == "open"]
    if terms["by"] != "order":
        if not any(one.quote_id in (None, quote.id) for one in mine):
            doing.warnings.append(
                _("Nothing is ordered under its framework yet: record the order form (record-order-form).")
            )
        return
    if any(one.number == terms["order_number"] for one in mine):
        return
    values = {
        "number": terms["order_number"],
        "on": terms["on"],
        "net_cents": _net_ordered(terms),
        "engagement": terms.get("engagement") or "",
    }
    doing.then("record-order-form", ref_of(quote), values)


def _net_ordered(terms: Mapping[str, Any]) -> int:
    """What an order of an amount with VAT takes from amounts without: in proportion."""
    ordered, total, net = terms["order_cents"], terms["total_cents"], terms["net_cents"]
    return int(net) if ordered in (None, total) else half_away(int(ordered) * int(net), int(total))


def release_orders(doing: Doing, quote: Quote) -> None:
    """An acceptance that is taken back gives back what its order forms took."""
    for form in forms_for(doing.unit, quote.request):
        if form.quote_id == quote.id and form.state == "open":
            release(form, doing.happened_on, _("acceptance taken back"))


# Undoing --------------------------------------------------------------------------------------------------


def check_frameworks(doing: Doing, images: Sequence[Mapping[str, Any]]) -> None:
    """Raises what keeps a framework from holding its orders, once rows were put back: what was given back is
    somebody else's by now, or a framework that was published is used."""
    for code in sorted(_touched(doing, images)):
        record = doing.unit.maybe(Framework, code)
        orders = ordered_under(doing.unit, code)
        if record is None:
            if orders or _placed(doing, code):
                raise ChangedSince(code)
            continue
        framework_of(record.body).framework().check_standing(orders)


def _touched(doing: Doing, images: Sequence[Mapping[str, Any]]) -> set[str]:
    codes: set[str] = set()
    for image in images:
        if image["table"] == "frameworks" and image["what"] == "made":
            codes.add(str(image["after"]["ref"]))
        elif image["table"] == "order_forms" and image["what"] != "made":
            form = doing.unit.session.get(OrderForm, image["key"], populate_existing=True)
            if form is not None and form.state == "open":
                codes.add(form.framework_ref)
    return codes


def _placed(doing: Doing, code: str) -> bool:
    """Whether a dossier is under a framework; few are, and only the undoing of its first version asks."""
    query = select(Request.details)
    found = (one.get("framework") or {} for one in doing.unit.session.scalars(query))
    return any(one.get("ref") == code for one in found)
