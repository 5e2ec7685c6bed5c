"""Frameworks, their prices, order forms and lots answered as their screens and `show` give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.base import build
from backoffice.content.frameworks import FrameworkFile, ScheduleLine, framework_of
from backoffice.domain.choices import NATURES
from backoffice.domain.frameworks import Room
from backoffice.domain.pricing.units import unit_label
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing
from backoffice.services.frameworks.consultations import lots_of
from backoffice.services.frameworks.ordered import forms_of
from backoffice.services.frameworks.printing import length_of, revision_of
from backoffice.services.frameworks.reading import forms_for, rooms_of, under
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.store.records import Client, Framework, FrameworkLine, OrderForm, Request

_SORTS = {"public": N_("public procurement"), "private": N_("private agreement")}


# A framework ----------------------------------------------------------------------------------------------


def framework_blocks(doing: Doing, record: Framework) -> Iterable[Block]:
    """The screen of a framework: what it says, what is consumed of it, its order forms, its prices."""
    read = framework_of(record.body)
    client = doing.unit.maybe(Client, read.client)
    yield facts(
        N_("Framework"),
        (N_("Client"), client.name if client else read.client, Cell.TEXT, "", client),
        (N_("Other buyers"), ", ".join(_names(doing, read.buyers))),
        (N_("Kind"), _SORTS[read.sort], Cell.MESSAGE),
        (N_("Market number"), read.market),
        (N_("Length"), length_of(read)),
        (N_("Renewals"), _renewals(read)),
        (N_("State"), record.state, Cell.STATE, "programme"),
        (N_("Version"), record.version_no, Cell.NUMBER),
    )
    rooms = rooms_of(doing.unit, record)
    yield room_lines(read, rooms)
    yield form_lines(reversed(forms_of(doing.unit, record.ref)))
    yield _prices(doing, record, read)
    if formula := revision_of(read):
        yield from prose(N_("Revision of prices"), formula)
    if read.note:
        yield from prose(N_("Note"), read.note)


def _names(doing: Doing, refs: Iterable[str]) -> Iterator[str]:
    for ref in refs:
        found = doing.unit.maybe(Client, ref)
        yield found.name if found is not None else ref


def _renewals(read: FrameworkFile) -> str:
    if not read.renewals:
        return ""
    if read.tacit:
        return _("{n} of {months} months, unless refused").format(n=read.renewals, months=read.renewal_months)
    text = _("{done} of {n} decided, {months} months each")
    return text.format(done=read.renewed, n=read.renewals, months=read.renewal_months)


def room_lines(read: FrameworkFile, rooms: Sequence[Room]) -> Lines:
    """What is consumed of each amount, with a bar."""
    columns = (
        Column("what", N_("Consumed"), 12, grow=2),
        Column("bar", N_("Of the maximum"), 16, kind=Cell.SHARE),
        Column("ordered", N_("Ordered"), 12, kind=Cell.MONEY),
        Column("left", N_("Left"), 12, kind=Cell.MONEY),
        Column("maximum", N_("Maximum"), 12, kind=Cell.MONEY, priority=2),
        Column("missing", N_("Minimum due"), 12, kind=Cell.MONEY, priority=3),
    )
    labels = {one.code: one.label for one in read.lots}
    rows = (
        (
            _called(room, labels),
            _share(room, read.warn_bp),
            str(room.ordered_cents),
            "" if room.left_cents is None else str(room.left_cents),
            "" if room.maximum_cents is None else str(room.maximum_cents),
            str(room.missing_cents) if room.missing_cents else "",
        )
        for room in rooms
    )
    return lines(N_("What is consumed"), columns, rows, opens=False)


def _called(room: Room, labels: dict[str, str]) -> str:
    name = _("Lot {code}").format(code=room.lot) + f" · {labels[room.lot]}" if room.lot else _("Whole")
    if room.span is None:
        return name
    return f"{name}, {short_date(room.span.first)} – {short_date(room.span.last)}"


def _share(room: Room, warn_bp: int) -> str:
    """``ordered/maximum/warned``, which a bar is drawn from; nothing without a maximum."""
    return f"{room.ordered_cents}/{room.maximum_cents}/{warn_bp}" if room.maximum_cents else ""


def form_lines(forms: Iterable[OrderForm]) -> Lines:
    """Order forms, one a line."""
    columns = (
        Column("ref", N_("Reference"), 17),
        Column("number", N_("Number"), 14, grow=2),
        Column("on", N_("Ordered on"), 11, kind=Cell.DATE),
        Column("lot", N_("Lot"), 4, priority=2),
        Column("net", N_("Excl. VAT"), 12, kind=Cell.MONEY),
        Column("state", N_("State"), 11, kind=Cell.STATE, states="order_form"),
        Column("client", N_("Client"), 14, grow=2, priority=1),
    )
    rows = (
        (
            ref_of(one),
            one.number,
            one.ordered_on.isoformat(),
            one.lot,
            str(one.net_cents),
            one.state,
            one.client.name if one.client else "",
        )
        for one in forms
    )
    return lines(N_("Order forms"), columns, rows, N_("None yet: record one from its dossier or its quote."))


def _prices(doing: Doing, record: Framework, read: FrameworkFile) -> Lines:
    columns = (
        Column("ref", N_("Price"), 16),
        Column("lot", N_("Lot"), 4, priority=2),
        Column("code", N_("Code"), 12, priority=1),
        Column("label", N_("Label"), 18, grow=3),
        Column("price", N_("Unit price"), 13, kind=Cell.UNIT_PRICE),
        Column("unit", N_("Unit"), 12, grow=1, priority=1),
    )
    rows = (
        (
            ref_of(line),
            one.lot,
            one.code,
            one.label,
            str(read.price_on(one, doing.today)),
            one.unit or _(unit_label(one.per, one.by)),
        )
        for line, one in zip(record.lines, read.lines, strict=True)
    )
    return lines(N_("Price schedule"), columns, rows, N_("No price yet: choose the act Add a price."))


def price_blocks(doing: Doing, line: FrameworkLine) -> Iterable[Block]:
    """The screen of a price of a framework."""
    read, one = framework_of(line.framework.body), build(ScheduleLine, line.body)
    now = read.price_on(one, doing.today)
    yield facts(
        N_("Price"),
        (N_("Framework"), line.framework.title, Cell.TEXT, "", line.framework),
        (N_("Lot"), one.lot),
        (N_("Code"), one.code),
        (N_("Unit price"), now, Cell.UNIT_PRICE),
        (N_("First price"), one.price_micro if now != one.price_micro else None, Cell.UNIT_PRICE),
        (N_("Unit"), one.unit or _(unit_label(one.per, one.by))),
        (N_("Nature"), _(dict(NATURES)[str(one.rate().line_nature)])),
    )


def framework_json(doing: Doing, record: Framework) -> dict[str, Any]:
    """A framework as `show` gives it: what its file says, what is consumed, its order forms."""
    read = framework_of(record.body)
    framework = read.framework()
    return {
        "format": "framework/1",
        "ref": record.ref,
        "version": record.version,
        "version_no": record.version_no,
        "state": record.state,
        **read.model_dump(mode="json", exclude={"format"}),
        "last_day": framework.last_day.isoformat(),
        "rooms": [room_json(room) for room in rooms_of(doing.unit, record)],
        "order_forms": [form_item(one) for one in forms_of(doing.unit, record.ref)],
    }


def room_json(room: Room) -> dict[str, Any]:
    """What is consumed of an amount."""
    return {
        "lot": room.lot,
        "from": room.span.first.isoformat() if room.span else None,
        "to": room.span.last.isoformat() if room.span else None,
        "minimum_cents": room.minimum_cents,
        "maximum_cents": room.maximum_cents,
        "ordered_cents": room.ordered_cents,
        "left_cents": room.left_cents,
    }


def price_json(line: FrameworkLine) -> dict[str, Any]:
    """A price of a framework as `show` gives it."""
    head = {"format": "schedule-line/1", "ref": ref_of(line), "version": line.version}
    return head | {"framework": line.framework.ref, **line.body}


# Order forms ----------------------------------------------------------------------------------------------


def form_blocks(doing: Doing, form: OrderForm) -> Iterable[Block]:
    """The screen of an order form."""
    record = doing.unit.maybe(Framework, form.framework_ref)
    cancelled = form.cancelled or {}
    yield facts(
        N_("Order form"),
        (N_("State"), form.state, Cell.STATE, "order_form"),
        (N_("Number"), form.number),
        (N_("Ordered on"), form.ordered_on, Cell.DATE),
        (N_("Amount excl. VAT"), form.net_cents, Cell.MONEY),
        (N_("Framework"), record.title if record else form.framework_ref, Cell.TEXT, "", record),
        (N_("Lot"), form.lot),
        (N_("Dossier"), form.request.ref, Cell.TEXT, "", form.request),
        (N_("Quote"), ref_of(form.quote) if form.quote else None, Cell.TEXT, "", form.quote),
        (N_("Client"), form.client.name if form.client else None, Cell.TEXT, "", form.client),
        (N_("SIRET"), form.client.siret if form.client else None, Cell.SIRET),
        (N_("Service code"), form.client.public_codes.get("service") if form.client else None),
        (N_("Engagement number"), form.engagement),
        (N_("Cancelled on"), cancelled.get("on"), Cell.DATE),
        (N_("Why"), cancelled.get("why")),
    )
    if form.note:
        yield from prose(N_("Note"), form.note)
    if record is not None:
        read = framework_of(record.body)
        mine = read.framework().rooms_for((), form.lot, form.ordered_on)
        scopes = {(one.lot, one.span) for one in mine}
        kept = [one for one in rooms_of(doing.unit, record) if (one.lot, one.span) in scopes]
        yield room_lines(read, kept)


def form_item(form: OrderForm) -> dict[str, Any]:
    """An order form as a framework or a dossier lists it."""
    return {
        "ref": ref_of(form),
        "number": form.number,
        "framework": form.framework_ref,
        "lot": form.lot or None,
        "request": form.request.ref,
        "quote": ref_of(form.quote) if form.quote else None,
        "client": form.client.ref if form.client else None,
        "ordered_on": form.ordered_on.isoformat(),
        "net_cents": form.net_cents,
        "engagement": form.engagement,
        "state": form.state,
        "cancelled": form.cancelled,
    }


def form_json(form: OrderForm) -> dict[str, Any]:
    """An order form as `show` gives it."""
    return {"format": "order-form/1", "version": form.version, **form_item(form), "note": form.note}


# A dossier ------------------------------------------------------------------------------------------------


def procurement_facts(doing: Doing, request: Request) -> tuple[tuple[Any, ...], ...]:
    """What of public procurement a dossier's first tab says."""
    found, said = under(doing.unit, request), request.details.get("consultation") or {}
    return (
        (N_("Reference of the procedure"), said.get("reference")),
        (N_("Buyer’s platform"), said.get("platform")),
        (
            N_("Framework"),
            found.record.title if found else None,
            Cell.TEXT,
            "",
            found.record if found else None,
        ),
        (N_("Lot"), found.lot if found else None),
    )


def lot_blocks(request: Request) -> tuple[Block, ...]:
    """The lots of the consultation that a dossier answers, or nothing."""
    columns = (
        Column("code", N_("Lot"), 6),
        Column("label", N_("Label"), 18, grow=3),
        Column("maximum", N_("Maximum"), 12, kind=Cell.MONEY, priority=1),
        Column("state", N_("State"), 18, kind=Cell.STATE, states="lot"),
        Column("on", N_("On"), 10, kind=Cell.DATE, priority=2),
        Column("why", N_("Why"), 14, grow=2, priority=3),
    )
    rows = (
        (
            one["code"],
            one["label"],
            "" if one.get("maximum_cents") is None else str(one["maximum_cents"]),
            one["state"],
            one.get("on") or "",
            one.get("why") or "",
        )
        for one in lots_of(request)
    )
    block = lines(N_("Lots of the consultation"), columns, rows, opens=False)
    return (block,) if block.rows else ()


def order_blocks(doing: Doing, request: Request) -> tuple[Block, ...]:
    """The order forms of a dossier with what is left where they are taken from, or nothing."""
    found = under(doing.unit, request)
    forms = forms_for(doing.unit, request)
    if found is None:
        return (form_lines(forms),) if forms else ()
    rooms = [room for room in rooms_of(doing.unit, found.record) if room.lot in (None, found.lot)]
    return (form_lines(forms), room_lines(found.read, rooms))


def client_frameworks(doing: Doing, client: Client) -> tuple[Block, ...]:
    """The frameworks that a client may order under, or nothing."""
    last: dict[str, Framework] = {}
    for record in doing.unit.session.scalars(select(Framework).order_by(Framework.ref, Framework.version_no)):
        last[record.ref] = record
    mine = [one for one in last.values() if client.ref in framework_of(one.body).all_buyers]
    columns = (
        Column("ref", N_("Code"), 16),
        Column("title", N_("Title"), 20, grow=3),
        Column("until", N_("Until"), 10, kind=Cell.DATE),
        Column("state", N_("State"), 11, kind=Cell.STATE, states="programme", priority=1),
    )
    rows = (
        (one.ref, one.title, framework_of(one.body).framework().last_day.isoformat(), one.state)
        for one in mine
    )
    block = lines(N_("Frameworks"), columns, rows)
    return (block,) if block.rows else ()


def procurement_json(doing: Doing, request: Request) -> dict[str, Any]:
    """What `show` gives of public procurement in a dossier."""
    said = request.details.get("framework")
    return {
        "framework": {"ref": said["ref"], "lot": said["lot"] or None} if said else None,
        "consultation": request.details.get("consultation"),
        "order_forms": [form_item(one) for one in forms_for(doing.unit, request)],
    }
