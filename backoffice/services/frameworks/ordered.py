"""The order forms of a framework, and what stands ordered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.domain.frameworks import Ordered
from backoffice.store.records import OrderForm
from backoffice.store.unit import UnitOfWork


def forms_of(unit: UnitOfWork, code: str) -> Sequence[OrderForm]:
    """Every order form of a framework, in the order in which they came."""
    unit.session.flush()
    query = select(OrderForm).where(OrderForm.framework_ref == code)
    return unit.session.scalars(query.order_by(OrderForm.ordered_on, OrderForm.id)).all()


def ordered_under(unit: UnitOfWork, code: str, without: OrderForm | None = None) -> tuple[Ordered, ...]:
    """What stands ordered under a framework; `without` is a form that is about to change."""
    return tuple(
        Ordered(one.lot, one.ordered_on, one.net_cents)
        for one in forms_of(unit, code)
        if one.state == "open" and one is not without
    )
