"""Order forms brought in: each takes from what is left of its framework, as by its act."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backoffice.content.frameworks import framework_of
from backoffice.domain.frameworks import Ordered
from backoffice.errors import NotFound
from backoffice.i18n import _
from backoffice.services.frameworks.ordered import ordered_under
from backoffice.services.importing.batch import Batch, OnlyNew
from backoffice.services.importing.rows import Row
from backoffice.services.importing.taking import Taken, carried_in, found_there, request_of
from backoffice.services.kinds import next_rank, ref_of
from backoffice.store.records import Framework, OrderForm, Request

_STAYS = ("lot", "number", "ordered_on", "net_cents", "state")


def order_form(batch: Batch, row: Row, values: Any) -> Taken:
    """An order form of a dossier; its quote, whose number is the other house's, is left behind."""
    request = request_of(batch, values.request)
    natural = select(OrderForm).where(
        OrderForm.framework_ref == values.framework,
        OrderForm.number == values.number,
        OrderForm.state == values.state,
    )
    there = found_there(batch, row, OrderForm, None if row.key("uid") else natural)
    if there is not None:
        for name in _STAYS:
            if name in row.given and getattr(there, name) != getattr(values, name):
                raise OnlyNew(name, ref_of(there)).at(row.at(name))
        return there, (), False, "import"
    _check(batch, values)
    more = carried_in(batch, row, OrderForm, values.more, "order_forms")
    client = batch.lookups.record("client", values.client) if values.client else request.client
    record = OrderForm(
        uid=row.key("uid") or None,
        request=request,
        position=_position(batch, request, more.pop("position", None)),
        framework_ref=values.framework,
        client=client,
        **{name: getattr(values, name) for name in _STAYS},
        engagement=values.engagement or None,
        note=values.note or None,
        **more,
    )
    batch.doing.unit.session.add(record)
    return record, (), True, "record-order-form"


def _check(batch: Batch, values: Any) -> None:
    """Raises NotFound, or what refuses the order."""
    unit = batch.doing.unit
    record = unit.maybe(Framework, values.framework)
    if record is None:
        raise NotFound(_("framework"), values.framework)
    wanted = Ordered(values.lot, values.ordered_on, values.net_cents)
    framework = framework_of(record.body).framework()
    if values.state == "open":
        framework.check(ordered_under(unit, record.ref), wanted)
    else:
        framework.lot(values.lot)


def _position(batch: Batch, request: Request, kept: int | None) -> int:
    unit = batch.doing.unit
    taken = select(OrderForm.id).where(OrderForm.request_id == request.id, OrderForm.position == kept)
    if kept is None or unit.session.scalars(taken).first() is not None:
        return next_rank(batch.doing, request, "B")
    unit.number_reached(f"{request.ref}/B", batch.doing.today, kept)
    return kept
