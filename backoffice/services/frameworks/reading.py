"""A framework with what is ordered under it, as rules see them; which one a dossier is under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backoffice.content.frameworks import FrameworkFile, framework_of
from backoffice.domain.frameworks import Room
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.i18n.formats import money, rate
from backoffice.services.acts import Doing
from backoffice.services.finding import survivor
from backoffice.services.frameworks.ordered import ordered_under
from backoffice.store.records import Client, Framework, OrderForm, Quote, Request
from backoffice.store.unit import UnitOfWork


class NoFramework(BackofficeError):
    code = "no_framework"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} is under no framework.").format(ref=ref),
            remedy=_("Say which one first, with the act place-under-framework."),
        )


class FrameworkRetired(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} is retired: nothing more is ordered under it.").format(code=code),
            remedy=_("Publish it again if it still runs, or choose another one."),
        )


@dataclass(frozen=True, slots=True)
class Under:
    """The framework that a dossier is under, and its lot ("" without lots)."""

    record: Framework
    read: FrameworkFile
    lot: str


def under(unit: UnitOfWork, request: Request) -> Under | None:
    """The framework of a dossier; None when it is under none. Raises NotFound for one that went away."""
    said = request.details.get("framework")
    if not said:
        return None
    record = unit.find(Framework, str(said["ref"]))
    return Under(record, framework_of(record.body), str(said.get("lot") or ""))


def needed(unit: UnitOfWork, request: Request) -> Under:
    """The framework of a dossier, in force. Raises NoFramework, FrameworkRetired."""
    found = under(unit, request)
    if found is None:
        raise NoFramework(request.ref)
    if found.record.state == "retired":
        raise FrameworkRetired(found.record.ref)
    return found


def forms_for(unit: UnitOfWork, request: Request) -> Sequence[OrderForm]:
    """The order forms of a dossier."""
    query = select(OrderForm).where(OrderForm.request_id == request.id).order_by(OrderForm.position)
    return unit.session.scalars(query).all()


def rooms_of(unit: UnitOfWork, record: Framework) -> tuple[Room, ...]:
    """What was ordered of each amount of a framework."""
    return framework_of(record.body).framework().rooms(ordered_under(unit, record.ref))


def is_buyer(unit: UnitOfWork, read: FrameworkFile, client: Client | None) -> bool:
    """Whether a client may order, doubles that were merged included."""
    if client is None:
        return False
    kept = survivor(client)
    buyers = (unit.maybe(Client, ref) for ref in read.all_buyers)
    return any(one is not None and survivor(one) is kept for one in buyers)


def full_warnings(under_: Under, rooms: Sequence[Room]) -> tuple[str, ...]:
    """That little is left, in the language in force."""
    share = under_.read.warn_bp
    return tuple(
        _("{what}: {share} of the maximum is ordered, {left} excl. VAT is left.").format(
            what=room.called(under_.record.ref), share=rate(_share_bp(room)), left=money(room.left_cents or 0)
        )
        for room in rooms
        if share and room.reaches(share)
    )


def _share_bp(room: Room) -> int:
    """The share that was ordered, rounded down: 99,9 % isn't all."""
    return room.ordered_cents * 100 // (room.maximum_cents or 1) * 100


def quoted_warnings(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """What of a quote its framework doesn't hold: an amount beyond what is left, lines beside its prices."""
    found = under(doing.unit, quote.request)
    if found is None:
        return ()
    return (*_beyond(doing, quote, found), *_beside(quote, found))


def _beyond(doing: Doing, quote: Quote, found: Under) -> tuple[str, ...]:
    orders = ordered_under(doing.unit, found.record.ref)
    rooms = found.read.framework().rooms_for(orders, found.lot, doing.happened_on)
    if not rooms:
        return (
            _("{framework} doesn't run today: nothing can be ordered.").format(framework=found.record.ref),
        )
    mine = sum(one.net_cents for one in forms_for(doing.unit, quote.request) if one.quote_id == quote.id)
    return tuple(
        _("{what}: the quote is for {net} excl. VAT, {left} is left.").format(
            what=room.called(found.record.ref), net=money(quote.net_cents), left=money(room.left_cents)
        )
        for room in rooms
        if room.left_cents is not None and quote.net_cents - mine > room.left_cents
    )


def _beside(quote: Quote, found: Under) -> tuple[str, ...]:
    said = quote.pricing.lines if quote.pricing else {}
    prices = {str(one.position): said.get(str(one.position)) for one in quote.lines}
    beside = [
        line.label
        for line in quote.lines
        if (rule := prices[str(line.position)]) is None
        or rule.get("schedule") != found.record.ref
        or rule["unit_micro"] != line.unit_micro
    ]
    if not beside:
        return ()
    return (
        _("Not at a price of {framework}: {lines}.").format(
            framework=found.record.ref, lines=", ".join(f"“{label}”" for label in beside)
        ),
    )
